//! A whole store, row by row, in a form that another store takes in.
//!
//! Tables are those of the migrations, so a new one is moved without anybody saying so.
//! What the program makes again by itself, such as the snapshot of the index, is not moved.
//! A store that rows are being put into says so until they are all there, and nothing else
//! opens it meanwhile.

mod json;

use std::ops::Bound;
use std::sync::Arc;

use serde_json::Value as Json;
use surrealdb::types::RecordId;
use surrealdb::types::RecordIdKey;
use surrealdb::types::RecordIdKeyRange;
use surrealdb::types::Value;

use super::StoreError;
use super::surreal::Failure;
use super::surreal::MigrateError;
use super::surreal::SurrealStore;
use super::surreal::values::bound;
use super::surreal::values::list;
use super::surreal::values::number;

/// What can be made again, and is.
const MADE_AGAIN: [&str; 2] = ["snapshot", "snapshot_chunk"];
/// How many rows are read at once; those of files are large.
const PAGE_ROWS: usize = 256;
const PAGE_CHUNKS: usize = 8;

/// The function around the range makes the limit count while reading, not after it.
const PAGE: &str = "SELECT * FROM array::first([$range]) LIMIT $limit";

/// A whole store, about to be read or filled. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Moving(Arc<SurrealStore>);

/// A row of some table.
#[derive(Debug, Clone, PartialEq)]
pub struct MovedRow {
    /// Its key.
    pub id: Json,
    /// Everything else that is in it.
    pub row: Json,
}

/// Where reading of a table goes on. Nothing more than a key.
#[derive(Debug, Clone)]
pub struct Bookmark(RecordIdKey);

impl Moving {
    /// Of a store, migrated or not.
    #[must_use]
    pub const fn new(store: Arc<SurrealStore>) -> Self {
        Self(store)
    }

    /// The tables that are moved, in the order in which they are.
    #[must_use]
    pub fn tables() -> Vec<&'static str> {
        let tables = SurrealStore::tables();
        let moved = |table: &&str| !MADE_AGAIN.contains(table);
        tables.into_iter().filter(moved).collect()
    }

    /// The steps of the schema that this program knows, in their order.
    #[must_use]
    pub fn steps() -> Vec<&'static str> {
        SurrealStore::steps()
    }

    /// The steps of the schema that the store has taken, and those it has yet to take.
    ///
    /// # Errors
    ///
    /// When the store is ahead of this program, is only half filled, or fails.
    pub async fn schema(&self) -> Result<(Vec<&'static str>, Vec<&'static str>), MigrateError> {
        let pending = self.0.pending().await?;
        let taken = SurrealStore::steps().into_iter();
        let taken = taken.filter(|step| !pending.contains(step));
        Ok((taken.collect(), pending))
    }

    /// How far every stream of the journal has come: two readings that differ mean that
    /// somebody wrote between them.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn tips(&self) -> Result<Vec<super::Place>, StoreError> {
        super::Store::streams(&*self.0).await
    }

    /// Some rows of a table, in the order of their keys, and where to go on; nowhere after
    /// the last.
    ///
    /// # Errors
    ///
    /// When the database fails, or a row holds what cannot be moved.
    pub async fn page(
        &self,
        table: &'static str,
        after: Option<Bookmark>,
    ) -> Result<(Vec<MovedRow>, Option<Bookmark>), StoreError> {
        let limit = if table == "file_chunk" {
            PAGE_CHUNKS
        } else {
            PAGE_ROWS
        };
        let values = self.values(table, after, limit).await?;
        let is_full = values.len() == limit;
        let mut last = None;
        let mut rows = Vec::with_capacity(values.len());
        for value in values {
            let (key, row) = json::row(value)?;
            rows.push(MovedRow {
                id: json::of_key(&key)?,
                row,
            });
            last = Some(Bookmark(key));
        }
        Ok((rows, last.filter(|_| is_full)))
    }

    async fn values(
        &self,
        table: &'static str,
        after: Option<Bookmark>,
        limit: usize,
    ) -> Result<Vec<Value>, StoreError> {
        let start = after.map_or(Bound::Unbounded, |Bookmark(key)| Bound::Excluded(key));
        let range = RecordIdKeyRange {
            start,
            end: Bound::Unbounded,
        };
        let range = Value::RecordId(RecordId::new(table, range));
        let parameters = bound([("range", range), ("limit", number(limit as u64))]);
        match self.0.query(PAGE, parameters).await {
            Ok(mut answers) => Ok(answers.values(0)),
            // A store that never took the step.
            Err(Failure::NoTable(_)) => Ok(Vec::new()),
            Err(failure) => Err(failure.into()),
        }
    }

    /// The first table with a row in it, if there is one.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn first_used(&self) -> Result<Option<&'static str>, StoreError> {
        for table in Self::tables() {
            if !self.values(table, None, 1).await?.is_empty() {
                return Ok(Some(table));
            }
        }
        Ok(None)
    }

    /// Whether somebody began to fill the store and did not finish.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn is_half_filled(&self) -> Result<bool, StoreError> {
        self.0.is_half_filled().await
    }

    /// Begins to fill the store: it loses everything it holds, takes these steps of the
    /// schema, and is closed to everybody else until [`finish`](Self::finish).
    ///
    /// # Errors
    ///
    /// When the database fails, or a step is unknown.
    pub async fn begin(&self, steps: &[&'static str]) -> Result<(), MigrateError> {
        self.0.close_for_filling().await?;
        self.0.empty().await?;
        self.0.take_steps(Some(steps)).await.map(drop)
    }

    /// Puts rows into a table.
    ///
    /// # Errors
    ///
    /// When the database fails, or a row is there already or is none.
    pub async fn put(&self, table: &'static str, rows: &[MovedRow]) -> Result<(), StoreError> {
        let rows: Result<Vec<_>, _> = rows.iter().map(|row| json::value(table, row)).collect();
        let insert = format!("INSERT INTO `{table}` $rows RETURN NONE");
        let parameters = bound([("rows", list(rows?))]);
        self.0.transact(&insert, parameters).await?;
        Ok(())
    }

    /// Takes the steps that are left, and opens the store for everybody.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn finish(&self) -> Result<(), MigrateError> {
        self.0.take_steps(None).await?;
        self.0.open_for_all().await?;
        Ok(())
    }

    /// Gives up filling the store: it is empty afterwards.
    ///
    /// # Errors
    ///
    /// When the database fails; the store then stays closed.
    pub async fn give_up(&self) -> Result<(), StoreError> {
        self.0.empty().await?;
        self.0.open_for_all().await
    }
}

#[cfg(test)]
mod tests;
