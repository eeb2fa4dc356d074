//! What came in from outside, in memory.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;

use async_trait::async_trait;

use super::Contents;
use super::StandIn;
use crate::domain::ids::OrderId;
use crate::domain::ids::UnmatchedId;
use crate::domain::time::Timestamp;
use crate::store::Claim;
use crate::store::DeliveryRow;
use crate::store::DeliveryState;
use crate::store::Inbox;
use crate::store::OutboxRow;
use crate::store::StoreError;
use crate::store::Unique;
use crate::store::UnmatchedRow;

#[async_trait]
impl Inbox for StandIn {
    async fn delivery(&self, key: &str) -> Result<Option<DeliveryRow>, StoreError> {
        self.read(|contents| contents.deliveries.get(key).cloned())
            .await
    }

    async fn delivery_about(
        &self,
        key: &str,
        name: &Unique,
    ) -> Result<(Option<DeliveryRow>, Option<Claim>), StoreError> {
        self.read(|contents| {
            let kept = contents.deliveries.get(key).cloned();
            (kept, contents.claims.get(name).cloned())
        })
        .await
    }

    async fn keep_delivery(
        &self,
        row: &DeliveryRow,
        owed: Option<&OutboxRow>,
    ) -> Result<bool, StoreError> {
        let (row, owed) = (row.clone(), owed.cloned());
        self.write(move |contents| contents.keep_delivery(&row, owed.as_ref()))
            .await
    }

    async fn settle_delivery(
        &self,
        key: &str,
        (state, at): (DeliveryState, Timestamp),
        order: Option<OrderId>,
        note: &str,
    ) -> Result<(), StoreError> {
        let (key, note) = (key.to_owned(), note.to_owned());
        self.write(move |contents| {
            if let Some(delivery) = contents.deliveries.get_mut(&key) {
                delivery.state = state;
                delivery.settled_at = Some(at);
                delivery.order = order.or(delivery.order);
                delivery.note.clone_from(&note);
            }
        })
        .await
    }

    async fn deliveries_of(&self, order: OrderId) -> Result<Vec<DeliveryRow>, StoreError> {
        self.read(|contents| {
            let rows = contents.deliveries.values();
            let mut its: Vec<_> = rows.filter(|row| row.order == Some(order)).collect();
            its.sort_by_key(|row| (row.received_at, &row.key));
            its.into_iter().cloned().collect()
        })
        .await
    }

    async fn keep_unmatched(&self, row: &UnmatchedRow) -> Result<bool, StoreError> {
        let row = row.clone();
        self.write(move |contents| match contents.unmatched.entry(row.id) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(row.clone());
                true
            }
        })
        .await
    }

    async fn unmatched(
        &self,
        matched: Option<bool>,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<UnmatchedRow>), StoreError> {
        self.read(|contents| {
            let rows = contents.unmatched.values();
            let wanted = |row: &&UnmatchedRow| matched.is_none_or(|it| it == row.matched.is_some());
            let mut rows: Vec<_> = rows.filter(wanted).collect();
            rows.sort_by_key(|row| Reverse((row.at, row.id)));
            let page = rows.iter().skip(offset).take(limit);
            (rows.len(), page.copied().cloned().collect())
        })
        .await
    }

    async fn unmatched_one(&self, id: UnmatchedId) -> Result<Option<UnmatchedRow>, StoreError> {
        self.read(|contents| contents.unmatched.get(&id).cloned())
            .await
    }

    async fn match_unmatched(
        &self,
        id: UnmatchedId,
        order: OrderId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(move |contents| {
            let row = contents.unmatched.get_mut(&id);
            row.is_some_and(|row| row.matched.get_or_insert((order, at)).0 == order)
        })
        .await
    }
}

impl Contents {
    fn keep_delivery(&mut self, row: &DeliveryRow, owed: Option<&OutboxRow>) -> bool {
        if self.deliveries.contains_key(&row.key) {
            return false;
        }
        self.deliveries.insert(row.key.clone(), row.clone());
        self.owe(owed);
        true
    }
}
