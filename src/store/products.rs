//! Products of the landing page, on the same database as the orders.
//!
//! They are beside the journal: each change is one small transaction of its own, with the
//! record of who changed what. All of them together have an edition, a number that grows
//! with every change, so that whoever holds them in memory can tell whether that is true.

use std::ops::Bound;
use std::sync::Arc;

use surrealdb::types::RecordId;
use surrealdb::types::RecordIdKeyRange;
use surrealdb::types::ToSql;
use surrealdb::types::Value;

use super::Claim;
use super::StoreError;
use super::Unique;
use super::surreal::Failure;
use super::surreal::SurrealStore;
use super::surreal::claim as claim_content;
use super::surreal::rows::Row;
use super::surreal::unique as unique_record;
use super::surreal::values::bound;
use super::surreal::values::fields;
use super::surreal::values::instant;
use super::surreal::values::integer;
use super::surreal::values::key;
use super::surreal::values::list;
use super::surreal::values::number;
use super::surreal::values::record;
use super::surreal::values::text;
use super::surreal::values::uuid;
use super::surreal::values::uuid_key;
use crate::domain::ids::ProductId;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;

/// The row comes after all that must be new.
const KEEP: &str = "BEGIN;
INSERT INTO product_change $change RETURN NONE;
INSERT INTO idempotency $claims RETURN NONE;
UPSERT $product CONTENT $row RETURN NONE;
UPSERT counter:product SET last += 1 RETURN NONE;
SELECT * FROM ONLY counter:product;
COMMIT;";

const REMOVE: &str = "BEGIN;
INSERT INTO product_change $change RETURN NONE;
INSERT INTO idempotency $claims RETURN NONE;
DELETE $product RETURN NONE;
UPSERT counter:product SET last += 1 RETURN NONE;
SELECT * FROM ONLY counter:product;
COMMIT;";

/// Where the edition stands among the answers of either.
const EDITION_AT: usize = 5;

/// The edition first: what is read after it is at least as new.
const ALL: &str = "SELECT * FROM ONLY counter:product; SELECT * FROM product";

/// The products of a store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Products(Arc<SurrealStore>);

/// What was done to a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProductDeed {
    /// It was made.
    Created,
    /// It holds other values.
    Changed,
    /// It is gone.
    Deleted,
}

/// A change of a product: who, when, what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductChange {
    /// Which product.
    pub product: ProductId,
    /// The version it makes; a deletion is one too.
    pub version: u64,
    /// What was done.
    pub deed: ProductDeed,
    /// By whom.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// The product as it leaves it, as JSON; as it was, when it is gone.
    pub data: String,
}

/// Why a product was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ProductError {
    /// Somebody else made that version first. Nothing has changed.
    #[error("somebody else changed the product")]
    Overtaken,
    /// The request was carried out before, under this name. Nothing has changed.
    #[error("already taken: {0:?}")]
    Taken(Unique),
    /// The database failed us.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ProductDeed {
    const ALL: [Self; 3] = [Self::Created, Self::Changed, Self::Deleted];

    const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Deleted => "deleted",
        }
    }
}

impl Products {
    /// The products of a store whose migrations have run.
    #[must_use]
    pub const fn new(store: Arc<SurrealStore>) -> Self {
        Self(store)
    }

    /// Makes a change durable, with the name of the request that asked for it, and answers
    /// the edition it makes.
    ///
    /// # Errors
    ///
    /// When the version or the name is taken, or the database fails.
    pub async fn keep(
        &self,
        change: &ProductChange,
        claim: Option<&Claim>,
    ) -> Result<u64, ProductError> {
        let sql = match change.deed {
            ProductDeed::Created | ProductDeed::Changed => KEEP,
            ProductDeed::Deleted => REMOVE,
        };
        let claims = claim.map(claim_content).into_iter().collect();
        let parameters = bound([
            ("change", content(change)),
            ("claims", list(claims)),
            ("product", product_record(change.product)),
            (
                "row",
                fields([
                    ("version", number(change.version)),
                    ("data", text(&change.data)),
                ]),
            ),
        ]);
        let answers = self.0.transact(sql, parameters).await;
        let mut answers = answers.map_err(|failure| told(failure, change, claim))?;
        Ok(edition(answers.row(EDITION_AT)?.as_ref())?)
    }

    /// The edition, and every product as JSON.
    ///
    /// # Errors
    ///
    /// When the database fails, or a row is not one of ours.
    pub async fn all(&self) -> Result<(u64, Vec<String>), StoreError> {
        let mut answers = self.0.query(ALL, bound([])).await?;
        let edition = edition(answers.row(0)?.as_ref())?;
        let rows = answers.rows(1)?.into_iter();
        let rows = rows.map(|mut row| row.text("data"));
        Ok((edition, rows.collect::<Result<_, _>>()?))
    }

    /// The edition: how many changes all products have seen.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn edition(&self) -> Result<u64, StoreError> {
        let read = "SELECT * FROM ONLY counter:product";
        let mut answers = self.0.query(read, bound([])).await?;
        edition(answers.row(0)?.as_ref())
    }

    /// What was done to a product, oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails, or a row is not one of ours.
    pub async fn changes(&self, product: ProductId) -> Result<Vec<ProductChange>, StoreError> {
        let range = RecordIdKeyRange {
            start: Bound::Included(key([uuid(product.0)])),
            end: Bound::Included(key([uuid(product.0), number(u64::MAX)])),
        };
        let changes = Value::RecordId(RecordId::new("product_change", range));
        let parameters = bound([("changes", changes)]);
        let mut answers = self.0.query("SELECT * FROM $changes", parameters).await?;
        answers.rows(0)?.into_iter().map(read).collect()
    }
}

fn product_record(id: ProductId) -> Value {
    record("product", uuid_key(id.0))
}

fn change_record(change: &ProductChange) -> Value {
    let parts = [uuid(change.product.0), number(change.version)];
    record("product_change", key(parts))
}

fn content(change: &ProductChange) -> Value {
    fields([
        ("id", change_record(change)),
        ("what", text(change.deed.word())),
        ("user", integer(change.by.0)),
        ("at", instant(change.at)),
        ("data", text(&change.data)),
    ])
}

fn read(mut row: Row) -> Result<ProductChange, StoreError> {
    let word = row.text("what")?;
    let deed = ProductDeed::ALL.into_iter().find(|it| it.word() == word);
    Ok(ProductChange {
        product: ProductId(row.as_uuid(row.key_part(0)?, "its key")?),
        version: row.key_number(1)?,
        deed: deed.ok_or_else(|| row.unreadable("nobody does that"))?,
        by: UserId(row.integer("user")?),
        at: row.instant("at")?,
        data: row.text("data")?,
    })
}

/// Before the first change there is no such row.
fn edition(row: Option<&Row>) -> Result<u64, StoreError> {
    row.map_or(Ok(0), |row| row.number("last"))
}

fn told(failure: Failure, change: &ProductChange, claim: Option<&Claim>) -> ProductError {
    let taken = |unique: &Unique| unique_record(unique).to_sql();
    match (failure, claim) {
        (Failure::Exists(it), _) if it == change_record(change).to_sql() => ProductError::Overtaken,
        (Failure::Exists(it), Some(claim)) if it == taken(&claim.unique) => {
            ProductError::Taken(claim.unique.clone())
        }
        (failure, _) => StoreError::from(failure).into(),
    }
}

#[cfg(test)]
mod tests;
