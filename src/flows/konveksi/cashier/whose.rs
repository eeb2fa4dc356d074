//! Whose money it is: from the provider's words to an order of ours.

use std::sync::Arc;

use crate::actors::order::Answer;
use crate::actors::order::OrderError;
use crate::domain::ids::AttemptId;
use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::command::Receipt;
use crate::domain::konveksi::invoice::invoice_code_in;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::flows::konveksi::cashier::Cashier;
use crate::integrations::payment::Page;
use crate::store::Claim;
use crate::store::DeliveryRow;
use crate::store::Unique;

/// The method of money whose provider does not say how it came.
const UNKNOWN_METHOD: &str = "OTHER";

/// A page of the provider's, found among ours.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) order: Arc<Order>,
    pub(super) invoice: InvoiceId,
    /// None when the invoice is ours and the page is not known to it.
    pub(super) attempt: Option<AttemptId>,
}

/// Money at the provider.
#[derive(Debug, Clone)]
pub(super) struct Money {
    pub(super) provider_id: String,
    pub(super) amount: Rupiah,
    pub(super) method: Option<String>,
    pub(super) paid_at: Option<Timestamp>,
}

impl Money {
    /// The money on a page, if there is any.
    pub(super) fn on(page: &Page) -> Self {
        Self {
            provider_id: page.provider_id.clone(),
            amount: page.paid_amount.unwrap_or(page.amount),
            method: page.method.clone(),
            paid_at: page.paid_at,
        }
    }
}

impl Cashier {
    /// The invoice a page stands for: by the provider's id of it, or of the money that came on
    /// it, else by ours.
    pub(super) async fn whose(
        &self,
        provider_id: &str,
        external_id: &str,
    ) -> Result<Option<Found>, OrderError> {
        let page = Unique::Page(provider_id.to_owned());
        if let Some(claim) = self.0.orders.claim(&page).await?
            && let Some(order) = self.0.orders.durable(claim.order).await?
            && let Some(found) = find(&order, provider_id, external_id)
        {
            return Ok(Some(found));
        }
        if let Some(found) = self.by_its_money(provider_id).await? {
            return Ok(Some(found));
        }
        let Some(code) = invoice_code_in(external_id) else {
            return Ok(None);
        };
        let name = Unique::InvoiceCode(code.as_str().to_owned());
        let Some(claim) = self.0.orders.claim(&name).await? else {
            return Ok(None);
        };
        let Some(order) = self.0.orders.durable(claim.order).await? else {
            return Ok(None);
        };
        let known = find(&order, provider_id, external_id);
        // The invoice is ours beyond doubt: its money is not turned away for a page we lost.
        let invoice = order.invoices.iter().find(|it| it.code == code);
        let ours = invoice.map(|it| it.id).map(|invoice| Found {
            order: Arc::clone(&order),
            invoice,
            attempt: None,
        });
        Ok(known.or(ours))
    }

    /// The same, for whoever has just seen who took the name of the page. The order may be a
    /// moment behind the store; it is awake by then.
    pub(super) async fn whose_page(
        &self,
        claim: Option<&Claim>,
        provider_id: &str,
        external_id: &str,
    ) -> Result<Option<Found>, OrderError> {
        if let Some(claim) = claim
            && let Some(order) = self.0.orders.rouse(claim.order).await?
            && let Some(found) = find(&order, provider_id, external_id)
        {
            return Ok(Some(found));
        }
        self.whose(provider_id, external_id).await
    }

    /// The invoice that has money which somebody placed by hand, or which came on a page we
    /// only knew by our own id.
    async fn by_its_money(&self, provider_id: &str) -> Result<Option<Found>, OrderError> {
        let money = Unique::Money(provider_id.to_owned());
        let Some(claim) = self.0.orders.claim(&money).await? else {
            return Ok(None);
        };
        let order = self.0.orders.durable(claim.order).await?;
        Ok(order.and_then(|order| {
            let payment = order
                .payments
                .iter()
                .find(|it| it.is_known_as(provider_id))?;
            Some(Found {
                invoice: payment.invoice?,
                attempt: payment.attempt,
                order: Arc::clone(&order),
            })
        }))
    }

    /// Takes in money that the provider holds for us. Right twice.
    pub(super) async fn take(
        &self,
        found: &Found,
        money: Money,
        delivery: Option<DeliveryRow>,
    ) -> Result<Answer, OrderError> {
        let receipt = Receipt {
            amount: money.amount,
            source: PaymentSource::Provider,
            invoice: found.invoice,
            attempt: found.attempt,
            method: money.method.unwrap_or_else(|| UNKNOWN_METHOD.to_owned()),
            paid_at: money.paid_at.unwrap_or_else(|| self.0.clock.now()),
            provider_id: Some(money.provider_id),
            contact: String::new(),
            notes: String::new(),
            slip: None,
        };
        let action = Action::Receive(Box::new(receipt));
        self.tell_of(found.order.id, action, delivery).await
    }
}

fn find(order: &Arc<Order>, provider_id: &str, external_id: &str) -> Option<Found> {
    order.invoices.iter().find_map(|invoice| {
        let attempt = invoice.attempt_known_as(provider_id, external_id)?;
        Some(Found {
            order: Arc::clone(order),
            invoice: invoice.id,
            attempt: Some(attempt.id),
        })
    })
}
