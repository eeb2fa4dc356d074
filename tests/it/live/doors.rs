//! Who is let in, and who has to leave.

use std::time::Duration;
use std::time::Instant;

use rajut::domain::role::Role;
use serde_json::json;

use crate::kit::PASSWORD;
use crate::kit::TestApp;
use crate::kit::amounts;
use crate::live::socket::Incoming;
use crate::live::socket::Socket;

/// A session cookie of a role, as a browser has it.
pub(crate) async fn cookie(app: &TestApp, role: Role) -> String {
    let body = json!({ "username": role.word(), "password": PASSWORD });
    let answer = app.stranger().post("/api/v1/auth/login/", body).await;
    let cookies = answer.headers.get_all("set-cookie").into_iter();
    let session = cookies
        .map(|it| it.to_str().unwrap())
        .find(|it| it.starts_with("sessionid="));
    session.unwrap().split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn staff_may_sign_in_by_cookie_by_token_and_by_subprotocol() {
    let app = TestApp::start().await;
    let (host, token) = (app.address.to_string(), app.token(Role::Admin));
    let (cookie, origin) = (cookie(&app, Role::Admin).await, format!("http://{host}"));
    let protocols = format!("bearer, {token}");
    let by_query = format!("/ws/orders?token={token}");

    for (path, headers) in [
        ("/ws/orders/", &[("Cookie", cookie.as_str())][..]),
        (
            "/ws/orders/",
            &[("Cookie", cookie.as_str()), ("Origin", origin.as_str())],
        ),
        ("/ws/orders/", &[("Sec-WebSocket-Protocol", &protocols)]),
        (by_query.as_str(), &[]),
    ] {
        let mut socket = Socket::open(app.address, path, headers).await.unwrap();
        let chose = socket
            .head
            .contains("\r\nsec-websocket-protocol: bearer\r\n");
        assert_eq!(
            chose,
            headers.iter().any(|(name, _)| name.starts_with("Sec"))
        );
        assert!(socket.head.contains("s3pplmbitxaq9kygzzhzrbk+xoo="));
        assert_eq!(socket.event().await["type"], "connection_established");
    }
}

#[tokio::test]
async fn strangers_and_pages_elsewhere_are_refused_before_the_upgrade() {
    let app = TestApp::start_with(&[("CORS_ALLOWED_ORIGINS", "https://admin.toko.id")]).await;
    let cookie = cookie(&app, Role::Owner).await;
    let evil = ("Origin", "https://evil.id");
    let status = async |path: &str, headers: &[(&str, &str)]| {
        let opened = Socket::open(app.address, path, headers).await;
        opened.err().map_or(101, |it| it.status)
    };

    assert_eq!(status("/ws/orders/", &[]).await, 401);
    assert_eq!(status("/ws/orders/?token=nonsense", &[]).await, 401);
    let bad = [
        ("Cookie", cookie.as_str()),
        ("Sec-WebSocket-Protocol", "bearer, x"),
    ];
    assert_eq!(status("/ws/orders/", &bad).await, 401);
    assert_eq!(
        status("/ws/orders/", &[("Cookie", &cookie), evil]).await,
        403
    );
    assert_eq!(status("/ws/notifications/", &[evil]).await, 403);
    assert_eq!(status("/ws/orders/ORD-20250630-A1B/", &[]).await, 404);
    assert_eq!(status("/ws/orders/nonsense/", &[]).await, 404);
    assert_eq!(status("/ws/notifications", &[]).await, 404);
    let known = ("Origin", "https://admin.toko.id");
    assert_eq!(
        status("/ws/orders/", &[("Cookie", &cookie), known]).await,
        101
    );
    assert_eq!(status("/ws/notifications/", &[]).await, 101);
    let plain = app.admin().get("/ws/orders/").await;
    assert_eq!(
        (plain.status, plain.header("sec-websocket-version")),
        (426, "13")
    );
    let refused = Socket::open(app.address, "/ws/orders/", &[])
        .await
        .err()
        .unwrap();
    assert_eq!(refused.body["error_code"], "NOT_AUTHENTICATED");
}

#[tokio::test]
async fn a_sign_in_that_ends_closes_its_sockets_within_a_second() {
    let app = TestApp::start().await;
    let cookie = cookie(&app, Role::Admin).await;
    let headers = [("Cookie", cookie.as_str())];
    let mut ending = Socket::open(app.address, "/ws/orders/", &headers)
        .await
        .unwrap();
    let mut other = Socket::staff(&app, Role::Admin).await;
    ending.event().await;
    other.event().await;

    let client = app.stranger().with("cookie", cookie.clone());
    let client = client.with("sec-fetch-site", "same-origin");
    let left = client.post("/api/v1/auth/logout/", json!({})).await;
    let begun = Instant::now();

    assert_eq!(left.status, 205, "{}", left.body);
    assert_eq!(ending.close_code().await, 4401);
    // The promise is a second; a busy machine may be late by itself.
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(other.is_quiet(Duration::from_millis(100)).await);
}

#[tokio::test]
async fn another_role_closes_the_sockets_of_the_old_one_within_a_second() {
    let app = TestApp::start().await;
    app.an_order().await;
    let mut before = Socket::staff(&app, Role::Admin).await;
    let dashboard = format!("/ws/admin/dashboard/?token={}", app.token(Role::Admin));
    let mut numbers = Socket::open(app.address, &dashboard, &[]).await.unwrap();
    let mut other = Socket::staff(&app, Role::Viewer).await;
    before.event().await;
    numbers.event_of("connection_established").await;
    other.event().await;

    let path = "/api/v1/admin/users/2/";
    let changed = app
        .owner()
        .patch(path, json!({ "role": "production" }))
        .await;
    let begun = Instant::now();
    let codes = (before.close_code().await, numbers.close_code().await);
    let took = begun.elapsed();
    let again = cookie(&app, Role::Admin).await;
    let headers = [("Cookie", again.as_str())];
    let mut after = Socket::open(app.address, "/ws/orders/", &headers)
        .await
        .unwrap();
    after.event().await;
    let path = "/ws/admin/dashboard/";
    let refused = Socket::open(app.address, path, &headers).await.err();
    app.an_order().await;
    let told = after.event().await;

    assert_eq!((changed.status, codes), (200, (4401, 4401)));
    // The promise is a second; a busy machine may be late by itself.
    assert!(took < Duration::from_secs(5));
    assert_eq!(refused.unwrap().status, 403);
    assert_eq!(told["type"], "order_created");
    assert_eq!(amounts(&told), Vec::<String>::new());
    assert_eq!(other.event().await["order"]["total_price"], "7500000.00");
}

#[tokio::test]
async fn one_party_may_not_take_all_places() {
    let app = TestApp::start_as(&[], |config| {
        config.live.sessions_per_user_max = 2;
        config.live.sessions_per_address_max = 1;
        config.live.sessions_max = 4;
    })
    .await;
    let path = |role| format!("/ws/orders/?token={}", app.token(role));
    let open = async |path: &str| Socket::open(app.address, path, &[]).await;
    let mut one = open(&path(Role::Admin)).await.unwrap();
    let _two = open(&path(Role::Admin)).await.unwrap();

    let third = open(&path(Role::Admin)).await.err().unwrap();
    let _visitor = open("/ws/notifications/").await.unwrap();
    let second_visitor = open("/ws/notifications/").await.err().unwrap();
    let _owner = open(&path(Role::Owner)).await.unwrap();
    let beyond = open(&path(Role::Viewer)).await.err().unwrap();
    one.frame(0x88, &[]).await;
    one.close_code().await;
    let mut again = open(&path(Role::Admin)).await;
    for _ in 0..100 {
        if again.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        again = open(&path(Role::Admin)).await;
    }

    assert_eq!((third.status, second_visitor.status), (429, 429));
    assert_eq!(third.body["error_code"], "TOO_MANY_CONNECTIONS");
    assert_eq!(beyond.status, 503);
    assert!(again.is_ok(), "a place that is left is free again");
}

#[tokio::test]
async fn when_the_door_closes_everyone_hears_when_to_come_back() {
    let app = TestApp::start().await;
    let mut staff = Socket::staff(&app, Role::Admin).await;
    let mut visitor = Socket::open(app.address, "/ws/notifications/", &[])
        .await
        .unwrap();
    staff.event().await;
    visitor.event().await;

    app.app.sessions.close_the_door();
    let farewells = [staff.next().await, visitor.next().await];
    let late = Socket::open(app.address, "/ws/notifications/", &[]).await;

    for farewell in farewells {
        let Incoming::Close(1012, reason) = farewell else {
            panic!("a farewell was to come, not {farewell:?}")
        };
        let hint: serde_json::Value = serde_json::from_str(&reason).unwrap();
        assert!(hint["reconnect_after_ms"].as_u64().unwrap() >= 1_000);
    }
    assert_eq!(late.err().unwrap().status, 503);
}
