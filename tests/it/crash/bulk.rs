//! A request about many orders, cut off at some point and sent again.

use std::time::Duration;

use serde_json::Value;
use serde_json::json;

use crate::kit::a_form;
use crate::kit::list;
use crate::kit::text;
use crate::process::Connection;
use crate::process::Server;

/// How many orders one request is about.
const ORDERS: usize = 30;
/// After how many milliseconds the server dies.
const LIVES: [u64; 4] = [2, 8, 20, 60];

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_request_that_was_cut_off_counts_once_for_each_order() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("store");
    let mut server = Server::start(&data).await;
    let mut person = Connection::signed_in(server.address).await;
    let mut ids = Vec::new();
    for _ in 0..ORDERS {
        let (_, answer) = person
            .send("POST", "/api/v1/order/", None, &a_form())
            .await
            .unwrap();
        ids.push(text(&answer["order"]["id"]).to_owned());
    }

    for (round, life) in (0..).zip(LIVES) {
        let before = versions(&mut person, &ids).await;
        let body = json!({
            "order_ids": ids,
            "action": "update_status",
            "data": { "notes": format!("Putaran {round}") },
        });
        let key = format!("putaran-{round}");
        let mut cut = person.another(server.address).await;
        let asked = async { cut.send("POST", PATH, Some(&key), &body).await };
        let killed = async {
            tokio::time::sleep(Duration::from_millis(life)).await;
            server.kill();
        };
        tokio::join!(asked, killed);
        server = Server::start(&data).await;
        person = person.another(server.address).await;

        let (status, again) = person.send("POST", PATH, Some(&key), &body).await.unwrap();

        assert_eq!(status, 200, "{again}");
        assert_eq!(again["updated"], ORDERS, "{again}");
        let after = versions(&mut person, &ids).await;
        let expected: Vec<_> = before.iter().map(|version| version + 1).collect();
        assert_eq!(after, expected, "killed after {life} ms");
    }
}

const PATH: &str = "/api/v1/admin/orders/bulk-update/";

/// How many changes each of the orders has seen.
async fn versions(person: &mut Connection, ids: &[String]) -> Vec<u64> {
    let path = "/api/v1/order/?page_size=100&fields=id,version";
    let (_, page) = person.send("GET", path, None, &Value::Null).await.unwrap();
    let found = |id: &String| list(&page["results"]).iter().find(|it| it["id"] == *id);
    let version = |id| found(id).unwrap()["version"].as_u64().unwrap();
    ids.iter().map(version).collect()
}
