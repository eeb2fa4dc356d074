//! From a request to a socket that a session holds.

use std::io::Cursor;

use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use axum::response::IntoResponse;
use axum::response::Response;
use fastwebsockets::upgrade::UpgradeFut;
use fastwebsockets::upgrade::is_upgrade_request;
use fastwebsockets::upgrade::upgrade;
use hyper_util::rt::TokioIo;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::net::tcp::OwnedReadHalf;

use crate::access::credentials;
use crate::actors::session::Connection;
use crate::actors::session::Reading;
use crate::actors::session::Source;
use crate::actors::session::Who;
use crate::app::App;
use crate::live::refusal::Refusal;
use crate::live::refusal::Refused;

/// Lets somebody in: answers the handshake, and hands the socket to a session.
pub(super) async fn accept(
    app: &App,
    request: Request,
    who: Who,
    source: Box<dyn Source>,
) -> Response {
    match open(app, request, who, source).await {
        Ok(response) => response,
        Err(refusal) => Refused(refusal, app.clock.now()).into_response(),
    }
}

async fn open(
    app: &App,
    mut request: Request,
    who: Who,
    source: Box<dyn Source>,
) -> Result<Response, Refusal> {
    if !is_upgrade_request(&request) {
        return Err(Refusal::NoHandshake);
    }
    let speaks_bearer = credentials::protocol_token(request.headers()).is_some();
    let (response, upgraded) = upgrade(&mut request).map_err(|_| Refusal::NoHandshake)?;
    let seat = app.sessions.seat(&who).map_err(Refusal::NoSeat)?;
    let connecting = Box::pin(connect(upgraded));
    let begun = app.sessions.begin(who, seat, connecting, source).await;
    begun.map_err(|error| {
        tracing::error!(%error, "a session cannot begin");
        Refusal::Away
    })?;
    let mut response = response.map(|_| Body::empty());
    if speaks_bearer {
        let chosen = HeaderValue::from_static("bearer");
        response
            .headers_mut()
            .insert(SEC_WEBSOCKET_PROTOCOL, chosen);
    }
    Ok(response)
}

/// The two directions of the socket, once our answer is on its way.
async fn connect(upgraded: UpgradeFut) -> Option<Connection> {
    let upgraded = upgraded.await.ok()?.into_inner().into_inner();
    Some(match upgraded.downcast::<TokioIo<TcpStream>>() {
        Ok(parts) => {
            let (reading, writing) = parts.io.into_inner().into_split();
            let reading = after(&parts.read_buf, reading);
            Connection::Socket(reading, Box::new(writing))
        }
        Err(upgraded) => {
            let (reading, writing) = tokio::io::split(TokioIo::new(upgraded));
            Connection::Socket(Box::new(reading), Box::new(writing))
        }
    })
}

/// What follows bytes that were read with the head of the request, by a client in a hurry.
/// They are copied: the room they lie in is that of the whole head.
fn after(read: &[u8], reading: OwnedReadHalf) -> Reading {
    if read.is_empty() {
        return Box::new(reading);
    }
    Box::new(Cursor::new(read.to_vec()).chain(reading))
}
