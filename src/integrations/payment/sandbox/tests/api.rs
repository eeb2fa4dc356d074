//! Invoices over the wire.

use reqwest::Client;
use serde_json::Value;
use serde_json::json;

use super::kit::Stage;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;
use crate::integrations::payment::sandbox::invoice::Payment;

/// What their own libraries insist on.
const REQUIRED: &[&str] = &[
    "id",
    "external_id",
    "user_id",
    "status",
    "merchant_name",
    "merchant_profile_picture_url",
    "amount",
    "expiry_date",
    "invoice_url",
    "available_banks",
    "available_retail_outlets",
    "available_ewallets",
    "available_qr_codes",
    "available_direct_debits",
    "available_paylaters",
    "should_send_email",
    "created",
    "updated",
];

fn ids(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|it| it["external_id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn an_invoice_has_every_field_that_libraries_insist_on() {
    let stage = Stage::start().await;

    let asked = json!({
        "external_id": "a", "amount": 5_000.75, "invoice_duration": "60", "payer_email": "a@b.id",
        "customer": { "given_names": "Senja" }, "unknown": 1,
    });
    let made = stage.post("/v2/invoices/", &asked).await;
    let read = stage
        .get(&format!(
            "/v2/invoices/{}/",
            made.body["id"].as_str().unwrap()
        ))
        .await;

    assert_eq!((made.status, read.status), (200, 200));
    assert_eq!(made.body, read.body);
    for field in REQUIRED {
        assert!(!made.body[field].is_null(), "{field}");
    }
    let id = made.body["id"].as_str().unwrap();
    assert_eq!(id.len(), 24);
    assert!(
        id.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')),
        "{id}"
    );
    assert_eq!(made.body["amount"], 5_000);
    assert_eq!(made.body["status"], "PENDING");
    assert_eq!(made.body["created"], "2026-01-02T03:04:05.000Z");
    assert_eq!(made.body["expiry_date"], "2026-01-02T03:05:05.000Z");
    let url = format!("{}/sandbox/pay/{id}", stage.base);
    assert_eq!(made.body["invoice_url"], url);
    assert_eq!(made.body["customer"], json!({ "given_names": "Senja" }));
}

#[tokio::test]
async fn only_who_shows_a_key_is_answered() {
    let stage = Stage::start().await;
    let client = Client::builder().no_proxy().build().unwrap();

    for (user, expected) in [
        (None, 401),
        (Some("sk_live"), 401),
        (Some("xnd_production_1"), 404),
    ] {
        let mut request = client.get(format!("{}/v2/invoices/x", stage.base));
        if let Some(user) = user {
            request = request.basic_auth(user, Some(""));
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), expected, "{user:?}");
        let code = if expected == 401 {
            "INVALID_API_KEY"
        } else {
            "INVOICE_NOT_FOUND_ERROR"
        };
        assert!(response.text().await.unwrap().contains(code));
    }
}

#[tokio::test]
async fn what_cannot_be_an_invoice_is_refused_with_their_codes() {
    let stage = Stage::start().await;
    let invalid = "API_VALIDATION_ERROR";

    for (change, code) in [
        (json!({ "external_id": null }), invalid),
        (json!({ "external_id": "" }), invalid),
        (json!({ "external_id": 7 }), invalid),
        (json!({ "amount": null }), invalid),
        (json!({ "amount": "5000" }), invalid),
        (json!({ "amount": 0.9 }), invalid),
        (json!({ "amount": -1 }), invalid),
        (
            json!({ "amount": 1_000_000_000 }),
            "MAXIMUM_TRANSFER_AMOUNT_ERROR",
        ),
        (json!({ "currency": "USD" }), "UNSUPPORTED_CURRENCY"),
        (json!({ "payer_email": "nobody" }), "EMAIL_FORMAT_ERROR"),
        (json!({ "invoice_duration": 0 }), invalid),
        (json!({ "invoice_duration": true }), invalid),
        (
            json!({ "success_redirect_url": "javascript:alert(1)" }),
            invalid,
        ),
        (json!({ "items": [{ "name": "x" }] }), invalid),
    ] {
        let mut asked = json!({ "external_id": "a", "amount": 5_000 });
        for (key, value) in change.as_object().unwrap() {
            asked[key] = value.clone();
        }
        let answer = stage.post("/v2/invoices", &asked).await;
        assert_eq!(
            (answer.status, &answer.body["error_code"]),
            (400, &code.into()),
            "{change}"
        );
    }
    let answer = stage.post("/v2/invoices", &json!([])).await;
    assert_eq!(answer.body["error_code"], invalid);
    assert!(stage.sandbox.invoices().is_empty());
}

#[tokio::test]
async fn lists_are_filtered_and_continue_behind_the_last_one_seen() {
    let stage = Stage::start().await;
    let first = stage.an_invoice("a", 1_000).await;
    stage.an_invoice("b", 2_000).await;
    stage.advance(Span::hours(1));
    let third = stage.an_invoice("c", 3_000).await;
    stage.an_invoice("c", 3_000).await;
    stage
        .sandbox
        .pay(&first, Payment::exact(Rupiah(1_000)))
        .await;
    stage.advance(Span::hours(1));
    stage
        .sandbox
        .pay(&third, Payment::exact(Rupiah(3_000)))
        .await;
    stage.sandbox.settle(&third).await;

    for (query, expected) in [
        ("", vec!["c", "c", "b", "a"]),
        ("?external_id=c", vec!["c", "c"]),
        ("?statuses=PENDING", vec!["c", "b"]),
        ("?statuses=PAID&statuses=SETTLED", vec!["c", "a"]),
        ("?statuses[]=PAID", vec!["a"]),
        ("?limit=1", vec!["c"]),
        ("?created_after=2026-01-02T03:30:00.000Z", vec!["c", "c"]),
        ("?created_before=2026-01-02T03:30:00Z&limit=1", vec!["b"]),
        ("?paid_after=2026-01-02T04:30:00Z", vec!["c"]),
        ("?paid_before=2026-01-02T04:30:00Z", vec!["a"]),
        ("?expired_after=2026-01-03T03:30:00Z", vec!["c", "c"]),
        ("?payment_channels=QRIS", vec!["c", "a"]),
        ("?payment_channels=BCA", vec![]),
        ("?client_types=API_GATEWAY&limit=2", vec!["c", "c"]),
        ("?last_invoice=unknown", vec![]),
    ] {
        let answer = stage.get(&format!("/v2/invoices{query}")).await;
        assert_eq!(ids(&answer.body), expected, "{query}");
    }
    let rest = stage
        .get(&format!("/v2/invoices/?last_invoice={third}"))
        .await;
    assert_eq!(ids(&rest.body), ["b", "a"]);
    let same = stage
        .get(&format!("/v2/invoices?external_id=c&last_invoice={third}"))
        .await;
    assert!(ids(&same.body).is_empty());
    for wrong in ["limit=0", "limit=101", "limit=x", "paid_after=yesterday"] {
        let answer = stage.get(&format!("/v2/invoices?{wrong}")).await;
        assert_eq!(answer.status, 400, "{wrong}");
    }
    let creates = stage.sandbox.invoices();
    let creates: Vec<_> = creates.iter().map(|it| it.creates).collect();
    assert_eq!(creates, [2, 2, 1, 1]);
}

#[tokio::test]
async fn an_invoice_ends_by_its_time_or_on_demand_but_not_once_it_is_paid() {
    let stage = Stage::start().await;
    let by_time = stage.an_invoice("a", 1_000).await;
    let on_demand = stage.an_invoice("b", 1_000).await;
    let paid = stage.an_invoice("c", 1_000).await;
    stage
        .sandbox
        .pay(&paid, Payment::exact(Rupiah(1_000)))
        .await;

    let expire = |id: &str| format!("/invoices/{id}/expire!");
    let ended = stage.post(&expire(&on_demand), &json!({})).await;
    let again = stage.post(&expire(&on_demand), &json!({})).await;
    let refused = stage.post(&format!("{}/", expire(&paid)), &json!({})).await;
    let unknown = stage.post(&expire("nobody"), &json!({})).await;
    stage.advance(Span::hours(24));
    let read = stage.get(&format!("/v2/invoices/{by_time}")).await;

    assert_eq!(ended.body["status"], "EXPIRED");
    assert_eq!((ended.status, again.status), (200, 400));
    assert_eq!((refused.status, unknown.status), (400, 404));
    assert_eq!(read.body["status"], "EXPIRED");
    let read = stage.get(&format!("/v2/invoices/{paid}")).await;
    assert_eq!(read.body["status"], "PAID");
}
