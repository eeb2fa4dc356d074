//! Listening to one client, within bounds.
//!
//! The library reads frames; reading one may not be broken off in the middle, so whoever
//! calls this keeps polling the same future. It does not bound what fragments add up to
//! and does not ask clients to mask, so both are seen to here.
//!
//! It also holds eight kilobytes for what a client may say, and most say nothing for half a
//! minute. So it is there only while somebody speaks: once it has understood all it was
//! given, it is let go of, until the next byte comes.

pub(super) mod tap;

use std::convert::Infallible;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use fastwebsockets::Frame as Incoming;
use fastwebsockets::OpCode;
use fastwebsockets::Role;
use fastwebsockets::WebSocketError;
use fastwebsockets::WebSocketRead;
use fastwebsockets::after_handshake_split;
use ractor::ActorRef;
use tokio::io::AsyncRead;
use tokio::io::empty;

use crate::actors::session::Link;
use crate::actors::session::Reading;
use crate::actors::session::Said;
use crate::actors::session::close::Close;
use crate::actors::session::flood::Flood;
use crate::actors::session::frame::Frame;
use crate::actors::session::hearing::tap::Tap;
use crate::wire::konveksi::frames::Misunderstood;
use crate::wire::konveksi::frames::NOT_UNDERSTOOD;
use crate::wire::konveksi::frames::Pong;
use crate::wire::konveksi::frames::heard::Heard;

/// The longest message of a client, however many frames it comes in.
const MESSAGE_BYTES_MAX: usize = 64 << 10;
/// The longest payload of a control frame, by the protocol.
const CONTROL_BYTES_MAX: usize = 125;
/// The longest head of a frame.
const HEAD_BYTES_MAX: usize = 14;
/// The bit in the second byte of a head that says that the payload is masked.
const MASKED: u8 = 0x80;

/// Listens until the session should end, and says how. What still comes then is left in
/// the tap.
pub(super) async fn listen(
    reading: Reading,
    link: &Link,
    session: &ActorRef<Said>,
) -> (Close, Tap) {
    let mut tap = Tap::new(reading);
    let mut listener = Listener {
        link,
        session,
        flood: Flood::default(),
        begun: None,
    };
    loop {
        if !tap.flows().await {
            return (Close::Lost, tap);
        }
        // In a place of its own, so that whoever is silent has no room for it.
        if let Err(close) = Box::pin(listener.hear_out(&mut tap)).await {
            return (close, tap);
        }
    }
}

async fn read<S: AsyncRead + Unpin>(
    reading: &mut WebSocketRead<S>,
) -> Result<Incoming<'_>, WebSocketError> {
    // Nothing is ever answered by the library itself.
    let mut answer = |_| async { Ok::<_, Infallible>(()) };
    reading.read_frame(&mut answer).await
}

struct Listener<'a> {
    link: &'a Link,
    session: &'a ActorRef<Said>,
    flood: Flood,
    /// A message that comes in several frames, as far as it has come.
    begun: Option<Vec<u8>>,
}

impl Listener<'_> {
    /// Hears frames until the library holds nothing back that has come.
    async fn hear_out(&mut self, tap: &mut Tap) -> Result<(), Close> {
        let taken = AtomicU64::new(0);
        let counting = tap.counting(&taken, self.link.outlet.patience());
        let (mut reading, _) = after_handshake_split(counting, empty(), Role::Server);
        // One byte more, because the library refuses what reaches its limit.
        reading.set_max_message_size(MESSAGE_BYTES_MAX + 1);
        reading.set_auto_close(false);
        reading.set_auto_pong(false);
        let mut understood = 0;
        loop {
            let frame = read(&mut reading).await.map_err(|it| how_it_ends(&it))?;
            understood += self.hear(frame)?;
            // Who spells a length longer than it need be is never understood wholly, and
            // only keeps the library with them.
            if understood == taken.load(Ordering::Relaxed) {
                return Ok(());
            }
        }
    }

    /// Takes in a frame, and answers how many bytes it had at least.
    fn hear(&mut self, mut frame: Incoming<'_>) -> Result<u64, Close> {
        if self.flood.is_too_much() {
            return Err(Close::Flood);
        }
        let mut head = [0; HEAD_BYTES_MAX + 2];
        let length = frame.fmt_head(&mut head) + frame.payload.len();
        if head[1] & MASKED == 0 {
            return Err(Close::Protocol);
        }
        self.take_in(&frame)?;
        Ok(length as u64)
    }

    fn take_in(&mut self, frame: &Incoming<'_>) -> Result<(), Close> {
        match frame.opcode {
            OpCode::Ping if frame.payload.len() <= CONTROL_BYTES_MAX => {
                self.answer(Frame::pong(&frame.payload));
                Ok(())
            }
            OpCode::Pong if frame.payload.len() <= CONTROL_BYTES_MAX => Ok(()),
            OpCode::Close => Err(goodbye(&frame.payload)),
            OpCode::Ping | OpCode::Pong => Err(Close::Protocol),
            OpCode::Text | OpCode::Binary if self.begun.is_some() => Err(Close::Protocol),
            OpCode::Text | OpCode::Binary if frame.fin => {
                self.understand(&frame.payload);
                Ok(())
            }
            OpCode::Text | OpCode::Binary => {
                self.begun = Some(frame.payload.to_vec());
                Ok(())
            }
            OpCode::Continuation => self.go_on(frame),
        }
    }

    fn go_on(&mut self, frame: &Incoming<'_>) -> Result<(), Close> {
        let Some(begun) = &mut self.begun else {
            return Err(Close::Protocol);
        };
        if begun.len() + frame.payload.len() > MESSAGE_BYTES_MAX {
            return Err(Close::TooBig);
        }
        begun.extend_from_slice(&frame.payload);
        if !frame.fin {
            return Ok(());
        }
        let whole = self.begun.take().unwrap_or_default();
        if std::str::from_utf8(&whole).is_err() {
            return Err(Close::NotText);
        }
        self.understand(&whole);
        Ok(())
    }

    fn understand(&self, message: &[u8]) {
        let now = self.link.now();
        match Heard::of(message) {
            Heard::Ping => self.answer(Frame::of(&Pong::new(now))),
            Heard::Viewing(orders) if self.link.who.is_staff() => {
                // A session that is gone has nothing to see any more.
                self.session.cast(Said::Viewing(orders)).ok();
            }
            Heard::Viewing(_) | Heard::Unknown => {
                let answer = Misunderstood::new(now, "UNKNOWN_MESSAGE", NOT_UNDERSTOOD);
                self.answer(Frame::of(&answer));
            }
        }
    }

    fn answer(&self, frame: Frame) {
        self.link.outlet.push(&[frame.into()]);
    }
}

/// The code of a client's goodbye, if it is one that may be sent.
fn goodbye(payload: &[u8]) -> Close {
    let (code, reason) = match payload {
        [] => return Close::Peer(1000),
        [high, low, reason @ ..] => (u16::from_be_bytes([*high, *low]), reason),
        [_] => return Close::Protocol,
    };
    let is_long = payload.len() > CONTROL_BYTES_MAX;
    if is_long || !fastwebsockets::CloseCode::from(code).is_allowed() {
        return Close::Protocol;
    }
    if std::str::from_utf8(reason).is_err() {
        return Close::NotText;
    }
    Close::Peer(code)
}

const fn how_it_ends(error: &WebSocketError) -> Close {
    match error {
        WebSocketError::FrameTooLarge => Close::TooBig,
        WebSocketError::InvalidUTF8 => Close::NotText,
        WebSocketError::InvalidValue
        | WebSocketError::ReservedBitsNotZero
        | WebSocketError::ControlFrameFragmented
        | WebSocketError::PingFrameTooLarge
        | WebSocketError::InvalidFragment
        | WebSocketError::InvalidCloseFrame
        | WebSocketError::InvalidCloseCode => Close::Protocol,
        _ => Close::Lost,
    }
}
