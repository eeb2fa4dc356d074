//! Money that staff take in.

mod changes;
mod plans;
mod refunds;
mod slips;

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::text;

async fn open_invoice(app: &TestApp, order: &Value) -> Value {
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    app.admin().get(&path).await.body["invoices"][0]["id"].clone()
}

fn a_payment(invoice: &Value, amount: i64) -> Value {
    json!({
        "invoice_id": invoice,
        "payment_method": "BANK_TRANSFER",
        "amount": amount,
        "payment_time": "2025-06-30T14:30:00+07:00",
        "contact_info": "081234567890",
        "notes": "Transfer via BCA",
    })
}

#[tokio::test]
async fn a_recorded_payment_moves_the_order() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let invoice = open_invoice(&app, &order).await;

    let body = a_payment(&invoice, 3_750_000);
    let answer = app.admin().post("/api/v1/payment/manual/", body).await;

    assert_eq!(answer.status, 201, "{}", answer.body);
    let (payment, order) = (&answer.body["payment"], &answer.body["order"]);
    assert_eq!(answer.body["success"], true);
    assert_eq!(payment["amount"], "3750000.00");
    assert_eq!(payment["source"], "manual");
    assert_eq!(payment["payment_time"], "2025-06-30T07:30:00Z");
    assert!(payment["recorded_by"].is_string());
    assert_eq!(answer.body["invoice"]["invoice_status"], "sudah dibayar");
    assert_eq!(order["status_order"], "dp_dibayar");
    assert_eq!(order["total_paid"], "3750000.00");
    assert_eq!(order["remaining"], "3750000.00");
}

#[tokio::test]
async fn short_money_waits_and_more_money_is_credit() {
    let app = TestApp::start().await;
    let short = app.an_order().await;
    let over = app.an_order().await;
    let path = "/api/v1/payment/manual/";

    let invoice = open_invoice(&app, &short).await;
    let short = app
        .admin()
        .post(path, a_payment(&invoice, 1_000_000))
        .await
        .body;
    let invoice = open_invoice(&app, &over).await;
    let over = app
        .admin()
        .post(path, a_payment(&invoice, 8_000_000))
        .await
        .body;

    assert_eq!(short["invoice"]["invoice_status"], "belum dibayar");
    assert_eq!(short["invoice"]["remaining"], "2750000.00");
    assert_eq!(short["order"]["status_order"], "link_dibuat");
    assert_eq!(short["order"]["attention"], json!(["short_payment"]));
    assert_eq!(over["order"]["status_order"], "lunas");
    // Credit is what the whole order does not owe, not what one invoice did not ask for.
    assert_eq!(over["order"]["credit"], "500000.00");
}

#[tokio::test]
async fn money_on_a_cancelled_order_must_go_back() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dibatalkan").await;
    let invoice = order["invoices"][0]["id"].clone();

    let body = a_payment(&invoice, 3_750_000);
    let answer = app.admin().post("/api/v1/payment/manual/", body).await.body;

    assert_eq!(answer["order"]["status_order"], "dibatalkan");
    assert_eq!(answer["order"]["refund_due"], "3750000.00");
    assert_eq!(answer["order"]["attention"], json!(["refund_due"]));
}

#[tokio::test]
async fn what_is_no_payment_is_refused() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let invoice = open_invoice(&app, &order).await;
    let with = |name: &str, value: Value| {
        let mut body = a_payment(&invoice, 1);
        body[name] = value;
        body
    };
    for (name, value) in [
        ("amount", json!(0)),
        ("amount", json!("0.50")),
        ("amount", json!(-1)),
        ("amount", Value::Null),
        ("payment_method", json!("BARTER")),
        ("payment_time", json!("2999-01-01T00:00:00Z")),
        ("payment_time", json!("kemarin")),
        ("invoice_id", json!("INV-001")),
        ("invoice_id", json!("'; DROP")),
        ("contact_info", json!("c".repeat(256))),
        ("notes", json!(["x"])),
    ] {
        let answer = app
            .admin()
            .post("/api/v1/payment/manual/", with(name, value))
            .await;
        assert_eq!(answer.status, 400, "{name}: {}", answer.body);
        assert!(answer.body["details"][name].is_array(), "{}", answer.body);
    }
    let nowhere = with("invoice_id", json!("550e8400-e29b-41d4-a716-446655440002"));
    let answer = app.admin().post("/api/v1/payment/manual/", nowhere).await;
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn only_those_who_manage_take_money_in() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let invoice = open_invoice(&app, &order).await;
    let path = "/api/v1/payment/manual/";

    assert_eq!(
        app.stranger()
            .post(path, a_payment(&invoice, 1))
            .await
            .status,
        401
    );
    assert_eq!(
        app.viewer().post(path, a_payment(&invoice, 1)).await.status,
        403
    );
    assert_eq!(
        app.production()
            .post(path, a_payment(&invoice, 1))
            .await
            .status,
        403
    );
    assert_eq!(
        app.owner().post(path, a_payment(&invoice, 1)).await.status,
        201
    );
}

#[tokio::test]
async fn a_stale_payment_is_refused_whole() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;
    let invoice = order["invoices"][0]["id"].clone();

    let client = app.admin().with("if-match", "\"v1\"");
    let answer = client
        .post("/api/v1/payment/manual/", a_payment(&invoice, 5))
        .await;

    assert_eq!(answer.status, 412);
    assert_eq!(answer.body["order"]["total_paid"], "3750000.00");
}
