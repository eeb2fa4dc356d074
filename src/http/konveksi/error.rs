//! The error envelope of Konveksi: `error`, `detail`, `error_code`, `timestamp`.
//!
//! A 400 has `details` in place of `detail`, and each field's list at top level too.
//! How the engine's refusals come to be answers is in [`engine`].

pub(crate) mod engine;

use std::collections::BTreeMap;
use std::error::Error;

use axum::Json;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::IntoResponse;
use axum::response::Response;
use serde_json::Map;
use serde_json::Value;

use crate::domain::time::Timestamp;
use crate::wire::konveksi::sentences;

/// An answer that is not the one asked for.
#[derive(Debug)]
pub enum ApiError {
    /// The client can do something about it.
    Client(Box<ClientError>),
    /// We can; the client is told nothing but that.
    Internal(Box<dyn Error + Send + Sync>),
}

/// What a client is told.
#[derive(Debug)]
pub struct ClientError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The `error_code`.
    pub code: &'static str,
    /// An Indonesian sentence, for `error` and `detail`.
    pub sentence: String,
    /// Field errors of a 400, under `details` and at top level.
    pub fields: BTreeMap<String, Vec<String>>,
    /// What the case adds at top level.
    pub more: Map<String, Value>,
    /// Seconds for `Retry-After`.
    pub retry_after: Option<u64>,
}

impl ApiError {
    /// An answer with a status, a code and a sentence.
    pub fn client(status: StatusCode, code: &'static str, sentence: impl Into<String>) -> Self {
        Self::Client(Box::new(ClientError {
            status,
            code,
            sentence: sentence.into(),
            fields: BTreeMap::new(),
            more: Map::new(),
            retry_after: None,
        }))
    }

    /// A 400 about fields.
    #[must_use]
    pub fn fields(fields: BTreeMap<String, Vec<String>>) -> Self {
        let mut error = Self::invalid(sentences::FIELDS_WRONG);
        if let Self::Client(client) = &mut error {
            client.fields = fields;
        }
        error
    }

    /// A 400 about one field.
    #[must_use]
    pub fn field(name: &str, sentence: impl Into<String>) -> Self {
        Self::fields(BTreeMap::from([(name.to_owned(), vec![sentence.into()])]))
    }

    /// A 400 about the request as a whole.
    pub fn invalid(sentence: impl Into<String>) -> Self {
        Self::client(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", sentence)
    }

    /// A 404.
    #[must_use]
    pub fn not_found() -> Self {
        Self::client(StatusCode::NOT_FOUND, "NOT_FOUND", sentences::NOT_FOUND)
    }

    /// A 403 for a role that may not.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::client(
            StatusCode::FORBIDDEN,
            "PERMISSION_DENIED",
            sentences::FORBIDDEN,
        )
    }

    /// Adds a value at top level.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        if let Self::Client(client) = &mut self {
            client.more.insert(key.to_owned(), value.into());
        }
        self
    }

    /// Tells the client when to come back.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        if let Self::Client(client) = &mut self {
            client.retry_after = Some(seconds);
        }
        self
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            Self::Client(client) => client.into_response(),
            Self::Internal(source) => {
                let error: &(dyn Error + 'static) = source.as_ref();
                tracing::error!(error, "request failed");
                let told = Self::client(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "INTERNAL_ERROR",
                    sentences::INTERNAL,
                );
                told.into_response()
            }
        }
    }
}

impl ClientError {
    /// The body of the answer.
    pub(crate) fn envelope(&self) -> Map<String, Value> {
        let mut body = Map::new();
        for (name, flaws) in &self.fields {
            body.insert(name.clone(), flaws.clone().into());
        }
        if self.status == StatusCode::BAD_REQUEST {
            body.insert("details".into(), body.clone().into());
        } else {
            body.insert("detail".into(), self.sentence.clone().into());
        }
        body.insert("error".into(), self.sentence.clone().into());
        body.insert("error_code".into(), self.code.into());
        body.insert("timestamp".into(), present().to_string().into());
        body.extend(self.more.clone());
        body
    }
}

impl IntoResponse for ClientError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.envelope())).into_response();
        if let Some(seconds) = self.retry_after {
            let headers = response.headers_mut();
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The real time: an envelope is made where no clock is at hand, and decides nothing.
fn present() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_millisecond())
}

#[cfg(test)]
mod tests;
