//! As many frames a second to as many sockets, by loops that do nothing else: one for each
//! core, each for its share of the sockets.

use std::io::Write;
use std::net::TcpStream as Writing;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread::sleep;
use std::time::Duration;
use std::time::Instant;

use tokio::net::TcpStream;

use crate::FRAME_BYTES;
use crate::fanout::bare::Entrance;
use crate::fanout::changes::BETWEEN;
use crate::fanout::changes::CHANGES;
use crate::fanout::changes::SOCKETS;
use crate::fanout::crowd;
use crate::fanout::crowd::Crowd;
use crate::kit::table::Times;

/// From when a frame was due until it was read.
pub(crate) async fn measure() -> Times {
    let entrance = Entrance::open().await;
    let (mut writing, mut reading) = (Vec::new(), Vec::new());
    for _ in 0..SOCKETS {
        let connected = TcpStream::connect(entrance.address()).await;
        reading.push(connected.expect("it listens"));
        let accepted = entrance.next().await.into_std().expect("a socket");
        accepted.set_nonblocking(false).expect("a socket");
        writing.push(accepted);
    }
    let begun = Instant::now() + Duration::from_millis(100);
    let late = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&late);
    let crowd = Crowd::gather(reading, move |number, now| {
        let late = now.saturating_duration_since(begun + due(number));
        noted.lock().expect("nobody fell").push(late);
    });
    let frames: Arc<[u8]> = (0..CHANGES).flat_map(frame).collect();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut loops = Vec::new();
    while !writing.is_empty() {
        let rest = writing.split_off(writing.len().min(SOCKETS.div_ceil(cores)));
        let mine = std::mem::replace(&mut writing, rest);
        let frames = Arc::clone(&frames);
        loops.push(tokio::task::spawn_blocking(move || {
            write(mine, &frames, begun);
        }));
    }
    for it in loops {
        it.await.expect("a loop comes to its end");
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    drop(crowd);
    let late = std::mem::take(&mut *late.lock().expect("nobody fell"));
    let all = CHANGES * SOCKETS.div_ceil(crowd::NOTES);
    assert_eq!(late.len(), all, "everybody reads everything");
    Times::of(late)
}

/// How long after the beginning a frame is due.
fn due(number: usize) -> Duration {
    BETWEEN * u32::try_from(number).expect("a few thousand")
}

/// A frame that is known by its number.
fn frame(number: usize) -> Vec<u8> {
    let text = FRAME_BYTES - 4;
    let length = u16::try_from(text).expect("a short frame").to_be_bytes();
    let mut frame = vec![0x81, 126, length[0], length[1]];
    frame.extend_from_slice(format!("{{{}{number},", crowd::FIELD).as_bytes());
    frame.resize(FRAME_BYTES, b'x');
    frame
}

/// Writes what is due to each of them, as much as is due at once.
fn write(mut sockets: Vec<Writing>, frames: &[u8], begun: Instant) {
    let mut written = 0;
    while written < CHANGES {
        sleep((begun + due(written)).saturating_duration_since(Instant::now()));
        let mut until = written + 1;
        while until < CHANGES && begun + due(until) <= Instant::now() {
            until += 1;
        }
        let bytes = &frames[written * FRAME_BYTES..until * FRAME_BYTES];
        for socket in &mut sockets {
            socket.write_all(bytes).expect("a reader");
        }
        written = until;
    }
}
