//! Who asks too often.

use std::time::Duration;

use crate::kit::Answer;
use crate::kit::TestApp;
use crate::kit::text;

const LOOK_UPS: [&str; 3] = [
    "/api/v1/track-order/?order_code=ORD-20250630-A1B",
    "/api/v1/check-order/?order_code=ORD-20250630-A1B",
    "/api/v1/invoice/detail/INV-000000-A1B/",
];

async fn counted() -> TestApp {
    TestApp::start_with(&[("RATE_LIMITS", "on"), ("TRUSTED_PROXIES", "127.0.0.1")]).await
}

/// Looks something up from an address.
async fn look_up(app: &TestApp, path: &str, from: &str) -> Answer {
    let client = app.stranger().with("x-forwarded-for", from);
    client.get(path).await
}

fn budget(answer: &Answer) -> [&str; 4] {
    let names = ["limit", "remaining", "reset", "window"];
    names.map(|name| answer.header(&format!("x-ratelimit-{name}")))
}

#[tokio::test]
async fn all_look_ups_share_one_bucket_and_it_fills_again() {
    let app = counted().await;
    let reset = app.app.clock.now().0.unsigned_abs().div_ceil(1_000) + 60;

    for asked in 1..=10 {
        let answer = look_up(&app, LOOK_UPS[asked % 3], "203.0.113.7").await;
        assert_eq!(answer.status, 404, "{}", answer.body);
        let left = (10 - asked).to_string();
        assert_eq!(budget(&answer), ["10", &left, &reset.to_string(), "60"]);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    app.clock.advance(Duration::from_secs(20));
    for path in LOOK_UPS {
        let answer = look_up(&app, path, "203.0.113.7").await;
        assert_eq!(answer.status, 429);
        assert_eq!(answer.header("retry-after"), "40");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(budget(&answer), ["10", "0", &reset.to_string(), "60"]);
        assert_eq!(answer.body["error_code"], "RATE_LIMITED");
        assert_eq!(answer.body["detail"], answer.body["error"]);
        assert!(text(&answer.body["detail"]).contains("40 detik"));
        assert!(answer.body["timestamp"].is_string());
    }
    app.clock.advance(Duration::from_secs(40));
    let anew = look_up(&app, LOOK_UPS[0], "203.0.113.7").await;

    assert_eq!(
        (anew.status, anew.header("x-ratelimit-remaining")),
        (404, "9")
    );
}

#[tokio::test]
async fn addresses_are_counted_apart_and_networks_of_ipv6_together() {
    let app = counted().await;
    for _ in 0..10 {
        look_up(&app, LOOK_UPS[0], "203.0.113.7").await;
        look_up(&app, LOOK_UPS[0], "2001:db8:1:2::1").await;
    }

    let status = async |from| look_up(&app, LOOK_UPS[1], from).await.status;

    assert_eq!(status("203.0.113.7").await, 429);
    assert_eq!(status("2001:db8:1:2:3:4:5:6").await, 429);
    assert_eq!(status("203.0.113.8").await, 404);
    assert_eq!(status("2001:db8:1:3::1").await, 404);
    // Whatever strangers write in front of the address our proxy saw.
    assert_eq!(status("198.51.100.1, 203.0.113.7").await, 429);
}

#[tokio::test]
async fn staff_are_counted_like_anybody_who_looks_up() {
    let app = counted().await;

    for _ in 0..10 {
        assert_eq!(app.owner().get(LOOK_UPS[0]).await.status, 404);
    }

    assert_eq!(app.owner().get(LOOK_UPS[0]).await.status, 429);
    let other = app.owner().get("/api/v1/order/").await;
    assert_eq!((other.status, other.header("x-ratelimit-limit")), (200, ""));
}

#[tokio::test]
async fn the_limit_is_a_setting_and_malformed_codes_count_too() {
    let app = TestApp::start_as(&[("RATE_LIMITS", "on")], |config| {
        config.limits.lookups_per_minute = 2;
    })
    .await;
    let path = "/api/v1/track-order/?order_code=x";

    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(app.stranger().get(path).await.status);
    }

    assert_eq!(statuses, [400, 400, 429]);
}

#[tokio::test]
async fn nobody_is_counted_when_limits_are_off() {
    let app = TestApp::start().await;

    for _ in 0..30 {
        let answer = app.stranger().get(LOOK_UPS[0]).await;
        assert_eq!(answer.status, 404);
        assert_eq!(budget(&answer), ["", "", "", ""]);
    }
}
