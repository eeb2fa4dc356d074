//! Where orders and the payment provider meet.
//!
//! The provider tells us of money by webhook, and we ask it: before an invoice expires,
//! before a page is made anew, every quarter of an hour for whatever we missed. All ways
//! lead to the same command, which is right twice, so it does not matter which of them is
//! first. Calls to the provider are owed through the outbox and are never in a transaction.

mod courier;
mod expiry;
mod pages;
mod reconcile;
mod refunds;
mod regenerate;
mod unmatched;
mod webhook;
mod whose;

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::actors::index::OrderIndex;
use crate::actors::order::Answer;
use crate::actors::order::OrderError;
use crate::actors::order::Submission;
use crate::actors::registry::Orders;
use crate::domain::ids::Fresh;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Command;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::role::By;
use crate::domain::role::Source;
use crate::domain::time::Clock;
use crate::flows::konveksi::post::Post;
use crate::integrations::payment::PaymentGateway;
use crate::store::DeliveryRow;
use crate::store::Store;

pub use self::expiry::ExpireInvoices;
pub use self::expiry::OldInvoices;
pub use self::reconcile::Reconcile;
pub use self::regenerate::Regenerated;
pub use self::unmatched::MatchError;
pub use self::webhook::Webhook;

/// How long an answer waits for a payment page at most.
pub const PAGE_WAIT_MAX: Duration = Duration::from_secs(8);

/// Takes money in and gives it back. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Cashier(Arc<Parts>);

/// What a cashier works with.
#[derive(Debug)]
pub struct Parts {
    /// The orders.
    pub orders: Orders,
    /// Finds orders by what is theirs.
    pub index: OrderIndex,
    /// Keeps what the world told us.
    pub store: Arc<dyn Store>,
    /// Where customers pay.
    pub gateway: Arc<dyn PaymentGateway>,
    /// Writes to customers.
    pub post: Post,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Base of links, without a slash at its end.
    pub public_url: String,
}

impl Cashier {
    /// A cashier with these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Waits until the provider has said something about an invoice's page, or time is up;
    /// answers the order as it then is.
    ///
    /// # Errors
    ///
    /// When the order cannot be read.
    pub async fn await_page(
        &self,
        order: OrderId,
        invoice: InvoiceId,
        wait_max: Duration,
    ) -> Result<Option<Arc<Order>>, OrderError> {
        let heard = |order: &Order| !awaits_page(order, invoice);
        self.0.orders.wait_for(order, wait_max, heard).await
    }

    /// Tells an order what the provider did.
    async fn tell(&self, order: OrderId, action: Action) -> Result<Answer, OrderError> {
        self.tell_of(order, action, None).await
    }

    /// The same, settling the message by which we know.
    async fn tell_of(
        &self,
        order: OrderId,
        action: Action,
        delivery: Option<DeliveryRow>,
    ) -> Result<Answer, OrderError> {
        let submission = Submission {
            delivery,
            ..Submission::of(self.command(order, action, Source::Provider))
        };
        self.0.orders.submit(submission).await
    }

    fn command(&self, order: OrderId, action: Action, source: Source) -> Command {
        Command {
            order,
            at: self.0.clock.now(),
            by: By::nobody(source),
            expected: None,
            fresh: Fresh::new(Uuid::now_v7()),
            action,
        }
    }
}

/// Whether the provider still has to answer for an invoice's page.
fn awaits_page(order: &Order, invoice: InvoiceId) -> bool {
    let page = order.invoice(invoice).and_then(|it| it.open_attempt());
    page.is_some_and(|page| page.state == AttemptState::Opening)
}

#[cfg(test)]
mod tests;
