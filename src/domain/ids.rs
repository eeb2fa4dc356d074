//! One type per kind of id, so that the compiler tells an order from an invoice.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A garment order.
    OrderId;
    /// What an order asks its customer to pay.
    InvoiceId;
    /// One payment page opened for an invoice at a provider.
    AttemptId;
    /// Money that arrived.
    PaymentId;
    /// Money that goes back.
    RefundId;
    /// An agreement to pay in instalments.
    PlanId;
    /// A line of the outbox: something we owe the outside world.
    DebtId;
    /// A message's text with gaps, kept by staff.
    TemplateId;
    /// Something staff should look at.
    AlertId;
    /// Money that arrived and nobody can say for what.
    UnmatchedId;
    /// A file somebody sent us.
    FileId;
    /// Something the workshop shows on its landing page.
    ProductId;
    /// One sign-in of one person: its cookie, its access tokens, its refresh family.
    SessionId;
}

/// A staff account. A number on the wire, as the Konveksi documents have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub i64);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for UserId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A process that writes to the store; several may share one store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeId(pub u32);

/// Ids for everything a single command creates, handed in with the command.
///
/// `domain` may not roll dice, yet one command can create two dozen invoices.
/// The caller draws one random base; the ids are its successors, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fresh(Uuid);

impl Fresh {
    /// Starts from a random id.
    #[must_use]
    pub const fn new(base: Uuid) -> Self {
        Self(base)
    }

    /// The next id; never the same one twice from the same value.
    pub fn draw(&mut self) -> Uuid {
        let drawn = self.0;
        self.0 = Uuid::from_u128(drawn.as_u128().wrapping_add(1));
        drawn
    }

    /// Ids far away from these, for when one of them turned out to be taken.
    #[must_use]
    pub fn elsewhere(self) -> Self {
        // An odd constant: repeated steps visit ever new places.
        Self(Uuid::from_u128(
            self.0.as_u128().wrapping_add(0x9E37_79B9_7F4A_7C15 << 20),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_ids_differ_and_follow_from_the_base() {
        let mut fresh = Fresh::new(Uuid::from_u128(7));

        assert_eq!(fresh.draw(), Uuid::from_u128(7));
        assert_eq!(fresh.draw(), Uuid::from_u128(8));
    }

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        let id = OrderId(Uuid::from_u128(42));

        assert_eq!(id.to_string().parse(), Ok(id));
    }
}
