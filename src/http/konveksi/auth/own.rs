//! What people change about their own account.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::ProfileView;
use crate::access::Account;
use crate::access::Caller;
use crate::app::App;
use crate::flows::staff::Edit;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::users::body;
use crate::http::konveksi::users::refusal;
use crate::http::konveksi::write::Write;
use crate::wire::konveksi::sentences::people;

/// Changes what somebody is called and where to write to them.
pub(super) async fn change(
    State(app): State<App>,
    Account(signed): Account,
    write: Write,
) -> Result<Response, ApiError> {
    let mut form = write.form();
    let edit = Edit {
        email: form.email("email"),
        first_name: form.line("first_name", body::NAME_CHARS),
        last_name: form.line("last_name", body::NAME_CHARS),
        ..Edit::default()
    };
    let edit = form.finish(edit)?;
    let now = app.clock.now();
    let changed = app.staff.change_user(signed, signed.user, edit, now).await;
    let user = changed.map_err(refusal)?;
    write.answer_plainly(&app, StatusCode::OK, &ProfileView::of(&user))
}

/// Changes somebody's password, and signs them out everywhere else.
pub(super) async fn change_password(
    State(app): State<App>,
    Account(signed): Account,
    Caller { address, .. }: Caller,
    write: Write,
) -> Result<Response, ApiError> {
    let mut form = write.form();
    form.require("old_password");
    form.require("new_password");
    let old = form.secret("old_password", body::ANY_PASSWORD_CHARS);
    let new = form.secret("new_password", body::PASSWORD_CHARS);
    let (old, new) = form.finish_whole(old.zip(new))?;
    let now = app.clock.now();
    let changed = app
        .staff
        .change_password(address, signed, (&old, new), now)
        .await;
    changed.map_err(refusal)?;
    let done = Changed {
        success: true,
        message: people::PASSWORD_CHANGED,
    };
    write.answer_plainly(&app, StatusCode::OK, &done)
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PasswordChanged)]
pub(super) struct Changed {
    success: bool,
    message: &'static str,
}
