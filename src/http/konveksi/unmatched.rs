//! `/api/v1/admin/payments/unmatched`: money that belongs to nothing we know, and giving it
//! to the invoice it was meant for.

pub(super) mod contract;

use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;

use crate::access::Manager;
use crate::actors::order::OrderError;
use crate::app::App;
use crate::domain::code::InvoiceCode;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::UnmatchedId;
use crate::domain::konveksi::Refusal;
use crate::domain::role::By;
use crate::flows::konveksi::cashier::MatchError;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::page::Page;
use crate::http::konveksi::page::Paging;
use crate::http::konveksi::parameters::Parameters;
use crate::http::konveksi::path::IdPath;
use crate::http::konveksi::payments::recorded::Recorded;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::store::Unique;
use crate::store::UnmatchedRow;
use crate::wire::konveksi::unmatched::Kept;
use crate::wire::konveksi::unmatched::UnmatchedView;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/admin/payments/unmatched", get(list))
        .route("/api/v1/admin/payments/unmatched/{id}/match", post(place))
}

/// Lists money, the last that came first; what waits for an invoice unless asked otherwise.
async fn list(
    State(app): State<App>,
    Manager(_): Manager,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let mut given = Parameters::of(&query);
    let matched = given.flag("matched").unwrap_or(false);
    let paging = Paging::read(&mut given, &query);
    let paging = given.finish(paging)?;
    let (offset, limit) = (paging.offset(), paging.limit);
    let listed = app.store.unmatched(Some(matched), offset, limit).await;
    let (count, rows) = listed.map_err(OrderError::from)?;
    paging.check(count)?;
    let page = Page {
        place: paging.place(count, &app.public_url, uri.path()),
        results: rows.iter().map(view).collect(),
    };
    Ok(Json(page).into_response())
}

/// Gives money to an invoice.
async fn place(
    State(app): State<App>,
    Manager(staff): Manager,
    IdPath(id): IdPath<UnmatchedId>,
    write: Write,
) -> Result<Response, ApiError> {
    let (order, invoice) = target(&app, write.form()).await?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let story = async {
        let submission = |action| write.submission(&app, by, order, action);
        let target = (order, invoice);
        let placed = app.cashier.place(id, target, staff.user, submission).await;
        placed.map_err(|error| match error {
            MatchError::NoMoney => OrderError::refused(Refusal::NoPayment, None),
            MatchError::Taken => OrderError::Taken(Unique::Money(id.to_string())),
            MatchError::Order(error) => error,
        })
    };
    let answer = write.once(&app, reader, story).await?;
    let name = |user| app.name_of(user);
    let view = Recorded::of(&answer, invoice, reader, &name);
    write.answer(&app, StatusCode::OK, answer.order.version, &view)
}

/// The invoice the money was meant for, by its id or its code, and its order.
async fn target(app: &App, mut form: Form<'_>) -> Result<(OrderId, InvoiceId), ApiError> {
    let by_code = form.has("invoice_code") && !form.has("invoice_id");
    let found = if by_code {
        let code = form.invoice_code("invoice_code");
        let code = form.finish_whole(code)?;
        invoice_of_code(app, code).await?
    } else {
        form.require("invoice_id");
        let id = form.id("invoice_id");
        let id = form.finish_whole(id)?;
        app.index.order_of_invoice(id).map(|order| (order, id))
    };
    let missing = || OrderError::refused(Refusal::NoInvoice, None);
    Ok(found.ok_or_else(missing)?)
}

async fn invoice_of_code(
    app: &App,
    code: InvoiceCode,
) -> Result<Option<(OrderId, InvoiceId)>, OrderError> {
    let name = Unique::InvoiceCode(code.as_str().to_owned());
    let claim = app.orders.claim(&name).await?;
    Ok(claim.and_then(|claim| Some((claim.order, claim.note.parse().ok()?))))
}

fn view(row: &UnmatchedRow) -> UnmatchedView<'_> {
    UnmatchedView::of(&Kept {
        id: row.id,
        provider_id: &row.provider_id,
        external_id: &row.external_id,
        amount: row.amount,
        at: row.at,
        data: &row.data,
        matched: row.matched,
    })
}
