//! What is old enough to be forgotten: found in one query, deleted in a transaction of its own.

use async_trait::async_trait;
use surrealdb::types::Value;

use super::SurrealStore;
use super::keys;
use super::rows::Row;
use super::streams;
use super::values::bound;
use super::values::instant;
use super::values::list;
use super::values::number;
use crate::domain::time::Timestamp;
use crate::store::CleanedKeys;
use crate::store::Cleaning;
use crate::store::Place;
use crate::store::StoreError;
use crate::store::Unique;

/// Compared and set by one statement, so that it never falls.
const RAISE: &str = "UPDATE $node SET floor_incarnation = $incarnation, floor_seq = $seq
    WHERE floor_incarnation IS NONE OR floor_incarnation < $incarnation
        OR (floor_incarnation = $incarnation AND floor_seq < $seq) RETURN NONE";

/// The function around the range makes the limit count while reading.
const SOME: &str = "SELECT VALUE id FROM array::first([$range]) LIMIT $limit";

const KEYS: &str = "SELECT id, at FROM array::first([$range]) LIMIT $limit";

/// Only what is still as old as it was.
const FORGET: &str = "DELETE $ids WHERE at < $before RETURN NONE";

#[async_trait]
impl Cleaning for SurrealStore {
    async fn floors(&self) -> Result<Vec<Place>, StoreError> {
        let nodes = self.rows("SELECT * FROM node", bound([])).await?;
        let floors = nodes.iter().map(streams::floor);
        Ok(floors
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect())
    }

    async fn raise_floor(&self, floor: Place) -> Result<(), StoreError> {
        let parameters = bound([
            ("node", keys::node(floor.stream.node)),
            ("incarnation", number(floor.stream.incarnation.into())),
            ("seq", number(floor.seq)),
        ]);
        self.transact(RAISE, parameters).await?;
        Ok(())
    }

    async fn clean_journal(&self, limit: usize) -> Result<usize, StoreError> {
        let floors = self.floors().await?;
        let mut count = 0;
        for floor in &floors {
            let left = limit.saturating_sub(count);
            count += self.clean(keys::journal_below(*floor), left).await?;
        }
        if count < limit {
            for floor in &floors {
                self.clean(keys::streams_before(floor.stream), limit)
                    .await?;
            }
        }
        Ok(count)
    }

    async fn clean_keys(
        &self,
        before: Timestamp,
        after: Option<&(String, String)>,
        limit: usize,
    ) -> Result<CleanedKeys, StoreError> {
        let parameters = bound([
            ("range", keys::idempotency_after(after)),
            ("limit", number(limit as u64)),
        ]);
        let rows = self.rows(KEYS, parameters).await?;
        let mut old = Vec::new();
        for row in &rows {
            if row.instant("at")? < before {
                old.push(key_of(row)?);
            }
        }
        let more = rows.len() == limit;
        let next = rows.last().filter(|_| more).map(name_of).transpose()?;
        let count = old.len();
        if count > 0 {
            let parameters = bound([("ids", list(old)), ("before", instant(before))]);
            self.transact(FORGET, parameters).await?;
        }
        Ok(CleanedKeys { count, next })
    }
}

impl SurrealStore {
    async fn clean(&self, range: Value, limit: usize) -> Result<usize, StoreError> {
        let parameters = bound([("range", range), ("limit", number(limit as u64))]);
        self.delete_some(SOME, parameters).await
    }
}

fn name_of(row: &Row) -> Result<(String, String), StoreError> {
    Ok((row.key_part_text(0)?, row.key_part_text(1)?))
}

fn key_of(row: &Row) -> Result<Value, StoreError> {
    let (scope, key) = name_of(row)?;
    Ok(keys::unique(&Unique::Idempotency { scope, key }))
}
