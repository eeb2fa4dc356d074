//! Requests as they are typed into a shell.

use axum::body::Body;
use axum::http::Method;
use serde_json::Value;
use serde_json::json;

use crate::auth::browser::Browser;
use crate::files::Form;
use crate::kit::PASSWORD;
use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

const JSON: Option<&str> = Some("application/json");

/// The form of a visitor, field by field, without a channel and without a file.
pub(super) fn typed() -> Value {
    json!({
        "customer_name": "John Doe", "product_name": "Kaos Custom", "quantity": "50",
        "total_price": "7500000", "payment_type": "dp", "dp_percent": "50",
        "contact_information": "081234567890",
    })
}

/// What a manager types for a customer.
fn dictated() -> Value {
    json!({
        "customer_name": "Budi Santoso", "product_name": "Kaos Custom Logo Perusahaan",
        "quantity": 50, "total_price": "2500000", "payment_type": "dp", "dp_percent": "60",
        "contact_information": "081234567890", "notification_channel": "whatsapp",
    })
}

#[tokio::test]
async fn a_form_makes_an_order_with_an_invoice_over_half() {
    let app = TestApp::start().await;

    let made = Form::of(&typed())
        .post("/api/v1/order/", &app.stranger())
        .await;

    assert_eq!(made.status, 201, "{}", made.body);
    let (order, invoice) = (&made.body["order"], &made.body["invoice"]);
    assert!(text(&order["order_code"]).starts_with("ORD-"));
    assert!(text(&invoice["invoice_code"]).starts_with("INV-"));
    assert_eq!(invoice["invoice_amount"], "3750000.00");
    assert!(text(&invoice["payment_url"]).starts_with("http"));
    assert_eq!(made.body["payment_url"], invoice["payment_url"]);
    assert!(text(&made.body["message"]).ends_with('.'));
    assert_eq!(made.body["success"], true);
}

#[tokio::test]
async fn an_order_is_tracked_by_a_code_that_is_there() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let track = async |query: &str| {
        let path = format!("/api/v1/track-order/{query}");
        app.stranger().get(&path).await
    };

    let there = track(&format!("?order_code={}", text(&order["order_code"]))).await;
    assert_eq!(there.status, 200);
    assert_eq!(there.body["success"], true);
    assert_eq!(there.body["data"]["order_code"], order["order_code"]);
    for part in [
        "order", "timeline", "payments", "summary", "data", "message",
    ] {
        assert!(!there.body[part].is_null(), "{part}");
    }
    for (query, status) in [
        ("?order_code=INVALID", 400),
        ("", 400),
        ("?order_code=ORD-999-ZZZ", 404),
    ] {
        let refused = track(query).await;
        assert_eq!(refused.status, status, "{query}");
        assert!(
            refused.body["error"].is_string(),
            "{query}: {}",
            refused.body
        );
    }
}

#[tokio::test]
async fn a_manager_signs_in_and_lists_orders_with_the_jar_of_cookies() {
    let app = TestApp::start().await;
    app.an_order().await;
    let mut jar = Browser::new(&app);

    let signed_in = jar.sign_in("admin", PASSWORD).await;
    assert_eq!(signed_in.status, 200);
    assert_eq!(signed_in.body["user"]["username"], "admin");
    assert_eq!(signed_in.body["success"], true);
    let kept = format!("sessionid={}", jar.cookie("sessionid"));
    let listed = app
        .stranger()
        .with("cookie", kept)
        .send(Method::GET, "/api/v1/order/", JSON, Body::empty())
        .await;

    assert_eq!(listed.status, 200, "{}", listed.body);
    assert_eq!(listed.body["count"], 1);
    assert_eq!(listed.body["next"], Value::Null);
    assert_eq!(list(&listed.body["results"]).len(), 1);
}

#[tokio::test]
async fn a_manager_makes_an_order_with_the_session_and_the_token_copied_by_hand() {
    let app = TestApp::start().await;
    let mut jar = Browser::new(&app);
    jar.sign_in("admin", PASSWORD).await;

    // Only the session is sent as a cookie; the token is a header alone.
    let made = app
        .stranger()
        .with("cookie", format!("sessionid={}", jar.cookie("sessionid")))
        .with("x-csrftoken", jar.cookie("csrftoken"))
        .post("/api/v1/admin/create-order/", dictated())
        .await;

    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.body["success"], true);
    assert_eq!(made.body["order"]["status_order"], "link_dibuat");
    assert_eq!(made.body["order"]["price_confirmed"], true);
    assert_eq!(made.body["invoice"]["payment_type"], "dp");
    assert_eq!(made.body["invoice"]["invoice_amount"], "1500000.00");
    assert!(made.body["invoice"]["invoice_expired_at"].is_string());
}
