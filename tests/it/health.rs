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
use tokio::time::sleep;
use tokio::time::timeout;

use crate::kit::TestApp;
use crate::kit::a_form;
use crate::kit::text;
use crate::process::Connection;
use crate::process::Server;

const HEALTH: &str = "/api/v1/health/";
const PERFORMANCE: &str = "/api/v1/admin/performance/";
/// How often a server is asked whether it is well again.
const ASK_EVERY: Duration = Duration::from_millis(50);
/// How long it may take to be well, however busy the machine.
const HEALED_MAX: Duration = Duration::from_secs(30);

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
async fn whatever_part_is_gone_is_named_to_whoever_asks() {
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

#[tokio::test]
async fn a_server_whose_disk_is_full_says_so_and_heals_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let settings = "[engine]\nreply_timeout = \"500ms\"\n";
    std::fs::write(folder.path().join("default.toml"), settings).unwrap();
    let server = Server::start_within(folder.path()).await;
    let mut staff = Connection::signed_in(server.address).await;
    let made = staff.send("POST", "/api/v1/order/", None, &a_form()).await;
    let path = format!("/api/v1/order/{}/", text(&made.unwrap().1["order"]["id"]));
    let mut stranger = Connection::open(server.address).await.unwrap();
    let mut ask = async |path| stranger.send("GET", path, None, &json!({})).await.unwrap();
    assert_eq!(ask(HEALTH).await.0, 200);

    server.fill_disk(true);
    let change = json!({ "quantity": 7 });
    let mut send = async || {
        let sent = staff.send("PATCH", &path, Some("tujuh"), &change).await;
        sent.unwrap()
    };
    let (status, answer) = send().await;
    let (sick, body) = ask(HEALTH).await;
    let (ready, alive) = (ask("/readyz").await.0, ask("/healthz").await.0);
    server.fill_disk(false);
    let well = async {
        while ask(HEALTH).await.0 != 200 {
            sleep(ASK_EVERY).await;
        }
    };
    timeout(HEALED_MAX, well).await.expect("it heals");
    let (healed, order) = send().await;

    assert_eq!(
        (status, &answer["error_code"]),
        (503, &json!("OUTCOME_UNKNOWN"))
    );
    assert_eq!((sick, ready, alive), (503, 503, 200), "{body}");
    assert_eq!(body["status"], "unhealthy");
    assert_eq!(body["database"], "disconnected");
    assert_eq!((healed, &order["quantity"]), (200, &json!(7)), "{order}");
    assert_eq!(ask("/readyz").await.0, 200);
}
