//! The provider's HTTP API: who may call, what befalls a call, and the routes.

mod invoices;
mod refunds;

use axum::Json;
use axum::Router;
use axum::body::Body;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::header::CONTENT_LENGTH;
use axum::http::header::RETRY_AFTER;
use axum::middleware::Next;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;
use futures_util::stream;
use serde_json::Value;
use serde_json::json;
use tokio::time::Instant;
use tokio::time::sleep;

use crate::integrations::payment::sandbox::Sandbox;
use crate::integrations::payment::sandbox::SeenCall;
use crate::integrations::payment::sandbox::Window;
use crate::integrations::payment::sandbox::basic;
use crate::integrations::payment::sandbox::faults::RateLimit;
use crate::integrations::payment::sandbox::faults::RefusalKind;
use crate::integrations::payment::sandbox::step::Step;

/// The largest request that is read; a creation has some kilobytes.
const BODY_BYTES_MAX: usize = 256 << 10;

/// How a key begins.
const KEY_PREFIX: &str = "xnd_";

/// Marks an answer that must not arrive: whoever serves cuts the connection instead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hangup;

/// Marks an answer whose departure is a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Departing(pub(super) Step);

/// A refusal, as they spell it.
#[derive(Debug)]
struct Refused(StatusCode, &'static str, String);

impl Refused {
    fn invalid(why: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, "API_VALIDATION_ERROR", why.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self(status, code, message) = self;
        let body = Json(json!({ "error_code": code, "message": message }));
        (status, body).into_response()
    }
}

pub(super) fn routes(sandbox: Sandbox) -> Router {
    let both = |path: &str| [path.to_owned(), format!("{path}/")];
    let mut router = Router::new();
    for path in both("/v2/invoices") {
        router = router.route(&path, post(invoices::create).get(invoices::list));
    }
    for path in both("/v2/invoices/{id}") {
        router = router.route(&path, get(invoices::read));
    }
    for path in both("/invoices/{id}/expire!") {
        router = router.route(&path, post(invoices::expire));
    }
    for path in both("/refunds") {
        router = router.route(&path, post(refunds::create).get(refunds::list));
    }
    for path in both("/refunds/{id}") {
        router = router.route(&path, get(refunds::read));
    }
    for path in both("/refunds/{id}/cancel") {
        router = router.route(&path, post(refunds::cancel));
    }
    router
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn_with_state(sandbox.clone(), befallen))
        .with_state(sandbox)
}

/// Lets a call meet the faults of the moment, and remembers it.
async fn befallen(State(sandbox): State<Sandbox>, request: Request, next: Next) -> Response {
    let method = request.method().to_string();
    let target = request.uri().path_and_query().map(ToString::to_string);

    let response = met(&sandbox, request, next).await;

    let is_cut = response.extensions().get::<Hangup>().is_some();
    sandbox.remember_call(SeenCall {
        at: sandbox.now(),
        method,
        path: target.unwrap_or_default(),
        status: (!is_cut).then(|| response.status().as_u16()),
    });
    let delay = sandbox.0.faults.lock().delay;
    sleep(delay).await;
    response
}

async fn met(sandbox: &Sandbox, request: Request, next: Next) -> Response {
    let refusal = sandbox.0.faults.lock().refuse_one();
    match refusal {
        Some(RefusalKind::Broken) => return broken(StatusCode::INTERNAL_SERVER_ERROR),
        Some(RefusalKind::Unavailable) => return broken(StatusCode::SERVICE_UNAVAILABLE),
        Some(RefusalKind::Cut) => return hangup(),
        Some(RefusalKind::Invalid) => {
            return Refused::invalid("Refused on purpose").into_response();
        }
        None => {}
    }
    let limit = sandbox.0.faults.lock().limit;
    let left = limit.map(|limit| sandbox.0.window.lock().count(limit));
    let mut response = if left.is_some_and(|left| left.refused) {
        Refused(
            StatusCode::TOO_MANY_REQUESTS,
            "RATE_LIMIT_EXCEEDED",
            "You have made too many requests".to_owned(),
        )
        .into_response()
    } else if is_known(request.headers()) {
        next.run(request).await
    } else {
        Refused(
            StatusCode::UNAUTHORIZED,
            "INVALID_API_KEY",
            "API key is invalid or missing".to_owned(),
        )
        .into_response()
    };
    if let Some(left) = left {
        left.tell(response.headers_mut());
    }
    response
}

fn is_known(headers: &HeaderMap) -> bool {
    let header = headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok());
    let user = header.and_then(basic::user);
    user.is_some_and(|user| user.starts_with(KEY_PREFIX))
}

fn broken(status: StatusCode) -> Response {
    let message = "Something went wrong on our side".to_owned();
    Refused(status, "SERVER_ERROR", message).into_response()
}

/// An answer that breaks off, for those who serve it without knowing [`Hangup`].
fn hangup() -> Response {
    let broken = std::io::Error::other("cut by the payment sandbox");
    let body = Body::from_stream(stream::iter([Err::<Bytes, _>(broken)]));
    let mut response = Response::new(body);
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from_static("512"));
    response.extensions_mut().insert(Hangup);
    response
}

fn departing(response: impl IntoResponse, step: Step) -> Response {
    let mut response = response.into_response();
    response.extensions_mut().insert(Departing(step));
    response
}

/// The body as a JSON object.
fn object(bytes: &Bytes) -> Result<Value, Refused> {
    let body: Result<Value, _> = serde_json::from_slice(bytes);
    body.ok()
        .filter(Value::is_object)
        .ok_or_else(|| Refused::invalid("The body is not a JSON object"))
}

/// What is left of a limit after a call.
#[derive(Debug, Clone, Copy)]
struct Left {
    calls: u32,
    of: u32,
    seconds: u64,
    refused: bool,
}

impl Window {
    fn count(&mut self, limit: RateLimit) -> Left {
        let now = Instant::now();
        let since = self.since.filter(|since| *since + limit.window > now);
        if since.is_none() {
            self.used = 0;
        }
        let since = since.unwrap_or(now);
        self.since = Some(since);
        let refused = self.used >= limit.calls;
        self.used = self.used.saturating_add(1);
        let reset = (since + limit.window).saturating_duration_since(now);
        Left {
            calls: limit.calls.saturating_sub(self.used),
            of: limit.calls,
            seconds: reset.as_millis().div_ceil(1_000).try_into().unwrap_or(1),
            refused,
        }
    }
}

impl Left {
    fn tell(self, headers: &mut HeaderMap) {
        headers.insert("rate-limit-limit", self.of.into());
        headers.insert("rate-limit-remaining", self.calls.into());
        headers.insert("rate-limit-reset", self.seconds.into());
        if self.refused {
            headers.insert(RETRY_AFTER, self.seconds.into());
        }
    }
}
