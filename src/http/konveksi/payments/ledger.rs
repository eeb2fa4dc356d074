//! The lines of the ledger, listed and read.

use axum::Json;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::Uri;
use axum::http::header::ETAG;
use axum::response::IntoResponse;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::SeesMoney;
use crate::app::App;
use crate::domain::ids::PaymentId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::payment::Payment;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::etag;
use crate::http::konveksi::owners::Owners;
use crate::http::konveksi::owners::paid;
use crate::http::konveksi::page::FEED_CURSOR;
use crate::http::konveksi::page::Page;
use crate::http::konveksi::parameters::Deleted;
use crate::http::konveksi::path::IdPath;
use crate::http::konveksi::payments::listing::Listing;
use crate::wire::konveksi::payment::AllocationView;
use crate::wire::konveksi::payment::PaymentView;
use crate::wire::konveksi::refund::RefundView;

/// Lists payments, the last paid first.
pub(super) async fn list(
    State(app): State<App>,
    SeesMoney(staff): SeesMoney,
    deleted: Deleted,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let listing = Listing::read(&query, deleted.wanted(staff.role)?, &app.zone)?;
    let selection = app.index.select_payments(&listing.query);
    listing.paging.check(selection.count)?;
    let owners = selection.payments.iter().map(|(order, _)| *order);
    let owners = Owners::of(&app, owners).await?;
    let name = |user| app.name_of(user);
    let view = |(order, payment)| {
        let order = owners.get(order)?;
        let view = PaymentView::of(order, order.payment(payment)?, &name);
        Some(listing.fields.of(view))
    };
    let results = selection.payments.iter().copied().filter_map(view);
    let page = Page {
        place: listing
            .paging
            .place(selection.count, &app.public_url, uri.path()),
        results: results.collect::<Result<Vec<_>, _>>()?,
    };
    let cursor = [(FEED_CURSOR, selection.position.to_string())];
    Ok((cursor, Json(page)).into_response())
}

/// Shows a payment, which invoices got how much of it, and what of it goes back.
pub(super) async fn detail(
    State(app): State<App>,
    SeesMoney(staff): SeesMoney,
    IdPath(id): IdPath<PaymentId>,
    deleted: Deleted,
) -> Result<Response, ApiError> {
    let deleted = deleted.wanted(staff.role)?;
    let (order, payment) = paid(&app, id, deleted).await?;
    let name = |user| app.name_of(user);
    let tag = [(ETAG, etag::etag(order.version))];
    Ok((tag, Json(Detail::of(&order, &payment, &name))).into_response())
}

/// A payment with its parts and its refunds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentDetail)]
pub(super) struct Detail<'a> {
    #[serde(flatten)]
    payment: PaymentView<'a>,
    allocations: Vec<AllocationView<'a>>,
    refunds: Vec<RefundView<'a>>,
}

impl<'a> Detail<'a> {
    pub(super) fn of(
        order: &'a Order,
        payment: &'a Payment,
        name: &dyn Fn(UserId) -> Option<String>,
    ) -> Self {
        Self {
            payment: PaymentView::of(order, payment, name),
            allocations: AllocationView::all(order, payment),
            refunds: RefundView::of_payment(order, payment.id, name),
        }
    }
}
