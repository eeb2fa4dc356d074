//! What staff may still change of a payment they recorded.

use axum::body::Body;
use axum::http::Method;
use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

/// An order with its down payment recorded by hand, and the path of that payment.
async fn a_payment(app: &TestApp) -> (Value, String) {
    let order = app.an_order_in("dp_dibayar").await;
    let id = text(&order["payments"][0]["id"]).to_owned();
    (order, format!("/api/v1/payment/{id}/"))
}

async fn order_now(app: &TestApp, order: &Value) -> Value {
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    app.admin().get(&path).await.body
}

#[tokio::test]
async fn a_payment_is_recorded_at_its_short_path_too() {
    let app = TestApp::start().await;
    let order = order_now(&app, &app.an_order().await).await;
    let body = json!({
        "invoice_id": order["invoices"][0]["id"],
        "payment_method": "BANK_TRANSFER",
        "amount": "3750000.00",
    });

    let answer = app.admin().post("/api/v1/payment/", body).await;

    assert_eq!(answer.status, 201, "{}", answer.body);
    assert_eq!(answer.body["order"]["status_order"], "dp_dibayar");
}

#[tokio::test]
async fn remarks_of_a_payment_change_and_its_amount_does_not() {
    let app = TestApp::start().await;
    let (_, path) = a_payment(&app).await;
    let body = json!({
        "notes": "Transfer via BCA a.n Budi",
        "contact_info": "081234567890",
        "payment_method": "QRIS",
        "amount": "1.00",
        "id": "milik-server",
    });

    let patched = app.admin().patch(&path, body).await;
    let put = app.admin().put(&path, patched.body.clone()).await;
    let cleared = app.owner().patch(&path, json!({ "notes": "" })).await;

    assert_eq!(patched.status, 200, "{}", patched.body);
    assert_eq!(patched.body["notes"], "Transfer via BCA a.n Budi");
    assert_eq!(patched.body["contact_info"], "081234567890");
    assert_eq!(patched.body["payment_method"], "QRIS");
    assert_eq!(patched.body["amount"], "3750000.00");
    assert!(patched.header("etag").starts_with("\"v"));
    assert_eq!(put.status, 200);
    assert_eq!(put.body, patched.body);
    assert_eq!(cleared.body["notes"], "");
    assert_eq!(cleared.body["payment_method"], "QRIS");
    assert_eq!(app.viewer().get(&path).await.body["payment_method"], "QRIS");
}

#[tokio::test]
async fn deleting_a_payment_writes_a_line_that_takes_it_back() {
    let app = TestApp::start().await;
    let (order, path) = a_payment(&app).await;

    let body = json!({ "reason": "Salah catat" }).to_string();
    let kind = Some("application/json");
    let gone = app.admin().send(Method::DELETE, &path, kind, body).await;
    let again = app.admin().delete(&path).await;
    let order = order_now(&app, &order).await;

    assert_eq!(gone.status, 204, "{}", gone.body);
    assert_eq!(again.status, 409);
    assert_eq!(again.body["error_code"], "ALREADY_REVERSED");
    let lines: Vec<_> = list(&order["payments"])
        .iter()
        .map(|line| (text(&line["amount"]), text(&line["status"])))
        .collect();
    assert_eq!(
        lines,
        [("3750000.00", "dibatalkan"), ("-3750000.00", "dibatalkan")]
    );
    assert_eq!(order["total_paid"], "0.00");
    assert_eq!(order["status_order"], "link_dibuat");
    let trail = format!("/api/v1/orders/{}/audit-trail/", text(&order["id"]));
    let trail = app.admin().get(&trail).await.body.to_string();
    assert!(trail.contains("Salah catat"));
}

#[tokio::test]
async fn the_reason_may_come_in_the_query_and_a_repeat_counts_once() {
    let app = TestApp::start().await;
    let (order, path) = a_payment(&app).await;
    let client = app.admin().with("idempotency-key", "batal-bayar");

    let first = client.delete(&format!("{path}?reason=Dobel")).await;
    let again = client.delete(&format!("{path}?reason=Dobel")).await;
    let other = client.delete(&format!("{path}?reason=Lain")).await;
    let order = order_now(&app, &order).await;

    assert_eq!((first.status, again.status), (204, 204));
    assert_eq!(other.status, 422);
    assert_eq!(list(&order["payments"]).len(), 2);
}

#[tokio::test]
async fn a_line_that_takes_back_is_not_for_changing() {
    let app = TestApp::start().await;
    let (order, path) = a_payment(&app).await;
    assert_eq!(app.admin().delete(&path).await.status, 204);
    let line = order_now(&app, &order).await["payments"][1]["id"].clone();
    let line = format!("/api/v1/payment/{}/", text(&line));

    let answer = app.admin().delete(&line).await;

    assert_eq!(answer.status, 409);
    assert_eq!(answer.body["error_code"], "NOT_MANUAL");
}

#[tokio::test]
async fn money_that_went_back_is_not_taken_back_too() {
    let app = TestApp::start().await;
    let (order, path) = a_payment(&app).await;
    let refund = json!({
        "payment_id": order["payments"][0]["id"],
        "refund_amount": "1000000.00",
        "reason": "Kelebihan",
        "refund_method": "cash",
    });
    let refund = app.admin().post("/api/v1/payment/refund/", refund).await;
    assert_eq!(refund.status, 201, "{}", refund.body);

    let answer = app.admin().delete(&path).await;

    assert_eq!(answer.status, 409);
    assert_eq!(answer.body["error_code"], "MONEY_LEFT");
}

#[tokio::test]
async fn only_those_who_manage_change_payments() {
    let app = TestApp::start().await;
    let (_, path) = a_payment(&app).await;
    let notes = || json!({ "notes": "x" });

    for client in [app.viewer(), app.production()] {
        assert_eq!(client.patch(&path, notes()).await.status, 403);
        assert_eq!(client.put(&path, notes()).await.status, 403);
        assert_eq!(client.delete(&path).await.status, 403);
        let post = client.post("/api/v1/payment/", notes()).await;
        assert_eq!(post.status, 403);
    }
    assert_eq!(app.stranger().patch(&path, notes()).await.status, 401);
    assert_eq!(app.stranger().delete(&path).await.status, 401);
}

#[tokio::test]
async fn what_makes_no_sense_changes_nothing() {
    let app = TestApp::start().await;
    let (order, path) = a_payment(&app).await;

    for (name, value) in [
        ("notes", json!("n".repeat(2_001))),
        ("notes", json!(7)),
        ("contact_info", json!(["x"])),
        ("payment_method", json!("BARTER")),
    ] {
        let mut body = json!({ "notes": "baru", "contact_info": "baru" });
        body[name] = value;
        let answer = app.admin().patch(&path, body).await;
        assert_eq!(answer.status, 400, "{name}: {}", answer.body);
        assert!(answer.body["details"][name].is_array());
    }
    let long = format!("{path}?reason={}", "x".repeat(2_001));
    assert_eq!(app.admin().delete(&long).await.status, 400);
    let stale = app.admin().with("if-match", "\"v1\"");
    assert_eq!(
        stale.patch(&path, json!({ "notes": "x" })).await.status,
        412
    );
    assert_eq!(stale.delete(&path).await.status, 412);
    for nowhere in [
        "/api/v1/payment/550e8400-e29b-41d4-a716-446655440007/",
        "/api/v1/payment/satu/",
    ] {
        assert_eq!(app.admin().patch(nowhere, json!({})).await.status, 404);
        assert_eq!(app.admin().delete(nowhere).await.status, 404);
    }
    let kept = order_now(&app, &order).await;
    assert_eq!(kept["payments"], order["payments"]);
    let admin = app.admin();
    let odd = admin.send(Method::POST, &path, None, Body::empty());
    assert_eq!(odd.await.status, 405);
}
