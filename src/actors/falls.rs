//! Counting the falls of orders, and setting aside those that fall too often.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use dashmap::DashSet;
use ractor::ActorId;
use tokio::time::Instant;
use tracing::error;
use tracing::info;

use crate::domain::ids::OrderId;
use crate::telemetry::metrics as names;

/// So many falls within [`FALLS_WINDOW`] set an order aside.
const FALLS_MAX: usize = 3;
/// How long a fall is remembered.
const FALLS_WINDOW: Duration = Duration::from_mins(1);
/// Which orders fell, and which may not be woken.
#[derive(Debug, Clone, Default)]
pub struct Falls(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    watched: DashMap<ActorId, OrderId>,
    recent: DashMap<OrderId, VecDeque<Instant>>,
    set_aside: DashSet<OrderId>,
    /// Those of them that staff have not been told of.
    untold: DashSet<OrderId>,
}

impl Falls {
    /// Whether an order fell too often to be woken again.
    #[must_use]
    pub fn is_set_aside(&self, id: OrderId) -> bool {
        !self.0.set_aside.is_empty() && self.0.set_aside.contains(&id)
    }

    /// The orders that wait for a person.
    #[must_use]
    pub fn set_aside(&self) -> Vec<OrderId> {
        self.0.set_aside.iter().map(|id| *id).collect()
    }

    /// Lets an order be woken again: a person has looked. Answers whether it was set aside.
    pub fn release(&self, id: OrderId) -> bool {
        let was_set_aside = self.0.set_aside.remove(&id).is_some();
        if was_set_aside {
            metrics::gauge!(names::ORDERS_SET_ASIDE).decrement(1);
            info!(order.id = %id, "an order that was set aside may be woken again");
        }
        was_set_aside
    }

    /// The orders that were set aside and staff have not been told of.
    pub(super) fn untold(&self) -> Vec<OrderId> {
        self.0.untold.iter().map(|id| *id).collect()
    }

    /// Notes that staff have been told of an order.
    pub(super) fn told(&self, id: OrderId) {
        self.0.untold.remove(&id);
    }

    pub(super) fn watch(&self, actor: ActorId, order: OrderId) {
        self.0.watched.insert(actor, order);
    }

    pub(super) fn forget(&self, actor: ActorId) {
        self.0.watched.remove(&actor);
    }

    pub(super) fn fell(&self, actor: ActorId, why: &str) {
        let Some((_, id)) = self.0.watched.remove(&actor) else {
            return;
        };
        metrics::counter!(names::ORDER_FALLS_TOTAL).increment(1);
        metrics::gauge!(names::ORDERS_AWAKE).decrement(1);
        error!(order.id = %id, error = why, "an order fell; its next touch starts it afresh");
        let now = Instant::now();
        self.0.recent.retain(|_, falls| {
            falls.retain(|at| now.duration_since(*at) < FALLS_WINDOW);
            !falls.is_empty()
        });
        let mut falls = self.0.recent.entry(id).or_default();
        falls.push_back(now);
        if falls.len() >= FALLS_MAX {
            falls.clear();
            drop(falls);
            self.0.set_aside.insert(id);
            self.0.untold.insert(id);
            metrics::gauge!(names::ORDERS_SET_ASIDE).increment(1);
            error!(order.id = %id, "an order fell too often and is set aside until a person looks");
        }
    }
}
