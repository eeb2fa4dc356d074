//! `/ws/notifications/`: notices for everyone, and those for staff. Without its slash this
//! path is another socket.

use axum::Router;
use axum::extract::Request;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use crate::access::socket::Guest;
use crate::actors::session::Kind;
use crate::actors::session::Who;
use crate::actors::session::notices::NoticeSource;
use crate::app::App;
use crate::live::handshake::accept;
use crate::live::member;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/ws/notifications/", get(connect))
}

async fn connect(State(app): State<App>, guest: Guest, request: Request) -> Response {
    let source = NoticeSource::new(app.sessions.hub().clone());
    let who = Who {
        kind: Kind::Notifications,
        staff: guest.staff.map(|staff| member(&app, &staff)),
        address: guest.address,
    };
    accept(&app, request, who, Box::new(source)).await
}
