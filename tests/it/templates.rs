//! The templates of messages to customers.

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

/// The template of a down payment's bill.
pub(crate) const DP: &str = "72616a75-7400-4000-8000-000000000001";
/// The template of a final payment's bill.
pub(crate) const FINAL: &str = "72616a75-7400-4000-8000-000000000002";

#[tokio::test]
async fn templates_are_listed_and_filtered() {
    let app = TestApp::start().await;
    let path = "/api/v1/admin/templates/";

    let all = app.admin().get(path).await.body;
    let finals = format!("{path}?type=pelunasan_invoice&channel=both&is_active=true");
    let finals = app.admin().get(&finals).await.body;
    let none = app.admin().get(&format!("{path}?channel=email")).await.body;
    let wrong = app.admin().get(&format!("{path}?type=surat")).await;
    let one = app.admin().get(&format!("{path}{FINAL}/")).await.body;

    let kinds: Vec<_> = list(&all).iter().map(|it| text(&it["type"])).collect();
    assert_eq!(kinds, ["dp_invoice", "pelunasan_invoice", "full_invoice"]);
    assert_eq!(list(&finals), std::slice::from_ref(&one));
    assert_eq!(one["id"], FINAL);
    assert_eq!(one["is_default"], true);
    assert!(list(&one["variables"]).contains(&json!("payment_link")));
    assert_eq!(none, json!([]));
    assert_eq!(wrong.status, 400);
    assert!(wrong.body["type"].is_array());
}

#[tokio::test]
async fn the_other_path_lists_pages() {
    let app = TestApp::start().await;
    let path = "/api/v1/admin/notification-templates/";

    let page = app.admin().get(&format!("{path}?page_size=2")).await.body;
    let last = app.admin().get(&format!("{path}?page_size=2&page=2")).await;
    let past = app.admin().get(&format!("{path}?page_size=2&page=3")).await;

    assert_eq!(page["count"], 3);
    assert_eq!(list(&page["results"]).len(), 2);
    assert!(
        text(&page["next"]).ends_with("?page_size=2&page=2"),
        "{page}"
    );
    assert_eq!(page["previous"], Value::Null);
    assert_eq!(last.body["next"], Value::Null);
    assert_eq!(list(&last.body["results"]).len(), 1);
    assert_eq!(past.status, 404);
}

#[tokio::test]
async fn nobody_writes_templates_yet() {
    let app = TestApp::start().await;

    for path in [
        "/api/v1/admin/templates/",
        "/api/v1/admin/notification-templates/",
    ] {
        let one = format!("{path}{DP}/");
        assert_eq!(app.owner().post(path, json!({})).await.status, 405);
        assert_eq!(app.owner().put(&one, json!({})).await.status, 405);
        assert_eq!(app.owner().delete(&one).await.status, 405);
    }
}

#[tokio::test]
async fn a_preview_keeps_what_it_lacks() {
    let app = TestApp::start().await;
    let context = json!({
        "customer_name": "<b>{{order_code}}</b>",
        "order_code": "ORD-001-ABC",
        "payment_link": "https://pay.example.com/123",
    });

    for path in ["templates", "notification-templates"] {
        let path = format!("/api/v1/admin/{path}/{FINAL}/preview/");
        let answer = app.admin().post(&path, json!({ "context": context })).await;

        assert_eq!(answer.status, 200, "{}", answer.body);
        let letter = text(&answer.body["rendered"]["body"]);
        assert!(letter.starts_with("Halo {{order_code}},"), "{letter}");
        assert!(
            letter.contains("pesanan ORD-001-ABC ({{product_name}}"),
            "{letter}"
        );
        let subject = text(&answer.body["rendered"]["subject"]);
        assert!(subject.contains("ORD-001-ABC"), "{subject}");
    }
}

#[tokio::test]
async fn the_types_are_the_documented_ones() {
    let app = TestApp::start().await;

    let types = app.admin().get("/api/v1/admin/template-types/").await.body;

    let kinds = list(&types["template_types"]);
    assert_eq!(kinds.len(), 12);
    assert_eq!(kinds[0], json!(["dp_invoice", "DP Invoice"]));
    assert_eq!(
        types["notification_channels"],
        json!([
            ["whatsapp", "WhatsApp"],
            ["email", "Email"],
            ["both", "Both"]
        ])
    );
    assert!(list(&types["available_variables"]).contains(&json!("expiry_date")));
}
