//! `/api/v1/payment`: the payments of all orders, and money that staff take in.

mod change;
pub(super) mod contract;
mod ledger;
mod listing;
mod plan;
pub(super) mod recorded;
mod refund;
mod verify;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;

use crate::access::Manager;
use crate::actors::order::OrderError;
use crate::app::App;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::Receipt;
use crate::domain::konveksi::fields;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::role::By;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::payments::recorded::Recorded;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::words::Word;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/payment", get(ledger::list).post(record))
        .route(
            "/api/v1/payment/{id}",
            get(ledger::detail)
                .put(change::annotate)
                .patch(change::annotate)
                .delete(change::reverse),
        )
        .route("/api/v1/payment/{id}/slip", get(verify::show))
        .route("/api/v1/payment/manual", post(record))
        .route("/api/v1/payment/verify-manual", post(verify::verify))
        .route("/api/v1/payment/refund", post(refund::refund))
        .route("/api/v1/payment/create-plan", post(plan::create))
        .route(
            "/api/v1/payment/plan/{id}",
            get(plan::detail).delete(plan::end),
        )
}

/// Records money that staff saw arrive.
async fn record(
    State(app): State<App>,
    Manager(staff): Manager,
    write: Write,
) -> Result<Response, ApiError> {
    let receipt = receipt(write.form(), app.clock.now())?;
    let invoice = receipt.invoice;
    let order = app.index.order_of_invoice(invoice);
    let order = order.ok_or_else(|| OrderError::refused(Refusal::NoInvoice, None))?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let action = Action::Receive(Box::new(receipt));
    let answer = write.submit(&app, reader, by, order, action).await?;
    let name = |user| app.name_of(user);
    let view = Recorded::of(&answer, invoice, reader, &name);
    write.answer(&app, StatusCode::CREATED, answer.order.version, &view)
}

fn receipt(mut form: Form<'_>, now: Timestamp) -> Result<Receipt, ApiError> {
    for name in ["invoice_id", "payment_method", "amount"] {
        form.require(name);
    }
    let parts = (
        form.id("invoice_id"),
        form.word::<Method>("payment_method"),
        form.amount("amount", Rupiah(1)..=Rupiah::MAX),
    );
    let paid_at = form
        .has("payment_time")
        .then(|| form.moment("payment_time"))
        .flatten();
    let contact = form.prose("contact_info", fields::CONTACT_CHARS_MAX);
    let notes = form.prose("notes", fields::NOTE_CHARS_MAX);
    let whole = || {
        let (invoice, method, amount) = parts;
        Some(Receipt {
            amount: amount?,
            source: PaymentSource::Manual,
            invoice: invoice?,
            attempt: None,
            method: method?.word().to_owned(),
            paid_at: paid_at.unwrap_or(now),
            provider_id: None,
            contact: contact.unwrap_or_default(),
            notes: notes.unwrap_or_default(),
            slip: None,
        })
    };
    let whole = whole();
    form.finish_whole(whole)
}

/// The means by which staff take money in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Method {
    BankTransfer,
    Cash,
    Qris,
    Edc,
    Other,
}

impl Word for Method {
    const ALL: &'static [Self] = &[
        Self::BankTransfer,
        Self::Cash,
        Self::Qris,
        Self::Edc,
        Self::Other,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::BankTransfer => "BANK_TRANSFER",
            Self::Cash => "CASH",
            Self::Qris => "QRIS",
            Self::Edc => "EDC",
            Self::Other => "OTHER",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use serde_json::json;

    use super::*;

    const NOON: Timestamp = Timestamp(1_751_256_000_000);

    fn read(body: &Value) -> Result<Receipt, ApiError> {
        receipt(Form::of(body.as_object().unwrap()), NOON)
    }

    #[test]
    fn the_documented_request_is_read() {
        let receipt = read(&json!({
            "invoice_id": "550e8400-e29b-41d4-a716-446655440002",
            "payment_method": "BANK_TRANSFER",
            "amount": "3750000.00",
            "payment_time": "2025-06-30T14:30:00Z",
            "notes": "Transfer via BCA a.n John Doe",
        }))
        .unwrap();

        assert_eq!(receipt.amount, Rupiah(3_750_000));
        assert_eq!(receipt.paid_at.to_string(), "2025-06-30T14:30:00Z");
        assert_eq!(receipt.notes, "Transfer via BCA a.n John Doe");
    }

    #[test]
    fn an_amount_must_be_one() {
        for amount in [json!(0), json!(-1), json!("0.50"), json!(1e12), json!(null)] {
            let body = json!({
                "invoice_id": "550e8400-e29b-41d4-a716-446655440002",
                "payment_method": "CASH",
                "amount": amount,
            });
            assert!(read(&body).is_err(), "{body}");
        }
    }
}
