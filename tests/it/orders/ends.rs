//! How an order ends: cancelled, restored, deleted.

use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

#[tokio::test]
async fn cancelling_says_what_becomes_of_the_money() {
    let app = TestApp::start().await;
    for (money, due) in [("refund_due", "3750000.00"), ("keep", "0.00")] {
        let order = app.an_order_in("dp_dibayar").await;
        let path = format!("/api/v1/order/{}/cancel/", text(&order["id"]));

        let undecided = app.admin().post(&path, json!({ "reason": "Batal" })).await;
        let body = json!({ "reason": "Batal", "money": money });
        let cancelled = app.admin().post(&path, body).await;
        let again = app.admin().post(&path, json!({})).await;

        assert_eq!(undecided.status, 409);
        assert_eq!(undecided.body["error_code"], "MONEY_UNDECIDED");
        assert_eq!(cancelled.status, 200, "{}", cancelled.body);
        assert_eq!(cancelled.body["status_order"], "dibatalkan");
        assert_eq!(cancelled.body["production_status"], "dibatalkan");
        assert_eq!(cancelled.body["refund_due"], due);
        assert_eq!(again.status, 409);
        assert_eq!(again.body["error_code"], "ILLEGAL_TRANSITION");
    }
}

#[tokio::test]
async fn a_cancelled_order_asks_for_nothing_and_comes_back_with_a_reason() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dibatalkan").await;
    let path = format!("/api/v1/order/{}/restore/", text(&order["id"]));

    let unexplained = app.admin().post(&path, json!({})).await;
    let restored = app
        .admin()
        .post(&path, json!({ "notes": "Jadi pesan" }))
        .await;
    let twice = app.admin().post(&path, json!({ "notes": "Lagi" })).await;

    let closed = |invoice: &serde_json::Value| invoice["invoice_status"] == "dibatalkan";
    assert!(list(&order["invoices"]).iter().all(closed));
    assert_eq!(unexplained.status, 400);
    assert_eq!(restored.status, 200, "{}", restored.body);
    assert_eq!(restored.body["status_order"], "link_dibuat");
    assert_eq!(twice.status, 409);
    assert_eq!(twice.body["error_code"], "NOT_RESTORABLE");
}

#[tokio::test]
async fn a_deleted_order_is_gone_but_not_forgotten() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let id = text(&order["id"]);
    let path = format!("/api/v1/order/{id}/");

    let deleted = app.admin().delete(&path).await;

    assert_eq!(deleted.status, 204);
    assert_eq!(app.admin().get(&path).await.status, 404);
    assert_eq!(app.admin().delete(&path).await.status, 404);
    assert_eq!(
        app.admin()
            .patch(&path, json!({ "quantity": 5 }))
            .await
            .status,
        404
    );
    assert_eq!(app.admin().get("/api/v1/order/").await.body["count"], 0);
    let shown = app
        .admin()
        .get(&format!("{path}?include_deleted=true"))
        .await;
    assert_eq!(shown.status, 200);
    assert!(shown.body["deleted_at"].is_string());
    let trail = format!("/api/v1/orders/{id}/audit-trail/");
    assert_eq!(app.admin().get(&trail).await.status, 404);
    let trail = format!("{trail}?include_deleted=true");
    assert_eq!(app.admin().get(&trail).await.status, 200);
    assert_eq!(app.viewer().get(&trail).await.status, 403);
}

#[tokio::test]
async fn an_order_that_saw_money_is_only_cancelled() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;

    let answer = app
        .admin()
        .delete(&format!("/api/v1/{}/", text(&order["id"])))
        .await;

    assert_eq!(answer.status, 409);
    assert_eq!(answer.body["error_code"], "HAS_MONEY");
}

#[tokio::test]
async fn terms_are_fixed_by_the_first_payment() {
    let app = TestApp::start().await;
    let unpaid = app.an_order().await;
    let paid = app.an_order_in("dp_dibayar").await;
    let full = json!({ "payment_type": "full" });

    let path = format!("/api/v1/order/{}/", text(&unpaid["id"]));
    let changed = app.admin().patch(&path, full.clone()).await;
    let path = format!("/api/v1/order/{}/", text(&paid["id"]));
    let refused = app.admin().patch(&path, full).await;

    assert_eq!(changed.status, 200);
    assert_eq!(changed.body["payment_type"], "full");
    assert_eq!(refused.status, 409);
    assert_eq!(refused.body["error_code"], "TERMS_FIXED");
}
