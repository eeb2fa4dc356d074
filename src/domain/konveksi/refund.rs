//! Money that goes back to a customer.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::PaymentId;
use crate::domain::ids::RefundId;
use crate::domain::ids::UserId;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// Which way a refund takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundMethod {
    /// The way the money came, through the provider.
    Original,
    /// A transfer staff make themselves.
    BankTransfer,
    /// Out of the till.
    Cash,
}

/// What a refund of owed money does to the debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settles {
    /// It lowers what is owed: goodwill.
    Price,
    /// It is owed again.
    Debt,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// The provider has it.
    Pending,
    /// The provider paid it.
    Succeeded,
    /// The provider refused it; the amount is free again.
    Failed,
    /// Staff paid it.
    Manual,
}

impl RefundState {
    /// Whether the money has left.
    #[must_use]
    pub const fn has_left(self) -> bool {
        matches!(self, Self::Succeeded | Self::Manual)
    }

    /// Whether it is on its way.
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Pending)
    }

    /// Whether it takes up what is refundable.
    #[must_use]
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Failed)
    }
}

/// Money that goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Its id, which the provider knows as its reference.
    pub id: RefundId,
    /// The payment it gives back.
    pub payment: PaymentId,
    /// How much.
    pub amount: Rupiah,
    /// Which way.
    pub method: RefundMethod,
    /// What it does to the debt.
    pub settles: Settles,
    /// Where it stands.
    pub state: RefundState,
    /// How much of it no invoice had taken; known once it left.
    #[serde(default, skip_serializing_if = "Rupiah::is_nothing")]
    pub of_credit: Rupiah,
    /// The provider's id, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<String>,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// When it ended, well or badly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<UserId>,
    /// Why. Personal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}
