//! What each kind of alert says and offers.

use serde_json::json;
use uuid::Uuid;

use super::*;

fn view(kind: &str, order: Option<u128>, data: &Value) -> Value {
    let kept = Kept {
        id: AlertId(Uuid::from_u128(1)),
        kind,
        severity: "warning",
        order: order.map(|id| OrderId(Uuid::from_u128(id))),
        data: &data.to_string(),
        count: 1,
        first_seen_at: Timestamp(0),
        last_seen_at: Timestamp(0),
        acknowledged_at: None,
        acknowledged_by: None,
    };
    let name = |user: UserId| (user == UserId(2)).then(|| "sari".to_owned());
    serde_json::to_value(AlertView::of(kept, &name)).unwrap()
}

fn paths(alert: &Value) -> Vec<&str> {
    let actions = alert["details"]["actions"].as_array().unwrap();
    actions
        .iter()
        .map(|it| it["path"].as_str().unwrap())
        .collect()
}

#[test]
fn every_kind_has_a_sentence_and_something_to_do() {
    let data = json!({
        "order_code": "ORD-20250630-A1B",
        "invoice_id": Uuid::from_u128(3),
        "unmatched_id": Uuid::from_u128(4),
        "amount": 500_000,
        "ip_address": "203.0.113.7",
    });

    for kind in KINDS {
        let alert = view(kind, Some(2), &data);
        let message = alert["message"].as_str().unwrap();
        assert!(message.ends_with('.') && message.len() > 30, "{kind}");
        assert!(!message.contains("  "), "{kind}: {message}");
        assert!(paths(&alert).len() > 1, "{kind}");
        let bare = view(kind, None, &json!({}));
        assert!(bare["message"].as_str().unwrap().ends_with('.'), "{kind}");
    }
}

#[test]
fn money_that_is_too_much_can_go_back_or_to_another_order() {
    let order = Uuid::from_u128(2);
    let data = json!({ "order_code": "ORD-20250630-A1B", "amount": 500_000, "invoice_id": null });

    let alert = view("money_over", Some(2), &data);

    let text = alert["message"].as_str().unwrap();
    assert!(text.contains("ORD-20250630-A1B") && text.contains("500"));
    assert_eq!(alert["details"]["amount"], "500000.00");
    assert_eq!(alert["details"]["order_id"], order.to_string());
    assert_eq!(
        paths(&alert),
        [
            "/api/v1/payment/refund/".to_owned(),
            format!("/api/v1/order/{order}/move-credit/"),
            format!("/api/v1/order/{order}/"),
            format!("/api/v1/orders/{order}/audit-trail/"),
            format!(
                "/api/v1/admin/security/alerts/{}/acknowledge/",
                Uuid::from_u128(1)
            ),
        ]
    );
}

#[test]
fn only_what_the_order_does_not_owe_is_to_go_back() {
    let over = |kind: &str, excess: i64| {
        let data = json!({ "order_code": "ORD-1", "amount": 500_000, "excess": excess });
        view(kind, Some(2), &data)
    };
    let back = "/api/v1/payment/refund/";

    for kind in ["money_over", "money_double"] {
        let (none, some) = (over(kind, 0), over(kind, 200_000));

        let text = |alert: &Value| alert["message"].as_str().unwrap().to_owned();
        assert!(text(&none).contains("tidak perlu dikembalikan"), "{none}");
        assert!(!paths(&none).contains(&back) && paths(&none).len() == 3);
        assert!(
            text(&some).contains("Yang tidak terpakai Rp 200.000"),
            "{some}"
        );
        assert!(paths(&some).contains(&back));
        assert_eq!(some["details"]["excess"], "200000.00");
    }
}

#[test]
fn what_nobody_described_is_still_shown() {
    let alert = view(
        "security_scraping",
        None,
        &json!({ "ip_address": "203.0.113.7" }),
    );

    assert_eq!(alert["ip_address"], "203.0.113.7");
    assert_eq!(alert["message"], "Ada yang perlu diperiksa.");
    assert_eq!(paths(&alert).len(), 1);
}

#[test]
fn odd_behaviour_is_told_with_who_where_and_how_often() {
    let told = |kind: &str, user: Option<i64>, reason: &str| {
        let data = json!({
            "ip_address": "203.0.113.7",
            "user_id": user,
            "reason": reason,
            "count": 20_000_000,
        });
        let alert = view(kind, None, &data);
        assert_eq!(alert["ip_address"], "203.0.113.7");
        let message = alert["message"].as_str().unwrap();
        assert!(message.contains("203.0.113.7"), "{message}");
        assert!(paths(&alert)[0].ends_with("logs/?ip_address=203.0.113.7"));
        (alert["user"].clone(), message.to_owned())
    };

    let (user, message) = told("failed_logins", Some(2), "");
    assert_eq!(user, "sari");
    assert!(message.contains("20000000 kali gagal masuk sebagai sari"));
    let (user, message) = told("failed_logins", None, "");
    assert_eq!(user, Value::Null);
    assert!(message.starts_with("20000000 kali gagal masuk dari"));
    assert!(told("large_upload", Some(2), "").1.contains("20 MB"));
    let reasons = [
        ("suspicious_ip", "unknown_codes"),
        ("suspicious_ip", "many_codes"),
        ("suspicious_ip", "refused"),
        ("unusual_usage", "refused"),
        ("unusual_usage", "rate_limited"),
    ];
    let messages = reasons.map(|(kind, reason)| told(kind, None, reason).1);
    let different: std::collections::BTreeSet<_> = messages.iter().collect();
    assert_eq!(different.len(), reasons.len());
}
