//! What a payment provider's webhook says. Pure, and safe to read again at any time.
//!
//! A notice is a hint: it comes late, twice, out of order or never. Who sent it was checked
//! before; what it means for an order is decided elsewhere.

use serde_json::Value;

use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::integrations::payment::ProviderRefund;
use crate::integrations::payment::RefundProgress;
use crate::integrations::payment::json;
use crate::integrations::payment::json::AmountFlaw;
use crate::integrations::payment::xendit::reading;

/// The longest word for an event that is kept.
const WORD_CHARS_MAX: usize = 64;

/// What a webhook says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happened, as far as we care.
    pub kind: NoticeKind,
    /// The provider's id of the page, also when it is about a refund of it.
    pub provider_id: Option<String>,
    /// Our id of the page.
    pub external_id: Option<String>,
    /// The money: always there when it arrived or goes back.
    pub amount: Option<Rupiah>,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
    /// By which means, in the provider's word.
    pub method: Option<String>,
    /// The provider's id of the money itself, where it has one.
    pub payment_id: Option<String>,
    /// The refund it is about.
    pub refund: Option<ProviderRefund>,
    /// What happened, as a word for people: `invoice.paid`, `refund.failed`, …
    pub event_word: String,
}

impl Notice {
    /// Whether it is the sample that Xendit's dashboard sends when somebody presses its
    /// test button. It has to be answered well, and it is about nothing.
    #[must_use]
    pub fn is_dashboard_test(&self) -> bool {
        self.provider_id.as_deref() == Some("579c8d61f23fa4ca35e52da4")
            && self.external_id.as_deref() == Some("invoice_123124123")
    }
}

/// What happened, as far as we care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// A page was paid.
    Paid,
    /// A page can no longer be paid.
    Expired,
    /// A refund was paid, or will never be.
    RefundEnded,
    /// Something else: to be kept, not to be acted upon.
    Other,
}

/// Why a webhook cannot be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// It is no JSON object.
    #[error("notice is no JSON object")]
    Unreadable,
    /// It does not say what it is about.
    #[error("notice names neither id nor external id")]
    Nameless,
    /// Its money does not read as money.
    #[error("notice {0}")]
    Amount(#[from] AmountFlaw),
}

impl Notice {
    /// Reads the raw body of a webhook. Unknown fields and words are no reason to refuse it.
    ///
    /// # Errors
    ///
    /// When it is no JSON object, or speaks of money in a way that cannot be right.
    pub fn parse(raw: &[u8]) -> Result<Self, NoticeError> {
        let body: Value = serde_json::from_slice(raw).map_err(|_| NoticeError::Unreadable)?;
        if !body.is_object() {
            return Err(NoticeError::Unreadable);
        }
        let event = json::text(&body, "event").map(|word| word.to_ascii_lowercase());
        match event {
            Some(event) if event.starts_with("refund.") => Self::of_refund(&event, inner(&body)),
            Some(event) => Self::of_page(Some(&event), inner(&body)),
            None => Self::of_page(None, &body),
        }
    }

    /// What tells one delivery from another where the provider gives them no id: the same
    /// thing said twice has the same.
    #[must_use]
    pub fn identity(&self) -> String {
        let refund = self.refund.as_ref().map(|refund| &refund.provider_id);
        let money = self.payment_id.as_ref().or(refund);
        let moment = || self.paid_at.map(|at| at.to_string());
        format!(
            "{}|{}|{}",
            self.event_word,
            self.provider_id.as_deref().unwrap_or_default(),
            money.cloned().or_else(moment).unwrap_or_default(),
        )
    }

    fn of_page(event: Option<&str>, page: &Value) -> Result<Self, NoticeError> {
        let status = json::text(page, "status").map(|word| word.to_ascii_uppercase());
        let kind = kind_of(status.as_deref(), event);
        let (provider_id, external_id) = (json::text(page, "id"), json::text(page, "external_id"));
        let matters = kind != NoticeKind::Other;
        if matters && provider_id.is_none() && external_id.is_none() {
            return Err(NoticeError::Nameless);
        }
        let amount = match kind {
            NoticeKind::Paid => Some(json::amount(page, &["paid_amount", "amount"])?),
            NoticeKind::Expired | NoticeKind::RefundEnded | NoticeKind::Other => {
                json::amount(page, &["amount"]).ok()
            }
        };
        Ok(Self {
            kind,
            provider_id,
            external_id,
            amount,
            paid_at: json::instant(page, "paid_at"),
            method: reading::method(page),
            payment_id: json::text(page, "payment_id"),
            refund: None,
            event_word: word_of(kind, event, status.as_deref()),
        })
    }

    fn of_refund(event: &str, data: &Value) -> Result<Self, NoticeError> {
        let refund = reading::refund(data, Some(event))?.ok_or(NoticeError::Nameless)?;
        let kind = match refund.state {
            RefundProgress::Succeeded | RefundProgress::Failed(_) => NoticeKind::RefundEnded,
            RefundProgress::Pending => NoticeKind::Other,
        };
        Ok(Self {
            kind,
            provider_id: refund.invoice.clone(),
            external_id: None,
            amount: Some(refund.amount),
            paid_at: None,
            method: json::text(data, "channel_code"),
            payment_id: json::text(data, "payment_id"),
            refund: Some(refund),
            event_word: shortened(event),
        })
    }
}

/// What an envelope holds. Samples wrap it once or twice, and some not at all.
fn inner(body: &Value) -> &Value {
    let once = data_of(body).unwrap_or(body);
    data_of(once).unwrap_or(once)
}

fn data_of(envelope: &Value) -> Option<&Value> {
    envelope.get("data").filter(|data| data.is_object())
}

/// A status we know says more than the name of the event around it.
fn kind_of(status: Option<&str>, event: Option<&str>) -> NoticeKind {
    let by_status = match status {
        Some("PAID" | "SETTLED") => Some(NoticeKind::Paid),
        Some("EXPIRED") => Some(NoticeKind::Expired),
        Some(_) | None => None,
    };
    by_status.unwrap_or(match event {
        Some("invoice.paid" | "invoice.settled") => NoticeKind::Paid,
        Some("invoice.expired") => NoticeKind::Expired,
        Some(_) | None => NoticeKind::Other,
    })
}

fn word_of(kind: NoticeKind, event: Option<&str>, status: Option<&str>) -> String {
    match (kind, event, status) {
        (NoticeKind::Paid, _, _) => "invoice.paid".to_owned(),
        (NoticeKind::Expired, _, _) => "invoice.expired".to_owned(),
        (_, Some(event), _) => shortened(event),
        (_, None, Some(status)) => shortened(&format!("invoice.{}", status.to_lowercase())),
        (_, None, None) => "unknown".to_owned(),
    }
}

fn shortened(word: &str) -> String {
    let plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    word.chars().filter(plain).take(WORD_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests;
