//! Ending an order, undoing that, and hiding it.

use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::decide::Draft;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::event::Task;
use crate::domain::konveksi::refusal::Refusal;
use crate::domain::konveksi::status::Status;
use crate::domain::rupiah::Rupiah;

impl Draft {
    /// Cancels the order: nothing asks for money any more, and what was paid is due back
    /// or stays, as somebody decided.
    pub(super) fn cancel(
        &mut self,
        money: Option<MoneyDecision>,
        reason: &str,
    ) -> Result<(), Refusal> {
        if self.order.cancelled.is_some() {
            return Err(self.illegal_status(Some(Status::Cancelled)));
        }
        let paid = self.order.net_paid().or_nothing();
        let kept = match money {
            Some(MoneyDecision::Keep) => paid,
            None if paid.is_positive() => return Err(Refusal::MoneyUndecided(paid)),
            Some(MoneyDecision::RefundDue) | None => Rupiah::ZERO,
        };
        if let Some(plan) = self.order.active_plan().map(|plan| plan.id) {
            self.push(Fact::PlanEnded(plan));
        }
        self.push(Fact::Cancelled { kept });
        let due = self.order.refund_due();
        if due.is_positive() {
            self.task(Task::RefundDue, None, due);
        }
        self.note(reason);
        Ok(())
    }

    /// Makes the order what its facts say again. Closed invoices and plans stay closed.
    pub(super) fn restore(&mut self, notes: &str) -> Result<(), Refusal> {
        let Some(cancelled) = self.order.cancelled else {
            return Err(Refusal::NotRestorable);
        };
        if cancelled.paid_out || self.order.refunds_pending().is_positive() {
            return Err(Refusal::NotRestorable);
        }
        if notes.is_empty() {
            return Err(Refusal::NotesNeeded);
        }
        self.push(Fact::Restored);
        self.note(notes);
        Ok(())
    }

    /// Hides an order that never saw money.
    pub(super) fn delete(&mut self) -> Result<(), Refusal> {
        if !self.order.payments.is_empty() {
            return Err(Refusal::HasMoney);
        }
        if let Some(plan) = self.order.active_plan().map(|plan| plan.id) {
            self.push(Fact::PlanEnded(plan));
        }
        self.push(Fact::Deleted);
        Ok(())
    }
}
