//! Asking for money: issuing invoices and handing them over.

use crate::domain::code::InvoiceCode;
use crate::domain::contact::Channel;
use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::command::InvoiceEdit;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::command::LinkRequest;
use crate::domain::konveksi::decide::Draft;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::invoice::AttemptState;
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
        if let Some(open) = self.order.open_invoice(kind_of(terms)) {
            let id = open.id;
            if terms != self.order.terms {
                return Err(Refusal::InvoiceOpen);
            }
            return self.ask_again(id);
        }
        self.change_terms(terms)?;
        let invoice = self.issue_for_terms(channel)?;
        if !request.quiet {
            self.announce_by(invoice, channel);
        }
        Ok(())
    }

    /// The answer to a request for a link that is on its way already, or that the provider
    /// refused: the first changes nothing, the second tries again.
    fn ask_again(&mut self, id: InvoiceId) -> Result<(), Refusal> {
        let invoice = self.order.invoice(id).ok_or(Refusal::NoInvoice)?;
        match invoice.open_attempt().map(|attempt| attempt.state) {
            Some(AttemptState::Opening) => Ok(()),
            Some(_) => Err(Refusal::InvoiceOpen),
            None => {
                self.page_again(id);
                Ok(())
            }
        }
    }

    /// Issues the first invoice that the terms call for.
    pub(super) fn issue_for_terms(&mut self, channel: Channel) -> Result<InvoiceId, Refusal> {
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
        if let Some(open) = self.order.open_invoice(Kind::Final).map(|it| it.id) {
            return self.ask_again(open);
        }
        if !self.order.final_requested {
            self.push(Fact::FinalRequested);
        }
        self.close_opposite(Kind::Final);
        let channel = channel.unwrap_or(self.order.customer.channel);
        self.issue(Kind::Final, channel).map(drop)
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

    /// Changes how an invoice's messages go out, until when it can be paid, and whether the
    /// customer has it. Another end means another page.
    pub(super) fn edit_invoice(&mut self, edit: InvoiceEdit) -> Result<(), Refusal> {
        let id = edit.invoice;
        let invoice = self.order.invoice(id).ok_or(Refusal::NoInvoice)?;
        let current = invoice.status();
        match edit.status {
            Some(InvoiceStatus::Cancelled) => return self.cancel_invoice(id),
            Some(wanted) if wanted != current => {
                return Err(Refusal::IllegalInvoice {
                    current,
                    cancellable: current != InvoiceStatus::Cancelled
                        && invoice.allocated <= Rupiah::ZERO,
                });
            }
            Some(_) | None => {}
        }
        if current != InvoiceStatus::Open {
            return Err(Refusal::NotPayable);
        }
        let channel = edit.channel.filter(|it| *it != invoice.channel);
        let expires_at = edit.expires_at.filter(|it| Some(*it) != invoice.expires_at);
        let handed_over = edit.handed_over.filter(|it| *it != invoice.handed_over);
        let remaining = invoice.remaining();
        let reaches = |it| self.order.customer.contact.reaches(it);
        if channel.is_some_and(|it| !reaches(it)) {
            return Err(Refusal::Unreachable);
        }
        if expires_at.is_some_and(|it| it <= self.at || invoice.kind.lifetime().is_none()) {
            return Err(Refusal::NoExpiry);
        }
        let taken_back = handed_over.filter(|handed_over| !handed_over);
        if channel.is_some() || expires_at.is_some() || taken_back.is_some() {
            self.push(Fact::InvoiceEdited {
                invoice: id,
                channel,
                expires_at,
                handed_over: taken_back,
            });
        }
        if let Some(until) = expires_at {
            self.close_attempt(id, AttemptState::Superseded);
            self.open_attempt(id, remaining, until);
        }
        if handed_over == Some(true) {
            self.hand_over(id)?;
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

    fn issue(&mut self, kind: Kind, channel: Channel) -> Result<InvoiceId, Refusal> {
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
        Ok(invoice)
    }
}

const fn kind_of(terms: Terms) -> Kind {
    match terms {
        Terms::Dp(_) => Kind::Dp,
        Terms::Full => Kind::Full,
    }
}
