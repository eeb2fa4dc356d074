//! The audit trail: everything that happened to an order, told in lines.
//!
//! One event becomes one line or several: a line for each word that changed, and one for
//! each other fact worth telling. What the words were before is known by replaying.

mod happening;
#[cfg(test)]
mod tests;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::aggregate::Aggregate;
use crate::domain::code::OrderCode;
use crate::domain::ids::UserId;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::order::Order;
use crate::domain::role::By;
use crate::domain::role::Source;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::OrNull;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::schema::AmountOrNull;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::Word;

/// What kind of thing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeType {
    /// The status of the order.
    OrderStatus,
    /// The status, or the amount, of an invoice.
    InvoiceStatus,
    /// How far production is.
    ProductionStatus,
    /// Money in.
    Payment,
    /// Money out.
    Refund,
    /// An agreement to pay in instalments.
    Plan,
    /// Something was handed to the customer.
    Notification,
    /// What is written on the order.
    OrderData,
    /// A remark.
    Note,
    /// A payment page.
    Attempt,
}

impl Word for ChangeType {
    const ALL: &'static [Self] = &[
        Self::OrderStatus,
        Self::InvoiceStatus,
        Self::ProductionStatus,
        Self::Payment,
        Self::Refund,
        Self::Plan,
        Self::Notification,
        Self::OrderData,
        Self::Note,
        Self::Attempt,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::OrderStatus => "order_status",
            Self::InvoiceStatus => "invoice_status",
            Self::ProductionStatus => "production_status",
            Self::Payment => "payment",
            Self::Refund => "refund",
            Self::Plan => "plan",
            Self::Notification => "notification",
            Self::OrderData => "order_data",
            Self::Note => "note",
            Self::Attempt => "attempt",
        }
    }
}

/// One line of the trail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct Entry {
    timestamp: Moment,
    #[schema(value_type = ChangeType)]
    change_type: &'static str,
    previous_status: Option<&'static str>,
    new_status: Option<&'static str>,
    #[schema(value_type = Source)]
    trigger_source: &'static str,
    notes: String,
    created_at: Moment,
    actor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = AmountOrNull, required = false)]
    money_effect: Option<OrNull<Amount>>,
    version: u64,
}

impl Entry {
    /// Whether it is the remark `text`.
    #[must_use]
    pub fn is_note(&self, text: &str) -> bool {
        self.change_type == ChangeType::Note.word() && self.notes == text
    }
}

/// The whole trail, in both documented shapes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditTrail)]
pub struct Trail {
    order: Heading,
    order_code: OrderCode,
    status_histories: Vec<Entry>,
    #[serde(rename = "audit_trail")]
    lines: Vec<Entry>,
    webhook_logs: Vec<Told>,
}

/// What a provider told us about the order, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookLog)]
pub struct Told {
    source: String,
    webhook_type: String,
    status: &'static str,
    created_at: Moment,
    /// How long it took until its change was on its way into the store.
    processing_ms: Option<u64>,
}

impl Told {
    /// A message of `source` about `kind` that came at an instant, and the word it ended in.
    #[must_use]
    pub fn of(
        (source, kind): (&str, &str),
        status: &'static str,
        received_at: Timestamp,
        settled_at: Option<Timestamp>,
    ) -> Self {
        Self {
            source: source.to_owned(),
            webhook_type: kind.to_owned(),
            status,
            created_at: Moment(received_at),
            processing_ms: settled_at.map(|at| at.millis_since(received_at)),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditedOrder)]
struct Heading {
    order_code: OrderCode,
    customer_name: String,
}

impl Trail {
    /// Tells a history, oldest first; `None` when it is empty. `name` tells who an
    /// account is.
    #[must_use]
    pub fn of(
        history: &[Event],
        audience: Audience,
        name: &dyn Fn(UserId) -> Option<String>,
    ) -> Option<Self> {
        let order = history.iter().fold(None, |order: Option<Order>, event| {
            Some(Order::after(order.as_ref(), event))
        })?;
        Some(Self {
            order: Heading {
                order_code: order.code.clone(),
                customer_name: order.customer.name,
            },
            order_code: order.code,
            status_histories: entries(history, audience, name),
            lines: entries(history, audience, name),
            webhook_logs: Vec::new(),
        })
    }

    /// The same with what providers told us, oldest first.
    #[must_use]
    pub fn told(mut self, messages: Vec<Told>) -> Self {
        self.webhook_logs = messages;
        self
    }
}

/// The lines of a whole history, oldest first.
#[must_use]
pub fn entries(
    history: &[Event],
    audience: Audience,
    name: &dyn Fn(UserId) -> Option<String>,
) -> Vec<Entry> {
    let mut before: Option<Order> = None;
    let mut lines = Vec::new();
    for event in history {
        let after = Order::after(before.as_ref(), event);
        lines.extend(entries_of(before.as_ref(), &after, event, audience, name));
        before = Some(after);
    }
    lines
}

/// The lines of one event, which made `after` of `before`.
#[must_use]
pub fn entries_of(
    before: Option<&Order>,
    after: &Order,
    event: &Event,
    audience: Audience,
    name: &dyn Fn(UserId) -> Option<String>,
) -> Vec<Entry> {
    let sees_money = audience.sees_money();
    let telling = happening::Telling {
        before,
        after,
        event,
        sees_money,
    };
    let note = event
        .private
        .note
        .as_deref()
        .filter(|_| sees_money || !event.facts.iter().any(moves_money));
    let mut happenings = telling.happenings();
    if let Some(note) = note {
        let mut explained = happenings
            .iter_mut()
            .filter(|it| it.takes_note())
            .peekable();
        if explained.peek().is_some() {
            explained.for_each(|it| note.clone_into(&mut it.sentence));
        } else {
            drop(explained);
            happenings.push(happening::Happening::note(note));
        }
    }
    let entry = |happening: happening::Happening| Entry {
        timestamp: Moment(event.at),
        change_type: happening.change.word(),
        previous_status: happening.previous,
        new_status: happening.new,
        trigger_source: event.by.source.word(),
        notes: happening.sentence,
        created_at: Moment(event.at),
        actor: actor(event.by, name),
        money_effect: sees_money.then(|| OrNull(happening.effect.map(Amount))),
        version: event.version,
    };
    happenings.into_iter().map(entry).collect()
}

/// Reasons given with such facts may name amounts.
fn moves_money(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Received(_) | Fact::RefundRequested(_) | Fact::RefundEnded { .. }
    )
}

fn actor(by: By, name: &dyn Fn(UserId) -> Option<String>) -> Option<String> {
    let nobody = match by.source {
        Source::Staff => None,
        Source::Customer => Some("Pelanggan"),
        Source::Provider => Some("Penyedia pembayaran"),
        Source::System => Some("Sistem"),
        Source::Automation => Some("Otomasi"),
        Source::Import => Some("Impor"),
    };
    by.user.and_then(name).or(nobody.map(str::to_owned))
}

/// The effect of a fact on what was paid.
const fn effect_of_refund(has_left: bool, amount: Rupiah) -> Option<Rupiah> {
    if has_left {
        Some(Rupiah(-amount.0))
    } else {
        None
    }
}
