//! Xendit's invoices and refunds, as a payment gateway.
//!
//! What Xendit calls an invoice is one payment page to us. Creating one cannot be repeated
//! safely there, so a lost answer is said to be lost; refunds carry our reference as the
//! idempotency key and may be repeated.

mod call;
mod http;
mod patience;
pub(super) mod reading;
mod writing;

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use self::call::Call;
use self::call::Request;
use self::http::Http;
use self::reading::Unreadable;
use crate::config::secret::Secret;
use crate::domain::time::Timestamp;
use crate::integrations::payment::GatewayError;
use crate::integrations::payment::Page;
use crate::integrations::payment::PageRequest;
use crate::integrations::payment::PageStatus;
use crate::integrations::payment::PaymentGateway;
use crate::integrations::payment::ProviderRefund;
use crate::integrations::payment::RefundOrder;

/// How many entries of a list are asked for at once: the most they give.
const LIST_MAX: usize = 100;

/// How many pages of the refunds of one invoice are looked through. It has a handful.
const REFUND_PAGES_MAX: usize = 5;

/// Where Xendit is, and who we are there.
#[derive(Debug, Clone)]
pub struct XenditSettings {
    /// The base of all paths, without a slash at its end.
    pub base_url: String,
    /// The key that opens payment pages.
    pub secret_key: Secret,
    /// How long one call may take in all.
    pub timeout: Duration,
    /// Whether the sandbox stands in.
    pub is_sandbox: bool,
}

/// Why there is no way to call Xendit.
#[derive(Debug, thiserror::Error)]
pub enum XenditError {
    /// The base URL is none.
    #[error("base url of xendit is not usable: {0}")]
    BaseUrl(String),
    /// The client could not be made.
    #[error("http client for xendit could not be made")]
    Client(#[source] reqwest::Error),
}

/// Xendit, or whoever speaks its wire.
#[derive(Debug, Clone)]
pub struct Xendit {
    http: Http,
    is_sandbox: bool,
}

impl Xendit {
    /// Prepares to call; nobody is called yet.
    ///
    /// # Errors
    ///
    /// When the base URL is none, or this machine has no certificates to trust.
    pub fn new(settings: XenditSettings) -> Result<Self, XenditError> {
        let is_sandbox = settings.is_sandbox;
        let http = Http::new(settings)?;
        Ok(Self { http, is_sandbox })
    }

    async fn list(
        &self,
        call: Call,
        mut query: Vec<(&'static str, String)>,
    ) -> Result<Vec<Page>, GatewayError> {
        query.push(("limit", LIST_MAX.to_string()));
        let request = Request::get(call, &["v2", "invoices"]).with(query);
        let answer = self.http.ask(request).await?.accepted()?;
        let pages = answer.as_array().ok_or(Unreadable("no list"));
        let pages = pages.and_then(|pages| pages.iter().map(reading::page).collect());
        pages.map_err(|error| error.in_answer_to(call))
    }

    async fn page_in(&self, request: Request) -> Result<Option<Page>, GatewayError> {
        let call = request.call;
        let answer = self.http.ask(request).await?;
        if answer.is_not_found() {
            return Ok(None);
        }
        page_of(call, &answer.accepted()?).map(Some)
    }
}

#[async_trait]
impl PaymentGateway for Xendit {
    async fn open(&self, request: &PageRequest) -> Result<Page, GatewayError> {
        let body = writing::page(request);
        // The slash is theirs: their own libraries write it.
        let call = Request::post(Call::Open, &["v2", "invoices", ""]).carrying(&body);
        let answer = self.http.ask(call).await?.accepted()?;
        page_of(Call::Open, &answer)
    }

    async fn find(&self, external_id: &str) -> Result<Vec<Page>, GatewayError> {
        let query = vec![("external_id", external_id.to_owned())];
        self.list(Call::Find, query).await
    }

    async fn read(&self, provider_id: &str) -> Result<Option<Page>, GatewayError> {
        let path = ["v2", "invoices", provider_id];
        self.page_in(Request::get(Call::Read, &path)).await
    }

    async fn expire(&self, provider_id: &str) -> Result<Option<Page>, GatewayError> {
        let path = ["invoices", provider_id, "expire!"];
        let answer = self.http.ask(Request::post(Call::Expire, &path)).await?;
        if answer.is_about_us() {
            return Err(answer.refusal());
        }
        if answer.is_accepted() {
            return page_of(Call::Expire, &answer.accepted()?).map(Some);
        }
        // What they say about a page that is final is not written down anywhere, so the page
        // itself is asked. One that can still be paid was really refused.
        match self.read(provider_id).await? {
            Some(page) if page.status == PageStatus::Pending => Err(answer.refusal()),
            known => Ok(known),
        }
    }

    async fn paid_since(
        &self,
        since: Timestamp,
        after: Option<&str>,
    ) -> Result<Vec<Page>, GatewayError> {
        let mut query = vec![
            ("statuses", "PAID".to_owned()),
            ("statuses", "SETTLED".to_owned()),
            ("paid_after", reading::instant_text(since)),
        ];
        query.extend(after.map(|id| ("last_invoice", id.to_owned())));
        self.list(Call::PaidSince, query).await
    }

    async fn refund(&self, order: &RefundOrder) -> Result<ProviderRefund, GatewayError> {
        let body = writing::refund(order);
        let request = Request::post(Call::Refund, &["refunds"])
            .carrying(&body)
            .once(&order.reference);
        let answer = self.http.ask(request).await?;
        if answer.is_conflict() {
            let known = self
                .find_refund(&order.reference, &order.provider_id)
                .await?;
            return known
                .filter(|refund| refund.amount == order.amount)
                .ok_or_else(|| answer.refusal());
        }
        refund_of(&answer.accepted()?).ok_or_else(|| lost(Call::Refund))
    }

    async fn find_refund(
        &self,
        reference: &str,
        provider_id: &str,
    ) -> Result<Option<ProviderRefund>, GatewayError> {
        let mut after: Option<String> = None;
        for _ in 0..REFUND_PAGES_MAX {
            let mut query = vec![
                ("invoice_id", provider_id.to_owned()),
                ("limit", LIST_MAX.to_string()),
            ];
            query.extend(after.take().map(|id| ("after_id", id)));
            let request = Request::get(Call::FindRefund, &["refunds"]).with(query);
            let list = self.http.ask(request).await?.accepted()?;
            let refunds = list.get("data").and_then(Value::as_array);
            let refunds = refunds.ok_or_else(|| lost(Call::FindRefund))?;
            let ours = refunds.iter().filter_map(refund_of);
            let found = ours
                .into_iter()
                .find(|refund| refund.reference.as_deref() == Some(reference));
            let more = list.get("has_more").and_then(Value::as_bool) == Some(true);
            after = refunds
                .last()
                .and_then(|last| super::json::text(last, "id"));
            if found.is_some() || !more || after.is_none() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn is_sandbox(&self) -> bool {
        self.is_sandbox
    }
}

fn page_of(call: Call, answer: &Value) -> Result<Page, GatewayError> {
    reading::page(answer).map_err(|error| error.in_answer_to(call))
}

fn refund_of(answer: &Value) -> Option<ProviderRefund> {
    reading::refund(answer, None).ok().flatten()
}

fn lost(call: Call) -> GatewayError {
    call.lost("the answer is not readable".to_owned())
}

#[cfg(test)]
mod tests;
