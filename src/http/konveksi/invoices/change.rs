//! `/api/v1/invoice/{id}`: what staff may change of an invoice, and that it asks no more.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::access::Manager;
use crate::actors::order::OrderError;
use crate::app::App;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::InvoiceEdit;
use crate::domain::role::By;
use crate::flows::konveksi::cashier::PAGE_WAIT_MAX;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::path::IdPath;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::invoice::InvoiceView;

/// Lets an invoice hold other values, or ask no more; what is not given stays. Amount and
/// kind follow from the order, so they are not for writing.
pub(super) async fn edit(
    State(app): State<App>,
    Manager(staff): Manager,
    IdPath(id): IdPath<InvoiceId>,
    write: Write,
) -> Result<Response, ApiError> {
    let order = order_of(&app, id)?;
    let edit = read(id, write.form())?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let action = Action::EditInvoice(edit);
    let answer = write.submit(&app, reader, by, order, action).await?;
    let mut order = answer.order;
    if edit.expires_at.is_some() {
        let page = app.cashier.await_page(order.id, id, PAGE_WAIT_MAX);
        order = page.await?.unwrap_or(order);
    }
    let invoice = order.invoice(id).ok_or_else(no_such_invoice)?;
    let view = InvoiceView::of(&order, invoice);
    write.answer(&app, StatusCode::OK, order.version, &view)
}

/// Lets an invoice ask no more. It stays on record.
pub(super) async fn cancel(
    State(app): State<App>,
    Manager(staff): Manager,
    IdPath(id): IdPath<InvoiceId>,
    write: Write,
) -> Result<Response, ApiError> {
    let order = order_of(&app, id)?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let action = Action::CancelInvoice(id);
    write.submit(&app, reader, by, order, action).await?;
    Ok(write.no_content(&app))
}

fn order_of(app: &App, invoice: InvoiceId) -> Result<OrderId, ApiError> {
    let order = app.index.order_of_invoice(invoice);
    order.ok_or_else(no_such_invoice)
}

fn no_such_invoice() -> ApiError {
    OrderError::refused(Refusal::NoInvoice, None).into()
}

fn read(invoice: InvoiceId, mut form: Form<'_>) -> Result<InvoiceEdit, ApiError> {
    let edit = InvoiceEdit {
        invoice,
        channel: form.word("notification_channel"),
        // An instalment, sent back as it was read, has no end.
        expires_at: form
            .has("invoice_expired_at")
            .then(|| form.moment("invoice_expired_at"))
            .flatten(),
        handed_over: form.flag("blast_notification"),
        status: form.word("invoice_status"),
    };
    form.finish(edit)
}
