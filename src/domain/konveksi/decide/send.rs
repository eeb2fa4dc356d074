//! Telling a customer about an invoice.

use crate::domain::contact::Channel;
use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::decide::Draft;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::message::Announcement;
use crate::domain::konveksi::message::SendRequest;
use crate::domain::konveksi::refusal::Refusal;

impl Draft {
    /// Sends an invoice's link, or does so as soon as there is one.
    pub(super) fn send(&mut self, request: &SendRequest) -> Result<(), Refusal> {
        let invoice = self
            .order
            .invoice(request.invoice)
            .ok_or(Refusal::NoInvoice)?;
        if invoice.status() != InvoiceStatus::Open {
            return Err(Refusal::NotPayable);
        }
        let channel = request.channel.unwrap_or(invoice.channel);
        if !self.order.customer.contact.reaches(channel) {
            return Err(Refusal::Unreachable);
        }
        let announcement = Announcement {
            template: request.template.clone(),
            channel,
        };
        if has_page(invoice) {
            self.private.letter.clone_from(&request.letter);
            self.owe_message(request.invoice, announcement)
        } else {
            self.page_again(request.invoice);
            self.announce(request.invoice, announcement);
            Ok(())
        }
    }

    /// Lets the usual message go out when the page of a new invoice is there.
    pub(super) fn announce_by(&mut self, invoice: InvoiceId, channel: Channel) {
        let template = None;
        self.announce(invoice, Announcement { template, channel });
    }

    /// Sends what waited for a page that has just opened.
    pub(super) fn send_what_waited(&mut self, id: InvoiceId) -> Result<(), Refusal> {
        let invoice = self.order.invoice(id).ok_or(Refusal::NoInvoice)?;
        let sendable = invoice.status() == InvoiceStatus::Open && has_page(invoice);
        match invoice.announce.clone().filter(|_| sendable) {
            Some(announcement) => self.owe_message(id, announcement),
            None => Ok(()),
        }
    }

    fn announce(&mut self, invoice: InvoiceId, announcement: Announcement) {
        let present = self.order.invoice(invoice);
        let waits = present.and_then(|invoice| invoice.announce.as_ref());
        if waits != Some(&announcement) {
            self.push(Fact::AnnouncementWanted {
                invoice,
                announcement,
            });
        }
    }

    fn owe_message(
        &mut self,
        invoice: InvoiceId,
        announcement: Announcement,
    ) -> Result<(), Refusal> {
        self.push(Fact::MessageOwed {
            invoice,
            announcement,
        });
        self.hand_over(invoice)
    }

    /// Asks the provider for a page when none is open or on its way.
    pub(super) fn page_again(&mut self, id: InvoiceId) {
        let Some(invoice) = self.order.invoice(id) else {
            return;
        };
        if invoice.open_attempt().is_none() {
            let until = invoice.expires_at;
            let remaining = invoice.remaining();
            let until = until.unwrap_or_else(|| self.instalment_until(id));
            self.open_attempt(id, remaining, until);
        }
    }
}

fn has_page(invoice: &Invoice) -> bool {
    let open = invoice.open_attempt();
    open.is_some_and(|attempt| attempt.state == AttemptState::Open)
}
