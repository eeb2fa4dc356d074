//! Money that belongs to nothing we know, and giving it to an invoice.

use rajut::domain::ids::UnmatchedId;
use rajut::domain::rupiah::Rupiah;
use rajut::store::UnmatchedRow;
use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::text;

const STRAYS: &str = "/api/v1/admin/payments/unmatched/";

/// Money of that amount that the provider told us of. Answers its path.
async fn a_stray(app: &TestApp, number: u128, amount: i64) -> String {
    let row = UnmatchedRow {
        id: UnmatchedId(uuid::Uuid::from_u128(number)),
        provider_id: format!("page-{number}"),
        external_id: format!("toko-lain-{number}"),
        amount: Rupiah(amount),
        at: app.app.clock.now(),
        data: json!({ "method": "QRIS", "payer": null }).to_string(),
        matched: None,
    };
    assert!(app.app.store.keep_unmatched(&row).await.unwrap());
    format!("{STRAYS}{}/match/", row.id)
}

async fn an_invoice(app: &TestApp) -> Value {
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    app.admin().get(&path).await.body["invoices"][0].clone()
}

#[tokio::test]
async fn money_is_given_to_the_invoice_it_was_meant_for() {
    let app = TestApp::start().await;
    let invoice = an_invoice(&app).await;
    let path = a_stray(&app, 1, 3_750_000).await;
    let waiting = app.admin().get(STRAYS).await;

    let body = json!({ "invoice_id": invoice["id"] });
    let answer = app.admin().post(&path, body.clone()).await;
    let again = app.admin().post(&path, body).await;
    let left = app.admin().get(STRAYS).await;
    let given = app.admin().get(&format!("{STRAYS}?matched=true")).await;

    assert_eq!(waiting.status, 200, "{}", waiting.body);
    assert_eq!(waiting.body["count"], 1);
    assert_eq!(waiting.body["results"][0]["amount"], "3750000.00");
    assert_eq!(waiting.body["results"][0]["payment_method"], "QRIS");
    assert_eq!(waiting.body["results"][0]["matched"], false);
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["payment"]["source"], "xendit");
    assert_eq!(answer.body["payment"]["provider_payment_id"], "page-1");
    assert_eq!(answer.body["invoice"]["invoice_status"], "sudah dibayar");
    assert_eq!(answer.body["order"]["status_order"], "dp_dibayar");
    assert_eq!(again.status, 200, "{}", again.body);
    assert_eq!(again.body["order"]["total_paid"], "3750000.00");
    assert_eq!(left.body["count"], 0);
    assert_eq!(given.body["count"], 1);
    let row = &given.body["results"][0];
    assert_eq!(row["matched_order"], answer.body["order"]["id"]);
}

#[tokio::test]
async fn an_invoice_is_named_by_its_code_too() {
    let app = TestApp::start().await;
    let invoice = an_invoice(&app).await;
    let path = a_stray(&app, 1, 1_000_000).await;
    let client = app.owner().with("idempotency-key", "cocok");
    let code = text(&invoice["invoice_code"]).to_lowercase();

    let first = client.post(&path, json!({ "invoice_code": code })).await;
    let again = client.post(&path, json!({ "invoice_code": code })).await;

    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(first.body["invoice"]["remaining"], "2750000.00");
    assert_eq!(again.body, first.body);
}

#[tokio::test]
async fn money_is_given_once() {
    let app = TestApp::start().await;
    let (one, other) = (an_invoice(&app).await, an_invoice(&app).await);
    let path = a_stray(&app, 1, 3_750_000).await;
    let body = |invoice: &Value| json!({ "invoice_id": invoice["id"] });

    let given = app.admin().post(&path, body(&one)).await;
    let taken = app.admin().post(&path, body(&other)).await;

    assert_eq!(given.status, 200, "{}", given.body);
    assert_eq!(taken.status, 409);
    assert_eq!(taken.body["error_code"], "ALREADY_RECORDED");
    let order = format!("/api/v1/order/{}/", text(&other["order"]));
    assert_eq!(app.admin().get(&order).await.body["total_paid"], "0.00");
}

#[tokio::test]
async fn what_cannot_be_placed_stays_where_it_is() {
    let app = TestApp::start().await;
    let invoice = an_invoice(&app).await;
    let path = a_stray(&app, 1, 3_750_000).await;
    let nobody = "550e8400-e29b-41d4-a716-446655440002";

    for (body, status) in [
        (json!({}), 400),
        (json!({ "invoice_id": "satu" }), 400),
        (json!({ "invoice_code": "ORD-1" }), 400),
        (json!({ "invoice_id": nobody }), 404),
        (json!({ "invoice_code": "INV-000000-XXX" }), 404),
    ] {
        let answer = app.admin().post(&path, body.clone()).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.body);
    }
    let nothing = format!("{STRAYS}{nobody}/match/");
    let body = json!({ "invoice_id": invoice["id"] });
    assert_eq!(app.admin().post(&nothing, body.clone()).await.status, 404);
    let stale = app.admin().with("if-match", "\"v999\"");
    assert_eq!(stale.post(&path, body.clone()).await.status, 412);
    for client in [app.viewer(), app.production()] {
        assert_eq!(client.post(&path, body.clone()).await.status, 403);
        assert_eq!(client.get(STRAYS).await.status, 403);
    }
    assert_eq!(app.stranger().post(&path, body).await.status, 401);
    assert_eq!(app.stranger().get(STRAYS).await.status, 401);
    let odd = app.admin().get(&format!("{STRAYS}?matched=mungkin")).await;
    assert_eq!(odd.status, 400);
    assert_eq!(app.admin().get(STRAYS).await.body["count"], 1);
}
