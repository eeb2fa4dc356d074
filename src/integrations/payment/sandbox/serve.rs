//! The sandbox on a socket of its own, as the real one is: with it connections can be cut,
//! and the departure of an answer can be seen.

mod watched;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tower::ServiceExt;

use self::watched::Watched;
use crate::integrations::payment::sandbox::Sandbox;
use crate::integrations::payment::sandbox::api::Departing;
use crate::integrations::payment::sandbox::api::Hangup;

/// How many connections are open at once; the next ones wait.
const CONNECTIONS_MAX: usize = 1_024;

/// How long the head of a request, and the next request, may take.
const HEAD_PATIENCE: Duration = Duration::from_secs(30);

/// When a connection cannot be taken, trying at once again helps nobody.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A sandbox that listens. It stops when this is dropped.
#[derive(Debug)]
pub struct Serving(JoinSet<()>);

impl Serving {
    /// Stops listening and cuts what is open.
    pub async fn stop(mut self) {
        self.0.shutdown().await;
    }
}

impl Sandbox {
    /// Serves API and pages on an address of this machine; port 0 picks a free one.
    ///
    /// # Errors
    ///
    /// When the address is not loopback, because everybody knows the key, or is taken.
    pub async fn serve_alone(&self, address: SocketAddr) -> io::Result<(SocketAddr, Serving)> {
        if !address.ip().is_loopback() {
            let why = "the payment sandbox only listens on loopback";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
        }
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let mut base = self.0.page_base.lock();
        if base.is_empty() {
            *base = format!("http://{address}");
        }
        drop(base);

        let routes = self.api().merge(self.pages());
        let mut task = JoinSet::new();
        task.spawn(listen(listener, self.clone(), routes));
        Ok((address, Serving(task)))
    }
}

async fn listen(listener: TcpListener, sandbox: Sandbox, routes: Router) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    loop {
        let place = Arc::clone(&places).acquire_owned().await;
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let connection = connection(stream, sandbox.clone(), routes.clone());
                    connections.spawn(async move {
                        connection.await;
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "payment sandbox could not take a connection");
                    sleep(ACCEPT_PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, sandbox: Sandbox, routes: Router) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "caller of the payment sandbox left");
        return;
    }
    let (stream, departures) = Watched::new(stream, move |step| sandbox.step(step));
    let answer = service_fn(move |request: hyper::Request<Incoming>| {
        let (routes, departures) = (routes.clone(), departures.clone());
        async move {
            let Ok(response) = routes.oneshot(request.map(Body::new)).await;
            if response.extensions().get::<Hangup>().is_some() {
                return Err(io::Error::other("cut on purpose"));
            }
            if let Some(Departing(step)) = response.extensions().get() {
                departures.expect(*step);
            }
            Ok(response)
        }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_PATIENCE)
        .serve_connection(TokioIo::new(stream), answer)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "connection to the payment sandbox ended early");
    }
}
