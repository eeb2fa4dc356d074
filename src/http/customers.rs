//! The customers' pages: `/`, `/lacak/{order_code}`, `/invoice/{code}`, and the bill as PDF.
//!
//! Pages by a code are look-ups like any other and share their bucket; what a page shows is
//! decided in `wire`, where the masks are.

mod answer;
pub(super) mod people;

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::extract::rejection::PathRejection;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use axum::routing::get;

use self::answer::Asked;
use super::konveksi::error::ApiError;
use super::konveksi::papers::house;
use super::konveksi::papers::paper;
use super::konveksi::parameters::Parameters;
use super::konveksi::tracking::billed;
use super::konveksi::tracking::tracked;
use crate::access::limits::LookUp;
use crate::app::App;
use crate::app::limits::Exceeded;
use crate::config::konveksi::PublicOrders;
use crate::domain::code::OrderCode;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::invoice::Invoice;
use crate::flows::konveksi::catalogue::ProductQuery;
use crate::flows::konveksi::catalogue::ProductSort;
use crate::print;
use crate::print::Reader;
use crate::wire::konveksi::pages::Tickets;
use crate::wire::konveksi::pages::bill::BillPage;
use crate::wire::konveksi::pages::landing::LandingPage;
use crate::wire::konveksi::pages::landing::Ordering;
use crate::wire::konveksi::pages::tracker::TrackerPage;
use crate::wire::konveksi::pages::trouble::Trouble;

/// How many products the landing page shows: the newest.
const PRODUCTS_MAX: usize = 24;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(landing))
        .route("/lacak", get(look_up))
        .route("/lacak/{order_code}", get(tracker))
        .route("/invoice/{code}", get(bill))
        .route("/invoice/{code}/pdf", get(bill_on_paper))
}

/// What the business makes, and how to order it.
async fn landing(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Response {
    let asked = Asked::of(&uri, &headers);
    let query = ProductQuery {
        search: None,
        category: None,
        include_inactive: false,
        sort: ProductSort::Created,
        ascending: false,
        offset: 0,
        limit: PRODUCTS_MAX,
    };
    let (_, products) = app.catalogue.select(&query).await;
    let page = LandingPage {
        setting: asked.setting(&app),
        products: &products,
        ordering: match app.config.konveksi.public_orders {
            PublicOrders::Instant => Ordering::Instant,
            PublicOrders::Review => Ordering::Review,
            PublicOrders::Off => Ordering::Off,
        },
    };
    asked.listed(&page)
}

/// Goes to the page of a code that was typed into a form; whether there is such an order is
/// seen there.
async fn look_up(RawQuery(query): RawQuery) -> Redirect {
    let query = query.unwrap_or_default();
    let given = Parameters::of(&query);
    let code = given.text("order_code").unwrap_or_default().trim();
    match code.parse::<OrderCode>() {
        Ok(code) => Redirect::to(&format!("/lacak/{code}")),
        Err(_) => Redirect::to("/lacak/-"),
    }
}

/// Where an order stands.
async fn tracker(
    State(app): State<App>,
    counted: Result<LookUp, Exceeded>,
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let asked = Asked::of(&uri, &headers);
    let caller = match counted {
        Ok(caller) => caller,
        Err(exceeded) => return asked.too_often(&app, exceeded),
    };
    let code = path
        .ok()
        .and_then(|Path(code)| code.parse::<OrderCode>().ok());
    let Some(code) = code else {
        return asked.trouble(&app, StatusCode::NOT_FOUND, Trouble::NoOrder);
    };
    let (order, history) = match tracked(&app, &code, caller.address).await {
        Ok(found) => found,
        Err(error) => return asked.failed(&app, error, Trouble::NoOrder),
    };
    let ticket = app.tickets.issue(order.code.as_str(), app.clock.now());
    asked.shown(&TrackerPage {
        setting: asked.setting(&app),
        order: &order,
        history: &history,
        tickets: Tickets {
            page: &ticket,
            socket: &ticket,
        },
    })
}

/// A bill, and where to pay it.
async fn bill(
    State(app): State<App>,
    counted: Result<LookUp, Exceeded>,
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let asked = Asked::of(&uri, &headers);
    let (order, invoice) = match the_bill(&app, &asked, counted, path).await {
        Ok(found) => found,
        Err(trouble) => return *trouble,
    };
    let now = app.clock.now();
    asked.shown(&BillPage {
        setting: asked.setting(&app),
        order: &order,
        invoice: &invoice,
        tickets: Tickets {
            page: &app.tickets.issue(invoice.code.as_str(), now),
            socket: &app.tickets.issue(order.code.as_str(), now),
        },
    })
}

/// A bill as PDF, as anyone with its code may read it.
async fn bill_on_paper(
    State(app): State<App>,
    counted: Result<LookUp, Exceeded>,
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let asked = Asked::of(&uri, &headers);
    let (order, invoice) = match the_bill(&app, &asked, counted, path).await {
        Ok(found) => found,
        Err(trouble) => return *trouble,
    };
    let file = print::invoice(&house(&app), &order, &invoice, Reader::Anyone);
    let paper = paper(file, &format!("tagihan-{}", invoice.code));
    (answer::UNLISTED, paper).into_response()
}

/// The bill whose code stands in a path, or a page that says why not.
async fn the_bill(
    app: &App,
    asked: &Asked,
    counted: Result<LookUp, Exceeded>,
    path: Result<Path<String>, PathRejection>,
) -> Result<(Arc<Order>, Invoice), Box<Response>> {
    let caller = counted.map_err(|exceeded| asked.too_often(app, exceeded))?;
    let code = path.map(|Path(code)| code).unwrap_or_default();
    let found = billed(app, &code, caller.address).await;
    let found = found.and_then(|(order, id)| {
        let invoice = order.invoice(id).cloned();
        Ok((order, invoice.ok_or_else(ApiError::not_found)?))
    });
    found.map_err(|error| Box::new(asked.failed(app, error, Trouble::NoBill)))
}
