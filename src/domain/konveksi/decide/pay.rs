//! Money in: always recorded, never refused when it comes from the provider.

use crate::domain::ids::InvoiceId;
use crate::domain::ids::PaymentId;
use crate::domain::konveksi::command::PaymentRemarks;
use crate::domain::konveksi::command::Receipt;
use crate::domain::konveksi::decide::Draft;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::event::Task;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::payment::Allocation;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::refusal::Refusal;
use crate::domain::rupiah::Rupiah;

/// Money that is more than was asked for.
#[derive(Debug, Clone, Copy)]
struct Over {
    /// What no invoice took, or the order does not owe.
    amount: Rupiah,
    /// What of it the whole order does not owe; the rest is for its next invoice.
    excess: Rupiah,
}

impl Draft {
    /// Takes money in for an invoice, whatever became of invoice, page and order.
    pub(super) fn receive(&mut self, receipt: &Receipt) -> Result<(), Refusal> {
        let invoice = self
            .order
            .invoice(receipt.invoice)
            .ok_or(Refusal::NoInvoice)?;
        let (was, kind) = (invoice.status(), invoice.kind);
        if !receipt.amount.is_positive() {
            return Err(Refusal::NoAmount);
        }
        if receipt.source.is_by_hand() && receipt.paid_at > self.at {
            return Err(Refusal::FuturePayment);
        }
        if let Some(known) = self.already_known(receipt) {
            if known != receipt.amount {
                self.task(Task::Mismatch, Some(receipt.invoice), receipt.amount);
            }
            return Ok(());
        }
        self.revive_for_money();
        self.page_was_paid(receipt);
        let excess = self.order.excess();
        self.stand_by_pages(receipt);
        let allocations = self.allocate(receipt.amount, receipt.invoice, kind);
        let given: Rupiah = allocations.iter().map(|part| part.amount).sum();
        if !receipt.contact.is_empty() {
            self.private.payment_contact = Some(receipt.contact.clone());
        }
        if !receipt.notes.is_empty() {
            self.private.payment_notes = Some(receipt.notes.clone());
        }
        let payment = Payment {
            id: PaymentId(self.fresh.draw()),
            amount: receipt.amount,
            source: receipt.source,
            invoice: Some(receipt.invoice),
            attempt: receipt.attempt,
            method: receipt.method.clone(),
            paid_at: receipt.paid_at,
            recorded_at: self.at,
            provider_id: receipt.provider_id.clone(),
            allocations,
            reverses: None,
            counterpart: None,
            recorded_by: self.by.user,
            slip: receipt.slip.clone(),
            contact: String::new(),
            notes: String::new(),
        };
        self.push(Fact::Received(Box::new(payment)));
        let excess = (self.order.excess() - excess).or_nothing();
        let over = Over {
            amount: (receipt.amount - given).max(excess),
            excess,
        };
        self.tasks_about(receipt, was, over);
        Ok(())
    }

    /// The amount already taken in under the provider's id of the money.
    fn already_known(&self, receipt: &Receipt) -> Option<Rupiah> {
        let id = receipt.provider_id.as_ref()?;
        let line = self
            .order
            .payments
            .iter()
            .find(|line| line.provider_id.as_ref() == Some(id));
        line.map(|line| line.amount)
    }

    /// Money on a deleted order brings it back, cancelled, so that somebody sees it.
    fn revive_for_money(&mut self) {
        if self.order.deleted_at.is_some() {
            self.push(Fact::Undeleted);
            if self.order.cancelled.is_none() {
                self.push(Fact::Cancelled { kept: Rupiah::ZERO });
            }
        }
    }

    fn page_was_paid(&mut self, receipt: &Receipt) {
        let Some(attempt) = receipt.attempt else {
            return;
        };
        let invoice = receipt.invoice;
        let page = self
            .order
            .invoice(invoice)
            .and_then(|it| it.attempt(attempt));
        if page.is_some_and(|page| page.state != AttemptState::Paid) {
            let state = AttemptState::Paid;
            self.push(Fact::AttemptClosed {
                invoice,
                attempt,
                state,
                known: true,
            });
        }
    }

    /// An invoice that other money lowered asks again for what its pages did, as far as
    /// that is paid now: had this money come first, it would not have been lowered.
    fn stand_by_pages(&mut self, receipt: &Receipt) {
        let Some(invoice) = self.order.invoice(receipt.invoice) else {
            return;
        };
        let pages = invoice.attempts.iter().map(|page| page.amount);
        let asked = pages.max().filter(|_| receipt.attempt.is_some());
        let worth = match (invoice.kind, asked) {
            (Kind::Dp, Some(asked)) => asked.min(self.order.dp_due()),
            (Kind::Instalment { .. }, Some(asked)) => asked,
            // What the others leave over, the whole order does not owe.
            (Kind::Full | Kind::Final, _) | (_, None) => return,
        };
        let amount = worth.min(invoice.allocated + receipt.amount);
        if amount > invoice.amount {
            self.push(Fact::InvoiceRepriced {
                invoice: receipt.invoice,
                amount,
            });
        }
    }

    /// Gives money to the invoice it is meant for, as much as that lacks, so that the order
    /// of deliveries does not matter; inside a plan the others share what the order still
    /// lacks. The rest is the order's credit.
    fn allocate(&self, amount: Rupiah, to: InvoiceId, kind: Kind) -> Vec<Allocation> {
        let plan = self
            .order
            .active_plan()
            .filter(|_| matches!(kind, Kind::Instalment { .. }));
        let shares = |id: InvoiceId| plan.is_some_and(|plan| plan.instalments.contains(&id));
        let mut parts = Vec::new();
        let mut give = |invoice: &Invoice, most: Rupiah| {
            let part = most.min(invoice.remaining()).or_nothing();
            if part.is_positive() {
                parts.push(Allocation {
                    invoice: invoice.id,
                    amount: part,
                });
            }
            part
        };
        let first = self
            .order
            .invoice(to)
            .map_or(Rupiah::ZERO, |invoice| give(invoice, amount));
        let mut left = (amount - first).min(self.order.outstanding() - first);
        for invoice in self.order.open_invoices() {
            if invoice.id != to && shares(invoice.id) {
                left = left - give(invoice, left);
            }
        }
        parts
    }

    fn tasks_about(&mut self, receipt: &Receipt, was: InvoiceStatus, over: Over) {
        let id = Some(receipt.invoice);
        if self.order.cancelled.is_some() {
            self.task(Task::OnCancelled, id, receipt.amount);
            return;
        }
        if matches!(was, InvoiceStatus::Expired | InvoiceStatus::Cancelled) {
            self.task(Task::Late, id, receipt.amount);
        }
        if over.amount.is_positive() {
            let twice = was == InvoiceStatus::Paid;
            self.push(Fact::TaskRaised {
                task: if twice { Task::Double } else { Task::Over },
                invoice: id,
                amount: over.amount,
                excess: Some(over.excess),
            });
        }
        let lacking = self
            .order
            .invoice(receipt.invoice)
            .map_or(Rupiah::ZERO, Invoice::remaining);
        if lacking.is_positive() && was != InvoiceStatus::Cancelled {
            self.task(Task::Short, id, lacking);
        }
    }

    /// Takes back a payment that staff recorded, with a line of the opposite sign.
    pub(super) fn reverse(&mut self, id: PaymentId, reason: &str) -> Result<(), Refusal> {
        let payment = self.order.payment(id).ok_or(Refusal::NoPayment)?;
        if !payment.source.is_by_hand() || payment.reverses.is_some() {
            return Err(Refusal::NotByHand);
        }
        if self
            .order
            .payments
            .iter()
            .any(|line| line.reverses == Some(id))
        {
            return Err(Refusal::AlreadyReversed);
        }
        if self.order.refundable(payment) < payment.amount {
            return Err(Refusal::WentBack);
        }
        let back = |part: &Allocation| Allocation {
            invoice: part.invoice,
            amount: -part.amount,
        };
        let reversal = Payment {
            id: PaymentId(self.fresh.draw()),
            amount: -payment.amount,
            allocations: payment.allocations.iter().map(back).collect(),
            reverses: Some(id),
            recorded_at: self.at,
            recorded_by: self.by.user,
            contact: String::new(),
            notes: String::new(),
            ..payment.clone()
        };
        self.note(reason);
        self.push(Fact::Received(Box::new(reversal)));
        Ok(())
    }

    /// Changes remarks on a payment that staff recorded; amounts stay as they are.
    pub(super) fn annotate(&mut self, remarks: &PaymentRemarks) -> Result<(), Refusal> {
        let payment = self
            .order
            .payment(remarks.payment)
            .ok_or(Refusal::NoPayment)?;
        if !payment.source.is_by_hand() {
            return Err(Refusal::NotByHand);
        }
        let other = |new: &Option<String>, old: &String| new.clone().filter(|new| new != old);
        let method = other(&remarks.method, &payment.method);
        let contact = other(&remarks.contact, &payment.contact);
        let notes = other(&remarks.notes, &payment.notes);
        if method.is_some() || contact.is_some() || notes.is_some() {
            self.private.payment_contact = contact;
            self.private.payment_notes = notes;
            self.push(Fact::PaymentAnnotated {
                payment: remarks.payment,
                method,
            });
        }
        Ok(())
    }
}
