//! The fields of a new order.

use crate::domain::code::OrderCode;
use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::konveksi::command::NewOrder;
use crate::domain::konveksi::fields;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::refusal::Refusal;
use crate::domain::rupiah::Rupiah;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::words::PaymentType;

/// A new order that has everything but its code.
#[derive(Debug, Clone)]
pub(super) struct Uncoded {
    customer_name: String,
    contact: Contact,
    channel: Channel,
    product_name: String,
    quantity: u32,
    price: Rupiah,
    terms: Terms,
    design_notes: String,
}

impl Uncoded {
    /// The order under a code, with a design or without, with a payment link at once or
    /// without.
    pub(super) fn with(
        &self,
        code: OrderCode,
        design: Option<String>,
        with_link: bool,
    ) -> NewOrder {
        let new = self.clone();
        NewOrder {
            code,
            customer_name: new.customer_name,
            contact: new.contact,
            channel: new.channel,
            product_name: new.product_name,
            quantity: new.quantity,
            price: new.price,
            terms: new.terms,
            design_notes: new.design_notes,
            design,
            with_link,
        }
    }
}

/// Reads a new order, or tells everything that is wrong with it.
pub(super) fn read(mut form: Form<'_>) -> Result<Uncoded, ApiError> {
    for name in [
        "customer_name",
        "product_name",
        "quantity",
        "total_price",
        "payment_type",
    ] {
        form.require(name);
    }
    form.require_contact();
    let contact = form.contact(&Contact::default());
    let parts = (
        form.line("customer_name", fields::NAME_CHARS),
        form.line("product_name", fields::NAME_CHARS),
        form.whole("quantity", fields::QUANTITY),
        form.amount("total_price", fields::PRICE),
        terms(&mut form),
        channel(&mut form, contact.as_ref()),
        form.prose("design_notes", fields::DESIGN_NOTES_CHARS_MAX),
    );
    let (customer_name, product_name, quantity, price, terms, channel, design_notes) = parts;
    let whole = || {
        Some(Uncoded {
            customer_name: customer_name?,
            contact: contact?,
            channel: channel?,
            product_name: product_name?,
            quantity: quantity?,
            price: price?,
            terms: terms?,
            design_notes: design_notes.unwrap_or_default(),
        })
    };
    let whole = whole();
    form.finish_whole(whole)
}

fn terms(form: &mut Form<'_>) -> Option<Terms> {
    match form.word("payment_type")? {
        PaymentType::Full => Some(Terms::Full),
        PaymentType::Dp if form.has("dp_percent") => {
            form.share("dp_percent", fields::DP_SHARE).map(Terms::Dp)
        }
        PaymentType::Dp => {
            let sentence = sentences::refusal(&Refusal::ShareNeeded);
            form.complain("dp_percent", &sentence);
            None
        }
    }
}

/// The channel asked for, which must reach; else `WhatsApp`, or e-mail where that alone
/// reaches.
fn channel(form: &mut Form<'_>, contact: Option<&Contact>) -> Option<Channel> {
    if !form.has("notification_channel") {
        let reaches = contact.is_none_or(|contact| contact.reaches(Channel::Whatsapp));
        return Some(if reaches {
            Channel::Whatsapp
        } else {
            Channel::Email
        });
    }
    let channel = form.word("notification_channel")?;
    if contact.is_some_and(|contact| !contact.reaches(channel)) {
        let sentence = sentences::refusal(&Refusal::Unreachable);
        form.complain("notification_channel", &sentence);
        return None;
    }
    Some(channel)
}
