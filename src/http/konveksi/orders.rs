//! `/api/v1/order`, `/api/v1/admin/orders`: the orders, listed and begun.

mod begin;
mod bulk;
pub(super) mod contract;
mod listing;
mod new;

use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;

use crate::access::Manager;
use crate::access::Staff;
use crate::app::App;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::orders::listing::Listing;
use crate::http::konveksi::orders::listing::PageView;
use crate::http::konveksi::page::FEED_CURSOR;
use crate::http::konveksi::reader;
use crate::wire::konveksi::order::OrderView;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/order", get(list).post(begin::begin))
        .route("/api/v1/admin/orders", get(admin_list))
        .route("/api/v1/admin/create-order", post(begin::create_order))
        .route("/api/v1/admin/orders/bulk-update", post(bulk::update))
}

/// Lists orders, for all staff.
async fn list(
    State(app): State<App>,
    staff: Staff,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let listing = Listing::read(&query, staff.role, &app.zone)?;
    let selection = match &listing.sought {
        Some(sought) => app.search.select(&listing.query, sought).await?,
        None => app.index.select(&listing.query),
    };
    listing.paging.check(selection.count)?;
    let orders = app.orders.views(&selection.orders).await?;
    let reader = reader(&app, staff.role);
    let results = orders
        .iter()
        .map(|order| listing.fields.of(OrderView::of(order, reader)))
        .collect::<Result<_, _>>()?;
    let page = PageView::of(&listing, &selection, reader, uri.path(), results);
    let cursor = [(FEED_CURSOR, selection.position.to_string())];
    Ok((cursor, Json(page)).into_response())
}

/// Lists orders, for those who manage.
async fn admin_list(
    state: State<App>,
    Manager(staff): Manager,
    uri: Uri,
    query: RawQuery,
) -> Result<Response, ApiError> {
    list(state, staff, uri, query).await
}
