//! The numbers of the dashboard, and word of when they move.
//!
//! - **Starts** with the app.
//! - **Owns** nothing: the sums stand in the [index](super::index), which takes every change
//!   in before its caller is answered, so that whoever reads them reads their writes.
//! - **Tells** once for however many changes happened meanwhile: who is slow sees less
//!   often, and always the newest.
//! - **Fails** without loss: its successor looks at the sums again.

use std::sync::Arc;
use std::time::Duration;

use ractor::Actor;
use ractor::ActorProcessingErr;
use ractor::ActorRef;
use tokio::sync::watch;

use crate::actors::feed::Feed;
use crate::actors::feed::position::Position;
use crate::actors::index::OrderIndex;
use crate::actors::order::OrderError;
use crate::actors::registry::Orders;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::statistics::Figures;
use crate::domain::time::Clock;

/// How many of the newest orders are shown.
const RECENT: usize = 10;
/// How often to look although nothing happened: days and months begin by themselves.
const BEAT: Duration = Duration::from_secs(1);

/// A cheap, cloneable handle on the numbers.
#[derive(Debug, Clone)]
pub struct Dashboard(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    index: OrderIndex,
    orders: Orders,
    clock: Arc<dyn Clock>,
    told: watch::Sender<Told>,
}

/// The numbers with what else is shown beside them.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The numbers.
    pub figures: Figures,
    /// The newest orders, the newest first.
    pub recent: Vec<Arc<Order>>,
    /// The position up to which the numbers are true.
    pub position: Position,
}

/// The numbers as they were last told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The numbers.
    pub figures: Figures,
    /// The position up to which they are true.
    pub position: Position,
}

impl Dashboard {
    pub(super) fn new(index: OrderIndex, orders: Orders, clock: Arc<dyn Clock>) -> Self {
        let (told, _) = watch::channel(Told::default());
        let dashboard = Self(Arc::new(Shared {
            index,
            orders,
            clock,
            told,
        }));
        dashboard.tell();
        dashboard
    }

    /// Everything there is to show, as of now: a change that was answered is in it.
    ///
    /// # Errors
    ///
    /// When the newest orders cannot be read.
    pub async fn snapshot(&self) -> Result<Snapshot, OrderError> {
        let shared = &self.0;
        let now = shared.clock.now();
        let statistics = shared.index.statistics(now, RECENT);
        Ok(Snapshot {
            recent: shared.orders.views(&statistics.recent).await?,
            figures: statistics.figures,
            position: statistics.position,
        })
    }

    /// The numbers, and a wake each time they or what they are true up to has moved. Who
    /// does not look in time misses what lay between, never the newest.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Told> {
        self.0.told.subscribe()
    }

    fn tell(&self) {
        let statistics = self.0.index.statistics(self.0.clock.now(), 0);
        let now = Told {
            figures: statistics.figures,
            position: statistics.position,
        };
        self.0.told.send_if_modified(|told| {
            let moved = *told != now;
            *told = now;
            moved
        });
    }
}

/// What the actor is started with.
#[derive(Debug, Clone)]
pub struct DashboardArguments {
    /// The numbers.
    pub dashboard: Dashboard,
    /// What moves them.
    pub feed: Feed,
}

/// The actor.
#[derive(Debug)]
pub struct DashboardActor;

/// Asks the actor to tell the next news.
#[derive(Debug)]
pub struct Look;

/// What the actor knows.
#[derive(Debug)]
pub struct Watching {
    dashboard: Dashboard,
    news: watch::Receiver<u64>,
}

impl Actor for DashboardActor {
    type Msg = Look;
    type State = Watching;
    type Arguments = DashboardArguments;

    async fn pre_start(
        &self,
        myself: ActorRef<Look>,
        arguments: DashboardArguments,
    ) -> Result<Watching, ActorProcessingErr> {
        let news = arguments.feed.news();
        myself.cast(Look)?;
        Ok(Watching {
            dashboard: arguments.dashboard,
            news,
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<Look>,
        _look: Look,
        state: &mut Watching,
    ) -> Result<(), ActorProcessingErr> {
        state.dashboard.tell();
        // An elapsed beat is a reason to look as well.
        match tokio::time::timeout(BEAT, state.news.changed()).await {
            Ok(Err(_feed_is_gone)) => myself.stop(None),
            Ok(Ok(())) | Err(_) => myself.cast(Look)?,
        }
        Ok(())
    }
}
