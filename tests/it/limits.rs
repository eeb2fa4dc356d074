//! Who asks too often.

use std::time::Duration;

use axum::http::Method;
use serde_json::json;

use crate::kit::Answer;
use crate::kit::PASSWORD;
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
    assert_eq!(
        (other.status, other.header("x-ratelimit-limit")),
        (200, "1000")
    );
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

#[tokio::test]
async fn visitors_are_counted_apart_for_what_they_read_and_what_they_send() {
    let app = TestApp::start_as(&[("RATE_LIMITS", "on")], |config| {
        config.limits.public_gets_per_hour = 3;
        config.limits.public_posts_per_hour = 2;
    })
    .await;
    let send = async || app.stranger().post("/api/v1/order/", json!({})).await;
    let reset = app.app.clock.now().0.unsigned_abs().div_ceil(1_000) + 3_600;

    let first = app.stranger().get("/api/v1/").await;
    assert_eq!(first.status, 200);
    assert_eq!(budget(&first), ["3", "2", &reset.to_string(), "3600"]);
    assert_eq!(app.stranger().get("/api/v1/order/").await.status, 401);
    assert_eq!(app.stranger().get("/api/v1/no/where/").await.status, 404);
    let fourth = app.stranger().get("/api/v1/").await;
    assert_eq!((fourth.status, fourth.header("retry-after")), (429, "3600"));
    assert!(text(&fourth.body["error"]).contains("60 menit"));

    let told = [
        send().await.status,
        send().await.status,
        send().await.status,
    ];
    assert_eq!(told, [400, 400, 429]);
    assert_eq!(app.owner().get("/api/v1/").await.status, 200);
    app.clock.advance(Duration::from_hours(1));
    assert_eq!(app.stranger().get("/api/v1/").await.status, 200);
    assert_eq!(send().await.status, 400);
}

#[tokio::test]
async fn staff_are_counted_for_what_they_change_wherever_they_are() {
    let app = TestApp::start_as(
        &[("RATE_LIMITS", "on"), ("TRUSTED_PROXIES", "127.0.0.1")],
        |config| config.limits.staff_changes_per_hour = 2,
    )
    .await;
    let change = async |from: &str| {
        let client = app.owner().with("x-forwarded-for", from);
        client.post("/api/v1/order/", json!({})).await
    };

    for _ in 0..5 {
        let read = app.owner().get("/api/v1/order/").await;
        assert_eq!(
            (read.status, read.header("x-ratelimit-remaining")),
            (200, "2")
        );
    }
    let first = change("203.0.113.7").await;
    assert_eq!(
        (first.status, first.header("x-ratelimit-remaining")),
        (400, "1")
    );
    assert_eq!(change("203.0.113.8").await.status, 400);
    assert_eq!(change("203.0.113.9").await.status, 429);
    let read = app.owner().get("/api/v1/order/").await;
    assert_eq!(
        (read.status, read.header("x-ratelimit-remaining")),
        (200, "0")
    );
    let other = app.admin().post("/api/v1/order/", json!({})).await;
    assert_eq!(other.status, 400);
}

#[tokio::test]
async fn forms_with_files_have_a_bucket_of_their_own() {
    let app = TestApp::start_as(&[("RATE_LIMITS", "on")], |config| {
        config.limits.uploads_per_hour = 1;
    })
    .await;
    let form = Some("Multipart/Form-Data; boundary=x");
    let path = "/api/v1/payment/verify-manual/";
    let send = async || app.owner().send(Method::POST, path, form, "--x--").await;

    let first = send().await;
    assert_eq!(
        (first.status, first.header("x-ratelimit-limit")),
        (400, "1")
    );
    assert_eq!(send().await.status, 429);
    let plain = app.owner().post(path, json!({})).await;
    assert_eq!(
        (plain.status, plain.header("x-ratelimit-limit")),
        (400, "1000")
    );
}

#[tokio::test]
async fn attempts_to_sign_in_are_counted_by_address() {
    let app = TestApp::start_as(&[("RATE_LIMITS", "on")], |config| {
        config.limits.sign_ins_per_minute = 2;
    })
    .await;
    let try_it = async || {
        let body = json!({ "username": "owner", "password": PASSWORD });
        app.stranger().post("/api/v1/auth/login/", body).await
    };

    assert_eq!(try_it().await.status, 200);
    let second = try_it().await;
    assert_eq!(
        (second.status, second.header("x-ratelimit-limit")),
        (200, "2")
    );
    assert_eq!(try_it().await.status, 429);
    app.clock.advance(Duration::from_mins(1));
    assert_eq!(try_it().await.status, 200);
}

#[tokio::test]
async fn webhooks_with_the_right_token_are_never_counted() {
    let app = TestApp::start_as(
        &[
            ("RATE_LIMITS", "on"),
            ("XENDIT_WEBHOOK_TOKEN", "the provider"),
        ],
        |config| {
            config.limits.public_posts_per_hour = 1;
            config.limits.webhook_bad_tokens_per_minute = 1;
        },
    )
    .await;
    let deliver = async |token: &str, number: u32| {
        let client = app.stranger().with("x-callback-token", token);
        let body = json!({ "id": format!("unknown-{number}"), "status": "PAID" });
        client.post("/api/v1/webhook/xendit/", body).await
    };

    for number in 0..5 {
        let answer = deliver("the provider", number).await;
        assert_eq!(
            (answer.status, answer.header("x-ratelimit-limit")),
            (200, "")
        );
    }
    assert_eq!(deliver("a stranger", 9).await.status, 401);
    assert_eq!(deliver("a stranger", 9).await.status, 429);
    assert_eq!(deliver("the provider", 9).await.status, 200);
}
