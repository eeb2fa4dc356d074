//! The same bytes, written by nothing but a loop for each socket.

use std::io::IoSlice;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::FRAME_BYTES;
use crate::fanout::readers;

/// How many frames one call writes, as the server does.
const FRAMES_PER_WRITE: usize = 64;

/// How long it takes until everybody has read everything.
pub(crate) async fn burst(sockets: usize, frames: usize) -> Duration {
    let (writing, reading) = readers::pairs(sockets).await;
    let readers = readers::drain(reading, frames * FRAME_BYTES);
    let frame: Arc<[u8]> = vec![b'x'; FRAME_BYTES].into();
    let gate = Arc::new(Barrier::new(sockets + 1));
    let mut writers = JoinSet::new();
    for socket in writing {
        let (frame, gate) = (Arc::clone(&frame), Arc::clone(&gate));
        writers.spawn(async move {
            gate.wait().await;
            write(socket, &frame, frames).await
        });
    }
    gate.wait().await;
    let begun = Instant::now();
    readers.join_all().await;
    let took = begun.elapsed();
    writers.join_all().await;
    took
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
