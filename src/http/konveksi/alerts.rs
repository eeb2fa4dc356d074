//! `/api/v1/admin/security/alerts`: what staff should look at, and that they have.

pub(super) mod contract;

use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;

use crate::access::Manager;
use crate::actors::alerts;
use crate::actors::order::OrderError;
use crate::app::App;
use crate::domain::ids::AlertId;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::page::Page;
use crate::http::konveksi::page::Paging;
use crate::http::konveksi::parameters::Parameters;
use crate::http::konveksi::path::IdPath;
use crate::store::AlertFilter;
use crate::store::StoredAlert;
use crate::wire::konveksi::alert::AlertView;
use crate::wire::konveksi::alert::KINDS;
use crate::wire::konveksi::flaws::Flaw;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/admin/security/alerts", get(list))
        .route(
            "/api/v1/admin/security/alerts/{id}/acknowledge",
            post(acknowledge),
        )
}

/// Lists alerts, the last seen first.
async fn list(
    State(app): State<App>,
    Manager(_): Manager,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let (filter, paging) = read(&query)?;
    let (offset, limit) = (paging.offset(), paging.limit);
    let listed = app.store.alerts(&filter, offset, limit).await;
    let (count, alerts) = listed.map_err(OrderError::from)?;
    paging.check(count)?;
    let page = Page {
        place: paging.place(count, &app.public_url, uri.path()),
        results: alerts.iter().map(|alert| view(&app, alert)).collect(),
    };
    Ok(Json(page).into_response())
}

/// Notes that somebody has seen an alert; the first to say so is remembered.
async fn acknowledge(
    State(app): State<App>,
    Manager(staff): Manager,
    IdPath(id): IdPath<AlertId>,
) -> Result<Response, ApiError> {
    let now = app.clock.now();
    let alert = app.store.acknowledge(id, staff.user, now).await;
    let alert = alert.map_err(OrderError::from)?;
    let alert = alert.ok_or_else(ApiError::not_found)?;
    Ok(Json(view(&app, &alert)).into_response())
}

fn view<'a>(app: &App, alert: &'a StoredAlert) -> AlertView<'a> {
    alerts::view(alert, &|user| app.name_of(user))
}

fn read(query: &str) -> Result<(AlertFilter, Paging<'_>), ApiError> {
    let mut given = Parameters::of(query);
    let kind = given.text("type").map(str::to_owned);
    if kind.as_deref().is_some_and(|kind| !is_known(kind)) {
        let prefixes = ["money_*", "system_*"];
        let choice = prefixes.into_iter().chain(KINDS).collect();
        given.flaw("type", &Flaw::Choice(choice));
    }
    let filter = AlertFilter {
        kind,
        acknowledged: given.flag("acknowledged"),
    };
    let paging = Paging::read(&mut given, query);
    given.finish((filter, paging))
}

/// Whether a kind, or a beginning of kinds, is one of ours.
fn is_known(kind: &str) -> bool {
    match kind.strip_suffix('*') {
        Some(beginning) => KINDS.iter().any(|it| it.starts_with(beginning)),
        None => KINDS.contains(&kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::konveksi::alert::AlertKind;
    use crate::domain::konveksi::event::Task;

    #[test]
    fn every_kind_that_is_raised_can_be_told_and_asked_for() {
        let tasks = [
            Task::Late,
            Task::Short,
            Task::Over,
            Task::Double,
            Task::OnCancelled,
            Task::Mismatch,
            Task::RefundFailed,
            Task::RefundSeen,
            Task::RefundDue,
        ];
        let of_orders = tasks.into_iter().map(AlertKind::Task);
        let of_orders = of_orders.chain([AlertKind::PageRefused]);
        let others = [
            alerts::UNMATCHED,
            alerts::PROVIDER_AWAY,
            alerts::GIVEN_UP,
            alerts::DELIVERY_FAILED,
            alerts::SET_ASIDE,
            alerts::DASHBOARD_DRIFT,
            alerts::FAILED_LOGINS,
            alerts::UNUSUAL_USAGE,
            alerts::LARGE_UPLOAD,
            alerts::SUSPICIOUS_IP,
        ];

        let raised: Vec<_> = of_orders.map(alerts::of_money).chain(others).collect();

        assert_eq!(raised, KINDS);
        assert!(is_known("money_*") && is_known("system_*") && is_known("*"));
        assert!(!is_known("cats_*") && !is_known("money"));
    }
}
