//! The orders to which invoices and payments belong.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use crate::actors::order::OrderError;
use crate::app::App;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::payment::Payment;
use crate::http::konveksi::error::ApiError;

/// The order to which something belongs that a path named; a deleted one only when it is
/// wanted.
pub(crate) async fn owner(
    app: &App,
    id: Option<OrderId>,
    deleted: bool,
) -> Result<Arc<Order>, ApiError> {
    let order = app.orders.view(id.ok_or_else(ApiError::not_found)?).await?;
    let order = order.filter(|order| deleted || order.deleted_at.is_none());
    order.ok_or_else(ApiError::not_found)
}

/// An invoice that a path named, and the order it belongs to.
pub(crate) async fn billed(
    app: &App,
    id: InvoiceId,
    deleted: bool,
) -> Result<(Arc<Order>, Invoice), ApiError> {
    let order = owner(app, app.index.order_of_invoice(id), deleted).await?;
    let invoice = order.invoice(id).cloned();
    Ok((order, invoice.ok_or_else(ApiError::not_found)?))
}

/// A payment that a path named, and the order it belongs to.
pub(crate) async fn paid(
    app: &App,
    id: PaymentId,
    deleted: bool,
) -> Result<(Arc<Order>, Payment), ApiError> {
    let order = owner(app, app.index.order_of_payment(id), deleted).await?;
    let payment = order.payment(id).cloned();
    Ok((order, payment.ok_or_else(ApiError::not_found)?))
}

/// Orders by their ids.
#[derive(Debug)]
pub(crate) struct Owners(HashMap<OrderId, Arc<Order>>);

impl Owners {
    /// Reads the orders of a page, each once however often it comes.
    pub(crate) async fn of(
        app: &App,
        ids: impl Iterator<Item = OrderId>,
    ) -> Result<Self, OrderError> {
        let ids: BTreeSet<OrderId> = ids.collect();
        let ids: Vec<OrderId> = ids.into_iter().collect();
        let orders = app.orders.views(&ids).await?;
        let named = orders.into_iter().map(|order| (order.id, order));
        Ok(Self(named.collect()))
    }

    /// One of them.
    pub(crate) fn get(&self, id: OrderId) -> Option<&Order> {
        self.0.get(&id).map(AsRef::as_ref)
    }
}
