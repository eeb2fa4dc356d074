//! From what an order owes its customer to the message that goes out, or why none does.

use uuid::Uuid;

use crate::domain::contact::Channel;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::message::Letter;
use crate::flows::konveksi::post::Owed;
use crate::flows::konveksi::post::Post;
use crate::integrations::messaging::Carrier;
use crate::integrations::messaging::Message;
use crate::store::OutboxRow;
use crate::wire::konveksi::invoice::payment_url;
use crate::wire::konveksi::letter::gaps::Fillings;

/// A way to reach a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reach {
    pub(super) carrier: Carrier,
    pub(super) to: String,
}

/// Why there is no message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unsent {
    /// Nobody needs it any more.
    Moot,
    /// It may be there in a moment.
    NotYet(&'static str),
    /// There will never be one: somebody has to be told.
    Never(String),
}

/// How a customer is reached on a channel, as far as they can be.
pub(super) fn reaches(order: &Order, channel: Channel) -> Vec<Reach> {
    let carriers: &[Carrier] = match channel {
        Channel::Whatsapp => &[Carrier::Whatsapp],
        Channel::Email => &[Carrier::Email],
        Channel::Both => &[Carrier::Whatsapp, Carrier::Email],
    };
    let reach = |carrier: &Carrier| {
        let to = address(order, *carrier)?.to_owned();
        Some(Reach {
            carrier: *carrier,
            to,
        })
    };
    carriers.iter().filter_map(reach).collect()
}

fn address(order: &Order, carrier: Carrier) -> Option<&str> {
    let contact = &order.customer.contact;
    match carrier {
        Carrier::Whatsapp => contact.phone.as_deref(),
        Carrier::Email => contact.email.as_deref(),
    }
}

impl Post {
    /// The message on one channel, as the order is now.
    pub(super) fn compose(
        &self,
        id: Uuid,
        carrier: Carrier,
        order: &Order,
        owed: &Owed,
        debt: &OutboxRow,
    ) -> Result<Message, Unsent> {
        let invoice = order.invoice(owed.invoice);
        let asks = |invoice: &&Invoice| invoice.status() == InvoiceStatus::Open;
        let invoice = invoice.filter(asks).ok_or(Unsent::Moot)?;
        if order.deleted_at.is_some() {
            return Err(Unsent::Moot);
        }
        if self.0.clock.now() > debt.not_after {
            return Err(Unsent::Never("its time is over".to_owned()));
        }
        let no_contact = || Unsent::Never("the customer has no such contact".to_owned());
        let to = address(order, carrier).ok_or_else(no_contact)?.to_owned();
        let letter = match &owed.letter {
            Some(letter) if names_an_old_page(letter, invoice) => {
                let why = "its link was replaced after it was written";
                return Err(Unsent::Never(why.to_owned()));
            }
            Some(letter) => letter.clone(),
            None => self.letter(order, invoice, owed)?,
        };
        Ok(Message {
            id,
            carrier,
            to,
            subject: letter.subject,
            body: letter.body,
            not_after: debt.not_after,
        })
    }

    /// The letter, when nobody wrote it before.
    fn letter(&self, order: &Order, invoice: &Invoice, owed: &Owed) -> Result<Letter, Unsent> {
        if payment_url(invoice).is_none() {
            return Err(Unsent::NotYet("the invoice has no page right now"));
        }
        let templates = self.templates();
        let wanted = owed.announcement.template.as_ref();
        let template = wanted.and_then(|wanted| templates.find(wanted.id));
        let template = template.or_else(|| templates.usual(invoice.kind));
        let none = || Unsent::Never("there is no template for it".to_owned());
        let template = template.ok_or_else(none)?;
        let written = self.write(template, order, invoice, &Fillings::new());
        if written.missing.is_empty() {
            return Ok(written.letter);
        }
        let names: Vec<_> = written.missing.into_iter().collect();
        Err(Unsent::Never(format!("no value for {}", names.join(", "))))
    }
}

/// Whether a letter leads to a page that is no longer the one to pay at: its amount would be
/// an old one too.
fn names_an_old_page(letter: &Letter, invoice: &Invoice) -> bool {
    let pages = invoice.attempts.iter();
    let old = pages.filter(|page| page.state != AttemptState::Open);
    let mut urls = old.filter_map(|page| page.url.as_deref());
    urls.any(|url| letter.body.contains(url))
}
