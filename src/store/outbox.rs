//! What we owe the outside world: written with its cause, taken when due, then forgotten.

use std::borrow::Cow;

use async_trait::async_trait;

use super::StoreError;
use crate::domain::ids::DebtId;
use crate::domain::ids::NodeId;
use crate::domain::ids::OrderId;
use crate::domain::time::Timestamp;

/// Something we owe the outside world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its id.
    pub id: DebtId,
    /// What is owed, as a word: `open_attempt`, `expire_attempt`, …
    pub kind: Cow<'static, str>,
    /// The order that owes it, if one does.
    pub order: Option<OrderId>,
    /// Not before this instant.
    pub due_at: Timestamp,
    /// Never after this instant: nothing old goes out.
    pub not_after: Timestamp,
    /// What the sender needs, as JSON.
    pub data: String,
    /// How often it was taken so far; 0 as it is written.
    pub tries: u32,
    /// Who took it and has not settled or postponed it since.
    pub holder: Option<NodeId>,
}

/// Keeps what we owe. A row is known by its id and its `due_at`: one that was moved since
/// it was read is another, which nobody settles or moves by mistake.
#[async_trait]
pub trait Outbox {
    /// What we still owe, oldest first, at most `limit`.
    async fn outbox(&self, limit: usize) -> Result<Vec<OutboxRow>, StoreError>;

    /// Takes up to `limit` rows that are due, oldest first: each is held by `node` and moved
    /// to `until`, so that nobody else takes it before, and its tries grow by one. Returned
    /// as moved.
    ///
    /// Two takers never get the same row. One may get nothing although something is due,
    /// if others were faster time and again.
    async fn take_due(
        &self,
        node: NodeId,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<OutboxRow>, StoreError>;

    /// Lets go of whatever a node holds: it is due at an instant, for anyone. For a node that
    /// starts, and so knows that whoever took it under its number is no more.
    async fn release(&self, node: NodeId, due_at: Timestamp) -> Result<(), StoreError>;

    /// Forgets rows that are dealt with. One that is gone or was moved since is left alone.
    async fn settle(&self, rows: &[OutboxRow]) -> Result<(), StoreError>;

    /// Moves a taken row to another instant, with its other values as they are given here;
    /// nobody holds it there.
    /// Nothing happens if it was moved or settled since.
    async fn postpone(&self, row: &OutboxRow, until: Timestamp) -> Result<(), StoreError>;

    /// Writes rows that no change of an order causes. One that is there already is left alone.
    async fn owe(&self, rows: &[OutboxRow]) -> Result<(), StoreError>;

    /// The instant at which the next row is due.
    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError>;
}
