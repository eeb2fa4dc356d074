//! The body of a request: a JSON object, or a clear answer why not.

use axum::body::Bytes;
use axum::extract::FromRequest;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde_json::Map;
use serde_json::Value;

use crate::http::konveksi::error::ApiError;
use crate::wire::konveksi::sentences;

/// Reads the object a request carries; no body at all is an empty one.
///
/// Fields nobody asks for are nobody's business: they stay in here, unread.
pub(crate) async fn read(request: Request) -> Result<Map<String, Value>, ApiError> {
    check_type(request.headers())?;
    let bytes = Bytes::from_request(request, &()).await.map_err(|failure| {
        if failure.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let status = StatusCode::PAYLOAD_TOO_LARGE;
            ApiError::client(status, "PAYLOAD_TOO_LARGE", sentences::TOO_LARGE)
        } else {
            ApiError::invalid(sentences::BROKEN_OFF)
        }
    })?;
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    // The parser itself refuses what is nested deeper than its stack would like.
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(ApiError::invalid(sentences::NOT_AN_OBJECT)),
        Err(_) => Err(ApiError::invalid(sentences::NOT_JSON)),
    }
}

/// A body without a type is taken for JSON; one of another type is not read.
fn check_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(header) = headers.get(CONTENT_TYPE) else {
        return Ok(());
    };
    let full = header.to_str().unwrap_or_default();
    let essence = full.split(';').next().unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    let refuse = |sentence| {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Err(ApiError::client(status, "UNSUPPORTED_MEDIA_TYPE", sentence))
    };
    match essence.as_str() {
        "application/json" => Ok(()),
        json if json.starts_with("application/") && json.ends_with("+json") => Ok(()),
        "multipart/form-data" => refuse(sentences::NO_FORMS_YET),
        _ => refuse(sentences::NOT_THAT_TYPE),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::response::IntoResponse;

    use super::*;

    async fn status(kind: Option<&str>, body: impl Into<Body>) -> u16 {
        let mut request = Request::new(body.into());
        if let Some(kind) = kind {
            let kind = kind.parse().unwrap();
            request.headers_mut().insert(CONTENT_TYPE, kind);
        }
        match read(request).await {
            Ok(_) => 200,
            Err(error) => error.into_response().status().as_u16(),
        }
    }

    #[tokio::test]
    async fn only_json_objects_are_read() {
        let json = Some("application/json; charset=utf-8");

        assert_eq!(status(json, r#"{"a": 1}"#).await, 200);
        assert_eq!(status(None, r#"{"a": 1}"#).await, 200);
        assert_eq!(status(None, "").await, 200);
        assert_eq!(status(json, "[1]").await, 400);
        assert_eq!(status(json, "{").await, 400);
        assert_eq!(status(json, r#"{"a": 1e999}"#).await, 400);
        assert_eq!(status(json, vec![0xff, 0xfe]).await, 400);
        assert_eq!(status(json, "[".repeat(100_000)).await, 400);
        assert_eq!(status(Some("text/plain"), "{}").await, 415);
        assert_eq!(
            status(Some("multipart/form-data; boundary=x"), "").await,
            415
        );
    }

    #[tokio::test]
    async fn a_body_beyond_the_limit_is_413() {
        let large = " ".repeat(3 * 1024 * 1024);

        assert_eq!(status(None, large).await, 413);
    }
}
