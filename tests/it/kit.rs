//! What every test needs: an app of its own, people to ask it, and answers to look at.
//!
//! An app is an axum `Router`, driven in this process with `oneshot`, and a bearer token
//! for each role. Starting one is the only thing the kit leaves to the engine:
//!
//! - the router holds every surface, trailing slashes already stripped;
//! - its store is empty, in memory, and its own;
//! - rate limits are off;
//! - the tokens belong to four accounts named after their roles;
//! - every answer is held against the contract before a test sees it.

mod client;
pub(crate) mod node;

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use rajut::app::App;
use rajut::app::Running;
use rajut::config::Config;
use rajut::config::sources::Sources;
use rajut::domain::role::Role;
use rajut::domain::role::Surface;
use rajut::domain::time::Clock;
use rajut::domain::time::Timestamp;
use rajut::flows::staff::NewStaff;
use rajut::flows::staff::Roles;
use rajut::http::serve::Ending;
use rajut::store::surreal::StoreAddress;
use rajut::store::surreal::SurrealStore;
use serde_json::Value;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tower::util::BoxCloneSyncService;

pub(crate) use self::client::Answer;
pub(crate) use self::client::Client;

/// A server with nothing in it.
pub(crate) struct TestApp {
    /// What the server itself holds.
    pub(crate) app: App,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// Its time, ours to move.
    pub(crate) clock: Arc<MovedClock>,
    router: Front,
    tokens: Tokens,
    _running: Running,
    _serving: JoinSet<Ending>,
}

/// What answers, without a socket.
type Front = BoxCloneSyncService<Request<Body>, Response, Infallible>;

/// The password of every account here.
pub(crate) const PASSWORD: &str = "benang merah";

/// A clock that stands until somebody moves it.
#[derive(Debug)]
pub(crate) struct MovedClock(AtomicI64);

impl MovedClock {
    /// Lets time pass.
    pub(crate) fn advance(&self, span: Duration) {
        let millis = i64::try_from(span.as_millis()).unwrap();
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// A bearer token for each role.
pub(crate) struct Tokens {
    pub(crate) owner: String,
    pub(crate) admin: String,
    pub(crate) production: String,
    pub(crate) viewer: String,
}

impl TestApp {
    /// Starts a server with an empty store and one account per role.
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// The same with settings of its own, by the names of their variables.
    pub(crate) async fn start_with(variables: &[(&str, &str)]) -> Self {
        Self::start_as(variables, |_| {}).await
    }

    /// The same with other settings too, whatever their files would say.
    pub(crate) async fn start_as(
        variables: &[(&str, &str)],
        adapt: impl FnOnce(&mut Config),
    ) -> Self {
        let variables = [("DATABASE_URL", "mem://"), ("RATE_LIMITS", "off")]
            .iter()
            .chain(variables)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut config = Config::load(&Sources {
            variables: variables.collect(),
            ..Sources::default()
        })
        .unwrap();
        config.auth.argon2_memory_kib = 8;
        config.auth.argon2_iterations = 1;
        adapt(&mut config);

        let present = jiff::Timestamp::now().as_millisecond();
        let clock = Arc::new(MovedClock(AtomicI64::new(present)));
        let store = SurrealStore::open(&StoreAddress::embedded("mem://")).await;
        let time = Arc::<MovedClock>::clone(&clock);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let running = Running::start(config, store.unwrap(), time, address);
        let running = running.await.unwrap();
        let app = running.app.clone();

        let router =
            BoxCloneSyncService::new(rajut::http::router(app.clone(), rajut::live::routes(&app)));
        let mut serving = JoinSet::new();
        serving.spawn(rajut::http::serve::serve(
            listener,
            rajut::http::router(app.clone(), rajut::live::routes(&app)),
            Duration::ZERO,
            futures_util::stream::pending(),
        ));
        let token = async |role| an_account(&app, role).await;
        let tokens = Tokens {
            owner: token(Role::Owner).await,
            admin: token(Role::Admin).await,
            production: token(Role::Production).await,
            viewer: token(Role::Viewer).await,
        };
        Self {
            app,
            address,
            clock,
            router,
            tokens,
            _running: running,
            _serving: serving,
        }
    }

    /// The bearer token of a role.
    pub(crate) fn token(&self, role: Role) -> &str {
        match role {
            Role::Owner => &self.tokens.owner,
            Role::Admin => &self.tokens.admin,
            Role::Production => &self.tokens.production,
            Role::Viewer => &self.tokens.viewer,
        }
    }

    pub(crate) fn owner(&self) -> Client {
        self.client(Some(&self.tokens.owner))
    }

    pub(crate) fn admin(&self) -> Client {
        self.client(Some(&self.tokens.admin))
    }

    pub(crate) fn production(&self) -> Client {
        self.client(Some(&self.tokens.production))
    }

    pub(crate) fn viewer(&self) -> Client {
        self.client(Some(&self.tokens.viewer))
    }

    /// Somebody who is not signed in.
    pub(crate) fn stranger(&self) -> Client {
        self.client(None)
    }

    fn client(&self, token: Option<&String>) -> Client {
        Client {
            router: self.router.clone(),
            token: token.cloned(),
            headers: Vec::new(),
        }
    }

    /// An order of Rp 7,500,000 with a DP of half, made by an admin: `link_dibuat`.
    pub(crate) async fn an_order(&self) -> Value {
        self.an_order_with(json!({})).await
    }

    /// The same with other fields.
    pub(crate) async fn an_order_with(&self, fields: Value) -> Value {
        let answer = self
            .admin()
            .post("/api/v1/order/", with(a_form(), fields))
            .await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.body["order"].clone()
    }

    /// An order brought to a status, over HTTP, as people would.
    pub(crate) async fn an_order_in(&self, status: &str) -> Value {
        let order = self.an_order().await;
        let id = text(&order["id"]);
        let path = format!("/api/v1/order/{id}/");
        let steps: &[&str] = match status {
            "link_dibuat" => &[],
            "dp_dibayar" => &["pay"],
            "pengerjaan_selesai" => &["pay", "pengerjaan_selesai"],
            "menunggu_pelunasan" => &["pay", "pengerjaan_selesai", "menunggu_pelunasan"],
            "lunas" => &["pay", "pengerjaan_selesai", "pay"],
            "dibatalkan" => &["dibatalkan"],
            other => panic!("no way leads to {other} here"),
        };
        for step in steps {
            if *step == "pay" {
                self.pay_open_invoice(id).await;
            } else {
                let answer = self
                    .admin()
                    .patch(&path, json!({ "status_order": step }))
                    .await;
                assert_eq!(answer.status, 200, "{}", answer.body);
            }
        }
        let order = self.admin().get(&path).await.body;
        assert_eq!(order["status_order"], status);
        order
    }

    /// Pays what the order asks for now, in full, by hand.
    pub(crate) async fn pay_open_invoice(&self, order: &str) -> Answer {
        let detail = self
            .admin()
            .get(&format!("/api/v1/order/{order}/"))
            .await
            .body;
        let open = list(&detail["invoices"])
            .iter()
            .find(|invoice| invoice["invoice_status"] == "belum dibayar")
            .expect("an invoice is open");
        let body = json!({
            "invoice_id": open["id"],
            "payment_method": "BANK_TRANSFER",
            "amount": open["remaining"],
        });
        let answer = self.admin().post("/api/v1/payment/manual/", body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer
    }
}

/// The fields of a good order.
pub(crate) fn a_form() -> Value {
    json!({
        "customer_name": "Budi Santoso",
        "product_name": "Kaos Custom",
        "quantity": 50,
        "total_price": "7500000",
        "payment_type": "dp",
        "dp_percent": 50,
        "contact_information": "081234567890",
        "notification_channel": "whatsapp",
        "design_notes": "Logo di dada kiri",
    })
}

/// An object with other fields laid over it.
pub(crate) fn with(mut object: Value, fields: Value) -> Value {
    let Value::Object(fields) = fields else {
        panic!("fields are an object")
    };
    object.as_object_mut().unwrap().extend(fields);
    object
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// An amount of the wire in whole rupiah.
pub(crate) fn rupiah(value: &Value) -> i64 {
    let whole = text(value).strip_suffix(".00").expect("two places");
    whole.parse().unwrap()
}

/// Everything in an answer that is an amount, by name or by looks.
pub(crate) fn amounts(value: &Value) -> Vec<String> {
    const NAMES: [&str; 14] = [
        "total_price",
        "paid_amount",
        "total_paid",
        "remaining",
        "credit",
        "refund_due",
        "invoices",
        "payments",
        "invoice",
        "payment",
        "final_invoice",
        "money_effect",
        "total_revenue",
        "avg_order_value",
    ];
    match value {
        Value::Object(fields) => {
            let named = fields.keys().filter(|name| NAMES.contains(&name.as_str()));
            let within = fields
                .iter()
                .filter(|(name, _)| *name != "dp_percent")
                .flat_map(|(_, value)| amounts(value));
            named.cloned().chain(within).collect()
        }
        Value::Array(values) => values.iter().flat_map(amounts).collect(),
        Value::String(text) => {
            let looks = text.ends_with(".00") || text.contains("Rp ") || text.contains("7500000");
            looks.then(|| text.clone()).into_iter().collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// Makes the account of a role and answers its bearer token.
async fn an_account(app: &App, role: Role) -> String {
    let new = NewStaff {
        username: role.word().to_owned(),
        email: format!("{}@rajut.id", role.word()),
        password: PASSWORD.to_owned(),
        first_name: "Siti".to_owned(),
        last_name: "Rahma".to_owned(),
        roles: Roles::only(Surface::Konveksi, role),
        is_active: true,
    };
    let now = app.clock.now();
    app.staff.create_user(new, now).await.unwrap();
    let here = Ipv4Addr::LOCALHOST.into();
    let signed_in = app.staff.sign_in(role.word(), PASSWORD, here, "", now);
    signed_in.await.ok().unwrap().access_token
}
