//! Servers by others that send the same bytes to as many sockets, each a process of its own.
//!
//! `benches/peers` holds them and says what they are; `make peers` installs what they need.
//! One that is not installed is left out, aloud.

use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use async_trait::async_trait;
use tokio::io::AsyncBufReadExt;
use tokio::io::AsyncWriteExt;
use tokio::io::BufReader;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::process::Child;
use tokio::process::Command;
use tokio::time::timeout;

use crate::fanout::course;
use crate::fanout::course::Course;
use crate::fanout::course::Figures;
use crate::fanout::course::Sender;
use crate::fanout::readers::Readers;

/// How long a peer may take to listen.
const START_MAX: Duration = Duration::from_secs(20);
/// How many frames go out alone at least.
const ROUNDS_MIN: usize = 10;
/// The head of a frame of our length.
const HEAD_BYTES: usize = 4;

/// Somebody to be held against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    program: &'static str,
    script: &'static str,
    entrance: &'static str,
    /// What its messages have around a text, and before it, beyond the head of the frame.
    around: usize,
    before: usize,
    /// Of the frames the others send, one in so many: it would take minutes otherwise.
    pub(crate) share: usize,
}

pub(crate) const PEERS: [Peer; 4] = [
    Peer {
        name: "Bun's publish",
        program: "node_modules/.bin/bun",
        script: "bun.js",
        entrance: "/",
        around: 0,
        before: 0,
        share: 1,
    },
    Peer {
        name: "ws on Node",
        program: "node",
        script: "ws.js",
        entrance: "/",
        around: 0,
        before: 0,
        share: 1,
    },
    Peer {
        name: "Socket.IO on Node",
        program: "node",
        script: "socketio.js",
        entrance: "rooms /socket.io/?EIO=4&transport=websocket",
        around: r#"42["m",""]"#.len(),
        before: r#"42["m",""#.len(),
        share: 1,
    },
    Peer {
        name: "Django Channels, Redis",
        program: ".venv/bin/python",
        script: "channels_peer.py",
        entrance: "/",
        around: 0,
        before: 0,
        share: 20,
    },
];

impl Peer {
    /// Nothing when it cannot be had or does not come to an end.
    pub(crate) async fn measure(self, sockets: usize, frames: usize) -> Option<Figures> {
        let (_redis, url) = redis().await?;
        let (_server, address) = self.start(&url).await?;
        let text_at = HEAD_BYTES + self.before;
        let mut readers = Readers::start(address, sockets, self.entrance, text_at)?;
        readers.connected().await?;
        let mut asking = Asking {
            address,
            connections: Vec::new(),
        };
        let course = Course {
            sockets,
            frames,
            rounds: (course::ROUNDS / self.share).max(ROUNDS_MIN),
            around: HEAD_BYTES + self.around,
        };
        course::run(&mut asking, &mut readers, course).await
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
}

/// Whoever has a peer send something.
struct Asking {
    address: SocketAddr,
    /// Kept until the end, with whatever was answered.
    connections: Vec<TcpStream>,
}

#[async_trait]
impl Sender for Asking {
    async fn send(&mut self, text: &str, frames: usize) {
        let length = text.len();
        let request = format!(
            "POST /burst?frames={frames} HTTP/1.1\r\nhost: localhost\r\n\
             content-type: text/plain\r\ncontent-length: {length}\r\n\r\n{text}"
        );
        // A peer that is gone shows in what is not read.
        if let Ok(mut connection) = TcpStream::connect(self.address).await {
            connection.write_all(request.as_bytes()).await.ok();
            self.connections.push(connection);
        }
    }
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
