//! Those who change something, and send again what was not answered.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::sleep;
use uuid::Uuid;

use crate::kit::a_form;
use crate::kit::text;
use crate::live::soak::world::AWAY_WAIT;
use crate::live::soak::world::World;
use crate::process::Connection;

/// How many of them there are.
const WRITERS: usize = 4;

/// An order that was there from the beginning.
#[derive(Debug, Clone)]
pub(super) struct Begun {
    pub(super) id: Uuid,
    pub(super) code: String,
}

/// One who changes something.
struct Writer {
    world: Arc<World>,
    connection: Connection,
    chance: StdRng,
    name: String,
    sent: usize,
}

/// Makes the orders everybody follows.
pub(super) async fn begin(world: &Arc<World>) -> Vec<Begun> {
    let mut writer = Writer::new(world, "pertama").await;
    let mut orders = Vec::new();
    for _ in 0..world.size.orders {
        orders.push(writer.create().await);
    }
    orders
}

/// Changes orders, makes some and deletes those again, until there were enough changes.
pub(super) fn go_on(world: &Arc<World>, orders: &[Begun]) -> JoinSet<()> {
    let mut writers = JoinSet::new();
    for number in 0..WRITERS {
        let (world, orders) = (Arc::clone(world), orders.to_vec());
        writers.spawn(async move {
            let mut writer = Writer::new(&world, &format!("penulis {number}")).await;
            let mut made = Vec::new();
            while world.changed.load(Ordering::Acquire) < world.size.changes {
                writer.change(&orders, &mut made).await;
                world.changed.fetch_add(1, Ordering::AcqRel);
                sleep(world.size.pause).await;
            }
        });
    }
    writers
}

/// Changes each order a last time, so that everybody hears of each.
pub(super) async fn end(world: &Arc<World>, orders: &[Begun]) {
    let mut writer = Writer::new(world, "terakhir").await;
    for (place, order) in orders.iter().enumerate() {
        writer.edit(order.id, 9_000 + place).await;
    }
}

impl Writer {
    async fn new(world: &Arc<World>, name: &str) -> Self {
        Self {
            world: Arc::clone(world),
            connection: world.connection().await,
            chance: StdRng::seed_from_u64(name.bytes().map(u64::from).sum()),
            name: name.to_owned(),
            sent: 0,
        }
    }

    async fn change(&mut self, orders: &[Begun], made: &mut Vec<Begun>) {
        let order = orders[self.chance.random_range(0..orders.len())].id;
        match self.chance.random_range(0..100) {
            0..4 => made.push(self.create().await),
            4..7 if !made.is_empty() => {
                let gone = made.swap_remove(0);
                self.send("DELETE", &format!("/api/v1/order/{}/", gone.id), &json!({}))
                    .await;
            }
            7..14 => {
                let note = json!({ "text": "catatan kecil" });
                self.send("POST", &format!("/api/v1/order/{order}/notes/"), &note)
                    .await;
            }
            _ => {
                let quantity = self.chance.random_range(1..9_000);
                self.edit(order, quantity).await;
            }
        }
    }

    async fn create(&mut self) -> Begun {
        let body = self.send("POST", "/api/v1/order/", &a_form()).await;
        let order = &body["order"];
        Begun {
            id: text(&order["id"]).parse().unwrap(),
            code: text(&order["order_code"]).to_owned(),
        }
    }

    async fn edit(&mut self, order: Uuid, quantity: usize) {
        let body = json!({ "quantity": quantity });
        self.send("PATCH", &format!("/api/v1/order/{order}/"), &body)
            .await;
    }

    /// Sends a request, under its own key, until it is answered.
    async fn send(&mut self, method: &str, path: &str, body: &Value) -> Value {
        self.sent += 1;
        let key = format!("{} {}", self.name, self.sent);
        loop {
            match self.connection.send(method, path, Some(&key), body).await {
                Some((200 | 201 | 204, body)) => return body,
                // It was deleted, and only the answer was lost.
                Some((404, body)) if method == "DELETE" => return body,
                Some((503, _)) => sleep(AWAY_WAIT).await,
                Some((status, body)) => panic!("{method} {path} was answered {status} {body}"),
                None => self.connection = self.world.connection().await,
            }
        }
    }
}
