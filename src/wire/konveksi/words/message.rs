//! Words of messages: what a template is for, how its channel is labelled.

use crate::domain::contact::Channel;
use crate::domain::konveksi::command::LinkKind;
use crate::wire::konveksi::words::Word;

/// What a template is for: its `type`. The union of what both versions of the documents list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TemplateKind {
    /// A down payment is asked for.
    DpInvoice,
    /// The rest of the money is asked for.
    FinalInvoice,
    /// Everything is asked for at once.
    FullInvoice,
    /// Money was taken in.
    PaymentConfirmation,
    /// An order moved.
    StatusUpdate,
    /// Advertising.
    Marketing,
    /// Whatever staff like.
    Custom,
    /// An order began.
    OrderCreated,
    /// Money was taken in, in the newer documents' word.
    PaymentReceived,
    /// Production is done.
    ProductionComplete,
    /// Money is still missing.
    PaymentReminder,
    /// An order was cancelled.
    OrderCancelled,
}

impl TemplateKind {
    /// The one that asks for the money of an invoice.
    #[must_use]
    pub const fn asking_for(kind: LinkKind) -> Self {
        match kind {
            LinkKind::Dp => Self::DpInvoice,
            LinkKind::Final => Self::FinalInvoice,
            LinkKind::Full => Self::FullInvoice,
        }
    }

    /// Its label in lists to choose from, as documented where it is.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::DpInvoice => "DP Invoice",
            Self::FinalInvoice => "Pelunasan Invoice",
            Self::FullInvoice => "Full Payment Invoice",
            Self::PaymentConfirmation => "Payment Confirmation",
            Self::StatusUpdate => "Order Status Update",
            Self::Marketing => "Marketing Blast",
            Self::Custom => "Custom",
            Self::OrderCreated => "Order Created",
            Self::PaymentReceived => "Payment Received",
            Self::ProductionComplete => "Production Complete",
            Self::PaymentReminder => "Payment Reminder",
            Self::OrderCancelled => "Order Cancelled",
        }
    }
}

impl Word for TemplateKind {
    const ALL: &'static [Self] = &[
        Self::DpInvoice,
        Self::FinalInvoice,
        Self::FullInvoice,
        Self::PaymentConfirmation,
        Self::StatusUpdate,
        Self::Marketing,
        Self::Custom,
        Self::OrderCreated,
        Self::PaymentReceived,
        Self::ProductionComplete,
        Self::PaymentReminder,
        Self::OrderCancelled,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::DpInvoice => "dp_invoice",
            Self::FinalInvoice => "pelunasan_invoice",
            Self::FullInvoice => "full_invoice",
            Self::PaymentConfirmation => "payment_confirmation",
            Self::StatusUpdate => "order_status_update",
            Self::Marketing => "marketing_blast",
            Self::Custom => "custom",
            Self::OrderCreated => "order_created",
            Self::PaymentReceived => "payment_received",
            Self::ProductionComplete => "production_complete",
            Self::PaymentReminder => "payment_reminder",
            Self::OrderCancelled => "order_cancelled",
        }
    }
}

/// A channel's label in lists to choose from.
#[must_use]
pub const fn channel_label(channel: Channel) -> &'static str {
    match channel {
        Channel::Whatsapp => "WhatsApp",
        Channel::Email => "Email",
        Channel::Both => "Both",
    }
}

/// The channels one at a time: a message on both is two.
#[must_use]
pub const fn single_channels(channel: Channel) -> &'static [Channel] {
    match channel {
        Channel::Whatsapp => &[Channel::Whatsapp],
        Channel::Email => &[Channel::Email],
        Channel::Both => &[Channel::Whatsapp, Channel::Email],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn template_words_are_told_apart_and_read_back() {
        for kind in TemplateKind::ALL {
            assert_eq!(TemplateKind::from_word(kind.word()), Some(*kind));
        }
        assert_eq!(
            TemplateKind::asking_for(LinkKind::Final).word(),
            "pelunasan_invoice"
        );
    }
}
