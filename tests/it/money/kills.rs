//! The real server, killed between each two steps of the payment path. The provider lives on
//! in this process, and is who kills it, exactly there.
//!
//! After each kill the server starts again on the same store and heals by itself: one page at
//! the provider for each attempt, one refund for each refund, money once, nothing owed.

mod stage;

use rajut::integrations::payment::sandbox::step::Step;
use serde_json::json;

use crate::kit::a_form;
use crate::kit::list;
use crate::kit::rupiah;
use crate::kit::text;
use crate::money::page_id;
use crate::money::page_of;
use stage::Stage;

/// What a customer ordered half of in advance.
const HALF: i64 = 3_750_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_any_two_steps_of_a_payment_costs_nothing() {
    let mut stage = Stage::open().await;

    for step in [Step::CreateReceived, Step::CreateDone, Step::CreateAnswered] {
        opens_a_page(&mut stage, step).await;
    }
    for step in [Step::WebhookSent, Step::WebhookAnswered] {
        is_paid(&mut stage, step).await;
    }
    for step in [Step::ExpireReceived, Step::ExpireDone, Step::ExpireAnswered] {
        renews_a_page(&mut stage, step).await;
    }
    for step in [Step::RefundReceived, Step::RefundDone, Step::RefundAnswered] {
        gives_back(&mut stage, step).await;
    }
    answers_and_dies(&mut stage).await;

    stage.closes_its_books().await;
}

/// Killed while the page of a new order is made, and asked for the order once more.
async fn opens_a_page(stage: &mut Stage, step: Step) {
    let key = format!("{step:?}");
    let before = stage.orders().await;

    let asked = ("POST", "/api/v1/order/", key.as_str(), a_form());
    stage.is_killed_at(step, asked.clone()).await;

    let id = stage
        .orders()
        .await
        .into_iter()
        .find(|it| !before.contains(it));
    let id = id.expect("an order whose page was asked for is there");
    let order = stage.heals(&id, |order| {
        order["invoices"][0]["attempt_status"] == "open"
    });
    let order = order.await;
    let (status, again) = stage.asks(asked).await;
    assert_eq!(status, 201, "{again}");
    assert_eq!(again["order"]["id"], id.as_str());
    assert_eq!(stage.orders().await.len(), before.len() + 1, "{step:?}");
    stage.pays(page_of(&order)).await;
    stage.has_paid(&id, HALF).await;
}

/// Killed while the provider tells of money.
async fn is_paid(stage: &mut Stage, step: Step) {
    let order = stage.an_order().await;
    let (id, page) = (text(&order["id"]), page_of(&order));

    stage.traps(step);
    stage.pays(page).await;
    stage.is_dead_and_starts_again().await;

    stage.has_paid(id, HALF).await;
}

/// Killed while the old page of an invoice is ended. The customer pays the new one.
async fn renews_a_page(stage: &mut Stage, step: Step) {
    let order = stage.an_order().await;
    let id = text(&order["id"]);
    let old = page_id(page_of(&order)).to_owned();
    let invoice = text(&order["invoices"][0]["id"]);
    let path = format!("/api/v1/admin/invoice/{invoice}/regenerate-payment-link/");

    let key = format!("{step:?}");
    let asked = ("POST", path.as_str(), key.as_str(), json!({}));
    stage.is_killed_at(step, asked).await;

    let renewed = |order: &serde_json::Value| {
        let invoice = &order["invoices"][0];
        let url = invoice["payment_url"].as_str();
        invoice["attempt_status"] == "open" && url.is_some_and(|url| page_id(url) != old)
    };
    let order = stage.heals(id, renewed).await;
    stage.ends(&old).await;
    stage.pays(page_of(&order)).await;
    stage.has_paid(id, HALF).await;
}

/// Killed while money goes back.
async fn gives_back(stage: &mut Stage, step: Step) {
    let order = stage.an_order().await;
    let (id, page) = (text(&order["id"]), page_of(&order));
    stage.pays(page).await;
    let paid = stage.has_paid(id, HALF).await;

    let body = json!({
        "payment_id": paid["payments"][0]["id"],
        "refund_amount": 1_000_000,
        "reason": "Cacat jahitan",
        "refund_method": "original",
        "settles": "debt",
    });
    let key = format!("{step:?}");
    let asked = ("POST", "/api/v1/payment/refund/", key.as_str(), body);
    stage.is_killed_at(step, asked).await;

    let back = |order: &serde_json::Value| rupiah(&order["total_paid"]) == HALF - 1_000_000;
    let order = stage.heals(id, back).await;
    assert_eq!(order["payments"][0]["refunded_amount"], "1000000.00");
    assert_eq!(
        stage.refunds_of(page_id(page)).await,
        [1_000_000],
        "{step:?}"
    );
}

/// Killed right after an answer of ours: what was answered holds.
async fn answers_and_dies(stage: &mut Stage) {
    let asked = ("POST", "/api/v1/order/", "answered", a_form());
    let (status, created) = stage.asks(asked.clone()).await;
    stage.is_killed().await;

    assert_eq!(status, 201, "{created}");
    let id = text(&created["order"]["id"]);
    let order = stage.heals(id, |order| order["invoices"][0]["attempt_status"] == "open");
    let order = order.await;
    assert_eq!(page_of(&order), text(&created["payment_url"]));
    let (_, again) = stage.asks(asked).await;
    assert_eq!(again["order"]["id"], id);
    stage.pays(page_of(&order)).await;
    stage.has_paid(id, HALF).await;

    let path = format!("/api/v1/order/{id}/");
    let cancelled = json!({ "status_order": "dibatalkan", "money": "refund_due" });
    let (status, body) = stage
        .asks(("PATCH", path.as_str(), "cancelled", cancelled))
        .await;
    stage.is_killed().await;

    assert_eq!(status, 200, "{body}");
    let order = stage
        .heals(id, |order| order["status_order"] == "dibatalkan")
        .await;
    assert_eq!(rupiah(&order["refund_due"]), HALF);
    assert_eq!(list(&order["payments"]).len(), 1);
}
