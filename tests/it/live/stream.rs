//! The same frames as Server-Sent Events.

use std::time::Duration;

use rajut::domain::role::Role;
use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::kit::TestApp;
use crate::live::socket::Socket;

const PATIENCE: Duration = Duration::from_secs(20);

/// An open stream of events.
struct Events {
    stream: TcpStream,
    read: String,
}

impl Events {
    async fn open(app: &TestApp, path: &str, headers: &str) -> Self {
        let mut stream = TcpStream::connect(app.address).await.unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n",
            app.address
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let read = String::new();
        Self { stream, read }
    }

    /// Reads on until a text has come, and answers everything up to its end.
    async fn until(&mut self, text: &str) -> String {
        loop {
            if let Some(at) = self.read.find(text) {
                return self.read.drain(..at + text.len()).collect();
            }
            let mut bytes = vec![0; 4_096];
            let count = timeout(PATIENCE, self.stream.read(&mut bytes)).await;
            let count = count.expect("it comes in time").unwrap();
            assert!(count > 0, "the stream ended after {:?}", self.read);
            self.read += std::str::from_utf8(&bytes[..count]).unwrap();
        }
    }

    /// The id and the data of the next event.
    async fn event(&mut self) -> (String, Value) {
        self.until("id: ").await;
        let id = self.until("\n").await.trim().to_owned();
        self.until("data: ").await;
        let data = self.until("\n\n").await;
        (id, serde_json::from_str(data.trim()).unwrap())
    }
}

#[tokio::test]
async fn a_stream_tells_what_a_socket_tells_and_goes_on_where_it_stopped() {
    let app = TestApp::start().await;
    let bearer = format!("Authorization: Bearer {}\r\n", app.token(Role::Admin));
    let mut events = Events::open(&app, "/api/v1/stream/orders/", &bearer).await;
    let head = events.until("\r\n\r\n").await.to_ascii_lowercase();
    let (from, greeting) = events.event().await;
    let mut socket = Socket::staff(&app, Role::Admin).await;
    socket.event().await;

    app.an_order().await;
    let (first, created) = events.event().await;
    let (second, _paged) = events.event().await;
    let told = socket.event().await;
    let path = format!(
        "/api/v1/stream/orders/?since={from}&token={}",
        app.token(Role::Admin)
    );
    let seen = format!("Last-Event-ID: {first}\r\n");
    let mut back = Events::open(&app, &path, &seen).await;
    let (_, back_greeting) = back.event().await;
    let (missed, _) = back.event().await;

    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("content-type: text/event-stream"), "{head}");
    assert_eq!(greeting["type"], "connection_established");
    assert_eq!(created, told);
    assert_eq!(created["cursor"], first);
    assert_eq!(back_greeting["recovered"], true);
    assert_eq!(missed, second);
}

#[tokio::test]
async fn a_stream_ends_when_the_door_closes_and_strangers_have_none() {
    let app = TestApp::start().await;
    let path = format!("/api/v1/stream/orders/?token={}", app.token(Role::Viewer));
    let mut events = Events::open(&app, &path, "").await;
    events.event().await;

    app.app.sessions.close_the_door();
    events.until("event: close").await;
    let goodbye = events.until("\n\n").await;
    let stranger = app.stranger().get("/api/v1/stream/orders/").await;

    assert!(goodbye.contains("1012"), "{goodbye}");
    assert_eq!(stranger.status, 401);
}
