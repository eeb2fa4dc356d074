//! `/api/v1/admin/users`: the accounts of staff, as owners look after them.

pub(super) mod body;
pub(super) mod contract;
mod view;

use axum::Json;
use axum::Router;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;

use self::view::NoteView;
use self::view::StaffView;
use crate::access::Account;
use crate::access::Denied;
use crate::access::Owner;
use crate::app::App;
use crate::domain::ids::UserId;
use crate::flows::staff::Edit;
use crate::flows::staff::JoinError;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::page::Page;
use crate::http::konveksi::page::Paging;
use crate::http::konveksi::parameters::Parameters;
use crate::http::konveksi::path::IdPath;
use crate::http::konveksi::write::Write;
use crate::store::accounts::AccountError;
use crate::wire::konveksi::flaws::Flaw;
use crate::wire::konveksi::sentences::access;
use crate::wire::konveksi::sentences::people;

/// Seconds after which even the longest queue of passwords has been hashed.
const BUSY_SECONDS: u64 = 1;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/v1/admin/users", get(list).post(create))
        .route(
            "/api/v1/admin/users/{id}",
            get(detail).patch(change).delete(deactivate),
        )
        .route("/api/v1/admin/users/{id}/audit-trail", get(trail))
}

/// Lists the accounts, the oldest first.
async fn list(
    State(app): State<App>,
    Owner(_): Owner,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let mut given = Parameters::of(&query);
    let is_active = given.flag("is_active");
    let paging = Paging::read(&mut given, &query);
    let (is_active, paging) = given.finish((is_active, paging))?;
    let (offset, limit) = (paging.offset(), paging.limit);
    let (count, users) = app
        .staff
        .users(is_active, offset, limit)
        .await
        .map_err(Denied::from)?;
    paging.check(count)?;
    let page = Page {
        place: paging.place(count, &app.public_url, uri.path()),
        results: users.iter().map(StaffView::of).collect(),
    };
    Ok(Json(page).into_response())
}

/// Makes an account.
async fn create(
    State(app): State<App>,
    Owner(owner): Owner,
    write: Write,
) -> Result<Response, ApiError> {
    let new = body::new(write.form())?;
    let hired = app.staff.hire(new, owner.user, app.clock.now()).await;
    let user = hired.map_err(refusal)?;
    write.answer_plainly(&app, StatusCode::CREATED, &StaffView::of(&user))
}

/// Shows an account.
async fn detail(
    State(app): State<App>,
    Owner(_): Owner,
    IdPath(id): IdPath<UserId>,
) -> Result<Response, ApiError> {
    let user = app.staff.user(id).await.map_err(Denied::from)?;
    let user = user.ok_or_else(ApiError::not_found)?;
    Ok(Json(StaffView::of(&user)).into_response())
}

/// Changes an account.
async fn change(
    State(app): State<App>,
    Owner(_): Owner,
    Account(by): Account,
    IdPath(id): IdPath<UserId>,
    write: Write,
) -> Result<Response, ApiError> {
    let edit = body::edit(write.form())?;
    let changed = app.staff.change_user(by, id, edit, app.clock.now()).await;
    let user = changed.map_err(refusal)?;
    write.answer_plainly(&app, StatusCode::OK, &StaffView::of(&user))
}

/// Deactivates an account; what it did stays told under its name.
async fn deactivate(
    State(app): State<App>,
    Owner(_): Owner,
    Account(by): Account,
    IdPath(id): IdPath<UserId>,
) -> Result<StatusCode, ApiError> {
    let edit = Edit {
        is_active: Some(false),
        ..Edit::default()
    };
    let changed = app.staff.change_user(by, id, edit, app.clock.now()).await;
    changed.map_err(refusal)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tells who changed an account, and how, the latest first.
async fn trail(
    State(app): State<App>,
    Owner(_): Owner,
    IdPath(id): IdPath<UserId>,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let mut given = Parameters::of(&query);
    let paging = Paging::read(&mut given, &query);
    let paging = given.finish(paging)?;
    let user = app.staff.user(id).await.map_err(Denied::from)?;
    user.ok_or_else(ApiError::not_found)?;
    let (offset, limit) = (paging.offset(), paging.limit);
    let told = app.staff.notes(id, offset, limit).await;
    let (count, notes) = told.map_err(Denied::from)?;
    paging.check(count)?;
    let page = Page {
        place: paging.place(count, &app.public_url, uri.path()),
        results: notes.iter().map(|note| NoteView::of(&app, note)).collect(),
    };
    Ok(Json(page).into_response())
}

/// Why an account was not made, or not changed as asked.
pub(super) fn refusal(error: JoinError) -> ApiError {
    let length = |chars| Flaw::Length(chars).to_string();
    match error {
        JoinError::Username => ApiError::field("username", people::USERNAME),
        JoinError::PasswordTooShort | JoinError::PasswordTooLong => {
            ApiError::field("password", length(body::PASSWORD_CHARS))
        }
        JoinError::WrongPassword => ApiError::field("old_password", people::WRONG_PASSWORD),
        JoinError::Locked(seconds) => locked(seconds),
        JoinError::Busy => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            ApiError::client(status, "BUSY", access::SIGN_IN_CROWD).retry_after(BUSY_SECONDS)
        }
        JoinError::Accounts(error) => of_accounts(error),
    }
}

/// Too many attempts with a wrong password.
pub(super) fn locked(seconds: u64) -> ApiError {
    let (status, sentence) = (StatusCode::TOO_MANY_REQUESTS, access::locked(seconds));
    ApiError::client(status, "RATE_LIMITED", sentence).retry_after(seconds)
}

fn of_accounts(error: AccountError) -> ApiError {
    let conflict = |code, sentence| ApiError::client(StatusCode::CONFLICT, code, sentence);
    match error {
        AccountError::UsernameTaken(_) => ApiError::field("username", people::USERNAME_TAKEN),
        AccountError::EmailTaken => ApiError::field("email", people::EMAIL_TAKEN),
        AccountError::NoSuchUser(_) => ApiError::not_found(),
        AccountError::LastOfRole(_) => conflict("LAST_OWNER", people::LAST_OWNER),
        AccountError::ChangedMeanwhile(_) => conflict("BUSY", people::CHANGED_MEANWHILE),
        other => Denied::from(other).into(),
    }
}
