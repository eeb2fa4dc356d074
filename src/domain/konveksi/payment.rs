//! Money that arrived: a line of the ledger, never changed, at most reversed.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::AttemptId;
use crate::domain::ids::FileId;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::ids::UserId;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// How we learned of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentSource {
    /// The payment provider told us.
    Provider,
    /// Staff recorded it.
    Manual,
    /// Staff recorded it with the bank's slip.
    Verified,
    /// It came with an imported order.
    Import,
    /// It is another order's credit, moved here; or moved away, when negative.
    Credit,
}

impl PaymentSource {
    /// Whether staff wrote it, so that staff may reverse it.
    #[must_use]
    pub const fn is_by_hand(self) -> bool {
        matches!(self, Self::Manual | Self::Verified | Self::Import)
    }
}

/// A line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// How much; negative for a reversal or a credit that left.
    pub amount: Rupiah,
    /// How we learned of it.
    pub source: PaymentSource,
    /// The invoice it was meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<InvoiceId>,
    /// The page it was paid at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempt: Option<AttemptId>,
    /// The means, in the words of whoever reported it: `BANK_TRANSFER`, `QRIS`, …
    pub method: String,
    /// When it was paid.
    pub paid_at: Timestamp,
    /// When we learned of it.
    pub recorded_at: Timestamp,
    /// The provider's id of the money: one id is one payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<String>,
    /// Which invoices got how much of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allocations: Vec<Allocation>,
    /// The line it takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<PaymentId>,
    /// The other order of a moved credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterpart: Option<OrderId>,
    /// Who recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<UserId>,
    /// The bank's slip it was checked with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slip: Option<Slip>,
    /// How the payer can be reached. Personal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// What staff noted. Personal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

/// A bank's slip: one slip proves one payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// The file.
    pub file: FileId,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub digest: String,
    /// The bank that gave it out.
    pub bank: String,
}

impl Payment {
    /// The invoice it was meant for, then the others that got some of it.
    pub fn invoices(&self) -> impl Iterator<Item = InvoiceId> {
        let given = self.allocations.iter().map(|part| part.invoice);
        let others = given.filter(|id| Some(*id) != self.invoice);
        self.invoice.into_iter().chain(others)
    }

    /// Whether the provider knows it under an id.
    #[must_use]
    pub fn is_known_as(&self, provider_id: &str) -> bool {
        self.provider_id.as_deref() == Some(provider_id)
    }
}

/// The part of a payment that an invoice got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// Which invoice.
    pub invoice: InvoiceId,
    /// How much; negative in a reversal.
    pub amount: Rupiah,
}
