//! What an order may be asked.

use crate::domain::code::OrderCode;
use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::ids::AttemptId;
use crate::domain::ids::Fresh;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::ids::PlanId;
use crate::domain::ids::RefundId;
use crate::domain::konveksi::attention::Mark;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::message::SendRequest;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::payment::Slip;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::refund::RefundMethod;
use crate::domain::konveksi::refund::Settles;
use crate::domain::konveksi::status::Status;
use crate::domain::media::FileEdit;
use crate::domain::role::By;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;

/// Something asked of an order, with everything a pure decision needs.
#[derive(Debug, Clone)]
pub struct Command {
    /// The order it is asked of.
    pub order: OrderId,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: By,
    /// The version the asker saw; another one refuses the command.
    pub expected: Option<u64>,
    /// Ids for whatever it creates.
    pub fresh: Fresh,
    /// What.
    pub action: Action,
}

/// What an order may be asked to do.
#[derive(Debug, Clone)]
pub enum Action {
    /// To begin.
    Create(Box<NewOrder>),
    /// To hold other values, take a production step, reach a status: all or nothing.
    Edit(Box<Edit>),
    /// To remember a remark.
    Note(String),
    /// To wear, or no longer wear, a mark.
    SetMark(Mark, bool),
    /// To issue a payment link.
    IssueLink(LinkRequest),
    /// To ask for the rest of the money.
    RequestFinal,
    /// To make an invoice payable anew, on a new page.
    Regenerate(InvoiceId),
    /// To note that the customer was given an invoice's link.
    HandOver(InvoiceId),
    /// To send the customer an invoice's link.
    Send(Box<SendRequest>),
    /// To hold other values on an invoice.
    EditInvoice(InvoiceEdit),
    /// To ask no more for an invoice.
    CancelInvoice(InvoiceId),
    /// To expire the invoices whose time is up.
    ExpireDue,
    /// To note that an attempt's page is there.
    AttemptOpened {
        /// Which attempt.
        attempt: AttemptId,
        /// The provider's id of it.
        provider_id: String,
        /// Where to pay.
        url: String,
    },
    /// To note that the provider refused an attempt.
    AttemptFailed(AttemptId),
    /// To note that an attempt expired at the provider.
    AttemptExpired(AttemptId),
    /// To note which instalments are overdue.
    MarkOverdue,
    /// To take money in.
    Receive(Box<Receipt>),
    /// To take back a payment that staff recorded by mistake.
    Reverse {
        /// Which payment.
        payment: PaymentId,
        /// Why.
        reason: String,
    },
    /// To hold other remarks on a payment that staff recorded.
    Annotate(Box<PaymentRemarks>),
    /// To give money back.
    Refund(Box<RefundRequest>),
    /// To note how a refund ended.
    RefundEnded {
        /// Which refund.
        refund: RefundId,
        /// Whether the money went.
        succeeded: bool,
        /// The provider's id of it.
        provider_id: Option<String>,
    },
    /// To note a refund made at the provider, not by us.
    RefundSeen {
        /// Of which payment.
        payment: PaymentId,
        /// How much.
        amount: Rupiah,
        /// The provider's id of it: one id is one refund.
        provider_id: String,
    },
    /// To be paid in instalments.
    MakePlan(Vec<Instalment>),
    /// To be paid in so many equal instalments.
    MakeEqualPlan(Vec<Due>),
    /// To be paid in instalments no longer.
    EndPlan(PlanId),
    /// To give credit to another order. Half of a change set; [`Action::TakeCredit`] is
    /// the other half.
    GiveCredit {
        /// To which order.
        to: OrderId,
        /// How much.
        amount: Rupiah,
        /// Why.
        reason: String,
    },
    /// To take credit from another order.
    TakeCredit {
        /// From which order.
        from: OrderId,
        /// How much.
        amount: Rupiah,
        /// Why.
        reason: String,
    },
    /// To be cancelled.
    Cancel {
        /// What becomes of the money on it.
        money: Option<MoneyDecision>,
        /// Why.
        reason: String,
    },
    /// To be what it was before it was cancelled.
    Restore {
        /// Why.
        notes: String,
    },
    /// To vanish from every list.
    Delete,
}

/// A new order, its fields already checked one by one.
#[derive(Debug, Clone)]
pub struct NewOrder {
    /// Its code.
    pub code: OrderCode,
    /// Who orders.
    pub customer_name: String,
    /// How to reach them; reaches by `channel`.
    pub contact: Contact,
    /// How messages go out.
    pub channel: Channel,
    /// What.
    pub product_name: String,
    /// How many pieces.
    pub quantity: u32,
    /// For how much.
    pub price: Rupiah,
    /// Paid how.
    pub terms: Terms,
    /// What to heed.
    pub design_notes: String,
    /// Where its design is kept.
    pub design: Option<String>,
    /// Whether to issue a payment link at once.
    pub with_link: bool,
}

/// Values an order shall hold; `None` leaves one as it is.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// Another customer's name.
    pub customer_name: Option<String>,
    /// Another contact.
    pub contact: Option<Contact>,
    /// Another way for messages.
    pub channel: Option<Channel>,
    /// Another product name.
    pub product_name: Option<String>,
    /// Another number of pieces.
    pub quantity: Option<u32>,
    /// Another price; saving one confirms it when staff do.
    pub price: Option<Rupiah>,
    /// That staff agree to the price.
    pub price_confirmed: bool,
    /// Down payment or all at once.
    pub terms: Option<TermsEdit>,
    /// Other design notes.
    pub design_notes: Option<String>,
    /// What becomes of its design.
    pub design: FileEdit,
    /// The production status to reach.
    pub production: Option<ProductionTarget>,
    /// The status to reach.
    pub status: Option<Status>,
    /// What becomes of the money, when the status to reach is cancelled.
    pub money: Option<MoneyDecision>,
    /// For the history; the reason of a step back or an override.
    pub notes: Option<String>,
}

/// Where production shall go, as a client names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProductionTarget {
    /// To a step.
    Step(Step),
    /// To `dibatalkan`, which only cancelling the order can do.
    Cancelled,
}

/// Other terms; what is `None` stays.
#[derive(Debug, Clone, Copy, Default)]
pub struct TermsEdit {
    /// Whether there is a down payment.
    pub with_dp: Option<bool>,
    /// Its share.
    pub share: Option<BasisPoints>,
}

/// Which payment link to issue.
#[derive(Debug, Clone, Copy, Default)]
pub struct LinkRequest {
    /// For what; the order's terms decide when it is not said.
    pub kind: Option<LinkKind>,
    /// The share of a down payment.
    pub share: Option<BasisPoints>,
    /// How its message goes out.
    pub channel: Option<Channel>,
    /// Whether no message shall go out by itself.
    pub quiet: bool,
}

/// Other values of an invoice; `None` leaves one as it is.
#[derive(Debug, Clone, Copy)]
pub struct InvoiceEdit {
    /// Which invoice.
    pub invoice: InvoiceId,
    /// Another way for its messages.
    pub channel: Option<Channel>,
    /// Another end; in the future.
    pub expires_at: Option<Timestamp>,
    /// Whether the customer was given its link.
    pub handed_over: Option<bool>,
    /// The status it shall have; only cancelled can be asked for, and what it is already.
    pub status: Option<InvoiceStatus>,
}

/// What a payment link may be asked for, and what every invoice counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// The down payment.
    Dp,
    /// Everything.
    Full,
    /// The rest.
    Final,
}

/// What becomes of the money on a cancelled order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyDecision {
    /// It goes back.
    RefundDue,
    /// The business keeps it.
    Keep,
}

/// Money that arrived.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// How much; above zero.
    pub amount: Rupiah,
    /// How we know.
    pub source: PaymentSource,
    /// For which invoice.
    pub invoice: InvoiceId,
    /// On which page.
    pub attempt: Option<AttemptId>,
    /// By which means.
    pub method: String,
    /// When it was paid.
    pub paid_at: Timestamp,
    /// The provider's id of the money.
    pub provider_id: Option<String>,
    /// How the payer can be reached.
    pub contact: String,
    /// What staff noted.
    pub notes: String,
    /// The bank's slip, when staff checked one.
    pub slip: Option<Slip>,
}

/// Other remarks on a payment; `None` leaves one as it is.
#[derive(Debug, Clone)]
pub struct PaymentRemarks {
    /// Which payment.
    pub payment: PaymentId,
    /// Another means.
    pub method: Option<String>,
    /// Another contact.
    pub contact: Option<String>,
    /// Other notes.
    pub notes: Option<String>,
}

/// Money to give back.
#[derive(Debug, Clone)]
pub struct RefundRequest {
    /// Of which payment.
    pub payment: PaymentId,
    /// How much; above zero.
    pub amount: Rupiah,
    /// Which way.
    pub method: RefundMethod,
    /// What it does to the debt.
    pub settles: Settles,
    /// Why.
    pub reason: String,
}

/// A part of a plan whose amount is still to be found.
#[derive(Debug, Clone)]
pub struct Due {
    /// Until when; later than the one before.
    pub due_at: Timestamp,
    /// What staff call it.
    pub description: String,
}

/// A part of a plan to be made.
#[derive(Debug, Clone)]
pub struct Instalment {
    /// How much; above zero.
    pub amount: Rupiah,
    /// Until when; later than the one before.
    pub due_at: Timestamp,
    /// What staff call it.
    pub description: String,
}
