//! Which fields of an order a change touched, by their names on the wire.

use std::collections::BTreeSet;

use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::order::Order;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::frames::staff::Was;

const STATUS: &[&str] = &["status_order", "order_status_display"];
const PRODUCTION: &[&str] = &["production_status", "production_status_display"];
const SETTLED: &[&str] = &["is_fully_paid"];
const MONEY_IN: &[&str] = &[
    "payments",
    "paid_amount",
    "total_paid",
    "remaining",
    "credit",
    "refund_due",
];
const MONEY_OUT: &[&str] = &[
    "refunds",
    "paid_amount",
    "total_paid",
    "remaining",
    "credit",
    "refund_due",
];

/// Names that tell of amounts, which production does not see.
const OF_MONEY: &[&str] = &[
    "credit",
    "invoices",
    "paid_amount",
    "payments",
    "plan",
    "refund_due",
    "refunds",
    "remaining",
    "total_paid",
    "total_price",
];

/// The fields that `event` touched, in alphabetical order. What follows from facts is
/// compared with what the order `was`; where that is not known, it is named when it may
/// have changed.
pub(super) fn changed(
    event: &Event,
    order: &Order,
    was: Option<Was>,
    audience: Audience,
) -> Vec<&'static str> {
    let mut names: BTreeSet<&'static str> = BTreeSet::new();
    for fact in &event.facts {
        names.extend(fields_of(fact));
    }
    let is = Was::of(order);
    let moved = event.facts.iter().any(may_move_the_status);
    if was.map_or(moved, |was| was.status != is.status) {
        names.extend(STATUS);
    }
    if was.is_some_and(|was| was.production != is.production) {
        names.extend(PRODUCTION);
    }
    if was.map_or(moved, |was| was.is_settled != is.is_settled) {
        names.extend(SETTLED);
    }
    if !audience.sees_money() {
        names.retain(|name| !OF_MONEY.contains(name));
    }
    names.into_iter().collect()
}

fn fields_of(fact: &Fact) -> &'static [&'static str] {
    match fact {
        Fact::CustomerRenamed => &["customer_name"],
        Fact::ContactChanged => &["contact_information", "customer_email", "customer_phone"],
        Fact::ChannelChanged(_) => &["notification_channel"],
        Fact::ProductRenamed(_) => &["product_name"],
        Fact::QuantityChanged(_) => &["quantity"],
        Fact::DesignChanged => &["design"],
        Fact::DesignNotesChanged => &["design_notes"],
        Fact::Priced(_) => &["total_price", "remaining", "credit"],
        Fact::PriceConfirmed => &["attention", "price_confirmed"],
        Fact::TermsChanged(_) => &["dp_percent", "payment_type"],
        Fact::Marked(_) | Fact::Unmarked(_) | Fact::TaskRaised { .. } => &["attention"],
        Fact::Stepped { .. } => PRODUCTION,
        Fact::InvoiceIssued { .. }
        | Fact::InvoiceRepriced { .. }
        | Fact::CreditUsed { .. }
        | Fact::InvoiceClosed { .. }
        | Fact::InvoiceReopened { .. }
        | Fact::InvoiceHandedOver(_)
        | Fact::InvoiceEdited { .. }
        | Fact::InvoiceOverdue(_)
        | Fact::AttemptOpening { .. }
        | Fact::AttemptOpened { .. }
        | Fact::AttemptClosed { .. } => &["invoices"],
        Fact::Received(_) => MONEY_IN,
        Fact::PaymentAnnotated { .. } => &["payments"],
        Fact::RefundRequested(_) | Fact::RefundEnded { .. } => MONEY_OUT,
        Fact::PlanMade { .. } | Fact::PlanEnded(_) => &["invoices", "plan"],
        Fact::Cancelled { .. } | Fact::Restored => &[
            "production_status",
            "production_status_display",
            "refund_due",
            "remaining",
        ],
        Fact::Deleted | Fact::Undeleted => &["deleted_at"],
        // Seen in what follows from them, or in the trail only.
        Fact::Created { .. }
        | Fact::DpFixed(_)
        | Fact::DpReleased
        | Fact::Noted
        | Fact::LinkIssued
        | Fact::FinalRequested
        | Fact::FinalHandedOver
        | Fact::AnnouncementWanted { .. }
        | Fact::MessageOwed { .. }
        | Fact::FellBack => &[],
    }
}

const fn may_move_the_status(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Priced(_)
            | Fact::TermsChanged(_)
            | Fact::LinkIssued
            | Fact::FinalRequested
            | Fact::FinalHandedOver
            | Fact::Received(_)
            | Fact::RefundEnded { .. }
            | Fact::PlanMade { .. }
            | Fact::Cancelled { .. }
            | Fact::Restored
    )
}
