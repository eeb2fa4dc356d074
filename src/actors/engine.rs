//! The living parts, put together: the order of starting them and of stopping them.

use std::sync::Arc;
use std::time::Duration;

use ractor::Actor;
use ractor::ActorCell;
use ractor::ActorRef;
use ractor::ActorStatus;
use tracing::warn;

use crate::actors::alarm::AlarmArguments;
use crate::actors::caretaker::CaretakerArguments;
use crate::actors::dashboard::Dashboard;
use crate::actors::dashboard::DashboardArguments;
use crate::actors::doorkeeper::DoorkeeperArguments;
use crate::actors::doorkeeper::Rights;
use crate::actors::falls::Falls;
use crate::actors::feed::Feed;
use crate::actors::feed::follower::FollowerArguments;
use crate::actors::hub::Hub;
use crate::actors::hub::RecoveryLimits;
use crate::actors::index::OrderIndex;
use crate::actors::journal::Journal;
use crate::actors::journal::JournalArguments;
use crate::actors::notifier::Courier;
use crate::actors::notifier::NotifierArguments;
use crate::actors::notifier::Nudge;
use crate::actors::order::OrderTools;
use crate::actors::recount::RecountArguments;
use crate::actors::registry::OrderLimits;
use crate::actors::registry::Orders;
use crate::actors::registry::SleepLimits;
use crate::actors::scheduler::Job;
use crate::actors::scheduler::SchedulerArguments;
use crate::actors::search::Search;
use crate::actors::search::SearchArguments;
use crate::actors::session::sessions::SessionLimits;
use crate::actors::session::sessions::Sessions;
use crate::actors::supervisor::Employee;
use crate::actors::supervisor::Supervise;
use crate::actors::supervisor::SupervisorActor;
use crate::actors::supervisor::SupervisorArguments;
use crate::actors::watch::Watchers;
use crate::actors::witness::ScribeArguments;
use crate::actors::witness::Witness;
use crate::domain::ids::NodeId;
use crate::domain::time::BusinessZone;
use crate::domain::time::Clock;
use crate::store::Store;
use crate::store::StoreError;

/// How long those who pay and run jobs may take to stop.
const DISMISSAL_MAX: Duration = Duration::from_secs(20);

/// Sizes, waits and beats of the living parts.
#[derive(Debug, Clone)]
pub struct EngineSettings {
    /// The number of this process among those that share a store.
    pub node: NodeId,
    /// How many changes one transaction carries at most.
    pub journal_batch_max: usize,
    /// How many changes may wait for a transaction.
    pub journal_queue_max: usize,
    /// How many recent events are kept in memory.
    pub feed_ring_max: usize,
    /// How often to look for what other nodes wrote.
    pub sweep: Duration,
    /// How often the index is saved.
    pub snapshot_interval: Duration,
    /// Whose days and months are counted.
    pub zone: BusinessZone,
    /// What an order's callers are bound by.
    pub orders: OrderLimits,
    /// When orders fall asleep.
    pub sleep: SleepLimits,
}

/// What people who connect need.
#[derive(Debug)]
pub struct Door {
    /// The base of absolute links, without a trailing slash.
    pub base: String,
    /// How many may come in.
    pub limits: SessionLimits,
    /// What is kept for those who come back.
    pub recovery: RecoveryLimits,
    /// What their sign-ins may do.
    pub rights: Arc<dyn Rights>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// The living parts of one process.
#[derive(Debug)]
pub struct Engine {
    /// The orders.
    pub orders: Orders,
    /// What lists are answered from.
    pub index: OrderIndex,
    /// What happened.
    pub feed: Feed,
    /// Which orders fell too often.
    pub falls: Falls,
    /// Wakes whoever pays what we owe.
    pub nudge: Nudge,
    journal: Journal,
    supervisor: ActorRef<Supervise>,
    store: Arc<dyn Store>,
    node: NodeId,
}

/// Tells whether an engine lives.
#[derive(Debug, Clone)]
pub struct Pulse {
    supervisor: ActorCell,
    journal: Journal,
}

impl Pulse {
    /// Whether the actor above all others is running. Without it nothing is restarted.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.supervisor.get_status() == ActorStatus::Running
    }

    /// Whether changes are saved, as far as it was tried. A store may answer who reads and
    /// take nothing, as one on a full disk does.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        !self.journal.is_in_trouble()
    }
}

/// Why an engine did not start.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The store cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An actor did not start.
    #[error("a long-lived actor did not start")]
    Actor(#[from] ractor::SpawnErr),
}

impl Engine {
    /// Starts on a store: the index first, so that nothing is answered before it is known.
    ///
    /// # Errors
    ///
    /// When the store cannot be read, or an actor does not start.
    pub async fn start(
        store: Arc<dyn Store>,
        settings: EngineSettings,
    ) -> Result<Self, EngineError> {
        let index = OrderIndex::load(store.as_ref(), settings.zone).await?;
        let stream = store.open_stream(settings.node).await?;
        let feed = Feed::new(Arc::clone(&store), index.clone(), settings.feed_ring_max);
        let nudge = Nudge::default();
        let (journal_arguments, journal) = JournalArguments::new(
            Arc::clone(&store),
            stream,
            feed.clone(),
            nudge.clone(),
            (settings.journal_queue_max, settings.journal_batch_max),
        );
        let falls = Falls::default();
        let follower = FollowerArguments {
            feed: feed.clone(),
            own: stream,
            sweep: settings.sweep,
        };
        let arguments = SupervisorArguments {
            journal: journal_arguments,
            follower,
            falls: falls.clone(),
        };
        let (supervisor, _) = SupervisorActor::spawn(None, SupervisorActor, arguments).await?;
        let tools = OrderTools {
            journal: journal.clone(),
            store: Arc::clone(&store),
            watchers: Watchers::default(),
        };
        let orders = Orders::new(tools, supervisor.get_cell(), falls.clone(), settings.orders);
        let care = CaretakerArguments {
            orders: orders.clone(),
            sleep: settings.sleep,
            index: index.clone(),
            snapshot_interval: settings.snapshot_interval,
            store: Arc::clone(&store),
        };
        // It was started a moment ago; should it have fallen, the first command tells.
        supervisor
            .cast(Supervise::Employ(Box::new(Employee::Caretaker(care))))
            .ok();
        Ok(Self {
            orders,
            index,
            feed,
            falls,
            nudge,
            journal,
            supervisor,
            store,
            node: settings.node,
        })
    }

    /// Lets somebody pay, from now on, what changes make us owe, do what has its hour, tell
    /// staff of orders that were set aside, and write down what was seen.
    pub fn employ(
        &self,
        courier: Arc<dyn Courier>,
        jobs: Vec<Arc<dyn Job>>,
        clock: &Arc<dyn Clock>,
        witness: &Witness,
    ) {
        let notifier = NotifierArguments {
            store: Arc::clone(&self.store),
            node: self.node,
            courier,
            clock: Arc::clone(clock),
            nudge: self.nudge.clone(),
        };
        let scheduler = SchedulerArguments {
            store: Arc::clone(&self.store),
            node: self.node,
            clock: Arc::clone(clock),
            jobs,
        };
        let alarm = AlarmArguments {
            falls: self.falls.clone(),
            store: Arc::clone(&self.store),
            clock: Arc::clone(clock),
        };
        let recount = RecountArguments {
            index: self.index.clone(),
            store: Arc::clone(&self.store),
            clock: Arc::clone(clock),
        };
        let scribe = ScribeArguments {
            witness: witness.clone(),
            store: Arc::clone(&self.store),
        };
        for employee in [
            Employee::Notifier(notifier),
            Employee::Scheduler(scheduler),
            Employee::Alarm(alarm),
            Employee::Recount(recount),
            Employee::Scribe(scribe),
        ] {
            self.hire(employee);
        }
    }

    fn hire(&self, employee: Employee) {
        // Without a supervisor nothing runs any more, and `/readyz` says so.
        self.supervisor
            .cast(Supervise::Employ(Box::new(employee)))
            .ok();
    }

    /// Begins to tell which numbers of the dashboard move.
    #[must_use]
    pub fn open_dashboard(&self, clock: &Arc<dyn Clock>) -> Dashboard {
        let (index, orders) = (self.index.clone(), self.orders.clone());
        let dashboard = Dashboard::new(index, orders, Arc::clone(clock));
        let arguments = DashboardArguments {
            dashboard: dashboard.clone(),
            feed: self.feed.clone(),
        };
        self.hire(Employee::Dashboard(arguments));
        dashboard
    }

    /// Begins to read what orders are found by.
    #[must_use]
    pub fn open_search(&self) -> Search {
        let (index, store) = (self.index.clone(), Arc::clone(&self.store));
        let (arguments, search) = SearchArguments::new(index, store);
        self.hire(Employee::Search(arguments));
        search
    }

    /// Lets people connect from now on, and hear of changes as they happen.
    #[must_use]
    pub fn open_the_door(&self, door: Door) -> Sessions {
        let hub = Hub::new(self.feed.clone(), door.base, door.recovery);
        let supervisor = self.supervisor.get_cell();
        let clock = Arc::clone(&door.clock);
        let sessions = Sessions::new(door.limits, clock, hub.clone(), supervisor);
        let doorkeeper = DoorkeeperArguments {
            sessions: sessions.clone(),
            rights: door.rights,
            store: Arc::clone(&self.store),
            clock: door.clock,
        };
        self.hire(Employee::Hub(hub));
        self.hire(Employee::Doorkeeper(doorkeeper));
        sessions
    }

    /// A way to ask later whether the actors are there.
    #[must_use]
    pub fn pulse(&self) -> Pulse {
        Pulse {
            supervisor: self.supervisor.get_cell(),
            journal: self.journal.clone(),
        }
    }

    /// Finishes what was accepted, saves the index, and stops every actor.
    pub async fn stop(self) {
        self.dismiss().await;
        self.orders.put_all_to_sleep().await;
        self.journal.drain().await;
        self.supervisor.stop_children(None);
        self.supervisor.stop(None);
        if let Err(error) = self.index.save(self.store.as_ref()).await {
            warn!(%error, "the order index could not be saved; the next start reads the journal");
        }
    }

    /// Lets nobody begin anything new: what is owed stays owed, what is due stays due.
    async fn dismiss(&self) {
        self.nudge.close();
        let dismissed = self
            .supervisor
            .call(Supervise::Dismiss, Some(DISMISSAL_MAX))
            .await;
        if dismissed.is_err() {
            warn!("the supervisor is gone already");
        }
    }

    /// Stops at once, finishing nothing: what a power cut would do, for tests.
    pub fn abandon(self) {
        let cell = self.supervisor.get_cell();
        for child in cell.get_children() {
            child.kill();
        }
        cell.kill();
    }
}
