//! Paying in instalments.

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;
use crate::kit::with;

const PLAN: &str = "/api/v1/payment/create-plan/";

/// A plan of three parts; the days are far ahead.
fn a_plan(order: &Value) -> Value {
    json!({
        "order_id": order["id"],
        "plan": "custom",
        "installments": [
            { "amount": "2500000.00", "due_date": "2999-07-01T00:00:00Z", "description": "DP 1/3" },
            { "amount": "2500000.00", "due_date": "2999-07-15", "description": "DP 2/3" },
            { "amount": 2_500_000, "due_date": "2999-08-01T00:00:00+07:00" },
        ],
    })
}

#[tokio::test]
async fn the_documented_plan_is_made_and_its_first_page_is_there() {
    let app = TestApp::start().await;
    let order = app.an_order().await;

    let answer = app.admin().post(PLAN, a_plan(&order)).await;

    assert_eq!(answer.status, 201, "{}", answer.body);
    let plan = &answer.body["plan"];
    assert_eq!(answer.body["success"], true);
    assert_eq!(plan["order_id"], order["id"]);
    assert_eq!(plan["order_code"], order["order_code"]);
    assert_eq!(plan["plan"], "custom");
    assert_eq!(plan["status"], "active");
    assert_eq!(plan["total_amount"], "7500000.00");
    assert_eq!(plan["paid_amount"], "0.00");
    assert_eq!(plan["remaining_amount"], "7500000.00");
    let parts = list(&plan["installments"]);
    assert_eq!(parts.len(), 3);
    assert_eq!(parts[0]["number"], 1);
    assert_eq!(parts[0]["due_date"], "2999-07-01T00:00:00Z");
    assert_eq!(parts[0]["description"], "DP 1/3");
    assert_eq!(parts[0]["invoice_status"], "belum dibayar");
    assert!(parts[0]["payment_url"].is_string(), "{plan}");
    assert_eq!(parts[1]["due_date"], "2999-07-15T16:59:59.999Z");
    assert_eq!(parts[1]["payment_url"], Value::Null);
    assert_eq!(parts[2]["due_date"], "2999-07-31T17:00:00Z");
    assert_eq!(parts[2]["description"], "");
    assert_eq!(answer.body["order"]["remaining"], "7500000.00");
    let path = format!("/api/v1/payment/plan/{}/", text(&plan["id"]));
    let read = app.viewer().get(&path).await;
    assert_eq!(read.status, 200);
    assert_eq!(read.body, *plan);
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let seen = app.viewer().get(&path).await;
    assert_eq!(seen.body["plans"], json!([plan]));
}

#[tokio::test]
async fn equal_parts_are_a_month_apart_and_share_what_is_left() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;
    let body = json!({
        "order_id": order["order_code"],
        "plan": "equal",
        "count": 4,
        "first_due_date": "2999-01-31",
    });

    let answer = app.admin().post(PLAN, body).await;

    assert_eq!(answer.status, 201, "{}", answer.body);
    let parts = list(&answer.body["plan"]["installments"]);
    let amounts: Vec<_> = parts.iter().map(|it| text(&it["amount"])).collect();
    let due: Vec<_> = parts
        .iter()
        .map(|it| &text(&it["due_date"])[..10])
        .collect();
    assert_eq!(answer.body["plan"]["plan"], "equal");
    assert_eq!(amounts, ["937500.00"; 4]);
    assert_eq!(
        due,
        ["2999-01-31", "2999-02-28", "2999-03-31", "2999-04-30"]
    );
    assert_eq!(parts[1]["description"], "Cicilan 2/4");
}

#[tokio::test]
async fn an_instalment_is_paid_like_any_invoice() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let made = app.admin().post(PLAN, a_plan(&order)).await.body;
    let path = format!("/api/v1/payment/plan/{}/", text(&made["plan"]["id"]));

    app.pay_open_invoice(text(&order["id"])).await;
    let plan = app.admin().get(&path).await.body;
    let order = app
        .admin()
        .get(&format!("/api/v1/order/{}/", text(&order["id"])))
        .await
        .body;

    assert_eq!(plan["paid_amount"], "2500000.00");
    assert_eq!(plan["remaining_amount"], "5000000.00");
    assert!(plan["installments"][0]["paid_at"].is_string());
    assert_eq!(order["status_order"], "dp_dibayar");
}

#[tokio::test]
async fn a_plan_that_ends_asks_no_more() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let made = app.admin().post(PLAN, a_plan(&order)).await.body;
    let path = format!("/api/v1/payment/plan/{}/", text(&made["plan"]["id"]));
    let client = app.admin().with("idempotency-key", "akhiri");

    let ended = client.delete(&path).await;
    let again = client.delete(&path).await;
    let anew = app.admin().delete(&path).await;
    let plan = app.admin().get(&path).await.body;

    assert_eq!((ended.status, again.status), (204, 204));
    assert_eq!(anew.status, 404);
    assert_eq!(plan["status"], "cancelled");
    assert_eq!(plan["total_amount"], "7500000.00");
    assert_eq!(plan["remaining_amount"], "0.00");
    assert_eq!(plan["installments"][2]["invoice_status"], "dibatalkan");
}

#[tokio::test]
async fn an_order_has_one_plan_and_none_once_the_rest_is_asked_for() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let waiting = app.an_order_in("pengerjaan_selesai").await;
    let client = app.admin().with("idempotency-key", "cicil");

    let first = client.post(PLAN, a_plan(&order)).await;
    let again = client.post(PLAN, a_plan(&order)).await;
    let second = app.admin().post(PLAN, a_plan(&order)).await;
    let late = json!({ "order_id": waiting["id"], "plan": "equal", "count": 2 });
    let late = app.admin().post(PLAN, late).await;
    let settled = app.an_order_in("lunas").await;
    let settled = json!({ "order_id": settled["id"], "plan": "equal", "count": 2 });
    let settled = app.admin().post(PLAN, settled).await;

    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(again.body, first.body);
    assert_eq!(second.status, 409);
    assert_eq!(second.body["error_code"], "PLAN_ACTIVE");
    assert_eq!(late.body["error_code"], "FINAL_REQUESTED");
    assert_eq!(settled.status, 409);
}

#[tokio::test]
async fn what_is_no_plan_is_refused_whole() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let part = |amount: i64, day: &str| json!({ "amount": amount, "due_date": day });
    let parts = |parts: Vec<Value>| with(a_plan(&order), json!({ "installments": parts }));
    let equal = |fields: Value| {
        let body = json!({ "order_id": order["id"], "plan": "equal" });
        with(body, fields)
    };

    for (name, body) in [
        ("installments", parts(vec![part(7_500_000, "2999-01-01")])),
        (
            "installments",
            parts(vec![part(1, "2999-01-01"), part(2, "2999-02-01")]),
        ),
        (
            "installments",
            parts(vec![
                part(3_750_000, "2999-02-01"),
                part(3_750_000, "2999-01-01"),
            ]),
        ),
        (
            "installments",
            parts(vec![
                part(3_750_000, "2020-01-01"),
                part(3_750_000, "2999-01-01"),
            ]),
        ),
        (
            "installments",
            parts(vec![part(0, "2999-01-01"), part(1, "besok")]),
        ),
        ("installments", parts(vec![json!("satu"), json!(2)])),
        (
            "installments",
            with(a_plan(&order), json!({ "installments": 3 })),
        ),
        (
            "installments",
            json!({ "order_id": order["id"], "plan": "custom" }),
        ),
        ("plan", with(a_plan(&order), json!({ "plan": "gratis" }))),
        ("order_id", with(a_plan(&order), json!({ "order_id": "x" }))),
        ("count", equal(json!({}))),
        ("count", equal(json!({ "count": 1 }))),
        ("count", equal(json!({ "count": 25 }))),
        (
            "first_due_date",
            equal(json!({ "count": 2, "first_due_date": "lusa" })),
        ),
    ] {
        let answer = app.admin().post(PLAN, body.clone()).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.body);
        assert!(answer.body["details"][name].is_array(), "{}", answer.body);
    }
    let nobody = json!({ "order_id": "ORD-20200101-XXX" });
    let nobody = with(a_plan(&order), nobody);
    assert_eq!(app.admin().post(PLAN, nobody).await.status, 404);
    let stale = app.admin().with("if-match", "\"v999\"");
    assert_eq!(stale.post(PLAN, a_plan(&order)).await.status, 412);
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let invoices = app.admin().get(&path).await.body["invoices"].clone();
    assert_eq!(list(&invoices).len(), 1);
}

#[tokio::test]
async fn plans_are_made_by_those_who_manage() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let made = app.admin().post(PLAN, a_plan(&order)).await.body;
    let path = format!("/api/v1/payment/plan/{}/", text(&made["plan"]["id"]));

    for client in [app.viewer(), app.production()] {
        assert_eq!(client.post(PLAN, a_plan(&order)).await.status, 403);
        assert_eq!(client.delete(&path).await.status, 403);
    }
    assert_eq!(app.production().get(&path).await.status, 403);
    assert_eq!(app.stranger().get(&path).await.status, 401);
    assert_eq!(app.stranger().post(PLAN, a_plan(&order)).await.status, 401);
    let nowhere = "/api/v1/payment/plan/550e8400-e29b-41d4-a716-446655440007/";
    assert_eq!(app.admin().get(nowhere).await.status, 404);
    assert_eq!(app.admin().delete(nowhere).await.status, 404);
}
