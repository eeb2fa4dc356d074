//! `/api/v1/stream/orders/`: the frames of `/ws/orders/` as Server-Sent Events.

use std::convert::Infallible;
use std::future::ready;

use axum::Router;
use axum::body::Body;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::Uri;
use axum::http::header::CACHE_CONTROL;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use futures_util::StreamExt;
use futures_util::stream;
use tokio::sync::mpsc;

use crate::access::socket::Insider;
use crate::actors::session::Connection;
use crate::actors::session::Kind;
use crate::actors::session::Who;
use crate::actors::session::staff::StaffSource;
use crate::app::App;
use crate::live::member;
use crate::live::refusal::Refusal;
use crate::live::refusal::Refused;
use crate::live::since;
use crate::wire::konveksi::Audience;

/// How many pieces may be on their way to the connection; what is slower waits in the
/// session's own queue, which has an end.
const PIECES_MAX: usize = 2;
/// Asks proxies not to collect the answer before they pass it on.
const UNBUFFERED: (&str, &str) = ("x-accel-buffering", "no");
/// How soon a browser comes back by itself, in milliseconds.
const BEGINNING: &[u8] = b"retry: 3000\n\n";
const LAST_EVENT_ID: &str = "last-event-id";

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/v1/stream/orders", get(connect))
}

async fn connect(
    State(app): State<App>,
    insider: Insider,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    match open(&app, &insider, last_seen(&uri, &headers)).await {
        Ok(response) => response,
        Err(refusal) => Refused(refusal, app.clock.now()).into_response(),
    }
}

/// A browser that comes back by itself asks for the same address again, so what it says of
/// the last event it saw is newer.
fn last_seen(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let last = headers.get(LAST_EVENT_ID).and_then(|it| it.to_str().ok());
    let last = last.filter(|it| !it.is_empty());
    last.map(str::to_owned).or_else(|| since(uri))
}

async fn open(app: &App, insider: &Insider, since: Option<String>) -> Result<Response, Refusal> {
    let audience = Audience::of(insider.staff.role);
    let source = StaffSource::new(app.sessions.hub().clone(), audience, since);
    let who = Who {
        kind: Kind::Stream,
        staff: Some(member(app, &insider.staff)),
        address: insider.address,
    };
    let seat = app.sessions.seat(&who).map_err(Refusal::NoSeat)?;
    let (sender, mut pieces) = mpsc::channel(PIECES_MAX);
    let connecting = Box::pin(ready(Some(Connection::Events(sender))));
    let begun = app.sessions.begin(who, seat, connecting, Box::new(source));
    begun.await.map_err(|error| {
        tracing::error!(%error, "a session cannot begin");
        Refusal::Away
    })?;
    let beginning = stream::once(ready(Bytes::from_static(BEGINNING)));
    let events = stream::poll_fn(move |context| pieces.poll_recv(context));
    let body = beginning.chain(events).map(Ok::<_, Infallible>);
    let headers = [
        (CONTENT_TYPE.as_str(), "text/event-stream"),
        (CACHE_CONTROL.as_str(), "no-store"),
        UNBUFFERED,
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}
