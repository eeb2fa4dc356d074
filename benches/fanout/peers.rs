//! Servers by others that send the same bytes to as many sockets, each a process of its own.
//!
//! `benches/peers` holds them and says what they are; `make peers` installs what they need.
//! One that is not installed is left out, aloud.

use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use tokio::io::AsyncBufReadExt;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::io::BufReader;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::process::Child;
use tokio::process::Command;
use tokio::time::timeout;

use crate::FRAME_BYTES;
use crate::fanout::readers;

/// How long a peer may take to listen, and to send a burst.
const START_MAX: Duration = Duration::from_secs(20);
const BURST_MAX: Duration = Duration::from_mins(2);
/// The head of a frame of our length.
const HEAD_BYTES: usize = 4;
/// `40`, masked with nothing: whoever speaks Socket.IO enters its first room with it.
const ENTER: [u8; 8] = [0x81, 0x82, 0, 0, 0, 0, b'4', b'0'];

/// Somebody to be held against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    program: &'static str,
    script: &'static str,
    path: &'static str,
    /// What its messages have around a text, beyond the head of the frame.
    around: usize,
    /// Of the frames the others send, one in so many: it would take minutes otherwise.
    pub(crate) share: usize,
}

pub(crate) const PEERS: [Peer; 4] = [
    Peer {
        name: "Bun's publish",
        program: "node_modules/.bin/bun",
        script: "bun.js",
        path: "/",
        around: 0,
        share: 1,
    },
    Peer {
        name: "ws on Node",
        program: "node",
        script: "ws.js",
        path: "/",
        around: 0,
        share: 1,
    },
    Peer {
        name: "Socket.IO on Node",
        program: "node",
        script: "socketio.js",
        path: "/socket.io/?EIO=4&transport=websocket",
        around: r#"42["m",""]"#.len(),
        share: 1,
    },
    Peer {
        name: "Django Channels, Redis",
        program: ".venv/bin/python",
        script: "channels_peer.py",
        path: "/",
        around: 0,
        share: 20,
    },
];

impl Peer {
    /// How long it takes until everybody has read everything; nothing when it cannot be had
    /// or does not come to an end.
    pub(crate) async fn burst(self, sockets: usize, frames: usize) -> Option<Duration> {
        let (_redis, url) = redis().await?;
        let (_server, address) = self.start(&url).await?;
        let mut connected = Vec::with_capacity(sockets);
        for _ in 0..sockets {
            connected.push(self.connect(address).await?);
        }
        let readers = readers::drain(connected, frames * FRAME_BYTES);
        let text = "x".repeat(FRAME_BYTES - HEAD_BYTES - self.around);
        let mut asking = TcpStream::connect(address).await.ok()?;
        let length = text.len();
        let request = format!(
            "POST /burst?frames={frames} HTTP/1.1\r\nhost: localhost\r\n\
             content-type: text/plain\r\ncontent-length: {length}\r\n\r\n{text}"
        );
        let begun = Instant::now();
        asking.write_all(request.as_bytes()).await.ok()?;
        timeout(BURST_MAX, readers.join_all()).await.ok()?;
        Some(begun.elapsed())
    }

    async fn start(self, redis: &str) -> Option<(Child, SocketAddr)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
        let program = if self.program.contains('/') {
            folder.join(self.program)
        } else {
            self.program.into()
        };
        let address = free_address().await;
        let mut command = Command::new(program);
        command
            .arg(folder.join(self.script))
            .env("PORT", address.port().to_string())
            .env("REDIS_URL", redis);
        let child = heard(command, "ready").await?;
        Some((child, address))
    }

    async fn connect(self, address: SocketAddr) -> Option<TcpStream> {
        let mut socket = TcpStream::connect(address).await.ok()?;
        let path = self.path;
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\n\
             upgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        socket.write_all(request.as_bytes()).await.ok()?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(socket.read_u8().await.ok()?);
        }
        if !head.starts_with(b"HTTP/1.1 101") {
            return None;
        }
        if self.around > 0 {
            message(&mut socket).await?;
            socket.write_all(&ENTER).await.ok()?;
            message(&mut socket).await?;
        }
        Some(socket)
    }
}

/// Reads one short message.
async fn message(socket: &mut TcpStream) -> Option<()> {
    let _kind = socket.read_u8().await.ok()?;
    let length = match socket.read_u8().await.ok()? {
        126 => usize::from(socket.read_u16().await.ok()?),
        short => usize::from(short),
    };
    let mut bytes = vec![0; length];
    socket.read_exact(&mut bytes).await.ok()?;
    Some(())
}

/// A Redis that keeps nothing, for whoever wants one.
async fn redis() -> Option<(Child, String)> {
    let port = free_address().await.port();
    let mut command = Command::new("redis-server");
    command
        .args(["--save", "", "--appendonly", "no", "--bind", "127.0.0.1"])
        .args(["--port", &port.to_string()]);
    let child = heard(command, "Ready to accept connections").await?;
    Some((child, format!("redis://127.0.0.1:{port}")))
}

/// Starts a process and waits until it says a word. It ends when it is dropped.
async fn heard(mut command: Command, word: &str) -> Option<Child> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut child = command.spawn().ok()?;
    let mut lines = BufReader::new(child.stdout.take()?).lines();
    let says = async {
        while let Ok(Some(line)) = lines.next_line().await {
            if line.contains(word) {
                return Some(());
            }
        }
        None
    };
    timeout(START_MAX, says).await.ok()??;
    // Nobody may wait for us to read what else it says.
    child.stdout = Some(lines.into_inner().into_inner());
    Some(child)
}

async fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
    let listener = listener.expect("a free port");
    listener.local_addr().expect("an address")
}
