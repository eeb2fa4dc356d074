//! Waiting for an order to move.
//!
//! An order nobody waits for costs nothing but a look into an empty map.

use std::sync::Arc;

use dashmap::DashMap;
use tokio::sync::Notify;

use crate::domain::ids::OrderId;

/// Who waits for which order. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Watchers(Arc<DashMap<OrderId, Arc<Notify>>>);

/// Somebody who waits; forgotten when dropped.
#[derive(Debug)]
pub struct Watch {
    order: OrderId,
    bell: Arc<Notify>,
    watchers: Watchers,
}

impl Watchers {
    /// Begins to watch an order. Whoever reads the order after this, and then waits, misses
    /// nothing.
    #[must_use]
    pub fn watch(&self, order: OrderId) -> Watch {
        Watch {
            order,
            bell: Arc::clone(&self.0.entry(order).or_default()),
            watchers: self.clone(),
        }
    }

    /// Tells everyone who waits for an order that it moved.
    pub(super) fn ring(&self, order: OrderId) {
        if self.0.is_empty() {
            return;
        }
        if let Some(bell) = self.0.get(&order) {
            bell.notify_waiters();
        }
    }
}

impl Watch {
    /// The next move; ask for it before reading the order, await it afterwards.
    pub fn next(&self) -> impl Future<Output = ()> + '_ {
        self.bell.notified()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Ours and the map's are the last two.
        let last = |_: &OrderId, bell: &Arc<Notify>| Arc::strong_count(bell) <= 2;
        self.watchers.0.remove_if(&self.order, last);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[tokio::test]
    async fn everyone_who_waits_hears_and_is_forgotten() {
        let watchers = Watchers::default();
        let order = OrderId(Uuid::from_u128(7));
        let (one, other) = (watchers.watch(order), watchers.watch(order));
        let (first, second) = (one.next(), other.next());

        watchers.ring(order);
        first.await;
        second.await;

        drop(one);
        assert!(!watchers.0.is_empty());
        drop(other);
        assert!(watchers.0.is_empty());
    }
}
