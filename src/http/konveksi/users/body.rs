//! What an account is made of, as owners send it.

use std::ops::RangeInclusive;

use crate::domain::role::Role;
use crate::domain::role::Surface;
use crate::flows::staff::Edit;
use crate::flows::staff::NewStaff;
use crate::flows::staff::Roles;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;

/// Characters of a name to sign in with; what else it may be, the accounts say.
pub(crate) const USERNAME_CHARS: RangeInclusive<usize> = 3..=150;
/// Characters of a person's name.
pub(crate) const NAME_CHARS: RangeInclusive<usize> = 0..=150;
/// Characters of a new password. At four bytes each this is as much as we hash.
pub(crate) const PASSWORD_CHARS: RangeInclusive<usize> = 10..=256;
/// Characters of a password that may be an old one.
pub(crate) const ANY_PASSWORD_CHARS: RangeInclusive<usize> = 1..=1_024;

/// Reads a new account, or tells everything that is wrong with it.
pub(super) fn new(mut form: Form<'_>) -> Result<NewStaff, ApiError> {
    for name in ["username", "password", "role"] {
        form.require(name);
    }
    let username = form.line("username", USERNAME_CHARS);
    let password = form.secret("password", PASSWORD_CHARS);
    let role = form.word::<Role>("role");
    let email = form.email("email");
    let first_name = form.line("first_name", NAME_CHARS);
    let last_name = form.line("last_name", NAME_CHARS);
    let is_active = form.flag("is_active");
    let whole = || {
        Some(NewStaff {
            username: username?,
            email: email.unwrap_or_default(),
            password: password?,
            first_name: first_name.unwrap_or_default(),
            last_name: last_name.unwrap_or_default(),
            roles: Roles::only(Surface::Konveksi, role?),
            is_active: is_active.unwrap_or(true),
        })
    };
    let whole = whole();
    form.finish_whole(whole)
}

/// Reads what is to change about an account.
pub(super) fn edit(mut form: Form<'_>) -> Result<Edit, ApiError> {
    let edit = Edit {
        username: form.line("username", USERNAME_CHARS),
        email: form.email("email"),
        first_name: form.line("first_name", NAME_CHARS),
        last_name: form.line("last_name", NAME_CHARS),
        password: form.secret("password", PASSWORD_CHARS),
        role: form.word("role"),
        is_active: form.flag("is_active"),
    };
    form.finish(edit)
}
