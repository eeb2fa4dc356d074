//! What staff should look at. Most of it follows from the facts by itself.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Closed;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Order;
use crate::domain::rupiah::Rupiah;

/// A mark that no other fact implies, so that someone has to set and clear it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Nothing has moved for too long.
    Stuck,
    /// Staff want eyes on it.
    Custom,
}

/// A reason to look at an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attention {
    /// An instalment's due date passed.
    PaymentOverdue,
    /// Money must go back.
    RefundDue,
    /// Less arrived than was asked for, or a settled order owes again.
    ShortPayment,
    /// Nobody of the business has agreed to the price.
    PriceUnconfirmed,
    /// Nothing has moved for too long.
    Stuck,
    /// The payment provider refused.
    ProviderError,
    /// Staff want eyes on it.
    Custom,
}

impl Attention {
    /// Every reason, in the order they are shown.
    pub const ALL: [Self; 7] = [
        Self::PaymentOverdue,
        Self::RefundDue,
        Self::ShortPayment,
        Self::PriceUnconfirmed,
        Self::Stuck,
        Self::ProviderError,
        Self::Custom,
    ];
}

impl Order {
    /// Why staff should look at it, in the order of [`Attention::ALL`].
    pub fn attention(&self) -> impl Iterator<Item = Attention> {
        Attention::ALL
            .into_iter()
            .filter(|reason| self.needs(*reason))
    }

    fn needs(&self, reason: Attention) -> bool {
        let stands = self.cancelled.is_none();
        match reason {
            Attention::PaymentOverdue => stands && self.open_invoices().any(|it| it.overdue),
            Attention::RefundDue => self.refund_due().is_positive(),
            Attention::ShortPayment => stands && (self.fell_back || self.any(is_short)),
            Attention::PriceUnconfirmed => stands && !self.price_confirmed,
            Attention::Stuck => self.marks.contains(&Mark::Stuck),
            Attention::ProviderError => stands && self.any(was_refused),
            Attention::Custom => self.marks.contains(&Mark::Custom),
        }
    }

    fn any(&self, claim: fn(&Invoice) -> bool) -> bool {
        self.invoices.iter().any(claim)
    }
}

fn is_short(invoice: &Invoice) -> bool {
    let some_of_it = invoice.allocated > Rupiah::ZERO && invoice.remaining().is_positive();
    some_of_it && invoice.closed != Some(Closed::Cancelled)
}

fn was_refused(invoice: &Invoice) -> bool {
    let last = invoice.attempts.last();
    let refused = last.is_some_and(|attempt| attempt.state == AttemptState::Failed);
    refused && invoice.status() == InvoiceStatus::Open
}
