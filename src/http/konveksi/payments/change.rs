//! `/api/v1/payment/{id}`: what staff may still change of a payment they recorded.
//!
//! The ledger itself only grows: its remarks can be other ones, and deleting a payment
//! writes a second line that takes it back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::access::Manager;
use crate::actors::order::OrderError;
use crate::app::App;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::PaymentRemarks;
use crate::domain::konveksi::fields;
use crate::domain::role::By;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::path::IdPath;
use crate::http::konveksi::payments::Method;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::payment::PaymentView;
use crate::wire::konveksi::words::Word;

/// Lets a payment hold other remarks; what is not given stays, with either method.
pub(super) async fn annotate(
    State(app): State<App>,
    Manager(staff): Manager,
    IdPath(id): IdPath<PaymentId>,
    write: Write,
) -> Result<Response, ApiError> {
    let order = order_of(&app, id)?;
    let remarks = remarks(id, write.form())?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let action = Action::Annotate(Box::new(remarks));
    let answer = write.submit(&app, reader, by, order, action).await?;
    let order = &*answer.order;
    let payment = order.payment(id).ok_or_else(no_such_payment)?;
    let name = |user| app.name_of(user);
    let view = PaymentView::of(order, payment, &name);
    write.answer(&app, StatusCode::OK, order.version, &view)
}

/// Takes a payment back that was recorded by mistake.
pub(super) async fn reverse(
    State(app): State<App>,
    Manager(staff): Manager,
    IdPath(payment): IdPath<PaymentId>,
    write: Write,
) -> Result<Response, ApiError> {
    let order = order_of(&app, payment)?;
    let mut form = write.form();
    let reason = form.prose("reason", fields::NOTE_CHARS_MAX);
    let reason = form.finish(reason.unwrap_or_default())?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let action = Action::Reverse { payment, reason };
    write.submit(&app, reader, by, order, action).await?;
    Ok(write.no_content(&app))
}

pub(super) fn order_of(app: &App, payment: PaymentId) -> Result<OrderId, ApiError> {
    let order = app.index.order_of_payment(payment);
    order.ok_or_else(no_such_payment)
}

pub(super) fn no_such_payment() -> ApiError {
    OrderError::refused(Refusal::NoPayment, None).into()
}

fn remarks(payment: PaymentId, mut form: Form<'_>) -> Result<PaymentRemarks, ApiError> {
    let method = form
        .has("payment_method")
        .then(|| form.word::<Method>("payment_method"))
        .flatten();
    let remarks = PaymentRemarks {
        payment,
        method: method.map(|method| method.word().to_owned()),
        contact: form.prose("contact_info", fields::CONTACT_CHARS_MAX),
        notes: form.prose("notes", fields::NOTE_CHARS_MAX),
    };
    form.finish(remarks)
}
