//! Everything put together: the handles a request may need, and the order in which the
//! parts start and stop.

pub mod checklist;
mod door;
mod jobs;
pub mod limits;
mod listening;
pub mod machine;
pub mod moving;
mod payments;
pub mod readiness;
mod shelf;
pub mod tickets;

use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::task::JoinHandle;
use tracing::info;

pub use self::listening::listen;
use crate::actors::dashboard::Dashboard;
use crate::actors::engine::Engine;
use crate::actors::engine::EngineSettings;
use crate::actors::falls::Falls;
use crate::actors::index::OrderIndex;
use crate::actors::registry::OrderLimits;
use crate::actors::registry::Orders;
use crate::actors::registry::SleepLimits;
use crate::actors::search::Search;
use crate::actors::session::sessions::Sessions;
use crate::actors::witness::Witness;
use crate::app::limits::Limits;
use crate::app::machine::Machine;
use crate::app::payments::Payments;
use crate::app::readiness::Readiness;
use crate::app::shelf::KeptShelf;
use crate::app::tickets::Tickets;
use crate::config::Config;
use crate::config::secret::Secret;
use crate::domain::ids::UserId;
use crate::domain::time::BusinessZone;
use crate::domain::time::Clock;
use crate::domain::time::Timestamp;
use crate::flows::konveksi::cashier::Cashier;
use crate::flows::konveksi::cashier::Parts as CashierParts;
use crate::flows::konveksi::catalogue::Catalogue;
use crate::flows::konveksi::demo;
use crate::flows::konveksi::post::Post;
use crate::flows::konveksi::post::PostParts;
use crate::flows::security::Sentry;
use crate::flows::staff::Directory;
use crate::integrations::messaging::sandbox::MessageSandbox;
use crate::integrations::payment::sandbox::Sandbox;
use crate::store::Store;
use crate::store::accounts::Accounts;
use crate::store::files::Files;
use crate::store::products::Products;
use crate::store::records::Records;
use crate::store::surreal::StoreAddress;
use crate::store::surreal::SurrealStore;
use crate::telemetry::load::Load;
use crate::telemetry::metrics;

/// How often the numbers are tidied up, so that they stay small though nobody asks.
const UPKEEP: Duration = Duration::from_secs(10);

/// The shelf of the messages that nobody got.
const MESSAGES: &str = "message_sandbox";

/// Every handle a request may need. Cheap to clone.
#[derive(Debug, Clone)]
pub struct App(Arc<Handles>);

/// What an [`App`] holds.
#[derive(Clone)]
pub struct Handles {
    /// The orders.
    pub orders: Orders,
    /// What lists are answered from.
    pub index: OrderIndex,
    /// The numbers of the dashboard.
    pub dashboard: Dashboard,
    /// Finds orders by a text.
    pub search: Search,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The days of the business.
    pub zone: BusinessZone,
    /// What the orders are kept in, for what lies beside them.
    pub store: Arc<dyn Store>,
    /// Takes money in and gives it back.
    pub cashier: Cashier,
    /// Writes to customers.
    pub post: Post,
    /// Stands in for who carries messages.
    pub message_sandbox: MessageSandbox,
    /// What a webhook of the payment provider must show; without one all are refused.
    pub webhook_token: Option<Secret>,
    /// The stand-in for the payment provider, when there is no real one.
    pub sandbox: Option<Sandbox>,
    /// Base of absolute links, without a trailing slash.
    pub public_url: String,
    /// The settings.
    pub config: Config,
    /// Staff and their sign-ins.
    pub staff: Directory,
    /// Everyone who is connected.
    pub sessions: Sessions,
    /// How often callers have asked.
    pub limits: Arc<Limits>,
    /// Lets a page that was counted ask again.
    pub tickets: Tickets,
    /// Keeps an eye on who asks for what.
    pub sentry: Sentry,
    /// Which orders fell too often.
    pub falls: Falls,
    /// Files somebody sent us.
    pub files: Files,
    /// The products of the landing page.
    pub catalogue: Catalogue,
    /// What has to be true before requests are welcome.
    pub readiness: Readiness,
    /// When this process began.
    pub started_at: Timestamp,
    /// How busy it was lately.
    pub load: Arc<Load>,
    /// The machine it runs on.
    pub machine: Arc<Machine>,
    /// Renders the numbers.
    pub metrics: PrometheusHandle,
}

/// A running server, without its listening socket.
#[derive(Debug)]
pub struct Running {
    /// What requests need.
    pub app: App,
    engine: Engine,
    payments: Payments,
    upkeep: JoinHandle<()>,
}

/// The real time.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_millisecond())
    }
}

/// Opens the store the settings name.
///
/// # Errors
///
/// When it cannot be opened, in a sentence that says what to do.
pub async fn open_store(config: &Config) -> anyhow::Result<SurrealStore> {
    let database = &config.database;
    let address = StoreAddress {
        url: database.url.as_str().to_owned(),
        user: database.user.clone(),
        password: database
            .password
            .as_ref()
            .map_or("", Secret::expose)
            .to_owned(),
        namespace: database.namespace.clone(),
        database: database.database.clone(),
    };
    Ok(SurrealStore::open(&address).await?)
}

impl Running {
    /// Starts every part on a store, in order: schema, people, orders, demo, payments. `own`
    /// is the address this server listens on, for whoever calls back.
    ///
    /// # Errors
    ///
    /// When any of them cannot start.
    pub async fn start(
        config: Config,
        store: SurrealStore,
        clock: Arc<dyn Clock>,
        own: SocketAddr,
    ) -> anyhow::Result<Self> {
        let started_at = clock.now();
        let metrics = metrics::install();
        let store = Arc::new(store);
        let applied = store
            .migrate()
            .await
            .context("the schema cannot be brought up to date")?;
        if !applied.is_empty() {
            info!(migrations = applied.len(), "schema brought up to date");
        }
        let secret = config
            .secret_key()
            .context("the secret key cannot be read or kept")?;
        let witness = Witness::default();
        let accounts = Accounts::new(Arc::clone(&store));
        let staff = Directory::new(accounts.clone(), &secret, &config.auth, witness.clone());
        if let Some((name, password)) = config.auth.first_owner() {
            staff
                .ensure_first_owner(name, password.expose(), clock.now())
                .await?;
        }
        let engine = Engine::start(Arc::clone(&store) as Arc<dyn Store>, settings(&config)).await?;
        let files = Files::new(Arc::clone(&store));
        let catalogue = Catalogue::open(Products::new(Arc::clone(&store))).await?;
        if config.demo.enabled {
            let now = clock.now();
            let (orders, index) = (&engine.orders, &engine.index);
            demo::fill(orders, index, &catalogue, &files, &staff, now).await?;
        }
        refuse_demo_account(&config, &staff).await?;
        staff.learn_names().await?;
        let payments = Payments::open(&config, &store, &clock, own).await?;
        let public_url = config.server.public_url.trim_end_matches('/').to_owned();
        let messages = Records::new(Arc::clone(&store), MESSAGES);
        let zone = config.business.timezone.clone();
        let message_sandbox = MessageSandbox::open(
            Arc::new(KeptShelf(messages)),
            Arc::clone(&clock),
            zone.clone(),
        )
        .await;
        let post = Post::new(PostParts {
            orders: engine.orders.clone(),
            messenger: Arc::new(message_sandbox.clone()),
            clock: Arc::clone(&clock),
            zone,
            business_name: config.business.name.clone(),
        });
        let cashier = Cashier::new(CashierParts {
            orders: engine.orders.clone(),
            index: engine.index.clone(),
            store: Arc::clone(&store) as Arc<dyn Store>,
            gateway: Arc::clone(&payments.gateway),
            post: post.clone(),
            clock: Arc::clone(&clock),
            public_url: public_url.clone(),
        });
        let jobs = jobs::of(&cashier, &store, accounts, &config);
        engine.employ(Arc::new(cashier.clone()), jobs, &clock, &witness);
        let sentry = Sentry::new(witness, Arc::clone(&clock), &config.security);
        let sessions = door::open(&engine, &config, &staff, &clock);
        let app = App::new(Handles {
            orders: engine.orders.clone(),
            index: engine.index.clone(),
            dashboard: engine.open_dashboard(&clock),
            search: engine.open_search(),
            clock,
            zone: config.business.timezone.clone(),
            public_url,
            falls: engine.falls.clone(),
            files,
            catalogue,
            readiness: Readiness::of_engine(Arc::clone(&store), engine.pulse()),
            started_at,
            load: store.load(),
            machine: Arc::default(),
            store,
            cashier,
            post,
            message_sandbox,
            webhook_token: payments.webhook_token.clone(),
            sandbox: payments.sandbox.clone(),
            sessions,
            limits: Arc::new(Limits::new(&config)),
            tickets: Tickets::new(),
            sentry,
            config,
            staff,
            metrics,
        });
        Ok(Self {
            upkeep: keep_up(app.metrics.clone(), Arc::clone(&app.machine)),
            app,
            engine,
            payments,
        })
    }

    /// Finishes what was accepted and stops every part.
    pub async fn stop(self) {
        self.upkeep.abort();
        door::see_everyone_off(&self.app.sessions).await;
        self.engine.stop().await;
        self.payments.stop().await;
    }

    /// Stops at once, finishing nothing, as a power cut would: for tests.
    pub fn abandon(self) {
        self.upkeep.abort();
        self.engine.abandon();
    }
}

impl App {
    /// Wraps the handles.
    #[must_use]
    pub fn new(handles: Handles) -> Self {
        Self(Arc::new(handles))
    }
}

impl Handles {
    /// What a staff member is called, if that is known.
    #[must_use]
    pub fn name_of(&self, user: UserId) -> Option<String> {
        self.staff.name_of(user)
    }
}

impl Deref for App {
    type Target = Handles;

    fn deref(&self) -> &Handles {
        &self.0
    }
}

impl std::fmt::Debug for Handles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handles")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

fn settings(config: &Config) -> EngineSettings {
    let engine = &config.engine;
    EngineSettings {
        node: engine.node,
        journal_batch_max: engine.journal_batch_max,
        journal_queue_max: engine.journal_queue_max,
        feed_ring_max: engine.feed_ring_max,
        sweep: config.sweep_interval(),
        snapshot_interval: engine.index_snapshot_interval,
        zone: config.business.timezone.clone(),
        orders: OrderLimits {
            permits: engine.order_permits,
            reply_timeout: engine.reply_timeout,
        },
        sleep: SleepLimits {
            idle: engine.order_idle,
            awake_max: engine.orders_awake_max,
        },
    }
}

/// Everybody knows the demo's password, so it must not open a real business.
async fn refuse_demo_account(config: &Config, staff: &Directory) -> anyhow::Result<()> {
    let known = config.environment.is_production()
        && staff.would_admit(demo::USERNAME, demo::PASSWORD).await?;
    anyhow::ensure!(
        !known,
        "this store has the demo account ({} / {}); start production on a store of its own",
        demo::USERNAME,
        demo::PASSWORD
    );
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "its owner, `Running`, ends it")]
fn keep_up(metrics: PrometheusHandle, machine: Arc<Machine>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut beat = tokio::time::interval(UPKEEP);
        loop {
            beat.tick().await;
            metrics.run_upkeep();
            machine.look();
        }
    })
}
