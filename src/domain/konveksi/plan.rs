//! An agreement to pay in instalments.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::InvoiceId;
use crate::domain::ids::PlanId;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::order::is_false;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanStatus {
    /// It binds: something of it is still to be paid.
    Active,
    /// All of it was paid, or needs paying no more.
    Completed,
    /// Staff ended it.
    Cancelled,
}

/// An agreement to pay in instalments, each with its own invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// When it was agreed.
    pub created_at: Timestamp,
    /// The invoices of its instalments, in order.
    pub instalments: Vec<InvoiceId>,
    /// Whether its parts were asked to be equal.
    #[serde(default, skip_serializing_if = "is_false")]
    pub equal: bool,
    /// Whether it was ended early.
    #[serde(default, skip_serializing_if = "is_false")]
    pub ended: bool,
}

impl Plan {
    /// The invoices of its instalments, in order.
    #[must_use = "iterators are lazy"]
    pub fn invoices<'a>(
        &'a self,
        order: &'a Order,
    ) -> impl DoubleEndedIterator<Item = &'a Invoice> {
        self.instalments.iter().filter_map(|id| order.invoice(*id))
    }

    /// Where it stands.
    #[must_use]
    pub fn status(&self, order: &Order) -> PlanStatus {
        if self.ended {
            PlanStatus::Cancelled
        } else if self
            .invoices(order)
            .any(|invoice| invoice.status() == InvoiceStatus::Open)
        {
            PlanStatus::Active
        } else {
            PlanStatus::Completed
        }
    }

    /// Whether it binds.
    #[must_use]
    pub fn is_active(&self, order: &Order) -> bool {
        self.status(order) == PlanStatus::Active
    }

    /// What was paid under it.
    #[must_use]
    pub fn paid(&self, order: &Order) -> Rupiah {
        self.invoices(order).map(|invoice| invoice.allocated).sum()
    }

    /// What it still asks for.
    #[must_use]
    pub fn remaining(&self, order: &Order) -> Rupiah {
        let asks = |invoice: &&Invoice| invoice.status() == InvoiceStatus::Open;
        let open = self.invoices(order).filter(asks);
        open.map(Invoice::remaining).sum()
    }

    /// What it comes to; once it was ended, what was agreed.
    #[must_use]
    pub fn total(&self, order: &Order) -> Rupiah {
        match self.status(order) {
            PlanStatus::Active | PlanStatus::Completed => self.paid(order) + self.remaining(order),
            PlanStatus::Cancelled => self.invoices(order).map(|invoice| invoice.amount).sum(),
        }
    }

    /// Whether its first instalment was paid and its money is still here: that counts as
    /// the down payment.
    #[must_use]
    pub fn first_is_paid(&self, order: &Order) -> bool {
        // A refund never reopens an invoice, but nobody starts production on money that
        // went back.
        let held = order.net_paid() + order.forgiven;
        let first = self.invoices(order).next();
        first.is_some_and(|it| it.status() == InvoiceStatus::Paid && held >= it.amount)
    }
}
