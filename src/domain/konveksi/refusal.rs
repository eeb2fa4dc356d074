//! Why an order will not.

use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::status::Status;
use crate::domain::rupiah::Rupiah;

/// Why a command was refused. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such order, or it is deleted.
    #[error("no such order")]
    NotFound,
    /// There is one already.
    #[error("the order exists already")]
    Exists,
    /// The asker saw another version.
    #[error("the order has moved on to version {0}")]
    Stale(u64),
    /// The asker's role does not allow it.
    #[error("not allowed for this role")]
    Forbidden,
    /// No way leads to that status from here.
    #[error("illegal transition of status")]
    IllegalStatus {
        /// The status now.
        current: Status,
        /// The status asked for, if one was.
        wanted: Option<Status>,
        /// The statuses that may be asked for now.
        allowed: Vec<Status>,
    },
    /// No way leads to that production step from here.
    #[error("illegal transition of production")]
    IllegalStep {
        /// The step now; `None` while cancelled.
        current: Option<Step>,
        /// The step asked for.
        wanted: ProductionTarget,
        /// The steps that may be asked for now.
        allowed: Vec<Step>,
    },
    /// A step back, or restoring, needs a reason.
    #[error("a reason is needed")]
    NotesNeeded,
    /// There is money on the order and nobody said what becomes of it.
    #[error("it is undecided what becomes of {0} paid")]
    MoneyUndecided(Rupiah),
    /// It ever had a payment, so it can only be cancelled.
    #[error("there was money on it")]
    HasMoney,
    /// Terms are fixed once something is paid.
    #[error("the terms are fixed")]
    TermsFixed,
    /// Terms with a down payment need its share.
    #[error("a down payment needs its share")]
    ShareNeeded,
    /// The contact does not reach by that channel.
    #[error("the contact does not reach by that channel")]
    Unreachable,
    /// An invoice of that kind is open.
    #[error("an invoice of that kind is open")]
    InvoiceOpen,
    /// There is nothing to ask for.
    #[error("nothing is due")]
    NothingDue,
    /// A plan is active.
    #[error("a plan is active")]
    PlanActive,
    /// No such invoice in the order.
    #[error("no such invoice")]
    NoInvoice,
    /// The invoice is paid, or cancelled.
    #[error("the invoice cannot be paid any more")]
    NotPayable,
    /// No such payment in the order.
    #[error("no such payment")]
    NoPayment,
    /// Money and time make that of an invoice, not a word.
    #[error("illegal transition of an invoice")]
    IllegalInvoice {
        /// The status now.
        current: InvoiceStatus,
        /// Whether it can still be cancelled.
        cancellable: bool,
    },
    /// Only payments that staff recorded can be changed or reversed.
    #[error("a provider's payment cannot be changed")]
    NotByHand,
    /// It was reversed before.
    #[error("the payment is reversed already")]
    AlreadyReversed,
    /// Money cannot be paid in the future.
    #[error("the payment lies in the future")]
    FuturePayment,
    /// An amount of money is above zero.
    #[error("the amount must be above zero")]
    NoAmount,
    /// Credit moves to another order.
    #[error("credit cannot move to the order it is on")]
    SameOrder,
    /// An end lies in the future, and an instalment has none.
    #[error("the invoice cannot end then")]
    NoExpiry,
    /// More than can be given back.
    #[error("only {0} can be given back")]
    TooMuch(Rupiah),
    /// More than can go to another order.
    #[error("only {0} can go to another order")]
    NotSpare(Rupiah),
    /// Some of it has left already, so it cannot be taken back whole.
    #[error("some of the payment has left already")]
    WentBack,
    /// Another refund of that payment is under way.
    #[error("a refund is under way")]
    RefundUnderWay,
    /// No such refund in the order.
    #[error("no such refund")]
    NoRefund,
    /// The instalments do not add up to what is to be paid.
    #[error("the instalments must add up to {0}")]
    PlanSum(Rupiah),
    /// Instalments must be two to twenty-four, above zero, due later and later.
    #[error("the instalments are not in order")]
    PlanShape,
    /// Final payment was requested already.
    #[error("final payment was requested already")]
    FinalRequested,
    /// No such plan, or it is over.
    #[error("no such plan")]
    NoPlan,
    /// The order is not cancelled, or money left it since.
    #[error("it cannot be restored")]
    NotRestorable,
}

impl Refusal {
    /// A short name for counting refusals, from a closed set.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Exists => "exists",
            Self::Stale(_) => "stale",
            Self::Forbidden => "forbidden",
            Self::IllegalStatus { .. } => "illegal_status",
            Self::IllegalStep { .. } => "illegal_step",
            Self::NotesNeeded => "notes_needed",
            Self::MoneyUndecided(_) => "money_undecided",
            Self::HasMoney => "has_money",
            Self::TermsFixed => "terms_fixed",
            Self::ShareNeeded => "share_needed",
            Self::Unreachable => "unreachable",
            Self::InvoiceOpen => "invoice_open",
            Self::NothingDue => "nothing_due",
            Self::PlanActive => "plan_active",
            Self::NoInvoice => "no_invoice",
            Self::NotPayable => "not_payable",
            Self::IllegalInvoice { .. } => "illegal_invoice",
            Self::NoPayment => "no_payment",
            Self::NotByHand => "not_by_hand",
            Self::AlreadyReversed => "already_reversed",
            Self::FuturePayment => "future_payment",
            Self::NoAmount => "no_amount",
            Self::NoExpiry => "no_expiry",
            Self::SameOrder => "same_order",
            Self::TooMuch(_) => "too_much",
            Self::NotSpare(_) => "not_spare",
            Self::WentBack => "went_back",
            Self::RefundUnderWay => "refund_under_way",
            Self::NoRefund => "no_refund",
            Self::PlanSum(_) => "plan_sum",
            Self::PlanShape => "plan_shape",
            Self::FinalRequested => "final_requested",
            Self::NoPlan => "no_plan",
            Self::NotRestorable => "not_restorable",
        }
    }
}
