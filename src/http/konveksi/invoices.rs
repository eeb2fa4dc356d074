//! `/api/v1/invoice`: the invoices of all orders, listed and read.

mod change;
pub(super) mod contract;
mod listing;

use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::Uri;
use axum::http::header::ETAG;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::SeesMoney;
use crate::app::App;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::order::Order;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::etag;
use crate::http::konveksi::invoices::listing::Listing;
use crate::http::konveksi::owners::Owners;
use crate::http::konveksi::owners::billed;
use crate::http::konveksi::page::FEED_CURSOR;
use crate::http::konveksi::page::Page;
use crate::http::konveksi::parameters::Deleted;
use crate::http::konveksi::path::IdPath;
use crate::wire::konveksi::attempt::AttemptView;
use crate::wire::konveksi::invoice::InvoiceView;
use crate::wire::konveksi::payment::PaymentView;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/v1/invoice", get(list)).route(
        "/api/v1/invoice/{id}",
        get(detail)
            .put(change::edit)
            .patch(change::edit)
            .delete(change::cancel),
    )
}

/// Lists invoices, newest first.
async fn list(
    State(app): State<App>,
    SeesMoney(staff): SeesMoney,
    deleted: Deleted,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let listing = Listing::read(&query, deleted.wanted(staff.role)?, &app.zone)?;
    let selection = app.index.select_invoices(&listing.query);
    listing.paging.check(selection.count)?;
    let owners = selection.invoices.iter().map(|(order, _)| *order);
    let owners = Owners::of(&app, owners).await?;
    let view = |(order, invoice)| {
        let order = owners.get(order)?;
        let view = InvoiceView::of(order, order.invoice(invoice)?);
        Some(listing.fields.of(view))
    };
    let results = selection.invoices.iter().copied().filter_map(view);
    let page = Page {
        place: listing
            .paging
            .place(selection.count, &app.public_url, uri.path()),
        results: results.collect::<Result<Vec<_>, _>>()?,
    };
    let cursor = [(FEED_CURSOR, selection.position.to_string())];
    Ok((cursor, Json(page)).into_response())
}

/// Shows an invoice with its payment pages and its payments.
async fn detail(
    State(app): State<App>,
    SeesMoney(staff): SeesMoney,
    IdPath(id): IdPath<InvoiceId>,
    deleted: Deleted,
) -> Result<Response, ApiError> {
    let deleted = deleted.wanted(staff.role)?;
    let (order, invoice) = billed(&app, id, deleted).await?;
    let name = |user| app.name_of(user);
    let tag = [(ETAG, etag::etag(order.version))];
    Ok((tag, Json(Detail::of(&order, &invoice, &name))).into_response())
}

/// An invoice with its payment pages and its payments.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InvoiceDetail)]
struct Detail<'a> {
    #[serde(flatten)]
    invoice: InvoiceView<'a>,
    attempts: Vec<AttemptView<'a>>,
    payments: Vec<PaymentView<'a>>,
}

impl<'a> Detail<'a> {
    fn of(order: &'a Order, invoice: &'a Invoice, name: &dyn Fn(UserId) -> Option<String>) -> Self {
        Self {
            invoice: InvoiceView::of(order, invoice),
            attempts: AttemptView::all(invoice),
            payments: PaymentView::of_invoice(order, invoice.id, name),
        }
    }
}
