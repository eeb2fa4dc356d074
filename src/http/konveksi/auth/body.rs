//! What the sign-in paths are sent.

use std::collections::BTreeMap;
use std::convert::Infallible;

use axum::extract::FromRequest;
use axum::extract::Request;
use serde_json::Value;

use crate::app::App;
use crate::http::konveksi::body;
use crate::http::konveksi::error::ApiError;
use crate::wire::konveksi::flaws::Flaw;

/// A name, or an e-mail address, and a password.
pub(super) struct Login {
    pub(super) username: String,
    pub(super) password: String,
}

/// A refresh token from a client that keeps it itself.
pub(super) struct RefreshToken(pub(super) Option<String>);

impl FromRequest<App> for Login {
    type Rejection = ApiError;

    async fn from_request(request: Request, _app: &App) -> Result<Self, ApiError> {
        let fields = body::read(request).await?;
        let mut flaws = BTreeMap::new();
        let mut text = |name: &str| match fields.get(name) {
            Some(Value::String(text)) if !text.is_empty() => text.clone(),
            _ => {
                flaws.insert(name.to_owned(), vec![Flaw::Required.to_string()]);
                String::new()
            }
        };
        let login = Self {
            username: text("username"),
            password: text("password"),
        };
        if flaws.is_empty() {
            Ok(login)
        } else {
            Err(ApiError::fields(flaws))
        }
    }
}

impl FromRequest<App> for RefreshToken {
    type Rejection = Infallible;

    /// A body without a token is no reason to refuse one that has its token in a cookie.
    async fn from_request(request: Request, _app: &App) -> Result<Self, Infallible> {
        let fields = body::read(request).await.unwrap_or_default();
        Ok(Self(match fields.get("refresh") {
            Some(Value::String(token)) => Some(token.clone()),
            _ => None,
        }))
    }
}
