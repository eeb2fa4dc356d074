//! The life of payment pages, and of the invoices they stand for.

use crate::domain::ids::AttemptId;
use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::decide::Draft;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Closed;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::refusal::Refusal;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;

/// How long an instalment's page outlives its due date.
const INSTALMENT_GRACE: Span = Span::days(30);

impl Draft {
    pub(super) fn open_attempt(&mut self, invoice: InvoiceId, amount: Rupiah, until: Timestamp) {
        let attempt = AttemptId(self.fresh.draw());
        self.push(Fact::AttemptOpening {
            invoice,
            attempt,
            amount,
            expires_at: until,
        });
    }

    /// Ends the open page of an invoice, if it has one; the provider must be told.
    pub(super) fn close_attempt(&mut self, invoice: InvoiceId, state: AttemptState) {
        let open = self
            .order
            .invoice(invoice)
            .and_then(|invoice| invoice.open_attempt());
        if let Some(attempt) = open.map(|attempt| attempt.id) {
            self.push(Fact::AttemptClosed {
                invoice,
                attempt,
                state,
                known: false,
            });
        }
    }

    /// Stops an invoice from asking, and its page from being paid.
    pub(super) fn close_invoice(&mut self, invoice: InvoiceId, how: Closed) {
        self.push(Fact::InvoiceClosed { invoice, how });
        self.close_attempt(invoice, AttemptState::Expired);
    }

    /// Makes an invoice payable anew. Whether its old page was paid is for the caller to
    /// have looked up; should it be paid later, it still counts for this invoice.
    pub(super) fn regenerate(&mut self, id: InvoiceId) -> Result<(), Refusal> {
        let invoice = self.order.invoice(id).ok_or(Refusal::NoInvoice)?;
        let payable = matches!(
            invoice.status(),
            InvoiceStatus::Open | InvoiceStatus::Expired
        );
        if !payable || self.order.cancelled.is_some() {
            return Err(Refusal::NotPayable);
        }
        let (kind, share) = (invoice.kind, invoice.share);
        let (asked, allocated) = (invoice.amount, invoice.allocated);
        let is_instalment = matches!(kind, Kind::Instalment { .. });
        if !is_instalment && self.order.active_plan().is_some() {
            return Err(Refusal::PlanActive);
        }
        if self
            .order
            .open_invoice(kind)
            .is_some_and(|open| open.id != id)
        {
            return Err(Refusal::InvoiceOpen);
        }
        self.close_attempt(id, AttemptState::Superseded);
        self.close_opposite(kind);
        self.follow_terms(kind, share)?;
        let due = match kind {
            Kind::Instalment { .. } => asked - allocated,
            _ => self.due_for(kind, Some(id)),
        };
        if !due.is_positive() {
            return Err(Refusal::NothingDue);
        }
        let expires_at = kind.lifetime().map(|lifetime| self.at + lifetime);
        self.push(Fact::InvoiceReopened {
            invoice: id,
            expires_at,
        });
        if allocated + due != asked {
            self.push(Fact::InvoiceRepriced {
                invoice: id,
                amount: allocated + due,
            });
        }
        let until = expires_at.unwrap_or_else(|| self.instalment_until(id));
        self.open_attempt(id, due, until);
        Ok(())
    }

    /// Lets the terms be those of an invoice made anew, while they may still change.
    fn follow_terms(&mut self, kind: Kind, share: Option<BasisPoints>) -> Result<(), Refusal> {
        let terms = match (kind, share, self.order.terms) {
            (Kind::Dp, Some(share), Terms::Full) => Terms::Dp(share),
            (Kind::Full, _, Terms::Dp(_)) => Terms::Full,
            _ => return Ok(()),
        };
        if !self.order.received().is_positive() {
            self.change_terms(terms)?;
        }
        Ok(())
    }

    /// Expires every invoice whose time is up. Pages that may have been paid meanwhile
    /// are for the caller to have looked up.
    pub(super) fn expire_due(&mut self) {
        let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= self.at);
        let due = self
            .order
            .open_invoices()
            .filter(|invoice| is_due(invoice.expires_at));
        for invoice in due.map(|invoice| invoice.id).collect::<Vec<_>>() {
            self.close_invoice(invoice, Closed::Expired);
        }
    }

    pub(super) fn attempt_opened(
        &mut self,
        attempt: AttemptId,
        provider_id: &str,
        url: &str,
    ) -> Result<(), Refusal> {
        let (invoice, _) = self.invoice_of(attempt)?;
        let known = self
            .order
            .invoice(invoice)
            .and_then(|invoice| invoice.attempt(attempt));
        if known.is_some_and(|attempt| attempt.provider_id.is_none()) {
            let (provider_id, url) = (provider_id.to_owned(), url.to_owned());
            self.push(Fact::AttemptOpened {
                invoice,
                attempt,
                provider_id,
                url,
            });
            self.send_what_waited(invoice)?;
        }
        Ok(())
    }

    pub(super) fn attempt_failed(&mut self, attempt: AttemptId) -> Result<(), Refusal> {
        let (invoice, state) = self.invoice_of(attempt)?;
        if state == AttemptState::Opening {
            let state = AttemptState::Failed;
            self.push(Fact::AttemptClosed {
                invoice,
                attempt,
                state,
                known: true,
            });
        }
        Ok(())
    }

    /// A page that was paid, or that we ended ourselves, expires without effect.
    pub(super) fn attempt_expired(&mut self, attempt: AttemptId) -> Result<(), Refusal> {
        let (id, state) = self.invoice_of(attempt)?;
        if !state.is_open() {
            return Ok(());
        }
        let state = AttemptState::Expired;
        self.push(Fact::AttemptClosed {
            invoice: id,
            attempt,
            state,
            known: true,
        });
        let invoice = self.order.invoice(id).ok_or(Refusal::NoInvoice)?;
        if invoice.status() == InvoiceStatus::Open && invoice.kind.lifetime().is_some() {
            self.push(Fact::InvoiceClosed {
                invoice: id,
                how: Closed::Expired,
            });
        }
        Ok(())
    }

    /// Until when an instalment's page lives: well past its due date, or past now.
    pub(super) fn instalment_until(&self, invoice: InvoiceId) -> Timestamp {
        let due = self
            .order
            .invoice(invoice)
            .and_then(|invoice| invoice.due_at);
        due.map_or(self.at, |due| due.max(self.at)) + INSTALMENT_GRACE
    }

    fn invoice_of(&self, id: AttemptId) -> Result<(InvoiceId, AttemptState), Refusal> {
        let found = self.order.invoices.iter().find_map(|invoice| {
            invoice
                .attempt(id)
                .map(|attempt| (invoice.id, attempt.state))
        });
        found.ok_or(Refusal::NoInvoice)
    }
}
