//! A payment page of an invoice as staff read it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::ids::AttemptId;
use crate::domain::konveksi::invoice::Attempt;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::Word;

/// A payment page, with both ids a provider's message may name it by.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Attempt)]
pub struct AttemptView<'a> {
    id: AttemptId,
    external_id: String,
    xendit_invoice_id: Option<&'a str>,
    #[schema(value_type = AttemptState)]
    status: &'static str,
    amount: Amount,
    payment_url: Option<&'a str>,
    created_at: Moment,
    expires_at: Moment,
    closed_at: Option<Moment>,
}

impl<'a> AttemptView<'a> {
    /// All pages of an invoice, oldest first.
    #[must_use]
    pub fn all(invoice: &'a Invoice) -> Vec<Self> {
        let view = |attempt| Self::of(invoice, attempt);
        invoice.attempts.iter().map(view).collect()
    }

    fn of(invoice: &'a Invoice, attempt: &'a Attempt) -> Self {
        Self {
            id: attempt.id,
            external_id: invoice.external_id(attempt),
            xendit_invoice_id: attempt.provider_id.as_deref(),
            status: attempt.state.word(),
            amount: Amount(attempt.amount),
            payment_url: attempt.url.as_deref(),
            created_at: Moment(attempt.created_at),
            expires_at: Moment(attempt.expires_at),
            closed_at: attempt.closed_at.map(Moment),
        }
    }
}
