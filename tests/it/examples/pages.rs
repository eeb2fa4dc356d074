//! Requests as scripts in pages send them.

use std::time::Duration;

use axum::body::Body;
use axum::http::Method;
use serde_json::Value;
use serde_json::json;

use super::shell::typed;
use crate::auth::browser::Browser;
use crate::files::Form;
use crate::files::PDF;
use crate::kit::PASSWORD;
use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;
use crate::kit::with;

const JSON: Option<&str> = Some("application/json");

/// What `FormData` makes of an object whose every value is appended, the read-only ones too.
fn appended() -> Value {
    with(
        typed(),
        json!({ "paid_amount": "0", "is_fully_paid": "false" }),
    )
}

#[tokio::test]
async fn a_page_orders_with_a_file_and_opens_where_to_pay() {
    let app = TestApp::start().await;

    let form = Form::of(&appended()).file("design", "logo.pdf", Some("application/pdf"), PDF);
    let made = form.post("/api/v1/order/", &app.stranger()).await;

    assert_eq!(made.status, 201, "{}", made.body);
    assert!(text(&made.body["payment_url"]).starts_with("http"));
    assert!(text(&made.body["order"]["design"]).contains("/media/designs/"));
    assert_eq!(made.body["order"]["paid_amount"], "0.00");
    assert_eq!(made.body["order"]["is_fully_paid"], false);
}

#[tokio::test]
async fn a_page_where_nobody_chose_a_file_orders_without() {
    let app = TestApp::start().await;

    for nothing in ["undefined", "null", ""] {
        let form = Form::of(&with(appended(), json!({ "design": nothing })));
        let made = form.post("/api/v1/order/", &app.stranger()).await;
        assert_eq!(made.status, 201, "{nothing}: {}", made.body);
        assert_eq!(made.body["order"]["design"], Value::Null, "{nothing}");
    }
}

#[tokio::test]
async fn a_page_shows_why_an_order_was_not_made() {
    let app = TestApp::start().await;

    let form = Form::of(&with(appended(), json!({ "quantity": "0" })));
    let refused = form.post("/api/v1/order/", &app.stranger()).await;

    assert_eq!(refused.status, 400);
    assert!(text(&refused.body["error"]).ends_with('.'));
    assert!(refused.body["quantity"][0].is_string());
}

#[tokio::test]
async fn a_page_checks_what_is_paid_and_what_is_left() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;
    let check = async |code: &str| {
        let path = format!("/api/v1/check-order/?order_code={code}");
        app.stranger().get(&path).await
    };

    let there = check(text(&order["order_code"])).await;
    let nowhere = check("ORD-1234-ABCD").await;

    assert_eq!(there.status, 200);
    assert_eq!(there.body["summary"]["total_paid"], "3750000.00");
    assert_eq!(there.body["summary"]["remaining"], "3750000.00");
    assert_eq!(nowhere.status, 404);
}

#[tokio::test]
async fn a_page_tracks_an_order_or_shows_the_error() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let track = async |code: &str| {
        let path = format!("/api/v1/track-order/?order_code={code}");
        app.stranger().get(&path).await.body
    };

    let there = track(text(&order["order_code"])).await;
    let nowhere = track("ORD-999-ZZZ").await;

    assert_eq!(there["success"], true);
    assert!(there["data"].is_object());
    assert_ne!(nowhere["success"], true);
    assert!(nowhere["error"].is_string());
}

#[tokio::test]
async fn a_client_with_a_token_reads_and_signs_in_anew_when_it_ran_out() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);
    let signed_in = browser.sign_in("admin", PASSWORD).await;
    let read = async |path: &str, token: &Value| {
        let bearer = format!("Bearer {}", text(token));
        let client = app.stranger().with("authorization", bearer);
        client.send(Method::GET, path, JSON, Body::empty()).await
    };
    let (products, orders) = ("/api/v1/produkpost/", "/api/v1/order/");
    let first = &signed_in.body["access"];
    assert_eq!(read(products, first).await.status, 200);

    app.clock.advance(Duration::from_mins(61));
    // What everybody may read needs no token, so one that ran out does not matter.
    assert_eq!(read(products, first).await.status, 200);
    assert_eq!(read(orders, first).await.status, 401);
    let refresh = "/api/v1/auth/refresh/";
    let refreshed = browser.post(refresh, &[], Value::Null).await;

    assert_eq!(refreshed.status, 200, "{}", refreshed.body);
    let again = read(orders, &refreshed.body["access"]).await;
    assert_eq!(again.status, 200);
    assert!(again.body["results"].is_array());
}

#[tokio::test]
async fn a_script_reads_the_token_it_has_to_send_and_no_other_cookie() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app);

    let signed_in = browser.sign_in("admin", PASSWORD).await;

    let cookies = signed_in.headers.get_all("set-cookie");
    for cookie in cookies.iter().map(|it| it.to_str().unwrap()) {
        let is_readable = !cookie.contains("HttpOnly");
        assert_eq!(is_readable, cookie.starts_with("csrftoken="), "{cookie}");
    }
}

#[tokio::test]
async fn the_list_of_a_workshop_makes_orders_and_deletes_them() {
    let app = TestApp::start().await;

    let made = Form::of(&typed())
        .post("/api/v1/order/", &app.admin())
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let path = format!("/api/v1/order/{}/", text(&made.body["order"]["id"]));
    let deleted = app.admin().delete(&path).await;

    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    assert_eq!(app.admin().get(&path).await.status, 404);
    assert_eq!(app.admin().get("/api/v1/order/").await.body["count"], 0);
}

#[tokio::test]
async fn a_shop_hands_its_orders_on() {
    let app = TestApp::start().await;
    let order = json!({
        "customer_name": "Siti Rahma", "product_name": "Kaos", "quantity": 3,
        "total_price": "409000.00", "payment_type": "full",
        "contact_information": "siti@contoh.id", "notification_channel": "email",
    });

    let made = app.stranger().post("/api/v1/order/", order).await;

    assert_eq!(made.status, 201, "{}", made.body);
    assert!(text(&made.body["order"]["order_code"]).starts_with("ORD-"));
    assert_eq!(made.body["invoice"]["invoice_amount"], "409000.00");
}

#[tokio::test]
async fn a_bookkeeper_finds_what_a_line_needs_in_a_payment() {
    let app = TestApp::start().await;
    app.an_order_in("dp_dibayar").await;

    let listed = app.viewer().get("/api/v1/payment/").await;

    let payment = &list(&listed.body["results"])[0];
    assert!(payment["paid_at"].is_string());
    assert!(text(&payment["invoice_code"]).starts_with("INV-"));
    assert_eq!(payment["amount"], "3750000.00");
}

#[tokio::test]
async fn a_lean_list_has_the_fields_it_needs() {
    let app = TestApp::start().await;
    app.an_order().await;

    let lean = "?fields=id,order_code,customer_name,status_order,total_price";
    let listed = app.viewer().get(&format!("/api/v1/order/{lean}")).await;

    let first = list(&listed.body["results"])[0].as_object().unwrap();
    assert_eq!(first.len(), 5, "{first:?}");
}
