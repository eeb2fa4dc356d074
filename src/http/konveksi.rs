//! `/api/v1`: the Konveksi surface.
//!
//! Paths are registered without a trailing slash; whoever serves them strips it.

mod alerts;
mod audit;
mod auth;
pub(crate) mod body;
mod dashboard;
mod denied;
pub mod error;
pub(crate) mod etag;
pub(crate) mod fields;
pub(crate) mod form;
mod health;
pub(crate) mod idempotency;
mod invoices;
mod links;
mod media;
mod messages;
pub(crate) mod openapi;
mod order;
mod orders;
mod owners;
pub(crate) mod page;
pub(crate) mod papers;
pub(crate) mod parameters;
pub(crate) mod path;
mod payments;
mod products;
mod root;
mod security;
mod templates;
pub(in crate::http) mod tracking;
mod unmatched;
pub(crate) mod upload;
mod users;
mod webhook;
pub(crate) mod write;

use axum::Extension;
use axum::Router;
use axum::extract::Request;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::response::Response;

use crate::access::limits;
use crate::app::App;
use crate::domain::role::Role;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::idempotency::Answers;
use crate::http::konveksi::upload::Readers;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::sentences;

/// Everything below `/api/v1` that Konveksi serves, its refusals of unknown paths and
/// methods included.
pub(crate) fn routes(app: &App) -> Router<App> {
    let counted = counted();
    let elsewhere = Router::new().fallback(unknown_path);
    let counted = Router::new().nest("/api/v1", elsewhere).merge(counted);
    let counted = if app.config.server.rate_limits {
        counted.layer(from_fn_with_state(app.clone(), count))
    } else {
        counted
    };
    uncounted()
        .merge(counted)
        .method_not_allowed_fallback(unknown_method)
        .layer(Extension(Answers::default()))
        .layer(Extension(Readers::default()))
}

/// Routes whose callers are not counted here: webhooks are never limited, and look-ups by
/// code count themselves.
fn uncounted() -> Router<App> {
    Router::new()
        .merge(webhook::routes())
        .merge(tracking::routes())
}

/// All other routes.
fn counted() -> Router<App> {
    Router::new()
        .merge(root::routes())
        .merge(products::routes())
        .merge(auth::routes())
        .merge(orders::routes())
        .merge(order::routes())
        .merge(invoices::routes())
        .merge(links::routes())
        .merge(media::routes())
        .merge(payments::routes())
        .merge(papers::routes())
        .merge(messages::routes())
        .merge(templates::routes())
        .merge(audit::routes())
        .merge(alerts::routes())
        .merge(dashboard::routes())
        .merge(health::routes())
        .merge(unmatched::routes())
        .merge(users::routes())
        .merge(security::routes())
}

/// Lets a caller on, unless they ask too often.
async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match limits::admit(&app, &parts).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
        Err(exceeded) => exceeded.into_response(),
    }
}

/// Answers for a path nobody serves.
async fn unknown_path() -> ApiError {
    ApiError::not_found()
}

/// Answers for a method a path does not have; the router adds `Allow`.
async fn unknown_method() -> ApiError {
    ApiError::client(
        StatusCode::METHOD_NOT_ALLOWED,
        "METHOD_NOT_ALLOWED",
        sentences::METHOD_NOT_ALLOWED,
    )
}

/// Someone of that role, reading from this server.
fn reader(app: &App, role: Role) -> Reader<'_> {
    Reader {
        audience: Audience::of(role),
        base: &app.public_url,
    }
}
