//! Many clients, broken connections, slow readers: everyone ends with the truth.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rajut::domain::role::Role;
use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;
use serde_json::json;
use tokio::task::JoinSet;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;
use crate::live::socket::Incoming;
use crate::live::socket::Socket;

const STAFF: u64 = 150;
const CUSTOMERS: u64 = 50;
const ORDERS: usize = 12;
const CHANGES: usize = 240;
/// One in so many staff reads only now and then.
const SLOW: u64 = 20;

/// What one client knows, and how it came to know it.
#[derive(Default)]
struct Known {
    orders: HashMap<String, Value>,
    versions: HashMap<String, u64>,
    cursor: Option<String>,
}

impl Known {
    /// Takes in a frame as a client should: nothing goes back, nothing is left out.
    fn take_in(&mut self, event: &Value) {
        match text(&event["type"]) {
            "connection_established" => assert_eq!(event["recovered"], self.cursor.is_some()),
            "presence" => return,
            _ => {
                let id = text(&event["order_id"]).to_owned();
                let version = event["version"].as_u64().unwrap();
                let last = self.versions.entry(id.clone()).or_insert(version - 1);
                assert!(version <= *last + 1, "a gap: {version} after {last}");
                *last = version.max(*last);
                let shown = self.orders.entry(id).or_insert(Value::Null);
                if event["order"]["version"].as_u64() >= shown["version"].as_u64() {
                    *shown = event["order"].clone();
                }
            }
        }
        self.cursor = Some(text(&event["cursor"]).to_owned());
    }
}

struct Workshop {
    app: TestApp,
    /// The orders as they are in the end, once there is an end.
    truth: std::sync::OnceLock<HashMap<String, Value>>,
    ended: AtomicBool,
    broken: AtomicU64,
}

impl Workshop {
    fn is_known_to(&self, known: &Known) -> bool {
        self.truth.get().is_some_and(|truth| {
            truth.iter().all(|(id, order)| {
                known
                    .orders
                    .get(id)
                    .is_some_and(|it| it["version"] == order["version"])
            })
        })
    }
}

/// Somebody of staff, whose connection breaks again and again until the end.
async fn listen(workshop: Arc<Workshop>, number: u64) -> Known {
    let mut chance = StdRng::seed_from_u64(number);
    let is_slow = number.is_multiple_of(SLOW);
    let mut known = Known::default();
    loop {
        let since = known.cursor.clone();
        let app = &workshop.app;
        let mut socket = Socket::staff_since(app, Role::Admin, since.as_deref()).await;
        let until = chance.random_range(10..80);
        for _ in 0..until {
            if is_slow && !workshop.ended.load(Ordering::Acquire) {
                tokio::time::sleep(Duration::from_millis(15)).await;
            }
            let next = tokio::time::timeout(Duration::from_millis(100), socket.next()).await;
            match next {
                Ok(Incoming::Event(event)) => known.take_in(&event),
                Ok(Incoming::Close(1013, _)) => break,
                Ok(Incoming::Ping) | Err(_) => {}
                Ok(other) => panic!("nobody said {other:?}"),
            }
            if workshop.is_known_to(&known) {
                return known;
            }
        }
        workshop.broken.fetch_add(1, Ordering::Relaxed);
    }
}

/// A customer, whose connection breaks too.
async fn follow(workshop: Arc<Workshop>, number: u64, code: String) -> (String, Value) {
    let mut chance = StdRng::seed_from_u64(1_000 + number);
    let mut since = String::new();
    let mut version = 0;
    loop {
        let path = format!("/ws/orders/{code}/?since={since}");
        let mut socket = Socket::open(workshop.app.address, &path, &[])
            .await
            .unwrap();
        for _ in 0..chance.random_range(2..40) {
            let next = tokio::time::timeout(Duration::from_millis(100), socket.next()).await;
            let Ok(Incoming::Event(event)) = next else {
                continue;
            };
            let shown = if event["type"] == "connection_established" {
                assert_eq!(event["recovered"], !since.is_empty());
                &event["snapshot"]["order"]
            } else {
                assert!(event["version"].as_u64().unwrap() >= version);
                version = event["version"].as_u64().unwrap();
                &event["order"]
            };
            text(&event["cursor"]).clone_into(&mut since);
            let id = text(&shown["id"]);
            let truth = workshop.truth.get().and_then(|truth| truth.get(id));
            if truth.is_some_and(|truth| truth["quantity"] == shown["quantity"]) {
                return (id.to_owned(), shown.clone());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_everyone_ends_with_the_truth() {
    let app = TestApp::start_as(&[], |config| {
        config.live.sessions_per_user_max = 10_000;
        config.live.sessions_per_address_max = 10_000;
        config.live.queue_bytes_max = 64 << 10;
        config.engine.feed_ring_max = 64;
    })
    .await;
    let mut orders = Vec::new();
    for _ in 0..ORDERS {
        orders.push(app.an_order().await);
    }
    let workshop = Arc::new(Workshop {
        app,
        truth: std::sync::OnceLock::new(),
        ended: AtomicBool::new(false),
        broken: AtomicU64::new(0),
    });

    let mut staff = JoinSet::new();
    for number in 0..STAFF {
        staff.spawn(listen(Arc::clone(&workshop), number));
    }
    let mut customers = JoinSet::new();
    for (number, order) in (0..CUSTOMERS).zip(orders.iter().cycle()) {
        let code = text(&order["order_code"]).to_owned();
        customers.spawn(follow(Arc::clone(&workshop), number, code));
    }
    let mut chance = StdRng::seed_from_u64(7);
    for change in 0..CHANGES {
        let order = &orders[chance.random_range(0..ORDERS)];
        let path = format!("/api/v1/order/{}/", text(&order["id"]));
        let body = json!({ "quantity": 100 + change });
        let answer = workshop.app.admin().patch(&path, body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // A last change of each, so that everybody hears of each.
    for (place, order) in orders.iter().enumerate() {
        let path = format!("/api/v1/order/{}/", text(&order["id"]));
        let body = json!({ "quantity": 1_000 + place });
        workshop.app.admin().patch(&path, body).await;
    }
    let listed = workshop
        .app
        .admin()
        .get("/api/v1/order/?page_size=100")
        .await;
    let truth = list(&listed.body["results"]).iter();
    let truth = truth.map(|order| (text(&order["id"]).to_owned(), order.clone()));
    workshop.truth.set(truth.collect()).unwrap();
    workshop.ended.store(true, Ordering::Release);

    let truth = workshop.truth.get().unwrap();
    for known in staff.join_all().await {
        for (id, order) in truth {
            assert_eq!(&known.orders[id], order);
        }
    }
    for (id, shown) in customers.join_all().await {
        assert_eq!(shown["version"], truth[&id]["version"]);
    }
    let broken = workshop.broken.load(Ordering::Relaxed);
    assert!(broken > STAFF, "only {broken} connections broke on the way");
}
