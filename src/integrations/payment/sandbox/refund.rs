//! A refund of the sandbox: when it is taken on, and how the wire spells it.

use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;

use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::integrations::payment::sandbox::invoice::Channel;
use crate::integrations::payment::xendit::reading::instant_text;

/// A refund, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Refund {
    pub(super) seq: u64,
    pub(super) id: String,
    pub(super) payment_id: String,
    pub(super) invoice_id: String,
    pub(super) channel: Channel,
    pub(super) amount: Rupiah,
    pub(super) state: State,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    /// What it was asked with, and under which key: the same again is answered alike.
    pub(super) request: Value,
    pub(super) key: Option<String>,
}

/// How far a refund is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum State {
    Pending,
    Succeeded,
    Failed,
    Cancelled,
}

impl State {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// Whether its money is no longer there to be paid back again.
    pub(super) const fn counts(self) -> bool {
        match self {
            Self::Pending | Self::Succeeded => true,
            Self::Failed | Self::Cancelled => false,
        }
    }
}

impl Refund {
    /// The object the API answers.
    pub(super) fn object(&self) -> Value {
        let failure = (self.state == State::Failed).then_some("REFUND_FAILED");
        let given = |key: &str| self.request.get(key).cloned().unwrap_or_default();
        json!({
            "id": self.id,
            "payment_id": self.payment_id,
            "invoice_id": self.invoice_id,
            "payment_method_type": self.channel.method(),
            "channel_code": self.channel.word(),
            "amount": self.amount.0,
            "currency": "IDR",
            "country": "ID",
            "reference_id": given("reference_id"),
            "reason": given("reason"),
            "metadata": given("metadata"),
            "failure_code": failure,
            "refund_fee_amount": null,
            "status": self.state.word(),
            "created": instant_text(self.created),
            "updated": instant_text(self.updated),
        })
    }

    /// The event of the webhook that tells how it ended.
    pub(super) const fn event(&self) -> &'static str {
        match self.state {
            State::Succeeded => "refund.succeeded",
            State::Pending | State::Failed | State::Cancelled => "refund.failed",
        }
    }

    /// That webhook's body.
    pub(super) fn notice(&self) -> Value {
        json!({
            "event": self.event(),
            "business_id": "5f00c0ffee5f00c0ffee5f00",
            "created": instant_text(self.updated),
            "data": self.object(),
        })
    }
}
