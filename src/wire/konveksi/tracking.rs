//! What a customer reads about an order, by its code.
//!
//! Anyone who knows the code may read it, so it names nobody in full and tells nothing
//! about how to reach them, what staff wrote, or who moved the money. What is estimated
//! has a reason, such as the day an invoice expires; without one there is no date.

pub mod check;
pub mod frames;
pub mod invoice;
pub(in crate::wire::konveksi) mod journey;
pub(in crate::wire::konveksi) mod money;
pub(in crate::wire::konveksi) mod progress;
#[cfg(test)]
mod tests;
mod timeline;

use serde::Serialize;
use utoipa::ToSchema;

use self::journey::Journey;
use self::journey::StatusEntry;
use self::money::PaymentSummary;
use self::money::PublicInvoice;
use self::money::PublicPayment;
use self::money::Summary;
use self::progress::NextMilestone;
use self::progress::Progress;
use self::progress::Stage;
use self::progress::StageView;
use self::timeline::Entry;
use crate::domain::code::OrderCode;
use crate::domain::contact::mask_name;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::status::Status;
use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::sentences::tracking as sentences;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::Shown;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::production_of;

/// Everything about an order that its customer may follow, in both documented shapes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tracking)]
pub struct TrackingView<'a> {
    success: bool,
    message: &'static str,
    data: Tracked<'a>,
    order: OrderView<'a>,
    timeline: Vec<StatusEntry>,
    payments: Vec<PublicPayment<'a>>,
    summary: Summary,
}

#[derive(Debug, Serialize, ToSchema)]
struct Tracked<'a> {
    order_code: &'a OrderCode,
    customer_name: String,
    product_name: &'a str,
    quantity: u32,
    #[schema(value_type = Status)]
    status_order: &'static str,
    order_status_display: &'static str,
    #[schema(value_type = ProductionTarget)]
    production_status: &'static str,
    production_status_display: &'static str,
    is_fully_paid: bool,
    created_at: Moment,
    timeline: Vec<Entry<'a>>,
    progress: Progress,
    current_stage: StageView,
    next_milestone: Option<NextMilestone>,
    payment_summary: PaymentSummary,
    invoices: Vec<PublicInvoice<'a>>,
}

impl<'a> TrackingView<'a> {
    /// The order at an instant, with the history that made it; later events are left out.
    /// Days are those of `zone`.
    #[must_use]
    pub fn of(order: &'a Order, history: &[Event], now: Timestamp, zone: &BusinessZone) -> Self {
        let journey = Journey::of(order, history);
        let status = order.status();
        let production = production_of(order);
        let data = Tracked {
            order_code: &order.code,
            customer_name: mask_name(&order.customer.name),
            product_name: &order.product.name,
            quantity: order.product.quantity,
            status_order: status.word(),
            order_status_display: status.shown(),
            production_status: production.word(),
            production_status_display: shown_to_customers(production),
            is_fully_paid: order.is_settled(),
            created_at: Moment(order.created_at),
            timeline: timeline::entries(order, &journey, now),
            progress: Progress::of(order, &journey),
            current_stage: Stage::of(order, &journey).into(),
            next_milestone: NextMilestone::of(order, &journey, now, zone),
            payment_summary: PaymentSummary::of(order),
            invoices: PublicInvoice::all(order, now),
        };
        Self {
            success: true,
            message: sentences::FOUND,
            data,
            order: seen_by_anyone(order),
            timeline: journey.statuses,
            payments: PublicPayment::all(order),
            summary: Summary::of(order),
        }
    }
}

/// The order as anyone with its code may see it.
fn seen_by_anyone(order: &Order) -> OrderView<'_> {
    let reader = Reader {
        audience: Audience::Public,
        base: "",
    };
    OrderView::of(order, reader)
}

/// What production reads to those who wait for it.
fn shown_to_customers(production: ProductionTarget) -> &'static str {
    match production {
        ProductionTarget::Step(Step::InProgress) => "Sedang Diproduksi",
        ProductionTarget::Step(Step::Waiting | Step::Done | Step::Shipped)
        | ProductionTarget::Cancelled => production.shown(),
    }
}
