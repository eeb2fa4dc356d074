//! From an event to the rows it becomes.

use std::sync::Arc;

use serde::Serialize;
use serde_json::json;
use sha2::Digest;
use sha2::Sha256;
use tokio::time::Instant;
use uuid::Uuid;

use crate::actors::alerts as kinds;
use crate::domain::ids::AlertId;
use crate::domain::ids::DebtId;
use crate::domain::ids::Fresh;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Fact;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::alert;
use crate::domain::konveksi::alert::Alert;
use crate::domain::konveksi::debt;
use crate::domain::konveksi::debt::Debt;
use crate::domain::konveksi::payment::Payment;
use crate::domain::time::Span;
use crate::store::AlertRow;
use crate::store::Change;
use crate::store::Claim;
use crate::store::OrderRow;
use crate::store::OutboxRow;
use crate::store::Part;
use crate::store::Place;
use crate::store::StoreError;
use crate::store::StoredEvent;
use crate::store::StoredOrder;
use crate::store::Unique;
use crate::wire::konveksi::words::Word;

/// How long a page that should end, or a refund, stays worth telling the provider.
const DEBT_LIFE: Span = Span::days(30);

/// A payment page is to be opened.
pub const OPEN_ATTEMPT: &str = "open_attempt";
/// A payment page is to be ended.
pub const EXPIRE_ATTEMPT: &str = "expire_attempt";
/// Money is to be paid back.
pub const PAY_REFUND: &str = "pay_refund";
/// A message is to be sent.
pub const SEND_MESSAGE: &str = "send_message";

/// A client's name for one request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestKey {
    /// Who sent it: a user or an address.
    pub scope: String,
    /// What they sent.
    pub key: String,
    /// A digest of the request, to tell a repeat from a reuse. Kept as the claim's note.
    pub digest: String,
}

/// An order that moved, with where that stands in the journal.
#[derive(Debug, Clone)]
pub struct Moved {
    /// Where.
    pub place: Place,
    /// The order after it; at catch-up the present one, which may be later.
    pub order: Arc<Order>,
    /// What happened.
    pub event: Arc<Event>,
    /// When this process learned that it is durable.
    pub durable_at: Instant,
}

/// A decided change, ready to be written, with what its readers will want.
#[derive(Debug, Default)]
pub struct Sealed {
    /// The rows.
    pub change: Change,
    /// Each part of them as values: the order after its event.
    pub moves: Vec<(Arc<Order>, Arc<Event>)>,
}

impl Sealed {
    /// Seals one order's event. `debts` gives ids to what it makes us owe.
    #[must_use]
    pub fn of(order: &Arc<Order>, event: &Arc<Event>, key: Option<&RequestKey>) -> Self {
        let mut sealed = Self::default();
        sealed.add(order, event, key);
        sealed
    }

    /// Adds another order's event: all of them become durable together, or none.
    pub fn add(&mut self, order: &Arc<Order>, event: &Arc<Event>, key: Option<&RequestKey>) {
        self.change.parts.push(part(order, event));
        self.change.claims.extend(claims(order, event, key));
        self.change.outbox.extend(outbox(order, event));
        self.change.alerts.extend(alerts(order, event));
        self.moves.push((Arc::clone(order), Arc::clone(event)));
    }
}

fn part(order: &Order, event: &Event) -> Part {
    let private = &event.private;
    Part {
        row: OrderRow {
            id: order.id,
            version: order.version,
            code: order.code.as_str().to_owned(),
            status: order.status().word(),
            data: text(order),
        },
        event: text(event),
        private: (!private.is_empty()).then(|| text(private)),
    }
}

fn claims(order: &Order, event: &Event, key: Option<&RequestKey>) -> Vec<Claim> {
    let claim = |unique, note| Claim {
        unique,
        order: order.id,
        at: event.at,
        note,
    };
    let of_fact = |fact: &Fact| match fact {
        Fact::Created { code, .. } => Some(claim(
            Unique::OrderCode(code.as_str().to_owned()),
            String::new(),
        )),
        Fact::InvoiceIssued { code, invoice, .. } => Some(claim(
            Unique::InvoiceCode(code.as_str().to_owned()),
            invoice.to_string(),
        )),
        Fact::AttemptOpened {
            attempt,
            provider_id,
            ..
        } => Some(claim(
            Unique::Page(provider_id.clone()),
            attempt.to_string(),
        )),
        Fact::Received(payment) => money(payment).map(|name| claim(name, payment.id.to_string())),
        _ => None,
    };
    let keyed = key.map(|key| {
        let unique = Unique::Idempotency {
            scope: key.scope.clone(),
            key: key.key.clone(),
        };
        claim(unique, key.digest.clone())
    });
    event
        .facts
        .iter()
        .filter_map(of_fact)
        .chain(keyed)
        .collect()
}

/// The name of money that a provider reported, or that a bank's slip proves. Taken back or moved on, it is still the
/// same money, under the name it has.
fn money(payment: &Payment) -> Option<Unique> {
    let is_new = payment.reverses.is_none() && payment.counterpart.is_none();
    let name = payment.provider_id.clone().filter(|_| is_new);
    let slip = payment.slip.as_ref().filter(|_| is_new);
    name.map(Unique::Money)
        .or_else(|| slip.map(|slip| Unique::Slip(slip.digest.clone())))
}

fn alerts(order: &Order, event: &Event) -> Vec<AlertRow> {
    let alerts = alert::alerts_for(event).into_iter().zip(0_u8..);
    alerts
        .map(|(alert, place)| alert_row(alert, place, order, event))
        .collect()
}

fn alert_row(alert: Alert, place: u8, order: &Order, event: &Event) -> AlertRow {
    let kind = kinds::of_money(alert.kind);
    // What says nothing new the second time is the same alert again.
    let told = if alert.kind.repeats() {
        (0, 0)
    } else {
        (event.version, place)
    };
    let named = (order.id, kind, alert.invoice, alert.amount, told);
    AlertRow {
        id: AlertId(id_of(format!("{named:?}").as_bytes())),
        kind: kind.into(),
        severity: kinds::severity(alert.kind).into(),
        order: Some(order.id),
        at: event.at,
        data: json!({
            "order_code": order.code,
            "invoice_id": alert.invoice,
            "amount": alert.amount,
            "excess": alert.excess,
        })
        .to_string(),
    }
}

/// An id that follows from what it names, so that naming it again is no second thing.
#[must_use]
pub fn id_of(named: &[u8]) -> Uuid {
    let digest = Sha256::digest(named);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn outbox(order: &Order, event: &Event) -> Vec<OutboxRow> {
    let debts = debt::owed_for(event, order);
    if debts.is_empty() {
        return Vec::new();
    }
    // Ids that follow from the event: sealing the same event twice owes the same.
    let base = order.id.0.as_u128() ^ (u128::from(order.version) << 16).rotate_left(48);
    let mut fresh = Fresh::new(Uuid::from_u128(base));
    debts
        .into_iter()
        .map(|debt| outbox_row(debt, order, event, DebtId(fresh.draw())))
        .collect()
}

fn outbox_row(debt: Debt, order: &Order, event: &Event, id: DebtId) -> OutboxRow {
    let at = event.at;
    let (kind, not_after, data) = match debt {
        Debt::OpenAttempt {
            invoice,
            attempt,
            until,
        } => (
            OPEN_ATTEMPT,
            until,
            json!({ "invoice": invoice, "attempt": attempt }),
        ),
        Debt::ExpireAttempt { invoice, attempt } => (
            EXPIRE_ATTEMPT,
            at + DEBT_LIFE,
            json!({ "invoice": invoice, "attempt": attempt }),
        ),
        Debt::PayRefund(refund) => (PAY_REFUND, at + DEBT_LIFE, json!({ "refund": refund })),
        Debt::SendMessage {
            invoice,
            announcement,
            until,
        } => (
            SEND_MESSAGE,
            until,
            json!({
                "invoice": invoice,
                "announcement": announcement,
                "letter": event.private.letter,
            }),
        ),
    };
    OutboxRow {
        id,
        kind: kind.into(),
        order: Some(order.id),
        due_at: at,
        not_after,
        data: data.to_string(),
        tries: 0,
        holder: None,
    }
}

/// Reads an order back.
///
/// # Errors
///
/// When the row does not hold one.
pub fn read_order(row: &StoredOrder) -> Result<Order, StoreError> {
    serde_json::from_str(&row.data).map_err(|error| StoreError::Unreadable {
        row: format!("order:{}", row.id),
        reason: error.to_string(),
    })
}

/// Reads an event back, with its personal values if they are still there.
///
/// # Errors
///
/// When the row does not hold one.
pub fn read_event(row: &StoredEvent) -> Result<Event, StoreError> {
    let unreadable = |error: serde_json::Error| StoreError::Unreadable {
        row: format!("order_event of version {}", row.version),
        reason: error.to_string(),
    };
    let mut event: Event = serde_json::from_str(&row.event).map_err(unreadable)?;
    if let Some(private) = &row.private {
        event.private = serde_json::from_str(private).map_err(unreadable)?;
    }
    Ok(event)
}

fn text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("domain values have text keys only")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::konveksi::Action;
    use crate::domain::konveksi::tests::kit::HALF;
    use crate::domain::konveksi::tests::kit::Trial;
    use crate::domain::konveksi::tests::kit::an_order;

    /// The names the last change of an order takes, each with its note.
    fn names(trial: &Trial) -> Vec<(Unique, String)> {
        let event = Arc::new(trial.events.last().unwrap().clone());
        let sealed = Sealed::of(&Arc::new(trial.order.clone()), &event, None);
        let claims = sealed.change.claims.into_iter();
        claims.map(|claim| (claim.unique, claim.note)).collect()
    }

    #[test]
    fn a_page_that_opens_takes_its_providers_name() {
        let mut order = an_order().with_link();
        let attempt = order.last_invoice().attempts[0].id;

        order.does(Action::AttemptOpened {
            attempt,
            provider_id: "page-1".to_owned(),
            url: "https://pay.example/1".to_owned(),
        });

        let expected = (Unique::Page("page-1".to_owned()), attempt.to_string());
        assert_eq!(names(&order), [expected]);
    }

    #[test]
    fn money_of_a_provider_takes_its_name_once() {
        let mut order = an_order().with_link();

        order.pays(HALF);

        let payment = order.last_payment();
        let name = payment.provider_id.clone().unwrap();
        let expected = (Unique::Money(name), payment.id.to_string());
        assert_eq!(names(&order), [expected]);
        let mut taken_back = payment.clone();
        taken_back.reverses = Some(payment.id);
        assert_eq!(money(&taken_back), None);
        let mut moved = payment.clone();
        moved.counterpart = Some(order.order.id);
        assert_eq!(money(&moved), None);
    }

    #[test]
    fn money_recorded_by_hand_takes_no_name() {
        let mut order = an_order().with_link();

        order.records(order.last_invoice().id, HALF);

        assert_eq!(names(&order), []);
    }
}
