//! One live order: the only writer of its status.
//!
//! - **Starts** when the [registry](super::registry) first touches the order.
//! - **Owns** the order in memory; the store always knows it first.
//! - **Stops** drained, after an idle spell. Nothing is lost by it.
//! - **Fails** alone: the next touch starts a fresh one from the store.

pub mod joint;

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Instant;

use parking_lot::RwLock;
use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use tokio::sync::oneshot;

use crate::actors::change::RequestKey;
use crate::actors::change::Sealed;
use crate::actors::change::read_order;
use crate::actors::journal::Journal;
use crate::actors::journal::JournalError;
use crate::actors::order::joint::HeldPort;
use crate::actors::order::joint::Joint;
use crate::actors::order::joint::JointPort;
use crate::actors::registry::Orders;
use crate::actors::watch::Watchers;
use crate::domain::aggregate::Aggregate;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Command;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Refusal;
use crate::store::DeliveryRow;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::Taken;
use crate::store::Unique;
use crate::telemetry::metrics as names;

/// How often a command is decided again after another writer was faster.
const TRIES_MAX: u32 = 16;

/// A command, and the key under which its client may repeat it.
#[derive(Debug, Clone)]
pub struct Submission {
    /// What is asked.
    pub command: Command,
    /// Committed with the change, so that a repeat is known even after a crash.
    pub key: Option<RequestKey>,
    /// What the world told us and the change settles, if it came that way.
    pub delivery: Option<DeliveryRow>,
}

impl Submission {
    /// A command that nobody may repeat under a key and nobody outside caused.
    #[must_use]
    pub const fn of(command: Command) -> Self {
        Self {
            command,
            key: None,
            delivery: None,
        }
    }
}

/// What became of a submission.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The order as it is now.
    pub order: Arc<Order>,
    /// The event, durable by now; `None` when nothing had to change.
    pub event: Option<Arc<Event>>,
}

/// Why a submission, or a read, was not answered.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OrderError {
    /// The order said no. Nothing has changed.
    #[error(transparent)]
    Refused(Box<Refused>),
    /// Somebody holds a name the change needs: an order code, or the request's key.
    #[error("already taken: {0:?}")]
    Taken(Unique),
    /// Too many wait for this order, or for the journal, already.
    #[error("too many are waiting")]
    Busy,
    /// The order fell too often and waits for a person.
    #[error("the order was set aside")]
    SetAside,
    /// No answer in time: the change may or may not have happened.
    #[error("the outcome is not known yet")]
    Unknown,
    /// The store is away. Nothing has changed.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
}

/// A refusal with the order as it stood.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{refusal}")]
pub struct Refused {
    /// Why.
    pub refusal: Refusal,
    /// The order that refused; `None` when there is none.
    pub order: Option<Arc<Order>>,
}

impl OrderError {
    /// A refusal.
    #[must_use]
    pub fn refused(refusal: Refusal, order: Option<Arc<Order>>) -> Self {
        Self::Refused(Box::new(Refused { refusal, order }))
    }
}

impl From<StoreError> for OrderError {
    fn from(error: StoreError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

/// The order as its actor last left it, for whoever only reads.
#[derive(Debug, Clone, Default)]
pub struct Present(Arc<RwLock<Option<Arc<Order>>>>);

impl Present {
    /// The order, if there is one.
    #[must_use]
    pub fn get(&self) -> Option<Arc<Order>> {
        self.0.read().clone()
    }

    fn set(&self, order: Option<Arc<Order>>) {
        *self.0.write() = order;
    }
}

/// What every order's actor works with.
#[derive(Debug, Clone)]
pub struct OrderTools {
    /// Where changes become durable.
    pub journal: Journal,
    /// Where the order is read from.
    pub store: Arc<dyn Store>,
    /// Who waits for orders to move.
    pub watchers: Watchers,
}

/// Where the answer to a submission is waited for.
pub(super) type AnswerPort = oneshot::Sender<Result<Answer, OrderError>>;

/// A request on its way to an order's actor.
#[derive(Debug)]
pub struct Request {
    pub(super) asks: Asks,
    /// Given back once the request was dealt with, however long its caller waited.
    pub(super) permit: Permit,
}

/// What an order's actor may be asked.
#[derive(Debug)]
pub(super) enum Asks {
    /// To change.
    Submit(Box<Submission>, AnswerPort),
    /// To lead a change over itself and another order, found there.
    Lead(Box<Joint>, JointPort, Orders),
    /// To hold still while another order leads.
    Hold(HeldPort),
}

impl Asks {
    /// Whether the order is about to begin, so that it is in no store.
    pub(super) fn begins(&self) -> bool {
        match self {
            Self::Submit(submission, _) => matches!(submission.command.action, Action::Create(_)),
            Self::Lead(..) | Self::Hold(_) => false,
        }
    }
}

/// The place of one request among those an order has accepted.
#[derive(Debug)]
pub(super) struct Permit(pub(super) Arc<AtomicUsize>);

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The actor.
#[derive(Debug)]
pub struct OrderActor;

/// What an order's actor is started with.
#[derive(Debug)]
pub struct OrderArguments {
    /// Which order.
    pub id: OrderId,
    /// The order as the store has it; `None` when it is about to begin.
    pub order: Option<Arc<Order>>,
    /// Where readers find it.
    pub present: Present,
    /// What it works with.
    pub tools: OrderTools,
}

impl Actor for OrderActor {
    type Msg = Request;
    type State = Memory;
    type Arguments = OrderArguments;

    async fn pre_start(
        &self,
        _myself: ActorRef<Request>,
        arguments: OrderArguments,
    ) -> Result<Memory, ActorProcessingErr> {
        let OrderArguments {
            id,
            order,
            present,
            tools,
        } = arguments;
        present.set(order);
        Ok(Memory {
            id,
            present,
            tools,
            doubtful: false,
        })
    }

    async fn handle(
        &self,
        _myself: ActorRef<Request>,
        Request { asks, permit }: Request,
        memory: &mut Memory,
    ) -> Result<(), ActorProcessingErr> {
        let started = Instant::now();
        // A caller that stopped waiting is not our failure.
        match asks {
            Asks::Submit(submission, port) => {
                let result = memory.submit(*submission).await;
                let changed = result.as_ref().map(|answer| answer.event.is_some());
                measure(changed, started);
                drop(permit);
                port.send(result).ok();
            }
            Asks::Lead(joint, port, orders) => {
                let result = memory.lead(*joint, &orders).await;
                measure(result.as_ref().map(|_| true), started);
                drop(permit);
                port.send(result).ok();
            }
            Asks::Hold(port) => {
                memory.hold_still(port).await;
                drop(permit);
            }
        }
        Ok(())
    }
}

/// Counts what became of a request; `Ok` says whether it changed anything.
fn measure(result: Result<bool, &OrderError>, started: Instant) {
    match result {
        Ok(true) => metrics::histogram!(names::ORDER_COMMIT_SECONDS).record(started.elapsed()),
        Err(OrderError::Refused(refused)) => {
            let reason = refused.refusal.reason();
            metrics::counter!(names::ORDER_REFUSALS_TOTAL, "reason" => reason).increment(1);
        }
        _ => {}
    }
}

/// What an order's actor knows.
#[derive(Debug)]
pub struct Memory {
    id: OrderId,
    present: Present,
    tools: OrderTools,
    /// Whether the store may know better: the last outcome was not learned.
    doubtful: bool,
}

impl Memory {
    /// Decide, save, and only then believe. Decides again when somebody else was faster.
    async fn submit(&mut self, mut submission: Submission) -> Result<Answer, OrderError> {
        for _ in 0..TRIES_MAX {
            if self.doubtful {
                self.reload().await?;
            }
            let now = self.present.get();
            let decided = Order::decide(now.as_deref(), &submission.command);
            let event = match decided {
                Err(refusal) => return Err(OrderError::refused(refusal, now)),
                Ok(None) => return now.map(unchanged).ok_or_else(no_such_order),
                Ok(Some(event)) => Arc::new(event),
            };
            let next = Arc::new(Order::after(now.as_deref(), &event));
            let mut sealed = Sealed::of(&next, &event, submission.key.as_ref());
            sealed.change.delivery.clone_from(&submission.delivery);
            match self.tools.journal.commit(sealed).await {
                Ok(()) => {
                    self.present.set(Some(Arc::clone(&next)));
                    self.tools.watchers.ring(self.id);
                    return Ok(Answer {
                        order: next,
                        event: Some(event),
                    });
                }
                Err(JournalError::Lost(Taken::Version(..))) => self.doubtful = true,
                Err(JournalError::Lost(Taken::Name(Unique::InvoiceCode(_)))) => {
                    submission.command.fresh = submission.command.fresh.elsewhere();
                }
                Err(JournalError::Lost(Taken::Name(name))) => return Err(OrderError::Taken(name)),
                Err(error) => return Err(self.failed(error)),
            }
            metrics::counter!(names::ORDER_RETRIES_TOTAL).increment(1);
        }
        Err(OrderError::Busy)
    }

    fn failed(&mut self, error: JournalError) -> OrderError {
        match error {
            JournalError::Busy => OrderError::Busy,
            JournalError::Unknown => {
                self.doubtful = true;
                OrderError::Unknown
            }
            other => OrderError::Unavailable(other.to_string()),
        }
    }

    async fn reload(&mut self) -> Result<(), OrderError> {
        let row = self.tools.store.order(self.id).await?;
        let order = row.as_ref().map(read_order).transpose()?;
        self.present.set(order.map(Arc::new));
        self.doubtful = false;
        Ok(())
    }
}

const fn unchanged(order: Arc<Order>) -> Answer {
    Answer { order, event: None }
}

fn no_such_order() -> OrderError {
    OrderError::refused(Refusal::NotFound, None)
}
