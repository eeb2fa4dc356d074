//! Starts the long-lived actors, and starts them again.
//!
//! An order that [falls](super::falls) is simply forgotten: the next touch starts it
//! afresh from the store. All others are started again after a breath.

use std::collections::HashMap;
use std::time::Duration;

use ractor::Actor;
use ractor::ActorCell;
use ractor::ActorId;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use ractor::RactorErr;
use ractor::RpcReplyPort;
use ractor::SupervisionEvent;
use tracing::error;

use crate::actors::alarm::AlarmActor;
use crate::actors::alarm::AlarmArguments;
use crate::actors::caretaker::CaretakerActor;
use crate::actors::caretaker::CaretakerArguments;
use crate::actors::dashboard::DashboardActor;
use crate::actors::dashboard::DashboardArguments;
use crate::actors::doorkeeper::DoorkeeperActor;
use crate::actors::doorkeeper::DoorkeeperArguments;
use crate::actors::falls::Falls;
use crate::actors::feed::follower::FollowerActor;
use crate::actors::feed::follower::FollowerArguments;
use crate::actors::hub::Hub;
use crate::actors::hub::telling::HubActor;
use crate::actors::journal::JournalActor;
use crate::actors::journal::JournalArguments;
use crate::actors::notifier::NotifierActor;
use crate::actors::notifier::NotifierArguments;
use crate::actors::recount::RecountActor;
use crate::actors::recount::RecountArguments;
use crate::actors::scheduler::SchedulerActor;
use crate::actors::scheduler::SchedulerArguments;
use crate::actors::search::SearchActor;
use crate::actors::search::SearchArguments;
use crate::actors::witness::ScribeActor;
use crate::actors::witness::ScribeArguments;

/// How long to wait before a long-lived actor is started again.
const RESTART_WAIT: Duration = Duration::from_millis(100);
/// How long an actor that is dismissed may take to finish what it is at.
const STOP_MAX: Duration = Duration::from_secs(9);

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
    employed: HashMap<LongLived, (Employee, Option<ActorCell>)>,
}

/// Someone to look after who is started later than the supervisor.
#[derive(Debug, Clone)]
pub enum Employee {
    /// Looks after what living things leave undone.
    Caretaker(CaretakerArguments),
    /// Pays what we owe.
    Notifier(NotifierArguments),
    /// Runs what has its hour.
    Scheduler(SchedulerArguments),
    /// Tells staff of orders that were set aside.
    Alarm(AlarmArguments),
    /// Tells which numbers of the dashboard moved.
    Dashboard(DashboardArguments),
    /// Counts the numbers of the dashboard again.
    Recount(RecountArguments),
    /// Writes down what was seen.
    Scribe(ScribeArguments),
    /// Keeps what orders are found by.
    Search(SearchArguments),
    /// Tells those who listen.
    Hub(Hub),
    /// Looks after those who are connected.
    Doorkeeper(DoorkeeperArguments),
}

impl Employee {
    const fn which(&self) -> LongLived {
        match self {
            Self::Caretaker(_) => LongLived::Caretaker,
            Self::Notifier(_) => LongLived::Notifier,
            Self::Scheduler(_) => LongLived::Scheduler,
            Self::Alarm(_) => LongLived::Alarm,
            Self::Dashboard(_) => LongLived::Dashboard,
            Self::Recount(_) => LongLived::Recount,
            Self::Scribe(_) => LongLived::Scribe,
            Self::Search(_) => LongLived::Search,
            Self::Hub(_) => LongLived::Hub,
            Self::Doorkeeper(_) => LongLived::Doorkeeper,
        }
    }

    async fn start(self, supervisor: ActorCell) -> Result<ActorCell, ActorProcessingErr> {
        let cell = match self {
            Self::Caretaker(care) => {
                let started = CaretakerActor::spawn_linked(None, CaretakerActor, care, supervisor);
                started.await?.0.get_cell()
            }
            Self::Notifier(notifier) => {
                let started =
                    NotifierActor::spawn_linked(None, NotifierActor, notifier, supervisor);
                started.await?.0.get_cell()
            }
            Self::Scheduler(jobs) => {
                let started = SchedulerActor::spawn_linked(None, SchedulerActor, jobs, supervisor);
                started.await?.0.get_cell()
            }
            Self::Alarm(alarm) => {
                let started = AlarmActor::spawn_linked(None, AlarmActor, alarm, supervisor);
                started.await?.0.get_cell()
            }
            Self::Dashboard(told) => {
                let started = DashboardActor::spawn_linked(None, DashboardActor, told, supervisor);
                started.await?.0.get_cell()
            }
            Self::Recount(counted) => {
                let started = RecountActor::spawn_linked(None, RecountActor, counted, supervisor);
                started.await?.0.get_cell()
            }
            Self::Scribe(scribe) => {
                let started = ScribeActor::spawn_linked(None, ScribeActor, scribe, supervisor);
                started.await?.0.get_cell()
            }
            Self::Search(texts) => {
                let started = SearchActor::spawn_linked(None, SearchActor, texts, supervisor);
                started.await?.0.get_cell()
            }
            Self::Hub(hub) => {
                let started = HubActor::spawn_linked(None, HubActor, hub, supervisor);
                started.await?.0.get_cell()
            }
            Self::Doorkeeper(door) => {
                let started =
                    DoorkeeperActor::spawn_linked(None, DoorkeeperActor, door, supervisor);
                started.await?.0.get_cell()
            }
        };
        Ok(cell)
    }
}

/// What the supervisor may be told.
#[derive(Debug)]
pub enum Supervise {
    /// To look after somebody else from now on.
    Employ(Box<Employee>),
    /// To start a long-lived actor again.
    Restart(LongLived),
    /// To stop those who begin things by themselves, and not to start them again.
    Dismiss(RpcReplyPort<()>),
}

/// The actors that must always be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LongLived {
    /// Makes changes durable.
    Journal,
    /// Follows other nodes.
    Follower,
    /// Looks after the rest.
    Caretaker,
    /// Pays what we owe.
    Notifier,
    /// Runs what has its hour.
    Scheduler,
    /// Tells staff of orders that were set aside.
    Alarm,
    /// Tells which numbers of the dashboard moved.
    Dashboard,
    /// Counts them again.
    Recount,
    /// Writes down what was seen.
    Scribe,
    /// Keeps what orders are found by.
    Search,
    /// Tells those who listen.
    Hub,
    /// Looks after those who are connected.
    Doorkeeper,
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
            employed: HashMap::new(),
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
            Supervise::Dismiss(done) => {
                state.dismiss().await;
                // Whoever asked may have stopped waiting.
                done.send(()).ok();
                return Ok(());
            }
            Supervise::Employ(employee) => {
                let which = employee.which();
                state.employed.insert(which, (*employee, None));
                which
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
            id => {
                let Some(which) = state.employee(id) else {
                    state.arguments.falls.fell(id, &why.to_string());
                    return Ok(());
                };
                which
            }
        };
        error!(error = %why, ?which, "a long-lived actor fell and is started again");
        myself.send_after(RESTART_WAIT, move || Supervise::Restart(which));
        Ok(())
    }
}

impl Supervised {
    async fn dismiss(&mut self) {
        for which in [LongLived::Scheduler, LongLived::Notifier, LongLived::Scribe] {
            let Some((_, Some(actor))) = self.employed.remove(&which) else {
                continue;
            };
            // One that has stopped by itself meanwhile cannot be asked to any more.
            if let Err(RactorErr::Timeout) = actor.stop_and_wait(None, Some(STOP_MAX)).await {
                error!(?which, "it does not stop, and is left behind");
            }
        }
    }

    fn employee(&self, actor: ActorId) -> Option<LongLived> {
        let mut employed = self.employed.iter();
        let found = employed
            .find(|(_, (_, running))| running.as_ref().is_some_and(|it| it.get_id() == actor));
        found.map(|(which, _)| *which)
    }

    async fn start(
        &mut self,
        which: LongLived,
        myself: &ActorRef<Supervise>,
    ) -> Result<(), ActorProcessingErr> {
        match which {
            LongLived::Journal => self.journal = start_journal(myself, &self.arguments).await?,
            LongLived::Follower => self.follower = start_follower(myself, &self.arguments).await?,
            LongLived::Caretaker
            | LongLived::Notifier
            | LongLived::Scheduler
            | LongLived::Alarm
            | LongLived::Dashboard
            | LongLived::Recount
            | LongLived::Scribe
            | LongLived::Search
            | LongLived::Hub
            | LongLived::Doorkeeper => {
                if let Some((employee, running)) = self.employed.get_mut(&which) {
                    *running = Some(employee.clone().start(myself.get_cell()).await?);
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
