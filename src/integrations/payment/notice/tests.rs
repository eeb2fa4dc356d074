//! Bodies as they arrive, and what is understood of them.

use serde_json::json;

use super::*;

/// A paid invoice's notice, in the provider's flat form.
const PAID: &str = r#"{"id":"66f0a1b2c3d4e5f601234567","external_id":"RJT-7","user_id":"5848f0",
    "is_high":false,"payment_method":"BANK_TRANSFER","status":"PAID","merchant_name":"Rajut",
    "amount":150000,"paid_amount":150000,"bank_code":"PERMATA",
    "paid_at":"2026-01-02T03:10:00.000Z","created":"2026-01-02T03:04:05.000Z",
    "updated":"2026-01-02T03:10:01.000Z","currency":"IDR","payment_channel":"PERMATA",
    "payment_destination":"888300001","an_unknown_field":{"of":["any","shape"]}}"#;

/// One that nobody paid in time: nothing about money that came.
const EXPIRED: &str = r#"{"id":"66f0a1b2c3d4e5f601234568","external_id":"RJT-8","user_id":"5848f0",
    "is_high":false,"status":"EXPIRED","merchant_name":"Rajut","amount":150000,
    "created":"2026-01-02T03:04:05.000Z","updated":"2026-01-05T03:04:06.000Z","currency":"IDR"}"#;

/// What the dashboard's *Test and save* sends.
const SAMPLE: &str = r#"{"id":"579c8d61f23fa4ca35e52da4","external_id":"invoice_123124123",
    "user_id":"5781d19b2e2385880609791c","is_high":true,"payment_method":"BANK_TRANSFER",
    "status":"PAID","merchant_name":"Xendit","amount":50000,"paid_amount":50000,
    "bank_code":"PERMATA","paid_at":"2016-10-12T08:15:03.404Z","adjusted_received_amount":47500,
    "fees_paid_amount":0,"updated":"2016-10-10T08:15:03.404Z","created":"2016-10-10T08:15:03.404Z",
    "currency":"IDR","payment_channel":"PERMATA","payment_destination":"888888888888"}"#;

/// A refund's end, as the documentation has it: `data` within `data`.
const REFUNDED: &str = r#"{"event":"refund.succeeded","business_id":"5848f0",
    "created":"2026-01-03T00:00:00.000Z","data":{"data":{"id":"rfd-1f2e3d","payment_id":"py-9",
    "invoice_id":"66f0a1b2c3d4e5f601234567","amount":50000,"currency":"IDR","status":"SUCCEEDED",
    "reference_id":"0197c0de","channel_code":"OVO","reason":"CANCELLATION"}}}"#;

fn parse(body: &str) -> Notice {
    Notice::parse(body.as_bytes()).unwrap()
}

fn with(changes: &Value) -> Result<Notice, NoticeError> {
    let mut body: Value = serde_json::from_str(PAID).unwrap();
    for (key, value) in changes.as_object().unwrap() {
        body[key] = value.clone();
    }
    Notice::parse(body.to_string().as_bytes())
}

#[test]
fn a_payment_is_read_with_its_money_its_means_and_its_moment() {
    let notice = parse(PAID);

    assert_eq!(
        notice,
        Notice {
            kind: NoticeKind::Paid,
            provider_id: Some("66f0a1b2c3d4e5f601234567".to_owned()),
            external_id: Some("RJT-7".to_owned()),
            amount: Some(Rupiah(150_000)),
            paid_at: "2026-01-02T03:10:00Z".parse().ok(),
            method: Some("PERMATA".to_owned()),
            payment_id: None,
            refund: None,
            event_word: "invoice.paid".to_owned(),
        }
    );
}

#[test]
fn what_arrived_counts_more_than_what_was_asked() {
    let paid = |changes| with(&changes).unwrap().amount;

    assert_eq!(paid(json!({ "paid_amount": 90_000 })), Some(Rupiah(90_000)));
    assert_eq!(paid(json!({ "paid_amount": null })), Some(Rupiah(150_000)));
    assert_eq!(
        paid(json!({ "paid_amount": "150000.00" })),
        Some(Rupiah(150_000))
    );
    assert_eq!(
        paid(json!({ "paid_amount": 90_000.0 })),
        Some(Rupiah(90_000))
    );
}

#[test]
fn money_that_cannot_be_right_is_an_error_and_not_a_guess() {
    for (amount, flaw) in [
        (json!(150_000.5), AmountFlaw::Fraction),
        (json!("150000.50"), AmountFlaw::Fraction),
        (json!(0), AmountFlaw::NotPositive),
        (json!(-150_000), AmountFlaw::NotPositive),
        (json!("banyak"), AmountFlaw::NotANumber),
        (json!([1]), AmountFlaw::NotANumber),
        (json!(1e18), AmountFlaw::TooLarge),
        (json!(1_000_000_000), AmountFlaw::TooLarge),
    ] {
        let read = with(&json!({ "paid_amount": amount }));
        assert_eq!(read, Err(NoticeError::Amount(flaw)), "{amount}");
    }
    let neither = with(&json!({ "paid_amount": null, "amount": null }));
    assert_eq!(neither, Err(NoticeError::Amount(AmountFlaw::Missing)));
}

#[test]
fn statuses_and_events_are_told_apart_in_every_form_there_is() {
    let page = json!({ "id": "p1", "external_id": "RJT-1", "amount": 5_000 });
    let of = |status: &str| {
        let mut page = page.clone();
        page["status"] = status.into();
        page
    };
    for (body, kind, word) in [
        (of("PAID"), NoticeKind::Paid, "invoice.paid"),
        (of("SETTLED"), NoticeKind::Paid, "invoice.paid"),
        (of("EXPIRED"), NoticeKind::Expired, "invoice.expired"),
        (of("PENDING"), NoticeKind::Other, "invoice.pending"),
        (of("ON_HOLD<b>"), NoticeKind::Other, "invoice.on_holdb"),
        (page.clone(), NoticeKind::Other, "unknown"),
        (
            json!({ "event": "invoice.paid", "data": page }),
            NoticeKind::Paid,
            "invoice.paid",
        ),
        (
            json!({ "event": "invoice.paid", "data": { "data": page } }),
            NoticeKind::Paid,
            "invoice.paid",
        ),
        (
            json!({ "event": "invoice.expired", "data": { "data": of("EXPIRED") } }),
            NoticeKind::Expired,
            "invoice.expired",
        ),
        (
            json!({ "event": "invoice.expired", "id": "p1", "amount": 5_000 }),
            NoticeKind::Expired,
            "invoice.expired",
        ),
        // A status we know says more than the name around it.
        (
            json!({ "event": "invoice.expired", "data": of("PAID") }),
            NoticeKind::Paid,
            "invoice.paid",
        ),
        (
            json!({ "event": "payout.sent", "data": page }),
            NoticeKind::Other,
            "payout.sent",
        ),
        (json!({}), NoticeKind::Other, "unknown"),
    ] {
        let notice = Notice::parse(body.to_string().as_bytes()).unwrap();
        assert_eq!(
            (notice.kind, notice.event_word.as_str()),
            (kind, word),
            "{body}"
        );
    }
}

#[test]
fn an_expiry_needs_no_money() {
    let notice = parse(EXPIRED);
    let poor = Notice::parse(br#"{"status":"EXPIRED","id":"p1","amount":0}"#).unwrap();

    assert_eq!(notice.kind, NoticeKind::Expired);
    assert_eq!(notice.external_id.as_deref(), Some("RJT-8"));
    assert_eq!(notice.paid_at, None);
    assert_eq!(poor.kind, NoticeKind::Expired);
    assert_eq!(poor.amount, None);
}

#[test]
fn the_owners_test_from_the_dashboard_is_understood() {
    let notice = parse(SAMPLE);

    assert_eq!(notice.kind, NoticeKind::Paid);
    assert_eq!(notice.external_id.as_deref(), Some("invoice_123124123"));
    assert_eq!(notice.amount, Some(Rupiah(50_000)));
}

#[test]
fn a_refund_ends_whatever_depth_its_data_has() {
    let twice = parse(REFUNDED);
    let mut once: Value = serde_json::from_str(REFUNDED).unwrap();
    once["data"] = once["data"]["data"].take();
    let once = parse(&once.to_string());

    assert_eq!(once, twice);
    assert_eq!(twice.kind, NoticeKind::RefundEnded);
    assert_eq!(
        twice.provider_id.as_deref(),
        Some("66f0a1b2c3d4e5f601234567")
    );
    assert_eq!(
        twice.refund,
        Some(ProviderRefund {
            provider_id: "rfd-1f2e3d".to_owned(),
            reference: Some("0197c0de".to_owned()),
            invoice: Some("66f0a1b2c3d4e5f601234567".to_owned()),
            amount: Rupiah(50_000),
            state: RefundProgress::Succeeded,
        })
    );
}

#[test]
fn a_refund_says_how_it_ended() {
    let of = |event: &str, status: Value| {
        let data = json!({ "id": "rfd-1", "amount": 1, "status": status, "failure_code": "X" });
        let notice = parse(&json!({ "event": event, "data": data }).to_string());
        (notice.kind, notice.refund.unwrap().state)
    };
    let failed = |code: &str| RefundProgress::Failed(Some(code.to_owned()));

    for (event, status, kind, state) in [
        (
            "refund.failed",
            json!("FAILED"),
            NoticeKind::RefundEnded,
            failed("X"),
        ),
        (
            "refund.failed",
            Value::Null,
            NoticeKind::RefundEnded,
            failed("X"),
        ),
        (
            "refund.succeeded",
            Value::Null,
            NoticeKind::RefundEnded,
            RefundProgress::Succeeded,
        ),
        (
            "refund.updated",
            json!("CANCELLED"),
            NoticeKind::RefundEnded,
            failed("CANCELLED"),
        ),
        (
            "refund.updated",
            json!("PENDING"),
            NoticeKind::Other,
            RefundProgress::Pending,
        ),
    ] {
        assert_eq!(of(event, status), (kind, state), "{event}");
    }
}

#[test]
fn what_says_nothing_is_refused() {
    for body in ["", "null", "[]", "\"PAID\"", "{", "\u{feff}{}"] {
        let read = Notice::parse(body.as_bytes());
        assert_eq!(read, Err(NoticeError::Unreadable), "{body:?}");
    }
    let nameless = Notice::parse(br#"{"status":"PAID","amount":5000}"#);
    assert_eq!(nameless, Err(NoticeError::Nameless));
    let nameless = Notice::parse(br#"{"event":"refund.failed","data":{"amount":5}}"#);
    assert_eq!(nameless, Err(NoticeError::Nameless));
}

#[test]
fn the_same_thing_said_twice_is_known_again_and_two_things_are_not() {
    let second = with(&json!({ "updated": "2026-01-02T04:00:00.000Z" })).unwrap();
    let settled = with(&json!({ "status": "SETTLED" })).unwrap();
    let other = with(&json!({ "paid_at": "2026-01-02T09:00:00.000Z" })).unwrap();
    let numbered = with(&json!({ "payment_id": "py-1" })).unwrap();

    assert_eq!(parse(PAID).identity(), second.identity());
    assert_eq!(parse(PAID).identity(), settled.identity());
    assert_ne!(parse(PAID).identity(), other.identity());
    assert_ne!(parse(PAID).identity(), numbered.identity());
    assert_ne!(parse(EXPIRED).identity(), parse(PAID).identity());
    assert_eq!(
        parse(REFUNDED).identity(),
        "refund.succeeded|66f0a1b2c3d4e5f601234567|py-9"
    );
}
