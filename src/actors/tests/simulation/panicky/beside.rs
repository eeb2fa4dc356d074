//! What lies beside the journal: handed on as it comes.

use async_trait::async_trait;

use super::Panicky;
use crate::domain::ids::AlertId;
use crate::domain::ids::NodeId;
use crate::domain::ids::OrderId;
use crate::domain::ids::UnmatchedId;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::store::AlertFilter;
use crate::store::AlertRow;
use crate::store::Alerts;
use crate::store::Claim;
use crate::store::CleanedKeys;
use crate::store::Cleaning;
use crate::store::DeliveryRow;
use crate::store::DeliveryState;
use crate::store::Inbox;
use crate::store::JobRow;
use crate::store::Jobs;
use crate::store::Outbox;
use crate::store::OutboxRow;
use crate::store::Place;
use crate::store::RequestFilter;
use crate::store::RequestRow;
use crate::store::Requests;
use crate::store::StoreError;
use crate::store::StoredAlert;
use crate::store::Unique;
use crate::store::UnmatchedRow;

#[async_trait]
impl Outbox for Panicky {
    async fn outbox(&self, limit: usize) -> Result<Vec<OutboxRow>, StoreError> {
        self.store.outbox(limit).await
    }

    async fn take_due(
        &self,
        node: NodeId,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<OutboxRow>, StoreError> {
        self.store.take_due(node, now, until, limit).await
    }

    async fn release(&self, node: NodeId, due_at: Timestamp) -> Result<(), StoreError> {
        self.store.release(node, due_at).await
    }

    async fn settle(&self, rows: &[OutboxRow]) -> Result<(), StoreError> {
        self.store.settle(rows).await
    }

    async fn postpone(&self, row: &OutboxRow, until: Timestamp) -> Result<(), StoreError> {
        self.store.postpone(row, until).await
    }

    async fn owe(&self, rows: &[OutboxRow]) -> Result<(), StoreError> {
        self.store.owe(rows).await
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        self.store.next_due().await
    }
}

#[async_trait]
impl Inbox for Panicky {
    async fn delivery(&self, key: &str) -> Result<Option<DeliveryRow>, StoreError> {
        self.store.delivery(key).await
    }

    async fn delivery_about(
        &self,
        key: &str,
        name: &Unique,
    ) -> Result<(Option<DeliveryRow>, Option<Claim>), StoreError> {
        self.store.delivery_about(key, name).await
    }

    async fn keep_delivery(
        &self,
        row: &DeliveryRow,
        owed: Option<&OutboxRow>,
    ) -> Result<bool, StoreError> {
        self.store.keep_delivery(row, owed).await
    }

    async fn settle_delivery(
        &self,
        key: &str,
        became: (DeliveryState, Timestamp),
        order: Option<OrderId>,
        note: &str,
    ) -> Result<(), StoreError> {
        self.store.settle_delivery(key, became, order, note).await
    }

    async fn deliveries_of(&self, order: OrderId) -> Result<Vec<DeliveryRow>, StoreError> {
        self.store.deliveries_of(order).await
    }

    async fn keep_unmatched(&self, row: &UnmatchedRow) -> Result<bool, StoreError> {
        self.store.keep_unmatched(row).await
    }

    async fn unmatched(
        &self,
        matched: Option<bool>,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<UnmatchedRow>), StoreError> {
        self.store.unmatched(matched, offset, limit).await
    }

    async fn unmatched_one(&self, id: UnmatchedId) -> Result<Option<UnmatchedRow>, StoreError> {
        self.store.unmatched_one(id).await
    }

    async fn match_unmatched(
        &self,
        id: UnmatchedId,
        order: OrderId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.store.match_unmatched(id, order, at).await
    }
}

#[async_trait]
impl Alerts for Panicky {
    async fn raise(&self, alert: &AlertRow) -> Result<(), StoreError> {
        self.store.raise(alert).await
    }

    async fn alerts(
        &self,
        filter: &AlertFilter,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<StoredAlert>), StoreError> {
        self.store.alerts(filter, offset, limit).await
    }

    async fn alert(&self, id: AlertId) -> Result<Option<StoredAlert>, StoreError> {
        self.store.alert(id).await
    }

    async fn acknowledge(
        &self,
        id: AlertId,
        by: UserId,
        at: Timestamp,
    ) -> Result<Option<StoredAlert>, StoreError> {
        self.store.acknowledge(id, by, at).await
    }
}

#[async_trait]
impl Requests for Panicky {
    async fn keep_requests(&self, rows: &[RequestRow]) -> Result<(), StoreError> {
        self.store.keep_requests(rows).await
    }

    async fn requests(
        &self,
        filter: &RequestFilter,
        offset: usize,
        limit: usize,
    ) -> Result<(usize, Vec<RequestRow>), StoreError> {
        self.store.requests(filter, offset, limit).await
    }

    async fn forget_requests(&self, before: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.store.forget_requests(before, limit).await
    }
}

#[async_trait]
impl Cleaning for Panicky {
    async fn floors(&self) -> Result<Vec<Place>, StoreError> {
        self.store.floors().await
    }

    async fn raise_floor(&self, floor: Place) -> Result<(), StoreError> {
        self.store.raise_floor(floor).await
    }

    async fn clean_journal(&self, limit: usize) -> Result<usize, StoreError> {
        self.store.clean_journal(limit).await
    }

    async fn clean_keys(
        &self,
        before: Timestamp,
        after: Option<&(String, String)>,
        limit: usize,
    ) -> Result<CleanedKeys, StoreError> {
        self.store.clean_keys(before, after, limit).await
    }
}

#[async_trait]
impl Jobs for Panicky {
    async fn lease(
        &self,
        job: &str,
        node: NodeId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<JobRow>, StoreError> {
        self.store.lease(job, node, now, until).await
    }

    async fn finish_job(
        &self,
        job: &str,
        node: NodeId,
        ran_at: Timestamp,
        data: &str,
        next_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.store
            .finish_job(job, node, ran_at, data, next_at)
            .await
    }
}
