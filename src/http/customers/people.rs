//! What programs are told, as a page for people: that there is nothing, that it was too often,
//! that we cannot answer now.
//!
//! It stands before everything, so that a page is also what those read whom we have no room
//! for.

use std::convert::Infallible;

use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header::ACCEPT;
use axum::http::header::CONTENT_LENGTH;
use axum::http::header::CONTENT_TYPE;
use axum::http::header::RETRY_AFTER;
use axum::response::Response;
use tower::Service;
use tower::service_fn;

use super::answer::Asked;
use crate::app::App;
use crate::http::ops;
use crate::wire::konveksi::pages::trouble::Trouble;

/// Says to people what `front` says to programs; to nobody without an `app`, whose pages
/// they are.
pub(in crate::http) fn read<S>(
    front: S,
    app: Option<App>,
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
        let (mut front, app) = (front.clone(), app.clone());
        async move {
            let asked = is_read(&request).then(|| Asked::of(request.uri(), request.headers()));
            let response = front.call(request).await?;
            Ok(match (app, asked) {
                (Some(app), Some(asked)) => told(&app, &asked, response),
                _ => response,
            })
        }
    })
}

/// Whether somebody looks at the answer, in a browser. What watches over us is for those who
/// read JSON.
fn is_read(request: &Request) -> bool {
    let path = request.uri().path();
    let accepted = request.headers().get_all(ACCEPT).into_iter();
    let mut accepted = accepted.filter_map(|it| it.to_str().ok());
    request.method() == Method::GET
        && !path.starts_with("/api/")
        && !ops::is_watching(path)
        && accepted.any(|it| it.contains("text/html"))
}

/// The same answer, as a page where it is a trouble in JSON.
fn told(app: &App, asked: &Asked, response: Response) -> Response {
    let (status, headers) = (response.status(), response.headers());
    let is_json = headers
        .get(CONTENT_TYPE)
        .is_some_and(|it| it.as_bytes().starts_with(b"application/json"));
    let trouble = match status {
        _ if !is_json => return response,
        StatusCode::NOT_FOUND => Trouble::Nowhere,
        StatusCode::TOO_MANY_REQUESTS => Trouble::TooOften(seconds(headers)),
        status if status.is_server_error() => Trouble::Away,
        _ => return response,
    };
    let mut page = asked.trouble(app, status, trouble);
    let (mut parts, _json) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    for (name, value) in page.headers() {
        parts.headers.insert(name, value.clone());
    }
    Response::from_parts(parts, std::mem::take(page.body_mut()))
}

/// How long whoever came too often is asked to wait.
fn seconds(headers: &HeaderMap) -> u64 {
    let told = headers.get(RETRY_AFTER).and_then(|it| it.to_str().ok());
    told.and_then(|it| it.parse().ok()).unwrap_or(1)
}
