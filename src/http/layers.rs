//! What every answer goes through, whichever surface it is for.
//!
//! One pass instead of a stack of layers: each layer would cost a future and a body type.

mod bare;
mod budget;
mod cors;
mod numbers;
mod path;
mod patience;
mod request_id;
mod route;
mod visit;

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header::HOST;
use axum::http::header::REFERRER_POLICY;
use axum::http::header::SET_COOKIE;
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::http::header::X_FRAME_OPTIONS;
use axum::response::IntoResponse;
use axum::response::Response;
use futures_util::FutureExt;
use tokio::sync::Semaphore;
use tower::Service;
use tower::service_fn;

use self::cors::Cors;
use self::numbers::Numbers;
use self::patience::Late;
use self::patience::Patience;
use self::request_id::REQUEST_ID;
use self::route::NoteRoute;
use self::visit::Visit;
use super::konveksi::error::ApiError;
use super::ops;
use crate::access::trail;
use crate::access::trail::Learned;
use crate::config::server::ServerConfig;
use crate::flows::security::Sentry;
use crate::wire::konveksi::sentences::access;

/// At five thousand answers a second this is a fifth of a second of work; more than that
/// waiting at once only makes everybody late.
const IN_FLIGHT_MAX: usize = 1_024;

/// Seconds after which a crowd has mostly passed.
const BUSY_SECONDS: u64 = 1;

const SECURITY: [(HeaderName, HeaderValue); 3] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

struct Front {
    routes: Router,
    server: ServerConfig,
    cors: Cors,
    places: Semaphore,
    numbers: Numbers,
    sentry: Option<Sentry>,
}

/// Puts the front before some routes, with somebody who keeps an eye on who asks for what.
pub(super) fn around(
    routes: Router,
    server: ServerConfig,
    sentry: Option<Sentry>,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send + 'static>
+ Clone
+ Send
+ Sync
+ 'static {
    with_places(routes, server, sentry, IN_FLIGHT_MAX)
}

fn with_places(
    routes: Router,
    server: ServerConfig,
    sentry: Option<Sentry>,
    places: usize,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send + 'static>
+ Clone
+ Send
+ Sync
+ 'static {
    let front = Arc::new(Front {
        routes: routes.layer(NoteRoute),
        cors: Cors::new(&server.cors_allowed_origins),
        server,
        places: Semaphore::new(places),
        numbers: Numbers::default(),
        sentry,
    });
    service_fn(move |request| {
        let front = Arc::clone(&front);
        async move { Ok(front.answer(request).await) }
    })
}

impl Front {
    async fn answer(&self, mut request: Request) -> Response {
        let started = Instant::now();
        let _in_flight = self.numbers.enter();
        let method = request.method().clone();
        let id = request_id::settle(request.headers_mut());
        let origin = self.cors.allowed(request.headers());
        let watched = self.sentry.as_ref();
        let visit = watched.and_then(|_| Visit::of(&request, &self.server));

        let (mut response, learned) = trail::follow(self.admit(request)).await;

        let headers = response.headers_mut();
        for (name, value) in SECURITY {
            headers.entry(name).or_insert(value);
        }
        // An answer about the sign-in itself knows better.
        if !headers.contains_key(SET_COOKIE) {
            for cookie in &learned.renewed {
                headers.append(SET_COOKIE, cookie.clone());
            }
        }
        if let Some(left) = learned.budget {
            budget::tell(headers, left);
        }
        self.cors.dress(headers, origin);
        headers.insert(REQUEST_ID, id.clone());
        let took = started.elapsed();
        self.tell(&method, response.status(), &learned, &id, took);
        if let (Some(sentry), Some(visit)) = (&self.sentry, visit) {
            sentry.saw(visit.seen(&method, response.status(), &learned, took));
        }
        response
    }

    /// Lets a request in, unless it is one too many or not for us.
    async fn admit(&self, mut request: Request) -> Response {
        // Whoever watches over us has to be answered when we are busy, by whatever name.
        if ops::is_watching(request.uri().path()) {
            path::settle(request.uri_mut());
            return self.route(request).await;
        }
        let host = request.headers().get(HOST).map(HeaderValue::to_str);
        let host = host.and_then(Result::ok).unwrap_or_default();
        if !self.server.allows_host(host) {
            return wrong_host().into_response();
        }
        if cors::is_preflight(&request) {
            return StatusCode::NO_CONTENT.into_response();
        }
        let Ok(_place) = self.places.try_acquire() else {
            return busy().into_response();
        };
        path::settle(request.uri_mut());
        let is_api = request.uri().path().starts_with("/api/");
        let method = request.method().clone();
        let response = self.route(request).await;
        if method == Method::OPTIONS && response.status() == StatusCode::METHOD_NOT_ALLOWED {
            return bare::options(&response);
        }
        if is_api {
            bare::dressed(response)
        } else {
            response
        }
    }

    /// Has the request answered, in time and without bringing anybody else down.
    async fn route(&self, request: Request) -> Response {
        let mut routes = self.routes.clone();
        let answer = |request| {
            let work = async move { routes.call(request).await };
            AssertUnwindSafe(work).catch_unwind()
        };
        let patience = Patience {
            answer: self.server.request_timeout,
            bytes_per_second_min: self.server.body_bytes_per_second_min,
        };
        match patience.have(request, answer).await {
            Ok(Ok(Ok(response))) => response,
            Ok(Err(_panic)) => ApiError::Internal("the handler panicked".into()).into_response(),
            Err(Late::Request) => too_slow().into_response(),
            Err(Late::Answer) => late().into_response(),
        }
    }

    fn tell(
        &self,
        method: &Method,
        status: StatusCode,
        learned: &Learned,
        id: &HeaderValue,
        took: Duration,
    ) {
        let route = learned
            .route
            .as_ref()
            .map_or("none", |route| route.as_str());
        self.numbers.count(route, method, status, took);
        tracing::info!(
            http.method = method.as_str(),
            http.route = route,
            http.status = status.as_u16(),
            duration_ms = took.as_secs_f64() * 1_000.0,
            request.id = id.to_str().unwrap_or_default(),
            user.id = learned.user.map(|user| user.0),
            "request answered"
        );
    }
}

fn wrong_host() -> ApiError {
    ApiError::invalid(access::WRONG_HOST)
}

fn busy() -> ApiError {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    ApiError::client(status, "BUSY", access::SERVER_BUSY).retry_after(BUSY_SECONDS)
}

/// What did not come whole was not acted on.
fn too_slow() -> ApiError {
    let status = StatusCode::REQUEST_TIMEOUT;
    ApiError::client(status, "TOO_SLOW", access::TOO_SLOW)
}

/// A timeout is no answer: whether anything has changed is not known.
fn late() -> ApiError {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    ApiError::client(status, "OUTCOME_UNKNOWN", access::LATE).retry_after(BUSY_SECONDS)
}

#[cfg(test)]
mod tests;
