//! Pages of other origins that may call us with a person's sign-in, as configured.

use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::header::ACCESS_CONTROL_ALLOW_CREDENTIALS;
use axum::http::header::ACCESS_CONTROL_ALLOW_HEADERS;
use axum::http::header::ACCESS_CONTROL_ALLOW_METHODS;
use axum::http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use axum::http::header::ACCESS_CONTROL_EXPOSE_HEADERS;
use axum::http::header::ACCESS_CONTROL_MAX_AGE;
use axum::http::header::ACCESS_CONTROL_REQUEST_METHOD;
use axum::http::header::ORIGIN;
use axum::http::header::VARY;

const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

const HEADERS: &str = "authorization, content-type, if-match, if-none-match, idempotency-key, \
    x-csrftoken, x-request-id, last-event-id";

const EXPOSED: &str = "etag, x-feed-cursor, x-ratelimit-limit, x-ratelimit-remaining, \
    x-ratelimit-reset, x-ratelimit-window, retry-after, x-request-id";

/// How long a browser may remember the answer, in seconds; Chromium forgets sooner anyway.
const MAX_AGE: &str = "7200";

/// The origins that may.
pub(super) struct Cors(Vec<HeaderValue>);

/// What an answer has to say about its request's origin.
pub(super) enum Allowed {
    /// Nothing: no origin, or none that may.
    No,
    /// That it may read the answer.
    Read(HeaderValue),
    /// That it may ask the question it announced.
    Ask(HeaderValue),
}

impl Cors {
    pub(super) fn new(origins: &[String]) -> Self {
        let origins = origins.iter().map(String::as_str);
        Self(
            origins
                .filter_map(|it| HeaderValue::from_str(it).ok())
                .collect(),
        )
    }

    /// What may be said to the origin of a request.
    pub(super) fn allowed(&self, headers: &HeaderMap) -> Allowed {
        let origin = headers.get(ORIGIN);
        match origin.filter(|origin| self.0.contains(origin)) {
            None => Allowed::No,
            Some(origin) if headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD) => {
                Allowed::Ask(origin.clone())
            }
            Some(origin) => Allowed::Read(origin.clone()),
        }
    }

    /// Says it.
    pub(super) fn dress(&self, headers: &mut HeaderMap, allowed: Allowed) {
        if self.0.is_empty() {
            return;
        }
        // A cache must not hand one origin's answer to another.
        headers.append(VARY, HeaderValue::from_static("origin"));
        let (origin, more): (_, &[_]) = match allowed {
            Allowed::No => return,
            Allowed::Read(origin) => (origin, &[(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED)]),
            Allowed::Ask(origin) => (
                origin,
                &[
                    (ACCESS_CONTROL_ALLOW_METHODS, METHODS),
                    (ACCESS_CONTROL_ALLOW_HEADERS, HEADERS),
                    (ACCESS_CONTROL_MAX_AGE, MAX_AGE),
                ],
            ),
        };
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
        for (name, value) in more {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

/// Whether a browser asks for a page if it may ask.
pub(super) fn is_preflight(request: &Request) -> bool {
    let headers = request.headers();
    request.method() == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}
