//! Orders whose pages wait for money, and the webhooks that bring it.

use std::time::Duration;

use bytes::Bytes;
use hyper::Method;
use serde_json::Value;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::serving::client::Client;
use crate::serving::server::Server;

/// How many orders are made at once.
const AT_ONCE: u32 = 64;
/// How often the server counts what it owes.
const COUNTED_EVERY: Duration = Duration::from_secs(5);

/// Makes so many orders and answers the webhook that pays each of them.
pub(crate) async fn paid(server: &Server, count: u32) -> Vec<Bytes> {
    let mut bodies = Vec::new();
    let mut left = count;
    while left > 0 {
        let now = left.min(AT_ONCE);
        let orders = server.orders(now as usize).await;
        let mut reads = JoinSet::new();
        for order in orders {
            reads.spawn(webhook(server.client().await, order));
        }
        bodies.extend(reads.join_all().await);
        left -= now;
    }
    owes_nothing(server).await;
    bodies
}

/// Waits until the messages about new orders are out: they are not what is measured.
async fn owes_nothing(server: &Server) {
    let mut client = server.client().await;
    loop {
        sleep(COUNTED_EVERY + COUNTED_EVERY / 5).await;
        let (status, numbers) = client.send(Method::GET, "/metrics", Bytes::new()).await;
        assert_eq!(status, 200, "the numbers can be read from here");
        let numbers = String::from_utf8_lossy(&numbers);
        if numbers.lines().any(|line| line == "outbox_pending 0") {
            return;
        }
    }
}

/// What the provider says when the open page of an order was paid.
async fn webhook(mut client: Client, order: String) -> Bytes {
    let order = read(&mut client, &format!("/api/v1/order/{order}/")).await;
    let invoice = &order["invoices"][0];
    let url = invoice["payment_url"].as_str().expect("a page");
    let page = url.rsplit('/').find(|part| !part.is_empty());
    let body = json!({
        "id": page.expect("an id"),
        "external_id": "bench",
        "status": "PAID",
        "amount": 3_750_000,
        "paid_amount": 3_750_000,
        "payment_channel": "BCA",
        "payment_method": "BANK_TRANSFER",
        "paid_at": "2025-06-30T03:10:00.000Z",
    });
    Bytes::from(body.to_string())
}

/// Makes sure that every order has its money: a bench of refusals would be fast too.
pub(crate) async fn is_all_there(server: &Server) {
    let mut client = server.client().await;
    let count = async |client: &mut Client, filter: &str| {
        let list = read(client, &format!("/api/v1/order/?page_size=1{filter}")).await;
        list["count"].as_u64().expect("a count")
    };
    let all = count(&mut client, "").await;
    let paid = count(&mut client, "&status=dp_dibayar").await;
    assert_eq!(paid, all, "an order has no money");
}

async fn read(client: &mut Client, path: &str) -> Value {
    let (status, body) = client.send(Method::GET, path, Bytes::new()).await;
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    serde_json::from_slice(&body).expect("JSON")
}
