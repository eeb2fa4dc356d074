//! `/api/v1/admin/security/logs`: what was asked of the server, by whom, and how it went.

pub(super) mod contract;

use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Manager;
use crate::actors::order::OrderError;
use crate::app::App;
use crate::domain::ids::UserId;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::page::Page;
use crate::http::konveksi::page::Paging;
use crate::http::konveksi::parameters::Parameters;
use crate::store::RequestFilter;
use crate::store::RequestRow;
use crate::wire::konveksi::flaws::Flaw;
use crate::wire::konveksi::time::Moment;

/// The methods a request can have in the log.
const METHODS: [&str; 8] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other",
];

/// An account nobody has.
const NOBODY: UserId = UserId(0);

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/v1/admin/security/logs", get(list))
}

/// Lists requests, the latest first. What happened in the last half second may still be
/// missing.
async fn list(
    State(app): State<App>,
    Manager(_): Manager,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let (filter, paging) = read(&app, &query)?;
    let (offset, limit) = (paging.offset(), paging.limit);
    let listed = app.store.requests(&filter, offset, limit).await;
    let (count, requests) = listed.map_err(OrderError::from)?;
    paging.check(count)?;
    let view = |request| RequestView::of(&app, request);
    let page = Page {
        place: paging.place(count, &app.public_url, uri.path()),
        results: requests.iter().map(view).collect(),
    };
    Ok(Json(page).into_response())
}

fn read<'a>(app: &App, query: &'a str) -> Result<(RequestFilter, Paging<'a>), ApiError> {
    let mut given = Parameters::of(query);
    let days = (given.day("date_from"), given.day("date_to"));
    given.check_span("date_from", days);
    let user = given.text("user").map(|user| match user.parse() {
        Ok(number) => UserId(number),
        Err(_) => app.staff.called(user).unwrap_or(NOBODY),
    });
    let path = given.text("endpoint").map(str::to_owned);
    let filter = RequestFilter {
        user,
        address: given
            .address("ip_address")
            .map(|it| it.to_canonical().to_string()),
        method: given.one_of("method", &METHODS).map(str::to_owned),
        status: given.status("status_code"),
        path: path.map(|path| path.trim_end_matches('/').to_owned()),
        from: days.0.map(|day| app.zone.start_of(day)),
        before: days.1.map(|day| app.zone.end_of(day)),
    };
    let paging = Paging::read(&mut given, query);
    given.finish((filter, paging))
}

impl Parameters {
    /// The status of an answer.
    fn status(&mut self, name: &str) -> Option<u16> {
        let status = self.count(name)?;
        let status = u16::try_from(status)
            .ok()
            .filter(|it| (100..600).contains(it));
        if status.is_none() {
            self.flaw(name, &Flaw::Range(100, 599));
        }
        status
    }
}

/// A line of the log: the documented fields, and the code that was looked up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LoggedRequest)]
struct RequestView<'a> {
    timestamp: Moment,
    ip_address: &'a str,
    user_agent: &'a str,
    endpoint: &'a str,
    method: &'a str,
    status_code: u16,
    response_time: u64,
    user: Option<String>,
    code: Option<&'a str>,
}

impl<'a> RequestView<'a> {
    fn of(app: &App, request: &'a RequestRow) -> Self {
        Self {
            timestamp: Moment(request.at),
            ip_address: &request.address,
            user_agent: &request.agent,
            endpoint: &request.path,
            method: &request.method,
            status_code: request.status,
            response_time: request.millis,
            user: request.user.and_then(|user| app.name_of(user)),
            code: request.code.as_deref(),
        }
    }
}
