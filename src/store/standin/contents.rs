//! The rows of a stand-in, and the rules by which a batch is let in.
//!
//! Maps are sorted, so that two runs of one seed walk them in the same order.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Bound;

use uuid::Uuid;

use super::jobs::StoredJob;
use crate::domain::ids::AlertId;
use crate::domain::ids::DebtId;
use crate::domain::ids::NodeId;
use crate::domain::ids::OrderId;
use crate::domain::ids::UnmatchedId;
use crate::domain::time::Timestamp;
use crate::store::Batch;
use crate::store::Change;
use crate::store::Claim;
use crate::store::CommitError;
use crate::store::DeliveryRow;
use crate::store::JournalRow;
use crate::store::OrderRow;
use crate::store::OutboxRow;
use crate::store::Place;
use crate::store::RequestRow;
use crate::store::StoredAlert;
use crate::store::StoredEvent;
use crate::store::StoredOrder;
use crate::store::Stream;
use crate::store::Taken;
use crate::store::Unique;
use crate::store::UnmatchedRow;

/// All rows of a store, to be looked at from a test.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// The orders as their last change left them.
    pub orders: BTreeMap<OrderId, OrderRow>,
    /// Every event of every order.
    pub events: BTreeMap<(OrderId, u64), StoredEvent>,
    /// Every line of every stream.
    pub journal: BTreeMap<Place, JournalRow>,
    /// How far each stream claims to have come.
    pub streams: BTreeMap<Stream, u64>,
    /// Up to where each node's journal was cleaned.
    pub floors: BTreeMap<NodeId, Place>,
    /// Every name that was taken.
    pub claims: BTreeMap<Unique, Claim>,
    /// What is owed, in the order in which it falls due.
    pub outbox: BTreeMap<(Timestamp, DebtId), OutboxRow>,
    /// What came in from outside.
    pub deliveries: BTreeMap<String, DeliveryRow>,
    /// Money that belongs nowhere.
    pub unmatched: BTreeMap<UnmatchedId, UnmatchedRow>,
    /// What staff should look at.
    pub alerts: BTreeMap<AlertId, StoredAlert>,
    /// Every job that was ever lent.
    pub jobs: BTreeMap<String, StoredJob>,
    /// What was asked of us, the latest first.
    pub requests: BTreeMap<(Reverse<Timestamp>, Uuid), RequestRow>,
    /// The chunks of every snapshot.
    pub snapshots: BTreeMap<String, Vec<Vec<u8>>>,
}

/// A batch that outlives its sender.
#[derive(Debug)]
pub(super) struct Written {
    stream: Stream,
    first: u64,
    changes: Vec<Change>,
}

impl From<&Batch<'_>> for Written {
    fn from(batch: &Batch<'_>) -> Self {
        let changes = batch
            .changes
            .iter()
            .map(|change| (*change).clone())
            .collect();
        Self {
            stream: batch.stream,
            first: batch.first,
            changes,
        }
    }
}

impl Contents {
    /// Whether a batch may come in; the rules and their order are those of the real store.
    pub(super) fn check(&self, batch: &Batch<'_>) -> Result<(), CommitError> {
        let parts = || batch.changes.iter().flat_map(|change| &change.parts);
        let mut versions = BTreeSet::new();
        for row in parts().map(|part| &part.row) {
            let version = (row.id, row.version);
            if self.events.contains_key(&version) || !versions.insert(version) {
                return Err(CommitError::Taken(Taken::Version(row.id, row.version)));
            }
        }
        let mut names = BTreeSet::new();
        for claim in batch.changes.iter().flat_map(|change| &change.claims) {
            if self.claims.contains_key(&claim.unique) || !names.insert(&claim.unique) {
                return Err(CommitError::Taken(Taken::Name(claim.unique.clone())));
            }
        }
        let mut debts = BTreeSet::new();
        for owed in batch.changes.iter().flat_map(|change| &change.outbox) {
            if self.outbox.contains_key(&debt(owed)) || !debts.insert(debt(owed)) {
                return Err(refused(format!("debt {} exists already", owed.id)));
            }
        }
        for (seq, part) in (batch.first..).zip(parts()) {
            if self.journal.contains_key(&Place {
                stream: batch.stream,
                seq,
            }) {
                return Err(refused(format!("number {seq} is written already")));
            }
            let id = part.row.id;
            if self.orders.contains_key(&id) == versions.contains(&(id, 1)) {
                return Err(refused(format!("order {id} is not what its version says")));
            }
        }
        Ok(())
    }

    /// Writes a batch that was let in.
    pub(super) fn apply(&mut self, written: &Written) {
        let Written {
            stream,
            first,
            ref changes,
        } = *written;
        let parts = changes.iter().flat_map(|change| &change.parts);
        let mut last = first - 1;
        for (seq, part) in (first..).zip(parts) {
            last = seq;
            let OrderRow {
                id: order, version, ..
            } = part.row;
            let event = part.event.clone();
            let private = part.private.clone();
            self.events.insert(
                (order, version),
                StoredEvent {
                    version,
                    event,
                    private,
                },
            );
            self.journal.insert(
                Place { stream, seq },
                JournalRow {
                    seq,
                    order,
                    version,
                },
            );
            let row = self.orders.entry(order).or_insert_with(|| part.row.clone());
            if row.version < version {
                *row = part.row.clone();
            }
        }
        self.streams.insert(stream, last);
        for change in changes {
            let claims = change.claims.iter().cloned();
            self.claims
                .extend(claims.map(|claim| (claim.unique.clone(), claim)));
            self.outbox
                .extend(change.outbox.iter().map(|owed| (debt(owed), owed.clone())));
            for alert in &change.alerts {
                self.raise(alert);
            }
            let settled = change.delivery.iter().cloned();
            self.deliveries
                .extend(settled.map(|delivery| (delivery.key.clone(), delivery)));
        }
    }

    pub(super) fn open_stream(&mut self, node: NodeId) -> Stream {
        let mine = self.streams.keys().filter(|stream| stream.node == node);
        let incarnation = mine.map(|stream| stream.incarnation).max().unwrap_or(0) + 1;
        let stream = Stream { node, incarnation };
        self.streams.insert(stream, 0);
        stream
    }

    pub(super) fn order(&self, id: OrderId) -> Option<StoredOrder> {
        self.orders.get(&id).map(stored)
    }

    pub(super) fn orders_among(&self, ids: &[OrderId]) -> Vec<StoredOrder> {
        let ids: BTreeSet<_> = ids.iter().collect();
        ids.into_iter().filter_map(|id| self.order(*id)).collect()
    }

    pub(super) fn orders_after(&self, after: Option<OrderId>, limit: usize) -> Vec<StoredOrder> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rows = self.orders.range((start, Bound::Unbounded));
        rows.map(|(_, row)| stored(row)).take(limit).collect()
    }

    pub(super) fn events_from(&self, order: OrderId, from: u64, limit: usize) -> Vec<StoredEvent> {
        let rows = self.events.range((order, from)..=(order, u64::MAX));
        rows.map(|(_, event)| event.clone()).take(limit).collect()
    }

    pub(super) fn journal_after(
        &self,
        stream: Stream,
        after: u64,
        limit: usize,
    ) -> Vec<JournalRow> {
        let start = Bound::Excluded(Place { stream, seq: after });
        let end = Bound::Included(Place {
            stream,
            seq: u64::MAX,
        });
        // Past the last number there is none, and a range may not start behind its own end.
        if after == u64::MAX {
            return Vec::new();
        }
        self.journal
            .range((start, end))
            .map(|(_, row)| *row)
            .take(limit)
            .collect()
    }

    pub(super) fn tips(&self) -> Vec<Place> {
        self.streams
            .iter()
            .map(|(stream, last)| Place {
                stream: *stream,
                seq: *last,
            })
            .collect()
    }
}

fn stored(row: &OrderRow) -> StoredOrder {
    StoredOrder {
        id: row.id,
        version: row.version,
        data: row.data.clone(),
    }
}

pub(super) fn debt(owed: &OutboxRow) -> (Timestamp, DebtId) {
    (owed.due_at, owed.id)
}

fn refused(reason: String) -> CommitError {
    CommitError::Refused(reason)
}
