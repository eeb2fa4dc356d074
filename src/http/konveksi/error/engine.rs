//! The engine's refusals and failures as answers.

use std::fmt::Display;

use axum::http::StatusCode;
use serde_json::Value;

use crate::actors::index::SearchError;
use crate::actors::order::OrderError;
use crate::actors::order::Refused;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::http::konveksi::error::ApiError;
use crate::store::Unique;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::words::Word;

/// Seconds after which a crowd has mostly passed.
const BUSY_SECONDS: u64 = 1;
/// Seconds after which a store may be back.
const AWAY_SECONDS: u64 = 5;
/// Seconds after which the texts of many orders may have been read.
const SEARCH_SECONDS: u64 = 5;

impl From<OrderError> for ApiError {
    /// For reads, and for whoever may see the least: no amounts.
    fn from(error: OrderError) -> Self {
        let reader = Reader {
            audience: Audience::Production,
            base: "",
        };
        explain(error, reader)
    }
}

impl From<SearchError> for ApiError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::NotReady => {
                let status = StatusCode::SERVICE_UNAVAILABLE;
                Self::client(status, "SEARCH_NOT_READY", sentences::SEARCH_NOT_READY)
                    .retry_after(SEARCH_SECONDS)
            }
            SearchError::Failed(cause) => Self::Internal(cause.into()),
        }
    }
}

/// Why something was not done, with the order as the reader may see it.
pub(crate) fn explain(error: OrderError, reader: Reader<'_>) -> ApiError {
    let away = |code, sentence| ApiError::client(StatusCode::SERVICE_UNAVAILABLE, code, sentence);
    match error {
        OrderError::Refused(refused) => explain_refusal(&refused, reader),
        OrderError::Taken(Unique::Idempotency { .. }) => ApiError::client(
            StatusCode::CONFLICT,
            "IDEMPOTENCY_IN_FLIGHT",
            sentences::KEY_IN_FLIGHT,
        ),
        OrderError::Taken(Unique::OrderCode(_) | Unique::InvoiceCode(_)) => {
            away("BUSY", sentences::NO_CODE_FREE).retry_after(BUSY_SECONDS)
        }
        OrderError::Taken(Unique::Page(_) | Unique::Money(_)) => ApiError::client(
            StatusCode::CONFLICT,
            "ALREADY_RECORDED",
            sentences::ALREADY_RECORDED,
        ),
        OrderError::Taken(Unique::Slip(_)) => {
            ApiError::client(StatusCode::CONFLICT, "SLIP_USED", sentences::SLIP_USED)
        }
        OrderError::Busy => away("BUSY", sentences::BUSY).retry_after(BUSY_SECONDS),
        OrderError::SetAside => away("SET_ASIDE", sentences::SET_ASIDE),
        OrderError::Unknown => {
            away("OUTCOME_UNKNOWN", sentences::OUTCOME_UNKNOWN).retry_after(BUSY_SECONDS)
        }
        OrderError::Unavailable(reason) => ApiError::away(&reason),
    }
}

impl ApiError {
    /// A 503 because the store, or whoever keeps it, is away.
    pub(crate) fn away(reason: &dyn Display) -> Self {
        tracing::error!(%reason, "store unavailable");
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self::client(status, "UNAVAILABLE", sentences::UNAVAILABLE).retry_after(AWAY_SECONDS)
    }
}

fn explain_refusal(refused: &Refused, reader: Reader<'_>) -> ApiError {
    let refusal = &refused.refusal;
    let sentence = sentences::refusal(refusal);
    let conflict = |code| ApiError::client(StatusCode::CONFLICT, code, sentence.clone());
    let field = |name| ApiError::field(name, sentence.clone());
    match refusal {
        Refusal::NotFound
        | Refusal::NoInvoice
        | Refusal::NoPayment
        | Refusal::NoRefund
        | Refusal::NoPlan => ApiError::client(StatusCode::NOT_FOUND, "NOT_FOUND", sentence),
        Refusal::Forbidden => {
            ApiError::client(StatusCode::FORBIDDEN, "PERMISSION_DENIED", sentence)
        }
        Refusal::Stale(version) => {
            let status = StatusCode::PRECONDITION_FAILED;
            let order = refused.order.as_deref();
            ApiError::client(status, "VERSION_MISMATCH", sentence)
                .with("version", *version)
                .with("order", order.map(|it| spelled(&OrderView::of(it, reader))))
        }
        Refusal::IllegalStatus {
            current, allowed, ..
        } => conflict("ILLEGAL_TRANSITION")
            .with("field", "status_order")
            .with("current_status", current.word())
            .with("allowed_transitions", words(allowed.iter().copied())),
        Refusal::IllegalStep {
            current, allowed, ..
        } => {
            let current = current.map_or(ProductionTarget::Cancelled, ProductionTarget::Step);
            let allowed = allowed.iter().copied().map(ProductionTarget::Step);
            conflict("ILLEGAL_TRANSITION")
                .with("field", "production_status")
                .with("current_status", current.word())
                .with("allowed_transitions", words(allowed))
        }
        Refusal::IllegalInvoice {
            current,
            cancellable,
        } => {
            let allowed = cancellable.then_some(InvoiceStatus::Cancelled);
            conflict("ILLEGAL_TRANSITION")
                .with("field", "invoice_status")
                .with("current_status", current.word())
                .with("allowed_transitions", words(allowed.into_iter()))
        }
        Refusal::MoneyUndecided(paid) => {
            conflict("MONEY_UNDECIDED").with("paid_amount", Amount(*paid).to_string())
        }
        Refusal::NotesNeeded => field("notes"),
        Refusal::ShareNeeded => field("dp_percent"),
        Refusal::Unreachable => field("notification_channel"),
        Refusal::FuturePayment => field("payment_time"),
        Refusal::TooMuch(_) => field("refund_amount"),
        Refusal::NoAmount | Refusal::NotSpare(_) => field("amount"),
        Refusal::SameOrder => field("to_order"),
        Refusal::NoExpiry => field("invoice_expired_at"),
        Refusal::PlanSum(_) | Refusal::PlanShape => field("installments"),
        Refusal::Exists => conflict("ALREADY_EXISTS"),
        Refusal::HasMoney => conflict("HAS_MONEY"),
        Refusal::TermsFixed => conflict("TERMS_FIXED"),
        Refusal::InvoiceOpen => conflict("INVOICE_OPEN"),
        Refusal::NothingDue => conflict("NOTHING_DUE"),
        Refusal::PlanActive => conflict("PLAN_ACTIVE"),
        Refusal::NotPayable => conflict("NOT_PAYABLE"),
        Refusal::NotByHand => conflict("NOT_MANUAL"),
        Refusal::AlreadyReversed => conflict("ALREADY_REVERSED"),
        Refusal::WentBack => conflict("MONEY_LEFT"),
        Refusal::RefundUnderWay => conflict("REFUND_UNDER_WAY"),
        Refusal::FinalRequested => conflict("FINAL_REQUESTED"),
        Refusal::NotRestorable => conflict("NOT_RESTORABLE"),
    }
}

fn words<T: Word>(all: impl Iterator<Item = T>) -> Value {
    all.map(Word::word).collect()
}

fn spelled(view: &OrderView<'_>) -> Value {
    serde_json::to_value(view).expect("a view has only text for keys")
}
