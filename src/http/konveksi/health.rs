//! `/api/v1/health`, `/api/v1/admin/performance`: how the server is, and how busy.

pub(super) mod contract;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;

use crate::access::Manager;
use crate::app::App;
use crate::wire::konveksi::health::Busy;
use crate::wire::konveksi::health::Health;
use crate::wire::konveksi::health::HealthView;
use crate::wire::konveksi::health::Part;
use crate::wire::konveksi::health::PerformanceView;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/health", get(health))
        .route("/api/v1/admin/performance", get(performance))
}

/// Says how it is, to anybody: 503 when nothing can be answered.
async fn health(State(app): State<App>) -> Response {
    let missing = app.readiness.check().await.err();
    let health = Health {
        missing: missing.map(|it| match it.part {
            "store" => Part::Store,
            _ => Part::Engine,
        }),
        search: app.search.is_ready(),
        payment_sandbox: app.sandbox.is_some(),
        started_at: app.started_at,
        uptime: app.load.uptime(),
    };
    let status = if health.is_serving() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let fresh = [(CACHE_CONTROL, "no-store")];
    (status, fresh, Json(HealthView::of(health))).into_response()
}

/// Says how busy it was in the last five minutes.
async fn performance(State(app): State<App>, _manager: Manager) -> Json<PerformanceView> {
    let (sums, usage) = (app.load.sums(), app.machine.look());
    Json(PerformanceView::of(Busy {
        requests: sums.requests,
        failures: sums.failures,
        took: sums.took,
        calls: sums.calls,
        slow_calls: sums.slow_calls,
        over: sums.over,
        memory: usage.memory,
        cpu: usage.cpu,
    }))
}
