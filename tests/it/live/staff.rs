//! What staff hear.

use rajut::domain::role::Role;
use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::amounts;
use crate::kit::text;
use crate::live::socket::Incoming;
use crate::live::socket::PING;
use crate::live::socket::Socket;

#[tokio::test]
async fn staff_are_greeted_and_hear_of_every_change() {
    let app = TestApp::start().await;
    let mut socket = Socket::staff(&app, Role::Admin).await;
    let greeting = socket.event().await;

    let order = app.an_order_with(json!({ "payment_type": "full" })).await;
    let id = text(&order["id"]);
    let path = format!("/api/v1/order/{id}/");
    let created = socket.event().await;
    let paged = socket.event_of("order_updated").await;
    app.admin()
        .patch(&path, json!({ "quantity": 60, "design_notes": "" }))
        .await;
    let edited = socket.event().await;
    let seen = app.admin().get(&path).await.body;
    app.admin().delete(&path).await;
    let deleted = socket.event().await;

    assert_eq!(greeting["type"], "connection_established");
    assert_eq!(greeting["recovered"], false);
    assert!(greeting["session_id"].is_string() && greeting["cursor"].is_string());
    assert_eq!(
        (&created["type"], &created["version"]),
        (&json!("order_created"), &json!(1))
    );
    assert!(created["changed"].is_null());
    assert_eq!(paged["changed"], json!(["invoices"]));
    assert_eq!(edited["changed"], json!(["design_notes", "quantity"]));
    for field in ["quantity", "status_order", "customer_name", "version"] {
        assert_eq!(edited["order"][field], seen[field], "{field}");
    }
    let cursors = [&greeting, &created, &paged, &edited, &deleted].map(|it| text(&it["cursor"]));
    assert!(cursors.windows(2).all(|pair| pair[0] != pair[1]));
    assert_eq!(deleted["type"], "order_deleted");
    let left: Vec<_> = deleted["order"].as_object().unwrap().keys().collect();
    assert_eq!(left, ["deleted_at", "id", "order_code", "version"]);
    assert_eq!(deleted["order"]["id"], order["id"]);
}

#[tokio::test]
async fn production_hears_of_money_without_amounts() {
    let app = TestApp::start().await;
    let mut socket = Socket::staff(&app, Role::Production).await;
    let mut events = vec![socket.event().await];

    let order = app.an_order_in("dp_dibayar").await;
    loop {
        let event = socket.event().await;
        let is_last = event["version"] == order["version"];
        events.push(event);
        if is_last {
            break;
        }
    }

    let told: Vec<_> = events.iter().flat_map(amounts).collect();
    assert_eq!(told, Vec::<String>::new());
    let paid = events.last().unwrap();
    assert_eq!(paid["order"]["status_order"], "dp_dibayar");
    let names = paid["changed"].as_array().unwrap();
    assert!(names.contains(&json!("status_order")), "{names:?}");
    assert!(!names.contains(&json!("paid_amount")), "{names:?}");
}

#[tokio::test]
async fn a_client_may_ask_whether_we_are_there_and_nothing_else() {
    let app = TestApp::start().await;
    let mut socket = Socket::staff(&app, Role::Viewer).await;
    socket.event().await;

    socket.say(&json!({ "type": "ping" })).await;
    let pong = socket.event().await;
    socket.say(&json!({ "type": "subscribe" })).await;
    let error = socket.event().await;
    socket.frame(PING, b"still there?").await;
    let answer = socket.next().await;
    // A message in pieces, with a ping between them.
    socket.frame(0x01, br#"{"type":"#).await;
    socket.frame(PING, b"").await;
    socket.frame(0x80, br#""ping"}"#).await;
    let between = socket.next().await;
    let whole = socket.event().await;
    socket.frame(0x88, &1000_u16.to_be_bytes()).await;

    assert_eq!(pong["type"], "pong");
    assert_eq!(
        (&error["type"], &error["error_code"]),
        (&json!("error"), &json!("UNKNOWN_MESSAGE"))
    );
    for frame in [&pong, &error] {
        assert_eq!(frame["cursor"], Value::Null);
    }
    assert_eq!(answer, Incoming::Pong(b"still there?".to_vec()));
    assert_eq!(between, Incoming::Pong(Vec::new()));
    assert_eq!(whole["type"], "pong");
    assert_eq!(socket.close_code().await, 1000);
}
