//! Opening payment pages, ending them, and looking what became of them.

use std::sync::Arc;

use crate::actors::notifier::Paid;
use crate::actors::order::OrderError;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::invoice::Attempt;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::time::Span;
use crate::flows::konveksi::cashier::Cashier;
use crate::flows::konveksi::cashier::courier::NotPaid;
use crate::flows::konveksi::cashier::courier::PageDebt;
use crate::flows::konveksi::cashier::whose::Found;
use crate::flows::konveksi::cashier::whose::Money;
use crate::integrations::payment::GatewayError;
use crate::integrations::payment::Item;
use crate::integrations::payment::Page;
use crate::integrations::payment::PageRequest;
use crate::integrations::payment::PageStatus;

/// The provider makes no page that lives longer. One that ends before its instalment is paid
/// is renewed.
const LIFE_MAX: Span = Span::days(365);
/// A page that lives shorter than this is not worth opening.
const LIFE_MIN: Span = Span::seconds(30);

impl Cashier {
    /// Opens the page of an attempt. `tries` counts from 1; whoever comes again looks first
    /// what the last try did.
    pub(super) async fn open_page(
        &self,
        order: OrderId,
        debt: &PageDebt,
        tries: u32,
    ) -> Result<Paid, NotPaid> {
        let Some(order) = self.0.orders.durable(order).await? else {
            return Ok(Paid::Done);
        };
        let Some((invoice, attempt)) = attempt_of(&order, debt) else {
            return Err(NotPaid::Nonsense("the order knows no such page".to_owned()));
        };
        if attempt.provider_id.is_some() {
            return Ok(Paid::Done);
        }
        if attempt.state != AttemptState::Opening {
            // Nobody wants it any more. If it was never asked for, there is nothing to end.
            return if tries <= 1 {
                Ok(Paid::Done)
            } else {
                self.end_page(order.id, debt).await
            };
        }
        let Some(request) = self.request(&order, invoice, attempt) else {
            self.tell(order.id, Action::AttemptExpired(attempt.id))
                .await?;
            return Ok(Paid::Done);
        };
        let gateway = &self.0.gateway;
        let opened = if tries <= 1 {
            gateway.open(&request).await
        } else {
            gateway.open_again(&request).await
        };
        match opened {
            Ok(page) => self.opened(&order, invoice.id, attempt, &page).await,
            Err(GatewayError::Rejected { code, message }) => {
                tracing::warn!(order.id = %order.id, code, message, "the provider refused a page");
                self.tell(order.id, Action::AttemptFailed(attempt.id))
                    .await?;
                Ok(Paid::Done)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn opened(
        &self,
        order: &Arc<Order>,
        invoice: InvoiceId,
        attempt: &Attempt,
        page: &Page,
    ) -> Result<Paid, NotPaid> {
        let action = Action::AttemptOpened {
            attempt: attempt.id,
            provider_id: page.provider_id.clone(),
            url: page.url.clone(),
        };
        self.tell(order.id, action).await?;
        let found = Found {
            order: Arc::clone(order),
            invoice,
            attempt: Some(attempt.id),
        };
        self.heed(&found, page).await?;
        Ok(Paid::Done)
    }

    /// Ends every page the provider has for an attempt. One that was paid is money.
    pub(super) async fn end_page(&self, order: OrderId, debt: &PageDebt) -> Result<Paid, NotPaid> {
        let Some(order) = self.0.orders.durable(order).await? else {
            return Ok(Paid::Done);
        };
        let Some((invoice, attempt)) = attempt_of(&order, debt) else {
            return Err(NotPaid::Nonsense("the order knows no such page".to_owned()));
        };
        let found = Found {
            order: Arc::clone(&order),
            invoice: invoice.id,
            attempt: Some(attempt.id),
        };
        for page in self.pages_of(invoice, attempt).await? {
            let ended = match page.status {
                PageStatus::Pending | PageStatus::Other(_) => {
                    self.0.gateway.expire(&page.provider_id).await?
                }
                PageStatus::Paid | PageStatus::Expired => Some(page),
            };
            if let Some(page) = ended {
                self.heed(&found, &page).await?;
            }
        }
        Ok(Paid::Done)
    }

    /// The pages the provider has for an attempt: the one we know, else what it lists.
    async fn pages_of(
        &self,
        invoice: &Invoice,
        attempt: &Attempt,
    ) -> Result<Vec<Page>, GatewayError> {
        match &attempt.provider_id {
            Some(id) => Ok(self.0.gateway.read(id).await?.into_iter().collect()),
            None => self.0.gateway.find(&invoice.external_id(attempt)).await,
        }
    }

    /// Asks the provider about the pages of an invoice that may have been paid without our
    /// knowing, and takes in what it has. Answers whether there was money.
    pub(super) async fn look(
        &self,
        order: &Arc<Order>,
        invoice: &Invoice,
    ) -> Result<bool, NotPaid> {
        let mut was_paid = false;
        for attempt in invoice.attempts.iter().filter(|it| may_hold_money(it)) {
            let found = Found {
                order: Arc::clone(order),
                invoice: invoice.id,
                attempt: Some(attempt.id),
            };
            for page in self.pages_of(invoice, attempt).await? {
                was_paid |= page.status == PageStatus::Paid;
                self.heed(&found, &page).await?;
            }
        }
        Ok(was_paid)
    }

    /// Takes in the money on a page, if there is any.
    pub(super) async fn heed(&self, found: &Found, page: &Page) -> Result<(), OrderError> {
        if page.status != PageStatus::Paid {
            return Ok(());
        }
        match self.take(found, Money::on(page), None).await {
            Ok(_) => Ok(()),
            Err(OrderError::Refused(refused)) if refused.refusal == Refusal::NoAmount => {
                tracing::warn!(order.id = %found.order.id, "a paid page holds no money");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn request(&self, order: &Order, invoice: &Invoice, attempt: &Attempt) -> Option<PageRequest> {
        let now = self.0.clock.now();
        let left = attempt.expires_at.millis_since(now);
        let duration = Span::millis(i64::try_from(left).unwrap_or(i64::MAX));
        if duration < LIFE_MIN {
            return None;
        }
        let duration = duration.min(LIFE_MAX);
        let (base, code) = (&self.0.public_url, &order.code);
        let customer = &order.customer;
        Some(PageRequest {
            external_id: invoice.external_id(attempt),
            amount: attempt.amount,
            duration,
            description: format!("{} · {} · {}", invoice.code, code, order.product.name),
            payer_name: Some(customer.name.clone()),
            payer_email: customer.contact.email.clone(),
            payer_phone: customer.contact.phone.clone(),
            success_url: format!("{base}/api/v1/payment/success/?order_code={code}"),
            failure_url: format!("{base}/api/v1/payment/failed/?order_code={code}"),
            item: Item {
                name: order.product.name.clone(),
                quantity: 1,
                price: attempt.amount,
            },
        })
    }
}

fn attempt_of<'a>(order: &'a Order, debt: &PageDebt) -> Option<(&'a Invoice, &'a Attempt)> {
    let invoice = order.invoice(debt.invoice)?;
    Some((invoice, invoice.attempt(debt.attempt)?))
}

/// Whether a page may hold money we have not heard of.
const fn may_hold_money(attempt: &Attempt) -> bool {
    match attempt.state {
        AttemptState::Opening
        | AttemptState::Open
        | AttemptState::Expired
        | AttemptState::Superseded => true,
        AttemptState::Paid | AttemptState::Failed => false,
    }
}
