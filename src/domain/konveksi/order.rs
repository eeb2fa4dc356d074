//! A garment order: everything that is true of it.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::code::OrderCode;
use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::konveksi::attention::Mark;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::plan::Plan;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::refund::Refund;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// A garment order, as its events made it.
///
/// Words like `lunas` are nowhere in here: they are projections, see
/// [`status`](super::status).
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, in every combination"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// What people call it by.
    pub code: OrderCode,
    /// How many changes it has seen.
    pub version: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Who ordered.
    pub customer: Customer,
    /// What was ordered.
    pub product: Product,
    /// The agreed price.
    pub price: Rupiah,
    /// Whether staff have seen and agreed to the price.
    pub price_confirmed: bool,
    /// How it is to be paid.
    pub terms: Terms,
    /// Whether a payment link was ever issued.
    pub link_issued: bool,
    /// The down payment due, once it no longer follows the price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dp_fixed: Option<Rupiah>,
    /// Whether final payment was requested.
    pub final_requested: bool,
    /// Whether the final-payment link was handed to the customer.
    pub final_handed_over: bool,
    /// How far production is; stays where it was while cancelled.
    pub step: Step,
    /// Since when it is cancelled, and what became of its money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<Cancelled>,
    /// Since when it is hidden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
    /// What goodwill refunds took off the price.
    #[serde(default, skip_serializing_if = "Rupiah::is_nothing")]
    pub forgiven: Rupiah,
    /// Whether it was settled once and no longer is.
    #[serde(default, skip_serializing_if = "is_false")]
    pub fell_back: bool,
    /// What staff or jobs marked it with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// What it asked for, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invoices: Vec<Invoice>,
    /// What arrived, oldest first; lines are only ever added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
    /// What goes or went back, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refunds: Vec<Refund>,
    /// Agreements to pay in instalments; at most the last is active.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<Plan>,
}

/// Who ordered, and how to reach them. Personal data, all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// As they gave it.
    pub name: String,
    /// Phone, e-mail, or both.
    pub contact: Contact,
    /// Which of them messages use.
    pub channel: Channel,
}

/// What was ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// How many pieces.
    pub quantity: u32,
    /// Where its design is kept, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub design: Option<String>,
    /// What the customer wants to be heeded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

/// How an order is to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Terms {
    /// A share first, the rest when production is done.
    Dp(BasisPoints),
    /// All at once.
    Full,
}

/// That an order is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// Since when.
    pub at: Timestamp,
    /// The money that stays with the business; the rest of what was paid is due back.
    pub kept: Rupiah,
    /// Whether money left the order since: then it cannot be restored.
    #[serde(default, skip_serializing_if = "is_false")]
    pub paid_out: bool,
}

impl Order {
    /// The order without the person behind it, as its events make it when their personal
    /// values are gone.
    #[must_use]
    pub fn without_person(mut self) -> Self {
        self.customer.name = String::new();
        self.customer.contact = Contact::default();
        self.product.notes = String::new();
        self.product.design = None;
        for invoice in &mut self.invoices {
            invoice.description = String::new();
        }
        for payment in &mut self.payments {
            payment.contact = String::new();
            payment.notes = String::new();
        }
        for refund in &mut self.refunds {
            refund.reason = String::new();
        }
        self
    }

    /// The invoice of that id.
    #[must_use]
    pub fn invoice(&self, id: InvoiceId) -> Option<&Invoice> {
        self.invoices.iter().find(|invoice| invoice.id == id)
    }

    /// The payment of that id.
    #[must_use]
    pub fn payment(&self, id: PaymentId) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.id == id)
    }

    /// The invoices that ask for money now, oldest first.
    pub fn open_invoices(&self) -> impl Iterator<Item = &Invoice> {
        self.invoices
            .iter()
            .filter(|invoice| invoice.status() == InvoiceStatus::Open)
    }

    /// The open invoice of a kind, instalments aside: there is at most one.
    #[must_use]
    pub fn open_invoice(&self, kind: Kind) -> Option<&Invoice> {
        self.open_invoices().find(|invoice| invoice.kind == kind)
    }

    /// The plan in force, if any.
    #[must_use]
    pub fn active_plan(&self) -> Option<&Plan> {
        self.plans.iter().rfind(|plan| plan.is_active(self))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
pub(super) const fn is_false(flag: &bool) -> bool {
    !*flag
}
