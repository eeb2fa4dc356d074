//! `/api/v1/auth/sessions`: who is signed in where, and how to end it.

use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::delete;
use axum::routing::get;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Account;
use crate::access::Denied;
use crate::app::App;
use crate::domain::ids::SessionId;
use crate::domain::role::Role;
use crate::domain::role::Surface;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::page::Page;
use crate::http::konveksi::page::Paging;
use crate::http::konveksi::parameters::Parameters;
use crate::http::konveksi::path::IdPath;
use crate::store::accounts::Session;
use crate::wire::konveksi::time::Moment;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/auth/sessions", get(list))
        .route("/api/v1/auth/sessions/{id}", delete(end))
}

/// Lists where somebody is signed in; to owners, where everybody is.
async fn list(
    State(app): State<App>,
    Account(signed): Account,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let mut given = Parameters::of(&query);
    let user = given.user("user");
    let paging = Paging::read(&mut given, &query);
    let (user, paging) = given.finish((user, paging))?;
    let owns = signed.roles.on(Surface::Konveksi) == Some(Role::Owner);
    let of = if owns { user } else { Some(signed.user) };
    let listed = app.staff.sign_ins(of, app.clock.now()).await;
    let sessions = listed.map_err(Denied::from)?;
    paging.check(sessions.len())?;
    let results = sessions.iter().skip(paging.offset()).take(paging.limit);
    let view = |session| SessionView::of(&app, session, signed.session);
    let page = Page {
        place: paging.place(sessions.len(), &app.public_url, uri.path()),
        results: results.map(view).collect(),
    };
    Ok(Json(page).into_response())
}

/// Ends a sign-in, wherever it is.
async fn end(
    State(app): State<App>,
    Account(signed): Account,
    IdPath(id): IdPath<SessionId>,
) -> Result<StatusCode, ApiError> {
    let ended = app.staff.end_sign_in(signed, id, app.clock.now()).await;
    if ended.map_err(Denied::from)? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::not_found())
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub(super) struct SessionView<'a> {
    id: SessionId,
    user_id: i64,
    user: Option<String>,
    created_at: Moment,
    last_seen_at: Moment,
    expires_at: Moment,
    ip_address: &'a str,
    user_agent: &'a str,
    current: bool,
}

impl<'a> SessionView<'a> {
    fn of(app: &App, session: &'a Session, current: SessionId) -> Self {
        Self {
            id: session.id,
            user_id: session.user.0,
            user: app.name_of(session.user),
            created_at: Moment(session.created_at),
            last_seen_at: Moment(session.last_seen_at),
            expires_at: Moment(session.expires_at),
            ip_address: &session.ip_address,
            user_agent: &session.user_agent,
            current: session.id == current,
        }
    }
}
