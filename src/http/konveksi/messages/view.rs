//! What became of a message, as the answer tells it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::actors::order::Answer;
use crate::domain::code::InvoiceCode;
use crate::domain::contact::Channel;
use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::status::Status;
use crate::http::konveksi::messages::Wish;
use crate::wire::konveksi::invoice::attempt_status;
use crate::wire::konveksi::letter::Template;
use crate::wire::konveksi::letter::Written;
use crate::wire::konveksi::letter::gaps::Filling;
use crate::wire::konveksi::letter::gaps::Fillings;
use crate::wire::konveksi::sentences::messages;
use crate::wire::konveksi::template::LetterView;
use crate::wire::konveksi::template::TemplateUsed;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::message::single_channels;

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sending {
    /// It is in the outbox, for this channel.
    Handed(Channel),
    /// It follows when the invoice has its page.
    Waits,
}

impl Sending {
    /// What an order answered to a wish.
    pub(super) fn of(answer: &Answer, wish: &Wish<'_>) -> Self {
        let owed = answer.event.iter().flat_map(|event| &event.facts);
        let mut owed = owed.filter_map(|fact| match fact {
            Fact::MessageOwed {
                invoice,
                announcement,
            } if *invoice == wish.invoice => Some(announcement.channel),
            _ => None,
        });
        if let Some(channel) = owed.next() {
            return Self::Handed(channel);
        }
        let invoice = answer.order.invoice(wish.invoice);
        // A repeat of a request from before a restart: what was asked for is there by now.
        let earlier = answer.event.is_none();
        let done = |it: &&Invoice| earlier && it.announce.is_none() && it.messaged_at.is_some();
        match invoice.filter(done) {
            Some(invoice) => Self::Handed(wish.channel.unwrap_or(invoice.channel)),
            None => Self::Waits,
        }
    }

    fn channels(self) -> &'static [Channel] {
        match self {
            Self::Handed(channel) => single_channels(channel),
            Self::Waits => &[],
        }
    }

    fn message(self, is_sandbox: bool) -> String {
        match self {
            Self::Handed(channel) => messages::handed(channel, is_sandbox),
            Self::Waits => messages::waits(is_sandbox).to_owned(),
        }
    }

    fn words(self) -> Vec<&'static str> {
        self.channels().iter().map(|it| it.word()).collect()
    }
}

/// The answer about a link that was sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LinkSent<'a> {
    success: bool,
    message: String,
    invoice_id: InvoiceId,
    invoice_code: Option<&'a InvoiceCode>,
    notification_sent: bool,
    #[schema(value_type = Vec<Channel>)]
    sent_channels: Vec<&'static str>,
    #[schema(value_type = Option<AttemptState>)]
    attempt_status: Option<&'static str>,
    #[schema(value_type = Status)]
    status_order: &'static str,
    sandbox: bool,
}

impl<'a> LinkSent<'a> {
    pub(super) fn of(
        order: &'a Order,
        invoice: InvoiceId,
        sending: Sending,
        is_sandbox: bool,
    ) -> Self {
        let its = order.invoice(invoice);
        Self {
            success: true,
            message: sending.message(is_sandbox),
            invoice_id: invoice,
            invoice_code: its.map(|invoice| &invoice.code),
            notification_sent: matches!(sending, Sending::Handed(_)),
            sent_channels: sending.words(),
            attempt_status: its.and_then(attempt_status),
            status_order: order.status().word(),
            sandbox: is_sandbox,
        }
    }
}

/// The answer about a message made of a template.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TemplateSent<'a> {
    success: bool,
    message: String,
    invoice_id: InvoiceId,
    invoice_code: &'a InvoiceCode,
    template_used: TemplateUsed<'a>,
    #[schema(value_type = Vec<Channel>)]
    sent_channels: Vec<&'static str>,
    rendered_content: LetterView,
    #[schema(value_type = BTreeMap<String, Filling>)]
    context_used: Fillings,
    notification_sent: bool,
    #[schema(value_type = Option<AttemptState>)]
    attempt_status: Option<&'static str>,
    sandbox: bool,
}

impl<'a> TemplateSent<'a> {
    pub(super) fn of(
        invoice: &'a Invoice,
        template: &'a Template,
        written: Written,
        sending: Sending,
        is_sandbox: bool,
    ) -> Self {
        Self {
            success: true,
            message: sending.message(is_sandbox),
            invoice_id: invoice.id,
            invoice_code: &invoice.code,
            template_used: TemplateUsed::of(template),
            sent_channels: sending.words(),
            context_used: written.used.clone(),
            rendered_content: written.into(),
            notification_sent: matches!(sending, Sending::Handed(_)),
            attempt_status: attempt_status(invoice),
            sandbox: is_sandbox,
        }
    }
}

#[cfg(test)]
mod tests;
