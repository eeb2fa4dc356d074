//! The listening loop: from a socket to a request, and a good end for both.
//!
//! Every connection is a task of one set, so none outlives the server. A WebSocket leaves its
//! connection when it is upgraded; whoever takes it over sees to its end.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::extract::Request;
use axum::response::Response;
use futures_util::Stream;
use futures_util::StreamExt;
use futures_util::stream::poll_fn;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::signal::unix::SignalKind;
use tokio::signal::unix::signal;
use tokio::sync::Semaphore;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio::time::timeout;
use tower::Service;

/// How long a client may take to send the head of a request, and how long a connection may
/// wait for its next one. Proxies keep theirs open for about as long.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);

/// The longest head of a request; cookies of a whole domain fit in it.
const HEAD_BYTES_MAX: usize = 64 << 10;

/// At some ten kilobytes each this is a fraction of a gigabyte. Further ones wait their turn.
const CONNECTIONS_MAX: usize = 16_384;

/// When the system is out of descriptors, trying at once again only burns the processor.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How serving came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Everything that was accepted was answered.
    Drained,
    /// So many connections were still busy when their time was up, or when somebody insisted.
    Cut(usize),
}

/// Signals to stop: the first asks for a good end, the second for any.
///
/// # Errors
///
/// When the process may not listen to signals.
pub fn stop_signals() -> io::Result<impl Stream<Item = ()> + Send + Unpin> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(poll_fn(move |context| {
        let terminated = terminate.poll_recv(context);
        let interrupted = interrupt.poll_recv(context);
        if terminated.is_ready() {
            return terminated;
        }
        interrupted
    }))
}

/// Serves until `stop` speaks for the first time, then finishes what was accepted within
/// `grace`, or until `stop` speaks again.
pub async fn serve<S>(
    listener: TcpListener,
    service: S,
    grace: Duration,
    mut stop: impl Stream<Item = ()> + Unpin,
) -> Ending
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + 'static,
{
    let (ending, ended) = watch::channel(());
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();

    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, accept(&listener).await)
        };
        tokio::select! {
            (place, (stream, peer)) = accepted => {
                let connection = connection(stream, peer, service.clone(), ended.clone());
                connections.spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            Some(_) = connections.join_next() => {}
            _ = stop.next() => break,
        }
    }
    drop(listener);
    drop(ended);
    tracing::info!(
        connections = connections.len(),
        "no longer accepting, finishing"
    );

    drop(ending);
    let finished = timeout(grace, async {
        while connections.join_next().await.is_some() {}
    });
    tokio::select! {
        _ = finished => {}
        Some(()) = stop.next() => tracing::warn!("told to stop at once"),
    }
    match connections.len() {
        0 => Ending::Drained,
        busy => Ending::Cut(busy),
    }
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_the_peers(&error) => {}
            Err(error) => {
                tracing::error!(%error, "connection could not be accepted");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Whether a client merely changed its mind.
fn is_the_peers(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    )
}

async fn connection<S>(
    stream: TcpStream,
    peer: SocketAddr,
    service: S,
    mut ended: watch::Receiver<()>,
) where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + 'static,
{
    // Answers are written whole; waiting to fill a packet would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "client left before it was greeted");
        return;
    }
    let answer = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        service.clone().call(request)
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .max_buf_size(HEAD_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), answer)
        .with_upgrades();

    let mut serving = pin!(serving);
    let served = tokio::select! {
        served = serving.as_mut() => served,
        _ = ended.changed() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = served {
        tracing::debug!(%error, "connection ended early");
    }
}

#[cfg(test)]
mod tests;
