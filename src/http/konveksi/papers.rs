//! Papers that staff print: bills, receipts, work orders, as PDF.

pub(super) mod contract;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;

use crate::access::SeesMoney;
use crate::access::Staff;
use crate::app::App;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::PaymentId;
use crate::flows::konveksi::design;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::owners::billed;
use crate::http::konveksi::owners::owner;
use crate::http::konveksi::owners::paid;
use crate::http::konveksi::parameters::Deleted;
use crate::http::konveksi::path::IdPath;
use crate::http::konveksi::path::OrderPath;
use crate::print;
use crate::print::House;
use crate::print::Reader;
use crate::wire::konveksi::sentences::money::NO_RECEIPT;

/// What papers are.
pub(crate) const PDF: &str = "application/pdf";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/invoice/{id}/pdf", get(invoice))
        .route("/api/v1/payment/{id}/receipt", get(receipt))
        .route("/api/v1/order/{id}/work-order", get(work_order))
}

/// Prints a bill.
async fn invoice(
    State(app): State<App>,
    SeesMoney(staff): SeesMoney,
    IdPath(id): IdPath<InvoiceId>,
    deleted: Deleted,
) -> Result<Response, ApiError> {
    let deleted = deleted.wanted(staff.role)?;
    let (order, invoice) = billed(&app, id, deleted).await?;
    let file = print::invoice(&house(&app), &order, &invoice, Reader::Staff);
    Ok(paper(file, &format!("tagihan-{}", invoice.code)))
}

/// Prints a receipt for money that came in.
async fn receipt(
    State(app): State<App>,
    SeesMoney(staff): SeesMoney,
    IdPath(id): IdPath<PaymentId>,
    deleted: Deleted,
) -> Result<Response, ApiError> {
    let deleted = deleted.wanted(staff.role)?;
    let (order, payment) = paid(&app, id, deleted).await?;
    if !print::is_receipted(&order, &payment) {
        return Err(no_receipt());
    }
    let file = print::receipt(&house(&app), &order, &payment);
    Ok(paper(file, &format!("kwitansi-{}", order.code)))
}

/// Prints what the workshop is to make, with a picture of it if there is one; whoever may see
/// no amount finds none on it.
async fn work_order(
    State(app): State<App>,
    staff: Staff,
    OrderPath(id): OrderPath,
    deleted: Deleted,
) -> Result<Response, ApiError> {
    let deleted = deleted.wanted(staff.role)?;
    let order = owner(&app, Some(id), deleted).await?;
    let design = design::printable(&app.files, &order).await;
    let file = print::work_order(&house(&app), &order, design.as_ref());
    Ok(paper(file, &format!("perintah-kerja-{}", order.code)))
}

/// Whose papers they are.
pub(crate) fn house(app: &App) -> House<'_> {
    let business = &app.config.business;
    House {
        name: &business.name,
        address: &business.address,
        phone: &business.phone,
        email: &business.email,
        base: &app.public_url,
        zone: &app.zone,
        now: app.clock.now(),
    }
}

/// A file to be shown, under a name of plain letters to be saved as. It tells of this
/// moment, so nobody keeps it.
pub(crate) fn paper(file: Vec<u8>, name: &str) -> Response {
    let about = [
        (CONTENT_TYPE, PDF.to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("inline; filename=\"{name}.pdf\""),
        ),
    ];
    (about, file).into_response()
}

fn no_receipt() -> ApiError {
    ApiError::client(StatusCode::CONFLICT, "NO_RECEIPT", NO_RECEIPT)
}
