//! At most one actor per order: wakes it, and puts it to sleep.
//!
//! A map with a lock per order, not an actor: behind one mailbox every cold start would
//! wait for every other. The lock is held while an actor starts *and* until the last one
//! has fully stopped, so two writers of one order never meet in this process.

mod sleep;
mod slot;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use ractor::Actor;
use ractor::ActorCell;
use tokio::sync::oneshot;

use crate::actors::change::read_event;
use crate::actors::change::read_order;
use crate::actors::falls::Falls;
use crate::actors::order::Answer;
use crate::actors::order::Asks;
use crate::actors::order::OrderActor;
use crate::actors::order::OrderArguments;
use crate::actors::order::OrderError;
use crate::actors::order::OrderTools;
use crate::actors::order::Present;
use crate::actors::order::Submission;
use crate::actors::order::joint::Held;
use crate::actors::order::joint::Joint;
use crate::actors::order::joint::JointAnswer;
use crate::actors::registry::slot::Live;
use crate::actors::registry::slot::Sent;
use crate::actors::registry::slot::Slot;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Refusal;
use crate::store::Claim;
use crate::store::Unique;
use crate::telemetry::metrics as names;

pub use sleep::SleepLimits;

/// How many events of a history are read at a time.
const HISTORY_PAGE: usize = 1_000;
/// How often a message is sent anew to an order that was just falling asleep.
const WAKES_MAX: u32 = 8;

/// Every order there is, awake or not. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Orders(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    tools: OrderTools,
    supervisor: ActorCell,
    falls: Falls,
    slots: DashMap<OrderId, Arc<Slot>>,
    limits: OrderLimits,
}

/// What an order's callers are bound by.
#[derive(Debug, Clone, Copy)]
pub struct OrderLimits {
    /// How many may wait for one order.
    pub permits: usize,
    /// How long they wait for an answer.
    pub reply_timeout: Duration,
}

impl Orders {
    /// No order awake yet; actors will be children of `supervisor`.
    #[must_use]
    pub fn new(
        tools: OrderTools,
        supervisor: ActorCell,
        falls: Falls,
        limits: OrderLimits,
    ) -> Self {
        Self(Arc::new(Shared {
            tools,
            supervisor,
            falls,
            slots: DashMap::new(),
            limits,
        }))
    }

    /// Asks an order to change. Answers once the change is durable.
    ///
    /// # Errors
    ///
    /// See [`OrderError`]; after all but `Unknown` nothing has changed.
    pub async fn submit(&self, submission: Submission) -> Result<Answer, OrderError> {
        let id = submission.command.order;
        let (answer, answered) = oneshot::channel();
        let asks = Asks::Submit(Box::new(submission), answer);
        self.send(id, asks).await?;
        self.answer(answered).await
    }

    /// Asks two orders to change, both or neither. Answers once that is durable.
    ///
    /// # Errors
    ///
    /// As [`submit`](Self::submit), of either.
    pub async fn submit_both(&self, joint: Joint) -> Result<JointAnswer, OrderError> {
        let (lead, other) = joint.ids();
        if lead == other {
            return Err(OrderError::refused(Refusal::SameOrder, None));
        }
        let (answer, answered) = oneshot::channel();
        let asks = Asks::Lead(Box::new(joint), answer, self.clone());
        self.send(lead, asks).await?;
        self.answer(answered).await
    }

    /// Asks an order to hold still, and waits until it does.
    pub(super) async fn hold(&self, id: OrderId) -> Result<Held, OrderError> {
        let (held, holds) = oneshot::channel();
        self.send(id, Asks::Hold(held)).await?;
        // It fell before it could, or cannot be read just now: nothing has changed.
        holds.await.map_err(|_| OrderError::Busy)
    }

    /// Sends a request to an order, waking it if it sleeps.
    async fn send(&self, id: OrderId, mut asks: Asks) -> Result<(), OrderError> {
        for _ in 0..WAKES_MAX {
            if self.0.falls.is_set_aside(id) {
                return Err(OrderError::SetAside);
            }
            let live = match self.awake(id) {
                Some(live) => live,
                None => self.wake(id, asks.begins()).await?,
            };
            match live.send(asks, self.0.limits.permits) {
                Sent::Waiting => return Ok(()),
                Sent::Full => return Err(OrderError::Busy),
                Sent::Stopping(returned) => asks = returned,
            }
            // It is falling asleep: its lock is free once it has stopped.
            tokio::task::yield_now().await;
        }
        Err(OrderError::Busy)
    }

    async fn answer<T>(
        &self,
        answered: oneshot::Receiver<Result<T, OrderError>>,
    ) -> Result<T, OrderError> {
        let result = tokio::time::timeout(self.0.limits.reply_timeout, answered).await;
        // No answer in time, or an actor that fell before it gave one.
        result
            .ok()
            .and_then(Result::ok)
            .unwrap_or(Err(OrderError::Unknown))
    }

    /// The order as it is now; `None` when there never was one. Deleted orders are
    /// answered too.
    ///
    /// # Errors
    ///
    /// When it is not awake and the store cannot be read.
    pub async fn view(&self, id: OrderId) -> Result<Option<Arc<Order>>, OrderError> {
        if let Some(order) = self.awake(id).and_then(|live| live.present.get()) {
            return Ok(Some(order));
        }
        let row = self.0.tools.store.order(id).await?;
        Ok(row.as_ref().map(read_order).transpose()?.map(Arc::new))
    }

    /// The order as it is now, awake from now on: for whoever is about to ask something of
    /// it, so that it is read once. `None` while it is set aside.
    ///
    /// # Errors
    ///
    /// When there never was one, or the store cannot be read.
    pub async fn rouse(&self, id: OrderId) -> Result<Option<Arc<Order>>, OrderError> {
        if self.0.falls.is_set_aside(id) {
            return Ok(None);
        }
        let live = match self.awake(id) {
            Some(live) => live,
            None => self.wake(id, false).await?,
        };
        Ok(live.present.get())
    }

    /// The order as it is at least in the store, for whoever was sent by a row of it: a
    /// change is durable a moment before its order's own actor believes it.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn durable(&self, id: OrderId) -> Result<Option<Arc<Order>>, OrderError> {
        Ok(self.views(&[id]).await?.pop())
    }

    /// Waits until an order is as somebody wants it, at most so long; answers it as it then
    /// is, either way. `None` when there never was such an order.
    ///
    /// # Errors
    ///
    /// When it is not awake and the store cannot be read.
    pub async fn wait_for(
        &self,
        id: OrderId,
        wait_max: Duration,
        wanted: impl Fn(&Order) -> bool + Send,
    ) -> Result<Option<Arc<Order>>, OrderError> {
        let watch = self.0.tools.watchers.watch(id);
        let ends = tokio::time::Instant::now() + wait_max;
        loop {
            let next = watch.next();
            let present = self.view(id).await?;
            if present.as_deref().is_none_or(&wanted) {
                return Ok(present);
            }
            if tokio::time::timeout_at(ends, next).await.is_err() {
                return self.view(id).await;
            }
        }
    }

    /// Those of the orders that exist, in the order asked for; one asked for twice comes twice.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn views(&self, ids: &[OrderId]) -> Result<Vec<Arc<Order>>, OrderError> {
        let rows = self.0.tools.store.orders(ids).await?;
        let mut found = HashMap::with_capacity(rows.len());
        for row in &rows {
            found.insert(row.id, Arc::new(read_order(row)?));
        }
        // An order that is awake may be ahead of what was just read.
        let newest = |id: &OrderId| {
            let stored = found.get(id).cloned();
            let present = self.awake(*id).and_then(|live| live.present.get());
            present
                .filter(|it| stored.as_ref().is_none_or(|row| row.version < it.version))
                .or(stored)
        };
        Ok(ids.iter().filter_map(newest).collect())
    }

    /// Everything that happened to an order, oldest first, personal values included as
    /// far as they are kept.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn history(&self, id: OrderId) -> Result<Vec<Event>, OrderError> {
        let mut events = Vec::new();
        loop {
            let from = events.last().map_or(1, |event: &Event| event.version + 1);
            let page = self.0.tools.store.events(id, from, HISTORY_PAGE).await?;
            for row in &page {
                events.push(read_event(row)?);
            }
            if page.len() < HISTORY_PAGE {
                return Ok(events);
            }
        }
    }

    /// Who took a name.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn claim(&self, unique: &Unique) -> Result<Option<Claim>, OrderError> {
        Ok(self.0.tools.store.claim(unique).await?)
    }

    /// Ends an order's actor in the middle of whatever it does.
    #[cfg(test)]
    pub(super) fn kill(&self, id: OrderId) {
        if let Some(live) = self.awake(id) {
            live.actor.kill();
        }
    }

    /// How many orders are awake.
    #[must_use]
    pub fn count_awake(&self) -> usize {
        self.0.slots.len()
    }

    fn awake(&self, id: OrderId) -> Option<Live> {
        self.0.slots.get(&id).and_then(|slot| slot.live())
    }

    /// Starts an order's actor, unless somebody else just did.
    async fn wake(&self, id: OrderId, begins: bool) -> Result<Live, OrderError> {
        loop {
            let slot = Arc::clone(&self.0.slots.entry(id).or_default());
            let gate = slot.lock().await;
            if !self.holds(id, &slot) {
                // It was taken out of the map while we waited: another one counts now.
                continue;
            }
            if let Some(live) = slot.live() {
                return Ok(live);
            }
            let started = self.start(id, begins).await;
            match &started {
                Ok(live) => slot.fill(live.clone()),
                Err(_) => {
                    self.0
                        .slots
                        .remove_if(&id, |_, other| Arc::ptr_eq(other, &slot));
                }
            }
            drop(gate);
            return started;
        }
    }

    fn holds(&self, id: OrderId, slot: &Arc<Slot>) -> bool {
        self.0
            .slots
            .get(&id)
            .is_some_and(|held| Arc::ptr_eq(&held, slot))
    }

    async fn start(&self, id: OrderId, begins: bool) -> Result<Live, OrderError> {
        // A fresh id has no row. Should it have one after all, its first event is taken,
        // and the actor reads what is there.
        let order = if begins {
            None
        } else {
            let row = self.0.tools.store.order(id).await?;
            let row = row.ok_or_else(|| OrderError::refused(Refusal::NotFound, None))?;
            Some(Arc::new(read_order(&row)?))
        };
        let present = Present::default();
        let arguments = OrderArguments {
            id,
            order,
            present: present.clone(),
            tools: self.0.tools.clone(),
        };
        let supervisor = self.0.supervisor.clone();
        // Without a name: two apps in one process would meet in ractor's registry.
        let spawned = OrderActor::spawn_linked(None, OrderActor, arguments, supervisor).await;
        let (actor, _) = spawned.map_err(|error| OrderError::Unavailable(error.to_string()))?;
        self.0.falls.watch(actor.get_id(), id);
        metrics::counter!(names::ORDER_WAKES_TOTAL).increment(1);
        metrics::gauge!(names::ORDERS_AWAKE).increment(1);
        Ok(Live::new(actor, present))
    }
}
