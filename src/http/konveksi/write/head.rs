//! The key and the version that come before the body of a request.

use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::etag;
use crate::http::konveksi::idempotency::KEY_CHARS_MAX;
use crate::wire::konveksi::sentences;

/// What the head of a request says of the change it asks for.
#[derive(Debug)]
pub(crate) struct Head {
    pub(super) key: Option<String>,
    pub(super) seen: Option<u64>,
    /// Kept for whoever sent a key: it belongs to them, and to what they asked.
    pub(super) parts: Option<Parts>,
}

impl Head {
    /// Reads it.
    pub(crate) fn of(parts: &Parts) -> Result<Self, ApiError> {
        let key = key(&parts.headers)?;
        Ok(Self {
            seen: etag::expected(&parts.headers),
            parts: key.is_some().then(|| parts.clone()),
            key,
        })
    }
}

fn key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(header) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    match header.to_str().map(str::trim) {
        Ok(key) if (1..=KEY_CHARS_MAX).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(ApiError::field(
            "Idempotency-Key",
            sentences::KEY_UNREADABLE,
        )),
    }
}
