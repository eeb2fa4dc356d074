//! Paying what orders owe the provider, debt by debt.

use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;
use tracing::error;
use tracing::warn;

use crate::actors::alerts;
use crate::actors::change::EXPIRE_ATTEMPT;
use crate::actors::change::OPEN_ATTEMPT;
use crate::actors::change::PAY_REFUND;
use crate::actors::change::SEND_MESSAGE;
use crate::actors::change::id_of;
use crate::actors::notifier::Courier;
use crate::actors::notifier::Paid;
use crate::actors::order::OrderError;
use crate::domain::ids::AlertId;
use crate::domain::ids::AttemptId;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::RefundId;
use crate::flows::konveksi::cashier::Cashier;
use crate::flows::konveksi::cashier::webhook::TAKE_DELIVERY;
use crate::flows::konveksi::post::Undeliverable;
use crate::integrations::payment::GatewayError;
use crate::store::AlertRow;
use crate::store::OutboxRow;

/// After so many tries without an answer staff hear that the provider is away.
const QUIET_TRIES: u32 = 4;
/// How long a lost answer rests before we look what became of it: the provider's lists
/// follow its acts by a moment.
const LOOK_AFTER: Duration = Duration::from_secs(1);

#[async_trait]
impl Courier for Cashier {
    async fn pay(&self, debt: &OutboxRow) -> Paid {
        match self.pay_kind(debt).await {
            Ok(paid) => paid,
            Err(NotPaid::Order(error)) => Paid::Later {
                reason: error.to_string(),
                after: None,
            },
            Err(NotPaid::Gateway(error)) => self.not_now(debt, error).await,
            Err(NotPaid::Nonsense(reason)) => self.hopeless(debt, &reason).await,
        }
    }

    async fn give_up(&self, debt: &OutboxRow) -> Paid {
        // A page that nobody could pay any more is not worth a person's time.
        if debt.kind == OPEN_ATTEMPT || debt.kind == EXPIRE_ATTEMPT {
            return Paid::Never;
        }
        self.hopeless(debt, "its time is over").await
    }
}

/// Why a debt is not paid yet.
#[derive(Debug)]
pub(super) enum NotPaid {
    Order(OrderError),
    Gateway(GatewayError),
    Nonsense(String),
}

impl From<OrderError> for NotPaid {
    fn from(error: OrderError) -> Self {
        Self::Order(error)
    }
}

impl From<Undeliverable> for NotPaid {
    fn from(undeliverable: Undeliverable) -> Self {
        Self::Nonsense(undeliverable.to_string())
    }
}

impl From<GatewayError> for NotPaid {
    fn from(error: GatewayError) -> Self {
        Self::Gateway(error)
    }
}

/// What a debt about a page says.
#[derive(Debug, Deserialize)]
pub(super) struct PageDebt {
    pub(super) invoice: InvoiceId,
    pub(super) attempt: AttemptId,
}

#[derive(Debug, Deserialize)]
struct RefundDebt {
    refund: RefundId,
}

#[derive(Debug, Deserialize)]
struct DeliveryDebt {
    key: String,
}

impl Cashier {
    async fn pay_kind(&self, debt: &OutboxRow) -> Result<Paid, NotPaid> {
        match debt.kind.as_ref() {
            OPEN_ATTEMPT => {
                let page = read(debt)?;
                self.open_page(order_of(debt)?, &page, debt.tries).await
            }
            EXPIRE_ATTEMPT => self.end_page(order_of(debt)?, &read(debt)?).await,
            PAY_REFUND => {
                let RefundDebt { refund } = read(debt)?;
                self.pay_back(order_of(debt)?, refund).await
            }
            TAKE_DELIVERY => {
                let DeliveryDebt { key } = read(debt)?;
                Ok(self.take_again(&key).await)
            }
            SEND_MESSAGE => Ok(self.0.post.send(order_of(debt)?, debt).await?),
            other => Err(NotPaid::Nonsense(format!("unknown kind of debt: {other}"))),
        }
    }

    async fn not_now(&self, debt: &OutboxRow, error: GatewayError) -> Paid {
        let reason = error.to_string();
        if debt.tries >= QUIET_TRIES {
            self.say_that_the_provider_is_away(&reason).await;
        }
        let after = match error {
            GatewayError::Transient { retry_after, .. } => retry_after,
            GatewayError::Unknown { .. } => (debt.tries <= 1).then_some(LOOK_AFTER),
            GatewayError::Rejected { .. } => None,
        };
        Paid::Later { reason, after }
    }

    async fn say_that_the_provider_is_away(&self, reason: &str) {
        let kind = alerts::PROVIDER_AWAY;
        // One alert for as long as it lasts, counted.
        self.raise(
            kind,
            alerts::CRITICAL,
            None,
            kind,
            json!({ "reason": reason }),
        )
        .await;
    }

    async fn hopeless(&self, debt: &OutboxRow, reason: &str) -> Paid {
        error!(debt.id = %debt.id, debt.kind = %debt.kind, reason, "a debt was given up");
        let data = json!({ "debt": debt.kind, "reason": reason });
        let named = format!("{}:{}", alerts::GIVEN_UP, debt.id);
        self.raise(alerts::GIVEN_UP, alerts::CRITICAL, debt.order, &named, data)
            .await;
        Paid::Never
    }

    /// Tells staff. An alert that cannot be written is at least in the log.
    pub(super) async fn raise(
        &self,
        kind: &'static str,
        severity: &'static str,
        order: Option<OrderId>,
        named: &str,
        data: serde_json::Value,
    ) {
        let alert = AlertRow {
            id: AlertId(id_of(named.as_bytes())),
            kind: kind.into(),
            severity: severity.into(),
            order,
            at: self.0.clock.now(),
            data: data.to_string(),
        };
        if let Err(error) = self.0.store.raise(&alert).await {
            warn!(%error, kind, "cannot raise an alert");
        }
    }
}

fn order_of(debt: &OutboxRow) -> Result<OrderId, NotPaid> {
    let missing = || NotPaid::Nonsense("the debt names no order".to_owned());
    debt.order.ok_or_else(missing)
}

fn read<T: for<'a> Deserialize<'a>>(debt: &OutboxRow) -> Result<T, NotPaid> {
    serde_json::from_str(&debt.data).map_err(|error| NotPaid::Nonsense(error.to_string()))
}
