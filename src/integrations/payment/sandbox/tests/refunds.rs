//! Refunds over the wire.

use reqwest::Method;
use serde_json::Value;
use serde_json::json;

use super::kit::Answer;
use super::kit::Stage;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;
use crate::integrations::payment::RefundProgress;
use crate::integrations::payment::sandbox::faults::Faults;
use crate::integrations::payment::sandbox::invoice::Channel;
use crate::integrations::payment::sandbox::invoice::Payment;

async fn paid_by(stage: &Stage, channel: Channel) -> String {
    let id = stage.an_invoice("a", 10_000).await;
    let amount = Rupiah(10_000);
    stage.sandbox.pay(&id, Payment { amount, channel }).await;
    id
}

async fn refund(stage: &Stage, key: &str, body: &Value) -> Answer {
    let headers = [("idempotency-key", key)];
    stage
        .call(Method::POST, "/refunds", &body.to_string(), &headers)
        .await
}

#[tokio::test]
async fn a_refund_is_under_way_first_and_its_end_is_told() {
    let stage = Stage::start().await;
    let invoice = paid_by(&stage, Channel::Ovo).await;

    let asked = json!({ "invoice_id": invoice, "amount": 4_000, "reference_id": "r1" });
    let made = refund(&stage, "r1", &asked).await;
    assert_eq!(
        (made.status, &made.body["status"]),
        (200, &"PENDING".into())
    );
    assert_eq!(made.body["reference_id"], "r1");
    stage.advance(Span::hours(1));
    stage.quiet().await;
    let id = made.body["id"].as_str().unwrap();
    let read = stage.get(&format!("/refunds/{id}")).await;
    stage.quiet().await;

    assert_eq!(read.body["status"], "SUCCEEDED");
    let heard = stage.shop.heard();
    let notice = heard.last().unwrap().notice();
    assert_eq!(notice.event_word, "refund.succeeded");
    assert_eq!(notice.provider_id, Some(invoice));
    assert_eq!(notice.refund.unwrap().state, RefundProgress::Succeeded);
}

#[tokio::test]
async fn the_same_key_is_answered_alike_and_not_for_another_body() {
    let stage = Stage::start().await;
    let invoice = paid_by(&stage, Channel::Qris).await;
    let asked = json!({ "invoice_id": invoice, "amount": 4_000 });

    let first = refund(&stage, "k", &asked).await;
    let again = refund(&stage, "k", &asked).await;
    let other = refund(&stage, "k", &json!({ "invoice_id": invoice, "amount": 1 })).await;
    let fresh = refund(&stage, "l", &asked).await;

    assert_eq!(first.body, again.body);
    assert_eq!(
        (other.status, &other.body["error_code"]),
        (409, &"IDEMPOTENCY_ERROR".into())
    );
    assert_eq!(fresh.status, 200);
    let list = stage
        .get(&format!("/refunds/?invoice_id={invoice}&limit=1"))
        .await;
    assert_eq!(list.body["has_more"], true);
    let newest = list.body["data"][0]["id"].as_str().unwrap();
    let rest = stage.get(&format!("/refunds?after_id={newest}")).await;
    assert_eq!(rest.body["has_more"], false);
    assert_eq!(rest.body["data"][0]["id"], first.body["id"]);
}

#[tokio::test]
async fn what_cannot_go_back_is_refused_with_their_codes() {
    let stage = Stage::start().await;
    let wallet = paid_by(&stage, Channel::Ovo).await;
    let bank = paid_by(&stage, Channel::Bca).await;
    let shop = paid_by(&stage, Channel::Alfamart).await;
    let unpaid = stage.an_invoice("u", 5_000).await;

    for (body, status, code) in [
        (json!({ "invoice_id": bank }), 400, "REFUND_NOT_SUPPORTED"),
        (json!({ "invoice_id": shop }), 400, "REFUND_NOT_SUPPORTED"),
        (
            json!({ "invoice_id": unpaid }),
            400,
            "INELIGIBLE_TRANSACTION",
        ),
        (json!({ "invoice_id": "x" }), 404, "DATA_NOT_FOUND"),
        (
            json!({ "invoice_id": wallet, "amount": 10_001 }),
            400,
            "MAXIMUM_REFUND_AMOUNT_REACHED",
        ),
        (
            json!({ "invoice_id": wallet, "amount": 1.5 }),
            400,
            "API_VALIDATION_ERROR",
        ),
        (json!({ "amount": 1 }), 400, "API_VALIDATION_ERROR"),
    ] {
        let answer = stage.post("/refunds", &body).await;
        let got = (answer.status, answer.body["error_code"].as_str());
        assert_eq!(got, (status, Some(code)), "{body}");
    }
    assert_eq!(stage.get("/refunds/x").await.status, 404);
}

#[tokio::test]
async fn what_failed_or_was_cancelled_can_be_paid_back_again() {
    let stage = Stage::start().await;
    let invoice = paid_by(&stage, Channel::Ovo).await;
    let whole = json!({ "invoice_id": invoice });

    stage.sandbox.befall(Faults {
        refunds_fail: true,
        ..Faults::default()
    });
    assert_eq!(stage.post("/refunds", &whole).await.body["amount"], 10_000);
    stage.advance(Span::hours(1));
    stage.get("/refunds").await;
    stage.quiet().await;
    assert_eq!(stage.shop.words().last().unwrap(), "refund.failed");

    let made = stage.post("/refunds", &whole).await;
    let id = made.body["id"].as_str().unwrap();
    let cancel = format!("/refunds/{id}/cancel");
    assert_eq!(
        stage.post(&cancel, &json!({})).await.body["status"],
        "CANCELLED"
    );
    assert_eq!(stage.post(&cancel, &json!({})).await.status, 400);
    assert_eq!(stage.post("/refunds", &whole).await.status, 200);
    assert_eq!(stage.post("/refunds", &whole).await.status, 400);
}
