//! Whatever the provider's webhooks did not tell: paid pages and refunds that ended.

use async_trait::async_trait;
use tracing::info;

use crate::actors::scheduler::Job;
use crate::actors::scheduler::JobError;
use crate::actors::scheduler::Report;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::flows::konveksi::cashier::Cashier;
use crate::flows::konveksi::cashier::courier::NotPaid;
use crate::flows::konveksi::cashier::unmatched::Stray;
use crate::flows::konveksi::cashier::whose::Money;
use crate::integrations::payment::GatewayError;
use crate::integrations::payment::Page;

/// How far back the first look goes.
const FIRST: Span = Span::days(-7);
/// How far a look goes back beyond the last one: the provider's list follows its acts.
const OVERLAP: Span = Span::hours(-1);
/// How many pages of the provider's list one run reads.
const PAGES_MAX: usize = 200;

/// Compares our books with the provider's, every quarter of an hour.
#[derive(Debug, Clone)]
pub struct Reconcile(pub Cashier);

#[async_trait]
impl Job for Reconcile {
    fn name(&self) -> &'static str {
        "reconcile_payments"
    }

    fn beat(&self) -> Span {
        Span::minutes(15)
    }

    async fn run(&self, now: Timestamp, memory: &str) -> Result<Report, JobError> {
        let since = memory.parse().unwrap_or_else(|_| now + FIRST);
        let found = self.0.take_in_since(since).await?;
        for order in self.0.0.index.with_pending_refunds() {
            if let Some(order) = self.0.0.orders.durable(order).await? {
                self.0.look_at_refunds(&order).await?;
            }
        }
        Ok(Report {
            summary: match found {
                0 => String::new(),
                found => format!("{found} payments no webhook had told us of"),
            },
            memory: (now + OVERLAP).to_string(),
        })
    }
}

impl Cashier {
    /// Takes in everything that was paid at the provider since an instant. Answers how much
    /// of it was news.
    async fn take_in_since(&self, since: Timestamp) -> Result<usize, JobError> {
        let mut news = 0;
        let mut after: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let pages = self.0.gateway.paid_since(since, after.as_deref()).await?;
            let Some(last) = pages.last() else { break };
            after = Some(last.provider_id.clone());
            for page in &pages {
                news += usize::from(self.take_in(page).await?);
            }
        }
        Ok(news)
    }

    async fn take_in(&self, page: &Page) -> Result<bool, JobError> {
        let money = Money::on(page);
        match self.whose(&page.provider_id, &page.external_id).await? {
            Some(found) => {
                let answer = self.take(&found, money, None).await?;
                let news = answer.event.is_some();
                if news {
                    info!(order.id = %answer.order.id, "a payment was found at the provider");
                }
                Ok(news)
            }
            None => Ok(self.keep_stray(&Stray::on(page), money).await?),
        }
    }
}

impl From<GatewayError> for JobError {
    fn from(error: GatewayError) -> Self {
        Self(error.to_string())
    }
}

impl From<NotPaid> for JobError {
    fn from(error: NotPaid) -> Self {
        match error {
            NotPaid::Order(error) => error.into(),
            NotPaid::Gateway(error) => error.into(),
            NotPaid::Nonsense(reason) => Self(reason),
        }
    }
}
