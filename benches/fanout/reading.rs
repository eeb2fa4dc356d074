//! Those who read, in their own process.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use tokio::io::AsyncBufReadExt;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::io::BufReader;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::FRAME_BYTES;
use crate::fanout::course::STAMP_DIGITS;

const BUFFER_BYTES: usize = 16 << 10;
/// `40`, masked with nothing: whoever speaks Socket.IO enters its first room with it.
const ENTER: [u8; 8] = [0x81, 0x82, 0, 0, 0, 0, b'4', b'0'];

/// What this process was started to read.
pub(crate) struct Order {
    address: SocketAddr,
    sockets: usize,
    text_at: usize,
    /// `bare` comes in without a word, `greeted` waits for a first frame, anything else is
    /// the path of a WebSocket, behind `rooms` that of a Socket.IO.
    entrance: String,
}

/// What all sockets share.
struct Shared {
    text_at: usize,
    wanted: AtomicUsize,
    read: AtomicUsize,
    is_timing: AtomicBool,
    micros: Mutex<Vec<u64>>,
    finished: Notify,
}

/// The order, if this process was started to read.
pub(crate) fn ordered() -> Option<Order> {
    let mut words = std::env::args().skip(1);
    if words.next()? != "read" {
        return None;
    }
    Some(Order {
        address: words.next()?.parse().ok()?,
        sockets: words.next()?.parse().ok()?,
        text_at: words.next()?.parse().ok()?,
        entrance: words.next()?,
    })
}

/// Connects, and reads what comes until nobody gives orders any more.
pub(crate) async fn read(order: Order) {
    let shared = Arc::new(Shared {
        text_at: order.text_at,
        wanted: AtomicUsize::new(usize::MAX),
        read: AtomicUsize::new(0),
        is_timing: AtomicBool::new(false),
        micros: Mutex::default(),
        finished: Notify::new(),
    });
    let mut reading = JoinSet::new();
    for _ in 0..order.sockets {
        let socket = enter(order.address, &order.entrance).await;
        reading.spawn(drain(socket.expect("a server"), Arc::clone(&shared)));
    }
    say("connected");
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(order)) = orders.next_line().await {
        match order.split(' ').collect::<Vec<_>>()[..] {
            ["expect", frames] => {
                shared.read.store(0, Ordering::Release);
                let frames = frames.parse().expect("a number");
                shared.wanted.store(frames, Ordering::Release);
                say("expecting");
                shared.finished.notified().await;
                say("finished");
            }
            ["time"] => {
                shared.is_timing.store(true, Ordering::Release);
                say("timing");
            }
            _ => {
                let micros = shared.micros.lock().expect("nobody fell");
                let words: Vec<_> = micros.iter().map(u64::to_string).collect();
                say(&words.join(" "));
            }
        }
    }
}

fn say(what: &str) {
    println!("{what}");
    std::io::stdout().flush().expect("somebody listens");
}

async fn drain(mut socket: TcpStream, shared: Arc<Shared>) {
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut held = 0;
    loop {
        match socket.read(&mut buffer[held..]).await {
            Ok(count) if count > 0 => held += count,
            _ => return,
        }
        let whole = held / FRAME_BYTES;
        if whole == 0 {
            continue;
        }
        if shared.is_timing.load(Ordering::Acquire) {
            shared.note(&buffer);
        }
        buffer.copy_within(whole * FRAME_BYTES..held, 0);
        held %= FRAME_BYTES;
        let read = shared.read.fetch_add(whole, Ordering::AcqRel) + whole;
        if read == shared.wanted.load(Ordering::Acquire) {
            shared.finished.notify_one();
        }
    }
}

impl Shared {
    /// Notes how late a frame comes.
    fn note(&self, frame: &[u8]) {
        let now = jiff::Timestamp::now().as_nanosecond();
        let stamp = &frame[self.text_at..self.text_at + STAMP_DIGITS];
        let sent: i128 = str::from_utf8(stamp)
            .ok()
            .and_then(|it| it.parse().ok())
            .expect("an instant");
        let micros = u64::try_from((now - sent) / 1_000).unwrap_or_default();
        self.micros.lock().expect("nobody fell").push(micros);
    }
}

async fn enter(address: SocketAddr, entrance: &str) -> Option<TcpStream> {
    let mut socket = TcpStream::connect(address).await.ok()?;
    match entrance.split(' ').collect::<Vec<_>>()[..] {
        ["bare"] => {}
        ["greeted"] => message(&mut socket).await?,
        ["rooms", path] => {
            shake_hands(&mut socket, path).await?;
            message(&mut socket).await?;
            socket.write_all(&ENTER).await.ok()?;
            message(&mut socket).await?;
        }
        [path] => shake_hands(&mut socket, path).await?,
        _ => return None,
    }
    Some(socket)
}

async fn shake_hands(socket: &mut TcpStream, path: &str) -> Option<()> {
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
    head.starts_with(b"HTTP/1.1 101").then_some(())
}

/// Reads one message of some length.
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
