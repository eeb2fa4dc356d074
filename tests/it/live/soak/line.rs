//! A socket of a client that expects the worst: servers that are gone in the middle of
//! anything. It reads frames as they are; whoever gets them may know them already.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpSocket;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::live::socket::masked;

/// How long the server may take to answer a handshake, however busy the machine.
const HANDSHAKE_MAX: Duration = Duration::from_mins(5);
/// How much the system may hold for a client: what lies there unread on a busy machine is
/// soon what the server has to keep, as with slow ones.
const HELD_BYTES: u32 = 65_536;
/// The same for a client that reads slowly, as on a train.
const SLOW_BYTES: u32 = 4_096;
const TEXT: u8 = 0x81;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8A;

/// An open socket. It is cut off when dropped.
pub(super) struct Line {
    stream: TcpStream,
    read: Vec<u8>,
}

/// What comes next.
pub(super) enum Next {
    Text(Vec<u8>),
    Closed(u16),
    Cut,
    Nothing,
}

impl Line {
    /// Opens one; the status when the server does not want it, nothing when it is not there.
    pub(super) async fn open(
        address: SocketAddr,
        path: &str,
        is_slow: bool,
    ) -> Result<Self, Option<u16>> {
        let opened = timeout(HANDSHAKE_MAX, Self::shake_hands(address, path, is_slow));
        match opened.await.expect("a server that is there answers") {
            Ok((line, 101)) => Ok(line),
            Ok((_, status)) => Err(Some(status)),
            Err(_) => Err(None),
        }
    }

    async fn shake_hands(
        address: SocketAddr,
        path: &str,
        is_slow: bool,
    ) -> std::io::Result<(Self, u16)> {
        let socket = TcpSocket::new_v4()?;
        socket.set_recv_buffer_size(if is_slow { SLOW_BYTES } else { HELD_BYTES })?;
        let mut stream = socket.connect(address).await?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await?;
        let mut read = Vec::new();
        loop {
            if stream.read_buf(&mut read).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(end) = read.windows(4).position(|it| it == b"\r\n\r\n") {
                let rest = read.split_off(end + 4);
                let status = std::str::from_utf8(&read[9..12]).unwrap().parse();
                let line = Self { stream, read: rest };
                return Ok((line, status.unwrap()));
            }
        }
    }

    /// Waits a moment for the next frame. Pings are answered on the way.
    pub(super) async fn next(&mut self, moment: Duration) -> Next {
        loop {
            if let Some((kind, payload)) = self.frame() {
                match (kind, payload.as_slice()) {
                    (TEXT, _) => return Next::Text(payload),
                    (CLOSE, [high, low, ..]) => {
                        return Next::Closed(u16::from_be_bytes([*high, *low]));
                    }
                    (PING, _) => {
                        // Should it be gone, the next read says so.
                        self.stream.write_all(&masked(PONG, &payload)).await.ok();
                    }
                    other => panic!("nobody said {other:?}"),
                }
                continue;
            }
            match timeout(moment, self.stream.read_buf(&mut self.read)).await {
                Ok(Ok(count)) if count > 0 => {}
                Ok(_) => return Next::Cut,
                Err(_) => return Next::Nothing,
            }
        }
    }

    /// Takes the first whole frame of what was read.
    fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let (kind, short) = (*self.read.first()?, *self.read.get(1)?);
        let (head, length) = match short {
            126 => {
                let length = self.read.get(2..4)?.try_into().unwrap();
                (4, usize::from(u16::from_be_bytes(length)))
            }
            127 => panic!("no frame here is so long"),
            short => (2, usize::from(short)),
        };
        let payload = self.read.get(head..head + length)?.to_vec();
        self.read.drain(..head + length);
        Some((kind, payload))
    }
}
