//! What anyone who knows a code may look up.

use serde_json::Value;
use serde_json::json;

use crate::kit::Answer;
use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

mod callback;

async fn track(app: &TestApp, code: &Value) -> Answer {
    let path = format!("/api/v1/track-order/?order_code={}", text(code));
    app.stranger().get(&path).await
}

async fn check(app: &TestApp, code: &Value) -> Answer {
    let path = format!("/api/v1/check-order/?order_code={}", text(code));
    app.stranger().get(&path).await
}

async fn invoice(app: &TestApp, code: &Value) -> Answer {
    let path = format!("/api/v1/invoice/detail/{}/", text(code));
    app.stranger().get(&path).await
}

/// The invoice codes of an order.
async fn invoice_codes(app: &TestApp, order: &Value) -> Vec<Value> {
    let checked = check(app, &order["order_code"]).await;
    let codes = list(&checked.body["invoices"]).iter();
    codes.map(|it| it["invoice_code"].clone()).collect()
}

#[tokio::test]
async fn a_customer_follows_an_order_by_its_code() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;

    let answer = track(&app, &order["order_code"]).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!answer.header("x-feed-cursor").is_empty());
    let (body, data) = (&answer.body, &answer.body["data"]);
    assert_eq!(body["success"], true);
    assert_eq!(data["order_code"], order["order_code"]);
    assert_eq!(data["customer_name"], "Budi S.");
    assert_eq!(data["progress"]["percentage"], 35.0);
    assert_eq!(data["current_stage"]["code"], "production");
    assert_eq!(data["payment_summary"]["amount_paid"], "3750000.00");
    assert_eq!(body["order"]["customer_name"], "Budi S.");
    assert_eq!(body["order"]["version"], order["version"]);
    assert_eq!(body["payments"][0]["amount"], "3750000.00");
    assert_eq!(body["summary"]["next_payment_amount"], "3750000.00");
    let statuses: Vec<_> = list(&body["timeline"])
        .iter()
        .map(|it| text(&it["status"]))
        .collect();
    assert_eq!(statuses, ["menunggu_link", "link_dibuat", "dp_dibayar"]);
}

#[tokio::test]
async fn every_status_can_be_followed() {
    let app = TestApp::start().await;

    for (status, percentage, stage) in [
        ("link_dibuat", 15.0, "payment"),
        ("dp_dibayar", 35.0, "production"),
        ("pengerjaan_selesai", 75.0, "payment"),
        ("menunggu_pelunasan", 75.0, "payment"),
        ("lunas", 90.0, "shipping"),
        ("dibatalkan", 15.0, "cancelled"),
    ] {
        let order = app.an_order_in(status).await;
        let data = &track(&app, &order["order_code"]).await.body["data"];
        assert_eq!(data["status_order"], status);
        assert_eq!(data["progress"]["percentage"], percentage, "{status}");
        assert_eq!(data["current_stage"]["code"], stage, "{status}");
    }
}

#[tokio::test]
async fn a_check_tells_what_is_paid() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;

    let answer = check(&app, &order["order_code"]).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.body["order"]["customer_name"], "Budi S.");
    assert_eq!(
        answer.body["invoices"][0]["invoice_status"],
        "sudah dibayar"
    );
    assert_eq!(answer.body["payments"][0]["status"], "sudah dibayar");
    assert_eq!(
        answer.body["summary"],
        json!({
            "total_price": "7500000.00",
            "total_paid": "3750000.00",
            "total_refunded": "0.00",
            "remaining": "3750000.00",
            "is_fully_paid": false,
            "next_payment_amount": "3750000.00",
        })
    );
}

#[tokio::test]
async fn an_invoice_is_found_by_its_code_nested_and_flat() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let code = &invoice_codes(&app, &order).await[0];

    let answer = invoice(&app, code).await;
    let lower = invoice(&app, &json!(text(code).to_lowercase())).await;
    let path = format!("/api/v1/invoice/detail/{}", text(code));
    let by_staff = app.owner().get(&path).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!((&lower.body, &by_staff.body), (&answer.body, &answer.body));
    let body = &answer.body;
    assert_eq!(body["invoice_code"], *code);
    assert_eq!(body["invoice"]["invoice_code"], *code);
    assert_eq!(body["invoice_amount"], "3750000.00");
    assert_eq!(body["invoice_status"], "belum dibayar");
    assert_eq!(body["customer_name"], "Budi S.");
    assert!(text(&body["payment_url"]).contains("/sandbox/pay/"));
    assert_eq!(
        body["order"],
        json!({
            "order_code": order["order_code"],
            "customer_name": "Budi S.",
            "product_name": "Kaos Custom",
            "quantity": 50,
        })
    );
}

#[tokio::test]
async fn codes_are_found_in_any_case_with_space_around_and_without_a_slash() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let code = text(&order["order_code"]);

    for query in [code.to_lowercase(), format!("%20{code}+"), code.to_owned()] {
        let path = format!("/api/v1/track-order?order_code={query}");
        assert_eq!(app.stranger().get(&path).await.status, 200, "{query}");
    }
}

#[tokio::test]
async fn staff_read_what_customers_read() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!(
        "/api/v1/track-order/?order_code={}",
        text(&order["order_code"])
    );

    let visitor = app.stranger().get(&path).await.body;

    for staff in [app.owner(), app.production(), app.viewer()] {
        assert_eq!(staff.get(&path).await.body, visitor);
    }
}

#[tokio::test]
async fn what_is_no_code_and_what_nobody_has_are_told_apart() {
    let app = TestApp::start().await;

    for name in ["track-order", "check-order"] {
        for (query, status) in [
            ("", 400),
            ("?order_code=", 400),
            ("?order_code=%20", 400),
            ("?order_code=%FF", 400),
            ("?code=ORD-001-ABC", 400),
            ("?order_code=ORD-01-ABC", 400),
            ("?order_code=ORD-001-ABC'--", 400),
            ("?order_code=INV-000000-A1B", 400),
            ("?order_code=ORD-001-ABC", 404),
        ] {
            let answer = app.stranger().get(&format!("/api/v1/{name}/{query}")).await;
            assert_eq!(answer.status, status, "{query}");
            let (error, detail) = (&answer.body["error"], &answer.body["detail"]);
            assert!(text(error) != text(detail), "{}", answer.body);
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
    for code in ["INV-000000-A1B", "ORD-001-ABC", "INV-", "%FF", "INV-'"] {
        let answer = invoice(&app, &json!(code)).await;
        assert_eq!(answer.status, 404, "{code}");
        assert!(text(&answer.body["error"]) != text(&answer.body["detail"]));
    }
}

#[tokio::test]
async fn a_deleted_order_is_not_there_and_neither_is_its_invoice() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let code = &invoice_codes(&app, &order).await[0];
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    assert_eq!(app.admin().delete(&path).await.status, 204);

    let tracked = track(&app, &order["order_code"]).await;
    let checked = check(&app, &order["order_code"]).await;
    let billed = invoice(&app, code).await;

    for answer in [&tracked, &checked, &billed] {
        assert_eq!(answer.status, 404, "{}", answer.body);
    }
    let unknown = track(&app, &json!("ORD-001-ABC")).await;
    assert_eq!(tracked.body["error"], unknown.body["error"]);
}

#[tokio::test]
async fn no_look_up_tells_a_secret() {
    let app = TestApp::start().await;
    let order = app
        .an_order_with(json!({ "contact_information": "081234567890 budi@example.com" }))
        .await;
    let id = text(&order["id"]);
    let notes = format!("/api/v1/order/{id}/notes/");
    app.admin()
        .post(&notes, json!({ "text": "Pelanggan cerewet" }))
        .await;
    let open = app.admin().get(&format!("/api/v1/order/{id}/")).await.body["invoices"][0].clone();
    let payment = json!({
        "invoice_id": open["id"],
        "payment_method": "BANK_TRANSFER",
        "amount": "3750000",
        "contact_info": "081298765432",
        "notes": "Titipan kasir",
    });
    let paid = app.admin().post("/api/v1/payment/manual/", payment).await;
    assert_eq!(paid.status, 201, "{}", paid.body);

    let answers = [
        track(&app, &order["order_code"]).await,
        check(&app, &order["order_code"]).await,
        invoice(&app, &open["invoice_code"]).await,
    ];

    for answer in answers {
        assert_eq!(answer.status, 200);
        for secret in [
            "Santoso",
            "81234567890",
            "81298765432",
            "example.com",
            "cerewet",
            "Titipan",
            "dada kiri",
            "BANK_TRANSFER",
            "xendit",
            "RJT-",
            "Siti",
            "Rahma",
            "admin",
            "whatsapp",
        ] {
            assert!(!answer.text.contains(secret), "{secret}: {}", answer.text);
        }
    }
}
