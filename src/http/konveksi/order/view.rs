//! What a single order is answered with.

use serde::Serialize;
use utoipa::ToSchema;

use crate::actors::order::Answer;
use crate::domain::ids::UserId;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Order;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::invoice::FinalInvoiceView;
use crate::wire::konveksi::invoice::InvoiceView;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::payment::PaymentView;
use crate::wire::konveksi::plan::PlanView;
use crate::wire::konveksi::refund::RefundView;
use crate::wire::konveksi::sentences;

/// An order with its money, for those who may see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderDetail)]
pub(super) struct Detail<'a> {
    #[serde(flatten)]
    order: OrderView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    invoices: Option<Vec<InvoiceView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    payments: Option<Vec<PaymentView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    refunds: Option<Vec<RefundView<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    plans: Option<Vec<PlanView<'a>>>,
}

impl<'a> Detail<'a> {
    /// What it has beside the fields of the order.
    pub(super) const MORE: [&'static str; 4] = ["invoices", "payments", "refunds", "plans"];

    pub(super) fn of(
        order: &'a Order,
        reader: Reader<'a>,
        name: &dyn Fn(UserId) -> Option<String>,
    ) -> Self {
        let money = reader.audience == Audience::Staff;
        Self {
            order: OrderView::of(order, reader),
            invoices: money.then(|| InvoiceView::all(order)),
            payments: money.then(|| PaymentView::all(order, name)),
            refunds: money.then(|| RefundView::all(order, name)),
            plans: money.then(|| PlanView::all(order)),
        }
    }
}

/// An order after a change.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SavedOrder)]
pub(super) struct Saved<'a> {
    #[serde(flatten)]
    order: OrderView<'a>,
    success: bool,
    message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    final_invoice: Option<FinalInvoiceView<'a>>,
}

impl<'a> Saved<'a> {
    pub(super) fn of(answer: &'a Answer, reader: Reader<'a>, message: &'static str) -> Self {
        let event = answer.event.as_deref();
        let invoice = event.and_then(|event| final_invoice(&answer.order, event));
        let invoice = invoice.filter(|_| reader.audience == Audience::Staff);
        Self {
            order: OrderView::of(&answer.order, reader),
            success: true,
            message: if event.is_some() {
                message
            } else {
                sentences::ORDER_UNCHANGED
            },
            final_invoice: invoice.map(FinalInvoiceView::of),
        }
    }
}

/// The final invoice that an event made.
pub(in crate::http::konveksi) fn final_invoice<'a>(
    order: &'a Order,
    event: &Event,
) -> Option<&'a Invoice> {
    event.facts.iter().find_map(|fact| match fact {
        Fact::InvoiceIssued {
            invoice,
            kind: Kind::Final,
            ..
        } => order.invoice(*invoice),
        _ => None,
    })
}
