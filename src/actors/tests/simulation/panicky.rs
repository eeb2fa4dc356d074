//! A store whose callers fall down now and then: it panics before or after it acts.

mod beside;

use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::domain::ids::NodeId;
use crate::domain::ids::OrderId;
use crate::store::Batch;
use crate::store::Claim;
use crate::store::CommitError;
use crate::store::JournalRow;
use crate::store::Place;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoredEvent;
use crate::store::StoredOrder;
use crate::store::Stream;
use crate::store::Unique;
use crate::store::standin::StandIn;

/// Panics around commits, where it hurts most.
#[derive(Debug)]
pub(super) struct Panicky {
    store: StandIn,
    chance: Arc<Mutex<StdRng>>,
    probability: Arc<Mutex<f64>>,
}

impl Panicky {
    /// Stands firm until the probability it answers is raised.
    pub(super) fn on(store: StandIn, seed: u64) -> (Self, Arc<Mutex<f64>>) {
        let chance = Arc::new(Mutex::new(StdRng::seed_from_u64(!seed)));
        let probability = Arc::new(Mutex::new(0.0));
        (
            Self {
                store,
                chance,
                probability: Arc::clone(&probability),
            },
            probability,
        )
    }

    fn stumble(&self, when: &str) {
        let falls = self.chance.lock().random_bool(*self.probability.lock());
        assert!(!falls, "stumbled {when}");
    }
}

#[async_trait]
impl Store for Panicky {
    async fn open_stream(&self, node: NodeId) -> Result<Stream, StoreError> {
        self.store.open_stream(node).await
    }

    async fn commit(&self, batch: Batch<'_>) -> Result<(), CommitError> {
        self.stumble("before a commit");
        let result = self.store.commit(batch).await;
        self.stumble("after a commit");
        result
    }

    async fn order(&self, id: OrderId) -> Result<Option<StoredOrder>, StoreError> {
        self.store.order(id).await
    }

    async fn orders(&self, ids: &[OrderId]) -> Result<Vec<StoredOrder>, StoreError> {
        self.store.orders(ids).await
    }

    async fn orders_after(
        &self,
        after: Option<OrderId>,
        limit: usize,
    ) -> Result<Vec<StoredOrder>, StoreError> {
        self.store.orders_after(after, limit).await
    }

    async fn events(
        &self,
        order: OrderId,
        from_version: u64,
        limit: usize,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        self.store.events(order, from_version, limit).await
    }

    async fn streams(&self) -> Result<Vec<Place>, StoreError> {
        self.store.streams().await
    }

    async fn journal(
        &self,
        stream: Stream,
        after: u64,
        limit: usize,
    ) -> Result<Vec<JournalRow>, StoreError> {
        self.store.journal(stream, after, limit).await
    }

    async fn claim(&self, unique: &Unique) -> Result<Option<Claim>, StoreError> {
        self.store.claim(unique).await
    }

    async fn save_snapshot(&self, name: &str, chunks: Vec<Vec<u8>>) -> Result<(), StoreError> {
        self.store.save_snapshot(name, chunks).await
    }

    async fn load_snapshot(&self, name: &str) -> Result<Vec<Vec<u8>>, StoreError> {
        self.store.load_snapshot(name).await
    }

    async fn doorbell(&self) {
        self.store.doorbell().await;
    }
}
