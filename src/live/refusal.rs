//! How somebody hears that they are not let in, before anything is upgraded.

use axum::Json;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::http::header::SEC_WEBSOCKET_VERSION;
use axum::response::IntoResponse;
use axum::response::Response;
use serde_json::json;

use crate::actors::session::sessions::NoSeat;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::sentences::access;
use crate::wire::konveksi::sentences::tracking;

/// Seconds after which there may be room again.
const BACK_SECONDS: u64 = 5;

/// Why somebody is not let in, beside who they are.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It is no handshake of a protocol we speak.
    NoHandshake,
    /// No order has that code.
    NoSuchOrder,
    /// There is no room.
    NoSeat(NoSeat),
    /// The engine is not there.
    Away,
}

/// A refusal at an instant.
#[derive(Debug)]
pub(super) struct Refused(pub(super) Refusal, pub(super) Timestamp);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self(refusal, now) = self;
        let away = (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE");
        let ((status, code), sentence) = match refusal {
            Refusal::NoHandshake => (
                (StatusCode::UPGRADE_REQUIRED, "UPGRADE_REQUIRED"),
                access::NO_HANDSHAKE,
            ),
            Refusal::NoSuchOrder => (
                (StatusCode::NOT_FOUND, "NOT_FOUND"),
                tracking::NO_SUCH_ORDER.0,
            ),
            Refusal::NoSeat(NoSeat::TooMany) => (
                (StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_CONNECTIONS"),
                access::TOO_MANY_CONNECTIONS,
            ),
            Refusal::NoSeat(NoSeat::Full | NoSeat::Closing) => (away, access::NO_CONNECTIONS),
            Refusal::Away => (away, sentences::UNAVAILABLE),
        };
        let body = json!({
            "error": sentence,
            "detail": sentence,
            "error_code": code,
            "timestamp": now.to_string(),
        });
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        match status {
            StatusCode::UPGRADE_REQUIRED => {
                let version = HeaderValue::from_static("13");
                headers.insert(SEC_WEBSOCKET_VERSION, version);
            }
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(RETRY_AFTER, HeaderValue::from(BACK_SECONDS));
            }
            _ => {}
        }
        response
    }
}
