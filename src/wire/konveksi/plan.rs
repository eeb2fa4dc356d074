//! An agreement to pay in instalments, as staff read it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::code::InvoiceCode;
use crate::domain::code::OrderCode;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PlanId;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::plan::Plan;
use crate::domain::konveksi::plan::PlanStatus;
use crate::wire::konveksi::invoice::attempt_status;
use crate::wire::konveksi::invoice::payment_url;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::money::PlanShape;

/// A plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Plan)]
pub struct PlanView<'a> {
    id: PlanId,
    order_id: OrderId,
    order_code: &'a OrderCode,
    #[schema(value_type = PlanShape)]
    plan: &'static str,
    #[schema(value_type = PlanStatus)]
    status: &'static str,
    total_amount: Amount,
    paid_amount: Amount,
    remaining_amount: Amount,
    created_at: Moment,
    installments: Vec<Installment<'a>>,
}

/// A part of a plan; it is an invoice, so they share an id.
#[derive(Debug, Serialize, ToSchema)]
struct Installment<'a> {
    id: InvoiceId,
    number: usize,
    amount: Amount,
    due_date: Option<Moment>,
    description: &'a str,
    invoice_id: InvoiceId,
    invoice_code: &'a InvoiceCode,
    #[schema(value_type = InvoiceStatus)]
    invoice_status: &'static str,
    payment_url: Option<&'a str>,
    #[schema(value_type = Option<AttemptState>)]
    attempt_status: Option<&'static str>,
    paid_at: Option<Moment>,
    overdue: bool,
}

impl<'a> PlanView<'a> {
    /// One plan of an order.
    #[must_use]
    pub fn of(order: &'a Order, plan: &'a Plan) -> Self {
        let shape = if plan.equal {
            PlanShape::Equal
        } else {
            PlanShape::Custom
        };
        let numbered = (1..).zip(plan.invoices(order));
        Self {
            id: plan.id,
            order_id: order.id,
            order_code: &order.code,
            plan: shape.word(),
            status: status(plan.status(order)),
            total_amount: Amount(plan.total(order)),
            paid_amount: Amount(plan.paid(order)),
            remaining_amount: Amount(plan.remaining(order)),
            created_at: Moment(plan.created_at),
            installments: numbered
                .map(|(number, invoice)| Installment::of(number, invoice))
                .collect(),
        }
    }

    /// All plans of an order, oldest first.
    #[must_use]
    pub fn all(order: &'a Order) -> Vec<Self> {
        let view = |plan| Self::of(order, plan);
        order.plans.iter().map(view).collect()
    }
}

impl<'a> Installment<'a> {
    fn of(number: usize, invoice: &'a Invoice) -> Self {
        Self {
            id: invoice.id,
            number,
            amount: Amount(invoice.amount),
            due_date: invoice.due_at.map(Moment),
            description: &invoice.description,
            invoice_id: invoice.id,
            invoice_code: &invoice.code,
            invoice_status: invoice.status().word(),
            payment_url: payment_url(invoice),
            attempt_status: attempt_status(invoice),
            paid_at: invoice.paid_at.map(Moment),
            overdue: invoice.overdue,
        }
    }
}

const fn status(status: PlanStatus) -> &'static str {
    match status {
        PlanStatus::Active => "active",
        PlanStatus::Completed => "completed",
        PlanStatus::Cancelled => "cancelled",
    }
}
