//! The history of an order: its audit trail, and the remarks staff add to it.

pub(super) mod contract;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use axum::routing::post;

use crate::access::Staff;
use crate::actors::order::OrderError;
use crate::app::App;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::fields;
use crate::domain::role::By;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::parameters::Deleted;
use crate::http::konveksi::path::OrderPath;
use crate::http::konveksi::reader;
use crate::http::konveksi::write::Write;
use crate::store::DeliveryRow;
use crate::wire::konveksi::audit::Entry;
use crate::wire::konveksi::audit::Told;
use crate::wire::konveksi::audit::Trail;
use crate::wire::konveksi::audit::entries;
use crate::wire::konveksi::audit::entries_of;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/orders/{id}/audit-trail", get(trail))
        .route("/api/v1/order/{id}/notes", post(note))
        .route("/api/v1/admin/orders/{id}/notes", post(note))
}

/// Tells everything that happened to an order.
async fn trail(
    State(app): State<App>,
    staff: Staff,
    OrderPath(id): OrderPath,
    deleted: Deleted,
) -> Result<Json<Trail>, ApiError> {
    let deleted = deleted.wanted(staff.role)?;
    let order = app.orders.view(id).await?;
    let order = order.filter(|order| deleted || order.deleted_at.is_none());
    order.ok_or_else(ApiError::not_found)?;
    let history = app.orders.history(id).await?;
    let reader = reader(&app, staff.role);
    let trail = Trail::of(&history, reader.audience, &|user| app.name_of(user));
    let trail = trail.ok_or_else(ApiError::not_found)?;
    let messages = app
        .store
        .deliveries_of(id)
        .await
        .map_err(OrderError::from)?;
    Ok(Json(trail.told(messages.iter().map(told).collect())))
}

fn told(message: &DeliveryRow) -> Told {
    Told::of(
        (&message.source, &message.kind),
        message.state.word(),
        message.received_at,
        message.settled_at,
    )
}

/// Adds a remark.
async fn note(
    State(app): State<App>,
    staff: Staff,
    OrderPath(id): OrderPath,
    write: Write,
) -> Result<Response, ApiError> {
    if !staff.role.works() {
        return Err(ApiError::forbidden());
    }
    let mut form = write.form();
    form.require("text");
    let text = form.lines("text", 1..=fields::NOTE_CHARS_MAX);
    let text = form.finish_whole(text)?;
    let by = By::staff(staff.user, staff.role);
    let reader = reader(&app, staff.role);
    let action = Action::Note(text.clone());
    let answer = write.submit(&app, reader, by, id, action).await?;
    let order = &*answer.order;
    let name = |user| app.name_of(user);
    let told = match answer.event.as_deref() {
        // A remark changes nothing else, so the order was before what it is now.
        Some(event) => entries_of(Some(order), order, event, reader.audience, &name),
        None => entries(&app.orders.history(id).await?, reader.audience, &name),
    };
    let entry = told.iter().rfind(|entry: &&Entry| entry.is_note(&text));
    let entry = entry.ok_or_else(ApiError::not_found)?;
    write.answer(&app, StatusCode::CREATED, order.version, entry)
}
