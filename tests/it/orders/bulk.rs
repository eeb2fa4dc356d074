//! One request about many orders.

use serde_json::Value;
use serde_json::json;

use crate::kit::Answer;
use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;
use crate::kit::with;

const PATH: &str = "/api/v1/admin/orders/bulk-update/";
const NOBODY: &str = "550e8400-e29b-41d4-a716-446655440000";

fn ask(orders: &[&Value], action: &str, data: impl Into<Value>) -> Value {
    let ids: Vec<_> = orders.iter().map(|order| &order["id"]).collect();
    json!({ "order_ids": ids, "action": action, "data": data.into() })
}

async fn bulk(app: &TestApp, body: Value) -> Answer {
    let answer = app.admin().post(PATH, body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer
}

async fn read(app: &TestApp, order: &Value) -> Value {
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    app.admin().get(&path).await.body
}

#[tokio::test]
async fn each_order_answers_for_itself() {
    let app = TestApp::start().await;
    let (paid, fresh) = (app.an_order_in("dp_dibayar").await, app.an_order().await);
    let mut body = ask(
        &[&paid, &fresh],
        "update_status",
        json!({ "production_status": "diproses" }),
    );
    body["order_ids"]
        .as_array_mut()
        .unwrap()
        .push(json!(NOBODY));

    let answer = bulk(&app, body).await.body;

    assert_eq!(answer["success"], false);
    assert_eq!(answer["action"], "update_status");
    assert_eq!(
        answer["message"],
        "1 dari 3 pesanan berhasil diproses. Lihat alasannya per baris."
    );
    let counts = [&answer["requested"], &answer["updated"], &answer["failed"]];
    assert_eq!(counts, [&json!(3), &json!(1), &json!(2)]);
    let rows = list(&answer["results"]);
    assert_eq!(rows[0]["order_id"], paid["id"]);
    assert_eq!(rows[0]["order_code"], paid["order_code"]);
    assert_eq!(rows[0]["success"], true);
    assert_eq!(rows[0]["order"]["production_status"], "diproses");
    assert_eq!(rows[1]["success"], false);
    assert_eq!(rows[1]["order_code"], fresh["order_code"]);
    assert_eq!(rows[1]["error_code"], "ILLEGAL_TRANSITION");
    assert!(rows[1]["error"].is_string() && rows[1]["allowed_transitions"].is_array());
    assert!(rows[1].get("order").is_none());
    assert_eq!(rows[2]["error_code"], "NOT_FOUND");
    assert_eq!(rows[2]["order_code"], Value::Null);
    assert_eq!(read(&app, &paid).await["production_status"], "diproses");
    assert_eq!(read(&app, &fresh).await["version"], fresh["version"]);
}

#[tokio::test]
async fn the_documented_request_works_and_pages_are_waited_for() {
    let app = TestApp::start().await;
    let orders = [
        app.an_order_in("dp_dibayar").await,
        app.an_order_in("dp_dibayar").await,
    ];
    let wanted = json!({ "production_status": "selesai", "status_order": "pengerjaan_selesai" });

    let answer = bulk(
        &app,
        ask(&[&orders[0], &orders[1]], "update_status", wanted),
    )
    .await
    .body;

    assert_eq!(answer["success"], true, "{answer}");
    for row in list(&answer["results"]) {
        assert_eq!(row["order"]["status_order"], "pengerjaan_selesai");
        assert!(
            text(&row["final_invoice"]["payment_url"]).starts_with("http"),
            "{row}"
        );
    }
}

#[tokio::test]
async fn orders_are_deleted_and_marked() {
    let app = TestApp::start().await;
    let (one, paid) = (app.an_order().await, app.an_order_in("dp_dibayar").await);

    let marked = json!({ "attention": "custom" });
    let marked = bulk(&app, ask(&[&one, &paid], "set_attention", marked))
        .await
        .body;
    let cleared = json!({ "attention": "custom", "value": false });
    let cleared = bulk(&app, ask(&[&one], "set_attention", cleared))
        .await
        .body;
    let gone = json!({ "order_ids": [one["id"], paid["id"], one["id"]], "action": "delete" });
    let gone = bulk(&app, gone).await.body;

    assert_eq!(marked["updated"], 2);
    assert_eq!(read(&app, &paid).await["attention"], json!(["custom"]));
    assert_eq!(cleared["results"][0]["order"]["attention"], json!([]));
    assert_eq!(gone["requested"], 2);
    assert_eq!(gone["results"][0]["success"], true);
    assert_eq!(gone["results"][1]["error_code"], "HAS_MONEY");
    assert_eq!(app.admin().get("/api/v1/order/").await.body["count"], 1);
}

#[tokio::test]
async fn customers_are_written_to_about_what_they_pay_next() {
    let app = TestApp::start().await;
    let (open, settled) = (app.an_order().await, app.an_order_in("lunas").await);
    let templates = app
        .admin()
        .get("/api/v1/admin/templates/?type=dp_invoice")
        .await
        .body;
    let template = &templates[0]["id"];

    let plain = bulk(
        &app,
        ask(&[&open, &settled], "send_notification", json!({})),
    )
    .await
    .body;
    let chosen = json!({ "template_id": template, "channel": "whatsapp" });
    let chosen = bulk(&app, ask(&[&open], "send_notification", chosen))
        .await
        .body;

    assert_eq!(plain["results"][0]["notification_sent"], true, "{plain}");
    assert_eq!(plain["results"][1]["error_code"], "NOTHING_DUE");
    assert_eq!(chosen["results"][0]["success"], true, "{chosen}");
}

#[tokio::test]
async fn a_repeat_answers_the_first_answer_and_changes_nothing() {
    let app = TestApp::start().await;
    let mut orders = Vec::new();
    for _ in 0..90 {
        orders.push(app.an_order().await);
    }
    let all: Vec<_> = orders.iter().collect();
    let body = ask(&all, "update_status", json!({ "notes": "Ditelepon" }));
    let client = app.admin().with("idempotency-key", "ramai");

    let first = client.post(PATH, body.clone()).await;
    let again = client.post(PATH, body.clone()).await;
    let other = client
        .post(PATH, with(body, json!({ "data": { "notes": "Lain" } })))
        .await;

    assert_eq!(first.body["updated"], 90, "{}", first.body);
    assert!(first.text.len() > 64 * 1024, "too small to prove anything");
    assert_eq!((again.status, &again.text), (200, &first.text));
    assert_eq!(other.status, 422);
    for order in &orders {
        assert_eq!(read(&app, order).await["version"], 3);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_told() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let ids = json!([order["id"]]);
    let many: Vec<_> = (0..201).map(|_| NOBODY).collect();
    for (body, field) in [
        (json!({}), "order_ids"),
        (json!({ "order_ids": ids }), "action"),
        (json!({ "order_ids": [], "action": "delete" }), "order_ids"),
        (
            json!({ "order_ids": many, "action": "delete" }),
            "order_ids",
        ),
        (
            json!({ "order_ids": ["satu"], "action": "delete" }),
            "order_ids",
        ),
        (json!({ "order_ids": [1], "action": "delete" }), "order_ids"),
        (
            json!({ "order_ids": NOBODY, "action": "delete" }),
            "order_ids",
        ),
        (json!({ "order_ids": ids, "action": "burn" }), "action"),
        (
            json!({ "order_ids": ids, "action": "update_status" }),
            "data",
        ),
        (
            json!({ "order_ids": ids, "action": "update_status", "data": {} }),
            "data",
        ),
        (
            json!({ "order_ids": ids, "action": "update_status", "data": [1] }),
            "data",
        ),
        (
            json!({ "order_ids": ids, "action": "update_status", "data": { "production_status": "terbang" } }),
            "production_status",
        ),
        (
            json!({ "order_ids": ids, "action": "update_status", "data": { "customer_phone": "081" } }),
            "contact_information",
        ),
        (
            json!({ "order_ids": ids, "action": "set_attention", "data": {} }),
            "attention",
        ),
        (
            json!({ "order_ids": ids, "action": "set_attention", "data": { "attention": "refund_due" } }),
            "attention",
        ),
        (
            json!({ "order_ids": ids, "action": "send_notification", "data": { "channel": "merpati" } }),
            "channel",
        ),
        (
            json!({ "order_ids": ids, "action": "send_notification", "data": { "template_id": 7 } }),
            "template_id",
        ),
        (
            json!({ "order_ids": ids, "action": "send_notification", "data": { "custom_context": { "a": "b" } } }),
            "template_id",
        ),
    ] {
        let answer = app.admin().post(PATH, body.clone()).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.body);
        assert!(
            answer.body["details"][field].is_array(),
            "{body}: {}",
            answer.body
        );
    }
    assert_eq!(read(&app, &order).await["version"], order["version"]);
}

#[tokio::test]
async fn only_those_who_manage_ask_many() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let body = || {
        ask(
            &[&order],
            "update_status",
            json!({ "production_status": "diproses" }),
        )
    };

    assert_eq!(app.stranger().post(PATH, body()).await.status, 401);
    assert_eq!(app.production().post(PATH, body()).await.status, 403);
    assert_eq!(app.viewer().post(PATH, body()).await.status, 403);
}
