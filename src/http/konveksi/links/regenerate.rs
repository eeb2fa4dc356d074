//! An invoice made payable anew. Its old page is read first: money is never lost to a new
//! link.

use std::time::Instant;

use axum::Router;
use axum::extract::Path;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Manager;
use crate::app::App;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::invoice::Attempt;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::role::By;
use crate::domain::time::Timestamp;
use crate::flows::konveksi::cashier::PAGE_WAIT_MAX;
use crate::flows::konveksi::cashier::Regenerated;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::links::contract::not_again as paid_already;
use crate::http::konveksi::links::with_page_within;
use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::post as post_told;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::invoice::attempt_status;
use crate::wire::konveksi::invoice::payment_url;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::money::kind;
use uuid::Uuid;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/api/v1/admin/invoice/{id}/regenerate-payment-link",
            post(regenerate),
        )
        .route(
            "/api/v1/invoice/{id}/regenerate-payment-link",
            post(regenerate),
        )
}

/// Makes an invoice payable anew, unless it was paid.
async fn regenerate(
    State(app): State<App>,
    Manager(staff): Manager,
    Path(named): Path<String>,
    write: Write,
) -> Result<Response, ApiError> {
    let unknown = || {
        let status = StatusCode::NOT_FOUND;
        ApiError::client(status, "NOT_FOUND", sentences::NO_INVOICE)
            .with("invoice_id", named.as_str())
    };
    let id: InvoiceId = named.parse().map_err(|_| unknown())?;
    let order = app.index.order_of_invoice(id).ok_or_else(unknown)?;
    let asked_at = Instant::now();
    let looked = if write.was_done_before() {
        None
    } else {
        app.cashier.before_regenerating(order, id).await?
    };
    let before = match looked {
        None => app.orders.view(order).await?.ok_or_else(unknown)?,
        Some(Regenerated::Unpaid(before)) => before,
        Some(Regenerated::Paid(order)) => return Err(not_again(&order, id)),
        Some(Regenerated::Unreadable(reason)) => {
            tracing::warn!(order.id = %order, reason, "an old payment page cannot be read");
            return Err(provider_away(id));
        }
    };
    let old = before.invoice(id).ok_or_else(unknown)?;
    let can_be = matches!(old.status(), InvoiceStatus::Open | InvoiceStatus::Expired);
    if !can_be && !write.was_done_before() {
        return Err(not_again(&before, id));
    }
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let answer = write.submit(&app, reader, by, order, Action::Regenerate(id));
    let answer = match answer.await {
        Ok(answer) => answer,
        Err(error) => return Err(paid_meanwhile(&app, order, id).await.unwrap_or(error)),
    };
    // The look at the old page and the wait for the new one are one wait.
    let left = PAGE_WAIT_MAX.saturating_sub(asked_at.elapsed());
    let order = with_page_within(&app, answer.order, Some(id), left).await?;
    let invoice = order.invoice(id).ok_or_else(unknown)?;
    let view = Renewed {
        success: true,
        message: sentences::LINK_RENEWED,
        invoice: RenewedInvoice::of(&order, invoice),
        previous_data: Previous::of(old),
        next_steps: NextSteps {
            notification: sentences::RENEWED_SEND,
            note: sentences::RENEWED_NOT_SENT,
        },
        notification_sent: false,
    };
    write.answer(&app, StatusCode::OK, order.version, &view)
}

/// The documented refusal of an invoice that was paid, or asks for nothing any more.
fn not_again(order: &Order, id: InvoiceId) -> ApiError {
    let invoice = order.invoice(id);
    let status = invoice.map_or(InvoiceStatus::Cancelled, Invoice::status);
    let sentence = match status {
        InvoiceStatus::Paid => sentences::RENEW_PAID,
        InvoiceStatus::Open | InvoiceStatus::Expired | InvoiceStatus::Cancelled => {
            sentences::RENEW_CLOSED
        }
    };
    ApiError::client(StatusCode::BAD_REQUEST, "NOT_PAYABLE", sentence)
        .with("invoice_code", invoice.map(|it| it.code.as_str()))
        .with("current_status", status.word())
}

/// The documented refusal, when the money came between our look and our change.
async fn paid_meanwhile(app: &App, order: OrderId, id: InvoiceId) -> Option<ApiError> {
    let order = app.orders.view(order).await.ok()??;
    let status = order.invoice(id)?.status();
    (status == InvoiceStatus::Paid).then(|| not_again(&order, id))
}

fn provider_away(id: InvoiceId) -> ApiError {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    ApiError::client(status, "PROVIDER_ERROR", sentences::PROVIDER_AWAY)
        .with("invoice_id", id.to_string())
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RenewedLink)]
struct Renewed<'a> {
    success: bool,
    message: &'static str,
    invoice: RenewedInvoice<'a>,
    previous_data: Previous<'a>,
    next_steps: NextSteps,
    notification_sent: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct RenewedInvoice<'a> {
    id: InvoiceId,
    invoice_code: &'a str,
    order_code: &'a str,
    #[schema(value_type = LinkKind)]
    payment_type: &'static str,
    amount: Amount,
    #[schema(value_type = InvoiceStatus)]
    status: &'static str,
    payment_url: Option<&'a str>,
    #[schema(value_type = Option<AttemptState>)]
    attempt_status: Option<&'static str>,
    expires_at: Option<Moment>,
    regenerated_at: Option<Moment>,
}

impl<'a> RenewedInvoice<'a> {
    fn of(order: &'a Order, invoice: &'a Invoice) -> Self {
        Self {
            id: invoice.id,
            invoice_code: invoice.code.as_str(),
            order_code: order.code.as_str(),
            payment_type: kind(invoice.kind),
            amount: Amount(invoice.remaining()),
            status: invoice.status().word(),
            payment_url: payment_url(invoice),
            attempt_status: attempt_status(invoice),
            expires_at: invoice.expires_at.map(Moment),
            regenerated_at: made_at(invoice).map(Moment),
        }
    }
}

/// When the last page of an invoice was asked for.
fn made_at(invoice: &Invoice) -> Option<Timestamp> {
    invoice.attempts.last().map(|attempt| attempt.created_at)
}

/// The link as it was before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreviousLink)]
struct Previous<'a> {
    payment_url: Option<&'a str>,
    xendit_invoice_id: Option<&'a str>,
    expired_at: Option<Moment>,
    #[schema(value_type = InvoiceStatus)]
    status: &'static str,
}

impl<'a> Previous<'a> {
    fn of(old: &'a Invoice) -> Self {
        let attempt: Option<&Attempt> = old.attempts.last();
        Self {
            payment_url: attempt.and_then(|it| it.url.as_deref()),
            xendit_invoice_id: attempt.and_then(|it| it.provider_id.as_deref()),
            expired_at: old.expires_at.map(Moment),
            status: old.status().word(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct NextSteps {
    notification: &'static str,
    note: &'static str,
}

/// What making an invoice payable anew is asked and answers, for the contract.
pub(super) fn told() -> Operation {
    let order = sample::order();
    let example = order.invoices.first().map(|invoice| Renewed {
        success: true,
        message: sentences::LINK_RENEWED,
        invoice: RenewedInvoice::of(order, invoice),
        previous_data: Previous::of(invoice),
        next_steps: NextSteps {
            notification: sentences::RENEWED_SEND,
            note: sentences::RENEWED_NOT_SENT,
        },
        notification_sent: false,
    });
    post_told(
        "/api/v1/invoice/{id}/regenerate-payment-link/",
        "Perbarui link pembayaran",
    )
    .also("/api/v1/admin/invoice/{id}/regenerate-payment-link/")
    .says(
        "Link lama dibaca dulu: bila ternyata sudah dibayar, pembayarannya dicatat. Uang yang \
         masuk lewat link lama tetap dihitung untuk tagihan yang sama.",
    )
    .versioned()
    .answers(200, Shape::of::<Renewed<'_>>(), sample::written(&example))
    .refuses(&[
        Refusal::InvoiceOpen,
        Refusal::NotPayable,
        Refusal::NothingDue,
    ])
    .fails(paid_already())
    .fails(provider_away(InvoiceId(Uuid::nil())))
}
