//! Who may see the pages of a sandbox that show other people's names and numbers: whoever sits
//! at this machine, and staff who manage.

use axum::Router;
use axum::extract::FromRequestParts;
use axum::extract::Request;
use axum::extract::State;
use axum::middleware::Next;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::response::Response;

use crate::access::Manager;
use crate::access::address;
use crate::app::App;

/// Puts a guard before some pages.
pub(super) fn guarded(app: App, pages: Router) -> Router {
    pages.layer(from_fn_with_state(app, guard))
}

async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if address::is_local(request.headers(), request.extensions()) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    match Manager::from_request_parts(&mut parts, &app).await {
        Ok(_manager) => next.run(Request::from_parts(parts, body)).await,
        Err(denied) => denied.into_response(),
    }
}
