//! The HTTP edge: it only translates.
//!
//! Routes are written without a trailing slash; clients may write one.

mod customers;
mod docs;
pub mod konveksi;
mod layers;
pub mod openapi;
mod ops;
mod pages;
mod sandbox;
pub mod serve;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::Request;
use axum::response::Response;
use tower::Service;
use tower::service_fn;

use self::customers::people;
use self::konveksi::error::ApiError;
use self::ops::Ops;
use crate::app::App;
use crate::integrations::payment::sandbox::Sandbox;
use crate::telemetry::load::Load;

/// Everything this server answers, dressed: what [`serve`](serve::serve) serves, and what
/// tests call. `live` are the routes of connections that stay.
pub fn router(
    app: App,
    live: Router<App>,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send + 'static>
+ Clone
+ Send
+ Sync
+ 'static {
    let server = app.config.server.clone();
    let load = Arc::clone(&app.load);
    let sentry = Some(app.sentry.clone());
    let ops = Ops {
        metrics: app.metrics.clone(),
        token: app.config.telemetry.metrics_token.clone(),
        readiness: app.readiness.clone(),
    };
    let surfaces = if app.config.konveksi.enabled {
        konveksi::routes(&app).merge(customers::routes())
    } else {
        Router::new()
    };
    let documents = docs::routes(&app.public_url);
    let pages = pages::routes(app.config.konveksi.enabled);
    let people = app.config.konveksi.enabled.then(|| app.clone());
    let payment_pages = app.sandbox.as_ref().map(Sandbox::pages);
    let message_pages = sandbox::guarded(app.clone(), app.message_sandbox.pages());
    let routes = Router::new()
        .merge(surfaces)
        .merge(live)
        .fallback(not_found)
        .with_state(app)
        .merge(payment_pages.unwrap_or_default())
        .merge(message_pages)
        .merge(documents)
        .merge(pages)
        .merge(ops::routes(ops))
        .layer(DefaultBodyLimit::max(server.body_bytes_max));
    let front = people::read(layers::around(routes, server, sentry), people);
    watched(front, load)
}

/// Notes how long each answer took; those for whoever watches over us aside.
fn watched<S>(
    front: S,
    load: Arc<Load>,
) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send + 'static>
+ Clone
+ Send
+ Sync
+ 'static
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send + 'static>
        + Clone
        + Send
        + Sync
        + 'static,
{
    service_fn(move |request: Request| {
        let (mut front, load) = (front.clone(), Arc::clone(&load));
        async move {
            let counts = !ops::is_watching(request.uri().path());
            let started = Instant::now();
            let response = front.call(request).await?;
            if counts {
                load.note_request(started.elapsed(), response.status().is_server_error());
            }
            Ok(response)
        }
    })
}

async fn not_found() -> ApiError {
    ApiError::not_found()
}
