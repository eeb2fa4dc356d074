//! What a client may say on a socket.

use serde::Deserialize;

use crate::domain::ids::OrderId;

/// Something a client said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It wants to know that we are there.
    Ping,
    /// It looks at an order now, or at none.
    Viewing(Option<OrderId>),
    /// Nothing we know.
    Unknown,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    Ping,
    Viewing { order_id: Option<OrderId> },
}

impl Heard {
    /// Reads a message.
    #[must_use]
    pub fn of(message: &[u8]) -> Self {
        match serde_json::from_slice(message) {
            Ok(Said::Ping) => Self::Ping,
            Ok(Said::Viewing { order_id }) => Self::Viewing(order_id),
            Err(_) => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn clients_may_say_two_things_and_nothing_else() {
        let order = OrderId(Uuid::from_u128(7));
        let viewing = format!(r#"{{"type":"viewing","order_id":"{order}"}}"#);

        assert_eq!(Heard::of(br#"{"type":"ping"}"#), Heard::Ping);
        assert_eq!(Heard::of(br#"{"type":"ping","id":4}"#), Heard::Ping);
        assert_eq!(Heard::of(viewing.as_bytes()), Heard::Viewing(Some(order)));
        for none in [
            r#"{"type":"viewing","order_id":null}"#,
            r#"{"type":"viewing"}"#,
        ] {
            assert_eq!(Heard::of(none.as_bytes()), Heard::Viewing(None));
        }
        let deep = "[".repeat(60_000);
        for unknown in [
            "",
            "ping",
            "[]",
            r#"{"type":"subscribe"}"#,
            r#"{"type":"viewing","order_id":"x"}"#,
            r#"{"type":["ping"]}"#,
            deep.as_str(),
        ] {
            assert_eq!(Heard::of(unknown.as_bytes()), Heard::Unknown, "{unknown}");
        }
    }
}
