//! An invoice of the sandbox: what it knows, and how the wire spells it.

use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;

use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::integrations::payment::xendit::reading::instant_text;

/// The account everything here belongs to.
const USER_ID: &str = "5f00c0ffee5f00c0ffee5f00";

/// What the merchant is called.
pub(super) const MERCHANT: &str = "Rajut Sandbox";

/// An invoice, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Invoice {
    /// Its place in the order of creation.
    pub(super) seq: u64,
    pub(super) id: String,
    pub(super) external_id: String,
    pub(super) amount: Rupiah,
    pub(super) status: Status,
    pub(super) description: Option<String>,
    pub(super) payer_email: Option<String>,
    pub(super) success_url: Option<String>,
    pub(super) failure_url: Option<String>,
    pub(super) customer: Option<Value>,
    pub(super) items: Option<Value>,
    pub(super) fees: Option<Value>,
    pub(super) metadata: Option<Value>,
    pub(super) should_send_email: bool,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) expires_at: Timestamp,
    pub(super) expired_at: Option<Timestamp>,
    pub(super) payments: Vec<Received>,
}

/// Where an invoice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// It can be paid.
    Pending,
    /// It was paid.
    Paid,
    /// The money is in the merchant's balance.
    Settled,
    /// Its time was up.
    Expired,
}

impl Status {
    /// As the wire has it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Paid => "PAID",
            Self::Settled => "SETTLED",
            Self::Expired => "EXPIRED",
        }
    }
}

/// Money a customer sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// How much, whatever the invoice asks for.
    pub amount: Rupiah,
    /// By which means.
    pub channel: Channel,
}

impl Payment {
    /// So much, by QRIS.
    #[must_use]
    pub const fn exact(amount: Rupiah) -> Self {
        Self {
            amount,
            channel: Channel::Qris,
        }
    }
}

/// By which means a customer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Channel {
    /// A QR code that any wallet reads.
    Qris,
    /// A virtual account at a bank.
    Bca,
    /// A wallet.
    Ovo,
    /// Cash at a shop.
    Alfamart,
}

impl Channel {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::Qris, Self::Bca, Self::Ovo, Self::Alfamart];

    /// As the wire has it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Qris => "QRIS",
            Self::Bca => "BCA",
            Self::Ovo => "OVO",
            Self::Alfamart => "ALFAMART",
        }
    }

    /// The kind of means, as the wire has it.
    #[must_use]
    pub const fn method(self) -> &'static str {
        match self {
            Self::Qris => "QR_CODE",
            Self::Bca => "BANK_TRANSFER",
            Self::Ovo => "EWALLET",
            Self::Alfamart => "RETAIL_OUTLET",
        }
    }

    /// Whether money can go back the way it came.
    #[must_use]
    pub const fn is_refundable(self) -> bool {
        match self {
            Self::Qris | Self::Ovo => true,
            Self::Bca | Self::Alfamart => false,
        }
    }
}

/// Money that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Received {
    pub(super) id: String,
    pub(super) amount: Rupiah,
    pub(super) channel: Channel,
    pub(super) at: Timestamp,
}

/// An invoice, for those who look from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SandboxInvoice {
    /// The provider's id.
    pub id: String,
    /// Ours.
    pub external_id: String,
    /// How many invoices were created under that external id.
    pub creates: usize,
    /// Where it stands.
    pub status: Status,
    /// What it asks for.
    pub amount: Rupiah,
    /// Everything that arrived, in order.
    pub received: Vec<Rupiah>,
    /// What the customer reads.
    pub description: String,
    /// When it was created.
    pub created: Timestamp,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
}

impl Invoice {
    pub(super) fn payment(&self) -> Option<&Received> {
        self.payments.first()
    }

    pub(super) fn url(&self, page_base: &str) -> String {
        format!("{page_base}/sandbox/pay/{}", self.id)
    }

    /// The object the API answers, with every field their own libraries insist on.
    pub(super) fn object(&self, page_base: &str) -> Value {
        let amount = self.amount.0;
        let mut object = json!({
            "id": self.id,
            "external_id": self.external_id,
            "user_id": USER_ID,
            "status": self.status.word(),
            "merchant_name": MERCHANT,
            "merchant_profile_picture_url": format!("{page_base}/sandbox/"),
            "amount": amount,
            "currency": "IDR",
            "expiry_date": instant_text(self.expires_at),
            "invoice_url": self.url(page_base),
            "available_banks": [{
                "bank_code": "BCA",
                "collection_type": "POOL",
                "transfer_amount": amount,
                "bank_branch": "Virtual Account",
                "account_holder_name": "RAJUT SANDBOX",
            }],
            "available_retail_outlets": [{ "retail_outlet_name": "ALFAMART" }],
            "available_ewallets": [{ "ewallet_type": "OVO" }],
            "available_qr_codes": [{ "qr_code_type": "QRIS" }],
            "available_direct_debits": [],
            "available_paylaters": [],
            "should_exclude_credit_card": true,
            "should_send_email": self.should_send_email,
            "created": instant_text(self.created),
            "updated": instant_text(self.updated),
        });
        self.add_what_was_given(&mut object);
        if let Some(payment) = self.payment() {
            add_payment(&mut object, payment);
        }
        object
    }

    /// The body of the webhook that tells the latest payment.
    pub(super) fn paid_notice(&self) -> Value {
        let mut body = self.notice("PAID");
        if let Some(payment) = self.payments.last() {
            add_payment(&mut body, payment);
        }
        body
    }

    /// The body of the webhook that tells that it can no longer be paid.
    pub(super) fn expired_notice(&self) -> Value {
        self.notice("EXPIRED")
    }

    fn notice(&self, status: &str) -> Value {
        let mut body = json!({
            "id": self.id,
            "external_id": self.external_id,
            "user_id": USER_ID,
            "is_high": false,
            "status": status,
            "merchant_name": MERCHANT,
            "amount": self.amount.0,
            "created": instant_text(self.created),
            "updated": instant_text(self.updated),
            "currency": "IDR",
        });
        self.add_what_was_given(&mut body);
        body
    }

    fn add_what_was_given(&self, object: &mut Value) {
        for (key, text) in [
            ("description", &self.description),
            ("payer_email", &self.payer_email),
            ("success_redirect_url", &self.success_url),
            ("failure_redirect_url", &self.failure_url),
        ] {
            if let Some(text) = text {
                object[key] = text.as_str().into();
            }
        }
        for (key, given) in [
            ("customer", &self.customer),
            ("items", &self.items),
            ("fees", &self.fees),
            ("metadata", &self.metadata),
        ] {
            if let Some(given) = given {
                object[key] = given.clone();
            }
        }
    }
}

fn add_payment(object: &mut Value, payment: &Received) {
    let channel = payment.channel;
    object["paid_amount"] = payment.amount.0.into();
    object["paid_at"] = instant_text(payment.at).into();
    object["payment_method"] = channel.method().into();
    object["payment_channel"] = channel.word().into();
    object["payment_id"] = payment.id.as_str().into();
    match channel {
        Channel::Bca => {
            object["bank_code"] = "BCA".into();
            object["payment_destination"] = "381659999000001".into();
        }
        Channel::Ovo => object["ewallet_type"] = "OVO".into(),
        Channel::Alfamart => object["payment_destination"] = "RJTSANDBOX01".into(),
        Channel::Qris => {}
    }
}
