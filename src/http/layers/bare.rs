//! Answers the framework gave in our place, put into our words.

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::ALLOW;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::response::Response;

use crate::http::konveksi::error::ApiError;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::sentences::access;

/// The answer to `OPTIONS`, from the refusal that names the methods of a path.
pub(super) fn options(refusal: &Response) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let methods = refusal.headers().get(ALLOW);
    let methods = methods.and_then(|methods| methods.to_str().ok());
    let allow = match methods {
        Some(methods) if !methods.is_empty() => format!("{methods},OPTIONS"),
        _ => "OPTIONS".to_owned(),
    };
    if let Ok(allow) = HeaderValue::try_from(allow) {
        response.headers_mut().insert(ALLOW, allow);
    }
    response
}

/// The same answer, in our envelope if it is an error in nobody's.
pub(super) fn dressed(response: Response) -> Response {
    let Some((code, sentence)) = told(response.status()) else {
        return response;
    };
    let kind = response.headers().get(CONTENT_TYPE);
    if kind.is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain")) {
        return response;
    }
    let (bare, _body) = response.into_parts();
    let envelope = ApiError::client(bare.status, code, sentence).into_response();
    let (mut parts, body) = envelope.into_parts();
    if let Some(allow) = bare.headers.get(ALLOW) {
        parts.headers.insert(ALLOW, allow.clone());
    }
    Response::from_parts(parts, Body::new(body))
}

fn told(status: StatusCode) -> Option<(&'static str, &'static str)> {
    Some(match status {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
            ("VALIDATION_ERROR", access::UNREADABLE)
        }
        StatusCode::NOT_FOUND => ("NOT_FOUND", sentences::NOT_FOUND),
        StatusCode::METHOD_NOT_ALLOWED => ("METHOD_NOT_ALLOWED", sentences::METHOD_NOT_ALLOWED),
        StatusCode::PAYLOAD_TOO_LARGE => ("PAYLOAD_TOO_LARGE", sentences::TOO_LARGE),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("UNSUPPORTED_MEDIA_TYPE", sentences::NOT_THAT_TYPE),
        StatusCode::INTERNAL_SERVER_ERROR => ("INTERNAL_ERROR", sentences::INTERNAL),
        _ => return None,
    })
}
