//! Starts the long-lived actors, starts them again, and counts the falls of orders.
//!
//! An order that falls is simply forgotten: the next touch starts it afresh from the
//! store. One that falls three times in a minute is set aside, aloud, until a person has
//! looked. The journal, the
//! follower and the caretaker are started again after a breath.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use dashmap::DashSet;
use ractor::Actor;
use ractor::ActorId;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use ractor::SupervisionEvent;
use tokio::time::Instant;
use tracing::error;
use tracing::info;

use crate::actors::caretaker::CaretakerActor;
use crate::actors::caretaker::CaretakerArguments;
use crate::actors::feed::follower::FollowerActor;
use crate::actors::feed::follower::FollowerArguments;
use crate::actors::journal::JournalActor;
use crate::actors::journal::JournalArguments;
use crate::domain::ids::OrderId;
use crate::telemetry::metrics as names;

/// So many falls within [`FALLS_WINDOW`] set an order aside.
const FALLS_MAX: usize = 3;
/// How long a fall is remembered.
const FALLS_WINDOW: Duration = Duration::from_mins(1);
/// How long to wait before a long-lived actor is started again.
const RESTART_WAIT: Duration = Duration::from_millis(100);

/// Which orders fell, and which may not be woken.
#[derive(Debug, Clone, Default)]
pub struct Falls(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    watched: DashMap<ActorId, OrderId>,
    recent: DashMap<OrderId, VecDeque<Instant>>,
    set_aside: DashSet<OrderId>,
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

    /// Lets an order be woken again: a person has looked.
    pub fn release(&self, id: OrderId) {
        if self.0.set_aside.remove(&id).is_some() {
            metrics::gauge!(names::ORDERS_SET_ASIDE).decrement(1);
            info!(order.id = %id, "an order that was set aside may be woken again");
        }
    }

    pub(super) fn watch(&self, actor: ActorId, order: OrderId) {
        self.0.watched.insert(actor, order);
    }

    pub(super) fn forget(&self, actor: ActorId) {
        self.0.watched.remove(&actor);
    }

    fn fell(&self, actor: ActorId, why: &str) {
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
            metrics::gauge!(names::ORDERS_SET_ASIDE).increment(1);
            error!(order.id = %id, "an order fell too often and is set aside until a person looks");
        }
    }
}

/// What the supervisor is started with.
#[derive(Debug, Clone)]
pub struct SupervisorArguments {
    /// For the journal and its successors.
    pub journal: JournalArguments,
    /// For the follower and its successors.
    pub follower: FollowerArguments,
    /// Where falls are counted.
    pub falls: Falls,
}

/// The actor above all others.
#[derive(Debug)]
pub struct SupervisorActor;

/// What the supervisor knows.
#[derive(Debug)]
pub struct Supervised {
    arguments: SupervisorArguments,
    journal: ActorId,
    follower: ActorId,
    care: Option<CaretakerArguments>,
    caretaker: Option<ActorId>,
}

/// What the supervisor may be told.
#[derive(Debug)]
pub enum Supervise {
    /// To look after a caretaker from now on.
    Employ(Box<CaretakerArguments>),
    /// To start a long-lived actor again.
    Restart(LongLived),
}

/// The actors that must always be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LongLived {
    /// Makes changes durable.
    Journal,
    /// Follows other nodes.
    Follower,
    /// Looks after the rest.
    Caretaker,
}

impl Actor for SupervisorActor {
    type Msg = Supervise;
    type State = Supervised;
    type Arguments = SupervisorArguments;

    async fn pre_start(
        &self,
        myself: ActorRef<Supervise>,
        arguments: SupervisorArguments,
    ) -> Result<Supervised, ActorProcessingErr> {
        let journal = start_journal(&myself, &arguments).await?;
        let follower = start_follower(&myself, &arguments).await?;
        Ok(Supervised {
            arguments,
            journal,
            follower,
            care: None,
            caretaker: None,
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<Supervise>,
        message: Supervise,
        state: &mut Supervised,
    ) -> Result<(), ActorProcessingErr> {
        let which = match message {
            Supervise::Restart(which) => which,
            Supervise::Employ(care) => {
                state.care = Some(*care);
                LongLived::Caretaker
            }
        };
        if let Err(error) = state.start(which, &myself).await {
            error!(%error, ?which, "cannot start it yet");
            myself.send_after(RESTART_WAIT, move || Supervise::Restart(which));
        }
        Ok(())
    }

    async fn handle_supervisor_evt(
        &self,
        myself: ActorRef<Supervise>,
        event: SupervisionEvent,
        state: &mut Supervised,
    ) -> Result<(), ActorProcessingErr> {
        let SupervisionEvent::ActorFailed(actor, why) = event else {
            return Ok(());
        };
        let which = match actor.get_id() {
            id if id == state.journal => LongLived::Journal,
            id if id == state.follower => LongLived::Follower,
            id if Some(id) == state.caretaker => LongLived::Caretaker,
            id => {
                state.arguments.falls.fell(id, &why.to_string());
                return Ok(());
            }
        };
        error!(error = %why, ?which, "a long-lived actor fell and is started again");
        myself.send_after(RESTART_WAIT, move || Supervise::Restart(which));
        Ok(())
    }
}

impl Supervised {
    async fn start(
        &mut self,
        which: LongLived,
        myself: &ActorRef<Supervise>,
    ) -> Result<(), ActorProcessingErr> {
        match which {
            LongLived::Journal => self.journal = start_journal(myself, &self.arguments).await?,
            LongLived::Follower => self.follower = start_follower(myself, &self.arguments).await?,
            LongLived::Caretaker => {
                if let Some(care) = self.care.clone() {
                    let cell = myself.get_cell();
                    let (actor, _) =
                        CaretakerActor::spawn_linked(None, CaretakerActor, care, cell).await?;
                    self.caretaker = Some(actor.get_id());
                }
            }
        }
        Ok(())
    }
}

async fn start_journal(
    supervisor: &ActorRef<Supervise>,
    arguments: &SupervisorArguments,
) -> Result<ActorId, ActorProcessingErr> {
    let journal = arguments.journal.clone();
    let cell = supervisor.get_cell();
    let (actor, _) = JournalActor::spawn_linked(None, JournalActor, journal, cell).await?;
    Ok(actor.get_id())
}

async fn start_follower(
    supervisor: &ActorRef<Supervise>,
    arguments: &SupervisorArguments,
) -> Result<ActorId, ActorProcessingErr> {
    let follower = arguments.follower.clone();
    let cell = supervisor.get_cell();
    let (actor, _) = FollowerActor::spawn_linked(None, FollowerActor, follower, cell).await?;
    Ok(actor.get_id())
}
