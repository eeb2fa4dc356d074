//! `/api/v1/admin/dashboard/stats`: the numbers of the business.

pub(super) mod contract;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;

use crate::access::SeesMoney;
use crate::app::App;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::page::FEED_CURSOR;
use crate::wire::konveksi::statistics::StatisticsView;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/v1/admin/dashboard/stats", get(stats))
}

/// Answers all numbers as of now, and the place in the feed from which they move on.
async fn stats(State(app): State<App>, _staff: SeesMoney) -> Result<Response, ApiError> {
    let snapshot = app.dashboard.snapshot().await?;
    let view = StatisticsView::whole(&snapshot.figures, &snapshot.recent);
    let cursor = [(FEED_CURSOR, snapshot.position.to_string())];
    Ok((cursor, Json(view)).into_response())
}
