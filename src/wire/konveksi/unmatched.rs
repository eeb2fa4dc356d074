//! Money that belongs to nothing we know, as staff read it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::ids::OrderId;
use crate::domain::ids::UnmatchedId;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::time::Moment;

/// Money as it is kept until somebody says what it is for.
#[derive(Debug, Clone)]
pub struct Kept<'a> {
    /// Its id.
    pub id: UnmatchedId,
    /// The provider's id of it.
    pub provider_id: &'a str,
    /// What the provider calls our side of it.
    pub external_id: &'a str,
    /// How much.
    pub amount: Rupiah,
    /// When it came.
    pub at: Timestamp,
    /// What else was told, as JSON.
    pub data: &'a str,
    /// The order it was given to, and when.
    pub matched: Option<(OrderId, Timestamp)>,
}

/// Money, and the order it was given to, if it was.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnmatchedPayment)]
pub struct UnmatchedView<'a> {
    id: UnmatchedId,
    provider_payment_id: &'a str,
    external_id: &'a str,
    amount: Amount,
    payment_method: Option<String>,
    payer: Option<String>,
    paid_at: Moment,
    matched: bool,
    matched_order: Option<OrderId>,
    matched_at: Option<Moment>,
}

impl<'a> UnmatchedView<'a> {
    /// One of them.
    #[must_use]
    pub fn of(kept: &Kept<'a>) -> Self {
        let told: serde_json::Value = serde_json::from_str(kept.data).unwrap_or_default();
        let text = |name: &str| told[name].as_str().map(str::to_owned);
        let (order, at) = kept.matched.unzip();
        Self {
            id: kept.id,
            provider_payment_id: kept.provider_id,
            external_id: kept.external_id,
            amount: Amount(kept.amount),
            payment_method: text("method"),
            payer: text("payer"),
            paid_at: Moment(kept.at),
            matched: order.is_some(),
            matched_order: order,
            matched_at: at.map(Moment),
        }
    }
}
