//! The way of an order, milestone by milestone.
//!
//! A milestone is something that is true of the order now, at the instant it became so: a
//! payment that was taken back, a step that was undone and a cancelling that was lifted
//! are not on it. What is still to come has no time of its own.

mod entry;
mod told;

use super::journey::Journey;
use super::journey::may_be_made;
use super::money::has_lapsed;
use super::money::is_last;
use super::money::next_invoice;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::refund::Refund;
use crate::domain::konveksi::refund::RefundState;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::tracking::timeline::entry::Category;
use crate::wire::konveksi::tracking::timeline::entry::When;

pub(super) use self::entry::Entry;

/// Where milestones stand among each other; within a place, by time.
mod place {
    pub(super) const CREATED: u8 = 1;
    pub(super) const INVOICE: u8 = 10;
    pub(super) const PAYMENT: u8 = 20;
    pub(super) const PRODUCTION: u8 = 40;
    pub(super) const SETTLEMENT: u8 = 50;
    pub(super) const SHIPPING: u8 = 60;
    /// Not documented: what ends an order comes last.
    pub(super) const END: u8 = 70;
}

/// The milestones, in the documented order.
pub(super) fn entries<'a>(order: &'a Order, journey: &Journey, now: Timestamp) -> Vec<Entry<'a>> {
    let way = Way {
        order,
        journey,
        now,
    };
    let mut entries = vec![way.created()];
    entries.extend(order.invoices.iter().filter_map(|it| way.invoice(it)));
    entries.extend(order.payments.iter().filter_map(|it| way.payment(it)));
    entries.extend(order.refunds.iter().filter_map(|it| way.refund(it)));
    entries.extend(way.production());
    entries.extend(way.settled());
    if order.cancelled.is_some() {
        entries.extend(way.cancelled());
    } else {
        entries.extend(way.payment_ahead());
        entries.extend(way.production_ahead());
        entries.extend(way.settlement_ahead());
        entries.extend(way.shipping_ahead());
    }
    entries.sort_by_key(Entry::place);
    entries
}

/// An order with when it came where, looked at now.
#[derive(Debug, Clone, Copy)]
struct Way<'a, 'j> {
    order: &'a Order,
    journey: &'j Journey,
    now: Timestamp,
}

/// What happened.
impl<'a> Way<'a, '_> {
    fn created(self) -> Entry<'a> {
        let id = format!("order_created_{}", self.order.id);
        Entry::new(id, place::CREATED, Category::Order)
            .told(told::created(self.order))
            .at(When::Since(self.order.created_at))
    }

    /// An invoice that asks for money, did so in vain, or got it.
    fn invoice(self, invoice: &'a Invoice) -> Option<Entry<'a>> {
        if invoice.status() == InvoiceStatus::Cancelled {
            return None;
        }
        let place = if is_last(invoice.kind) {
            place::SETTLEMENT
        } else {
            place::INVOICE
        };
        let id = format!("invoice_created_{}", invoice.id);
        let entry = Entry::new(id, place, Category::Payment)
            .told(told::invoice(invoice, has_lapsed(invoice, self.now)))
            .at(When::Since(invoice.created_at))
            .about(Some(invoice), invoice.amount);
        Some(entry)
    }

    /// Money that came, or left for another order, and was not taken back.
    fn payment(self, payment: &'a Payment) -> Option<Entry<'a>> {
        if !stands(self.order, payment) {
            return None;
        }
        let invoice = payment.invoice.and_then(|id| self.order.invoice(id));
        let id = format!("payment_received_{}", payment.id);
        let entry = Entry::new(id, place_of_money(invoice), Category::Payment)
            .told(told::payment(payment, invoice, self.completed_by(payment)))
            .at(When::Since(payment.paid_at))
            .about(invoice, Rupiah(payment.amount.0.abs()));
        Some(entry)
    }

    /// The invoice that was paid whole by this payment, the last of those it took.
    fn completed_by(self, payment: &Payment) -> Option<&'a Invoice> {
        let invoice = self.order.invoice(payment.invoice?)?;
        let gave = |line: &&Payment| {
            let mut parts = line.allocations.iter();
            parts.any(|part| part.invoice == invoice.id) && stands(self.order, line)
        };
        let last = self.order.payments.iter().rfind(gave)?;
        (invoice.status() == InvoiceStatus::Paid && last.id == payment.id).then_some(invoice)
    }

    /// Money that went back, or is about to.
    fn refund(self, refund: &Refund) -> Option<Entry<'a>> {
        let since = refund.closed_at.unwrap_or(refund.requested_at);
        let when = match refund.state {
            RefundState::Succeeded | RefundState::Manual => When::Since(since),
            RefundState::Pending => When::Now(refund.requested_at),
            RefundState::Failed => return None,
        };
        let place = match self.order.cancelled {
            Some(cancelled) if cancelled.at <= since => place::END,
            _ => place::SETTLEMENT,
        };
        let id = format!("refund_{}", refund.id);
        let entry = Entry::new(id, place, Category::Payment)
            .told(told::refund(refund))
            .at(when)
            .about(None, refund.amount);
        Some(entry)
    }

    /// The steps production has taken.
    fn production(self) -> impl Iterator<Item = Entry<'a>> {
        let present = self.journey.step();
        let stands = self.order.cancelled.is_none();
        let steps = self.journey.reached.iter();
        steps.filter_map(move |(step, since)| {
            let (id, place, category) = match step {
                Step::Waiting => return None,
                Step::InProgress => (
                    "production_diproses",
                    place::PRODUCTION,
                    Category::Production,
                ),
                Step::Done => (
                    "production_selesai",
                    place::PRODUCTION,
                    Category::Production,
                ),
                Step::Shipped => ("order_shipped", place::SHIPPING, Category::Shipping),
            };
            let lasts = stands && *step == Step::InProgress && *step == present;
            let when = if lasts {
                When::Now(*since)
            } else {
                When::Since(*since)
            };
            Some(
                Entry::new(id, place, category)
                    .told(told::step(*step))
                    .at(when),
            )
        })
    }

    fn settled(self) -> Option<Entry<'a>> {
        let since = self.journey.settled?;
        let entry = Entry::new("order_settled", place::SETTLEMENT, Category::Payment)
            .told(told::SETTLED)
            .at(When::Since(since));
        Some(entry)
    }

    fn cancelled(self) -> Option<Entry<'a>> {
        let since = self.order.cancelled?.at;
        let entry = Entry::new("order_cancelled", place::END, Category::Order)
            .told(told::cancelled(self.order))
            .at(When::Since(since));
        Some(entry)
    }
}

/// What is waited for, and what is still to come.
impl<'a> Way<'a, '_> {
    /// The invoice to pay now, or that there will be one.
    fn payment_ahead(self) -> Option<Entry<'a>> {
        match next_invoice(self.order) {
            Some(invoice) if has_lapsed(invoice, self.now) => None,
            Some(invoice) => {
                let entry = Entry::new(
                    "awaiting_payment",
                    place_of_money(Some(invoice)),
                    Category::Payment,
                )
                .told(told::awaiting(invoice))
                .at(When::Now(invoice.created_at))
                .about(Some(invoice), invoice.remaining());
                Some(entry)
            }
            None if may_be_made(self.order) || !self.order.invoices.is_empty() => None,
            None => {
                let entry = Entry::new("future_invoice", place::INVOICE, Category::Payment);
                Some(entry.told(told::INVOICE_AHEAD).at(When::Ahead))
            }
        }
    }

    fn production_ahead(self) -> Option<Entry<'a>> {
        if self.journey.step() != Step::Waiting {
            return None;
        }
        let entry = match self.journey.opened {
            Some(since) => Entry::new(
                "awaiting_production",
                place::PRODUCTION,
                Category::Production,
            )
            .told(told::awaiting_production(self.order))
            .at(When::Now(since)),
            None => Entry::new("future_production", place::PRODUCTION, Category::Production)
                .told(told::PRODUCTION_AHEAD)
                .at(When::Ahead),
        };
        Some(entry)
    }

    /// Money that neither an invoice asks for yet nor the first payment will bring.
    fn settlement_ahead(self) -> Option<Entry<'a>> {
        let order = self.order;
        let asking = order.open_invoices();
        let asking = asking.filter(|invoice| !has_lapsed(invoice, self.now));
        let asked: Rupiah = asking.map(Invoice::remaining).sum();
        let first = if may_be_made(order) {
            Rupiah::ZERO
        } else {
            order.dp_due() - order.net_paid()
        };
        let later = order.outstanding() - asked.max(first);
        later.is_positive().then(|| {
            Entry::new("future_pelunasan", place::SETTLEMENT, Category::Payment)
                .told(told::settlement_ahead(later))
                .at(When::Ahead)
                .about(None, later)
        })
    }

    fn shipping_ahead(self) -> Option<Entry<'a>> {
        let reached = |step| self.journey.reached.get(&step).copied();
        match (
            self.journey.step(),
            reached(Step::Done),
            self.journey.settled,
        ) {
            (Step::Shipped, ..) => None,
            (Step::Done, Some(done), Some(settled)) => {
                let entry = Entry::new("awaiting_shipping", place::SHIPPING, Category::Shipping)
                    .told(told::AWAITING_SHIPPING)
                    .at(When::Now(done.max(settled)));
                Some(entry)
            }
            (Step::Waiting | Step::InProgress | Step::Done, ..) => {
                let entry = Entry::new("future_shipping", place::SHIPPING, Category::Shipping)
                    .told(told::SHIPPING_AHEAD)
                    .at(When::Ahead);
                Some(entry)
            }
        }
    }
}

/// Whether a line of the ledger is neither a reversal nor reversed.
fn stands(order: &Order, payment: &Payment) -> bool {
    let undoes = |line: &Payment| line.reverses == Some(payment.id);
    payment.reverses.is_none() && !order.payments.iter().any(undoes)
}

fn place_of_money(invoice: Option<&Invoice>) -> u8 {
    if invoice.is_some_and(|invoice| is_last(invoice.kind)) {
        place::SETTLEMENT
    } else {
        place::PAYMENT
    }
}
