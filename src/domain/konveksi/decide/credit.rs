//! Credit that moves between orders: two ledger lines, one on each.

use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::konveksi::decide::Draft;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::payment::Allocation;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::refusal::Refusal;
use crate::domain::rupiah::Rupiah;

impl Draft {
    /// Gives away what the whole order does not owe.
    pub(super) fn give_credit(
        &mut self,
        to: OrderId,
        amount: Rupiah,
        reason: &str,
    ) -> Result<(), Refusal> {
        if to == self.order.id {
            return Err(Refusal::SameOrder);
        }
        let spare = self.order.excess() + self.order.refund_due();
        let spare = (spare - self.order.refunds_pending()).or_nothing();
        if amount > spare || !amount.is_positive() {
            return Err(Refusal::NotSpare(spare));
        }
        self.note(reason);
        self.move_credit(-amount, to, Vec::new());
        Ok(())
    }

    /// Takes credit in, for whatever the order asks for now.
    pub(super) fn take_credit(
        &mut self,
        from: OrderId,
        amount: Rupiah,
        reason: &str,
    ) -> Result<(), Refusal> {
        if self.order.cancelled.is_some() {
            return Err(self.illegal_status(None));
        }
        if !amount.is_positive() {
            return Err(Refusal::NoAmount);
        }
        let mut left = amount.min(self.order.outstanding());
        let mut open: Vec<_> = self
            .order
            .open_invoices()
            .map(|it| (it.kind, it.id, it.remaining()))
            .collect();
        open.sort_unstable();
        let mut parts = Vec::new();
        for (_, invoice, remaining) in open {
            let part = left.min(remaining);
            if part.is_positive() {
                parts.push(Allocation {
                    invoice,
                    amount: part,
                });
                left = left - part;
            }
        }
        self.note(reason);
        self.move_credit(amount, from, parts);
        Ok(())
    }

    fn move_credit(&mut self, amount: Rupiah, other: OrderId, allocations: Vec<Allocation>) {
        let payment = Payment {
            id: PaymentId(self.fresh.draw()),
            amount,
            source: PaymentSource::Credit,
            invoice: None,
            attempt: None,
            method: "CREDIT".to_owned(),
            paid_at: self.at,
            recorded_at: self.at,
            provider_id: None,
            allocations,
            reverses: None,
            counterpart: Some(other),
            recorded_by: self.by.user,
            slip: None,
            contact: String::new(),
            notes: String::new(),
        };
        self.push(Fact::Received(Box::new(payment)));
    }
}
