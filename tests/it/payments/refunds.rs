//! Money that goes back.

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;
use crate::kit::with;

const REFUND: &str = "/api/v1/payment/refund/";

async fn a_paid_order(app: &TestApp) -> Value {
    app.an_order_in("lunas").await
}

fn a_refund(order: &Value) -> Value {
    json!({
        "payment_id": order["payments"][0]["id"],
        "refund_amount": "1000000.00",
        "reason": "Cacat jahitan",
        "refund_method": "bank_transfer",
    })
}

#[tokio::test]
async fn goodwill_lowers_the_price_and_a_debt_is_owed_again() {
    let app = TestApp::start().await;
    let (goodwill, debt) = (a_paid_order(&app).await, a_paid_order(&app).await);

    let one = app.admin().post(REFUND, a_refund(&goodwill)).await;
    let body = with(a_refund(&debt), json!({ "settles": "debt" }));
    let other = app.owner().post(REFUND, body).await;

    assert_eq!(one.status, 201, "{}", one.body);
    let (refund, payment) = (&one.body["refund"], &one.body["payment"]);
    assert_eq!(one.body["success"], true);
    assert_eq!(refund["payment_id"], goodwill["payments"][0]["id"]);
    assert_eq!(refund["order_code"], goodwill["order_code"]);
    assert_eq!(refund["amount"], "1000000.00");
    assert_eq!(refund["reason"], "Cacat jahitan");
    assert_eq!(refund["refund_method"], "bank_transfer");
    assert_eq!(refund["status"], "manual");
    assert_eq!(refund["provider_refund_id"], Value::Null);
    assert!(refund["recorded_by"].is_string() && refund["created_at"].is_string());
    assert_eq!(payment["amount"], "3750000.00");
    assert_eq!(payment["refunded_amount"], "1000000.00");
    assert_eq!(payment["refundable_amount"], "2750000.00");
    assert_eq!(one.body["order"]["status_order"], "lunas");
    assert_eq!(one.body["order"]["total_paid"], "6500000.00");
    assert_eq!(other.body["order"]["status_order"], "pengerjaan_selesai");
    assert_eq!(other.body["order"]["remaining"], "1000000.00");
}

#[tokio::test]
async fn more_than_was_paid_does_not_go_back() {
    let app = TestApp::start().await;
    let order = a_paid_order(&app).await;
    let much = |amount: &str| with(a_refund(&order), json!({ "refund_amount": amount }));

    let first = app.admin().post(REFUND, much("3000000.00")).await;
    let second = app.admin().post(REFUND, much("750001.00")).await;
    let rest = app.admin().post(REFUND, much("750000.00")).await;

    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(second.status, 400);
    assert!(text(&second.body["details"]["refund_amount"][0]).contains("Rp 750.000"));
    assert_eq!(rest.status, 201, "{}", rest.body);
    assert_eq!(rest.body["payment"]["refundable_amount"], "0.00");
}

#[tokio::test]
async fn a_repeated_refund_goes_back_once() {
    let app = TestApp::start().await;
    let order = a_paid_order(&app).await;
    let client = app.admin().with("idempotency-key", "kembali");

    let first = client.post(REFUND, a_refund(&order)).await;
    let again = client.post(REFUND, a_refund(&order)).await;
    let path = format!("/api/v1/payment/{}/", text(&order["payments"][0]["id"]));
    let payment = app.viewer().get(&path).await.body;

    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(again.body, first.body);
    assert_eq!(list(&payment["refunds"]).len(), 1);
    assert_eq!(payment["refunded_amount"], "1000000.00");
}

#[tokio::test]
async fn what_makes_no_sense_gives_nothing_back() {
    let app = TestApp::start().await;
    let order = a_paid_order(&app).await;

    for (name, value) in [
        ("refund_amount", json!(0)),
        ("refund_amount", json!("-5")),
        ("refund_amount", Value::Null),
        ("refund_amount", json!("0.5")),
        ("reason", json!("")),
        ("reason", json!("r".repeat(2_001))),
        ("refund_method", json!("merpati")),
        ("settles", json!("semua")),
        ("payment_id", json!("satu")),
    ] {
        let body = with(a_refund(&order), json!({ name: value }));
        let answer = app.admin().post(REFUND, body).await;
        assert_eq!(answer.status, 400, "{name}: {}", answer.body);
        assert!(answer.body["details"][name].is_array(), "{}", answer.body);
    }
    let mut lacking = a_refund(&order);
    lacking.as_object_mut().unwrap().remove("refund_method");
    assert_eq!(app.admin().post(REFUND, lacking).await.status, 400);
    let nobody = json!({ "payment_id": "550e8400-e29b-41d4-a716-446655440007" });
    let nobody = with(a_refund(&order), nobody);
    assert_eq!(app.admin().post(REFUND, nobody).await.status, 404);
    let stale = app.admin().with("if-match", "\"v1\"");
    assert_eq!(stale.post(REFUND, a_refund(&order)).await.status, 412);
    for client in [app.viewer(), app.production()] {
        assert_eq!(client.post(REFUND, a_refund(&order)).await.status, 403);
    }
    let stranger = app.stranger().post(REFUND, a_refund(&order)).await;
    assert_eq!(stranger.status, 401);
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    assert_eq!(
        app.admin().get(&path).await.body["total_paid"],
        "7500000.00"
    );
}
