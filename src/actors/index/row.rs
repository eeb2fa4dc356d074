//! What is kept of an order, in the form in which it is written to snapshots.

use serde::Deserialize;
use serde::Serialize;

use crate::actors::index::words::InvoiceWords;
use crate::actors::index::words::Words;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::ids::PlanId;
use crate::domain::ids::RefundId;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::refund::Refund;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// What is kept of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Whose row.
    pub id: OrderId,
    /// Of which version.
    pub version: u64,
    /// The order's code.
    pub code: Box<str>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Its price.
    pub price: Rupiah,
    /// Payments less refunds.
    pub paid: Rupiah,
    /// Its words, packed.
    pub words: Words,
    /// When one of its invoices is next too late.
    pub due: Option<Timestamp>,
    /// Its invoices, oldest first.
    pub invoices: Vec<InvoiceLine>,
    /// Its payments, oldest first.
    pub payments: Vec<PaymentLine>,
    /// Its refunds, oldest first.
    pub refunds: Vec<RefundLine>,
    /// Its plans, oldest first.
    pub plans: Vec<PlanId>,
}

/// What is kept of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// Which.
    pub id: InvoiceId,
    /// What people call it by.
    pub code: Box<str>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Its words, packed.
    pub words: InvoiceWords,
    /// When its page, that of an instalment, must be renewed.
    pub page_until: Option<Timestamp>,
}

/// What is kept of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentLine {
    /// Which.
    pub id: PaymentId,
    /// When it was paid.
    pub paid_at: Timestamp,
    /// How much.
    pub amount: Rupiah,
    /// How we learned of it.
    pub source: PaymentSource,
    /// The invoices it was meant for or gave to, as places among those of the order.
    pub invoices: Vec<u32>,
}

/// What is kept of a refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundLine {
    /// Which.
    pub id: RefundId,
    /// When what it gives back was paid.
    pub paid_at: Timestamp,
    /// How much of it has left: all, or nothing.
    pub left: Rupiah,
}

impl Row {
    /// The row of an order.
    #[must_use]
    pub fn of(order: &Order) -> Self {
        Self {
            id: order.id,
            version: order.version,
            code: order.code.as_str().into(),
            created_at: order.created_at,
            updated_at: order.updated_at,
            price: order.price,
            paid: order.net_paid(),
            words: Words::of(order),
            due: order.next_due(),
            invoices: invoices(order),
            payments: order.payments.iter().map(|it| payment(order, it)).collect(),
            refunds: order.refunds.iter().map(|it| refund(order, it)).collect(),
            plans: order.plans.iter().map(|plan| plan.id).collect(),
        }
    }
}

fn invoices(order: &Order) -> Vec<InvoiceLine> {
    let lines = order.invoices.iter().map(|invoice| InvoiceLine {
        id: invoice.id,
        code: invoice.code.as_str().into(),
        created_at: invoice.created_at,
        words: InvoiceWords::of(order, invoice),
        page_until: None,
    });
    let mut lines: Vec<_> = lines.collect();
    for (invoice, until) in order.plan_pages() {
        if let Some(line) = lines.iter_mut().find(|line| line.id == invoice) {
            line.page_until = Some(until);
        }
    }
    lines
}

fn payment(order: &Order, payment: &Payment) -> PaymentLine {
    let place = |id| order.invoices.iter().position(|invoice| invoice.id == id);
    let places = payment.invoices().filter_map(place);
    PaymentLine {
        id: payment.id,
        paid_at: payment.paid_at,
        amount: payment.amount,
        source: payment.source,
        invoices: places.filter_map(|it| u32::try_from(it).ok()).collect(),
    }
}

fn refund(order: &Order, refund: &Refund) -> RefundLine {
    RefundLine {
        id: refund.id,
        paid_at: order.revenue_time(refund),
        left: if refund.state.has_left() {
            refund.amount
        } else {
            Rupiah::ZERO
        },
    }
}
