//! `/api/v1/order/{id}` and its aliases: one order, read, changed, cancelled, restored.

mod change;
pub(super) mod contract;
mod credit;
pub(super) mod edit;
mod release;
pub(super) mod view;

use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::http::header::ETAG;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;

use crate::access::Manager;
use crate::access::Staff;
use crate::actors::order::Answer;
use crate::app::App;
use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Fact;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::fields;
use crate::domain::role::By;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::etag;
use crate::http::konveksi::fields::Fields;
use crate::http::konveksi::order::view::Detail;
use crate::http::konveksi::order::view::Saved;
use crate::http::konveksi::parameters::Deleted;
use crate::http::konveksi::parameters::Parameters;
use crate::http::konveksi::path::OrderPath;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::sentences;

pub(super) fn routes() -> Router<App> {
    let order = || {
        get(detail)
            .patch(change::patch)
            .put(change::replace)
            .delete(delete)
    };
    Router::new()
        .route("/api/v1/order/{id}", order())
        .route("/api/v1/{id}", order())
        .route(
            "/api/v1/admin/orders/{id}",
            get(admin_detail)
                .patch(change::admin_patch)
                .put(change::replace)
                .delete(delete),
        )
        .route("/api/v1/order/{id}/cancel", post(cancel))
        .route("/api/v1/admin/orders/{id}/cancel", post(cancel))
        .route("/api/v1/order/{id}/restore", post(restore))
        .route("/api/v1/admin/orders/{id}/restore", post(restore))
        .route("/api/v1/order/{id}/move-credit", post(credit::move_credit))
        .route(
            "/api/v1/admin/orders/{id}/move-credit",
            post(credit::move_credit),
        )
        .route("/api/v1/admin/orders/{id}/release", post(release::release))
}

/// Shows an order to staff.
async fn detail(
    State(app): State<App>,
    staff: Staff,
    OrderPath(id): OrderPath,
    deleted: Deleted,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let deleted = deleted.wanted(staff.role)?;
    let mut given = Parameters::of(&query.unwrap_or_default());
    let fields = Fields::read(&mut given, &[&OrderView::FIELDS, &Detail::MORE]);
    let fields = given.finish(fields)?;
    let order = app.orders.view(id).await?;
    let order = order.filter(|order| deleted || order.deleted_at.is_none());
    let order = order.ok_or_else(ApiError::not_found)?;
    let tags = [
        (ETAG, etag::etag(order.version)),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ];
    if etag::is_known(&headers, order.version) {
        return Ok((StatusCode::NOT_MODIFIED, tags).into_response());
    }
    let name = |user| app.name_of(user);
    let detail = Detail::of(&order, reader(&app, staff.role), &name);
    Ok((tags, Json(fields.of(detail)?)).into_response())
}

/// Shows an order to those who manage.
async fn admin_detail(
    state: State<App>,
    Manager(staff): Manager,
    path: OrderPath,
    deleted: Deleted,
    query: RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    detail(state, staff, path, deleted, query, headers).await
}

/// Hides an order that never saw money.
async fn delete(
    State(app): State<App>,
    Manager(staff): Manager,
    OrderPath(id): OrderPath,
    write: Write,
) -> Result<Response, ApiError> {
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    write.submit(&app, reader, by, id, Action::Delete).await?;
    Ok(write.no_content(&app))
}

/// Cancels an order, and says what becomes of its money.
async fn cancel(
    State(app): State<App>,
    Manager(staff): Manager,
    OrderPath(id): OrderPath,
    write: Write,
) -> Result<Response, ApiError> {
    let mut form = write.form();
    let money: Option<MoneyDecision> = form.has("money").then(|| form.word("money")).flatten();
    let reason = form.prose("reason", fields::NOTE_CHARS_MAX);
    let action = form.finish(Action::Cancel {
        money,
        reason: reason.unwrap_or_default(),
    })?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let answer = write.submit(&app, reader, by, id, action).await?;
    saved(&app, &staff, write, &answer, sentences::ORDER_CANCELLED)
}

/// Makes a cancelled order what its facts say again.
async fn restore(
    State(app): State<App>,
    Manager(staff): Manager,
    OrderPath(id): OrderPath,
    write: Write,
) -> Result<Response, ApiError> {
    let mut form = write.form();
    let notes = form.prose("notes", fields::NOTE_CHARS_MAX);
    let action = form.finish(Action::Restore {
        notes: notes.unwrap_or_default(),
    })?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let answer = write.submit(&app, reader, by, id, action).await?;
    saved(&app, &staff, write, &answer, sentences::ORDER_RESTORED)
}

/// The invoice whose page a change has asked for.
pub(super) fn invoice_asked_for(event: &Event) -> Option<InvoiceId> {
    event.facts.iter().find_map(|fact| match fact {
        Fact::AttemptOpening { invoice, .. } => Some(*invoice),
        _ => None,
    })
}

/// Answers a change with the order as it left it.
fn saved(
    app: &App,
    staff: &Staff,
    write: Write,
    answer: &Answer,
    message: &'static str,
) -> Result<Response, ApiError> {
    let view = Saved::of(answer, reader(app, staff.role), message);
    write.answer(app, StatusCode::OK, answer.order.version, &view)
}
