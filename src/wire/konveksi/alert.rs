//! What staff should look at, as they read it: a sentence, and what can be done about it.

mod actions;
mod message;

use serde::Serialize;
use serde_json::Map;
use serde_json::Value;
use utoipa::ToSchema;

use self::actions::Action;
use crate::domain::ids::AlertId;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::UnmatchedId;
use crate::domain::ids::UserId;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::time::Moment;

/// Every kind of alert there is.
pub const KINDS: [&str; 20] = [
    "money_late",
    "money_short",
    "money_over",
    "money_double",
    "money_on_cancelled",
    "money_mismatch",
    "money_refund_failed",
    "money_refund_seen",
    "money_refund_due",
    "money_page_refused",
    "money_unmatched",
    "money_provider_unreachable",
    "money_given_up",
    "money_delivery_failed",
    "system_order_set_aside",
    "system_dashboard_drift",
    "failed_logins",
    "unusual_usage",
    "large_upload",
    "suspicious_ip",
];

/// An alert as it is kept.
#[derive(Debug, Clone)]
pub struct Kept<'a> {
    /// Its id.
    pub id: AlertId,
    /// What is wrong, as a word.
    pub kind: &'a str,
    /// How bad it is.
    pub severity: &'a str,
    /// The order it is about.
    pub order: Option<OrderId>,
    /// Its details, as JSON.
    pub data: &'a str,
    /// How often it was seen.
    pub count: u64,
    /// When it was seen first.
    pub first_seen_at: Timestamp,
    /// When it was seen last.
    pub last_seen_at: Timestamp,
    /// When somebody said they had seen it.
    pub acknowledged_at: Option<Timestamp>,
    /// What they are called.
    pub acknowledged_by: Option<String>,
}

/// An alert: the documented fields.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Alert)]
pub struct AlertView<'a> {
    id: AlertId,
    #[serde(rename = "type")]
    kind: &'a str,
    severity: &'a str,
    message: String,
    ip_address: Option<String>,
    user: Option<String>,
    details: Details,
    count: u64,
    first_seen_at: Moment,
    last_seen_at: Moment,
    acknowledged_at: Option<Moment>,
    acknowledged_by: Option<String>,
}

/// What is known about it, and what can be done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AlertDetails)]
struct Details {
    #[serde(flatten)]
    #[schema(value_type = BTreeMap<String, Value>)]
    known: Map<String, Value>,
    order_id: Option<OrderId>,
    actions: Vec<Action>,
}

/// What sentences and actions are made of.
#[derive(Debug, Default)]
struct About {
    order: Option<OrderId>,
    code: Option<String>,
    invoice: Option<InvoiceId>,
    unmatched: Option<UnmatchedId>,
    amount: Option<Rupiah>,
    /// Of the amount, what its order does not owe.
    excess: Option<Rupiah>,
    /// Who did it, if they were signed in or have an account.
    user: Option<String>,
    /// Where from.
    address: Option<String>,
    /// What about it was odd.
    reason: Option<String>,
    /// How often, or how much.
    number: Option<u64>,
}

impl<'a> AlertView<'a> {
    /// One alert. `name` tells who an account is.
    #[must_use]
    pub fn of(kept: Kept<'a>, name: &dyn Fn(UserId) -> Option<String>) -> Self {
        let mut known: Map<String, Value> = serde_json::from_str(kept.data).unwrap_or_default();
        let about = About::of(&kept, &known, name);
        for (name, amount) in [("amount", about.amount), ("excess", about.excess)] {
            if let Some(amount) = amount {
                known.insert(name.to_owned(), Amount(amount).to_string().into());
            }
        }
        let mut actions = actions::of(kept.kind, &about);
        if kept.acknowledged_at.is_none() {
            actions.push(Action::acknowledge(kept.id));
        }
        Self {
            id: kept.id,
            kind: kept.kind,
            severity: kept.severity,
            message: message::of(kept.kind, &about),
            ip_address: about.address.clone(),
            user: about.user.clone(),
            details: Details {
                known,
                order_id: about.order,
                actions,
            },
            count: kept.count,
            first_seen_at: Moment(kept.first_seen_at),
            last_seen_at: Moment(kept.last_seen_at),
            acknowledged_at: kept.acknowledged_at.map(Moment),
            acknowledged_by: kept.acknowledged_by,
        }
    }
}

impl AlertView<'_> {
    /// What it says.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl About {
    fn of(
        kept: &Kept<'_>,
        known: &Map<String, Value>,
        name: &dyn Fn(UserId) -> Option<String>,
    ) -> Self {
        let text = |name: &str| known.get(name).and_then(Value::as_str);
        let amount = |name: &str| known.get(name).and_then(Value::as_i64).map(Rupiah);
        let user = known.get("user_id").and_then(Value::as_i64).map(UserId);
        Self {
            order: kept.order,
            code: text("order_code").map(str::to_owned),
            invoice: text("invoice_id").and_then(|id| id.parse().ok()),
            unmatched: text("unmatched_id").and_then(|id| id.parse().ok()),
            amount: amount("amount"),
            excess: amount("excess"),
            user: user.and_then(name),
            address: text("ip_address").map(str::to_owned),
            reason: text("reason").map(str::to_owned),
            number: known.get("count").and_then(Value::as_u64),
        }
    }

    /// Whether nothing of the amount may go back, because its order still owes as much.
    fn is_owed(&self) -> bool {
        self.excess.is_some_and(|excess| !excess.is_positive())
    }
}

#[cfg(test)]
mod tests;
