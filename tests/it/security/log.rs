//! The log of requests: who asked for what, and how it went.

use super::*;

#[tokio::test]
async fn requests_are_logged_without_what_they_hide() {
    let app = behind_a_proxy().await;
    let client = app
        .admin()
        .with("user-agent", "peramban/1")
        .with("x-forwarded-for", "203.0.113.7");
    assert_eq!(
        client.get("/api/v1/order/?status=rahasia").await.status,
        400
    );
    let body = json!({ "username": "admin", "password": "kunci rahasia" });
    app.stranger().post(LOGIN, body).await;
    app.stranger()
        .get("/api/v1/track-order/?order_code=ord-20250630-a1b")
        .await;

    let lines = listed(&app, LOGS, |lines| lines.len() >= 3).await;

    let of = |endpoint: &str| {
        let found = lines.iter().find(|line| line["endpoint"] == endpoint);
        found.unwrap_or_else(|| panic!("{endpoint} is not logged: {lines:?}"))
    };
    let order = of("/api/v1/order/");
    assert_eq!(order["user"], "admin");
    assert_eq!(order["method"], "GET");
    assert_eq!(order["status_code"], 400);
    assert_eq!(order["ip_address"], "203.0.113.7");
    assert_eq!(order["user_agent"], "peramban/1");
    assert!(order["response_time"].is_u64());
    assert!(text(&order["timestamp"]).ends_with('Z'));
    let login = of(LOGIN);
    assert_eq!(
        (&login["user"], &login["method"]),
        (&Value::Null, &json!("POST"))
    );
    let look_up = of("/api/v1/track-order/");
    assert_eq!(look_up["code"], "ORD-20250630-A1B");
    assert!(!format!("{lines:?}").contains("rahasia"));
    assert!(!format!("{lines:?}").contains("order_code="));
}

#[tokio::test]
async fn every_filter_of_the_log_filters() {
    let app = behind_a_proxy().await;
    app.viewer().get("/api/v1/order/").await;
    app.production().get("/api/v1/admin/users/").await;
    let client = app.stranger().with("x-forwarded-for", "2001:db8::7");
    client.post("/api/v1/order/", json!({})).await;
    listed(&app, LOGS, |lines| lines.len() >= 3).await;
    let today = app.app.zone.day(app.app.clock.now());
    let yesterday = today.yesterday().unwrap();
    let count = async |filter: &str| {
        let answer = app.owner().get(&format!("{LOGS}?{filter}")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["count"].as_u64().unwrap()
    };

    assert_eq!(count("user=viewer").await, 1);
    assert_eq!(count("user=VIEWER&method=get").await, 1);
    assert_eq!(count("user=3").await, 1);
    assert_eq!(count("user=hantu").await, 0);
    assert_eq!(count("ip_address=2001:db8:0::7").await, 1);
    assert_eq!(count("method=POST").await, 1);
    assert_eq!(count("status_code=403").await, 1);
    assert_eq!(count("endpoint=/api/v1/order/").await, 2);
    assert_eq!(count(&format!("date_from={today}&method=POST")).await, 1);
    assert_eq!(count(&format!("date_to={yesterday}")).await, 0);
    for wrong in [
        "status_code=99",
        "status_code=600",
        "status_code=x",
        "method=FETCH",
        "ip_address=rumah",
        "date_from=kemarin",
        "date_from=2025-02-01&date_to=2025-01-01",
        "page=0",
    ] {
        let answer = app.owner().get(&format!("{LOGS}?{wrong}")).await;
        assert_eq!(answer.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn the_log_comes_in_pages_for_those_who_manage() {
    let app = TestApp::start().await;
    for _ in 0..5 {
        app.viewer().get("/api/v1/order/").await;
    }
    let path = format!("{LOGS}?user=viewer&page_size=2");
    let first = async || app.admin().get(&path).await.body;
    listed(&app, &format!("{LOGS}?user=viewer"), |lines| {
        lines.len() == 5
    })
    .await;

    let page = first().await;
    assert_eq!(
        (&page["count"], list(&page["results"]).len()),
        (&json!(5), 2)
    );
    let next = text(&page["next"]).to_owned();
    let (_, next) = next.split_once("/api").unwrap();
    let third = app
        .admin()
        .get(&format!("/api{next}").replace("page=2", "page=3"))
        .await;
    assert_eq!(list(&third.body["results"]).len(), 1);
    assert_eq!(app.admin().get(&format!("{path}&page=4")).await.status, 404);

    assert_eq!(app.viewer().get(LOGS).await.status, 403);
    assert_eq!(app.production().get(LOGS).await.status, 403);
    assert_eq!(app.stranger().get(LOGS).await.status, 401);
}
