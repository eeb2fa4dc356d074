//! Who fails to sign in, what is logged of requests, and what staff are told of it.

mod log;

use std::time::Duration;

use serde_json::Value;
use serde_json::json;

use crate::kit::Answer;
use crate::kit::PASSWORD;
use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

const LOGIN: &str = "/api/v1/auth/login/";
const ALERTS: &str = "/api/v1/admin/security/alerts/";
const LOGS: &str = "/api/v1/admin/security/logs/";

/// How often to look for what is written on the way by, and how long at most.
const BEAT: Duration = Duration::from_millis(50);
const BEATS_MAX: usize = 400;

async fn behind_a_proxy() -> TestApp {
    TestApp::start_with(&[("TRUSTED_PROXIES", "127.0.0.1")]).await
}

async fn try_it(app: &TestApp, from: &str, username: &str, password: &str) -> Answer {
    let client = app.stranger().with("x-forwarded-for", from);
    let body = json!({ "username": username, "password": password });
    client.post(LOGIN, body).await
}

/// Asks until what is listed is as it should be, and answers that.
async fn listed(app: &TestApp, path: &str, is_there: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    for _ in 0..BEATS_MAX {
        let answer = app.owner().get(path).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let results = list(&answer.body["results"]);
        if is_there(results) {
            return results.to_vec();
        }
        tokio::time::sleep(BEAT).await;
    }
    panic!("{path} never listed it");
}

#[tokio::test]
async fn a_guesser_is_locked_out_and_the_owner_elsewhere_is_not() {
    let app = behind_a_proxy().await;
    for _ in 0..5 {
        let wrong = try_it(&app, "203.0.113.7", "owner", "benang biru").await;
        assert_eq!(wrong.status, 400);
    }

    let locked = try_it(&app, "203.0.113.7", "owner", PASSWORD).await;

    assert_eq!((locked.status, locked.header("retry-after")), (429, "30"));
    assert_eq!(locked.body["error_code"], "RATE_LIMITED");
    assert!(text(&locked.body["error"]).contains("30 detik"));
    assert_eq!(
        try_it(&app, "203.0.113.8", "owner", PASSWORD).await.status,
        200
    );
    assert_eq!(
        try_it(&app, "203.0.113.7", "viewer", PASSWORD).await.status,
        200
    );
    app.clock.advance(Duration::from_secs(30));
    assert_eq!(
        try_it(&app, "203.0.113.7", "owner", PASSWORD).await.status,
        200
    );
    assert_eq!(
        try_it(&app, "203.0.113.7", "owner", "benang biru")
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn names_nobody_has_are_locked_like_the_others() {
    let app = behind_a_proxy().await;
    let mut statuses = Vec::new();
    for name in ["admin", "hantu", "HANTU "] {
        let mut told = Vec::new();
        for _ in 0..6 {
            told.push(
                try_it(&app, "203.0.113.7", name, "salah terus")
                    .await
                    .status,
            );
        }
        statuses.push(told);
    }

    assert_eq!(statuses[0], [400, 400, 400, 400, 400, 429]);
    assert_eq!(statuses[0], statuses[1]);
    assert_eq!(statuses[2], [429; 6], "the same name in other letters");
}

#[tokio::test]
async fn many_machines_slow_a_name_down_but_not_where_its_owner_was_before() {
    let app = behind_a_proxy().await;
    assert_eq!(
        try_it(&app, "198.51.100.9", "owner", PASSWORD).await.status,
        200
    );
    for machine in 0..20 {
        let from = format!("203.0.113.{machine}");
        assert_eq!(
            try_it(&app, &from, "owner", "benang biru").await.status,
            400
        );
    }

    let stranger = try_it(&app, "203.0.113.99", "owner", "benang biru").await;
    assert_eq!(
        (stranger.status, stranger.header("retry-after")),
        (429, "1")
    );
    let nobody = try_it(&app, "203.0.113.99", "hantu", "benang biru").await;
    assert_eq!(nobody.status, 400);

    assert_eq!(
        try_it(&app, "198.51.100.9", "owner", PASSWORD).await.status,
        200
    );
}

#[tokio::test]
async fn failed_sign_ins_are_one_alert_that_counts() {
    let app = behind_a_proxy().await;
    for _ in 0..5 {
        try_it(&app, "203.0.113.7", "admin", "benang biru").await;
    }
    let path = format!("{ALERTS}?type=failed_logins");
    let alerts = listed(&app, &path, |alerts| !alerts.is_empty()).await;
    assert_eq!(alerts.len(), 1);
    let alert = &alerts[0];
    assert_eq!(
        (&alert["count"], &alert["user"]),
        (&json!(1), &json!("admin"))
    );
    assert_eq!(alert["ip_address"], "203.0.113.7");
    assert_eq!(alert["severity"], "warning");
    assert!(text(&alert["message"]).contains("sebagai admin"));
    let logs = text(&alert["details"]["actions"][0]["path"]);
    assert_eq!(app.owner().get(logs).await.status, 200);

    app.clock.advance(Duration::from_secs(30));
    try_it(&app, "203.0.113.7", "admin", "benang biru").await;

    let alerts = listed(&app, &path, |alerts| alerts[0]["count"] == 2).await;
    assert_eq!(alerts.len(), 1);
    assert!(!format!("{alerts:?}").contains("benang"));
}

#[tokio::test]
async fn whoever_holds_a_sign_in_guesses_its_password_no_faster() {
    let app = TestApp::start().await;
    let guess = async || {
        let body = json!({ "old_password": "salah terus", "new_password": "benang hijau tua" });
        app.viewer()
            .post("/api/v1/auth/change-password/", body)
            .await
    };

    for _ in 0..5 {
        assert_eq!(guess().await.status, 400);
    }
    let locked = guess().await;

    assert_eq!((locked.status, locked.header("retry-after")), (429, "30"));
    assert_eq!(app.viewer().get("/api/v1/auth/profile/").await.status, 200);
}

#[tokio::test]
async fn codes_that_are_tried_out_become_an_alert() {
    let app = behind_a_proxy().await;
    for number in 100..120 {
        let path = format!("/api/v1/track-order/?order_code=ORD-20250630-{number}");
        let client = app.stranger().with("x-forwarded-for", "203.0.113.66");
        assert_eq!(client.get(&path).await.status, 404);
    }

    let path = format!("{ALERTS}?type=suspicious_ip");
    let alerts = listed(&app, &path, |alerts| !alerts.is_empty()).await;

    assert_eq!(alerts[0]["ip_address"], "203.0.113.66");
    assert_eq!(alerts[0]["details"]["reason"], "unknown_codes");
    assert_eq!(alerts[0]["user"], Value::Null);
}

#[tokio::test]
async fn a_large_file_becomes_an_alert() {
    let app = TestApp::start_as(&[], |config| config.security.large_upload_bytes = 16).await;
    let form = "--x\r\nContent-Disposition: form-data; name=\"bank_statement\"; \
        filename=\"a.pdf\"\r\n\r\n%PDF-1.7 and so on and on\r\n--x--\r\n";
    let kind = Some("multipart/form-data; boundary=x");
    let path = "/api/v1/payment/verify-manual/";
    app.admin()
        .send(axum::http::Method::POST, path, kind, form)
        .await;

    let path = format!("{ALERTS}?type=large_upload");
    let alerts = listed(&app, &path, |alerts| !alerts.is_empty()).await;

    assert_eq!(alerts[0]["user"], "admin");
    assert_eq!(alerts[0]["severity"], "info");
}
