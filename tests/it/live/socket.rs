//! A client of sockets that does what it is told, right or wrong.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use rajut::domain::role::Role;
use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::kit::TestApp;

/// Longer than anything takes here, however busy the machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// Any four bytes will do.
const MASK: [u8; 4] = [7, 31, 127, 255];

pub(crate) const TEXT: u8 = 0x81;
pub(crate) const PING: u8 = 0x89;

/// A socket after its handshake.
pub(crate) struct Socket {
    stream: TcpStream,
    read: Vec<u8>,
    /// The head of the answer to the handshake.
    pub(crate) head: String,
}

/// Something that came in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Incoming {
    Event(Value),
    Ping,
    Pong(Vec<u8>),
    Close(u16, String),
    End,
}

/// A handshake that was refused.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Socket {
    /// Opens one, sending headers along.
    pub(crate) async fn open(
        address: SocketAddr,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Self, Refused> {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut more = String::new();
        for (name, value) in headers {
            write!(more, "{name}: {value}\r\n").unwrap();
        }
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{more}\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut read = Vec::new();
        let end = loop {
            if let Some(end) = read.windows(4).position(|it| it == b"\r\n\r\n") {
                break end + 4;
            }
            let count = timeout(PATIENCE, stream.read_buf(&mut read)).await;
            assert!(count.unwrap().unwrap() > 0, "no answer to a handshake");
        };
        let rest = read.split_off(end);
        let head = String::from_utf8(read).unwrap().to_ascii_lowercase();
        let status = head[9..12].parse().unwrap();
        if status == 101 {
            let read = rest;
            return Ok(Self { stream, read, head });
        }
        let length = head.split("content-length: ").nth(1);
        let length = length.and_then(|it| it.split("\r\n").next()?.parse().ok());
        let mut body = rest;
        while body.len() < length.unwrap_or(0) {
            assert!(stream.read_buf(&mut body).await.unwrap() > 0);
        }
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Err(Refused { status, body })
    }

    /// The orders of an app, as someone of a role sees them.
    pub(crate) async fn staff(app: &TestApp, role: Role) -> Self {
        Self::staff_since(app, role, None).await
    }

    /// The same, coming back from a cursor.
    pub(crate) async fn staff_since(app: &TestApp, role: Role, since: Option<&str>) -> Self {
        let token = app.token(role);
        let since = since.map(|it| format!("&since={it}")).unwrap_or_default();
        let path = format!("/ws/orders/?token={token}{since}");
        Self::open(app.address, &path, &[]).await.unwrap()
    }

    /// Writes bytes as they are.
    pub(crate) async fn raw(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.ok();
    }

    /// Writes a whole frame, masked.
    pub(crate) async fn frame(&mut self, first: u8, payload: &[u8]) {
        self.raw(&masked(first, payload)).await;
    }

    /// Says something.
    pub(crate) async fn say(&mut self, message: &Value) {
        self.frame(TEXT, message.to_string().as_bytes()).await;
    }

    /// Whatever comes next.
    pub(crate) async fn next(&mut self) -> Incoming {
        loop {
            if let Some((incoming, length)) = parsed(&self.read) {
                self.read.drain(..length);
                return incoming;
            }
            let read = timeout(PATIENCE, self.stream.read_buf(&mut self.read));
            match read.await.expect("something comes in time") {
                Ok(0) | Err(_) => return Incoming::End,
                Ok(_) => {}
            }
        }
    }

    /// The next event; pings are answered on the way.
    pub(crate) async fn event(&mut self) -> Value {
        loop {
            match self.next().await {
                Incoming::Event(event) => return event,
                Incoming::Ping => self.frame(0x8A, b"").await,
                other => panic!("an event was to come, not {other:?}"),
            }
        }
    }

    /// The next event of a type; others are passed over.
    pub(crate) async fn event_of(&mut self, kind: &str) -> Value {
        loop {
            let event = self.event().await;
            if event["type"] == kind {
                return event;
            }
        }
    }

    /// The code it is closed with; whatever comes before is passed over.
    pub(crate) async fn close_code(&mut self) -> u16 {
        loop {
            match self.next().await {
                Incoming::Close(code, _) => return code,
                Incoming::End => return 1006,
                _ => {}
            }
        }
    }

    /// Whether nothing comes for a moment.
    pub(crate) async fn is_quiet(&mut self, moment: Duration) -> bool {
        timeout(moment, self.next()).await.is_err()
    }
}

/// A frame as a client has to send it.
pub(crate) fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        short @ 0..126 => frame.push(0x80 | u8::try_from(short).unwrap()),
        medium @ 126..65_536 => {
            frame.push(0xFE);
            frame.extend_from_slice(&u16::try_from(medium).unwrap().to_be_bytes());
        }
        long => {
            frame.push(0xFF);
            frame.extend_from_slice(&(long as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(&MASK);
    let bytes = payload.iter().zip(MASK.iter().cycle());
    frame.extend(bytes.map(|(byte, mask)| byte ^ mask));
    frame
}

/// The first whole frame of what was read, and its length.
fn parsed(read: &[u8]) -> Option<(Incoming, usize)> {
    let (first, second) = (*read.first()?, *read.get(1)?);
    assert_eq!(second & 0x80, 0, "a server masks nothing");
    let (head, length) = match second {
        126 => (
            4,
            usize::from(u16::from_be_bytes(read.get(2..4)?.try_into().unwrap())),
        ),
        127 => {
            let length = u64::from_be_bytes(read.get(2..10)?.try_into().unwrap());
            (10, usize::try_from(length).unwrap())
        }
        short => (2, usize::from(short)),
    };
    let payload = read.get(head..head + length)?;
    let incoming = match first {
        0x81 => Incoming::Event(serde_json::from_slice(payload).unwrap()),
        0x88 if length >= 2 => Incoming::Close(
            u16::from_be_bytes([payload[0], payload[1]]),
            String::from_utf8(payload[2..].to_vec()).unwrap(),
        ),
        0x88 => Incoming::Close(1005, String::new()),
        0x89 => Incoming::Ping,
        0x8A => Incoming::Pong(payload.to_vec()),
        other => panic!("a frame that begins with {other:#x}"),
    };
    Some((incoming, head + length))
}
