//! One change over two orders: both of them, or neither.
//!
//! The order of the lower id leads. It asks the other to hold still, decides for both,
//! writes one change with both parts, and tells the other what became of it. Whoever leads
//! waits for orders of higher ids only, so nobody waits in a circle; whoever holds waits a
//! bounded time. Should either fall in between, the fences in the store decide, as between
//! nodes: the change is there whole or not at all, and who does not know asks the store.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::actors::change::Sealed;
use crate::actors::journal::JournalError;
use crate::actors::order::Answer;
use crate::actors::order::Memory;
use crate::actors::order::OrderError;
use crate::actors::order::Submission;
use crate::actors::order::TRIES_MAX;
use crate::actors::registry::Orders;
use crate::domain::aggregate::Aggregate;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Command;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Refusal;
use crate::store::Taken;
use crate::store::Unique;
use crate::telemetry::metrics as names;

/// How long the other order may take to get to holding still.
const HOLD_WAIT_MAX: Duration = Duration::from_secs(3);
/// How long an order holds still for another.
const HELD_MAX: Duration = Duration::from_secs(5);

/// Two commands to two orders, to be followed both or neither.
#[derive(Debug, Clone)]
pub struct Joint {
    /// The first; the request's key is its.
    pub first: Submission,
    /// The second.
    pub second: Command,
}

/// What became of both.
#[derive(Debug, Clone)]
pub struct JointAnswer {
    /// Of the first.
    pub first: Answer,
    /// Of the second.
    pub second: Answer,
}

/// Where the answer to a joint change is waited for.
pub(in crate::actors) type JointPort = oneshot::Sender<Result<JointAnswer, OrderError>>;

/// An order that holds still until it is told what became of it.
#[derive(Debug)]
pub(in crate::actors) struct Held {
    order: Option<Arc<Order>>,
    /// Dropped without a word when whoever leads falls.
    outcome: oneshot::Sender<Outcome>,
}

/// What became of an order that held still.
#[derive(Debug)]
enum Outcome {
    /// It is this now; whoever leads hears when readers find it so.
    Changed(Arc<Order>, oneshot::Sender<()>),
    /// Nothing happened to it.
    AsItWas,
    /// The store knows.
    Doubtful,
}

/// Where an order that holds still is waited for.
pub(in crate::actors) type HeldPort = oneshot::Sender<Held>;

impl Joint {
    /// The order that leads, and the one that holds still.
    pub(in crate::actors) fn ids(&self) -> (OrderId, OrderId) {
        let (first, second) = (self.first.command.order, self.second.order);
        (first.min(second), first.max(second))
    }

    /// Decides for both, as they are now. Answers what each becomes, in the order asked.
    fn decide(&self, of: impl Fn(OrderId) -> Option<Arc<Order>>) -> Result<[Next; 2], OrderError> {
        let next = |command: &Command| {
            let now = of(command.order);
            match Order::decide(now.as_deref(), command) {
                Err(refusal) => Err(OrderError::refused(refusal, now)),
                Ok(event) => Next::of(now, event),
            }
        };
        Ok([next(&self.first.command)?, next(&self.second)?])
    }

    fn draw_elsewhere(&mut self) {
        for command in [&mut self.first.command, &mut self.second] {
            command.fresh = command.fresh.elsewhere();
        }
    }
}

/// An order as a decision leaves it, and the event that does, if any.
#[derive(Debug, Clone)]
struct Next {
    order: Arc<Order>,
    event: Option<Arc<Event>>,
}

impl Next {
    fn of(now: Option<Arc<Order>>, event: Option<Event>) -> Result<Self, OrderError> {
        let order = match &event {
            Some(event) => Some(Arc::new(Order::after(now.as_deref(), event))),
            None => now,
        };
        let missing = || OrderError::refused(Refusal::NotFound, None);
        Ok(Self {
            order: order.ok_or_else(missing)?,
            event: event.map(Arc::new),
        })
    }

    fn answer(&self) -> Answer {
        Answer {
            order: Arc::clone(&self.order),
            event: self.event.clone(),
        }
    }
}

impl Memory {
    /// Leads a change over this order and another. Decides again when somebody was faster.
    pub(in crate::actors) async fn lead(
        &mut self,
        mut joint: Joint,
        orders: &Orders,
    ) -> Result<JointAnswer, OrderError> {
        let (_, other) = joint.ids();
        for _ in 0..TRIES_MAX {
            if self.doubtful {
                self.reload().await?;
            }
            let held = hold(orders, other).await?;
            let now = |id| {
                if id == self.id {
                    self.present.get()
                } else {
                    held.order.clone()
                }
            };
            let both = match joint.decide(now) {
                Ok(both) => both,
                Err(refusal) => {
                    held.tell(Outcome::AsItWas);
                    return Err(refusal);
                }
            };
            match self.commit(&joint, &both).await {
                Ok(()) => {
                    self.believe(&both, held, orders).await;
                    let [first, second] = both.each_ref().map(Next::answer);
                    return Ok(JointAnswer { first, second });
                }
                Err(JournalError::Lost(Taken::Version(..))) => {
                    self.doubtful = true;
                    held.tell(Outcome::Doubtful);
                }
                Err(JournalError::Lost(Taken::Name(Unique::InvoiceCode(_)))) => {
                    held.tell(Outcome::AsItWas);
                    joint.draw_elsewhere();
                }
                Err(JournalError::Lost(Taken::Name(name))) => {
                    held.tell(Outcome::AsItWas);
                    return Err(OrderError::Taken(name));
                }
                Err(error) => {
                    let unknown = matches!(error, JournalError::Unknown);
                    held.tell(if unknown {
                        Outcome::Doubtful
                    } else {
                        Outcome::AsItWas
                    });
                    return Err(self.failed(error));
                }
            }
            metrics::counter!(names::ORDER_RETRIES_TOTAL).increment(1);
        }
        Err(OrderError::Busy)
    }

    /// One change with the parts of both.
    async fn commit(&self, joint: &Joint, both: &[Next; 2]) -> Result<(), JournalError> {
        let mut sealed = Sealed::default();
        let keys = [joint.first.key.as_ref(), None];
        for (next, key) in both.iter().zip(keys) {
            if let Some(event) = &next.event {
                sealed.add(&next.order, event, key);
            }
        }
        if sealed.moves.is_empty() {
            return Ok(());
        }
        sealed.change.delivery.clone_from(&joint.first.delivery);
        self.tools.journal.commit(sealed).await
    }

    /// Both are durable: this order knows it, and the other is told.
    async fn believe(&self, both: &[Next; 2], held: Held, orders: &Orders) {
        let changed = |next: &&Next| next.event.is_some();
        let mut other = None;
        for next in both.iter().filter(changed) {
            if next.order.id == self.id {
                self.show(&next.order);
            } else {
                other = Some(&next.order);
            }
        }
        let Some(other) = other else {
            return held.tell(Outcome::AsItWas);
        };
        // It may have given up holding still, or fallen. Whoever reads it now must not see
        // it old, so it is told once more.
        if !held.show(other).await
            && let Ok(held) = hold(orders, other.id).await
        {
            held.show(other).await;
        }
    }

    /// Holds still until told what became of this order.
    pub(in crate::actors) async fn hold_still(&mut self, port: HeldPort) {
        if self.doubtful && self.reload().await.is_err() {
            return;
        }
        let (outcome, told) = oneshot::channel();
        let order = self.present.get();
        if port.send(Held { order, outcome }).is_err() {
            return;
        }
        match tokio::time::timeout(HELD_MAX, told).await {
            Ok(Ok(Outcome::Changed(order, seen))) => {
                self.show(&order);
                seen.send(()).ok();
            }
            Ok(Ok(Outcome::AsItWas)) => {}
            Ok(Ok(Outcome::Doubtful) | Err(_)) | Err(_) => self.doubtful = true,
        }
    }

    /// Believes in an order that is durable, unless a later one is known.
    fn show(&self, order: &Arc<Order>) {
        let known = self.present.get().map_or(0, |known| known.version);
        if order.version > known {
            self.present.set(Some(Arc::clone(order)));
            self.tools.watchers.ring(self.id);
        }
    }
}

impl Held {
    /// Lets it go on. One that has gone on already asks the store itself.
    fn tell(self, outcome: Outcome) {
        self.outcome.send(outcome).ok();
    }

    /// Lets it go on as what it has become. Answers whether readers find it so.
    async fn show(self, order: &Arc<Order>) -> bool {
        let (seen, readers) = oneshot::channel();
        let outcome = Outcome::Changed(Arc::clone(order), seen);
        self.outcome.send(outcome).is_ok() && readers.await.is_ok()
    }
}

/// Asks an order to hold still.
async fn hold(orders: &Orders, id: OrderId) -> Result<Held, OrderError> {
    let holding = tokio::time::timeout(HOLD_WAIT_MAX, orders.hold(id)).await;
    holding.unwrap_or(Err(OrderError::Busy))
}
