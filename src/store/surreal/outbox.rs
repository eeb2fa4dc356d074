//! What we owe: moved out of the way while somebody deals with it, then forgotten.

use std::slice;
use std::time::Duration;

use async_trait::async_trait;
use surrealdb::types::Value;
use surrealdb::types::Variables;
use tokio::time::sleep;

use super::Failure;
use super::SurrealStore;
use super::keys;
use super::rows::Row;
use super::values::bound;
use super::values::fields;
use super::values::instant;
use super::values::list;
use super::values::number;
use super::values::or_none;
use super::values::text;
use super::values::uuid;
use crate::domain::ids::DebtId;
use crate::domain::ids::NodeId;
use crate::domain::ids::OrderId;
use crate::domain::time::Timestamp;
use crate::store::Outbox;
use crate::store::OutboxRow;
use crate::store::StoreError;

/// How often a taker whose rows were taken from under its hands looks for others.
const LOOKS_MAX: u32 = 8;

/// Read on its own: within the transaction that moves rows, the range would meet every row
/// the journal adds to it meanwhile. The function around it makes the limit count while reading.
const DUE: &str = "SELECT * FROM array::first([$due]) LIMIT $limit";

/// Reads all that is owed, once for each start of a node. Most of it nobody holds.
const HELD: &str = "SELECT * FROM outbox WHERE holder = $node";

/// Exactly these rows, or none of them.
const MOVE: &str = "BEGIN;
IF array::len(SELECT VALUE true FROM $from) != array::len($from) { THROW 'moved meanwhile' };
DELETE $from RETURN NONE;
INSERT INTO outbox $to RETURN NONE;
COMMIT;";

impl SurrealStore {
    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<OutboxRow>, StoreError> {
        let parameters = bound([
            ("due", keys::outbox_due(now)),
            ("limit", number(limit as u64)),
        ]);
        let rows = self.rows(DUE, parameters).await?;
        rows.into_iter().map(read).collect()
    }
}

#[async_trait]
impl Outbox for SurrealStore {
    async fn outbox(&self, limit: usize) -> Result<Vec<OutboxRow>, StoreError> {
        let parameters = bound([("limit", number(limit as u64))]);
        let rows = self
            .rows("SELECT * FROM outbox LIMIT $limit", parameters)
            .await?;
        rows.into_iter().map(read).collect()
    }

    async fn take_due(
        &self,
        node: NodeId,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<OutboxRow>, StoreError> {
        for look in 1..=LOOKS_MAX {
            let due = self.due(now, limit).await?;
            if due.is_empty() {
                break;
            }
            let taken = due.iter().map(|row| OutboxRow {
                due_at: until,
                tries: row.tries.saturating_add(1),
                holder: Some(node),
                ..row.clone()
            });
            let taken: Vec<_> = taken.collect();
            match self.query(MOVE, moved(&due, &taken)).await {
                Ok(_) => return Ok(taken),
                // Somebody else was faster; what they left is still there to be taken.
                Err(Failure::Conflict | Failure::Thrown(_)) => {
                    sleep(Duration::from_millis(1 << look.min(6))).await;
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        Ok(Vec::new())
    }

    async fn release(&self, node: NodeId, due_at: Timestamp) -> Result<(), StoreError> {
        let parameters = bound([("node", number(node.0.into()))]);
        for row in self.rows(HELD, parameters).await? {
            // One that came due was perhaps taken meanwhile, and is not held by this node.
            self.postpone(&read(row)?, due_at).await?;
        }
        Ok(())
    }

    async fn settle(&self, rows: &[OutboxRow]) -> Result<(), StoreError> {
        let rows = list(rows.iter().map(keys::outbox).collect());
        self.transact("DELETE $rows RETURN NONE", bound([("rows", rows)]))
            .await?;
        Ok(())
    }

    async fn postpone(&self, row: &OutboxRow, until: Timestamp) -> Result<(), StoreError> {
        let later = OutboxRow {
            due_at: until,
            holder: None,
            ..row.clone()
        };
        let moved = moved(slice::from_ref(row), &[later]);
        match self.transact(MOVE, moved).await {
            Ok(_) | Err(Failure::Thrown(_)) => Ok(()),
            Err(failure) => Err(failure.into()),
        }
    }

    async fn owe(&self, rows: &[OutboxRow]) -> Result<(), StoreError> {
        let rows = list(rows.iter().map(content).collect());
        let owe = "INSERT IGNORE INTO outbox $rows RETURN NONE";
        self.transact(owe, bound([("rows", rows)])).await?;
        Ok(())
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let rows = self
            .rows("SELECT id FROM outbox LIMIT 1", Variables::new())
            .await?;
        rows.first().map(due_at).transpose()
    }
}

fn moved(from: &[OutboxRow], to: &[OutboxRow]) -> Variables {
    bound([
        ("from", list(from.iter().map(keys::outbox).collect())),
        ("to", list(to.iter().map(content).collect())),
    ])
}

/// The row as it is written.
pub(super) fn content(row: &OutboxRow) -> Value {
    fields([
        ("id", keys::outbox(row)),
        ("kind", text(row.kind.as_ref())),
        ("order", or_none(row.order, |order| uuid(order.0))),
        ("not_after", instant(row.not_after)),
        ("data", text(&row.data)),
        ("tries", number(row.tries.into())),
        ("holder", or_none(row.holder, |node| number(node.0.into()))),
    ])
}

fn read(mut row: Row) -> Result<OutboxRow, StoreError> {
    // Rows of before anybody took them do not say how often they were.
    let tries = if row.has("tries") {
        row.number("tries")?
    } else {
        0
    };
    let holder = row
        .has("holder")
        .then(|| row.number("holder"))
        .transpose()?;
    Ok(OutboxRow {
        id: DebtId(row.as_uuid(row.key_part(1)?, "the id in its key")?),
        kind: row.text("kind")?.into(),
        order: row.uuid_if_any("order")?.map(OrderId),
        due_at: due_at(&row)?,
        not_after: row.instant("not_after")?,
        data: row.text("data")?,
        tries: u32::try_from(tries).unwrap_or(u32::MAX),
        holder: holder.and_then(|node| u32::try_from(node).ok()).map(NodeId),
    })
}

fn due_at(row: &Row) -> Result<Timestamp, StoreError> {
    let due_at = row.as_number(row.key_part(0)?, "the instant in its key")?;
    Ok(Timestamp(i64::try_from(due_at).unwrap_or(i64::MAX)))
}
