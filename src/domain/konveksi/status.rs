//! The status of an order: a word made of facts, never stored.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::konveksi::order::Order;
use crate::domain::rupiah::Rupiah;

/// Where an order stands between customer and business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No payment link yet.
    AwaitingLink,
    /// A link was issued, the down payment is not there.
    LinkIssued,
    /// The down payment, or the first instalment, is there.
    DpPaid,
    /// Final payment was requested.
    FinalRequested,
    /// The customer has the final-payment link.
    AwaitingFinal,
    /// Everything owed is paid.
    Settled,
    /// Cancelled.
    Cancelled,
}

impl Status {
    /// Every status, in the order of an order's life.
    pub const ALL: [Self; 7] = [
        Self::AwaitingLink,
        Self::LinkIssued,
        Self::DpPaid,
        Self::FinalRequested,
        Self::AwaitingFinal,
        Self::Settled,
        Self::Cancelled,
    ];
}

impl Order {
    /// The first word that is true of the facts.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.cancelled.is_some() {
            Status::Cancelled
        } else if self.is_settled() {
            Status::Settled
        } else if self.final_handed_over {
            Status::AwaitingFinal
        } else if self.final_requested {
            Status::FinalRequested
        } else if self.dp_is_covered() {
            Status::DpPaid
        } else if self.link_issued {
            Status::LinkIssued
        } else {
            Status::AwaitingLink
        }
    }

    /// Whether what was paid covers what is owed.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.net_paid() >= self.owed()
    }

    /// Whether the down payment is there, or the first instalment of a plan.
    #[must_use]
    pub fn dp_is_covered(&self) -> bool {
        let paid = self.net_paid();
        let enough = paid > Rupiah::ZERO && paid >= self.dp_due();
        enough || self.plans.iter().any(|plan| plan.first_is_paid(self))
    }
}
