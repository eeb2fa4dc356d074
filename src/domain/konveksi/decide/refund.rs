//! Money out.

use crate::domain::ids::PaymentId;
use crate::domain::ids::RefundId;
use crate::domain::konveksi::command::RefundRequest;
use crate::domain::konveksi::decide::Draft;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::event::Task;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::refund::Refund;
use crate::domain::konveksi::refund::RefundMethod;
use crate::domain::konveksi::refund::RefundState;
use crate::domain::konveksi::refund::Settles;
use crate::domain::konveksi::refusal::Refusal;
use crate::domain::rupiah::Rupiah;

impl Draft {
    /// Gives money back: through the provider where it came that way, else by hand.
    pub(super) fn refund(&mut self, request: &RefundRequest) -> Result<(), Refusal> {
        let payment = self
            .order
            .payment(request.payment)
            .ok_or(Refusal::NoPayment)?;
        let of_it = |refund: &Refund| refund.payment == request.payment;
        if self
            .order
            .refunds
            .iter()
            .any(|it| of_it(it) && it.state.is_pending())
        {
            return Err(Refusal::RefundUnderWay);
        }
        let refundable = self.order.refundable(payment);
        if request.amount > refundable || !request.amount.is_positive() {
            return Err(Refusal::TooMuch(refundable));
        }
        let through_provider =
            request.method == RefundMethod::Original && payment.source == PaymentSource::Provider;
        let id = RefundId(self.fresh.draw());
        self.note(&request.reason);
        self.push(Fact::RefundRequested(Box::new(Refund {
            id,
            payment: request.payment,
            amount: request.amount,
            method: request.method,
            settles: request.settles,
            state: RefundState::Pending,
            of_credit: Rupiah::ZERO,
            provider_id: None,
            requested_at: self.at,
            closed_at: None,
            recorded_by: self.by.user,
            reason: String::new(),
        })));
        if !through_provider {
            self.end_refund(id, RefundState::Manual, None);
        }
        Ok(())
    }

    /// Notes how the provider ended a refund. The first ending counts, but money that left
    /// has left, whatever was said before.
    pub(super) fn refund_ended(
        &mut self,
        id: RefundId,
        succeeded: bool,
        provider_id: Option<&str>,
    ) -> Result<(), Refusal> {
        let refund = self.order.refunds.iter().find(|refund| refund.id == id);
        let refund = refund.ok_or(Refusal::NoRefund)?;
        let left_after_all = succeeded && refund.state == RefundState::Failed;
        if !refund.state.is_pending() && !left_after_all {
            return Ok(());
        }
        let amount = refund.amount;
        let state = if succeeded {
            RefundState::Succeeded
        } else {
            RefundState::Failed
        };
        self.end_refund(id, state, provider_id);
        if left_after_all {
            // Somebody may have given it back another way meanwhile.
            self.task(Task::RefundSeen, None, amount);
        } else if !succeeded {
            self.task(Task::RefundFailed, None, amount);
        }
        Ok(())
    }

    /// Records a refund made at the provider: what it took is owed again.
    pub(super) fn refund_seen(
        &mut self,
        payment: PaymentId,
        amount: Rupiah,
        provider_id: &str,
    ) -> Result<(), Refusal> {
        self.order.payment(payment).ok_or(Refusal::NoPayment)?;
        let is_it = |refund: &Refund| refund.provider_id.as_deref() == Some(provider_id);
        if self.order.refunds.iter().any(is_it) {
            return Ok(());
        }
        let id = RefundId(self.fresh.draw());
        self.push(Fact::RefundRequested(Box::new(Refund {
            id,
            payment,
            amount,
            method: RefundMethod::Original,
            settles: Settles::Debt,
            state: RefundState::Pending,
            of_credit: Rupiah::ZERO,
            provider_id: Some(provider_id.to_owned()),
            requested_at: self.at,
            closed_at: None,
            recorded_by: None,
            reason: String::new(),
        })));
        self.end_refund(id, RefundState::Succeeded, Some(provider_id));
        self.task(Task::RefundSeen, None, amount);
        Ok(())
    }

    /// Money the order does not owe goes first; the rest lowers the price, or is owed again.
    fn end_refund(&mut self, id: RefundId, state: RefundState, provider_id: Option<&str>) {
        let refund = self.order.refunds.iter().find(|refund| refund.id == id);
        let Some((amount, settles)) = refund.map(|it| (it.amount, it.settles)) else {
            return;
        };
        let amount = if state.has_left() {
            amount
        } else {
            Rupiah::ZERO
        };
        let free = self.order.credit() + self.order.refund_due();
        let owed = (amount - free).or_nothing();
        let cancelled = self.order.cancelled.is_some();
        let forgiven = settles == Settles::Price && !cancelled;
        self.push(Fact::RefundEnded {
            refund: id,
            state,
            provider_id: provider_id.map(str::to_owned),
            of_credit: amount.min(self.order.loose().or_nothing()),
            forgiven: if forgiven { owed } else { Rupiah::ZERO },
            unkept: if cancelled { owed } else { Rupiah::ZERO },
        });
    }
}
