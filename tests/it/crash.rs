//! The real process, killed at random points under load, again and again on one store.
//!
//! After each kill the store is opened and read: every acknowledged change is there,
//! versions and numbers are gapless, nothing is half-written. After each restart, requests
//! whose answer was lost are sent again under their keys, and count once.

pub(crate) mod books;
mod bulk;

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;
use serde_json::json;
use tokio::task::JoinSet;

use crate::kit::a_form;
use crate::process::Connection;
use crate::process::Server;
use books::Books;

/// How many clients work at once.
const CLIENTS: u64 = 8;

/// A request, so that it can be sent again as it was.
#[derive(Debug, Clone)]
struct Asked {
    method: &'static str,
    path: String,
    key: String,
    body: Value,
}

/// What the clients believe, across all crashes.
#[derive(Debug, Default)]
struct Beliefs {
    /// The highest acknowledged version of each order.
    versions: std::collections::BTreeMap<String, u64>,
    /// Remarks that were acknowledged.
    notes: Vec<String>,
    /// Requests whose answer never came.
    lost: Vec<Asked>,
    /// How many changes were acknowledged.
    acknowledged: usize,
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::await_holding_lock, reason = "every client has ended")]
async fn crashes_lose_nothing_that_was_acknowledged() {
    let crashes = std::env::vars().find(|(name, _)| name == "RAJUT_CRASHES");
    let crashes: u64 = crashes.map_or(5, |(_, count)| count.parse().unwrap());
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("store");
    let beliefs = Arc::new(Mutex::new(Beliefs::default()));
    let mut chance = StdRng::seed_from_u64(crashes);

    for crash in 0..crashes {
        let server = Server::start(&data).await;
        send_lost_again(&server, &beliefs).await;
        let clients = start_clients(&server, &beliefs, crash).await;
        let life = Duration::from_millis(chance.random_range(20..700));
        tokio::time::sleep(life).await;
        server.kill();
        clients.join_all().await;

        let books = Books::open(&data).await;
        books.check(&beliefs.lock().unwrap()).await;
    }

    let beliefs = beliefs.lock().unwrap();
    println!(
        "{crashes} crashes, {} acknowledged changes on {} orders, {} answers lost at the last one",
        beliefs.acknowledged,
        beliefs.versions.len(),
        beliefs.lost.len()
    );
    assert!(beliefs.acknowledged > 0, "the clients got nothing done");
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::await_holding_lock, reason = "every client has ended")]
async fn a_server_told_to_stop_finishes_what_it_accepted() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("store");
    let beliefs = Arc::new(Mutex::new(Beliefs::default()));
    let server = Server::start(&data).await;
    let clients = start_clients(&server, &beliefs, 0).await;
    tokio::time::sleep(Duration::from_millis(300)).await;

    let ended_well = server.terminate();
    clients.join_all().await;

    assert!(ended_well);
    Books::open(&data)
        .await
        .check(&beliefs.lock().unwrap())
        .await;
}

async fn start_clients(server: &Server, beliefs: &Arc<Mutex<Beliefs>>, crash: u64) -> JoinSet<()> {
    let first = Connection::signed_in(server.address).await;
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let connection = first.another(server.address).await;
        let chance = StdRng::seed_from_u64(crash * CLIENTS + client);
        let name = format!("crash {crash} client {client}");
        clients.spawn(work(connection, chance, name, Arc::clone(beliefs)));
    }
    clients
}

/// Makes orders and changes them until the server is gone.
async fn work(
    mut connection: Connection,
    mut chance: StdRng,
    name: String,
    beliefs: Arc<Mutex<Beliefs>>,
) {
    let mut orders: Vec<String> = Vec::new();
    for step in 0_u32.. {
        let key = format!("{name} step {step}");
        let asked = match orders.as_slice() {
            [] => create(key),
            _ if chance.random_ratio(1, 10) => create(key),
            orders => change(&mut chance, orders, key),
        };
        let sent = connection.send(asked.method, &asked.path, Some(&asked.key), &asked.body);
        let Some((status, body)) = sent.await else {
            beliefs.lock().unwrap().lost.push(asked);
            return;
        };
        let id = beliefs.lock().unwrap().learn(&asked, status, &body);
        if let Some(id) = id.filter(|id| !orders.contains(id)) {
            orders.push(id);
        }
    }
}

fn create(key: String) -> Asked {
    let path = "/api/v1/order/".to_owned();
    Asked {
        method: "POST",
        path,
        key,
        body: a_form(),
    }
}

fn change(chance: &mut StdRng, orders: &[String], key: String) -> Asked {
    let id = &orders[chance.random_range(0..orders.len())];
    if chance.random_bool(0.3) {
        let path = format!("/api/v1/order/{id}/notes/");
        let body = json!({ "text": key });
        return Asked {
            method: "POST",
            path,
            key,
            body,
        };
    }
    let path = format!("/api/v1/order/{id}/");
    let price = chance.random_range(1_000_000..9_000_000);
    let body = json!({ "total_price": price, "notes": key });
    Asked {
        method: "PATCH",
        path,
        key,
        body,
    }
}

/// Requests without an answer are sent again under their keys: whether they were written
/// or not, afterwards they count exactly once.
async fn send_lost_again(server: &Server, beliefs: &Arc<Mutex<Beliefs>>) {
    let lost = std::mem::take(&mut beliefs.lock().unwrap().lost);
    let mut connection = Connection::signed_in(server.address).await;
    for asked in lost {
        let sent = connection.send(asked.method, &asked.path, Some(&asked.key), &asked.body);
        let (status, body) = sent.await.expect("the server runs");
        beliefs.lock().unwrap().learn(&asked, status, &body);
    }
}

impl Beliefs {
    /// Takes an answer for true. Answers the id of the order it is about.
    fn learn(&mut self, asked: &Asked, status: u16, body: &Value) -> Option<String> {
        match status {
            200 | 201 => {}
            // Shutting down, or one of the restarts was too busy: not done.
            503 => {
                self.lost.push(asked.clone());
                return None;
            }
            _ => panic!("{asked:?} was answered {status} {body}"),
        }
        self.acknowledged += 1;
        if asked.path != "/api/v1/order/" {
            self.notes.push(asked.key.clone());
        }
        let order = if body["order"].is_object() {
            &body["order"]
        } else {
            body
        };
        let id = order["id"]
            .as_str()
            .filter(|_| order["order_code"].is_string())?;
        if let Some(version) = order["version"].as_u64() {
            let known = self.versions.entry(id.to_owned()).or_default();
            *known = (*known).max(version);
        }
        Some(id.to_owned())
    }
}
