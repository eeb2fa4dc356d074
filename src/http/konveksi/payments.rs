//! `/api/v1/payment`: the payments of all orders, and money that staff take in.

mod ledger;
mod listing;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;
use serde::Serialize;

use crate::access::Manager;
use crate::app::App;
use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::Receipt;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::fields;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::role::By;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::invoice::InvoiceView;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::payment::PaymentView;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::words::Word;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/payment", get(ledger::list))
        .route("/api/v1/payment/{id}", get(ledger::detail))
        .route("/api/v1/payment/manual", post(record))
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
    let order = order.ok_or_else(no_such_invoice)?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let action = Action::Receive(Box::new(receipt));
    let answer = write.submit(&app, reader, by, order, action).await?;
    let order = &*answer.order;
    let name = |user| app.name_of(user);
    let payment = payment(order, invoice, answer.event.as_deref());
    let view = Recorded {
        success: true,
        message: sentences::PAYMENT_RECORDED,
        payment: payment.map(|payment| PaymentView::of(order, payment, &name)),
        invoice: order
            .invoice(invoice)
            .map(|invoice| InvoiceView::of(order, invoice)),
        order: OrderView::of(order, reader),
    };
    write.answer(&app, StatusCode::CREATED, order.version, &view)
}

/// A payment with what it was for.
#[derive(Debug, Serialize)]
struct Recorded<'a> {
    success: bool,
    message: &'static str,
    payment: Option<PaymentView<'a>>,
    invoice: Option<InvoiceView<'a>>,
    order: OrderView<'a>,
}

/// The payment an event took in; for a repeat, the last one for that invoice.
fn payment<'a>(order: &'a Order, invoice: InvoiceId, event: Option<&Event>) -> Option<&'a Payment> {
    let taken_in = event.and_then(|event| {
        event.facts.iter().find_map(|fact| match fact {
            Fact::Received(payment) => order.payment(payment.id),
            _ => None,
        })
    });
    let for_it = |payment: &&Payment| payment.invoice == Some(invoice);
    taken_in.or_else(|| order.payments.iter().rfind(for_it))
}

fn no_such_invoice() -> ApiError {
    let sentence = sentences::refusal(&Refusal::NoInvoice);
    ApiError::client(StatusCode::NOT_FOUND, "NOT_FOUND", sentence)
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
