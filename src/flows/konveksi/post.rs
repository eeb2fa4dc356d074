//! Writing to customers about their invoices.
//!
//! What an order owes its customer comes here through the outbox, perhaps more than once.
//! A message goes out once for each channel, nothing about an invoice that asks for nothing
//! any more, nothing after its time. What was handed over and never answered is not sent
//! again: a customer who is written twice is worse off than one who asks.

mod compose;
mod lanes;
mod memory;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use serde::Deserialize;
use tokio::time::timeout;
use tracing::info;
use tracing::warn;
use uuid::Uuid;

use crate::actors::change::id_of;
use crate::actors::notifier::Paid;
use crate::actors::registry::Orders;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::message::Announcement;
use crate::domain::konveksi::message::Letter;
use crate::domain::time::BusinessZone;
use crate::domain::time::Clock;
use crate::flows::konveksi::post::compose::Reach;
use crate::flows::konveksi::post::compose::Unsent;
use crate::flows::konveksi::post::lanes::Lanes;
use crate::flows::konveksi::post::memory::Fate;
use crate::flows::konveksi::post::memory::Memory;
use crate::flows::konveksi::templates::Templates;
use crate::integrations::messaging::Carrier;
use crate::integrations::messaging::MessageError;
use crate::integrations::messaging::Messenger;
use crate::store::OutboxRow;
use crate::telemetry::metrics as names;
use crate::wire::konveksi::letter::House;
use crate::wire::konveksi::letter::Template;
use crate::wire::konveksi::letter::Written;
use crate::wire::konveksi::letter::gaps::Fillings;
use crate::wire::konveksi::letter::values_of;

/// How long a message waits for another to the same person. With [`SEND_MAX`] it stays below
/// the lease of a debt, so that nobody else takes it meanwhile.
const LANE_WAIT_MAX: Duration = Duration::from_secs(5);
/// How long a carrier may take; after it nobody knows what became of the message.
const SEND_MAX: Duration = Duration::from_secs(10);

/// Writes to customers. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Post(Arc<Office>);

#[derive(Debug)]
struct Office {
    orders: Orders,
    messenger: Arc<dyn Messenger>,
    clock: Arc<dyn Clock>,
    house: House,
    templates: Templates,
    lanes: Lanes,
    memory: Memory,
}

/// What a post office works with.
#[derive(Debug)]
pub struct PostParts {
    /// The orders.
    pub orders: Orders,
    /// Who carries messages.
    pub messenger: Arc<dyn Messenger>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Whose clocks dates are read from.
    pub zone: BusinessZone,
    /// What the business is called.
    pub business_name: String,
}

/// A message that will never go out, at least on one channel: somebody has to be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a message cannot be sent: {0}")]
pub struct Undeliverable(pub String);

/// What a debt about a message says.
#[derive(Debug, Clone, Deserialize)]
struct Owed {
    invoice: InvoiceId,
    announcement: Announcement,
    letter: Option<Letter>,
}

impl Post {
    /// A post office with these parts.
    #[must_use]
    pub fn new(parts: PostParts) -> Self {
        Self(Arc::new(Office {
            orders: parts.orders,
            messenger: parts.messenger,
            clock: parts.clock,
            house: House {
                name: parts.business_name,
                zone: parts.zone,
            },
            templates: Templates::builtin(),
            lanes: Lanes::default(),
            memory: Memory::default(),
        }))
    }

    /// Whether nothing really arrives anywhere.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        self.0.messenger.is_sandbox()
    }

    /// The templates there are.
    #[must_use]
    pub fn templates(&self) -> &Templates {
        &self.0.templates
    }

    /// Writes a letter about an invoice. What `custom` says never stands in for what the
    /// invoice itself says: an amount is the amount.
    #[must_use]
    pub fn write(
        &self,
        template: &Template,
        order: &Order,
        invoice: &Invoice,
        custom: &Fillings,
    ) -> Written {
        let mut values = custom.clone();
        values.extend(values_of(order, invoice, &self.0.house));
        template.write(&values)
    }

    /// Sends what an order owes its customer, on each channel once. To be asked again while
    /// it answers [`Paid::Later`].
    ///
    /// # Errors
    ///
    /// When it is done with all channels, and one of them will never take the message.
    pub async fn send(&self, order: OrderId, debt: &OutboxRow) -> Result<Paid, Undeliverable> {
        let owed: Owed = serde_json::from_str(&debt.data)
            .map_err(|error| Undeliverable(format!("its debt cannot be read: {error}")))?;
        let reaches = match self.0.orders.durable(order).await {
            Ok(Some(order)) => compose::reaches(&order, owed.announcement.channel),
            Ok(None) => return Ok(Paid::Done),
            Err(error) => return Ok(later(error.to_string(), None)),
        };
        if reaches.is_empty() {
            return Err(Undeliverable("the customer has no such contact".to_owned()));
        }
        let each = reaches
            .iter()
            .map(|reach| self.send_to(reach, order, &owed, debt));
        sum_up(join_all(each).await)
    }

    /// Sends it on one channel.
    async fn send_to(&self, reach: &Reach, order: OrderId, owed: &Owed, debt: &OutboxRow) -> Fate {
        let id = message_id(debt, reach.carrier);
        // Two messages to one person go one after the other.
        let lane = timeout(LANE_WAIT_MAX, self.0.lanes.enter(&reach.to)).await;
        let fate = match (lane, self.0.memory.recall(id)) {
            (_, Some(fate)) => return fate,
            (Err(_elapsed), None) => Fate::Later("others go to the same person".to_owned(), None),
            (Ok(_lane), None) => self.send_now(id, reach.carrier, order, owed, debt).await,
        };
        count(reach.carrier, &fate);
        self.0.memory.keep(id, &fate);
        fate
    }

    async fn send_now(
        &self,
        id: Uuid,
        carrier: Carrier,
        order: OrderId,
        owed: &Owed,
        debt: &OutboxRow,
    ) -> Fate {
        // Read again: somebody may have paid while it waited.
        let order = match self.0.orders.durable(order).await {
            Ok(Some(order)) => order,
            Ok(None) => return Fate::Moot,
            Err(error) => return Fate::Later(error.to_string(), None),
        };
        let message = match self.compose(id, carrier, &order, owed, debt) {
            Ok(message) => message,
            Err(Unsent::Moot) => return Fate::Moot,
            Err(Unsent::NotYet(why)) => return Fate::Later(why.to_owned(), None),
            Err(Unsent::Never(why)) => return Fate::Refused(why),
        };
        let sent = timeout(SEND_MAX, self.0.messenger.send(&message)).await;
        match sent {
            Ok(Ok(sent)) => {
                info!(order.id = %order.id, message.id = %id, reference = sent.reference, "message sent");
                Fate::Sent
            }
            Ok(Err(MessageError::Rejected { code, message })) => {
                Fate::Refused(format!("refused as {code}: {message}"))
            }
            Ok(Err(MessageError::Transient {
                reason,
                retry_after,
            })) => Fate::Later(reason, retry_after),
            Ok(Err(MessageError::Unknown { reason })) => lost(&order, id, &reason),
            Err(_elapsed) => lost(&order, id, "no answer in time"),
        }
    }
}

/// Whether a message went out is not known. It is not sent again; a person can.
fn lost(order: &Order, id: Uuid, reason: &str) -> Fate {
    warn!(order.id = %order.id, message.id = %id, reason, "a message may or may not have been sent, and is not sent again");
    Fate::Unknown
}

/// What the channels together mean for the debt.
fn sum_up(fates: Vec<Fate>) -> Result<Paid, Undeliverable> {
    let mut refused = None;
    let mut waiting = None;
    for fate in fates {
        match fate {
            Fate::Sent | Fate::Unknown | Fate::Moot => {}
            Fate::Refused(why) => refused = Some(why),
            Fate::Later(reason, after) => waiting = Some(later(reason, after)),
        }
    }
    match (waiting, refused) {
        // Those that are done are remembered, so only the rest is tried again.
        (Some(later), _) => Ok(later),
        (None, Some(why)) => Err(Undeliverable(why)),
        (None, None) => Ok(Paid::Done),
    }
}

const fn later(reason: String, after: Option<Duration>) -> Paid {
    Paid::Later { reason, after }
}

/// The id of a debt's message on a channel: the same for every try.
fn message_id(debt: &OutboxRow, carrier: Carrier) -> Uuid {
    id_of(format!("{}:{}", debt.id, word(carrier)).as_bytes())
}

fn count(carrier: Carrier, fate: &Fate) {
    let outcome = match fate {
        Fate::Sent => "sent",
        Fate::Unknown => "unknown",
        Fate::Moot => "moot",
        Fate::Refused(_) => "refused",
        Fate::Later(..) => "later",
    };
    let labels = [("channel", word(carrier)), ("outcome", outcome)];
    metrics::counter!(names::MESSAGES_TOTAL, &labels).increment(1);
}

const fn word(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Whatsapp => "whatsapp",
        Carrier::Email => "email",
    }
}

#[cfg(test)]
mod tests;
