//! Connections that stay: sockets, and streams of events for networks that break sockets.
//!
//! Here somebody is let in and the connection handed to a session; what is said over it
//! afterwards is the business of [`session`](crate::actors::session).

mod dashboard;
mod handshake;
mod notifications;
mod order;
mod orders;
mod refusal;
mod stream;

use axum::Router;
use axum::http::Uri;
use serde::Deserialize;

use crate::access::Staff;
use crate::actors::session::Member;
use crate::app::App;

/// Everything below `/ws`, and the streams of events.
pub fn routes(app: &App) -> Router<App> {
    if !app.config.konveksi.enabled {
        return Router::new();
    }
    Router::new()
        .merge(orders::routes())
        .merge(order::routes())
        .merge(dashboard::routes())
        .merge(notifications::routes())
        .merge(stream::routes())
}

/// The parameter `since` of a query.
fn since(uri: &Uri) -> Option<String> {
    #[derive(Deserialize)]
    struct Given {
        since: Option<String>,
    }
    let given = axum::extract::Query::<Given>::try_from_uri(uri).ok()?;
    given.0.since
}

/// A staff member as those see them who are connected too.
fn member(app: &App, staff: &Staff) -> Member {
    Member {
        user: staff.user,
        name: app.name_of(staff.user).unwrap_or_default(),
        role: staff.role,
        sign_in: staff.session,
    }
}
