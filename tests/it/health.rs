//! How the server is, and how busy.

use std::net::Ipv4Addr;
use std::time::Duration;

use axum::http::HeaderMap;
use rajut::app::App;
use rajut::app::Handles;
use rajut::app::readiness::Readiness;
use rajut::app::readiness::part;
use rajut::http::serve::serve;
use serde_json::Value;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::kit::TestApp;
use crate::kit::text;
use crate::process::Connection;

const HEALTH: &str = "/api/v1/health/";
const PERFORMANCE: &str = "/api/v1/admin/performance/";

#[tokio::test]
async fn anybody_may_ask_how_the_server_is() {
    let app = TestApp::start().await;
    // Searching waits until every order can be found.
    app.viewer().get("/api/v1/order/?search=x").await;

    let answer = app.stranger().get(HEALTH).await;

    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("cache-control"), "no-store");
    let body = &answer.body;
    assert_eq!(body["status"], "healthy");
    assert_eq!(body["database"], "connected");
    assert_eq!(body["redis"], "embedded");
    assert_eq!(body["providers"]["payment"], "sandbox");
    assert_eq!(body["version"], env!("CARGO_PKG_VERSION"));
    assert!(text(&body["uptime"]).starts_with("0h 0m "));
    assert!(text(&body["last_deployment"]).ends_with('Z'));
    let names: Vec<_> = body.as_object().unwrap().keys().collect();
    assert_eq!(names.len(), 8, "{names:?}");
}

#[tokio::test]
async fn managers_see_how_busy_it_is() {
    let app = TestApp::start().await;
    app.an_order().await;
    for _ in 0..20 {
        app.viewer().get("/api/v1/order/").await;
        app.stranger().get("/healthz").await;
    }

    let answer = app.admin().get(PERFORMANCE).await;

    assert_eq!(answer.status, 200, "{}", answer.text);
    let body = &answer.body;
    let number = |value: &Value| value.as_f64().unwrap();
    assert_eq!(body["requests_per_minute"], 21.0);
    assert!(number(&body["avg_response_time"]) > 0.0);
    assert_eq!(body["error_rate"], 0.0);
    assert!(number(&body["database_queries"]["avg_per_request"]) > 0.0);
    assert!(body["database_queries"]["slow_queries"].is_u64());
    for percent in ["memory_usage", "cpu_usage"] {
        let share = text(&body[percent]).strip_suffix('%').unwrap();
        assert!(share.parse::<u8>().unwrap() <= 100, "{percent}");
    }
    assert_eq!(app.owner().get(PERFORMANCE).await.status, 200);
    assert_eq!(app.viewer().get(PERFORMANCE).await.status, 403);
    assert_eq!(app.production().get(PERFORMANCE).await.status, 403);
    assert_eq!(app.stranger().get(PERFORMANCE).await.status, 401);
}

#[tokio::test]
async fn a_server_that_lost_its_store_says_so_to_whoever_asks() {
    for (lost, database, websocket) in [
        ("store", "disconnected", "active"),
        ("engine", "connected", "inactive"),
    ] {
        let app = TestApp::start().await;
        let gone = async || Err::<(), _>("it does not answer".to_owned());
        let app = App::new(Handles {
            readiness: Readiness::of(vec![part(lost, gone)]),
            ..Handles::clone(&app.app)
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut serving = JoinSet::new();
        serving.spawn(serve(
            listener,
            rajut::http::router(app.clone(), rajut::live::routes(&app)),
            Duration::ZERO,
            futures_util::stream::pending(),
        ));
        let mut stranger = Connection::open(address).await.unwrap();
        let mut ask = async |path| stranger.send("GET", path, None, &json!({})).await.unwrap();

        let (status, body) = ask(HEALTH).await;
        let (ready, _) = ask("/readyz").await;
        let (alive, _) = ask("/healthz").await;

        assert_eq!((status, ready, alive), (503, 503, 200), "{lost}: {body}");
        assert_eq!(body["status"], "unhealthy");
        assert_eq!(body["database"], database);
        assert_eq!(body["websocket"], websocket);
        let faults = crate::contract::judge::faults("GET", HEALTH, 503, &HeaderMap::new(), &body);
        assert!(faults.is_empty(), "{faults:?}");
    }
}
