//! What whoever records money is answered.

use serde::Serialize;
use utoipa::ToSchema;

use crate::actors::order::Answer;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::payment::Payment;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::invoice::InvoiceView;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::payment::PaymentView;
use crate::wire::konveksi::sentences;

/// A payment with what it was for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecordedPayment)]
pub(in crate::http::konveksi) struct Recorded<'a> {
    success: bool,
    message: &'static str,
    payment: Option<PaymentView<'a>>,
    invoice: Option<InvoiceView<'a>>,
    order: OrderView<'a>,
}

impl<'a> Recorded<'a> {
    /// The payment that was recorded for an invoice.
    pub(in crate::http::konveksi) fn of(
        answer: &'a Answer,
        invoice: InvoiceId,
        reader: Reader<'a>,
        name: &dyn Fn(UserId) -> Option<String>,
    ) -> Self {
        let order = &*answer.order;
        let payment = payment(order, invoice, answer.event.as_deref());
        let invoice = order.invoice(invoice);
        Self {
            success: true,
            message: sentences::PAYMENT_RECORDED,
            payment: payment.map(|payment| PaymentView::of(order, payment, name)),
            invoice: invoice.map(|invoice| InvoiceView::of(order, invoice)),
            order: OrderView::of(order, reader),
        }
    }
}

/// The payment an event took in; for a repeat, the last one for that invoice.
pub(super) fn payment<'a>(
    order: &'a Order,
    invoice: InvoiceId,
    event: Option<&Event>,
) -> Option<&'a Payment> {
    let taken_in = event.and_then(|event| {
        event.facts.iter().find_map(|fact| match fact {
            Fact::Received(payment) => order.payment(payment.id),
            _ => None,
        })
    });
    let for_it = |payment: &&Payment| payment.invoice == Some(invoice);
    taken_in.or_else(|| order.payments.iter().rfind(for_it))
}
