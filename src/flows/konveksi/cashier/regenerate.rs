//! Making an invoice payable anew, unless it was paid.

use std::sync::Arc;

use crate::actors::order::OrderError;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Order;
use crate::flows::konveksi::cashier::Cashier;
use crate::flows::konveksi::cashier::courier::NotPaid;

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
        match self.look(&order, wanted).await {
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
