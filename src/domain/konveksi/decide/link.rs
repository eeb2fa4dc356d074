//! Asking for money: issuing invoices and handing them over.

use crate::domain::code::InvoiceCode;
use crate::domain::contact::Channel;
use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::command::LinkRequest;
use crate::domain::konveksi::decide::Draft;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::invoice::Closed;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::refusal::Refusal;
use crate::domain::konveksi::status::Status;
use crate::domain::rupiah::Rupiah;

impl Draft {
    /// Issues a payment link; one for the rest of the money is a request for it.
    pub(super) fn issue_link(&mut self, request: LinkRequest) -> Result<(), Refusal> {
        if self.order.cancelled.is_some() {
            return Err(self.illegal_status(Some(Status::LinkIssued)));
        }
        let channel = request.channel.unwrap_or(self.order.customer.channel);
        if !self.order.customer.contact.reaches(channel) {
            return Err(Refusal::Unreachable);
        }
        // Staff who send out the first link stand behind its amount.
        if self.by.is_staff() && !self.order.link_issued {
            self.confirm_price();
        }
        let terms = match (request.kind, self.order.terms) {
            (Some(LinkKind::Final), _) => return self.request_final(request.channel),
            (Some(LinkKind::Full), _) => Terms::Full,
            (None, terms) if request.share.is_none() => terms,
            (_, Terms::Dp(share)) => Terms::Dp(request.share.unwrap_or(share)),
            (None, Terms::Full) => Terms::Full,
            (Some(LinkKind::Dp), Terms::Full) => {
                Terms::Dp(request.share.ok_or(Refusal::ShareNeeded)?)
            }
        };
        if self.order.active_plan().is_some() {
            return Err(Refusal::PlanActive);
        }
        if self.order.open_invoice(kind_of(terms)).is_some() {
            return Err(Refusal::InvoiceOpen);
        }
        self.change_terms(terms)?;
        self.issue_for_terms(channel)
    }

    /// Issues the first invoice that the terms call for.
    pub(super) fn issue_for_terms(&mut self, channel: Channel) -> Result<(), Refusal> {
        let kind = kind_of(self.order.terms);
        self.close_opposite(kind);
        self.issue(kind, channel)
    }

    /// Asks for the rest of the money. Repeatable while no such invoice is open.
    pub(super) fn request_final(&mut self, channel: Option<Channel>) -> Result<(), Refusal> {
        if self.order.cancelled.is_some() {
            return Err(self.illegal_status(Some(Status::FinalRequested)));
        }
        if self.order.active_plan().is_some() {
            return Err(Refusal::PlanActive);
        }
        if self.order.is_settled() {
            return Err(Refusal::NothingDue);
        }
        if !self.order.dp_is_covered() {
            return Err(self.illegal_status(Some(Status::FinalRequested)));
        }
        if self.order.open_invoice(Kind::Final).is_some() {
            return Err(Refusal::InvoiceOpen);
        }
        if !self.order.final_requested {
            self.push(Fact::FinalRequested);
        }
        self.close_opposite(Kind::Final);
        self.issue(Kind::Final, channel.unwrap_or(self.order.customer.channel))
    }

    /// Notes that the customer was given an invoice's link.
    pub(super) fn hand_over(&mut self, id: InvoiceId) -> Result<(), Refusal> {
        let invoice = self.order.invoice(id).ok_or(Refusal::NoInvoice)?;
        if invoice.status() != InvoiceStatus::Open {
            return Err(Refusal::NotPayable);
        }
        let is_final = invoice.kind == Kind::Final;
        if !invoice.handed_over {
            self.push(Fact::InvoiceHandedOver(id));
        }
        if is_final && !self.order.final_handed_over {
            self.push(Fact::FinalHandedOver);
        }
        Ok(())
    }

    /// Asks no more for an invoice. One that took money is not for cancelling.
    pub(super) fn cancel_invoice(&mut self, id: InvoiceId) -> Result<(), Refusal> {
        let invoice = self.order.invoice(id).ok_or(Refusal::NoInvoice)?;
        if invoice.allocated > Rupiah::ZERO {
            return Err(Refusal::HasMoney);
        }
        if matches!(invoice.kind, Kind::Instalment { .. }) && self.order.active_plan().is_some() {
            return Err(Refusal::PlanActive);
        }
        if invoice.status() != InvoiceStatus::Cancelled {
            self.close_invoice(id, Closed::Cancelled);
        }
        Ok(())
    }

    /// What an invoice of that kind may ask for beside the open ones.
    pub(super) fn due_for(&self, kind: Kind, aside_from: Option<InvoiceId>) -> Rupiah {
        let others = self
            .order
            .open_invoices()
            .filter(|it| Some(it.id) != aside_from);
        let asked: Rupiah = others.map(Invoice::remaining).sum();
        let free = (self.order.outstanding() - asked).or_nothing();
        match kind {
            Kind::Dp => (self.order.dp_due() - self.order.net_paid())
                .or_nothing()
                .min(free),
            Kind::Full | Kind::Final | Kind::Instalment { .. } => free,
        }
    }

    /// `full` takes the place of an open `dp`, and the reverse; a request for the rest
    /// takes the place of `full`, so that the rest is not asked for twice.
    pub(super) fn close_opposite(&mut self, kind: Kind) {
        let opposite = match kind {
            Kind::Dp | Kind::Final => Kind::Full,
            Kind::Full => Kind::Dp,
            Kind::Instalment { .. } => return,
        };
        if let Some(id) = self.order.open_invoice(opposite).map(|invoice| invoice.id) {
            self.close_invoice(id, Closed::Cancelled);
        }
    }

    fn issue(&mut self, kind: Kind, channel: Channel) -> Result<(), Refusal> {
        let amount = self.due_for(kind, None);
        if !amount.is_positive() {
            return Err(Refusal::NothingDue);
        }
        let share = match (kind, self.order.terms) {
            (Kind::Dp, Terms::Dp(share)) => Some(share),
            _ => None,
        };
        let invoice = InvoiceId(self.fresh.draw());
        let lifetime = kind.lifetime().ok_or(Refusal::NothingDue)?;
        let expires_at = self.at + lifetime;
        self.push(Fact::InvoiceIssued {
            invoice,
            code: InvoiceCode::of(invoice.0.as_u128()),
            kind,
            amount,
            credit_used: self.order.credit(),
            share,
            channel,
            expires_at: Some(expires_at),
            due_at: None,
        });
        self.open_attempt(invoice, amount, expires_at);
        if !self.order.link_issued {
            self.push(Fact::LinkIssued);
        }
        Ok(())
    }
}

const fn kind_of(terms: Terms) -> Kind {
    match terms {
        Terms::Dp(_) => Kind::Dp,
        Terms::Full => Kind::Full,
    }
}
