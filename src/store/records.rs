//! Records by key on a shelf of their own, for parts that are not the business.

use std::ops::Bound;
use std::sync::Arc;

use surrealdb::types::RecordId;
use surrealdb::types::RecordIdKeyRange;
use surrealdb::types::Value;

use super::StoreError;
use super::surreal::SurrealStore;
use super::surreal::values::bound;
use super::surreal::values::key;
use super::surreal::values::record;
use super::surreal::values::text;

const TABLE: &str = "record";
const PUT: &str = "UPSERT $record SET json = $json RETURN NONE";
const ALL: &str = "SELECT * FROM $records";

/// A shelf of records on the database of the orders. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Records {
    store: Arc<SurrealStore>,
    shelf: &'static str,
}

impl Records {
    /// The records of one shelf of a store whose migrations have run.
    #[must_use]
    pub const fn new(store: Arc<SurrealStore>, shelf: &'static str) -> Self {
        Self { store, shelf }
    }

    /// Keeps a record in place of any other of that key.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn put(&self, name: &str, json: &str) -> Result<(), StoreError> {
        let parameters = bound([
            ("record", record(TABLE, key([text(self.shelf), text(name)]))),
            ("json", text(json)),
        ]);
        self.store.query(PUT, parameters).await?;
        Ok(())
    }

    /// Every record of the shelf, by key.
    ///
    /// # Errors
    ///
    /// When the database fails, or a row is not one of ours.
    pub async fn all(&self) -> Result<Vec<(String, String)>, StoreError> {
        let range = RecordIdKeyRange {
            start: Bound::Included(key([text(self.shelf)])),
            end: Bound::Excluded(key([text(format!("{}\u{1}", self.shelf))])),
        };
        let parameters = bound([("records", Value::RecordId(RecordId::new(TABLE, range)))]);
        let mut answers = self.store.query(ALL, parameters).await?;
        let read = |mut row: super::surreal::rows::Row| {
            let name = match row.key_part(1)? {
                Value::String(name) => name.clone(),
                _ => return Err(row.unreadable("its key is not a text")),
            };
            Ok((name, row.text("json")?))
        };
        answers.rows(0)?.into_iter().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::surreal::StoreAddress;

    #[tokio::test]
    async fn a_record_takes_the_place_of_its_like_and_shelves_stay_apart() {
        let store = SurrealStore::open(&StoreAddress::embedded("mem://")).await;
        let store = Arc::new(store.unwrap());
        store.migrate().await.unwrap();
        let one = Records::new(Arc::clone(&store), "one");
        let other = Records::new(store, "one more");

        one.put("a", "1").await.unwrap();
        one.put("a", "2").await.unwrap();
        other.put("b", "3").await.unwrap();

        let pair = |name: &str, json: &str| (name.to_owned(), json.to_owned());
        assert_eq!(one.all().await.unwrap(), [pair("a", "2")]);
        assert_eq!(other.all().await.unwrap(), [pair("b", "3")]);
    }
}
