//! Pages as people write them who have only the documents: one that manages orders, one
//! that follows an order. They sign in by cookie, send forms as browsers do, know no
//! cursor, and pass over what they do not know.

use rajut::domain::role::Role;
use serde_json::Value;
use serde_json::json;

use crate::files::Form;
use crate::kit::Answer;
use crate::kit::Client;
use crate::kit::TestApp;
use crate::kit::text;
use crate::live::doors::cookie;
use crate::live::socket::Socket;

const ORDERS: &str = "/api/v1/order/";

/// A tab of a browser on a page of the server.
struct Tab {
    client: Client,
    socket: Socket,
}

impl Tab {
    /// Opens a page whose script opens a socket at once, as a browser would.
    async fn open(app: &TestApp, path: &str, cookie: Option<&str>) -> Self {
        let origin = format!("http://{}", app.address);
        let mut headers = vec![("Origin", origin.as_str())];
        headers.extend(cookie.map(|cookie| ("Cookie", cookie)));
        let socket = Socket::open(app.address, path, &headers).await.unwrap();
        let client = app.stranger().with("sec-fetch-site", "same-origin");
        let client = match cookie {
            Some(cookie) => client.with("cookie", cookie),
            None => client,
        };
        Self { client, socket }
    }

    /// Waits for the next event the script has a case for.
    async fn handles(&mut self, kinds: &[&str]) -> Value {
        loop {
            let event = self.socket.event().await;
            if kinds.contains(&text(&event["type"])) {
                return event;
            }
        }
    }
}

/// A form with everything as text, as scripts append it.
async fn create(tab: &Tab) -> Answer {
    let fields = json!({
        "customer_name": "Kedai Kopi Senja",
        "product_name": "Kaos sablon",
        "quantity": 50,
        "total_price": "7500000",
        "payment_type": "dp",
        "dp_percent": 50,
        "contact_information": "081234567890",
    });
    Form::of(&fields).post(ORDERS, &tab.client).await
}

#[tokio::test]
async fn a_page_that_manages_orders_sees_what_it_and_others_do() {
    const CASES: [&str; 3] = ["order_created", "order_deleted", "order_updated"];
    let app = TestApp::start().await;
    let cookie = cookie(&app, Role::Admin).await;
    let mut mine = Tab::open(&app, "/ws/orders/", Some(&cookie)).await;
    let mut other = Tab::open(&app, "/ws/orders/", Some(&cookie)).await;

    let made = create(&mine).await;
    let created = mine.handles(&CASES).await;
    let opened = mine.handles(&CASES).await;
    let id = text(&made.body["order"]["id"]);
    let deleted = mine.client.delete(&format!("{ORDERS}{id}/")).await;
    let gone = mine.handles(&CASES).await;
    let elsewhere = [other.handles(&CASES).await, other.handles(&CASES).await];

    assert_eq!(made.status, 201, "{}", made.body);
    assert!(made.body["invoice"]["invoice_code"].is_string());
    assert!(made.body["message"].is_string());
    assert_eq!(created["type"], "order_created");
    assert_eq!(created["order"]["id"], made.body["order"]["id"]);
    assert_eq!(created["order"]["customer_name"], "Kedai Kopi Senja");
    assert_eq!(opened["type"], "order_updated");
    assert_eq!(opened["order"]["id"], made.body["order"]["id"]);
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    assert_eq!(gone["type"], "order_deleted");
    assert_eq!(gone["order_id"], made.body["order"]["id"]);
    assert_eq!(gone["order_code"], created["order_code"]);
    for event in [&created, &opened, &gone] {
        assert!(event["message"].is_string() && event["timestamp"].is_string());
    }
    assert_eq!(elsewhere, [created, opened]);
}

#[tokio::test]
async fn a_page_that_manages_orders_shows_what_was_wrong() {
    let app = TestApp::start().await;
    let cookie = cookie(&app, Role::Admin).await;
    let tab = Tab::open(&app, "/ws/orders/", Some(&cookie)).await;

    let refused = Form::of(&json!({ "customer_name": "" })).post(ORDERS, &tab.client);
    let refused = refused.await;
    let stranger = Tab::open(&app, "/ws/notifications/", None).await;
    let denied = stranger.client.delete(&format!("{ORDERS}x/")).await;

    // The script throws an error with this sentence.
    assert_eq!(refused.status, 400);
    assert!(text(&refused.body["error"]).len() > 10);
    assert!(refused.body["customer_name"].is_array());
    assert_eq!(denied.status, 401);
}

#[tokio::test]
async fn a_page_that_follows_an_order_sees_it_paid_made_and_ready() {
    const CASES: [&str; 3] = ["payment_update", "order_status_update", "production_update"];
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let (id, code) = (text(&order["id"]), text(&order["order_code"]));
    // The socket first, then the order, so that nothing falls between them.
    let mut tab = Tab::open(&app, &format!("/ws/orders/{code}/"), None).await;
    let track = format!("/api/v1/track-order/?order_code={code}");
    let loaded = tab.client.get(&track).await;

    app.pay_open_invoice(id).await;
    let paid = [tab.handles(&CASES).await, tab.handles(&CASES).await];
    let path = format!("{ORDERS}{id}/");
    let step = json!({ "production_status": "selesai" });
    app.admin().patch(&path, step).await;
    let made = tab.handles(&CASES).await;
    let step = json!({ "status_order": "pengerjaan_selesai" });
    app.admin().patch(&path, step).await;
    let mut ready = tab.handles(&CASES).await;
    while ready["type"] != "order_status_update" {
        ready = tab.handles(&CASES).await;
    }

    assert_eq!(loaded.status, 200);
    assert_eq!(loaded.body["order"]["order_code"], code);
    let kinds = paid.each_ref().map(|it| text(&it["type"]));
    assert_eq!(kinds, ["payment_update", "order_status_update"]);
    assert_eq!(paid[0]["payment"]["status"], "sudah dibayar");
    assert_eq!(paid[1]["status_order"], "dp_dibayar");
    assert_eq!(made["type"], "production_update");
    assert_eq!(made["production_status"], "selesai");
    assert_eq!(ready["status_order"], "pengerjaan_selesai");
}
