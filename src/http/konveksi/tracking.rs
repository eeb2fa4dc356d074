//! What anyone who knows a code may look up: an order's way, its money, an invoice.
//!
//! Who asks makes no difference: staff read here what customers do.

mod callback;
pub(super) mod contract;

use std::net::IpAddr;
use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::Path;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::extract::rejection::PathRejection;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::middleware::map_response;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;

use crate::access::limits::LookUp;
use crate::access::trail;
use crate::app::App;
use crate::domain::aggregate::Aggregate;
use crate::domain::code::InvoiceCode;
use crate::domain::code::OrderCode;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Order;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::page::FEED_CURSOR;
use crate::http::konveksi::parameters::Parameters;
use crate::store::Unique;
use crate::wire::konveksi::frames::OrderCursor;
use crate::wire::konveksi::sentences::tracking as sentences;
use crate::wire::konveksi::tracking::TrackingView;
use crate::wire::konveksi::tracking::check::CheckView;
use crate::wire::konveksi::tracking::invoice::InvoiceDetailView;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/track-order", get(track))
        .route("/api/v1/check-order", get(check))
        .route("/api/v1/invoice/detail/{invoice_code}", get(invoice))
        .merge(callback::routes())
        .layer(map_response(never_kept))
}

/// An answer of yesterday would be a wrong one, also when nothing was found.
async fn never_kept(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Tells the way of an order.
async fn track(
    State(app): State<App>,
    caller: LookUp,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let code = order_code(&query.unwrap_or_default())?;
    let (order, history) = tracked(&app, &code, caller.address).await?;
    let view = TrackingView::of(&order, &history, app.clock.now(), &app.zone);
    // A customer's socket is told the changes of this order, so its place is one of them.
    let cursor = OrderCursor(order.version).to_string();
    Ok(([(FEED_CURSOR, cursor)], Json(view)).into_response())
}

/// Tells how far an order is paid.
async fn check(
    State(app): State<App>,
    caller: LookUp,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let code = order_code(&query.unwrap_or_default())?;
    let id = known(&app, &code, caller.address)?;
    let order = app.orders.view(id).await?;
    let order = order.filter(|order| order.deleted_at.is_none());
    let order = order.ok_or_else(no_such_order)?;
    Ok(Json(CheckView::of(&order, app.clock.now())).into_response())
}

/// Shows an invoice to whoever is to pay it.
async fn invoice(
    State(app): State<App>,
    caller: LookUp,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    let Path(code) = path.map_err(|_| no_such_invoice())?;
    let (order, id) = billed(&app, &code, caller.address).await?;
    let invoice = order.invoice(id).ok_or_else(no_such_invoice)?;
    let view = InvoiceDetailView::of(&order, invoice, app.clock.now());
    Ok(Json(view).into_response())
}

/// An order and the events that made it, for whoever knows its code.
pub(in crate::http) async fn tracked(
    app: &App,
    code: &OrderCode,
    address: IpAddr,
) -> Result<(Order, Vec<Event>), ApiError> {
    let id = known(app, code, address)?;
    let history = app.orders.history(id).await?;
    let order = replayed(&history).filter(|order| order.deleted_at.is_none());
    Ok((order.ok_or_else(no_such_order)?, history))
}

/// An order and the invoice that carries a code, for whoever knows that code. Every try is
/// told.
pub(in crate::http) async fn billed(
    app: &App,
    code: &str,
    address: IpAddr,
) -> Result<(Arc<Order>, InvoiceId), ApiError> {
    let code: InvoiceCode = code.parse().map_err(|_| no_such_invoice())?;
    let name = Unique::InvoiceCode(code.to_string());
    let claim = app.orders.claim(&name).await?;
    tracing::info!(
        invoice.code = %code,
        client.address = %address,
        found = claim.is_some(),
        "invoice looked up"
    );
    trail::remember_code(code.to_string(), claim.is_some());
    let claim = claim.ok_or_else(no_such_invoice)?;
    let order = app.orders.view(claim.order).await?;
    let order = order.filter(|order| order.deleted_at.is_none());
    let order = order.ok_or_else(no_such_invoice)?;
    let id: InvoiceId = claim.note.parse().map_err(|_| no_such_invoice())?;
    order.invoice(id).ok_or_else(no_such_invoice)?;
    Ok((order, id))
}

/// The order that carries a code. Every try is told, so that trying codes out shows.
fn known(app: &App, code: &OrderCode, address: IpAddr) -> Result<OrderId, ApiError> {
    let id = app.index.order_of_code(code);
    tracing::info!(
        order.code = %code,
        client.address = %address,
        found = id.is_some(),
        "order looked up"
    );
    trail::remember_code(code.to_string(), id.is_some());
    id.ok_or_else(no_such_order)
}

/// The order as its whole history made it: no older than what any feed has told.
fn replayed(history: &[Event]) -> Option<Order> {
    history.iter().fold(None, |order, event| {
        Some(Order::after(order.as_ref(), event))
    })
}

fn order_code(query: &str) -> Result<OrderCode, ApiError> {
    let given = Parameters::of(query);
    let Some(code) = given.text("order_code") else {
        return Err(wrong_code(sentences::NO_CODE));
    };
    code.parse().map_err(|_| wrong_code(sentences::NOT_A_CODE))
}

fn wrong_code((error, detail): (&'static str, &'static str)) -> ApiError {
    ApiError::field("order_code", error)
        .with("error", error)
        .with("detail", detail)
}

fn no_such_order() -> ApiError {
    not_found(sentences::NO_SUCH_ORDER)
}

fn no_such_invoice() -> ApiError {
    not_found(sentences::NO_SUCH_INVOICE)
}

fn not_found((error, detail): (&'static str, &'static str)) -> ApiError {
    ApiError::client(StatusCode::NOT_FOUND, "NOT_FOUND", error).with("detail", detail)
}
