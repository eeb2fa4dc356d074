//! What a client may say on a socket.

use serde::Deserialize;

use crate::domain::ids::OrderId;

/// How many orders one connection looks at: a browser's tabs share one.
pub const VIEWED_MAX: usize = 50;

/// Something a client said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It wants to know that we are there.
    Ping,
    /// It looks at these orders now, and at no others; [`VIEWED_MAX`] at most.
    Viewing(Vec<OrderId>),
    /// Nothing we know.
    Unknown,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    Ping,
    Viewing {
        order_id: Option<OrderId>,
        #[serde(default)]
        order_ids: Vec<OrderId>,
    },
}

impl Heard {
    /// Reads a message.
    #[must_use]
    pub fn of(message: &[u8]) -> Self {
        match serde_json::from_slice(message) {
            Ok(Said::Ping) => Self::Ping,
            Ok(Said::Viewing {
                order_id,
                mut order_ids,
            }) => {
                order_ids.extend(order_id);
                if order_ids.len() > VIEWED_MAX {
                    return Self::Unknown;
                }
                Self::Viewing(order_ids)
            }
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
        assert_eq!(Heard::of(viewing.as_bytes()), Heard::Viewing(vec![order]));
        for none in [
            r#"{"type":"viewing","order_id":null}"#,
            r#"{"type":"viewing","order_ids":[]}"#,
            r#"{"type":"viewing"}"#,
        ] {
            assert_eq!(Heard::of(none.as_bytes()), Heard::Viewing(Vec::new()));
        }
        let deep = "[".repeat(60_000);
        for unknown in [
            "",
            "ping",
            "[]",
            r#"{"type":"subscribe"}"#,
            r#"{"type":"viewing","order_id":"x"}"#,
            r#"{"type":"viewing","order_ids":"x"}"#,
            r#"{"type":"viewing","order_ids":null}"#,
            r#"{"type":["ping"]}"#,
            deep.as_str(),
        ] {
            assert_eq!(Heard::of(unknown.as_bytes()), Heard::Unknown, "{unknown}");
        }
    }

    #[test]
    fn tabs_that_share_a_connection_look_at_several_orders_but_not_at_any_number() {
        let looking = |count: u128| {
            let orders: Vec<_> = (1..=count).map(|it| OrderId(Uuid::from_u128(it))).collect();
            let said = serde_json::json!({ "type": "viewing", "order_ids": orders });
            (orders, Heard::of(said.to_string().as_bytes()))
        };
        let (two, heard) = looking(2);
        assert_eq!(heard, Heard::Viewing(two));
        let (most, heard) = looking(VIEWED_MAX as u128);
        assert_eq!(heard, Heard::Viewing(most));
        assert_eq!(looking(VIEWED_MAX as u128 + 1).1, Heard::Unknown);
    }
}
