//! The same bytes, written by nothing but loops.

use std::io::IoSlice;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::FRAME_BYTES;
use crate::fanout::course;
use crate::fanout::course::Course;
use crate::fanout::course::Figures;
use crate::fanout::course::Sender;
use crate::fanout::readers::Readers;

/// How many frames one call writes, as the server does.
const FRAMES_PER_WRITE: usize = 64;

struct Bare(Vec<TcpStream>);

/// A loop for each socket in a burst, and one over all of them for one frame.
pub(crate) async fn measure(sockets: usize, frames: usize) -> Figures {
    let entrance = Entrance::open().await;
    let readers = Readers::start(entrance.address(), sockets, "bare", 0);
    let mut readers = readers.expect("a process");
    let mut accepted = Vec::with_capacity(sockets);
    while accepted.len() < sockets {
        accepted.push(entrance.next().await);
    }
    readers.connected().await.expect("readers");
    let course = Course {
        sockets,
        frames,
        rounds: course::ROUNDS,
        around: 0,
    };
    let figures = course::run(&mut Bare(accepted), &mut readers, course).await;
    figures.expect("a loop comes to an end")
}

/// Where readers come in.
pub(crate) struct Entrance(TcpListener);

impl Entrance {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        Self(listener.expect("a free port"))
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.0.local_addr().expect("an address")
    }

    /// Our end of the next socket.
    pub(crate) async fn next(&self) -> TcpStream {
        let (socket, _) = self.0.accept().await.expect("they connect");
        socket.set_nodelay(true).expect("a socket");
        socket
    }
}

#[async_trait]
impl Sender for Bare {
    async fn send(&mut self, text: &str, frames: usize) {
        if frames == 1 {
            for socket in &mut self.0 {
                socket.write_all(text.as_bytes()).await.expect("a reader");
            }
            return;
        }
        let frame: Arc<[u8]> = text.as_bytes().into();
        let mut writers = JoinSet::new();
        for socket in self.0.drain(..) {
            let frame = Arc::clone(&frame);
            writers.spawn(async move { write(socket, &frame, frames).await });
        }
        self.0 = writers.join_all().await;
    }
}

async fn write(mut socket: TcpStream, frame: &[u8], frames: usize) -> TcpStream {
    let mut left = frames * FRAME_BYTES;
    while left > 0 {
        let begun = left % FRAME_BYTES;
        let mut slices = Vec::with_capacity(FRAMES_PER_WRITE);
        if begun > 0 {
            slices.push(IoSlice::new(&frame[FRAME_BYTES - begun..]));
        }
        let whole = (left / FRAME_BYTES).min(FRAMES_PER_WRITE - slices.len());
        slices.extend((0..whole).map(|_| IoSlice::new(frame)));
        left -= socket.write_vectored(&slices).await.expect("a reader");
    }
    socket
}
