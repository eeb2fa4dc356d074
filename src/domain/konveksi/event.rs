//! What happened to an order: one event for each change, made of small facts.
//!
//! Facts hold ids, amounts, words and differences. What would name a person is kept in
//! [`Private`], which is stored apart, so that it can be erased without rewriting history.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::code::InvoiceCode;
use crate::domain::code::OrderCode;
use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::ids::AttemptId;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::ids::PlanId;
use crate::domain::ids::RefundId;
use crate::domain::konveksi::attention::Mark;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Closed;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::message::Announcement;
use crate::domain::konveksi::message::Letter;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::order::is_false;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::refund::Refund;
use crate::domain::konveksi::refund::RefundState;
use crate::domain::role::By;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// One change of one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Whose change.
    pub order: OrderId,
    /// Which one, from 1.
    pub version: u64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: By,
    /// What became true, in order.
    pub facts: Vec<Fact>,
    /// The personal values among it.
    #[serde(skip)]
    pub private: Private,
}

/// The personal values an event sets. Empty after the person was erased.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    /// The customer's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_name: Option<String>,
    /// The customer's contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// The customer's wishes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design_notes: Option<String>,
    /// Where the customer's design is kept: whoever knows that may look at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design: Option<String>,
    /// The remark or reason given with the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The payer's contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_contact: Option<String>,
    /// What staff noted on a payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_notes: Option<String>,
    /// What the customer is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
    /// What staff called the instalments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub descriptions: Vec<String>,
}

impl Private {
    /// Whether there is nothing to keep apart.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Something that became true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The order began; name, contact and design notes are private.
    Created {
        /// Its code.
        code: OrderCode,
        /// How messages go out.
        channel: Channel,
        /// What.
        product: String,
        /// How many pieces.
        quantity: u32,
        /// For how much.
        price: Rupiah,
        /// Paid how.
        terms: Terms,
        /// Whether staff made it, so that its price needs no second look.
        price_confirmed: bool,
    },
    /// The customer's name changed to a private value.
    CustomerRenamed,
    /// The contact changed to a private value.
    ContactChanged,
    /// Messages go out another way.
    ChannelChanged(Channel),
    /// The product has another name.
    ProductRenamed(String),
    /// The number of pieces changed.
    QuantityChanged(u32),
    /// The design notes changed to a private value.
    DesignNotesChanged,
    /// The design is another, at a private place, or there is none any more.
    DesignChanged,
    /// The price changed.
    Priced(Rupiah),
    /// Staff agreed to the price.
    PriceConfirmed,
    /// The terms changed.
    TermsChanged(Terms),
    /// The down payment due no longer follows the price.
    DpFixed(Rupiah),
    /// It follows the price again: nothing is paid after all.
    DpReleased,
    /// A remark was made; its text is private.
    Noted,
    /// A mark was set.
    Marked(Mark),
    /// A mark was cleared.
    Unmarked(Mark),
    /// The first payment link was issued.
    LinkIssued,
    /// Final payment was requested.
    FinalRequested,
    /// The final-payment link was handed to the customer.
    FinalHandedOver,
    /// Production moved.
    Stepped {
        /// From where.
        from: Step,
        /// To where.
        to: Step,
        /// Whether a manager opened a closed gate for it.
        overridden: bool,
    },
    /// An invoice was made; an instalment's description is private.
    InvoiceIssued {
        /// Its id.
        invoice: InvoiceId,
        /// Its code.
        code: InvoiceCode,
        /// What it is for.
        kind: Kind,
        /// What it asks for.
        amount: Rupiah,
        /// What the order's credit took off it.
        credit_used: Rupiah,
        /// The share it stands for.
        share: Option<BasisPoints>,
        /// How its messages go out.
        channel: Channel,
        /// Until when it can be paid.
        expires_at: Option<Timestamp>,
        /// When an instalment should be paid.
        due_at: Option<Timestamp>,
    },
    /// An invoice asks for another amount.
    InvoiceRepriced {
        /// Which.
        invoice: InvoiceId,
        /// How much in all.
        amount: Rupiah,
    },
    /// An invoice is smaller by another part of the order's credit.
    CreditUsed {
        /// Which.
        invoice: InvoiceId,
        /// By how much in all.
        amount: Rupiah,
    },
    /// An invoice stopped asking.
    InvoiceClosed {
        /// Which.
        invoice: InvoiceId,
        /// Why.
        how: Closed,
    },
    /// An invoice asks again.
    InvoiceReopened {
        /// Which.
        invoice: InvoiceId,
        /// Until when it can be paid.
        expires_at: Option<Timestamp>,
    },
    /// An invoice's link was handed to the customer.
    InvoiceHandedOver(InvoiceId),
    /// Staff changed values of an invoice.
    InvoiceEdited {
        /// Which.
        invoice: InvoiceId,
        /// The other way for its messages, if it changed.
        channel: Option<Channel>,
        /// The other end, if it changed.
        expires_at: Option<Timestamp>,
        /// Whether the customer was given its link, if that changed.
        handed_over: Option<bool>,
    },
    /// A message shall go out when the invoice has a page.
    AnnouncementWanted {
        /// About which invoice.
        invoice: InvoiceId,
        /// Which message.
        announcement: Announcement,
    },
    /// A message about an invoice's link is on its way; its text is private.
    MessageOwed {
        /// About which invoice.
        invoice: InvoiceId,
        /// Which message.
        announcement: Announcement,
    },
    /// An instalment's due date passed.
    InvoiceOverdue(InvoiceId),
    /// We want a payment page; the provider is being asked.
    AttemptOpening {
        /// For which invoice.
        invoice: InvoiceId,
        /// Our id of it.
        attempt: AttemptId,
        /// For how much.
        amount: Rupiah,
        /// Until when.
        expires_at: Timestamp,
    },
    /// The provider made the page. An attempt no longer wanted stays closed.
    AttemptOpened {
        /// Of which invoice.
        invoice: InvoiceId,
        /// Which.
        attempt: AttemptId,
        /// The provider's id of it.
        provider_id: String,
        /// Where to pay.
        url: String,
    },
    /// A page is no longer the one to pay at.
    AttemptClosed {
        /// Of which invoice.
        invoice: InvoiceId,
        /// Which.
        attempt: AttemptId,
        /// How it ended.
        state: AttemptState,
        /// Whether the provider knows; else it must be told.
        known: bool,
    },
    /// Money arrived, left for another order, or was reversed. Contact and notes are private.
    Received(Box<Payment>),
    /// Staff changed their remarks on a payment; contact and notes are private.
    PaymentAnnotated {
        /// Which.
        payment: PaymentId,
        /// The other means, if it changed.
        method: Option<String>,
    },
    /// A refund was asked for; its reason is private.
    RefundRequested(Box<Refund>),
    /// A refund ended.
    RefundEnded {
        /// Which.
        refund: RefundId,
        /// How.
        state: RefundState,
        /// The provider's id of it.
        provider_id: Option<String>,
        /// How much of it no invoice had taken.
        of_credit: Rupiah,
        /// What it took off the price.
        forgiven: Rupiah,
        /// What it took of the money kept at a cancelling.
        unkept: Rupiah,
    },
    /// The order is paid in instalments.
    PlanMade {
        /// Its id.
        plan: PlanId,
        /// The invoices that follow, in order.
        instalments: Vec<InvoiceId>,
        /// Whether they were asked to be equal.
        #[serde(default, skip_serializing_if = "is_false")]
        equal: bool,
    },
    /// It no longer is.
    PlanEnded(PlanId),
    /// A settled order owes again.
    FellBack,
    /// The order was cancelled; so much money stays with the business.
    Cancelled {
        /// The money that stays.
        kept: Rupiah,
    },
    /// It was restored.
    Restored,
    /// It was hidden.
    Deleted,
    /// Money brought it back.
    Undeleted,
    /// Something about money is unusual and needs a person.
    TaskRaised {
        /// What.
        task: Task,
        /// About which invoice.
        invoice: Option<InvoiceId>,
        /// How much.
        amount: Rupiah,
        /// How much of it the whole order does not owe, where more came than was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        excess: Option<Rupiah>,
    },
}

/// What a person should see to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Money came after its invoice had expired or been cancelled.
    Late,
    /// Less came than was asked for.
    Short,
    /// More came than was asked for.
    Over,
    /// Money came for an invoice that was paid already.
    Double,
    /// Money came on a cancelled or deleted order.
    OnCancelled,
    /// The provider names another amount for money we already have.
    Mismatch,
    /// The provider refused or failed a refund.
    RefundFailed,
    /// A refund was made at the provider, not here.
    RefundSeen,
    /// A cancelled order must give money back.
    RefundDue,
}
