//! What staff should look at, and orders that were set aside.

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

const ALERTS: &str = "/api/v1/admin/security/alerts/";

/// An order that was paid Rp 500,000 too much.
async fn an_overpaid_order(app: &TestApp) -> Value {
    let order = app.an_order_with(json!({ "payment_type": "full" })).await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let invoice = app.admin().get(&path).await.body["invoices"][0]["id"].clone();
    let body = json!({ "invoice_id": invoice, "payment_method": "CASH", "amount": 8_000_000 });
    let paid = app.admin().post("/api/v1/payment/manual/", body).await;
    assert_eq!(paid.status, 201, "{}", paid.body);
    order
}

#[tokio::test]
async fn too_much_money_becomes_an_alert_that_says_what_can_be_done() {
    let app = TestApp::start().await;
    let order = an_overpaid_order(&app).await;

    let page = app.admin().get(ALERTS).await;

    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(page.body["count"], 1);
    assert_eq!(page.body["next"], Value::Null);
    let alert = &page.body["results"][0];
    assert_eq!(alert["type"], "money_over");
    assert_eq!(alert["severity"], "warning");
    assert_eq!(alert["count"], 1);
    assert_eq!(alert["acknowledged_at"], Value::Null);
    assert!(text(&alert["message"]).contains(text(&order["order_code"])));
    assert!(text(&alert["message"]).contains("Rp 500.000"));
    let details = &alert["details"];
    assert_eq!(details["order_id"], order["id"]);
    assert_eq!(details["amount"], "500000.00");
    let labels: Vec<_> = list(&details["actions"])
        .iter()
        .map(|action| (text(&action["method"]), text(&action["label"])))
        .collect();
    assert_eq!(labels[0], ("POST", "Kembalikan uang"));
    assert_eq!(labels[1], ("POST", "Pindahkan ke pesanan lain"));
}

#[tokio::test]
async fn an_alert_is_acknowledged_once_and_by_whom() {
    let app = TestApp::start().await;
    an_overpaid_order(&app).await;
    let id = app.admin().get(ALERTS).await.body["results"][0]["id"].clone();
    let path = format!("{ALERTS}{}/acknowledge/", text(&id));

    let first = app.admin().post(&path, json!({})).await;
    let again = app.owner().post(&path, json!({})).await;
    let open = format!("{ALERTS}?acknowledged=false");
    let seen = format!("{ALERTS}?acknowledged=true");

    assert_eq!(first.status, 200, "{}", first.body);
    assert!(first.body["acknowledged_at"].is_string());
    assert!(first.body["acknowledged_by"].is_string());
    assert_eq!(again.body, first.body);
    assert_eq!(app.admin().get(&open).await.body["count"], 0);
    assert_eq!(app.admin().get(&seen).await.body["count"], 1);
    let nowhere = format!("{ALERTS}550e8400-e29b-41d4-a716-446655440007/acknowledge/");
    assert_eq!(app.admin().post(&nowhere, json!({})).await.status, 404);
}

#[tokio::test]
async fn alerts_are_found_by_kind_and_by_the_beginning_of_it() {
    let app = TestApp::start().await;
    an_overpaid_order(&app).await;

    for (query, count) in [
        ("type=money_over", 1),
        ("type=money_*", 1),
        ("type=money_short", 0),
        ("type=system_*", 0),
        ("type=", 1),
        ("type=money_over&acknowledged=true", 0),
    ] {
        let answer = app.admin().get(&format!("{ALERTS}?{query}")).await;
        assert_eq!(answer.body["count"], count, "{query}: {}", answer.body);
    }
    for query in ["type=money", "type=cats_*", "acknowledged=ya", "page=0"] {
        let answer = app.admin().get(&format!("{ALERTS}?{query}")).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.body);
    }
    let past = app.admin().get(&format!("{ALERTS}?page=2")).await;
    assert_eq!(past.status, 404);
}

#[tokio::test]
async fn alerts_are_for_those_who_manage() {
    let app = TestApp::start().await;
    an_overpaid_order(&app).await;
    let id = app.owner().get(ALERTS).await.body["results"][0]["id"].clone();
    let path = format!("{ALERTS}{}/acknowledge/", text(&id));

    for client in [app.viewer(), app.production()] {
        assert_eq!(client.get(ALERTS).await.status, 403);
        assert_eq!(client.post(&path, json!({})).await.status, 403);
    }
    assert_eq!(app.stranger().get(ALERTS).await.status, 401);
    assert_eq!(app.stranger().post(&path, json!({})).await.status, 401);
}

#[tokio::test]
async fn an_order_that_was_not_set_aside_is_left_as_it_is() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/admin/orders/{}/release/", text(&order["id"]));

    let answer = app.admin().post(&path, json!({})).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["released"], false);
    assert_eq!(app.viewer().post(&path, json!({})).await.status, 403);
    assert_eq!(app.stranger().post(&path, json!({})).await.status, 401);
    let nowhere = "/api/v1/admin/orders/550e8400-e29b-41d4-a716-446655440001/release/";
    assert_eq!(app.admin().post(nowhere, json!({})).await.status, 404);
}
