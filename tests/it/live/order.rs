//! What customers hear of their order.

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::text;
use crate::live::socket::Socket;

async fn follow(app: &TestApp, code: &str, since: Option<&str>) -> Socket {
    let since = since.map(|it| format!("?since={it}")).unwrap_or_default();
    let path = format!("/ws/orders/{}/{since}", code.to_ascii_lowercase());
    Socket::open(app.address, &path, &[]).await.unwrap()
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|it| text(&it["type"])).collect()
}

#[tokio::test]
async fn a_customer_hears_of_payment_status_and_production() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let (id, code) = (text(&order["id"]), text(&order["order_code"]));
    let mut socket = follow(&app, code, None).await;
    let greeting = socket.event().await;
    let tracked = app
        .stranger()
        .get(&format!("/api/v1/track-order/?order_code={code}"))
        .await;

    app.pay_open_invoice(id).await;
    let paid = socket.event_of("payment_update").await;
    let moved = socket.event().await;
    let path = format!("/api/v1/order/{id}/");
    let step = json!({ "production_status": "diproses" });
    app.admin().patch(&path, step).await;
    let made = socket.event_of("production_update").await;
    let note = json!({ "text": "nama pelanggan Santoso, jangan lupa" });
    app.admin().post(&format!("{path}notes/"), note).await;
    app.admin().patch(&path, json!({ "quantity": 70 })).await;
    let changed = socket.event().await;

    assert_eq!(greeting["type"], "connection_established");
    assert_eq!(greeting["snapshot"]["data"]["order_code"], code);
    assert_eq!(tracked.status, 200);
    assert_eq!(paid["payment"]["amount"], "3750000.00");
    assert_eq!(paid["invoice"]["invoice_status"], "sudah dibayar");
    assert_eq!(paid["summary"]["total_paid"], "3750000.00");
    assert_eq!(moved["type"], "order_status_update");
    assert_eq!(moved["status_order"], "dp_dibayar");
    assert_eq!(moved["previous_status"], "link_dibuat");
    assert_eq!(moved["progress"]["percentage"], 35.0);
    assert_eq!(paid["version"], moved["version"]);
    // Only the last frame of a change has its place.
    assert_ne!(paid["cursor"], moved["cursor"]);
    assert_eq!(made["production_status_display"], "Sedang Diproduksi");
    assert_eq!(made["previous_status"], "menunggu");
    assert_eq!(changed["type"], "order_status_update");
    assert_eq!(changed["order"]["quantity"], 70);
    for event in [&greeting, &paid, &moved, &made, &changed] {
        let whole = event.to_string();
        assert!(
            !whole.contains("Santoso") && !whole.contains("0812"),
            "{whole}"
        );
    }
}

#[tokio::test]
async fn a_customer_who_comes_back_hears_what_they_missed() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let (id, code) = (text(&order["id"]), text(&order["order_code"]));
    let track = format!("/api/v1/track-order/?order_code={code}");
    let tracked = app.stranger().get(&track).await;
    let cursor = tracked.header("x-feed-cursor").to_owned();
    app.pay_open_invoice(id).await;

    let mut back = follow(&app, code, Some(&cursor)).await;
    let greeting = back.event().await;
    let mut events = Vec::new();
    while events
        .last()
        .is_none_or(|it: &Value| it["type"] != "order_status_update")
    {
        events.push(back.event().await);
    }
    let last = text(&events.last().unwrap()["cursor"]).to_owned();
    let mut again = follow(&app, code, Some(&last)).await;
    let nothing = again.event().await;
    let path = format!("/api/v1/order/{id}/");
    app.admin()
        .patch(&path, json!({ "production_status": "diproses" }))
        .await;
    let news = again.event().await;

    assert_eq!(greeting["recovered"], true);
    assert_eq!(greeting["cursor"], cursor);
    assert!(kinds(&events).ends_with(&["payment_update", "order_status_update"]));
    assert_eq!(nothing["recovered"], true);
    assert_eq!(news["type"], "production_update");
    for unreadable in ["v99", "1.2.3", "x", ""] {
        let mut socket = follow(&app, code, Some(unreadable)).await;
        assert_eq!(socket.event().await["recovered"], false, "{unreadable}");
    }
}

#[tokio::test]
async fn an_order_that_is_deleted_says_goodbye() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let (id, code) = (text(&order["id"]), text(&order["order_code"]));
    let mut socket = follow(&app, code, None).await;
    socket.event().await;

    app.admin().delete(&format!("/api/v1/order/{id}/")).await;
    let last = socket.event_of("order_status_update").await;
    let closed = socket.close_code().await;
    let path = format!("/ws/orders/{code}/");
    let gone = Socket::open(app.address, &path, &[]).await.err().unwrap();

    assert_eq!(last["message"], "Pesanan ini sudah tidak tersedia.");
    assert_eq!((closed, gone.status), (4404, 404));
}

#[tokio::test]
async fn handshakes_of_customers_count_as_look_ups() {
    let app = TestApp::start_with(&[("RATE_LIMITS", "on")]).await;
    let order = app.an_order().await;
    let path = format!("/ws/orders/{}/", text(&order["order_code"]));

    for _ in 0..10 {
        assert!(Socket::open(app.address, &path, &[]).await.is_ok());
    }
    let refused = Socket::open(app.address, &path, &[]).await.err().unwrap();

    assert_eq!(refused.status, 429);
    assert_eq!(refused.body["error_code"], "RATE_LIMITED");
}
