//! `/ws/orders/`: every change of every order, for staff.

use axum::Router;
use axum::extract::Request;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use crate::access::socket::Insider;
use crate::actors::session::Kind;
use crate::actors::session::Who;
use crate::actors::session::staff::StaffSource;
use crate::app::App;
use crate::live::handshake::accept;
use crate::live::member;
use crate::live::since;
use crate::wire::konveksi::Audience;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/ws/orders", get(connect))
        .route("/ws/orders/", get(connect))
}

async fn connect(State(app): State<App>, insider: Insider, request: Request) -> Response {
    let audience = Audience::of(insider.staff.role);
    let hub = app.sessions.hub().clone();
    let source = StaffSource::new(hub, audience, since(request.uri()));
    let who = Who {
        kind: Kind::Orders,
        staff: Some(member(&app, &insider.staff)),
        address: insider.address,
    };
    accept(&app, request, who, Box::new(source)).await
}
