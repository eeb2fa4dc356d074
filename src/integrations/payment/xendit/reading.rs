//! What Xendit's objects mean to us. Unknown fields and words are kept out, not refused.

use serde_json::Value;

use crate::domain::time::Timestamp;
use crate::integrations::payment::GatewayError;
use crate::integrations::payment::Page;
use crate::integrations::payment::PageStatus;
use crate::integrations::payment::ProviderRefund;
use crate::integrations::payment::RefundProgress;
use crate::integrations::payment::json;
use crate::integrations::payment::json::AmountFlaw;
use crate::integrations::payment::xendit::call::Call;

/// What an answer lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable(pub(super) &'static str);

impl Unreadable {
    /// What it means that this was all that came back.
    pub(super) fn in_answer_to(self, call: Call) -> GatewayError {
        call.lost(format!("the answer is not readable: {}", self.0))
    }
}

/// An invoice object.
pub(super) fn page(invoice: &Value) -> Result<Page, Unreadable> {
    let text = |key| json::text(invoice, key);
    let amount = |key| json::amount(invoice, &[key]).ok();
    let instant = |key| json::instant(invoice, key);
    Ok(Page {
        provider_id: text("id").ok_or(Unreadable("no id"))?,
        external_id: text("external_id").ok_or(Unreadable("no external id"))?,
        status: status(&text("status").ok_or(Unreadable("no status"))?),
        amount: amount("amount").ok_or(Unreadable("no amount"))?,
        paid_amount: amount("paid_amount"),
        paid_at: instant("paid_at"),
        method: method(invoice),
        url: text("invoice_url").unwrap_or_default(),
        expires_at: instant("expiry_date"),
    })
}

fn status(word: &str) -> PageStatus {
    match word {
        "PENDING" => PageStatus::Pending,
        "PAID" | "SETTLED" => PageStatus::Paid,
        "EXPIRED" => PageStatus::Expired,
        other => PageStatus::Other(other.to_owned()),
    }
}

/// By which means an invoice was paid: the channel if it is told, else the kind of channel.
pub(in crate::integrations::payment) fn method(invoice: &Value) -> Option<String> {
    json::text(invoice, "payment_channel").or_else(|| json::text(invoice, "payment_method"))
}

/// A refund object; nothing when it has no id. The event it came with speaks where the
/// object has no status we know.
pub(in crate::integrations::payment) fn refund(
    refund: &Value,
    event: Option<&str>,
) -> Result<Option<ProviderRefund>, AmountFlaw> {
    let Some(provider_id) = json::text(refund, "id") else {
        return Ok(None);
    };
    let status = json::text(refund, "status");
    let said = match event {
        Some("refund.succeeded") => "SUCCEEDED",
        Some("refund.failed") => "FAILED",
        Some(_) | None => "PENDING",
    };
    let known = ["SUCCEEDED", "FAILED", "CANCELLED"];
    let status = status.filter(|status| known.contains(&status.as_str()));
    let state = match status.as_deref().unwrap_or(said) {
        "SUCCEEDED" => RefundProgress::Succeeded,
        "FAILED" => RefundProgress::Failed(json::text(refund, "failure_code")),
        "CANCELLED" => RefundProgress::Failed(Some("CANCELLED".to_owned())),
        _ => RefundProgress::Pending,
    };
    Ok(Some(ProviderRefund {
        provider_id,
        reference: json::text(refund, "reference_id"),
        invoice: json::text(refund, "invoice_id"),
        amount: json::amount(refund, &["amount"])?,
        state,
    }))
}

/// An instant as they write it: always with milliseconds.
#[must_use]
pub(in crate::integrations::payment) fn instant_text(at: Timestamp) -> String {
    let text = at.to_string();
    let (whole, places) = text
        .trim_end_matches('Z')
        .split_once('.')
        .unwrap_or((text.trim_end_matches('Z'), ""));
    format!("{whole}.{places:0<3}Z")
}
