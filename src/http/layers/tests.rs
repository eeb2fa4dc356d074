//! The front, before a few routes of its own.

use std::net::SocketAddr;

use axum::body::Body;
use axum::body::Bytes;
use axum::extract::ConnectInfo;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use axum::routing::post;
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use super::*;
use crate::access::trail::remember_user;
use crate::app::readiness::Readiness;
use crate::app::readiness::part;
use crate::config::Config;
use crate::config::secret::Secret;
use crate::config::sources::Sources;
use crate::domain::ids::UserId;
use crate::http::ops::Ops;
use crate::telemetry::metrics::install;

fn server(variables: &[(&str, &str)]) -> ServerConfig {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let sources = Sources {
        variables: variables.collect(),
        ..Sources::default()
    };
    ServerConfig {
        body_bytes_max: 1_024,
        request_timeout: Duration::from_millis(100),
        ..Config::load(&sources).unwrap().server
    }
}

fn routes(readiness: Readiness) -> Router {
    let ops = Ops {
        metrics: install(),
        token: Some(Secret::new("scraper")),
        readiness,
    };
    Router::new()
        .route("/api/v1/thing", post(async |body: Bytes| body))
        .route("/api/v1/thing", get(async || remember_user(UserId(7))))
        .route("/api/v1/thing/{id}", get(async || "one"))
        .route("/api/v1/fall", get(fall))
        .route("/api/v1/slow", get(std::future::pending::<()>))
        .route("/lacak/{code}", get(async || "page"))
        .fallback(async || ApiError::client(StatusCode::NOT_FOUND, "NOT_FOUND", "Tidak ada."))
        .merge(ops::routes(ops))
        .layer(DefaultBodyLimit::max(1_024))
}

async fn fall() -> &'static str {
    panic!("a handler fell")
}

struct Answer {
    status: u16,
    headers: axum::http::HeaderMap,
    body: Bytes,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    fn code(&self) -> String {
        let body: Value = serde_json::from_slice(&self.body).unwrap();
        body["error_code"].as_str().unwrap().to_owned()
    }
}

async fn answered(server: ServerConfig, request: Request) -> Answer {
    answered_by(around(routes(Readiness::default()), server, None), request).await
}

async fn answered_by<S>(service: S, request: Request) -> Answer
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    let (parts, body) = service.oneshot(request).await.unwrap().into_parts();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes(),
    }
}

fn request(method: &str, path: &str) -> Request {
    asking(method, path, &[])
}

fn asking(method: &str, path: &str, lines: &[(&str, &str)]) -> Request {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in lines {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

fn from(peer: &str, mut request: Request) -> Request {
    let peer: SocketAddr = peer.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

#[tokio::test]
async fn a_slash_more_or_less_makes_no_difference() {
    for path in [
        "/api/v1/thing/7",
        "/api/v1/thing/7/",
        "/api/v1/thing/7?page=2",
    ] {
        let answer = answered(server(&[]), request("GET", path)).await;
        assert_eq!(
            (answer.status, &answer.body[..]),
            (200, &b"one"[..]),
            "{path}"
        );
    }
    for path in ["/lacak/ORD-1", "/lacak/ORD-1/", "/healthz/"] {
        let answer = answered(server(&[]), request("GET", path)).await;
        assert_eq!(answer.status, 200, "{path}");
    }
    let mut post = request("POST", "/api/v1/thing");
    *post.body_mut() = Body::from("kept");
    assert_eq!(answered(server(&[]), post).await.body, "kept");
}

#[tokio::test]
async fn every_answer_is_dressed_and_named() {
    let kept = asking("GET", "/api/v1/thing", &[("x-request-id", "trace-1")]);
    let answer = answered(server(&[]), kept).await;

    assert_eq!(answer.header("x-request-id"), "trace-1");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    assert_eq!(answer.header("x-frame-options"), "DENY");
    assert_eq!(answer.header("access-control-allow-origin"), "");
    let odd = asking("GET", "/nowhere", &[("x-request-id", "two words")]);
    let answer = answered(server(&[]), odd).await;
    assert_eq!(answer.header("x-request-id").len(), 32);
}

#[tokio::test]
async fn what_we_do_not_have_is_said_in_our_words() {
    let nowhere = answered(server(&[]), request("GET", "/api/v1/nowhere/at/all")).await;
    assert_eq!((nowhere.status, &*nowhere.code()), (404, "NOT_FOUND"));

    let wrong = answered(server(&[]), request("DELETE", "/api/v1/thing")).await;
    assert_eq!((wrong.status, &*wrong.code()), (405, "METHOD_NOT_ALLOWED"));
    assert_eq!(wrong.header("allow"), "POST,GET,HEAD");

    let mut big = request("POST", "/api/v1/thing/");
    *big.body_mut() = Body::from(vec![b'a'; 1_025]);
    let big = answered(server(&[]), big).await;
    assert_eq!((big.status, &*big.code()), (413, "PAYLOAD_TOO_LARGE"));
}

#[tokio::test]
async fn head_and_options_are_answered() {
    let head = answered(server(&[]), request("HEAD", "/api/v1/thing/7")).await;
    assert_eq!((head.status, head.body.len()), (200, 0));

    let options = answered(server(&[]), request("OPTIONS", "/api/v1/thing")).await;
    assert_eq!(options.status, 204);
    assert_eq!(options.header("allow"), "POST,GET,HEAD,OPTIONS");
    let nowhere = answered(server(&[]), request("OPTIONS", "/nowhere")).await;
    assert_eq!(nowhere.status, 404);
}

#[tokio::test]
async fn a_fall_and_a_delay_are_answered_too() {
    let fallen = answered(server(&[]), request("GET", "/api/v1/fall/")).await;
    assert_eq!((fallen.status, &*fallen.code()), (500, "INTERNAL_ERROR"));
    assert_eq!(fallen.header("x-content-type-options"), "nosniff");

    let late = answered(server(&[]), request("GET", "/api/v1/slow/")).await;
    assert_eq!((late.status, &*late.code()), (503, "OUTCOME_UNKNOWN"));

    let stuck = futures_util::stream::pending::<Result<Bytes, Infallible>>();
    let mut slow = request("POST", "/api/v1/thing/");
    *slow.body_mut() = Body::from_stream(stuck);
    let slow = answered(server(&[]), slow).await;
    assert_eq!((slow.status, &*slow.code()), (408, "TOO_SLOW"));
}

#[tokio::test]
async fn one_request_too_many_hears_busy_but_health_is_answered() {
    let server = ServerConfig {
        request_timeout: Duration::from_secs(5),
        ..server(&[])
    };
    let service = with_places(routes(Readiness::default()), server, None, 1);
    let slow = service.clone().oneshot(request("GET", "/api/v1/slow/"));
    let others = async {
        let busy = answered_by(service.clone(), request("GET", "/api/v1/thing")).await;
        let health = answered_by(service.clone(), request("GET", "/healthz")).await;
        (busy, health)
    };

    let (busy, health) = tokio::select! {
        biased;
        _ = slow => unreachable!("it waits for five seconds"),
        others = others => others,
    };

    assert_eq!((busy.status, &*busy.code()), (503, "BUSY"));
    assert_eq!(busy.header("retry-after"), "1");
    assert_eq!((health.status, &health.body[..]), (200, &b"ok"[..]));
    let again = answered_by(service, request("GET", "/api/v1/thing")).await;
    assert_eq!(again.status, 200);
}

#[tokio::test]
async fn only_our_hosts_are_answered_when_we_know_them() {
    let ours = || server(&[("ALLOWED_HOSTS", "rajut.id")]);
    let to = |host| asking("GET", "/api/v1/thing", &[("host", host)]);

    assert_eq!(answered(ours(), to("rajut.id:8000")).await.status, 200);
    assert_eq!(answered(ours(), to("evil.id")).await.status, 400);
    assert_eq!(answered(server(&[]), to("evil.id")).await.status, 200);
}

#[tokio::test]
async fn configured_origins_may_call_and_no_others() {
    let open = || server(&[("CORS_ALLOWED_ORIGINS", "https://admin.rajut.id")]);
    let ask = |origin| {
        let lines = [
            ("origin", origin),
            ("access-control-request-method", "PATCH"),
        ];
        asking("OPTIONS", "/api/v1/thing/", &lines)
    };

    let asked = answered(open(), ask("https://admin.rajut.id")).await;
    assert_eq!(asked.status, 204);
    assert_eq!(
        asked.header("access-control-allow-origin"),
        "https://admin.rajut.id"
    );
    assert_eq!(asked.header("access-control-allow-credentials"), "true");
    assert!(
        asked
            .header("access-control-allow-methods")
            .contains("PATCH")
    );
    assert!(
        asked
            .header("access-control-allow-headers")
            .contains("if-match")
    );
    let refused = answered(open(), ask("https://evil.id")).await;
    assert_eq!(refused.header("access-control-allow-origin"), "");
    assert_eq!(refused.header("vary"), "origin");
    let read = asking(
        "GET",
        "/api/v1/thing/",
        &[("origin", "https://admin.rajut.id")],
    );
    let read = answered(open(), read).await;
    assert!(
        read.header("access-control-expose-headers")
            .contains("x-feed-cursor")
    );
}

#[tokio::test]
async fn readiness_says_what_is_missing() {
    let missing = Readiness::of(vec![part(
        "index",
        async || Err("still loading".to_owned()),
    )]);
    let waiting = around(routes(missing), server(&[]), None);

    let waiting = answered_by(waiting, request("GET", "/readyz")).await;
    let ready = answered(server(&[]), request("GET", "/readyz")).await;

    assert_eq!(
        (waiting.status, &waiting.body[..]),
        (503, &b"index: still loading"[..])
    );
    assert_eq!(ready.status, 200);
}

#[tokio::test]
async fn the_numbers_are_for_this_machine_and_for_the_token() {
    let service = around(routes(Readiness::default()), server(&[]), None);
    let metrics = |lines: &[(&str, &str)]| asking("GET", "/metrics", lines);
    answered_by(service.clone(), request("GET", "/api/v1/thing/7")).await;

    let near = answered_by(service.clone(), from("127.0.0.1:9", metrics(&[]))).await;
    assert_eq!(near.status, 200);
    let page = String::from_utf8(near.body.to_vec()).unwrap();
    let counted = "http_requests_total{route=\"/api/v1/thing/{id}\",method=\"GET\",status=\"200\"}";
    assert!(page.contains(counted), "{page}");

    let with = |token: &'static str| metrics(&[("authorization", token)]);
    for (request, expected) in [
        (metrics(&[]), 403),
        (from("192.168.1.9:9", metrics(&[])), 403),
        (
            from("127.0.0.1:9", metrics(&[("x-forwarded-for", "127.0.0.1")])),
            403,
        ),
        (from("192.168.1.9:9", with("Bearer scraper")), 200),
        (from("192.168.1.9:9", with("Bearer guess")), 403),
    ] {
        let answer = answered_by(service.clone(), request).await;
        assert_eq!(answer.status, expected);
    }
}
