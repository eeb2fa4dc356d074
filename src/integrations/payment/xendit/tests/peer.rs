//! Somebody on a loopback socket who answers each request with the next of given replies.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::Value;
use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// How a request is answered.
#[derive(Debug, Clone)]
pub(super) enum Reply {
    /// These bytes, and the end of the connection.
    Raw(String),
    /// The end of the connection.
    Close,
    /// Nothing, for longer than anybody waits.
    Silence,
}

impl Reply {
    pub(super) fn json(status: u16, body: impl Into<Value>) -> Self {
        let body = body.into().to_string();
        let length = body.len();
        Self::Raw(format!(
            "HTTP/1.1 {status} -\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        ))
    }

    pub(super) fn error(status: u16, code: &str) -> Self {
        Self::json(status, json!({ "error_code": code, "message": "no" }))
    }

    /// The same with a header more.
    pub(super) fn with(self, line: &str) -> Self {
        match self {
            Self::Raw(text) => Self::Raw(text.replacen("\r\n", &format!("\r\n{line}\r\n"), 1)),
            other => other,
        }
    }
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) line: String,
    pub(super) body: String,
    headers: Vec<(String, String)>,
}

impl Seen {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The one who answers, until it is dropped.
pub(super) struct Peer {
    address: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    _task: JoinSet<()>,
}

impl Peer {
    pub(super) async fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut task = JoinSet::new();
        let book = Arc::clone(&seen);
        task.spawn(async move {
            let mut held = Vec::new();
            for reply in replies {
                let (mut stream, _) = listener.accept().await.unwrap();
                let seen = request(&mut stream).await;
                book.lock().push(seen);
                match reply {
                    // Whoever hangs up first must not fail the one who still writes.
                    Reply::Raw(text) => drop(stream.write_all(text.as_bytes()).await),
                    Reply::Close => {}
                    Reply::Silence => held.push(stream),
                }
            }
            sleep(Duration::from_mins(1)).await;
        });
        Self {
            address,
            seen,
            _task: task,
        }
    }

    pub(super) fn url(&self) -> String {
        self.address.clone()
    }

    pub(super) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().clone()
    }
}

/// A base URL where nobody listens.
pub(super) async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

async fn request(stream: &mut TcpStream) -> Seen {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let mut lines = head.lines();
            let line = lines.next().unwrap().to_owned();
            let headers: Vec<_> = lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect();
            let length = headers.iter().find(|(name, _)| name == "content-length");
            let length = length.map_or(0, |(_, value)| value.parse().unwrap());
            if body.len() >= length {
                let body = body.to_owned();
                return Seen {
                    line,
                    body,
                    headers,
                };
            }
        }
        let mut part = [0; 4096];
        let read = stream.read(&mut part).await.unwrap();
        assert!(read > 0, "the request ended early: {text}");
        bytes.extend_from_slice(&part[..read]);
    }
}
