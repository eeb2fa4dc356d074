//! `/healthz`, `/readyz`, `/metrics`: for whoever watches over this process.

use axum::Router;
use axum::extract::Request;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;

use super::konveksi::error::ApiError;
use crate::access::address;
use crate::access::credentials;
use crate::app::readiness::NotReady;
use crate::app::readiness::Readiness;
use crate::config::secret::Secret;
use crate::wire::konveksi::sentences::access;

/// The text format of Prometheus, as its scrapers ask for it.
const METRICS_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What the watching paths need.
#[derive(Clone)]
pub(super) struct Ops {
    pub(super) metrics: PrometheusHandle,
    pub(super) token: Option<Secret>,
    pub(super) readiness: Readiness,
}

pub(super) fn routes(ops: Ops) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .with_state(ops)
}

/// Whether a path is one of ours, whatever its slash.
pub(super) fn is_watching(path: &str) -> bool {
    let path = path.strip_suffix('/').unwrap_or(path);
    matches!(path, "/healthz" | "/readyz" | "/metrics")
}

async fn healthz() -> &'static str {
    "ok"
}

async fn readyz(State(ops): State<Ops>) -> Result<&'static str, (StatusCode, String)> {
    let ready = ops.readiness.check().await;
    ready.map_err(|missing: NotReady| (StatusCode::SERVICE_UNAVAILABLE, missing.to_string()))?;
    Ok("ready")
}

/// The numbers, for this machine and for whoever has the token.
async fn metrics(State(ops): State<Ops>, request: Request) -> Result<Response, ApiError> {
    let headers = request.headers();
    let given = credentials::bearer(headers);
    let has_token = ops
        .token
        .as_ref()
        .zip(given)
        .is_some_and(|(token, given)| token.matches(given));
    if !has_token && !address::is_local(headers, request.extensions()) {
        return Err(ApiError::client(
            StatusCode::FORBIDDEN,
            "PERMISSION_DENIED",
            access::METRICS_CLOSED,
        ));
    }
    Ok(([(CONTENT_TYPE, METRICS_TYPE)], ops.metrics.render()).into_response())
}
