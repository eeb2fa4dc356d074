//! `/api/v1/order`, `/api/v1/admin/orders`: the orders, listed and begun.

mod listing;
mod new;

use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use uuid::Uuid;

use crate::access::Caller;
use crate::access::Manager;
use crate::access::Staff;
use crate::app::App;
use crate::config::konveksi::PublicOrders;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::role::By;
use crate::domain::role::Source;
use crate::flows::konveksi::create::create;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::links::Issued;
use crate::http::konveksi::links::with_page;
use crate::http::konveksi::orders::listing::Listing;
use crate::http::konveksi::orders::listing::PageView;
use crate::http::konveksi::page::FEED_CURSOR;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::Reader;
use crate::wire::konveksi::invoice::payment_url;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::sentences;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/order", get(list).post(begin))
        .route("/api/v1/admin/orders", get(admin_list))
}

/// Lists orders, for all staff.
async fn list(
    State(app): State<App>,
    staff: Staff,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let listing = Listing::read(&query, staff.role, &app.zone)?;
    let selection = app.index.select(&listing.query);
    listing.paging.check(selection.count)?;
    let orders = app.orders.views(&selection.orders).await?;
    let reader = reader(&app, staff.role);
    let results = orders.iter().map(|order| OrderView::of(order, reader));
    let page = PageView::of(&listing, &selection, reader, uri.path(), results.collect());
    let cursor = [(FEED_CURSOR, selection.position.to_string())];
    Ok((cursor, Json(page)).into_response())
}

/// Lists orders, for those who manage.
async fn admin_list(
    state: State<App>,
    Manager(staff): Manager,
    uri: Uri,
    query: RawQuery,
) -> Result<Response, ApiError> {
    list(state, staff, uri, query).await
}

/// Begins an order, with its invoice and its payment link.
async fn begin(State(app): State<App>, caller: Caller, write: Write) -> Result<Response, ApiError> {
    let by = match &caller.staff {
        Some(staff) if !staff.role.manages() => return Err(ApiError::forbidden()),
        Some(staff) => By::staff(staff.user, staff.role),
        None if app.config.konveksi.public_orders == PublicOrders::Off => {
            return Err(ApiError::forbidden());
        }
        None => By::nobody(Source::Customer),
    };
    // Visitors' orders may have to wait until staff have seen their price.
    let reviewed = app.config.konveksi.public_orders == PublicOrders::Review;
    let with_link = caller.staff.is_some() || !reviewed;
    // Whoever begins an order sees the whole of what they wrote.
    let reader = Reader {
        audience: Audience::Staff,
        base: &app.public_url,
    };
    let day = app.zone.day(app.clock.now());
    let new = new::read(write.form())?;
    let id = OrderId(Uuid::now_v7());
    let answer = create(
        &app.orders,
        day,
        app.index.orders_on_day(day),
        rand::random,
        |code| {
            write.submission(
                &app,
                by,
                id,
                Action::Create(Box::new(new.with(code, with_link))),
            )
        },
    );
    let answer = write.once(&app, reader, answer).await?;
    let invoice = answer.order.invoices.first().map(|it| it.id);
    let order = with_page(&app, answer.order, invoice).await?;
    let invoice = invoice.and_then(|id| order.invoice(id));
    let has_link = invoice.and_then(payment_url).is_some();
    let view = Issued::of(&order, invoice, reader).saying(match (with_link, has_link) {
        (true, true) => sentences::ORDER_CREATED_WITH_LINK,
        (true, false) => sentences::ORDER_CREATED,
        (false, _) => sentences::ORDER_UNDER_REVIEW,
    });
    write.answer(&app, StatusCode::CREATED, order.version, &view)
}
