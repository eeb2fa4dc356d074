//! How a transfer was checked against the bank's slip.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::ids::PaymentId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::payment::Payment;
use crate::domain::rupiah::Rupiah;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::time::Moment;

/// A check of a transfer, as documented.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Verification)]
pub struct VerificationView<'a> {
    bank_name: &'a str,
    account_name: &'a str,
    transfer_amount: Amount,
    transfer_date: Moment,
    bank_statement_url: String,
    amount_matches: bool,
    verified_by: Option<String>,
    verified_at: Moment,
}

impl<'a> VerificationView<'a> {
    /// The check behind a payment; nothing for payments without a slip. Links begin with
    /// `base`; `name` tells who an account is.
    #[must_use]
    pub fn of(
        order: &Order,
        payment: &'a Payment,
        base: &str,
        name: &dyn Fn(UserId) -> Option<String>,
    ) -> Option<Self> {
        let slip = payment.slip.as_ref()?;
        Some(Self {
            bank_name: &slip.bank,
            account_name: &payment.contact,
            transfer_amount: Amount(payment.amount),
            transfer_date: Moment(payment.paid_at),
            bank_statement_url: slip_url(base, payment.id),
            amount_matches: matches(order, payment),
            verified_by: payment.recorded_by.and_then(name),
            verified_at: Moment(payment.recorded_at),
        })
    }
}

/// Where the slip of a payment is shown.
fn slip_url(base: &str, payment: PaymentId) -> String {
    format!("{base}/api/v1/payment/{payment}/slip/")
}

/// Whether the money was exactly what the invoice still asked for.
fn matches(order: &Order, payment: &Payment) -> bool {
    let given: Rupiah = payment
        .allocations
        .iter()
        .filter(|part| Some(part.invoice) == payment.invoice)
        .map(|part| part.amount)
        .sum();
    let invoice = payment.invoice.and_then(|id| order.invoice(id));
    let covered = invoice.is_some_and(|invoice| invoice.remaining().is_nothing());
    covered && given == payment.amount
}
