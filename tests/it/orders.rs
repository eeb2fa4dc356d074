//! The life of one order over HTTP.

mod bad;
mod begun;
mod bulk;
mod credit;
mod ends;
mod fields;
mod repeats;
mod together;
mod transitions;

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::a_form;
use crate::kit::list;
use crate::kit::rupiah;
use crate::kit::text;
use crate::kit::with;

#[tokio::test]
async fn a_visitor_orders_and_gets_an_invoice_at_once() {
    let app = TestApp::start().await;

    let answer = app.stranger().post("/api/v1/order/", a_form()).await;

    assert_eq!(answer.status, 201, "{}", answer.body);
    let (order, invoice) = (&answer.body["order"], &answer.body["invoice"]);
    assert_eq!(order["status_order"], "link_dibuat");
    assert_eq!(order["price_confirmed"], false);
    assert_eq!(order["attention"], json!(["price_unconfirmed"]));
    assert_eq!(order["customer_phone"], "+6281234567890");
    assert_eq!(invoice["invoice_amount"], "3750000.00");
    assert_eq!(invoice["payment_type"], "dp");
    assert_eq!(answer.body["success"], true);
    assert!(text(&order["order_code"]).starts_with("ORD-"));
    assert_eq!(answer.header("etag"), "\"v2\"");
}

#[tokio::test]
async fn an_admins_order_is_confirmed_and_others_of_staff_make_none() {
    let app = TestApp::start().await;

    assert_eq!(app.an_order().await["price_confirmed"], true);
    for client in [app.viewer(), app.production()] {
        let answer = client.post("/api/v1/order/", a_form()).await;
        assert_eq!(answer.status, 403);
        assert_eq!(answer.body["error_code"], "PERMISSION_DENIED");
    }
}

#[tokio::test]
async fn an_order_is_found_under_each_of_its_paths_with_and_without_slash() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let id = text(&order["id"]);

    for path in [
        format!("/api/v1/order/{id}"),
        format!("/api/v1/admin/orders/{id}"),
        format!("/api/v1/{id}"),
    ] {
        for path in [path.clone(), format!("{path}/")] {
            let answer = app.admin().get(&path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.body["id"], order["id"]);
            assert_eq!(list(&answer.body["invoices"]).len(), 1);
            assert_eq!(list(&answer.body["payments"]).len(), 0);
        }
    }
    let viewer = app
        .viewer()
        .get(&format!("/api/v1/admin/orders/{id}/"))
        .await;
    assert_eq!(viewer.status, 403);
    let stranger = app.stranger().get(&format!("/api/v1/order/{id}/")).await;
    assert_eq!(stranger.status, 401);
}

#[tokio::test]
async fn unknown_paths_and_methods_answer_in_the_envelope() {
    let app = TestApp::start().await;

    for path in [
        "/api/v1/nothing/",
        "/api/v1/order/nothing/",
        "/api/v1/order/550e8400-e29b-41d4-a716-446655440001/",
        "/api/v1/a/b/c/d/",
    ] {
        let answer = app.admin().get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.body["error_code"], "NOT_FOUND", "{path}");
    }
    let answer = app.admin().delete("/api/v1/payment/manual/").await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("allow"), "POST");
    assert_eq!(answer.body["error_code"], "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn the_root_introduces_itself_and_heads_are_answered() {
    let app = TestApp::start().await;

    let root = app.stranger().get("/api/v1/").await;
    assert_eq!(root.status, 200);
    assert_eq!(root.body["status"], "ok");

    let id = app.an_order().await["id"].clone();
    let path = format!("/api/v1/order/{}/", text(&id));
    let head = app
        .admin()
        .send(Method::HEAD, &path, None, Body::empty())
        .await;
    assert_eq!(head.status, 200);
    assert_eq!(head.header("etag"), "\"v2\"");
    let known = app.admin().with("if-none-match", "\"v2\"").get(&path).await;
    assert_eq!(known.status, 304);
}

#[tokio::test]
async fn a_put_replaces_and_wants_everything() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));

    let half = app.admin().put(&path, json!({ "quantity": 60 })).await;
    let whole = with(
        a_form(),
        json!({ "quantity": 60, "status_order": "link_dibuat" }),
    );
    let whole = app.admin().put(&path, whole).await;
    let back = app.admin().put(&path, whole.body.clone()).await;

    assert_eq!(half.status, 400);
    assert!(half.body["customer_name"].is_array());
    assert_eq!(whole.status, 200, "{}", whole.body);
    assert_eq!(whole.body["quantity"], 60);
    // Sent back as it was read, nothing has to change.
    assert_eq!(back.status, 200, "{}", back.body);
    assert_eq!(back.body["version"], whole.body["version"]);
}

#[tokio::test]
async fn a_new_price_replaces_what_is_asked_for() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));

    let answer = app
        .admin()
        .patch(&path, json!({ "total_price": 8_000_000 }))
        .await;
    let detail = app.admin().get(&path).await.body;

    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["total_price"], "8000000.00");
    assert_eq!(rupiah(&detail["invoices"][0]["invoice_amount"]), 4_000_000);
}
