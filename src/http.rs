//! The HTTP edge: it only translates.
//!
//! Routes are written without a trailing slash; clients may write one.

pub mod konveksi;
mod layers;
mod ops;
mod sandbox;
pub mod serve;

use std::convert::Infallible;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::Request;
use axum::response::Response;
use tower::Service;

use self::konveksi::error::ApiError;
use self::ops::Ops;
use crate::app::App;
use crate::integrations::payment::sandbox::Sandbox;

/// Everything this server answers, dressed: what [`serve`](serve::serve) serves, and what
/// tests call.
pub fn router(
    app: App,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send + 'static>
+ Clone
+ Send
+ Sync
+ 'static {
    let server = app.config.server.clone();
    let sentry = Some(app.sentry.clone());
    let ops = Ops {
        metrics: app.metrics.clone(),
        token: app.config.telemetry.metrics_token.clone(),
        readiness: app.readiness.clone(),
    };
    let surfaces = if app.config.konveksi.enabled {
        konveksi::routes(&app)
    } else {
        Router::new()
    };
    let payment_pages = app.sandbox.as_ref().map(Sandbox::pages);
    let message_pages = sandbox::guarded(app.clone(), app.message_sandbox.pages());
    let routes = Router::new()
        .merge(surfaces)
        .fallback(not_found)
        .with_state(app)
        .merge(payment_pages.unwrap_or_default())
        .merge(message_pages)
        .merge(ops::routes(ops))
        .layer(DefaultBodyLimit::max(server.body_bytes_max));
    layers::around(routes, server, sentry)
}

async fn not_found() -> ApiError {
    ApiError::not_found()
}
