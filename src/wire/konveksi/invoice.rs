//! An invoice as staff, and whoever made its order, read it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::code::InvoiceCode;
use crate::domain::code::OrderCode;
use crate::domain::contact::Channel;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::invoice::Attempt;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Order;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::money::Percent;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::money::kind;

/// An invoice, its fields in the documented order, then ours.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Invoice)]
pub struct InvoiceView<'a> {
    id: InvoiceId,
    invoice_code: &'a InvoiceCode,
    order: OrderId,
    #[schema(value_type = LinkKind)]
    payment_type: &'static str,
    dp_percent: Option<Percent>,
    invoice_amount: Amount,
    #[schema(value_type = InvoiceStatus)]
    invoice_status: &'static str,
    payment_url: Option<&'a str>,
    xendit_invoice_id: Option<&'a str>,
    #[schema(value_type = Channel)]
    notification_channel: &'static str,
    blast_notification: bool,
    invoice_created_at: Moment,
    invoice_expired_at: Option<Moment>,
    invoice_paid_at: Option<Moment>,
    #[schema(value_type = Option<AttemptState>)]
    attempt_status: Option<&'static str>,
    installment: Option<Installment>,
    order_code: &'a OrderCode,
    paid_amount: Amount,
    remaining: Amount,
    overdue: bool,
}

/// Which part of a plan an invoice is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InstallmentNumber)]
pub(super) struct Installment {
    number: u8,
    of: u8,
}

impl Installment {
    /// The part an invoice of that kind is, if it is one.
    pub(super) const fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Instalment { number, of } => Some(Self { number, of }),
            Kind::Dp | Kind::Final | Kind::Full => None,
        }
    }
}

impl<'a> InvoiceView<'a> {
    /// The names of all its fields, for whoever wants only some.
    pub const FIELDS: [&'static str; 20] = [
        "id",
        "invoice_code",
        "order",
        "payment_type",
        "dp_percent",
        "invoice_amount",
        "invoice_status",
        "payment_url",
        "xendit_invoice_id",
        "notification_channel",
        "blast_notification",
        "invoice_created_at",
        "invoice_expired_at",
        "invoice_paid_at",
        "attempt_status",
        "installment",
        "order_code",
        "paid_amount",
        "remaining",
        "overdue",
    ];

    /// One invoice of an order.
    #[must_use]
    pub fn of(order: &'a Order, invoice: &'a Invoice) -> Self {
        let attempt = present_attempt(invoice);
        Self {
            id: invoice.id,
            invoice_code: &invoice.code,
            order: order.id,
            payment_type: kind(invoice.kind),
            dp_percent: invoice.share.map(Percent),
            invoice_amount: Amount(invoice.amount),
            invoice_status: invoice.status().word(),
            payment_url: payment_url(invoice),
            xendit_invoice_id: attempt.and_then(|it| it.provider_id.as_deref()),
            notification_channel: invoice.channel.word(),
            blast_notification: invoice.handed_over,
            invoice_created_at: Moment(invoice.created_at),
            invoice_expired_at: invoice.expires_at.map(Moment),
            invoice_paid_at: invoice.paid_at.map(Moment),
            attempt_status: attempt_status(invoice),
            installment: Installment::of(invoice.kind),
            order_code: &order.code,
            paid_amount: Amount(invoice.allocated),
            remaining: Amount(invoice.remaining()),
            overdue: invoice.overdue,
        }
    }

    /// All invoices of an order, oldest first.
    #[must_use]
    pub fn all(order: &'a Order) -> Vec<Self> {
        let view = |invoice| Self::of(order, invoice);
        order.invoices.iter().map(view).collect()
    }
}

/// The invoice a request for final payment made, as its answer shows it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FinalInvoice)]
pub struct FinalInvoiceView<'a> {
    id: InvoiceId,
    invoice_code: &'a InvoiceCode,
    amount: Amount,
    payment_url: Option<&'a str>,
    expires_at: Option<Moment>,
    #[schema(value_type = Option<AttemptState>)]
    attempt_status: Option<&'static str>,
}

impl<'a> FinalInvoiceView<'a> {
    /// A final invoice.
    #[must_use]
    pub fn of(invoice: &'a Invoice) -> Self {
        Self {
            id: invoice.id,
            invoice_code: &invoice.code,
            amount: Amount(invoice.amount),
            payment_url: payment_url(invoice),
            expires_at: invoice.expires_at.map(Moment),
            attempt_status: attempt_status(invoice),
        }
    }
}

/// The page to pay at now, once the provider has made it.
#[must_use]
pub fn payment_url(invoice: &Invoice) -> Option<&str> {
    invoice.open_attempt()?.url.as_deref()
}

/// Where the present attempt stands.
#[must_use]
pub fn attempt_status(invoice: &Invoice) -> Option<&'static str> {
    present_attempt(invoice).map(|attempt| attempt.state.word())
}

/// The open attempt, else the last there was.
fn present_attempt(invoice: &Invoice) -> Option<&Attempt> {
    invoice.open_attempt().or(invoice.attempts.last())
}
