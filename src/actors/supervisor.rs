//! Starts the long-lived actors, and starts them again.
//!
//! An order that [falls](super::falls) is simply forgotten: the next touch starts it
//! afresh from the store. The journal, the follower and the caretaker are started again
//! after a breath.

use std::time::Duration;

use ractor::Actor;
use ractor::ActorId;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use ractor::SupervisionEvent;
use tracing::error;

use crate::actors::caretaker::CaretakerActor;
use crate::actors::caretaker::CaretakerArguments;
use crate::actors::falls::Falls;
use crate::actors::feed::follower::FollowerActor;
use crate::actors::feed::follower::FollowerArguments;
use crate::actors::journal::JournalActor;
use crate::actors::journal::JournalArguments;

/// How long to wait before a long-lived actor is started again.
const RESTART_WAIT: Duration = Duration::from_millis(100);

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
