//! Money that goes back, as staff read it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::code::OrderCode;
use crate::domain::ids::PaymentId;
use crate::domain::ids::RefundId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::refund::Refund;
use crate::domain::konveksi::refund::RefundMethod;
use crate::domain::konveksi::refund::RefundState;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::Word;

/// A refund.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Refund)]
pub struct RefundView<'a> {
    id: RefundId,
    payment_id: PaymentId,
    order_code: &'a OrderCode,
    amount: Amount,
    reason: &'a str,
    #[schema(value_type = RefundMethod)]
    refund_method: &'static str,
    #[schema(value_type = RefundState)]
    status: &'static str,
    provider_refund_id: Option<&'a str>,
    created_at: Moment,
    recorded_by: Option<String>,
}

impl<'a> RefundView<'a> {
    /// One refund of an order; `name` tells who an account is.
    #[must_use]
    pub fn of(
        order: &'a Order,
        refund: &'a Refund,
        name: &dyn Fn(UserId) -> Option<String>,
    ) -> Self {
        Self {
            id: refund.id,
            payment_id: refund.payment,
            order_code: &order.code,
            amount: Amount(refund.amount),
            reason: &refund.reason,
            refund_method: refund.method.word(),
            status: refund.state.word(),
            provider_refund_id: refund.provider_id.as_deref(),
            created_at: Moment(refund.requested_at),
            recorded_by: refund.recorded_by.and_then(name),
        }
    }

    /// The refunds of a payment, oldest first.
    #[must_use]
    pub fn of_payment(
        order: &'a Order,
        payment: PaymentId,
        name: &dyn Fn(UserId) -> Option<String>,
    ) -> Vec<Self> {
        let refunds = order.refunds.iter();
        let its = refunds.filter(|refund| refund.payment == payment);
        its.map(|refund| Self::of(order, refund, name)).collect()
    }

    /// All refunds of an order, oldest first.
    #[must_use]
    pub fn all(order: &'a Order, name: &dyn Fn(UserId) -> Option<String>) -> Vec<Self> {
        let view = |refund| Self::of(order, refund, name);
        order.refunds.iter().map(view).collect()
    }
}
