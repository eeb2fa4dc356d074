//! The same request again, under an `Idempotency-Key`.

use serde_json::json;

use crate::kit::TestApp;
use crate::kit::a_form;
use crate::kit::text;
use crate::kit::with;

#[tokio::test]
async fn a_repeated_order_is_one_order_and_one_answer() {
    let app = TestApp::start().await;
    let client = app.admin().with("idempotency-key", "pesan-1");

    let first = client.post("/api/v1/order/", a_form()).await;
    let again = client.post("/api/v1/order", a_form()).await;
    let other = with(a_form(), json!({ "quantity": 51 }));
    let other = client.post("/api/v1/order/", other).await;

    assert_eq!(first.status, 201);
    assert_eq!(again.status, 201);
    assert_eq!(again.body, first.body);
    assert_eq!(again.header("etag"), first.header("etag"));
    assert_eq!(other.status, 422);
    assert_eq!(other.body["error_code"], "IDEMPOTENCY_MISMATCH");
    assert_eq!(app.admin().get("/api/v1/order/").await.body["count"], 1);
}

#[tokio::test]
async fn keys_belong_to_their_senders() {
    let app = TestApp::start().await;
    let key = "sama";

    let visitor = app.stranger().with("idempotency-key", key);
    let admin = app.admin().with("idempotency-key", key);
    let one = visitor.post("/api/v1/order/", a_form()).await;
    let two = admin.post("/api/v1/order/", a_form()).await;

    assert_eq!(one.status, 201);
    assert_eq!(two.status, 201);
    assert_ne!(one.body["order"]["id"], two.body["order"]["id"]);
}

#[tokio::test]
async fn a_refused_request_keeps_no_key() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let client = app.admin().with("idempotency-key", "ulang");

    let refused = client
        .patch(&path, json!({ "status_order": "lunas" }))
        .await;
    let flawed = client.patch(&path, json!({ "quantity": 0 })).await;
    let good = client.patch(&path, json!({ "quantity": 10 })).await;

    assert_eq!(refused.status, 409);
    assert_eq!(flawed.status, 400);
    assert_eq!(good.status, 200);
}

#[tokio::test]
async fn a_payment_repeated_is_money_once() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let invoice = app.admin().get(&path).await.body["invoices"][0]["id"].clone();
    let body = json!({ "invoice_id": invoice, "payment_method": "CASH", "amount": 3_750_000 });
    let client = app.admin().with("idempotency-key", "bayar");

    let first = client.post("/api/v1/payment/manual/", body.clone()).await;
    let again = client.post("/api/v1/payment/manual/", body).await;

    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(again.body, first.body);
    assert_eq!(
        app.admin().get(&path).await.body["total_paid"],
        "3750000.00"
    );
}

#[tokio::test]
async fn deleting_and_cancelling_repeat_too() {
    let app = TestApp::start().await;
    let deleted = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&deleted["id"]));
    let client = app.admin().with("idempotency-key", "hapus");

    assert_eq!(client.delete(&path).await.status, 204);
    assert_eq!(client.delete(&path).await.status, 204);

    let cancelled = app.an_order().await;
    let path = format!("/api/v1/order/{}/cancel/", text(&cancelled["id"]));
    let client = app.admin().with("idempotency-key", "batal");
    let first = client.post(&path, json!({})).await;
    let again = client.post(&path, json!({})).await;
    assert_eq!(first.status, 200);
    assert_eq!(again.body, first.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_key_at_once_runs_once() {
    let app = TestApp::start().await;

    let tries = (0..20).map(|_| {
        let client = app.admin().with("idempotency-key", "bersama");
        async move { client.post("/api/v1/order/", a_form()).await }
    });
    let answers = futures_util::future::join_all(tries).await;

    assert!(answers.iter().any(|it| it.status == 201));
    for answer in &answers {
        let waits = answer.body["error_code"] == "IDEMPOTENCY_IN_FLIGHT";
        assert!(answer.status == 201 || (answer.status == 409 && waits));
    }
    assert_eq!(app.admin().get("/api/v1/order/").await.body["count"], 1);
}

#[tokio::test]
async fn a_key_of_no_sensible_length_is_refused() {
    let app = TestApp::start().await;
    for key in [String::new(), "k".repeat(256)] {
        let client = app.admin().with("idempotency-key", key);
        let answer = client.post("/api/v1/order/", a_form()).await;
        assert_eq!(answer.status, 400, "{}", answer.body);
    }
}
