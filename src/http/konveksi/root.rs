//! `/api/v1`: what is here, and that it is alive.

pub(super) mod contract;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use serde::Serialize;
use serde::Serializer;
use utoipa::ToSchema;

use crate::app::App;

/// What can be found below, by name.
const ENDPOINTS: [(&str, &str); 7] = [
    ("products", "/api/v1/produkpost/"),
    ("orders", "/api/v1/order/"),
    ("admin_orders", "/api/v1/admin/orders/"),
    ("manual_payment", "/api/v1/payment/manual/"),
    ("track_order", "/api/v1/track-order/"),
    ("check_order", "/api/v1/check-order/"),
    ("health", "/api/v1/health/"),
];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1", get(root))
        .route("/api/v1/", get(root))
}

/// Introduces the interface.
async fn root(State(app): State<App>) -> Json<RootView> {
    let base = &app.public_url;
    Json(RootView {
        name: "rajut",
        version: env!("CARGO_PKG_VERSION"),
        status: "ok",
        documentation: format!("{base}/docs"),
        openapi: format!("{base}/openapi.json"),
        endpoints: Endpoints(base.clone()),
    })
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Root)]
struct RootView {
    name: &'static str,
    version: &'static str,
    status: &'static str,
    documentation: String,
    openapi: String,
    #[schema(value_type = BTreeMap<String, String>)]
    endpoints: Endpoints,
}

#[derive(Debug)]
struct Endpoints(String);

impl Serialize for Endpoints {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(base) = self;
        serializer.collect_map(ENDPOINTS.map(|(name, path)| (name, format!("{base}{path}"))))
    }
}
