//! A line of the ledger as staff read it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::code::InvoiceCode;
use crate::domain::code::OrderCode;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::payment::Allocation;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::refund::Refund;
use crate::domain::rupiah::Rupiah;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::money::kind;

/// A payment: the documented fields, and ours.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Payment)]
pub struct PaymentView<'a> {
    id: PaymentId,
    order: OrderId,
    order_code: &'a OrderCode,
    invoice: Option<InvoiceId>,
    invoice_code: Option<&'a InvoiceCode>,
    #[schema(value_type = Option<LinkKind>)]
    payment_type: Option<&'static str>,
    amount: Amount,
    #[schema(value_type = InvoiceStatus)]
    status: &'static str,
    payment_method: &'a str,
    payment_time: Moment,
    paid_at: Moment,
    contact_info: &'a str,
    notes: &'a str,
    #[schema(value_type = PaymentSource)]
    source: &'static str,
    provider_payment_id: Option<&'a str>,
    refunded_amount: Amount,
    recorded_by: Option<String>,
    created_at: Moment,
}

impl<'a> PaymentView<'a> {
    /// The names of all its fields, for whoever wants only some.
    pub const FIELDS: [&'static str; 18] = [
        "id",
        "order",
        "order_code",
        "invoice",
        "invoice_code",
        "payment_type",
        "amount",
        "status",
        "payment_method",
        "payment_time",
        "paid_at",
        "contact_info",
        "notes",
        "source",
        "provider_payment_id",
        "refunded_amount",
        "recorded_by",
        "created_at",
    ];

    /// One payment of an order; `name` tells who an account is.
    #[must_use]
    pub fn of(
        order: &'a Order,
        payment: &'a Payment,
        name: &dyn Fn(UserId) -> Option<String>,
    ) -> Self {
        let invoice = payment.invoice.and_then(|id| order.invoice(id));
        Self {
            id: payment.id,
            order: order.id,
            order_code: &order.code,
            invoice: payment.invoice,
            invoice_code: invoice.map(|invoice| &invoice.code),
            payment_type: invoice.map(|invoice| kind(invoice.kind)),
            amount: Amount(payment.amount),
            status: standing(order, payment).word(),
            payment_method: &payment.method,
            payment_time: Moment(payment.paid_at),
            paid_at: Moment(payment.paid_at),
            contact_info: &payment.contact,
            notes: &payment.notes,
            source: payment.source.word(),
            provider_payment_id: payment.provider_id.as_deref(),
            refunded_amount: Amount(refunded(order, payment)),
            recorded_by: payment.recorded_by.and_then(name),
            created_at: Moment(payment.recorded_at),
        }
    }

    /// The payments that were meant for an invoice or gave to it, oldest first.
    #[must_use]
    pub fn of_invoice(
        order: &'a Order,
        invoice: InvoiceId,
        name: &dyn Fn(UserId) -> Option<String>,
    ) -> Vec<Self> {
        let payments = order.payments.iter();
        let its = payments.filter(|payment| payment.invoices().any(|id| id == invoice));
        its.map(|payment| Self::of(order, payment, name)).collect()
    }

    /// All payments of an order, oldest first.
    #[must_use]
    pub fn all(order: &'a Order, name: &dyn Fn(UserId) -> Option<String>) -> Vec<Self> {
        let view = |payment| Self::of(order, payment, name);
        order.payments.iter().map(view).collect()
    }
}

/// The part of a payment that an invoice got.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Allocation)]
pub struct AllocationView<'a> {
    invoice_id: InvoiceId,
    invoice_code: Option<&'a InvoiceCode>,
    amount: Amount,
}

impl<'a> AllocationView<'a> {
    /// All parts of a payment.
    #[must_use]
    pub fn all(order: &'a Order, payment: &Payment) -> Vec<Self> {
        let view = |part: &Allocation| Self {
            invoice_id: part.invoice,
            invoice_code: order.invoice(part.invoice).map(|invoice| &invoice.code),
            amount: Amount(part.amount),
        };
        payment.allocations.iter().map(view).collect()
    }
}

/// What of a payment went back, and what still may.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Refundable)]
pub struct RefundableView {
    id: PaymentId,
    amount: Amount,
    refunded_amount: Amount,
    refundable_amount: Amount,
}

impl RefundableView {
    /// One payment of an order.
    #[must_use]
    pub fn of(order: &Order, payment: &Payment) -> Self {
        Self {
            id: payment.id,
            amount: Amount(payment.amount),
            refunded_amount: Amount(refunded(order, payment)),
            refundable_amount: Amount(order.refundable(payment)),
        }
    }
}

/// Money is there, or it was taken back: a payment speaks in the words of an invoice.
pub(super) fn standing(order: &Order, payment: &Payment) -> InvoiceStatus {
    let undoes = |line: &Payment| line.reverses == Some(payment.id);
    if payment.reverses.is_some() || order.payments.iter().any(undoes) {
        InvoiceStatus::Cancelled
    } else {
        InvoiceStatus::Paid
    }
}

/// What of a payment has gone back.
pub(super) fn refunded(order: &Order, payment: &Payment) -> Rupiah {
    let gone = |refund: &&Refund| refund.payment == payment.id && refund.state.has_left();
    let refunds = order.refunds.iter().filter(gone);
    refunds.map(|refund| refund.amount).sum()
}
