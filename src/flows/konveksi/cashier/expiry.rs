//! Invoices whose time is up: looked at before they expire, counted when they are old.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;
use tracing::info;
use tracing::warn;

use crate::actors::index::InvoiceQuery;
use crate::actors::order::OrderError;
use crate::actors::order::Submission;
use crate::actors::scheduler::Job;
use crate::actors::scheduler::JobError;
use crate::actors::scheduler::Report;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Fact;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::invoice::Closed;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::role::Source;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::flows::konveksi::cashier::Cashier;
use crate::flows::konveksi::cashier::courier::NotPaid;

/// How many orders one run looks at; the rest is for the next.
const ORDERS_MAX: usize = 1_000;
/// How many invoices a report names.
const NAMED_MAX: usize = 100;
/// How many expired invoices are read at a time.
const PAGE: usize = 500;
/// An invoice that expired longer ago than this is old.
const OLD: Span = Span::days(-30);

/// What a run of the expiry did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expired {
    /// Invoices that expired.
    pub expired: usize,
    /// Orders left for later, because the provider could not be asked.
    pub postponed: usize,
}

/// Expires what is due, every hour, and notes what is overdue.
#[derive(Debug, Clone)]
pub struct ExpireInvoices(pub Cashier);

/// Reports invoices that expired long ago, every day. Deletes nothing.
#[derive(Debug, Clone)]
pub struct OldInvoices(pub Cashier);

#[async_trait]
impl Job for ExpireInvoices {
    fn name(&self) -> &'static str {
        "auto_expire_invoices"
    }

    fn beat(&self) -> Span {
        Span::hours(1)
    }

    async fn run(&self, now: Timestamp, _memory: &str) -> Result<Report, JobError> {
        let Expired { expired, postponed } = self.0.expire_due(now).await?;
        let idle = expired == 0 && postponed == 0;
        let summary = format!("{expired} expired, {postponed} orders left for later");
        Ok(Report {
            summary: if idle { String::new() } else { summary },
            memory: String::new(),
        })
    }
}

#[async_trait]
impl Job for OldInvoices {
    fn name(&self) -> &'static str {
        "cleanup_old_expired_invoices"
    }

    fn beat(&self) -> Span {
        Span::days(1)
    }

    async fn run(&self, now: Timestamp, _memory: &str) -> Result<Report, JobError> {
        let old = self.0.old_expired(now).await?;
        let named: Vec<_> = old.iter().take(NAMED_MAX).collect();
        Ok(Report {
            summary: match old.len() {
                0 => String::new(),
                count => format!("{count} invoices expired more than 30 days ago"),
            },
            memory: json!({ "count": old.len(), "ids": named }).to_string(),
        })
    }
}

impl Cashier {
    /// Expires every invoice whose time is up, after a look at the provider: one that was
    /// paid is paid. Notes overdue instalments, and renews pages of theirs that ended.
    ///
    /// # Errors
    ///
    /// When orders cannot be read or written; what was done stays done.
    pub async fn expire_due(&self, now: Timestamp) -> Result<Expired, JobError> {
        let mut done = Expired::default();
        for id in self.0.index.due(now, ORDERS_MAX) {
            self.expire_in(id, now, &mut done).await?;
        }
        for (order, invoice) in self.0.index.plan_pages_due(now) {
            self.renew_page(order, invoice, now).await?;
        }
        Ok(done)
    }

    async fn expire_in(
        &self,
        id: OrderId,
        now: Timestamp,
        done: &mut Expired,
    ) -> Result<(), OrderError> {
        let Some(order) = self.0.orders.durable(id).await? else {
            return Ok(());
        };
        if let Err(error) = self.look_at_due(&order, now).await {
            warn!(order.id = %id, ?error, "an invoice cannot be looked at before it expires");
            done.postponed += 1;
        } else {
            done.expired += self.settle_due(id, Action::ExpireDue).await?;
        }
        self.settle_due(id, Action::MarkOverdue).await?;
        Ok(())
    }

    async fn look_at_due(&self, order: &Arc<Order>, now: Timestamp) -> Result<(), NotPaid> {
        let due = |invoice: &&Invoice| invoice.expires_at.is_some_and(|at| at <= now);
        for invoice in order.open_invoices().filter(due) {
            self.look(order, invoice).await?;
        }
        Ok(())
    }

    /// Asks an order for what time has brought. Answers how many invoices expired.
    async fn settle_due(&self, id: OrderId, action: Action) -> Result<usize, OrderError> {
        let command = self.command(id, action, Source::System);
        match self.0.orders.submit(Submission::of(command)).await {
            Ok(answer) => {
                let expired = answer.event.as_deref().map_or(0, expired_in);
                if expired > 0 {
                    info!(order.id = %id, expired, "invoices expired");
                }
                Ok(expired)
            }
            // It was deleted meanwhile.
            Err(OrderError::Refused(_)) => Ok(0),
            Err(error) => Err(error),
        }
    }

    async fn renew_page(
        &self,
        id: OrderId,
        invoice: InvoiceId,
        now: Timestamp,
    ) -> Result<(), JobError> {
        let Some(order) = self.0.orders.durable(id).await? else {
            return Ok(());
        };
        let Some(invoice) = order.invoice(invoice) else {
            return Ok(());
        };
        match self.look(&order, invoice).await {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(error) => {
                warn!(order.id = %id, ?error, "an instalment's page cannot be looked at yet");
                return Ok(());
            }
        }
        let ended = invoice.open_attempt().filter(|it| it.expires_at <= now);
        if let Some(attempt) = ended {
            self.settle_due(id, Action::AttemptExpired(attempt.id))
                .await?;
        }
        Ok(())
    }

    /// The invoices that expired more than thirty days ago, newest first.
    ///
    /// # Errors
    ///
    /// When orders cannot be read.
    pub async fn old_expired(&self, now: Timestamp) -> Result<Vec<InvoiceId>, JobError> {
        let before = now + OLD;
        let mut old = Vec::new();
        let mut offset = 0;
        loop {
            let page = self.0.index.select_invoices(&InvoiceQuery {
                status: Some(InvoiceStatus::Expired),
                created_before: Some(before),
                offset,
                limit: PAGE,
                ..InvoiceQuery::default()
            });
            offset += page.invoices.len();
            let orders: Vec<_> = page.invoices.iter().map(|(order, _)| *order).collect();
            let orders = self.0.orders.views(&orders).await?;
            for (order, (_, id)) in orders.iter().zip(&page.invoices) {
                let ended = order.invoice(*id).and_then(|it| it.expires_at);
                if ended.is_some_and(|ended| ended <= before) {
                    old.push(*id);
                }
            }
            if page.invoices.len() < PAGE {
                return Ok(old);
            }
        }
    }
}

/// How many invoices an event let expire.
fn expired_in(event: &Event) -> usize {
    let expired = |fact: &&Fact| {
        matches!(
            fact,
            Fact::InvoiceClosed {
                how: Closed::Expired,
                ..
            }
        )
    };
    event.facts.iter().filter(expired).count()
}

impl From<OrderError> for JobError {
    fn from(error: OrderError) -> Self {
        Self(error.to_string())
    }
}
