//! One frame: spelled once, with the head a WebSocket needs, and shared by all who get it.

use std::sync::Arc;

use serde::Serialize;
use tokio::time::Instant;

/// The longest head of a frame that is not masked.
const HEAD_BYTES_MAX: usize = 10;
/// The longest payload of a control frame.
const CONTROL_BYTES_MAX: usize = 125;

const FINAL: u8 = 0x80;
const TEXT: u8 = 0x1;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xA;

/// A frame, ready to be written.
#[derive(Debug)]
pub struct Frame {
    /// Room for a head, the head at its end, then the payload.
    bytes: Vec<u8>,
    /// Where the head begins.
    start: usize,
    kind: Kind,
    cursor: Option<Arc<str>>,
    durable_at: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Ping,
    Control,
}

impl Frame {
    /// A text frame.
    ///
    /// # Panics
    ///
    /// Never: what goes over the wire has text keys only.
    #[must_use]
    pub fn of<T: Serialize>(view: &T) -> Self {
        let mut bytes = vec![0; HEAD_BYTES_MAX];
        serde_json::to_writer(&mut bytes, view).expect("views have text keys only");
        Self::headed(bytes, TEXT, Kind::Text)
    }

    /// The same frame, with the place after it in the feed.
    #[must_use]
    pub fn at(mut self, cursor: Arc<str>) -> Self {
        self.cursor = Some(cursor);
        self
    }

    /// The same frame, telling of what became durable at that instant.
    #[must_use]
    pub fn since(mut self, durable_at: Instant) -> Self {
        self.durable_at = Some(durable_at);
        self
    }

    /// A question whether the client is there.
    #[must_use]
    pub fn ping() -> Self {
        Self::headed(vec![0; HEAD_BYTES_MAX], PING, Kind::Ping)
    }

    /// The answer to such a question, with the payload that came with it.
    #[must_use]
    pub fn pong(payload: &[u8]) -> Self {
        Self::control(payload, PONG)
    }

    /// A goodbye.
    #[must_use]
    pub fn close(code: u16, reason: &str) -> Self {
        let mut payload = code.to_be_bytes().to_vec();
        payload.extend_from_slice(reason.as_bytes());
        Self::control(&payload, CLOSE)
    }

    /// What a WebSocket is sent.
    #[must_use]
    pub fn wire(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// The text, for whoever sends it in another way; none of control frames.
    #[must_use]
    pub fn text(&self) -> Option<&[u8]> {
        (self.kind == Kind::Text).then(|| &self.bytes[HEAD_BYTES_MAX..])
    }

    /// Whether it asks if the client is there.
    #[must_use]
    pub fn is_ping(&self) -> bool {
        self.kind == Kind::Ping
    }

    /// The place after it in the feed, if it belongs there.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Since when what it tells is durable.
    #[must_use]
    pub const fn durable_at(&self) -> Option<Instant> {
        self.durable_at
    }

    fn control(payload: &[u8], code: u8) -> Self {
        let mut bytes = vec![0; HEAD_BYTES_MAX];
        bytes.extend_from_slice(&payload[..payload.len().min(CONTROL_BYTES_MAX)]);
        Self::headed(bytes, code, Kind::Control)
    }

    fn headed(mut bytes: Vec<u8>, code: u8, kind: Kind) -> Self {
        let length = bytes.len() - HEAD_BYTES_MAX;
        let mut head = vec![FINAL | code];
        match (u8::try_from(length), u16::try_from(length)) {
            (Ok(short), _) if short < 126 => head.push(short),
            (_, Ok(medium)) => {
                head.push(126);
                head.extend_from_slice(&medium.to_be_bytes());
            }
            _ => {
                head.push(127);
                head.extend_from_slice(&(length as u64).to_be_bytes());
            }
        }
        let start = HEAD_BYTES_MAX - head.len();
        bytes[start..HEAD_BYTES_MAX].copy_from_slice(&head);
        bytes.shrink_to_fit();
        Self {
            bytes,
            start,
            kind,
            cursor: None,
            durable_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_has_its_head() {
        for (length, head) in [
            (0, &[0x81, 2][..]),
            (123, &[0x81, 125]),
            (124, &[0x81, 126, 0, 126]),
            (65_533, &[0x81, 126, 0xFF, 0xFF]),
            (65_534, &[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
        ] {
            let frame = Frame::of(&"x".repeat(length));

            assert!(frame.wire().starts_with(head), "{length}");
            assert_eq!(frame.wire().len(), head.len() + length + 2);
            assert_eq!(frame.text().unwrap().len(), length + 2);
        }
    }

    #[test]
    fn control_frames_are_short_and_no_text() {
        assert_eq!(Frame::ping().wire(), [0x89, 0]);
        assert_eq!(Frame::pong(b"hi").wire(), [0x8A, 2, b'h', b'i']);
        assert_eq!(Frame::close(1012, "x").wire(), [0x88, 3, 3, 0xF4, b'x']);
        assert_eq!(Frame::pong(&[0; 300]).wire().len(), 127);
        assert_eq!(Frame::ping().text(), None);
    }
}
