//! Taking money on our behalf: what we ask of a payment gateway, and what it answers.
//!
//! An answer is one of four: done, [refused](GatewayError::Rejected),
//! [not now](GatewayError::Transient), or [lost](GatewayError::Unknown). The last is no
//! failure: whoever hears it looks at what the provider has before asking again.

mod json;
pub mod notice;
pub mod sandbox;
pub mod xendit;

use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;

use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;

/// Takes money on our behalf.
#[async_trait]
pub trait PaymentGateway: Debug + Send + Sync + 'static {
    /// Opens a page, each time a new one: our external id is not unique to the provider.
    /// After a lost answer ask [`open_again`](Self::open_again) instead.
    ///
    /// # Errors
    ///
    /// [`GatewayError::Unknown`] when there may be a page now, the others when there is none.
    async fn open(&self, request: &PageRequest) -> Result<Page, GatewayError>;

    /// Every page the provider knows under our external id, the newest first.
    ///
    /// # Errors
    ///
    /// When it cannot be said; nothing is changed by asking.
    async fn find(&self, external_id: &str) -> Result<Vec<Page>, GatewayError>;

    /// The page of that id, as the provider has it; nothing when it does not know it.
    ///
    /// # Errors
    ///
    /// When it cannot be said; nothing is changed by asking.
    async fn read(&self, provider_id: &str) -> Result<Option<Page>, GatewayError>;

    /// Ends a page and answers it as it then is: one that was paid stays paid. Nothing when
    /// the provider does not know it. May be repeated.
    ///
    /// # Errors
    ///
    /// [`GatewayError::Unknown`] when it may have ended, the others when it has not.
    async fn expire(&self, provider_id: &str) -> Result<Option<Page>, GatewayError>;

    /// Pages paid after an instant, one page of the provider's list at a time, the newest
    /// first; `after` is the id of the last one seen. Nothing more is there once it is empty.
    ///
    /// # Errors
    ///
    /// When it cannot be said; nothing is changed by asking.
    async fn paid_since(
        &self,
        since: Timestamp,
        after: Option<&str>,
    ) -> Result<Vec<Page>, GatewayError>;

    /// Pays money back. The same order again answers the same refund.
    ///
    /// # Errors
    ///
    /// [`GatewayError::Unknown`] when it may be under way, the others when it is not.
    async fn refund(&self, order: &RefundOrder) -> Result<ProviderRefund, GatewayError>;

    /// The refund of a page under our reference, if the provider knows one.
    ///
    /// # Errors
    ///
    /// When it cannot be said; nothing is changed by asking.
    async fn find_refund(
        &self,
        reference: &str,
        provider_id: &str,
    ) -> Result<Option<ProviderRefund>, GatewayError>;

    /// Whether no real money can move here.
    fn is_sandbox(&self) -> bool;

    /// Opens a page unless there is one already, as after a lost answer: one that was paid or
    /// can still be paid is taken for ours.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    async fn open_again(&self, request: &PageRequest) -> Result<Page, GatewayError> {
        match adoptable(self.find(&request.external_id).await?) {
            Some(page) => Ok(page),
            None => self.open(request).await,
        }
    }
}

/// The page that counts among those of one external id: one with money on it, else one that
/// can be paid.
fn adoptable(pages: Vec<Page>) -> Option<Page> {
    let (paid, others): (Vec<_>, Vec<_>) = pages
        .into_iter()
        .partition(|page| page.status == PageStatus::Paid);
    let open = others
        .into_iter()
        .filter(|page| page.status == PageStatus::Pending);
    paid.into_iter().chain(open).next()
}

/// A page to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// Our id of the attempt.
    pub external_id: String,
    /// What it asks for.
    pub amount: Rupiah,
    /// How long it can be paid.
    pub duration: Span,
    /// What the customer reads.
    pub description: String,
    /// Who pays. Personal.
    pub payer_name: Option<String>,
    /// Personal.
    pub payer_email: Option<String>,
    /// E.164. Personal.
    pub payer_phone: Option<String>,
    /// Where the browser goes after a payment; never a proof of one.
    pub success_url: String,
    /// Where it goes after none.
    pub failure_url: String,
    /// What is paid for.
    pub item: Item,
}

/// What a page is paid for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is called.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// For each.
    pub price: Rupiah,
}

/// A payment page, as the provider has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The provider's id.
    pub provider_id: String,
    /// Ours.
    pub external_id: String,
    /// Where it stands.
    pub status: PageStatus,
    /// What it asks for.
    pub amount: Rupiah,
    /// What it got.
    pub paid_amount: Option<Rupiah>,
    /// When.
    pub paid_at: Option<Timestamp>,
    /// By which means, in the provider's word.
    pub method: Option<String>,
    /// Where to pay.
    pub url: String,
    /// Until when.
    pub expires_at: Option<Timestamp>,
}

/// Where a page stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageStatus {
    /// It can be paid.
    Pending,
    /// It was paid, whether or not the provider has passed the money on.
    Paid,
    /// It can no longer be paid; money may arrive nevertheless.
    Expired,
    /// A word we do not know.
    Other(String),
}

/// Money to be paid back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundOrder {
    /// Our id of the refund: one id is paid once.
    pub reference: String,
    /// The page that was paid.
    pub provider_id: String,
    /// How much of it.
    pub amount: Rupiah,
    /// Why: one of the provider's words. Any other text stays here, it may be personal.
    pub reason: String,
}

/// A refund, as the provider has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderRefund {
    /// The provider's id.
    pub provider_id: String,
    /// Ours, when it was made through us.
    pub reference: Option<String>,
    /// The page whose money goes back.
    pub invoice: Option<String>,
    /// How much.
    pub amount: Rupiah,
    /// How far it is.
    pub state: RefundProgress,
}

/// How far a refund is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefundProgress {
    /// On its way.
    Pending,
    /// Paid.
    Succeeded,
    /// Not paid and never will be; with the provider's code, if it gave one.
    Failed(Option<String>),
}

/// Why there is no answer, split by what the caller can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// It would be refused again: the request has to change, or the account, or its key.
    #[error("refused by the provider as {code}: {message}")]
    Rejected {
        /// The provider's word for it.
        code: String,
        /// Its sentence, for staff.
        message: String,
    },
    /// Nothing was changed; the same call may succeed later.
    #[error("provider unavailable: {reason}")]
    Transient {
        /// What happened.
        reason: String,
        /// When it asked to be called again.
        retry_after: Option<Duration>,
    },
    /// It was asked, and what became of it is not known.
    #[error("outcome unknown: {reason}")]
    Unknown {
        /// What happened.
        reason: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(id: &str, status: PageStatus) -> Page {
        Page {
            provider_id: id.to_owned(),
            external_id: "RJT-1".to_owned(),
            status,
            amount: Rupiah(1),
            paid_amount: None,
            paid_at: None,
            method: None,
            url: String::new(),
            expires_at: None,
        }
    }

    #[test]
    fn a_page_with_money_is_adopted_before_one_that_can_be_paid() {
        let adopted = |pages: Vec<Page>| adoptable(pages).map(|page| page.provider_id);
        let ended = || page("ended", PageStatus::Expired);
        let odd = || page("odd", PageStatus::Other("DRAFT".to_owned()));
        let open = || page("open", PageStatus::Pending);
        let paid = || page("paid", PageStatus::Paid);

        let both = adopted(vec![ended(), open(), paid()]);
        let one = adopted(vec![odd(), open(), page("older", PageStatus::Pending)]);

        assert_eq!(both.as_deref(), Some("paid"));
        assert_eq!(one.as_deref(), Some("open"));
        assert_eq!(adopted(vec![ended(), odd()]), None);
    }
}
