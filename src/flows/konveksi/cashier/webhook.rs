//! What the provider tells us: checked, kept raw, made a command, answered.
//!
//! A message and the change it causes are one transaction. One that causes none, or is late
//! at it, is kept alone and owed to ourselves. Everything here is right twice and in any order.

use std::time::Duration;

use serde_json::json;
use sha2::Digest;
use sha2::Sha256;
use tracing::warn;
use uuid::Uuid;

use crate::actors::alerts;
use crate::actors::notifier::Paid;
use crate::actors::order::Answer;
use crate::actors::order::OrderError;
use crate::domain::ids::DebtId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::time::Span;
use crate::flows::konveksi::cashier::Cashier;
use crate::flows::konveksi::cashier::unmatched::Stray;
use crate::flows::konveksi::cashier::whose::Money;
use crate::integrations::payment::RefundProgress;
use crate::integrations::payment::notice::Notice;
use crate::integrations::payment::notice::NoticeError;
use crate::integrations::payment::notice::NoticeKind;
use crate::store::Claim;
use crate::store::DeliveryRow;
use crate::store::DeliveryState;
use crate::store::OutboxRow;
use crate::store::StoreError;
use crate::store::Unique;
use crate::telemetry::metrics as names;

/// A message that was kept is still to be taken in.
pub(super) const TAKE_DELIVERY: &str = "take_delivery";
/// How long the provider's answer waits for the order.
const ORDER_WAIT_MAX: Duration = Duration::from_millis(1_500);
/// When a message that was late is tried again.
const AGAIN_AFTER: Span = Span::seconds(2);
/// How long it is tried.
const AGAIN_UNTIL: Span = Span::days(7);

/// A message whose sender was checked.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Its body, byte for byte.
    pub body: Vec<u8>,
    /// Headers worth keeping, secrets not among them, as JSON.
    pub headers: String,
}

/// Why a message is not dealt with.
#[derive(Debug)]
enum NotTaken {
    /// It may be later.
    Later(String),
    /// It never will be.
    Never(String),
}

impl From<StoreError> for NotTaken {
    fn from(error: StoreError) -> Self {
        Self::Later(error.to_string())
    }
}

impl From<OrderError> for NotTaken {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Refused(refused) => Self::Never(refused.refusal.to_string()),
            // Placed by hand meanwhile: it is on an order, which is what matters.
            OrderError::Taken(Unique::Money(_)) => Self::Never("recorded elsewhere".to_owned()),
            other => Self::Later(other.to_string()),
        }
    }
}

impl Cashier {
    /// Takes a message in. Answers once it is durable in one way or another; waits a moment
    /// for what it causes, so that whoever reads next sees it.
    ///
    /// # Errors
    ///
    /// When it could not even be kept: then the provider has to send it again.
    pub async fn deliver(&self, webhook: Webhook) -> Result<(), StoreError> {
        let key = format!("{:x}", Sha256::digest(&webhook.body));
        let notice = Notice::parse(&webhook.body);
        let page = notice.as_ref().ok().map(page_of).unwrap_or_default();
        let (known, claim) = self
            .0
            .store
            .delivery_about(&key, &Unique::Page(page))
            .await?;
        if known.is_some_and(|row| row.state != DeliveryState::Received) {
            count("repeat");
            return Ok(());
        }
        let row = DeliveryRow {
            key,
            source: "xendit".into(),
            kind: "unknown".into(),
            state: DeliveryState::Received,
            received_at: self.0.clock.now(),
            settled_at: None,
            order: None,
            headers: webhook.headers,
            body: webhook.body,
            note: String::new(),
        };
        let taken = self.take_delivery(row.clone(), notice, claim.as_ref());
        let late = match tokio::time::timeout(ORDER_WAIT_MAX, taken).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(NotTaken::Later(reason))) => reason,
            Ok(Err(NotTaken::Never(reason))) => return self.close(row, &reason).await,
            Err(_) => "the order takes its time".to_owned(),
        };
        count("late");
        warn!(reason = late, "a webhook is kept and taken in later");
        let owed = self.owed_again(&row);
        self.0.store.keep_delivery(&row, Some(&owed)).await?;
        Ok(())
    }

    /// Takes in a message that was kept.
    pub(super) async fn take_again(&self, key: &str) -> Paid {
        let row = match self.0.store.delivery(key).await {
            Ok(Some(row)) if row.state == DeliveryState::Received => row,
            Ok(_) => return Paid::Done,
            Err(error) => return later(error.to_string()),
        };
        let notice = Notice::parse(&row.body);
        match self.take_delivery(row.clone(), notice, None).await {
            Ok(()) => Paid::Done,
            Err(NotTaken::Later(reason)) => later(reason),
            Err(NotTaken::Never(reason)) => match self.close(row, &reason).await {
                Ok(()) => Paid::Never,
                Err(error) => later(error.to_string()),
            },
        }
    }

    /// Takes a message in; `claim` is whoever took the name of the page it names, where that
    /// was looked up.
    async fn take_delivery(
        &self,
        mut row: DeliveryRow,
        notice: Result<Notice, NoticeError>,
        claim: Option<&Claim>,
    ) -> Result<(), NotTaken> {
        let notice = notice.map_err(|flaw| NotTaken::Never(flaw.to_string()))?;
        row.kind = notice.event_word.clone().into();
        if notice.is_dashboard_test() {
            return self
                .settle(row, DeliveryState::Ignored, "a test message")
                .await;
        }
        match notice.kind {
            NoticeKind::Paid => self.paid(row, notice, claim).await,
            NoticeKind::Expired => self.expired(row, &notice, claim).await,
            NoticeKind::RefundEnded => self.refunded(row, &notice).await,
            NoticeKind::Other => {
                self.settle(row, DeliveryState::Ignored, "nothing to do about it")
                    .await
            }
        }
    }

    async fn paid(
        &self,
        row: DeliveryRow,
        notice: Notice,
        claim: Option<&Claim>,
    ) -> Result<(), NotTaken> {
        let provider_id = page_of(&notice);
        let external_id = notice.external_id.unwrap_or_default();
        let amount = notice.amount;
        let amount = amount.ok_or_else(|| NotTaken::Never("it names no amount".to_owned()))?;
        let found = self.whose_page(claim, &provider_id, &external_id).await?;
        let money = Money {
            provider_id,
            amount,
            method: notice.method,
            paid_at: notice.paid_at,
        };
        let Some(found) = found else {
            let payer = None;
            let stray = Stray { external_id, payer };
            self.keep_stray(&stray, money).await?;
            return self
                .settle(row, DeliveryState::Unmatched, "no invoice of ours")
                .await;
        };
        let told = self.processed(&row, found.order.id);
        let answer = self.take(&found, money, Some(told)).await?;
        self.done(row, &answer).await
    }

    async fn expired(
        &self,
        row: DeliveryRow,
        notice: &Notice,
        claim: Option<&Claim>,
    ) -> Result<(), NotTaken> {
        let provider_id = &page_of(notice);
        let external_id = notice.external_id.as_deref().unwrap_or_default();
        let found = self.whose_page(claim, provider_id, external_id).await?;
        let page = found.and_then(|it| it.attempt.map(|attempt| (it.order.id, attempt)));
        let Some((order, attempt)) = page else {
            return self
                .settle(row, DeliveryState::Ignored, "no page of ours")
                .await;
        };
        let told = self.processed(&row, order);
        let answer = self
            .tell_of(order, Action::AttemptExpired(attempt), Some(told))
            .await?;
        self.done(row, &answer).await
    }

    async fn refunded(&self, row: DeliveryRow, notice: &Notice) -> Result<(), NotTaken> {
        let page = notice.provider_id.as_deref().unwrap_or_default();
        let Some(refund) = &notice.refund else {
            return self
                .settle(row, DeliveryState::Ignored, "it names no refund")
                .await;
        };
        let external_id = notice.external_id.as_deref().unwrap_or_default();
        let Some(found) = self.whose(page, external_id).await? else {
            let data = json!({ "refund": refund.provider_id, "amount": refund.amount });
            let named = format!("refund:{}", refund.provider_id);
            self.raise(alerts::UNMATCHED, alerts::WARNING, None, &named, data)
                .await;
            return self
                .settle(row, DeliveryState::Unmatched, "a refund of no page of ours")
                .await;
        };
        let has_left = refund.state == RefundProgress::Succeeded;
        if has_left && !found.order.payments.iter().any(|it| it.is_known_as(page)) {
            // Their webhooks keep no order: the money that went back has yet to be told.
            let reason = "the payment it gives back is not known yet";
            return Err(NotTaken::Later(reason.to_owned()));
        }
        let Some(action) = Self::refund_told(&found.order, page, refund) else {
            return self
                .settle(row, DeliveryState::Ignored, "nothing to do about it")
                .await;
        };
        let told = self.processed(&row, found.order.id);
        let answer = self.tell_of(found.order.id, action, Some(told)).await?;
        self.done(row, &answer).await
    }

    /// A message whose change is durable was kept with it; one that changed nothing is kept
    /// alone.
    async fn done(&self, row: DeliveryRow, answer: &Answer) -> Result<(), NotTaken> {
        if answer.event.is_some() {
            count("processed");
            return Ok(());
        }
        let order = answer.order.id;
        let row = self.processed(&row, order);
        self.settle(row, DeliveryState::Processed, "it was known already")
            .await
    }

    /// Keeps a message with what became of it.
    async fn settle(
        &self,
        mut row: DeliveryRow,
        state: DeliveryState,
        note: &str,
    ) -> Result<(), NotTaken> {
        count(state.word());
        let at = self.0.clock.now();
        row.state = state;
        row.settled_at = Some(at);
        note.clone_into(&mut row.note);
        if !self.0.store.keep_delivery(&row, None).await? {
            let (key, order) = (row.key.as_str(), row.order);
            self.0
                .store
                .settle_delivery(key, (state, at), order, note)
                .await?;
        }
        Ok(())
    }

    /// Keeps a message that nothing can be done about, and tells staff.
    async fn close(&self, row: DeliveryRow, reason: &str) -> Result<(), StoreError> {
        let named = format!("{}:{}", alerts::DELIVERY_FAILED, row.key);
        let data = json!({ "reason": reason, "delivery": row.key });
        self.raise(
            alerts::DELIVERY_FAILED,
            alerts::WARNING,
            row.order,
            &named,
            data,
        )
        .await;
        match self.settle(row, DeliveryState::Failed, reason).await {
            Ok(()) => Ok(()),
            Err(NotTaken::Later(reason) | NotTaken::Never(reason)) => {
                Err(StoreError::Unavailable(reason))
            }
        }
    }

    /// The message as the change it causes leaves it.
    fn processed(&self, row: &DeliveryRow, order: OrderId) -> DeliveryRow {
        DeliveryRow {
            state: DeliveryState::Processed,
            settled_at: Some(self.0.clock.now()),
            order: Some(order),
            ..row.clone()
        }
    }

    fn owed_again(&self, row: &DeliveryRow) -> OutboxRow {
        let now = self.0.clock.now();
        OutboxRow {
            id: DebtId(Uuid::now_v7()),
            kind: TAKE_DELIVERY.into(),
            order: None,
            due_at: now + AGAIN_AFTER,
            not_after: now + AGAIN_UNTIL,
            data: json!({ "key": row.key }).to_string(),
            tries: 0,
            holder: None,
        }
    }
}

/// The provider's id of the page a message is about; empty when it names none.
fn page_of(notice: &Notice) -> String {
    notice.provider_id.clone().unwrap_or_default()
}

fn later(reason: String) -> Paid {
    Paid::Later {
        reason,
        after: None,
    }
}

fn count(outcome: &'static str) {
    metrics::counter!(names::WEBHOOKS_TOTAL, "source" => "xendit", "outcome" => outcome)
        .increment(1);
}
