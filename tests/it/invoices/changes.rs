//! What staff may change of an invoice.

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::text;
use crate::kit::with;

/// The first invoice of an order, and its path.
async fn first_invoice(app: &TestApp, order: &Value) -> (Value, String) {
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let invoice = app.admin().get(&path).await.body["invoices"][0].clone();
    let path = format!("/api/v1/invoice/{}/", text(&invoice["id"]));
    (invoice, path)
}

async fn an_invoice(app: &TestApp) -> (Value, String) {
    first_invoice(app, &app.an_order().await).await
}

#[tokio::test]
async fn an_invoice_gets_another_end_and_another_page() {
    let app = TestApp::start().await;
    let order = app
        .an_order_with(json!({ "customer_email": "budi@contoh.id" }))
        .await;
    let (invoice, path) = first_invoice(&app, &order).await;
    let body = json!({
        "notification_channel": "email",
        "invoice_expired_at": "2999-12-31T17:00:00+07:00",
        "blast_notification": true,
        "invoice_amount": "1.00",
        "payment_type": "full",
    });

    let answer = app.admin().patch(&path, body).await;
    let put = app.admin().put(&path, answer.body.clone()).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["notification_channel"], "email");
    assert_eq!(answer.body["invoice_expired_at"], "2999-12-31T10:00:00Z");
    assert_eq!(answer.body["blast_notification"], true);
    assert_eq!(answer.body["invoice_amount"], "3750000.00");
    assert_eq!(answer.body["payment_type"], "dp");
    assert!(answer.body["payment_url"].is_string(), "{}", answer.body);
    assert_ne!(answer.body["payment_url"], invoice["payment_url"]);
    assert!(answer.header("etag").starts_with("\"v"));
    assert_eq!(put.status, 200, "{}", put.body);
    assert_eq!(put.body["payment_url"], answer.body["payment_url"]);
}

#[tokio::test]
async fn an_invoice_is_cancelled_by_its_word_and_by_deleting_it() {
    let app = TestApp::start().await;
    let (_, one) = an_invoice(&app).await;
    let (_, other) = an_invoice(&app).await;

    let word = json!({ "invoice_status": "dibatalkan" });
    let by_word = app.admin().patch(&one, word).await;
    let client = app.owner().with("idempotency-key", "hapus-tagihan");
    let deleted = client.delete(&other).await;
    let again = client.delete(&other).await;
    let anew = app.admin().delete(&other).await;
    let kept = app.viewer().get(&other).await;

    assert_eq!(by_word.status, 200, "{}", by_word.body);
    assert_eq!(by_word.body["invoice_status"], "dibatalkan");
    assert_eq!(by_word.body["payment_url"], Value::Null);
    assert_eq!((deleted.status, again.status), (204, 204));
    assert_eq!(anew.status, 204, "it asks no more already");
    assert_eq!(kept.body["invoice_status"], "dibatalkan");
}

#[tokio::test]
async fn a_paid_invoice_is_not_for_changing() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;
    let (_, path) = first_invoice(&app, &order).await;

    let edited = app
        .admin()
        .patch(&path, json!({ "blast_notification": true }))
        .await;
    let deleted = app.admin().delete(&path).await;
    let cancelled = app
        .admin()
        .patch(&path, json!({ "invoice_status": "dibatalkan" }))
        .await;

    assert_eq!(edited.status, 409);
    assert_eq!(edited.body["error_code"], "NOT_PAYABLE");
    assert_eq!(deleted.status, 409);
    assert_eq!(deleted.body["error_code"], "HAS_MONEY");
    assert_eq!(cancelled.body["error_code"], "HAS_MONEY");
}

#[tokio::test]
async fn money_makes_the_other_words() {
    let app = TestApp::start().await;
    let (_, path) = an_invoice(&app).await;

    let answer = app
        .admin()
        .patch(&path, json!({ "invoice_status": "sudah dibayar" }))
        .await;

    assert_eq!(answer.status, 409);
    assert_eq!(answer.body["error_code"], "ILLEGAL_TRANSITION");
    assert_eq!(answer.body["current_status"], "belum dibayar");
    assert_eq!(answer.body["allowed_transitions"], json!(["dibatalkan"]));
}

#[tokio::test]
async fn what_makes_no_sense_changes_nothing() {
    let app = TestApp::start().await;
    let (_, path) = an_invoice(&app).await;
    let before = app.admin().get(&path).await.body;

    for (name, value) in [
        ("invoice_expired_at", json!("2020-01-01T00:00:00Z")),
        ("invoice_expired_at", json!("lusa")),
        ("notification_channel", json!("merpati")),
        // The customer gave no address.
        ("notification_channel", json!("email")),
        ("blast_notification", json!("mungkin")),
        ("invoice_status", json!("lunas")),
    ] {
        let body = with(
            json!({ "blast_notification": true }),
            json!({ name: value }),
        );
        let answer = app.admin().patch(&path, body).await;
        assert_eq!(answer.status, 400, "{name}: {}", answer.body);
        assert!(answer.body["details"][name].is_array(), "{}", answer.body);
    }
    let stale = app.admin().with("if-match", "\"v999\"");
    let body = json!({ "blast_notification": true });
    assert_eq!(stale.patch(&path, body).await.status, 412);
    assert_eq!(stale.delete(&path).await.status, 412);
    let nowhere = "/api/v1/invoice/550e8400-e29b-41d4-a716-446655440002/";
    assert_eq!(app.admin().patch(nowhere, json!({})).await.status, 404);
    assert_eq!(app.admin().delete(nowhere).await.status, 404);
    let after = app.admin().get(&path).await.body;
    assert_eq!(after["blast_notification"], before["blast_notification"]);
    assert_eq!(after["invoice_expired_at"], before["invoice_expired_at"]);
}

#[tokio::test]
async fn only_those_who_manage_change_invoices() {
    let app = TestApp::start().await;
    let (_, path) = an_invoice(&app).await;

    for client in [app.viewer(), app.production()] {
        assert_eq!(client.patch(&path, json!({})).await.status, 403);
        assert_eq!(client.put(&path, json!({})).await.status, 403);
        assert_eq!(client.delete(&path).await.status, 403);
    }
    assert_eq!(app.stranger().patch(&path, json!({})).await.status, 401);
    assert_eq!(app.stranger().delete(&path).await.status, 401);
}
