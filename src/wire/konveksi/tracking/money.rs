//! Invoices, payments and sums, as far as anyone with a code may see them.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::code::InvoiceCode;
use crate::domain::code::OrderCode;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::payment::Payment;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::invoice::Installment;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::order::remaining;
use crate::wire::konveksi::payment::refunded;
use crate::wire::konveksi::payment::standing;
use crate::wire::konveksi::sentences::tracking as sentences;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::PaymentType;
use crate::wire::konveksi::words::Shown;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::money::kind;

/// An invoice, under the names of both documents.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PublicInvoice<'a> {
    invoice_code: &'a InvoiceCode,
    order_code: &'a OrderCode,
    #[schema(value_type = LinkKind)]
    payment_type: &'static str,
    invoice_type_display: &'static str,
    #[schema(value_type = InvoiceStatus)]
    invoice_status: &'static str,
    status_display: &'static str,
    invoice_amount: Amount,
    paid_amount: Amount,
    remaining: Amount,
    invoice_created_at: Moment,
    invoice_expired_at: Option<Moment>,
    invoice_paid_at: Option<Moment>,
    due_at: Option<Moment>,
    overdue: bool,
    installment: Option<Installment>,
    payment_link: Option<&'a str>,
    payment_url: Option<&'a str>,
}

impl<'a> PublicInvoice<'a> {
    pub(super) fn of(order: &'a Order, invoice: &'a Invoice, now: Timestamp) -> Self {
        let status = invoice.status();
        let link = link(invoice, now);
        Self {
            invoice_code: &invoice.code,
            order_code: &order.code,
            payment_type: kind(invoice.kind),
            invoice_type_display: invoice.kind.shown(),
            invoice_status: status.word(),
            status_display: status.shown(),
            invoice_amount: Amount(invoice.amount),
            paid_amount: Amount(invoice.allocated),
            remaining: Amount(lacking(invoice)),
            invoice_created_at: Moment(invoice.created_at),
            invoice_expired_at: invoice.expires_at.map(Moment),
            invoice_paid_at: invoice.paid_at.map(Moment),
            due_at: invoice.due_at.map(Moment),
            overdue: invoice.overdue && status == InvoiceStatus::Open,
            installment: Installment::of(invoice.kind),
            payment_link: link,
            payment_url: link,
        }
    }

    /// All invoices of an order, oldest first.
    pub(super) fn all(order: &'a Order, now: Timestamp) -> Vec<Self> {
        let view = |invoice| Self::of(order, invoice, now);
        order.invoices.iter().map(view).collect()
    }
}

/// The page to pay at, while paying there does what the customer expects.
pub(in crate::wire::konveksi) fn link(invoice: &Invoice, now: Timestamp) -> Option<&str> {
    if invoice.status() != InvoiceStatus::Open || has_lapsed(invoice, now) {
        return None;
    }
    let page = invoice.open_attempt()?;
    page.url.as_deref().filter(|_| page.expires_at > now)
}

/// Whether its time is up, be it that nobody has closed it yet.
pub(in crate::wire::konveksi) fn has_lapsed(invoice: &Invoice, now: Timestamp) -> bool {
    match invoice.status() {
        InvoiceStatus::Open => invoice.expires_at.is_some_and(|end| end <= now),
        InvoiceStatus::Expired => true,
        InvoiceStatus::Paid | InvoiceStatus::Cancelled => false,
    }
}

/// The invoice to be paid next.
pub(in crate::wire::konveksi) fn next_invoice(order: &Order) -> Option<&Invoice> {
    order.open_invoices().min_by_key(|invoice| invoice.kind)
}

/// What an invoice still asks for; a cancelled one asks for nothing.
fn lacking(invoice: &Invoice) -> Rupiah {
    match invoice.status() {
        InvoiceStatus::Open | InvoiceStatus::Expired => invoice.remaining(),
        InvoiceStatus::Paid | InvoiceStatus::Cancelled => Rupiah::ZERO,
    }
}

/// Money that came in. The amounts that stand, less what was refunded of them, add up to
/// what was paid.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PublicPayment<'a> {
    #[schema(value_type = Option<LinkKind>)]
    payment_type: Option<&'static str>,
    amount: Amount,
    #[schema(value_type = InvoiceStatus)]
    status: &'static str,
    paid_at: Moment,
    invoice_code: Option<&'a InvoiceCode>,
    refunded_amount: Amount,
    description: Cow<'static, str>,
}

impl<'a> PublicPayment<'a> {
    pub(super) fn of(order: &'a Order, payment: &'a Payment) -> Self {
        let invoice = payment.invoice.and_then(|id| order.invoice(id));
        let status = standing(order, payment);
        let refunded = refunded(order, payment);
        Self {
            payment_type: invoice.map(|invoice| kind(invoice.kind)),
            amount: Amount(payment.amount),
            status: status.word(),
            paid_at: Moment(payment.paid_at),
            invoice_code: invoice.map(|invoice| &invoice.code),
            refunded_amount: Amount(refunded),
            description: sentences::payment(payment, status, refunded),
        }
    }

    /// All payments of an order, oldest first. A reversal is no payment: what it takes
    /// back reads as cancelled.
    pub(super) fn all(order: &'a Order) -> Vec<Self> {
        let payments = order.payments.iter().filter(|it| it.reverses.is_none());
        payments.map(|payment| Self::of(order, payment)).collect()
    }
}

/// What an order costs, and how far that is paid.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MoneySummary)]
pub(super) struct Summary {
    total_price: Amount,
    total_paid: Amount,
    total_refunded: Amount,
    remaining: Amount,
    is_fully_paid: bool,
    next_payment_amount: Amount,
}

impl Summary {
    pub(super) fn of(order: &Order) -> Self {
        Self {
            total_price: Amount(order.price),
            total_paid: Amount(order.net_paid()),
            total_refunded: Amount(order.refunded()),
            remaining: Amount(remaining(order)),
            is_fully_paid: order.is_settled(),
            next_payment_amount: Amount(next_payment(order)),
        }
    }
}

/// What the next payment will be: what is asked for now, else what will be.
fn next_payment(order: &Order) -> Rupiah {
    let due = match next_invoice(order) {
        Some(invoice) => invoice.remaining(),
        None if order.dp_is_covered() => order.outstanding(),
        None => (order.dp_due() - order.net_paid()).or_nothing(),
    };
    due.min(remaining(order))
}

/// The same in the words of the other document.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PaymentSummary {
    total_amount: Amount,
    amount_paid: Amount,
    amount_refunded: Amount,
    remaining_balance: Amount,
    #[schema(value_type = PaymentType)]
    payment_type: &'static str,
    payment_type_display: &'static str,
}

impl PaymentSummary {
    pub(super) fn of(order: &Order) -> Self {
        let terms = PaymentType::of(order.terms);
        Self {
            total_amount: Amount(order.price),
            amount_paid: Amount(order.net_paid()),
            amount_refunded: Amount(order.refunded()),
            remaining_balance: Amount(remaining(order)),
            payment_type: terms.word(),
            payment_type_display: terms.shown(),
        }
    }
}

/// Whether an invoice belongs to the end of the way: the final payment, or the last part.
pub(super) const fn is_last(kind: Kind) -> bool {
    match kind {
        Kind::Final => true,
        Kind::Instalment { number, of } => number == of,
        Kind::Dp | Kind::Full => false,
    }
}
