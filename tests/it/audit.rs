//! What is remembered of an order.

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;
use crate::money::page_id;
use crate::money::page_of;

async fn trail(app: &TestApp, id: &str) -> Value {
    let answer = app
        .viewer()
        .get(&format!("/api/v1/orders/{id}/audit-trail/"))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

/// The lines without what differs from run to run.
fn lines(trail: &Value) -> Vec<String> {
    let line = |entry: &Value| {
        let word = |name: &str| entry[name].as_str().unwrap_or("-");
        let (change, source) = (word("change_type"), word("trigger_source"));
        let (from, to) = (word("previous_status"), word("new_status"));
        format!("{} {change} {from} → {to} ({source})", entry["version"])
    };
    list(&trail["audit_trail"]).iter().map(line).collect()
}

#[tokio::test]
async fn a_life_is_told_in_order() {
    let app = TestApp::start().await;
    let order = app.an_order_in("pengerjaan_selesai").await;
    let id = text(&order["id"]);
    let path = format!("/api/v1/order/{id}/");
    let body = json!({ "production_status": "selesai", "notes": "Tinggal kemas" });
    app.production().patch(&path, body).await;

    let trail = trail(&app, id).await;

    assert_eq!(trail["order_code"], order["order_code"]);
    assert_eq!(trail["order"]["customer_name"], "Budi Santoso");
    assert_eq!(trail["audit_trail"], trail["status_histories"]);
    insta::assert_debug_snapshot!(lines(&trail), @r#"
    [
        "1 order_status - → link_dibuat (admin)",
        "1 invoice_status - → belum dibayar (admin)",
        "1 attempt - → opening (admin)",
        "2 attempt - → open (webhook)",
        "2 notification - → - (webhook)",
        "3 order_status link_dibuat → dp_dibayar (admin)",
        "3 payment - → sudah dibayar (admin)",
        "3 order_data - → - (admin)",
        "3 attempt - → superseded (admin)",
        "3 invoice_status belum dibayar → sudah dibayar (admin)",
        "4 order_status dp_dibayar → pengerjaan_selesai (admin)",
        "4 invoice_status - → belum dibayar (admin)",
        "4 attempt - → opening (admin)",
        "5 attempt - → open (webhook)",
        "6 production_status menunggu → selesai (admin)",
    ]
    "#);
    let last = list(&trail["audit_trail"]).last().unwrap();
    assert_eq!(last["notes"], "Tinggal kemas");
    assert!(last["actor"].is_string());
}

#[tokio::test]
async fn remarks_join_the_trail() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let id = text(&order["id"]);
    let path = format!("/api/v1/order/{id}/notes/");

    let noted = app
        .production()
        .post(&path, json!({ "text": "Bahan habis\nPesan lagi" }))
        .await;
    let empty = app
        .production()
        .post(&path, json!({ "text": " \u{0} " }))
        .await;
    let long = app
        .admin()
        .post(&path, json!({ "text": "n".repeat(2_001) }))
        .await;
    let viewer = app.viewer().post(&path, json!({ "text": "x" })).await;

    assert_eq!(noted.status, 201, "{}", noted.body);
    assert_eq!(noted.body["change_type"], "note");
    assert_eq!(noted.body["notes"], "Bahan habis\nPesan lagi");
    assert_eq!(noted.header("etag"), "\"v3\"");
    assert_eq!(empty.status, 400);
    assert_eq!(long.status, 400);
    assert_eq!(viewer.status, 403);
    let trail = trail(&app, id).await;
    assert_eq!(
        list(&trail["audit_trail"]).last(),
        Some(&with_effect(&noted.body))
    );
}

/// Production reads no `money_effect`; everybody else reads null.
fn with_effect(entry: &Value) -> Value {
    let mut entry = entry.clone();
    entry["money_effect"] = Value::Null;
    entry
}

#[tokio::test]
async fn money_shows_its_effect_to_those_who_see_money() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;

    let trail = trail(&app, text(&order["id"])).await;

    let effects: Vec<_> = list(&trail["audit_trail"])
        .iter()
        .filter(|entry| !entry["money_effect"].is_null())
        .map(|entry| text(&entry["money_effect"]))
        .collect();
    assert_eq!(effects, ["3750000.00"]);
}

#[tokio::test]
async fn what_the_provider_told_is_in_the_trail() {
    let app = TestApp::start().await;
    let id = app.an_order().await["id"].clone();
    let id = text(&id);
    let other = app.an_order().await;
    let order = app.order(id).await;
    let page = page_id(page_of(&order)).to_owned();

    app.pays_page(page_of(&order), 3_750_000).await;
    let expired = json!({ "id": page, "external_id": "x", "status": "EXPIRED", "amount": 1 });
    for _ in 0..2 {
        assert_eq!(app.delivers(&expired).await.status, 200);
    }

    let logs = trail(&app, id).await["webhook_logs"].clone();
    let log = |kind: &str| {
        json!({
            "source": "xendit",
            "webhook_type": kind,
            "status": "processed",
            "created_at": logs[0]["created_at"],
            "processing_ms": 0,
        })
    };
    let mut told = list(&logs).to_vec();
    told.sort_by_key(|it| text(&it["webhook_type"]).to_owned());
    assert_eq!(told, [log("invoice.expired"), log("invoice.paid")]);
    assert!(logs[0]["created_at"].is_string());
    let path = format!("/api/v1/orders/{id}/audit-trail/");
    assert_eq!(app.production().get(&path).await.body["webhook_logs"], logs);
    assert_eq!(
        trail(&app, text(&other["id"])).await["webhook_logs"],
        json!([])
    );
}

#[tokio::test]
async fn nobody_has_no_trail() {
    let app = TestApp::start().await;
    let id = "550e8400-e29b-41d4-a716-446655440001";
    let path = format!("/api/v1/orders/{id}/audit-trail/");

    assert_eq!(app.admin().get(&path).await.status, 404);
    assert_eq!(app.stranger().get(&path).await.status, 401);
}
