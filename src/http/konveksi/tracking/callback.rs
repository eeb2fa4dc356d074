//! Where the payment provider sends customers back to: a page for browsers, JSON for others.

mod accept;

use std::net::IpAddr;

use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::header::ACCEPT;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::header::CONTENT_TYPE;
use axum::http::header::REFERRER_POLICY;
use axum::http::header::VARY;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;

use super::known;
use super::order_code;
use crate::access::limits::LookUp;
use crate::app::App;
use crate::app::limits::Exceeded;
use crate::domain::code::OrderCode;
use crate::wire::konveksi::callback::CallbackPage;
use crate::wire::konveksi::callback::CallbackView;
use crate::wire::konveksi::callback::Outcome;

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/payment/success", get(success))
        .route("/api/v1/payment/failed", get(failed))
}

/// Thanks somebody who may have paid.
async fn success(
    State(app): State<App>,
    counted: Result<LookUp, Exceeded>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    answer(&app, Outcome::Success, counted, query, &headers).await
}

/// Helps somebody on who has perhaps not paid.
async fn failed(
    State(app): State<App>,
    counted: Result<LookUp, Exceeded>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    answer(&app, Outcome::Failure, counted, query, &headers).await
}

/// Nobody who comes back from paying is turned away. But whether a code exists is a look-up
/// like any other, so whoever asked too often reads the page without it.
async fn answer(
    app: &App,
    outcome: Outcome,
    counted: Result<LookUp, Exceeded>,
    query: Option<String>,
    headers: &HeaderMap,
) -> Response {
    let order = match counted {
        Ok(caller) => named(app, &query.unwrap_or_default(), caller.address).await,
        Err(_) => None,
    };
    let order = order.as_ref();
    let varies = [(VARY, HeaderValue::from_name(ACCEPT))];
    if !accept::prefers_html(headers) {
        return (varies, Json(CallbackView::of(outcome, order))).into_response();
    }
    let nonce = format!("{:032x}", rand::random::<u128>());
    let page = CallbackPage {
        outcome,
        business: &app.config.business.name,
        order,
        nonce: &nonce,
    };
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    let strict = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, &policy),
        // The address may hold what the provider knows of the payment.
        (REFERRER_POLICY, "no-referrer"),
        (ROBOTS, "noindex"),
    ];
    (varies, strict, page.to_string()).into_response()
}

/// The order the query names, if there is one.
async fn named(app: &App, query: &str, address: IpAddr) -> Option<OrderCode> {
    let code = order_code(query).ok()?;
    let id = known(app, &code, address).ok()?;
    let order = app.orders.view(id).await.ok()??;
    order.deleted_at.is_none().then_some(code)
}
