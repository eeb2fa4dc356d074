//! Two processes' worth of sessions on one store: clients wander between them.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::kit::NOON;
use super::kit::beginning;
use super::kit::engine;
use super::kit::note;
use super::kit::order_id;
use crate::actors::doorkeeper::NotKnown;
use crate::actors::doorkeeper::Rights;
use crate::actors::engine::Door;
use crate::actors::engine::Engine;
use crate::actors::hub::RecoveryLimits;
use crate::actors::session::Connection;
use crate::actors::session::Kind;
use crate::actors::session::Who;
use crate::actors::session::sessions::SessionLimits;
use crate::actors::session::sessions::Sessions;
use crate::actors::session::staff::StaffSource;
use crate::domain::ids::SessionId;
use crate::domain::ids::UserId;
use crate::domain::role::Role;
use crate::domain::time::Clock;
use crate::domain::time::Timestamp;
use crate::store::standin::StandIn;
use crate::wire::konveksi::Audience;

const ORDERS: u128 = 4;
const CHANGES: u64 = 60;
const CLIENTS: u64 = 12;

#[derive(Debug)]
struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        NOON
    }
}

#[async_trait]
impl Rights for Noon {
    async fn role(&self, _: SessionId, _: Timestamp) -> Result<Option<Role>, NotKnown> {
        Err(NotKnown)
    }

    fn name_of(&self, _: UserId) -> Option<String> {
        None
    }
}

pub(super) fn open(engine: &Engine) -> Sessions {
    engine.open_the_door(Door {
        base: String::new(),
        limits: SessionLimits {
            total: 100,
            per_user: 100,
            per_address: 100,
            queue_bytes: 1 << 20,
        },
        recovery: RecoveryLimits {
            span: Duration::from_hours(1),
            events: 10_000,
        },
        rights: Arc::new(Noon),
        clock: Arc::new(Noon),
    })
}

/// Somebody who listens, and keeps the highest version of every order.
struct Client {
    pieces: mpsc::Receiver<Bytes>,
    text: String,
    cursor: String,
    versions: HashMap<String, u64>,
}

impl Client {
    fn new() -> Self {
        Self {
            pieces: mpsc::channel(1).1,
            text: String::new(),
            cursor: "0".to_owned(),
            versions: HashMap::new(),
        }
    }

    async fn connect(&mut self, sessions: &Sessions) {
        let (sender, pieces) = mpsc::channel(1);
        self.pieces = pieces;
        self.text.clear();
        let hub = sessions.hub().clone();
        let since = Some(self.cursor.clone());
        let source = StaffSource::new(hub, Audience::Staff, since);
        let who = Who {
            kind: Kind::Stream,
            staff: None,
            address: Ipv4Addr::LOCALHOST.into(),
        };
        let seat = sessions.seat(&who).unwrap();
        let connecting = Box::pin(std::future::ready(Some(Connection::Events(sender))));
        let begun = sessions.begin(who, seat, connecting, Box::new(source));
        begun.await.unwrap();
    }

    /// Takes in the next event; nothing when none comes for a while.
    async fn hear(&mut self) -> Option<()> {
        let event = loop {
            if let Some(end) = self.text.find("\n\n") {
                let event: String = self.text.drain(..end + 2).collect();
                if event.starts_with("id: ") {
                    break event;
                }
                continue;
            }
            let piece = timeout(Duration::from_secs(5), self.pieces.recv()).await;
            let piece = piece.ok()??;
            self.text += std::str::from_utf8(&piece).unwrap();
        };
        let (id, data) = event[4..].split_once("\ndata: ").unwrap();
        let data: Value = serde_json::from_str(data.trim()).unwrap();
        if data["type"] == "connection_established" {
            assert_eq!(data["recovered"], true);
        } else {
            let order = data["order_id"].as_str().unwrap().to_owned();
            let version = data["version"].as_u64().unwrap();
            let last = self.versions.entry(order).or_default();
            assert!(version <= *last + 1, "a gap: {version} after {last}");
            // What was told may be told again, but only what lay behind the cursor.
            *last = version.max(*last);
        }
        id.clone_into(&mut self.cursor);
        Some(())
    }

    fn knows_all(&self) -> bool {
        let last = CHANGES + 1;
        let orders = self.versions.values().filter(|version| **version == last);
        orders.count() as u128 == ORDERS
    }
}

#[tokio::test(start_paused = true)]
async fn clients_that_wander_between_nodes_miss_nothing() {
    let store = StandIn::calm_one();
    let one = Arc::new(engine(store.clone(), 1).await);
    let two = Arc::new(engine(store.another_process(), 2).await);
    let doors = Arc::new([open(&one), open(&two)]);
    for order in 1..=ORDERS {
        one.orders
            .submit(beginning(order_id(order), order))
            .await
            .unwrap();
    }

    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let doors = Arc::clone(&doors);
        clients.spawn(async move {
            let mut chance = StdRng::seed_from_u64(number);
            let mut client = Client::new();
            while !client.knows_all() {
                client.connect(&doors[chance.random_range(0..2)]).await;
                for _ in 0..chance.random_range(1..30) {
                    if client.knows_all() || client.hear().await.is_none() {
                        break;
                    }
                }
            }
        });
    }
    let mut writers = JoinSet::new();
    for order in 1..=ORDERS {
        for (node, engine) in [&one, &two].into_iter().enumerate() {
            let engine = Arc::clone(engine);
            writers.spawn(async move {
                for number in 0..CHANGES / 2 {
                    let chance = 1_000 * order + 100 * node as u128 + u128::from(number);
                    let noted = note(order_id(order), 10_000 + chance, "catatan");
                    engine.orders.submit(noted).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(3)).await;
                }
            });
        }
    }

    writers.join_all().await;
    let all = timeout(Duration::from_mins(10), clients.join_all()).await;
    assert!(all.is_ok(), "every client comes to know everything");
}
