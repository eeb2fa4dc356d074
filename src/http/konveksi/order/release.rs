//! `/api/v1/admin/orders/{id}/release`: an order that fell too often, and somebody looked at.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Manager;
use crate::app::App;
use crate::domain::ids::OrderId;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::path::OrderPath;
use crate::wire::konveksi::sentences::money;

/// What whoever releases an order is answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReleasedOrder)]
pub(super) struct Freed {
    success: bool,
    message: &'static str,
    order_id: OrderId,
    released: bool,
}

/// Lets an order be woken again. One that was not set aside is left as it is.
pub(super) async fn release(
    State(app): State<App>,
    Manager(_): Manager,
    OrderPath(order_id): OrderPath,
) -> Result<Json<Freed>, ApiError> {
    let released = app.falls.release(order_id);
    if !released {
        app.orders
            .view(order_id)
            .await?
            .ok_or_else(ApiError::not_found)?;
    }
    Ok(Json(Freed {
        success: true,
        message: if released {
            money::ORDER_RELEASED
        } else {
            money::ORDER_NOT_SET_ASIDE
        },
        order_id,
        released,
    }))
}
