//! Why a session ends, as a number its client can act on. The only place where one is written.

use std::borrow::Cow;

/// Why a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Close {
    /// The client said goodbye, with this code.
    Peer(u16),
    /// The connection broke.
    Lost,
    /// The client does not speak the protocol.
    Protocol,
    /// A text of the client is no UTF-8.
    NotText,
    /// The client said too much in a second.
    Flood,
    /// A message of the client is too large.
    TooBig,
    /// Nothing was heard of the client, not even an answer to our pings.
    Silent,
    /// This process stops; come back after so many milliseconds.
    Restart(u32),
    /// The client reads too slowly; it can come back for what it missed.
    TooSlow,
    /// We cannot go on; it can come back.
    Failed,
    /// The sign-in is over, or its role is another one now.
    Revoked,
    /// The order is no longer there.
    Gone,
}

impl Close {
    /// The code that is sent; none when there is nobody to send it to.
    #[must_use]
    pub const fn code(self) -> Option<u16> {
        match self {
            Self::Lost => None,
            Self::Peer(code) => Some(code),
            Self::Silent => Some(1001),
            Self::Protocol => Some(1002),
            Self::NotText => Some(1007),
            Self::Flood => Some(1008),
            Self::TooBig => Some(1009),
            Self::Failed => Some(1011),
            Self::Restart(_) => Some(1012),
            Self::TooSlow => Some(1013),
            Self::Revoked => Some(4401),
            Self::Gone => Some(4404),
        }
    }

    /// The reason that goes with it, for whoever reads a log of their client.
    #[must_use]
    pub fn reason(self) -> Cow<'static, str> {
        match self {
            Self::Peer(_) | Self::Lost => "".into(),
            Self::Protocol => "protocol error".into(),
            Self::NotText => "text is not UTF-8".into(),
            Self::Flood => "too many messages".into(),
            Self::TooBig => "message too large".into(),
            Self::Silent => "no answer to pings".into(),
            Self::Restart(after) => format!("{{\"reconnect_after_ms\":{after}}}").into(),
            Self::TooSlow => "reading too slowly, reconnect with the last cursor".into(),
            Self::Failed => "internal error, reconnect with the last cursor".into(),
            Self::Revoked => "signed out".into(),
            Self::Gone => "order is gone".into(),
        }
    }

    /// Its name in the numbers.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Peer(_) => "peer",
            Self::Lost => "lost",
            Self::Protocol => "1002",
            Self::NotText => "1007",
            Self::Flood => "1008",
            Self::TooBig => "1009",
            Self::Silent => "silent",
            Self::Restart(_) => "1012",
            Self::TooSlow => "1013",
            Self::Failed => "1011",
            Self::Revoked => "4401",
            Self::Gone => "4404",
        }
    }

    /// Whether what still waits for the client would only be late.
    #[must_use]
    pub const fn drops_what_waits(self) -> bool {
        matches!(
            self,
            Self::Lost | Self::TooSlow | Self::Silent | Self::Revoked
        )
    }
}
