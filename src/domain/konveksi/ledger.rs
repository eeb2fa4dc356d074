//! The arithmetic of an order's money, all of it derived from the ledger.
//!
//! Payments are lines that arrived, refunds are lines that left, and everything a
//! person asks about money is a sum over them.

use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::refund::Refund;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

impl Order {
    /// All money that arrived, less what was reversed.
    #[must_use]
    pub fn received(&self) -> Rupiah {
        self.payments.iter().map(|payment| payment.amount).sum()
    }

    /// All money that went back.
    #[must_use]
    pub fn refunded(&self) -> Rupiah {
        let settled = self.refunds.iter().filter(|refund| refund.state.has_left());
        settled.map(|refund| refund.amount).sum()
    }

    /// Money that is promised back but has not left yet.
    #[must_use]
    pub fn refunds_pending(&self) -> Rupiah {
        let pending = self
            .refunds
            .iter()
            .filter(|refund| refund.state.is_pending());
        pending.map(|refund| refund.amount).sum()
    }

    /// What the order was paid: payments less refunds.
    #[must_use]
    pub fn net_paid(&self) -> Rupiah {
        self.received() - self.refunded()
    }

    /// What the order costs: its price less what goodwill took off.
    #[must_use]
    pub fn owed(&self) -> Rupiah {
        (self.price - self.forgiven).or_nothing()
    }

    /// What is still to be paid, whether or not an invoice asks for it.
    #[must_use]
    pub fn outstanding(&self) -> Rupiah {
        (self.owed() - self.net_paid()).or_nothing()
    }

    /// What must be paid before production, never more than is owed.
    #[must_use]
    pub fn dp_due(&self) -> Rupiah {
        let due = match (self.dp_fixed, self.terms) {
            (Some(fixed), _) => fixed - self.forgiven,
            (None, Terms::Dp(share)) => self.price.share_rounded_up(share) - self.forgiven,
            (None, Terms::Full) => self.owed(),
        };
        due.or_nothing().min(self.owed())
    }

    /// What is paid above what the whole order owes. Nothing while cancelled: then
    /// [`refund_due`](Self::refund_due) speaks.
    #[must_use]
    pub fn excess(&self) -> Rupiah {
        match self.cancelled {
            Some(_) => Rupiah::ZERO,
            None => (self.net_paid() - self.owed()).or_nothing(),
        }
    }

    /// Money nobody has counted on yet: the next invoice is smaller by it, and what the
    /// whole order does not owe may go back or to another order.
    #[must_use]
    pub fn credit(&self) -> Rupiah {
        match self.cancelled {
            Some(_) => Rupiah::ZERO,
            None if self.is_settled() => self.excess(),
            None => self.loose().min(self.net_paid()).or_nothing(),
        }
    }

    /// Money no invoice has taken; below nothing when invoices count on money that has
    /// left the order since.
    pub(super) fn loose(&self) -> Rupiah {
        let taken: Rupiah = self.invoices.iter().map(Invoice::taken).sum();
        let left = self.refunds.iter().filter(|refund| refund.state.has_left());
        let given_back: Rupiah = left.map(|refund| refund.of_credit).sum();
        self.received() - taken - given_back
    }

    /// What a cancelled order must give back.
    #[must_use]
    pub fn refund_due(&self) -> Rupiah {
        match self.cancelled {
            Some(cancelled) => (self.net_paid() - cancelled.kept).or_nothing(),
            None => Rupiah::ZERO,
        }
    }

    /// When what a refund gives back was paid: the time it takes revenue from.
    #[must_use]
    pub fn revenue_time(&self, refund: &Refund) -> Timestamp {
        let payment = self.payment(refund.payment);
        payment.map_or(refund.requested_at, |payment| payment.paid_at)
    }

    /// What may still be given back of one payment.
    #[must_use]
    pub fn refundable(&self, payment: &Payment) -> Rupiah {
        let of_it = self
            .refunds
            .iter()
            .filter(|refund| refund.payment == payment.id);
        let refunded: Rupiah = of_it
            .filter(|refund| refund.state.counts())
            .map(|refund| refund.amount)
            .sum();
        let reversals = self
            .payments
            .iter()
            .filter(|line| line.reverses == Some(payment.id));
        let reversed: Rupiah = reversals.map(|line| line.amount).sum();
        let of_the_order = self.net_paid() - self.refunds_pending();
        (payment.amount + reversed - refunded)
            .min(of_the_order)
            .or_nothing()
    }
}
