//! `/ws/orders/{order_code}/`: one order, for whoever knows its code.

use axum::Router;
use axum::extract::Path;
use axum::extract::Request;
use axum::extract::State;
use axum::extract::rejection::PathRejection;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;

use crate::access::limits::LookUp;
use crate::access::socket::Guest;
use crate::access::trail;
use crate::actors::order::OrderError;
use crate::actors::session::Kind;
use crate::actors::session::Who;
use crate::actors::session::order::OrderSource;
use crate::app::App;
use crate::domain::code::OrderCode;
use crate::domain::ids::OrderId;
use crate::live::handshake::accept;
use crate::live::refusal::Refusal;
use crate::live::refusal::Refused;
use crate::live::since;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/ws/orders/{order_code}", get(connect))
        .route("/ws/orders/{order_code}/", get(connect))
}

/// Who connects makes no difference: staff hear here what customers do.
async fn connect(
    State(app): State<App>,
    guest: Guest,
    look_up: LookUp,
    path: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let code = path.ok().and_then(|Path(code)| code.parse().ok());
    let id = match known(&app, code, &look_up).await {
        Ok(id) => id,
        Err(refusal) => {
            let mut response = Refused(refusal, app.clock.now()).into_response();
            let never = HeaderValue::from_static("no-store");
            response.headers_mut().insert(CACHE_CONTROL, never);
            return response;
        }
    };
    let source = OrderSource::new(
        app.sessions.hub().clone(),
        app.orders.clone(),
        app.zone.clone(),
        id,
        since(request.uri()),
    );
    let who = Who {
        kind: Kind::Order,
        staff: None,
        address: guest.address,
    };
    accept(&app, request, who, Box::new(source)).await
}

/// The order of a code. Every try is told, so that trying codes out shows.
async fn known(app: &App, code: Option<OrderCode>, look_up: &LookUp) -> Result<OrderId, Refusal> {
    let code = code.ok_or(Refusal::NoSuchOrder)?;
    let id = app.index.order_of_code(&code);
    tracing::info!(
        order.code = %code,
        client.address = %look_up.address,
        found = id.is_some(),
        "order looked up for a socket"
    );
    trail::remember_code(code.to_string(), id.is_some());
    let id = id.ok_or(Refusal::NoSuchOrder)?;
    let order = app.orders.view(id).await.map_err(|it| away(&it))?;
    let order = order.filter(|order| order.deleted_at.is_none());
    order.map(|_| id).ok_or(Refusal::NoSuchOrder)
}

fn away(error: &OrderError) -> Refusal {
    tracing::error!(%error, "an order cannot be read for a socket");
    Refusal::Away
}
