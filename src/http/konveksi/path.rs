//! Ids in paths: what is no UUID names nothing.

use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::extract::Path;
use axum::http::request::Parts;

use crate::app::App;
use crate::domain::ids::OrderId;
use crate::http::konveksi::error::ApiError;

/// The order a path names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OrderPath(pub(crate) OrderId);

impl FromRequestParts<App> for OrderPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let IdPath(id) = IdPath::from_request_parts(parts, app).await?;
        Ok(Self(id))
    }
}

/// The id a path names, of whatever kind its handler says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdPath<T>(pub(crate) T);

impl<T: FromStr> FromRequestParts<App> for IdPath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Path(id) = Path::<String>::from_request_parts(parts, app)
            .await
            .map_err(|_| ApiError::not_found())?;
        id.parse().map(Self).map_err(|_| ApiError::not_found())
    }
}
