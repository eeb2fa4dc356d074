//! A crowd that is told things: a few note when they read what, the others only take it.
//!
//! The others are on machines of their own in life, and waking each of them for each frame
//! would cost this one as much as telling them. So they are swept a few times a second, and
//! whoever writes is measured, not whoever reads.

use std::io::ErrorKind;
use std::io::Read;
use std::net::TcpStream as Swept;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;
use std::time::Instant;

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// One in so many notes what it reads.
pub(crate) const NOTES: usize = 10;
/// How often the others are swept. What comes in between has room in their sockets.
const SWEEP: Duration = Duration::from_millis(50);
const BUFFER_BYTES: usize = 64 << 10;
/// What stands before the number by which a frame is known.
pub(crate) const FIELD: &str = "\"quantity\":";

/// Everybody who is told; nobody any more when it is dropped.
pub(crate) struct Crowd {
    _noting: JoinSet<()>,
    is_over: Arc<AtomicBool>,
    sweeping: Option<JoinHandle<()>>,
}

impl Crowd {
    /// Lets everybody read. `note` hears which frame was read when, from those who note.
    pub(crate) fn gather(
        sockets: Vec<TcpStream>,
        note: impl Fn(usize, Instant) + Clone + Send + Sync + 'static,
    ) -> Self {
        let mut noting = JoinSet::new();
        let mut others = Vec::new();
        for (place, socket) in sockets.into_iter().enumerate() {
            if place % NOTES == 0 {
                noting.spawn(listen(socket, note.clone()));
            } else {
                others.push(socket.into_std().expect("a socket"));
            }
        }
        let is_over = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&is_over);
        let sweeping = std::thread::spawn(move || {
            let mut buffer = vec![0; BUFFER_BYTES];
            while !over.load(Ordering::Relaxed) {
                others.retain_mut(|socket| sweep(socket, &mut buffer));
                std::thread::sleep(SWEEP);
            }
        });
        Self {
            _noting: noting,
            is_over,
            sweeping: Some(sweeping),
        }
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(sweeping) = self.sweeping.take() {
            sweeping.join().expect("it comes to an end");
        }
    }
}

/// Takes what there is; whether more may come.
fn sweep(socket: &mut Swept, buffer: &mut [u8]) -> bool {
    loop {
        match socket.read(buffer) {
            Ok(0) => return false,
            Ok(count) if count < BUFFER_BYTES => return true,
            Ok(_) => {}
            Err(error) => return error.kind() == ErrorKind::WouldBlock,
        }
    }
}

async fn listen(mut socket: TcpStream, note: impl Fn(usize, Instant)) {
    let mut read = Vec::with_capacity(BUFFER_BYTES);
    while socket
        .read_buf(&mut read)
        .await
        .is_ok_and(|count| count > 0)
    {
        let now = Instant::now();
        let mut begun = 0;
        while let Some(length) = whole(&read[begun..]) {
            if let Some(number) = number(&read[begun..begun + length]) {
                note(number, now);
            }
            begun += length;
        }
        read.drain(..begun);
    }
}

/// The length of the first frame, when it is whole.
fn whole(read: &[u8]) -> Option<usize> {
    let length = match *read.get(1)? {
        126 => 4 + usize::from(u16::from_be_bytes(read.get(2..4)?.try_into().ok()?)),
        short => 2 + usize::from(short),
    };
    (read.len() >= length).then_some(length)
}

fn number(frame: &[u8]) -> Option<usize> {
    let field = FIELD.as_bytes();
    let place = frame.windows(field.len()).position(|it| it == field)?;
    let digits = frame[place + field.len()..].iter();
    let digits = digits.take_while(|it| it.is_ascii_digit());
    let number = digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0'));
    Some(number)
}
