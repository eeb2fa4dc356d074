//! What is owed, in memory.

use async_trait::async_trait;

use super::Contents;
use super::StandIn;
use super::contents::debt;
use crate::domain::ids::DebtId;
use crate::domain::ids::NodeId;
use crate::domain::time::Timestamp;
use crate::store::Outbox;
use crate::store::OutboxRow;
use crate::store::StoreError;

#[async_trait]
impl Outbox for StandIn {
    async fn outbox(&self, limit: usize) -> Result<Vec<OutboxRow>, StoreError> {
        self.read(|contents| contents.outbox.values().take(limit).cloned().collect())
            .await
    }

    async fn take_due(
        &self,
        node: NodeId,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<OutboxRow>, StoreError> {
        self.write(move |contents| contents.take_due(node, (now, until), limit))
            .await
    }

    async fn release(&self, node: NodeId, due_at: Timestamp) -> Result<(), StoreError> {
        self.write(move |contents| contents.release(node, due_at))
            .await
    }

    async fn settle(&self, rows: &[OutboxRow]) -> Result<(), StoreError> {
        let settled: Vec<_> = rows.iter().map(debt).collect();
        self.write(move |contents| contents.outbox.retain(|key, _| !settled.contains(key)))
            .await
    }

    async fn postpone(&self, row: &OutboxRow, until: Timestamp) -> Result<(), StoreError> {
        let from = debt(row);
        let later = OutboxRow {
            due_at: until,
            holder: None,
            ..row.clone()
        };
        self.write(move |contents| contents.move_debt(from, later.clone()))
            .await
    }

    async fn owe(&self, rows: &[OutboxRow]) -> Result<(), StoreError> {
        let rows = rows.to_vec();
        self.write(move |contents| contents.owe(&rows)).await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let first = |contents: &Contents| contents.outbox.keys().next().map(|(due_at, _)| *due_at);
        self.read(first).await
    }
}

impl Contents {
    /// Owes what is not owed already.
    pub(super) fn owe<'a>(&mut self, rows: impl IntoIterator<Item = &'a OutboxRow>) {
        for row in rows {
            let there = self.outbox.entry(debt(row));
            there.or_insert_with(|| row.clone());
        }
    }

    fn take_due(
        &mut self,
        node: NodeId,
        (now, until): (Timestamp, Timestamp),
        limit: usize,
    ) -> Vec<OutboxRow> {
        let due = self.outbox.values().take_while(|row| row.due_at <= now);
        let due: Vec<_> = due.take(limit).cloned().collect();
        let mut taken = Vec::with_capacity(due.len());
        for row in due {
            let moved = OutboxRow {
                due_at: until,
                tries: row.tries.saturating_add(1),
                holder: Some(node),
                ..row.clone()
            };
            self.move_debt(debt(&row), moved.clone());
            taken.push(moved);
        }
        taken
    }

    fn release(&mut self, node: NodeId, due_at: Timestamp) {
        let held = |row: &&OutboxRow| row.holder == Some(node);
        for row in self
            .outbox
            .values()
            .filter(held)
            .cloned()
            .collect::<Vec<_>>()
        {
            let free = OutboxRow {
                due_at,
                holder: None,
                ..row.clone()
            };
            self.move_debt(debt(&row), free);
        }
    }

    /// Moves a row, unless it is no longer where it was.
    fn move_debt(&mut self, from: (Timestamp, DebtId), to: OutboxRow) {
        if self.outbox.remove(&from).is_some() {
            self.outbox.insert(debt(&to), to);
        }
    }
}
