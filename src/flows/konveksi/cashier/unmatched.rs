//! Money that belongs to nothing we know: kept, told to staff, given to an invoice by hand.

use serde_json::json;

use crate::actors::alerts;
use crate::actors::change::id_of;
use crate::actors::order::Answer;
use crate::actors::order::OrderError;
use crate::actors::order::Submission;
use crate::domain::ids::AlertId;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::UnmatchedId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::command::Receipt;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::time::Timestamp;
use crate::flows::konveksi::cashier::Cashier;
use crate::flows::konveksi::cashier::whose::Money;
use crate::integrations::payment::Page;
use crate::store::StoreError;
use crate::store::Unique;
use crate::store::UnmatchedRow;

/// What the provider said of money that is not ours to place.
#[derive(Debug, Clone)]
pub(super) struct Stray {
    pub(super) external_id: String,
    pub(super) payer: Option<String>,
}

impl Stray {
    pub(super) fn on(page: &Page) -> Self {
        Self {
            external_id: page.external_id.clone(),
            payer: None,
        }
    }
}

/// Why money was not given to an invoice.
#[derive(Debug, thiserror::Error)]
pub enum MatchError {
    /// There is no such money.
    #[error("no such unmatched payment")]
    NoMoney,
    /// Somebody gave it to an order already.
    #[error("it was given to another order")]
    Taken,
    /// The order refused, or could not be asked.
    #[error(transparent)]
    Order(#[from] OrderError),
}

impl From<StoreError> for MatchError {
    fn from(error: StoreError) -> Self {
        Self::Order(error.into())
    }
}

impl Cashier {
    /// Keeps money nobody can place, and tells staff. Answers whether it is news.
    pub(super) async fn keep_stray(&self, stray: &Stray, money: Money) -> Result<bool, StoreError> {
        // Given to an order by hand, it is no stray any more.
        let name = Unique::Money(money.provider_id.clone());
        if self.0.store.claim(&name).await?.is_some() {
            return Ok(false);
        }
        let named = format!("{}:{}", alerts::UNMATCHED, money.provider_id);
        let row = UnmatchedRow {
            id: UnmatchedId(id_of(named.as_bytes())),
            external_id: stray.external_id.clone(),
            amount: money.amount,
            at: money.paid_at.unwrap_or_else(|| self.0.clock.now()),
            data: json!({ "method": money.method, "payer": stray.payer }).to_string(),
            matched: None,
            provider_id: money.provider_id,
        };
        let is_new = self.0.store.keep_unmatched(&row).await?;
        if is_new {
            let data = json!({ "unmatched_id": row.id, "amount": row.amount });
            self.raise(alerts::UNMATCHED, alerts::CRITICAL, None, &named, data)
                .await;
        }
        Ok(is_new)
    }

    /// Gives money nobody could place to an invoice, by whom; its alert has been seen with
    /// that. The same once more changes nothing.
    ///
    /// # Errors
    ///
    /// See [`MatchError`]; then nothing has changed.
    pub async fn place(
        &self,
        id: UnmatchedId,
        (order, invoice): (OrderId, InvoiceId),
        by: UserId,
        submission: impl FnOnce(Action) -> Submission,
    ) -> Result<Answer, MatchError> {
        let row = self.0.store.unmatched_one(id).await?;
        let row = row.ok_or(MatchError::NoMoney)?;
        if row.matched.is_some_and(|(given_to, _)| given_to != order) {
            return Err(MatchError::Taken);
        }
        let receipt = Receipt {
            amount: row.amount,
            source: PaymentSource::Provider,
            invoice,
            attempt: None,
            method: method_in(&row),
            paid_at: row.at,
            provider_id: Some(row.provider_id.clone()),
            contact: String::new(),
            notes: String::new(),
            slip: None,
        };
        let answer = self
            .0
            .orders
            .submit(submission(Action::Receive(Box::new(receipt))))
            .await;
        let answer = match answer {
            Err(OrderError::Taken(name @ Unique::Money(_))) => {
                // It is on an order already, so the list of strays is behind.
                if let Some(claim) = self.0.store.claim(&name).await? {
                    self.given(id, claim.order, claim.at, by).await?;
                }
                return Err(MatchError::Taken);
            }
            answer => answer?,
        };
        self.given(id, order, self.0.clock.now(), by).await?;
        Ok(answer)
    }

    /// Notes whose the money is. It waits for nobody any more, and its alert for nobody.
    async fn given(
        &self,
        id: UnmatchedId,
        order: OrderId,
        at: Timestamp,
        by: UserId,
    ) -> Result<(), StoreError> {
        // This way round nobody reads of an alert about money that is not in the list.
        self.0.store.acknowledge(alert_of(id), by, at).await?;
        self.0.store.match_unmatched(id, order, at).await?;
        Ok(())
    }
}

/// The alert about money nobody could place: both ids are derived from the same name.
const fn alert_of(id: UnmatchedId) -> AlertId {
    AlertId(id.0)
}

fn method_in(row: &UnmatchedRow) -> String {
    let data: serde_json::Value = serde_json::from_str(&row.data).unwrap_or_default();
    data["method"].as_str().unwrap_or("OTHER").to_owned()
}
