//! What a customer hears of a change of their order, while it happens.
//!
//! The same masks hold as for the look-up. A change that shows the customer nothing new
//! makes no frame.

use serde::Serialize;

use super::journey::Journey;
use super::money::PublicInvoice;
use super::money::PublicPayment;
use super::money::Summary;
use super::progress::Progress;
use super::seen_by_anyone;
use super::shown_to_customers;
use crate::domain::code::OrderCode;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::order::Order;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::frames::OrderCursor;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::sentences::tracking as sentences;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::Shown;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::production_of;

/// One frame of a change.
#[derive(Debug, Serialize)]
pub struct CustomerFrame<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: Moment,
    cursor: String,
    order_id: OrderId,
    order_code: &'a OrderCode,
    version: u64,
    message: String,
    #[serde(flatten)]
    what: What<'a>,
    order: OrderView<'a>,
}

/// What changed, in the fields of its kind.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum What<'a> {
    Payment {
        payment: Option<PublicPayment<'a>>,
        invoice: Option<Box<PublicInvoice<'a>>>,
        summary: Summary,
    },
    Status {
        status_order: &'static str,
        order_status_display: &'static str,
        previous_status: Option<&'static str>,
        progress: Progress,
    },
    Production {
        production_status: &'static str,
        production_status_display: &'static str,
        previous_status: Option<&'static str>,
        progress: Progress,
    },
}

impl What<'_> {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Payment { .. } => "payment_update",
            Self::Status { .. } => "order_status_update",
            Self::Production { .. } => "production_update",
        }
    }
}

impl<'a> CustomerFrame<'a> {
    /// The frames of the last event of a history, which made `after` of `before`. Only the
    /// last of them carries the change's own cursor.
    #[must_use]
    pub fn all(
        before: Option<&Order>,
        after: &'a Order,
        history: &[Event],
        now: Timestamp,
    ) -> Vec<Self> {
        let Some(event) = history.last() else {
            return Vec::new();
        };
        let told = Telling {
            before,
            after,
            history,
            event,
        };
        let parts: Vec<_> = [told.payment(now), told.status(), told.production()]
            .into_iter()
            .flatten()
            .collect();
        let last = parts.len().saturating_sub(1);
        let frame = |(place, (message, what)): (usize, (String, What<'a>))| Self {
            kind: what.kind(),
            timestamp: Moment(event.at),
            cursor: OrderCursor(event.version - u64::from(place < last)).to_string(),
            order_id: after.id,
            order_code: &after.code,
            version: event.version,
            message,
            what,
            order: seen_by_anyone(after),
        };
        parts.into_iter().enumerate().map(frame).collect()
    }
}

struct Telling<'a, 'b> {
    before: Option<&'b Order>,
    after: &'a Order,
    history: &'b [Event],
    event: &'b Event,
}

impl<'a> Telling<'a, '_> {
    fn payment(&self, now: Timestamp) -> Option<(String, What<'a>)> {
        let facts = &self.event.facts;
        if !facts.iter().any(is_about_money) {
            return None;
        }
        let after = self.after;
        let received = facts.iter().find_map(|fact| match fact {
            Fact::Received(payment) => after.payment(payment.id),
            _ => None,
        });
        let invoice = received
            .and_then(|payment| payment.invoice)
            .or_else(|| facts.iter().rev().find_map(invoice_of))
            .and_then(|id| after.invoice(id));
        let payment = received.filter(|it| it.reverses.is_none());
        let message = match payment {
            Some(payment) if payment.amount.is_positive() => {
                format!("Pembayaran {} kami terima.", payment.amount)
            }
            _ => "Rincian pembayaran diperbarui.".to_owned(),
        };
        let what = What::Payment {
            payment: payment.map(|payment| PublicPayment::of(after, payment)),
            invoice: invoice.map(|invoice| Box::new(PublicInvoice::of(after, invoice, now))),
            summary: Summary::of(after),
        };
        Some((message, what))
    }

    fn status(&self) -> Option<(String, What<'a>)> {
        let (was, is) = (self.before.map(Order::status), self.after.status());
        let moved = was != Some(is);
        let is_gone = self
            .event
            .facts
            .iter()
            .any(|it| matches!(it, Fact::Deleted));
        let is_back = self
            .event
            .facts
            .iter()
            .any(|it| matches!(it, Fact::Undeleted));
        if !moved && !is_gone && !is_back && !self.event.facts.iter().any(is_about_the_order) {
            return None;
        }
        let message = match was {
            _ if is_gone => "Pesanan ini sudah tidak tersedia.".to_owned(),
            None => sentences::RECEIVED.to_owned(),
            Some(was) if moved => sentences::arrival(was, self.after),
            Some(_) => "Rincian pesanan diperbarui.".to_owned(),
        };
        let what = What::Status {
            status_order: is.word(),
            order_status_display: is.shown(),
            previous_status: was.map(Word::word),
            progress: self.progress(),
        };
        Some((message, what))
    }

    fn production(&self) -> Option<(String, What<'a>)> {
        let was = self.before.map(production_of)?;
        let is = production_of(self.after);
        let what = What::Production {
            production_status: is.word(),
            production_status_display: shown_to_customers(is),
            previous_status: Some(was.word()),
            progress: self.progress(),
        };
        let message = format!("Produksi: {}.", shown_to_customers(is));
        (was != is).then_some((message, what))
    }

    fn progress(&self) -> Progress {
        Progress::of(self.after, &Journey::of(self.after, self.history))
    }
}

/// Whether it shows in what is to be paid, or was.
const fn is_about_money(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Priced(_)
            | Fact::TermsChanged(_)
            | Fact::InvoiceIssued { .. }
            | Fact::InvoiceRepriced { .. }
            | Fact::InvoiceClosed { .. }
            | Fact::InvoiceReopened { .. }
            | Fact::InvoiceEdited { .. }
            | Fact::InvoiceOverdue(_)
            | Fact::AttemptOpened { .. }
            | Fact::AttemptClosed { .. }
            | Fact::Received(_)
            | Fact::RefundRequested(_)
            | Fact::RefundEnded { .. }
            | Fact::PlanMade { .. }
            | Fact::PlanEnded(_)
    )
}

/// Whether it shows in what was ordered.
const fn is_about_the_order(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::CustomerRenamed | Fact::ProductRenamed(_) | Fact::QuantityChanged(_)
    )
}

const fn invoice_of(fact: &Fact) -> Option<InvoiceId> {
    match fact {
        Fact::InvoiceIssued { invoice, .. }
        | Fact::InvoiceRepriced { invoice, .. }
        | Fact::InvoiceClosed { invoice, .. }
        | Fact::InvoiceReopened { invoice, .. }
        | Fact::InvoiceEdited { invoice, .. }
        | Fact::InvoiceOverdue(invoice)
        | Fact::AttemptOpened { invoice, .. }
        | Fact::AttemptClosed { invoice, .. } => Some(*invoice),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
