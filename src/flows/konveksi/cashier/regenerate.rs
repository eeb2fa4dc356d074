//! Making an invoice payable anew, unless it was paid.

use std::sync::Arc;

use crate::actors::order::OrderError;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Order;
use crate::flows::konveksi::cashier::Cashier;
use crate::flows::konveksi::cashier::PAGE_WAIT_MAX;
use crate::flows::konveksi::cashier::courier::NotPaid;
use crate::integrations::payment::GatewayError;

/// What a look at an invoice's old pages found.
#[derive(Debug)]
pub enum Regenerated {
    /// It was paid; the money is on the order by now.
    Paid(Arc<Order>),
    /// No money there: it may be made anew. The order as it was before.
    Unpaid(Arc<Order>),
    /// The provider could not be asked; nothing was changed.
    Unreadable(String),
}

impl Cashier {
    /// Reads the old pages of an invoice before a new one is made, and takes in their money.
    /// Waits for the provider no longer than for a page.
    ///
    /// # Errors
    ///
    /// When the order cannot be read or written.
    pub async fn before_regenerating(
        &self,
        order: OrderId,
        invoice: InvoiceId,
    ) -> Result<Option<Regenerated>, OrderError> {
        let Some(order) = self.0.orders.durable(order).await? else {
            return Ok(None);
        };
        let Some(wanted) = order.invoice(invoice) else {
            return Ok(None);
        };
        let looked = tokio::time::timeout(PAGE_WAIT_MAX, self.look(&order, wanted)).await;
        match looked.unwrap_or_else(|_| Err(too_slow())) {
            Ok(true) => {
                let paid = self.0.orders.durable(order.id).await?;
                Ok(Some(Regenerated::Paid(paid.unwrap_or(order))))
            }
            Ok(false) => Ok(Some(Regenerated::Unpaid(order))),
            Err(NotPaid::Order(error)) => Err(error),
            Err(NotPaid::Gateway(error)) => Ok(Some(Regenerated::Unreadable(error.to_string()))),
            Err(NotPaid::Nonsense(reason)) => Ok(Some(Regenerated::Unreadable(reason))),
        }
    }
}

/// Money that was found before that is on the order; the rest may be looked for again.
fn too_slow() -> NotPaid {
    NotPaid::Gateway(GatewayError::Transient {
        reason: "the provider takes its time".to_owned(),
        retry_after: None,
    })
}
