//! Putting orders to sleep without losing anything.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tracing::warn;

use crate::actors::registry::Orders;
use crate::actors::registry::Slot;
use crate::domain::ids::OrderId;
use crate::telemetry::metrics as names;

/// How long an actor may take to finish what waits for it when it is put to sleep.
const DRAIN_MAX: Duration = Duration::from_secs(30);

/// Which orders may stay awake.
#[derive(Debug, Clone, Copy)]
pub struct SleepLimits {
    /// Those asked something within this time.
    pub idle: Duration,
    /// So many at most; beyond it the longest idle go first.
    pub awake_max: usize,
}

impl Orders {
    /// Puts to sleep what has been idle for long, and what is too many.
    pub async fn put_idle_to_sleep(&self, limits: SleepLimits) {
        let now = Instant::now();
        let mut awake: Vec<(Instant, OrderId)> = Vec::new();
        for slot in &self.0.slots {
            if let Some(used) = slot.used_at() {
                awake.push((used, *slot.key()));
            }
        }
        awake.sort_unstable();
        let too_many = awake.len().saturating_sub(limits.awake_max);
        for (at, (used, id)) in awake.into_iter().enumerate() {
            if at < too_many || now.duration_since(used) >= limits.idle {
                self.put_to_sleep(id).await;
            }
        }
    }

    /// Puts every order to sleep, each after it has finished what waits for it.
    pub async fn put_all_to_sleep(&self) {
        let ids: Vec<OrderId> = self.0.slots.iter().map(|slot| *slot.key()).collect();
        for id in ids {
            let slot = self.0.slots.get(&id).map(|slot| Arc::clone(&slot));
            if let Some(slot) = slot {
                let gate = slot.lock().await;
                self.retire(id, &slot).await;
                drop(gate);
            }
        }
    }

    /// Puts one order to sleep, unless somebody is busy with it.
    async fn put_to_sleep(&self, id: OrderId) {
        let Some(slot) = self.0.slots.get(&id).map(|slot| Arc::clone(&slot)) else {
            return;
        };
        let Some(gate) = slot.try_lock() else { return };
        if slot.live().is_some_and(|live| live.is_busy()) {
            return;
        }
        self.retire(id, &slot).await;
        drop(gate);
    }

    /// Drains and stops an order's actor. The slot's gate is held by the caller, so nobody
    /// starts another one before this one has fully stopped.
    async fn retire(&self, id: OrderId, slot: &Arc<Slot>) {
        if let Some(live) = slot.empty() {
            let drained = live.actor.drain_and_wait(Some(DRAIN_MAX)).await;
            if drained.is_err() {
                // Its fence still holds: whatever it writes too late is refused.
                warn!(order.id = %id, "an order took too long to fall asleep and was stopped");
                live.actor.kill();
            }
            self.0.falls.forget(live.actor.get_id());
            metrics::counter!(names::ORDER_SLEEPS_TOTAL).increment(1);
            metrics::gauge!(names::ORDERS_AWAKE).decrement(1);
        }
        self.0
            .slots
            .remove_if(&id, |_, held| Arc::ptr_eq(held, slot));
    }
}
