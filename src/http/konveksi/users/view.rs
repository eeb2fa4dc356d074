//! An account, as owners read it, and what became of it.

use serde::Serialize;
use serde_json::Map;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::domain::role::Role;
use crate::domain::role::Surface;
use crate::flows::staff::Roles;
use crate::flows::staff::surface_word;
use crate::store::accounts::Note;
use crate::store::accounts::StaffUser;
use crate::wire::konveksi::sentences::people;
use crate::wire::konveksi::time::Moment;

/// A member of staff, without anything that would let somebody in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StaffAccount)]
pub(super) struct StaffView<'a> {
    id: i64,
    username: &'a str,
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    #[schema(value_type = Option<Role>)]
    role: Option<&'static str>,
    surfaces: Vec<&'static str>,
    is_active: bool,
    created_at: Moment,
    last_login: Option<Moment>,
}

impl<'a> StaffView<'a> {
    pub(super) fn of(user: &'a StaffUser) -> Self {
        let roles = Roles::of_words(&user.roles);
        Self {
            id: user.id.0,
            username: &user.username,
            email: &user.email,
            first_name: &user.first_name,
            last_name: &user.last_name,
            role: roles.on(Surface::Konveksi).map(Role::word),
            surfaces: roles.surfaces().map(surface_word).collect(),
            is_active: user.is_active,
            created_at: Moment(user.created_at),
            last_login: user.last_login.map(Moment),
        }
    }
}

/// A line of what became of an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountChange)]
pub(super) struct NoteView<'a> {
    #[schema(value_type = String)]
    id: Uuid,
    timestamp: Moment,
    action: &'a str,
    description: &'static str,
    user: Option<String>,
    changes: Value,
}

impl<'a> NoteView<'a> {
    pub(super) fn of(app: &App, note: &'a Note) -> Self {
        let mut data: Map<String, Value> = serde_json::from_str(&note.data).unwrap_or_default();
        Self {
            id: note.id,
            timestamp: Moment(note.at),
            action: &note.what,
            description: people::done(&note.what),
            user: note.by.and_then(|user| app.name_of(user)),
            changes: data.remove("changes").unwrap_or_default(),
        }
    }
}
