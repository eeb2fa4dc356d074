//! Empties the outbox: tries, waits, tries again, gives up aloud.
//!
//! - **Starts** when there is a [`Courier`] who knows how to pay.
//! - **Owns** what is being paid right now; the store leases it to this process.
//! - **Stops** in the middle of a call without loss: the next one of this node lets go of
//!   what it held, and of a node that stays away the lease ends.
//! - **Fails** likewise.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;

use async_trait::async_trait;
use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use rand::Rng;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tracing::error;
use tracing::warn;

use crate::domain::ids::NodeId;
use crate::domain::time::Clock;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::store::OutboxRow;
use crate::store::Store;
use crate::telemetry::metrics as names;

/// How many debts are being paid at once.
const IN_FLIGHT_MAX: usize = 32;
/// How long a debt is ours alone: longer than the slowest call to a provider.
const LEASE: Span = Span::seconds(20);
/// How long what was left in the middle of being paid rests before somebody looks what became
/// of it: a call that had left may still be on its way.
const REST: Span = Span::seconds(1);
/// The longest sleep: another process may have owed something, or died with a lease.
const SLEEP_MAX: Duration = Duration::from_secs(2);
/// How often it looks at the most. A lone debt is paid at once; when many come, all that are
/// due and all that ended share a transaction.
const ROUND_MIN: Duration = Duration::from_millis(20);
/// The wait after a first failure; it doubles up to [`WAIT_MAX`].
const WAIT_MIN: Duration = Duration::from_secs(1);
/// The longest wait between two tries.
const WAIT_MAX: Duration = Duration::from_mins(1);

/// How long what is under way may take to end when we stop.
const FINISH_MAX: Duration = Duration::from_secs(8);

/// What became of a debt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paid {
    /// It is paid, or there is nothing to pay any more.
    Done,
    /// Not yet; to be tried again, after so long if the other side said how long.
    Later {
        /// Why, for the log.
        reason: String,
        /// What the other side asked for.
        after: Option<Duration>,
    },
    /// It never will be, and somebody has been told.
    Never,
}

/// Pays debts.
#[async_trait]
pub trait Courier: std::fmt::Debug + Send + Sync + 'static {
    /// Pays one. May be asked again for the same one: right twice.
    async fn pay(&self, debt: &OutboxRow) -> Paid;

    /// Hears that a debt was given up, its time being over.
    async fn give_up(&self, debt: &OutboxRow) -> Paid;
}

/// Tells the notifier that something may be due. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Nudge(Arc<Bell>);

#[derive(Debug, Default)]
struct Bell {
    rung: Notify,
    closing: AtomicBool,
}

impl Nudge {
    /// Something may be due.
    pub fn nudge(&self) {
        self.0.rung.notify_one();
    }

    /// Nothing new shall be begun; what is under way may end.
    pub fn close(&self) {
        self.0.closing.store(true, Ordering::Release);
        self.nudge();
    }

    fn is_closing(&self) -> bool {
        self.0.closing.load(Ordering::Acquire)
    }

    async fn rung(&self) {
        self.0.rung.notified().await;
    }
}

/// What a notifier is started with.
#[derive(Debug, Clone)]
pub struct NotifierArguments {
    /// Where the debts are.
    pub store: Arc<dyn Store>,
    /// This process.
    pub node: NodeId,
    /// Who pays them.
    pub courier: Arc<dyn Courier>,
    /// Whose time they are due by.
    pub clock: Arc<dyn Clock>,
    /// What wakes it.
    pub nudge: Nudge,
}

/// The actor.
#[derive(Debug)]
pub struct NotifierActor;

/// Asks the notifier to look what is due.
#[derive(Debug)]
pub struct Look;

/// What the notifier knows.
#[derive(Debug)]
pub struct Notifying {
    arguments: NotifierArguments,
    /// Each ends with its debt when that is one no more.
    in_flight: JoinSet<Option<OutboxRow>>,
    /// Debts that are none any more, to be noted.
    ended: Vec<OutboxRow>,
    next_round: Instant,
}

impl Actor for NotifierActor {
    type Msg = Look;
    type State = Notifying;
    type Arguments = NotifierArguments;

    async fn pre_start(
        &self,
        myself: ActorRef<Look>,
        arguments: NotifierArguments,
    ) -> Result<Notifying, ActorProcessingErr> {
        // Whoever held anything under our number is no more.
        let NotifierArguments {
            store, node, clock, ..
        } = &arguments;
        store.release(*node, clock.now() + REST).await?;
        myself.cast(Look)?;
        Ok(Notifying {
            arguments,
            in_flight: JoinSet::new(),
            ended: Vec::new(),
            next_round: Instant::now(),
        })
    }

    /// Looks, sleeps until something may be due, and looks again.
    async fn handle(
        &self,
        myself: ActorRef<Look>,
        _look: Look,
        state: &mut Notifying,
    ) -> Result<(), ActorProcessingErr> {
        let nudge = state.arguments.nudge.clone();
        if nudge.is_closing() {
            state.finish().await;
            myself.stop(None);
            return Ok(());
        }
        tokio::time::sleep_until(state.next_round).await;
        state.next_round = Instant::now() + ROUND_MIN;
        state.note_what_ended().await;
        let sleep = state.take_what_is_due().await;
        tokio::select! {
            () = nudge.rung() => {}
            () = tokio::time::sleep(sleep) => {}
            // A place became free.
            Some(ended) = state.in_flight.join_next() => state.ended.extend(ended.ok().flatten()),
        }
        myself.cast(Look)?;
        Ok(())
    }
}

impl Notifying {
    /// Lets what is under way end, for a while; the rest is due again when its lease ends.
    async fn finish(&mut self) {
        let ended = async {
            while let Some(ended) = self.in_flight.join_next().await {
                self.ended.extend(ended.ok().flatten());
            }
        };
        let in_time = tokio::time::timeout(FINISH_MAX, ended).await.is_ok();
        self.note_what_ended().await;
        if !in_time {
            warn!(
                left = self.in_flight.len(),
                "debts are left in the middle of being paid"
            );
        }
    }

    /// Has the store forget what is owed no more.
    async fn note_what_ended(&mut self) {
        while let Some(ended) = self.in_flight.try_join_next() {
            self.ended.extend(ended.ok().flatten());
        }
        let ended = std::mem::take(&mut self.ended);
        if ended.is_empty() {
            return;
        }
        if let Err(error) = self.arguments.store.settle(&ended).await {
            // Their leases end, and they are tried again.
            error!(%error, debts = ended.len(), "cannot note what became of debts");
        }
    }

    /// Begins to pay what is due. Answers how long to sleep.
    async fn take_what_is_due(&mut self) -> Duration {
        let free = IN_FLIGHT_MAX - self.in_flight.len().min(IN_FLIGHT_MAX);
        if free == 0 {
            return SLEEP_MAX;
        }
        let now = self.arguments.clock.now();
        let NotifierArguments { store, node, .. } = &self.arguments;
        let taken = match store.take_due(*node, now, now + LEASE, free).await {
            Ok(taken) => taken,
            Err(error) => {
                warn!(%error, "cannot look what we owe yet");
                return SLEEP_MAX;
            }
        };
        if taken.is_empty() {
            return self.until_next(now).await;
        }
        for debt in taken {
            self.in_flight.spawn(settle(self.arguments.clone(), debt));
        }
        Duration::ZERO
    }

    async fn until_next(&self, now: Timestamp) -> Duration {
        match self.arguments.store.next_due().await {
            Ok(Some(due)) => {
                // Never at once: somebody else may be faster at taking it.
                Duration::from_millis(due.millis_since(now).max(10)).min(SLEEP_MAX)
            }
            Ok(None) | Err(_) => SLEEP_MAX,
        }
    }
}

/// Pays one debt. Answers it when it is one no more; else it is due again later.
async fn settle(arguments: NotifierArguments, debt: OutboxRow) -> Option<OutboxRow> {
    let NotifierArguments {
        store,
        courier,
        clock,
        ..
    } = arguments;
    let late = clock.now() > debt.not_after;
    let paid = if late {
        courier.give_up(&debt).await
    } else {
        courier.pay(&debt).await
    };
    let outcome = match &paid {
        Paid::Done if late => "given_up",
        Paid::Done => "done",
        Paid::Later { .. } => "later",
        Paid::Never => "never",
    };
    let kind = debt.kind.clone().into_owned();
    metrics::counter!(names::OUTBOX_TRIES_TOTAL, "kind" => kind, "outcome" => outcome).increment(1);
    let Paid::Later { reason, after } = paid else {
        return Some(debt);
    };
    let wait = after.unwrap_or_else(|| wait_after(debt.tries));
    warn!(debt.id = %debt.id, debt.kind = %debt.kind, tries = debt.tries, reason, "not paid yet");
    let millis = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
    let due = clock.now() + Span::millis(millis);
    if let Err(error) = store.postpone(&debt, due).await {
        // Its lease ends, and it is tried again.
        error!(%error, debt.id = %debt.id, "cannot note that a debt is due later");
    }
    None
}

/// Twice as long after each try, spread out so that not all come back together.
fn wait_after(tries: u32) -> Duration {
    let doubled = WAIT_MIN.saturating_mul(1 << tries.saturating_sub(1).min(10));
    let wait = doubled.min(WAIT_MAX);
    wait.mul_f64(rand::rng().random_range(0.75..1.25))
}

#[cfg(test)]
mod tests;
