//! A client that keeps one connection open and has one request on its way at a time.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::BodyExt;
use http_body_util::Full;
use hyper::Method;
use hyper::Request;
use hyper::client::conn::http1;
use hyper::client::conn::http1::SendRequest;
use hyper::header::CONTENT_TYPE;
use hyper::header::HOST;
use hyper::header::HeaderName;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// One connection; it ends with the client.
pub(crate) struct Client {
    sender: SendRequest<Full<Bytes>>,
    address: SocketAddr,
    headers: Vec<(HeaderName, String)>,
    _connection: JoinSet<()>,
}

impl Client {
    /// A connection whose every request carries these headers.
    pub(crate) async fn connect(
        address: SocketAddr,
        headers: Vec<(HeaderName, String)>,
    ) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .expect("a fresh socket takes a request");
        let mut driver = JoinSet::new();
        driver.spawn(async move {
            // What went wrong is told to whoever waits for an answer.
            connection.await.ok();
        });
        Ok(Self {
            sender,
            address,
            headers,
            _connection: driver,
        })
    }

    /// Sends a request and waits for its whole answer.
    pub(crate) async fn send(&mut self, method: Method, path: &str, body: Bytes) -> (u16, Bytes) {
        self.try_send(method, path, body).await.expect("an answer")
    }

    /// The same of a server that may be on its way out.
    pub(crate) async fn try_send(
        &mut self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> hyper::Result<(u16, Bytes)> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.address.to_string())
            .header(CONTENT_TYPE, "application/json");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::new(body)).expect("a good request");
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await?;
        Ok((status, body.to_bytes()))
    }

    /// Sends JSON and reads JSON; anything but success ends the bench.
    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Value {
        let sent = Bytes::from(body.to_string());
        let (status, body) = self.send(Method::POST, path, sent).await;
        let text = String::from_utf8_lossy(&body);
        assert!((200..300).contains(&status), "{path}: {status} {text}");
        serde_json::from_slice(&body).expect("JSON")
    }
}
