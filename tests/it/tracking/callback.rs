//! Where customers come back to after paying, or not.

use serde_json::Value;
use serde_json::json;

use crate::kit::Answer;
use crate::kit::TestApp;
use crate::kit::text;

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

async fn page(app: &TestApp, path: &str) -> Answer {
    app.stranger().with("accept", BROWSER).get(path).await
}

#[tokio::test]
async fn programs_read_json_that_promises_nothing() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let query = format!("?order_code={}&status=PAID", text(&order["order_code"]));

    let paid = app
        .stranger()
        .get(&format!("/api/v1/payment/success/{query}"))
        .await;
    let failed = app.stranger().get("/api/v1/payment/failed/").await;

    assert_eq!((paid.status, failed.status), (200, 200));
    assert_eq!(paid.body["success"], true);
    assert_eq!(paid.body["order_code"], order["order_code"]);
    assert_eq!(paid.body["payment_status"], "menunggu konfirmasi");
    assert_eq!(failed.body["success"], false);
    assert_eq!(failed.body["order_code"], Value::Null);
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    assert_eq!(
        app.admin().get(&path).await.body["version"],
        order["version"]
    );
}

#[tokio::test]
async fn browsers_read_a_page_that_allows_nothing_but_its_own_style() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let code = text(&order["order_code"]);

    for name in ["success", "failed"] {
        let path = format!("/api/v1/payment/{name}/?order_code={}", code.to_lowercase());
        let (first, second) = (page(&app, &path).await, page(&app, &path).await);

        assert_eq!(first.status, 200);
        assert_eq!(first.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(first.header("cache-control"), "no-store");
        assert_eq!(first.header("referrer-policy"), "no-referrer");
        assert_eq!(first.header("x-frame-options"), "DENY");
        assert_eq!(first.header("x-content-type-options"), "nosniff");
        assert_eq!(first.header("vary"), "accept");
        let policy = first.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'nonce-"),
            "{policy}"
        );
        assert_ne!(policy, second.header("content-security-policy"));
        let nonce = policy
            .split('\'')
            .find_map(|part| part.strip_prefix("nonce-"));
        assert!(
            first
                .text
                .contains(&format!("<style nonce=\"{}\">", nonce.unwrap()))
        );
        assert!(first.text.contains(&format!("href=\"/lacak/{code}\"")));
        for secret in ["Budi", "Kaos", "7500000", "7.500.000"] {
            assert!(!first.text.contains(secret), "{secret}");
        }
    }
}

#[tokio::test]
async fn nothing_of_the_query_gets_onto_the_page() {
    let app = TestApp::start().await;
    let deleted = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&deleted["id"]));
    assert_eq!(app.admin().delete(&path).await.status, 204);
    let deleted = text(&deleted["order_code"]);

    for query in [
        "order_code=%3Cscript%3Ealert(1)%3C/script%3E",
        "order_code=ORD-001-ABC",
        &format!("order_code={deleted}"),
        "external_id=RJT-1&amount=7654321&message=Anda%20menang",
    ] {
        let answer = page(&app, &format!("/api/v1/payment/success/?{query}")).await;
        assert_eq!(answer.status, 200);
        for word in ["script", "ORD-", "RJT-", "7654321", "menang", "href"] {
            assert!(!answer.text.contains(word), "{word} of {query}");
        }
    }
}

#[tokio::test]
async fn who_asks_too_often_is_thanked_but_learns_of_no_code() {
    let app = TestApp::start_with(&[("RATE_LIMITS", "on")]).await;
    let order = app.an_order().await;
    let path = format!(
        "/api/v1/payment/success/?order_code={}",
        text(&order["order_code"])
    );

    let mut last = Value::Null;
    for asked in 0..11 {
        let answer = app.stranger().get(&path).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body["order_code"] == order["order_code"], asked < 10);
        last = answer.body;
    }

    assert_eq!(last["order_code"], json!(null));
    let look_up = "/api/v1/track-order/?order_code=ORD-001-ABC";
    assert_eq!(app.stranger().get(look_up).await.status, 429);
}
