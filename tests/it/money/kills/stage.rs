//! A server that can be killed at a step of its provider, and the provider.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;
use std::time::Instant;

use rajut::app::SystemClock;
use rajut::domain::rupiah::Rupiah;
use rajut::integrations::payment::sandbox::Sandbox;
use rajut::integrations::payment::sandbox::SandboxSettings;
use rajut::integrations::payment::sandbox::invoice::Payment;
use rajut::integrations::payment::sandbox::invoice::Status;
use rajut::integrations::payment::sandbox::serve::Serving;
use rajut::integrations::payment::sandbox::step::Step;
use rajut::integrations::payment::sandbox::webhooks::RetrySchedule;
use rajut::integrations::shelf::NoShelf;
use serde_json::Value;
use tempfile::TempDir;
use tokio::time::sleep;

use crate::crash::books::Books;
use crate::kit::list;
use crate::kit::rupiah;
use crate::kit::text;
use crate::money::kills::HALF;
use crate::money::page_id;
use crate::process::Connection;
use crate::process::Server;

/// The key we show the provider. It takes any that begins like this.
const KEY: &str = "xnd_development_kills";
const TOKEN: &str = "token-of-the-workshop";
/// How long healing may take on a busy machine.
const HEALING_MAX: Duration = Duration::from_secs(30);
const BEAT: Duration = Duration::from_millis(50);

/// A request: method, path, key, body.
pub(super) type Asked<'a> = (&'static str, &'a str, &'a str, Value);

pub(super) struct Stage {
    place: TempDir,
    trap: Arc<Trap>,
    provider: Sandbox,
    base: String,
    client: Connection,
    _serving: Serving,
}

/// Kills the server at a step.
#[derive(Default)]
struct Trap {
    at: Mutex<Option<Step>>,
    server: Mutex<Option<Server>>,
}

impl Trap {
    fn step(&self, step: Step) {
        let mut at = self.at.lock().unwrap();
        if *at == Some(step) {
            *at = None;
            self.snap();
        }
    }

    fn snap(&self) {
        let server = self.server.lock().unwrap().take();
        server.expect("it runs").kill();
    }

    fn has_snapped(&self) -> bool {
        self.server.lock().unwrap().is_none()
    }
}

impl Stage {
    pub(super) async fn open() -> Self {
        let provider = Sandbox::new(SandboxSettings {
            clock: Arc::new(SystemClock),
            page_base: String::new(),
            webhook_url: String::new(),
            webhook_host: None,
            webhook_token: TOKEN.to_owned(),
            shelf: Arc::new(NoShelf),
            retry: RetrySchedule {
                pauses: vec![Duration::from_millis(250); 240],
                patience: Duration::from_secs(30),
            },
            seed: 7,
        });
        let anywhere = "127.0.0.1:0".parse().unwrap();
        let (address, serving) = provider.serve_alone(anywhere).await.unwrap();
        provider.start();
        let trap = Arc::new(Trap::default());
        let step = Arc::clone(&trap);
        provider.on_step(Arc::new(move |at| step.step(at)));
        let place = tempfile::tempdir().unwrap();
        let base = format!("http://{address}");
        let server = start(place.path().join("store"), &base).await;
        provider.send_webhooks_to(&webhooks_of(&server));
        let client = Connection::signed_in(server.address).await;
        *trap.server.lock().unwrap() = Some(server);
        Self {
            place,
            trap,
            provider,
            base,
            client,
            _serving: serving,
        }
    }

    /// Sets the trap.
    pub(super) fn traps(&self, step: Step) {
        *self.trap.at.lock().unwrap() = Some(step);
    }

    /// Asks for something that leads to a step, is killed there, and starts again.
    pub(super) async fn is_killed_at(&mut self, step: Step, asked: Asked<'_>) {
        let (method, path, key, body) = asked;
        self.traps(step);
        // The answer may come before the step, or never.
        let answer = self.client.send(method, path, Some(key), &body).await;
        if let Some((status, body)) = answer {
            assert!(status < 300, "{step:?}: {status} {body}");
        }
        self.is_dead_and_starts_again().await;
    }

    /// Waits for the trap.
    pub(super) async fn is_dead_and_starts_again(&mut self) {
        let set = Instant::now();
        while !self.trap.has_snapped() {
            assert!(set.elapsed() < HEALING_MAX, "the step never came");
            sleep(BEAT).await;
        }
        self.start_again().await;
    }

    pub(super) async fn is_killed(&mut self) {
        self.trap.snap();
        self.start_again().await;
    }

    async fn start_again(&mut self) {
        let server = start(self.place.path().join("store"), &self.base).await;
        self.provider.send_webhooks_to(&webhooks_of(&server));
        self.client = self.client.another(server.address).await;
        *self.trap.server.lock().unwrap() = Some(server);
    }

    /// Asks for something and is answered.
    pub(super) async fn asks(&mut self, (method, path, key, body): Asked<'_>) -> (u16, Value) {
        let sent = self.client.send(method, path, Some(key), &body);
        sent.await.expect("the server runs")
    }

    async fn reads(&mut self, path: &str) -> Value {
        let sent = self.client.send("GET", path, None, &Value::Null);
        let (status, body) = sent.await.expect("the server runs");
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// The ids of all orders.
    pub(super) async fn orders(&mut self) -> BTreeSet<String> {
        let page = self.reads("/api/v1/order/?page_size=100").await;
        let ids = list(&page["results"]).iter().map(|it| text(&it["id"]));
        ids.map(str::to_owned).collect()
    }

    /// A new order with its page.
    pub(super) async fn an_order(&mut self) -> Value {
        let key = format!("order {}", self.orders().await.len());
        let form = crate::kit::a_form();
        let (status, body) = self.asks(("POST", "/api/v1/order/", &key, form)).await;
        assert_eq!(status, 201, "{body}");
        let id = text(&body["order"]["id"]);
        self.heals(id, |order| order["invoices"][0]["attempt_status"] == "open")
            .await
    }

    /// Waits until an order is as it should be.
    pub(super) async fn heals(&mut self, id: &str, well: impl Fn(&Value) -> bool) -> Value {
        let path = format!("/api/v1/order/{id}/");
        let begun = Instant::now();
        loop {
            let order = self.reads(&path).await;
            if well(&order) {
                return order;
            }
            assert!(begun.elapsed() < HEALING_MAX, "it does not heal: {order}");
            sleep(BEAT).await;
        }
    }

    /// Pays a page.
    pub(super) async fn pays(&self, url: &str) {
        let payment = Payment::exact(Rupiah(HALF));
        assert!(self.provider.pay(page_id(url), payment).await);
    }

    /// Waits until so much is on an order, in one line.
    pub(super) async fn has_paid(&mut self, id: &str, amount: i64) -> Value {
        let paid = |order: &Value| rupiah(&order["total_paid"]) == amount;
        let order = self.heals(id, paid).await;
        assert_eq!(order["status_order"], "dp_dibayar");
        assert_eq!(list(&order["payments"]).len(), 1);
        order
    }

    /// Waits until a page has ended at the provider.
    pub(super) async fn ends(&self, page: &str) {
        let begun = Instant::now();
        loop {
            let pages = self.provider.invoices();
            let page = pages.iter().find(|it| it.id == page).expect("it is there");
            if page.status == Status::Expired {
                return;
            }
            assert!(begun.elapsed() < HEALING_MAX, "the old page stays open");
            sleep(BEAT).await;
        }
    }

    /// The refunds the provider has for a page.
    pub(super) async fn refunds_of(&self, page: &str) -> Vec<i64> {
        let url = format!("{}/refunds?invoice_id={page}", self.base);
        let answer = reqwest::Client::new().get(url).basic_auth(KEY, Some(""));
        let answer = answer.send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let amounts = list(&answer["data"]).iter().map(|it| it["amount"].as_i64());
        amounts.map(Option::unwrap).collect()
    }

    /// Compares what the provider has with what the store has, once all is quiet.
    pub(super) async fn closes_its_books(mut self) {
        let mut attempts = BTreeSet::new();
        for id in self.orders().await {
            let order = self.reads(&format!("/api/v1/order/{id}/")).await;
            for invoice in list(&order["invoices"]) {
                let path = format!("/api/v1/invoice/{}/", text(&invoice["id"]));
                let invoice = self.reads(&path).await;
                let names = list(&invoice["attempts"]).iter();
                attempts.extend(names.map(|it| text(&it["external_id"]).to_owned()));
            }
        }
        let pages = self.provider.invoices();
        let made: BTreeSet<_> = pages.iter().map(|it| it.external_id.clone()).collect();
        assert_eq!(made, attempts, "each attempt has a page");
        assert!(pages.iter().all(|page| page.creates == 1), "and only one");

        self.owes_nothing().await;
        let server = self.trap.server.lock().unwrap().take();
        assert!(server.expect("it runs").terminate());
        let books = Books::open(&self.place.path().join("store")).await;
        books.tell_one_story().await;
        books.owe_nothing().await;
    }
}

impl Stage {
    /// Waits until the server says that it has paid everything.
    async fn owes_nothing(&self) {
        let address = self
            .trap
            .server
            .lock()
            .unwrap()
            .as_ref()
            .map(|it| it.address);
        let url = format!("http://{}/metrics", address.expect("it runs"));
        let begun = Instant::now();
        loop {
            let numbers = reqwest::get(&url).await.unwrap().text().await.unwrap();
            if numbers.lines().any(|line| line == "outbox_pending 0") {
                return;
            }
            assert!(begun.elapsed() < HEALING_MAX, "it still owes: {numbers}");
            sleep(BEAT).await;
        }
    }
}

async fn start(data: PathBuf, provider: &str) -> Server {
    let variables = [
        ("XENDIT_SECRET_KEY", KEY),
        ("XENDIT_WEBHOOK_TOKEN", TOKEN),
        ("XENDIT_BASE_URL", provider),
    ];
    Server::start_with(&data, &variables).await
}

fn webhooks_of(server: &Server) -> String {
    format!("http://{}/api/v1/webhook/xendit/", server.address)
}
