//! `/ws/admin/dashboard/`: the numbers of the business, for those who may see amounts.

use axum::Router;
use axum::extract::Request;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;

use crate::access::Denied;
use crate::access::socket::Insider;
use crate::actors::session::Kind;
use crate::actors::session::Who;
use crate::actors::session::dashboard::DashboardSource;
use crate::app::App;
use crate::live::handshake::accept;
use crate::live::member;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/ws/admin/dashboard", get(connect))
        .route("/ws/admin/dashboard/", get(connect))
}

async fn connect(State(app): State<App>, insider: Insider, request: Request) -> Response {
    if !insider.staff.role.sees_money() {
        return Denied::NotAllowed.into_response();
    }
    let source = DashboardSource::new(app.dashboard.clone());
    let who = Who {
        kind: Kind::Dashboard,
        staff: Some(member(&app, &insider.staff)),
        address: insider.address,
    };
    accept(&app, request, who, Box::new(source)).await
}
