//! The adapter before a peer that answers word for word what it is told to.

mod peer;

use std::time::Duration;
use std::time::Instant;

use serde_json::Value;
use serde_json::json;

use self::peer::Peer;
use self::peer::Reply;
use super::*;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;
use crate::integrations::payment::Item;
use crate::integrations::payment::RefundProgress;

const KEY: &str = "xnd_development_x";

fn gateway(base_url: String) -> Xendit {
    Xendit::new(XenditSettings {
        base_url,
        secret_key: Secret::new(KEY),
        timeout: Duration::from_millis(600),
        is_sandbox: false,
    })
    .unwrap()
}

fn a_request() -> PageRequest {
    PageRequest {
        external_id: "RJT-1".to_owned(),
        amount: Rupiah(3_750_000),
        duration: Span::days(3),
        description: "DP 50% Kaos sablon".to_owned(),
        payer_name: Some("Kedai Kopi Senja".to_owned()),
        payer_email: None,
        payer_phone: Some("+6281234567890".to_owned()),
        success_url: "http://127.0.0.1/ok".to_owned(),
        failure_url: "http://127.0.0.1/no".to_owned(),
        item: Item {
            name: "DP 50%".to_owned(),
            quantity: 1,
            price: Rupiah(3_750_000),
        },
    }
}

fn an_order() -> RefundOrder {
    RefundOrder {
        reference: "rf-1".to_owned(),
        provider_id: "p1".to_owned(),
        amount: Rupiah(5_000),
        reason: "salah ukuran".to_owned(),
    }
}

fn a_page(status: &str) -> Value {
    json!({
        "id": "p1", "external_id": "RJT-1", "status": status, "amount": 3_750_000,
        "invoice_url": "http://127.0.0.1/web/p1", "expiry_date": "2026-01-05T03:04:05.000Z",
        "unknown": [1],
    })
}

fn a_refund(status: &str) -> Value {
    json!({
        "id": "rfd-1", "reference_id": "rf-1", "invoice_id": "p1", "amount": 5_000,
        "status": status,
    })
}

fn transient(outcome: Result<impl Sized, GatewayError>) -> Option<Duration> {
    match outcome.err().unwrap() {
        GatewayError::Transient { retry_after, .. } => retry_after,
        other => panic!("not transient: {other}"),
    }
}

fn code(outcome: Result<impl Sized, GatewayError>) -> String {
    match outcome.err().unwrap() {
        GatewayError::Rejected { code, .. } => code,
        other => panic!("not rejected: {other}"),
    }
}

fn is_unknown(outcome: &Result<impl Sized, GatewayError>) -> bool {
    matches!(outcome, Err(GatewayError::Unknown { .. }))
}

#[tokio::test]
async fn a_page_is_asked_for_as_the_documentation_says() {
    let peer = Peer::start(vec![Reply::json(200, a_page("PENDING"))]).await;

    let page = gateway(peer.url()).open(&a_request()).await.unwrap();

    assert_eq!(page.provider_id, "p1");
    assert_eq!(page.status, PageStatus::Pending);
    assert_eq!(page.expires_at, "2026-01-05T03:04:05Z".parse().ok());
    let seen = &peer.seen()[0];
    assert_eq!(seen.line, "POST /v2/invoices/ HTTP/1.1");
    let basic = "Basic eG5kX2RldmVsb3BtZW50X3g6";
    assert_eq!(seen.header("authorization"), Some(basic));
    assert_eq!(
        serde_json::from_str::<Value>(&seen.body).unwrap(),
        json!({
            "external_id": "RJT-1",
            "amount": 3_750_000,
            "currency": "IDR",
            "invoice_duration": 259_200,
            "description": "DP 50% Kaos sablon",
            "success_redirect_url": "http://127.0.0.1/ok",
            "failure_redirect_url": "http://127.0.0.1/no",
            "should_send_email": false,
            "locale": "id",
            "items": [{ "name": "DP 50%", "quantity": 1, "price": 3_750_000 }],
            "customer": { "given_names": "Kedai Kopi Senja", "mobile_number": "+6281234567890" },
        })
    );
}

#[tokio::test]
async fn lists_are_asked_for_with_repeated_statuses_and_the_last_id_seen() {
    let list = json!([a_page("PAID"), a_page("SETTLED")]);
    let peer = Peer::start(vec![Reply::json(200, list), Reply::json(200, json!([]))]).await;
    let gateway = gateway(peer.url());

    let since = "2026-01-02T03:04:05Z".parse().unwrap();
    let pages = gateway.paid_since(since, Some("p0")).await.unwrap();
    let none = gateway.find("RJT 1&x").await.unwrap();

    assert_eq!(pages.len(), 2);
    assert!(pages.iter().all(|page| page.status == PageStatus::Paid));
    assert!(none.is_empty());
    assert_eq!(
        peer.seen()[0].line,
        "GET /v2/invoices?statuses=PAID&statuses=SETTLED&paid_after=2026-01-02T03%3A04%3A05.000Z\
         &last_invoice=p0&limit=100 HTTP/1.1"
    );
    let line = "GET /v2/invoices?external_id=RJT+1%26x&limit=100 HTTP/1.1";
    assert_eq!(peer.seen()[1].line, line);
}

#[tokio::test]
async fn a_page_they_do_not_know_is_nothing_and_not_an_error() {
    let unknown = || Reply::error(404, "INVOICE_NOT_FOUND_ERROR");
    let peer = Peer::start(vec![unknown(), unknown(), unknown()]).await;
    let gateway = gateway(peer.url());

    assert_eq!(gateway.read("../x y").await, Ok(None));
    assert_eq!(gateway.expire("p9").await, Ok(None));

    assert_eq!(peer.seen()[0].line, "GET /v2/invoices/..%2Fx%20y HTTP/1.1");
    assert_eq!(peer.seen()[1].line, "POST /invoices/p9/expire! HTTP/1.1");
    assert_eq!(peer.seen()[1].header("content-length"), Some("0"));
}

#[tokio::test]
async fn a_no_is_told_with_their_code() {
    for (status, body, expected) in [
        (
            400,
            json!({ "error_code": "API_VALIDATION_ERROR" }),
            "API_VALIDATION_ERROR",
        ),
        (
            401,
            json!({ "error_code": "INVALID_API_KEY" }),
            "INVALID_API_KEY",
        ),
        (
            403,
            json!({ "error": "ACCESS_SUSPENDED" }),
            "ACCESS_SUSPENDED",
        ),
        (422, json!("?"), "HTTP_422"),
        (302, json!({}), "HTTP_302"),
    ] {
        let peer = Peer::start(vec![Reply::json(status, body); 2]).await;
        let gateway = gateway(peer.url());

        assert_eq!(code(gateway.open(&a_request()).await), expected);
        assert_eq!(code(gateway.read("p1").await), expected);
    }
}

#[tokio::test]
async fn nothing_was_sent_where_nobody_listens() {
    let gateway = gateway(peer::nobody().await);

    assert_eq!(transient(gateway.open(&a_request()).await), None);
    assert_eq!(transient(gateway.read("p1").await), None);
}

#[tokio::test]
async fn an_answer_that_is_lost_after_the_question_is_unknown_unless_it_only_asked() {
    let long = "[".repeat(5 << 20);
    for reply in [
        Reply::Close,
        Reply::Silence,
        Reply::Raw("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"id\":".to_owned()),
        Reply::Raw("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n<p>".to_owned()),
        Reply::Raw(format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{long}",
            long.len()
        )),
        Reply::json(200, json!({ "id": "p1" })),
        Reply::json(500, json!({ "error_code": "SERVER_ERROR" })),
        Reply::error(503, "CHANNEL_UNAVAILABLE"),
    ] {
        let peer = Peer::start(vec![reply.clone(); 4]).await;
        let gateway = gateway(peer.url());
        let started = Instant::now();

        assert!(is_unknown(&gateway.open(&a_request()).await), "{reply:?}");
        assert!(is_unknown(&gateway.expire("p1").await), "{reply:?}");
        assert!(is_unknown(&gateway.refund(&an_order()).await), "{reply:?}");
        assert_eq!(transient(gateway.read("p1").await), None, "{reply:?}");
        assert!(started.elapsed() < Duration::from_secs(4), "{reply:?}");
    }
}

#[tokio::test]
async fn ending_a_final_page_is_answered_by_what_the_page_is() {
    let refused = || Reply::error(400, "INVOICE_ALREADY_FINAL");
    let peer = Peer::start(vec![
        refused(),
        Reply::json(200, a_page("PAID")),
        refused(),
        Reply::json(200, a_page("PENDING")),
        Reply::error(401, "INVALID_API_KEY"),
        refused(),
        Reply::Close,
    ])
    .await;
    let gateway = gateway(peer.url());

    let paid = gateway.expire("p1").await.unwrap().unwrap();
    assert_eq!(paid.status, PageStatus::Paid);
    assert_eq!(code(gateway.expire("p1").await), "INVOICE_ALREADY_FINAL");
    assert_eq!(code(gateway.expire("p1").await), "INVALID_API_KEY");
    assert_eq!(transient(gateway.expire("p1").await), None);
}

#[tokio::test]
async fn a_refund_is_asked_for_once_under_our_reference() {
    let peer = Peer::start(vec![
        Reply::json(200, a_refund("PENDING")),
        Reply::error(409, "IDEMPOTENCY_ERROR"),
        Reply::json(
            200,
            json!({ "data": [a_refund("SUCCEEDED")], "has_more": false }),
        ),
        Reply::error(409, "DUPLICATE_ERROR"),
        Reply::json(200, json!({ "data": [], "has_more": true })),
        Reply::error(400, "REFUND_NOT_SUPPORTED"),
    ])
    .await;
    let gateway = gateway(peer.url());

    let first = gateway.refund(&an_order()).await.unwrap();
    let known = gateway.refund(&an_order()).await.unwrap();

    assert_eq!(first.state, RefundProgress::Pending);
    assert_eq!(known.state, RefundProgress::Succeeded);
    assert_eq!(code(gateway.refund(&an_order()).await), "DUPLICATE_ERROR");
    assert_eq!(
        code(gateway.refund(&an_order()).await),
        "REFUND_NOT_SUPPORTED"
    );
    let seen = peer.seen();
    assert_eq!(seen[0].header("idempotency-key"), Some("rf-1"));
    assert_eq!(seen[0].body, seen[1].body);
    assert!(!seen[0].body.contains("salah ukuran"), "{}", seen[0].body);
    assert_eq!(
        seen[2].line,
        "GET /refunds?invoice_id=p1&limit=100 HTTP/1.1"
    );
}

#[tokio::test]
async fn refunds_are_looked_for_through_all_pages_of_their_list() {
    let other = |id: &str| json!({ "id": id, "reference_id": "x", "amount": 1 });
    let peer = Peer::start(vec![
        Reply::json(
            200,
            json!({ "data": [other("r1"), other("r2")], "has_more": true }),
        ),
        Reply::json(
            200,
            json!({ "data": [a_refund("FAILED")], "has_more": true }),
        ),
    ])
    .await;

    let found = gateway(peer.url()).find_refund("rf-1", "p1").await.unwrap();

    assert_eq!(found.unwrap().state, RefundProgress::Failed(None));
    let line = "GET /refunds?invoice_id=p1&limit=100&after_id=r2 HTTP/1.1";
    assert_eq!(peer.seen()[1].line, line);
}

#[tokio::test]
async fn who_is_told_to_wait_does_not_ask_again_before() {
    let limited = Reply::error(429, "RATE_LIMIT_EXCEEDED").with("Retry-After: 30");
    let peer = Peer::start(vec![limited]).await;
    let gateway = gateway(peer.url());

    let first = transient(gateway.open(&a_request()).await);
    let second = transient(gateway.open(&a_request()).await);

    assert_eq!(first, Some(Duration::from_secs(30)));
    assert!(second.unwrap() > Duration::from_secs(28));
    assert_eq!(peer.seen().len(), 1);
}

#[tokio::test]
async fn a_short_wait_is_part_of_the_call() {
    let last = Reply::json(200, a_page("PENDING"))
        .with("Rate-Limit-Remaining: 0")
        .with("Rate-Limit-Reset: 0.2");
    let peer = Peer::start(vec![last, Reply::json(200, a_page("PAID"))]).await;
    let gateway = gateway(peer.url());
    let started = Instant::now();

    gateway.read("p1").await.unwrap();
    let second = gateway.read("p1").await.unwrap().unwrap();

    assert_eq!(second.status, PageStatus::Paid);
    assert!(started.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn after_a_lost_answer_the_page_that_was_made_is_taken() {
    let peer = Peer::start(vec![
        Reply::Close,
        Reply::json(200, json!([a_page("EXPIRED"), a_page("PENDING")])),
        Reply::json(200, json!([])),
        Reply::json(200, a_page("PENDING")),
    ])
    .await;
    let gateway = gateway(peer.url());

    assert!(is_unknown(&gateway.open(&a_request()).await));
    let adopted = gateway.open_again(&a_request()).await.unwrap();
    gateway.open_again(&a_request()).await.unwrap();

    assert_eq!(adopted.status, PageStatus::Pending);
    let lines = peer.seen().into_iter().map(|seen| seen.line);
    let posts = lines.filter(|line| line.starts_with("POST")).count();
    assert_eq!(posts, 2);
}

#[tokio::test]
async fn the_key_is_in_no_debug_output_and_no_error() {
    let gateway = gateway(peer::nobody().await);

    let error = gateway.open(&a_request()).await.unwrap_err();

    for told in [format!("{gateway:?}"), format!("{error:?} {error}")] {
        assert!(!told.contains(KEY) && !told.contains("eG5kX"), "{told}");
    }
}

#[test]
fn a_base_url_that_leads_nowhere_is_told_at_once() {
    for base_url in ["", "api.example", "file:///x", "mailto:a@b"] {
        let made = Xendit::new(XenditSettings {
            base_url: base_url.to_owned(),
            secret_key: Secret::new(KEY),
            timeout: Duration::from_secs(1),
            is_sandbox: false,
        });
        assert!(matches!(made, Err(XenditError::BaseUrl(_))), "{base_url}");
    }
}
