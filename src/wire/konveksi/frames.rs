//! What goes over sockets and event streams, frame by frame.
//!
//! Every frame is an object with a `type` and a `timestamp`. Those that belong to the feed
//! carry a `cursor` too: the place a client may name when it comes back.

mod changed;
pub mod heard;
pub mod staff;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use uuid::Uuid;

use crate::domain::ids::OrderId;
use crate::domain::ids::UserId;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::statistics::StatisticsView;
use crate::wire::konveksi::time::Moment;

/// A message we do not know.
pub const NOT_UNDERSTOOD: &str =
    "Pesan ini tidak dikenali. Yang dapat dikirim: ping, dan viewing bagi staf.";
/// A staff member looks at an order that is not there.
pub const NO_SUCH_ORDER: &str = "Pesanan yang dilihat tidak ditemukan.";

/// The first frame of every socket.
#[derive(Debug, Serialize)]
pub struct Established<'a, T> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: Moment,
    session_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<&'a str>,
    recovered: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshot: Option<T>,
}

impl<'a, T> Established<'a, T> {
    /// Greets a session. What it missed follows when it is `recovered`, from `cursor` on.
    #[must_use]
    pub const fn new(
        session: Uuid,
        at: Timestamp,
        cursor: Option<&'a str>,
        recovered: bool,
        snapshot: Option<T>,
    ) -> Self {
        Self {
            kind: "connection_established",
            timestamp: Moment(at),
            session_id: session,
            cursor,
            recovered,
            snapshot,
        }
    }
}

/// An answer to a client's own ping.
#[derive(Debug, Serialize)]
pub struct Pong {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: Moment,
}

impl Pong {
    /// The answer at an instant.
    #[must_use]
    pub const fn new(at: Timestamp) -> Self {
        Self {
            kind: "pong",
            timestamp: Moment(at),
        }
    }
}

/// That a message of the client was not taken.
#[derive(Debug, Serialize)]
pub struct Misunderstood {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: Moment,
    error: &'static str,
    error_code: &'static str,
}

impl Misunderstood {
    /// Says so, with a code and a sentence.
    #[must_use]
    pub const fn new(at: Timestamp, code: &'static str, sentence: &'static str) -> Self {
        Self {
            kind: "error",
            timestamp: Moment(at),
            error: sentence,
            error_code: code,
        }
    }
}

/// Who looks at an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Viewer {
    /// Their account.
    pub user_id: UserId,
    /// What they are called.
    pub name: String,
    /// Since when.
    #[serde(serialize_with = "moment")]
    pub since: Timestamp,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn moment<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    Moment(*at).serialize(serializer)
}

/// Everyone who looks at one order now.
#[derive(Debug, Serialize)]
pub struct Presence<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: Moment,
    order_id: OrderId,
    viewers: &'a [Viewer],
}

impl<'a> Presence<'a> {
    /// Who looks at an order; nobody any more when empty.
    #[must_use]
    pub const fn new(at: Timestamp, order: OrderId, viewers: &'a [Viewer]) -> Self {
        Self {
            kind: "presence",
            timestamp: Moment(at),
            order_id: order,
            viewers,
        }
    }
}

/// Numbers of the dashboard.
#[derive(Debug, Serialize)]
pub struct Statistics<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: Moment,
    cursor: &'a str,
    stats: StatisticsView<'a>,
}

impl<'a> Statistics<'a> {
    /// Those that moved.
    #[must_use]
    pub const fn moved(at: Timestamp, cursor: &'a str, stats: StatisticsView<'a>) -> Self {
        Self {
            kind: "stats_update",
            timestamp: Moment(at),
            cursor,
            stats,
        }
    }

    /// All of them.
    #[must_use]
    pub const fn whole(at: Timestamp, cursor: &'a str, stats: StatisticsView<'a>) -> Self {
        Self {
            kind: "dashboard_update",
            timestamp: Moment(at),
            cursor,
            stats,
        }
    }
}

/// A notice for everyone who listens.
#[derive(Debug, Serialize)]
pub struct Broadcast<'a, T> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: Moment,
    level: &'a str,
    title: &'a str,
    message: &'a str,
    data: T,
}

impl<'a, T> Broadcast<'a, T> {
    /// A notice of some level: `info`, `warning` or `critical`.
    #[must_use]
    pub const fn new(
        at: Timestamp,
        level: &'a str,
        title: &'a str,
        message: &'a str,
        data: T,
    ) -> Self {
        Self {
            kind: "notification_broadcast",
            timestamp: Moment(at),
            level,
            title,
            message,
            data,
        }
    }
}

/// A place in the history of one order: `v7` is the place after its seventh change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderCursor(pub u64);

/// A text that is no such place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of an order")]
pub struct NotAnOrderCursor;

impl fmt::Display for OrderCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

impl FromStr for OrderCursor {
    type Err = NotAnOrderCursor;

    fn from_str(text: &str) -> Result<Self, NotAnOrderCursor> {
        let version = text.strip_prefix('v').and_then(|it| it.parse().ok());
        version.map(Self).ok_or(NotAnOrderCursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_an_order_reads_back_as_it_was_written() {
        assert_eq!(OrderCursor(7).to_string().parse(), Ok(OrderCursor(7)));
        for wrong in ["", "v", "7", "v-1", "vv7", "1.2.3"] {
            assert_eq!(wrong.parse::<OrderCursor>(), Err(NotAnOrderCursor));
        }
    }
}
