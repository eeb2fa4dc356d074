//! What a store that is there says: whether its schema is current, and who may sign in.

use std::sync::Arc;

use super::Level;
use super::Point;
use super::fine;
use super::in_production;
use super::unlike;
use super::warning;
use super::words;
use crate::actors::witness::Witness;
use crate::app::open_store;
use crate::config::Config;
use crate::config::database::DatabaseUrl;
use crate::config::secret::Secret;
use crate::domain::role::Role;
use crate::domain::role::Surface;
use crate::flows::konveksi::demo;
use crate::flows::staff::Directory;
use crate::flows::staff::Roles;
use crate::store::accounts::Accounts;
use crate::store::surreal::OpenError;
use crate::store::surreal::SurrealStore;

/// Staff that are looked at for somebody who owns.
const STAFF_MAX: usize = 1_000;

/// Looks at the store, if there is one.
pub(super) async fn of(config: &Config) -> Vec<Point> {
    match &config.database.url {
        DatabaseUrl::Memory => return Vec::new(),
        // Opening it would make it.
        DatabaseUrl::Embedded { path, .. } if !path.exists() => {
            return vec![nobody_yet(config)];
        }
        _ => {}
    }
    let store = match open_store(config).await {
        Ok(store) => store,
        Err(error) => return vec![closed(config, &error)],
    };
    match pending(&store).await {
        Ok(0) => {}
        Ok(steps) => {
            let told = format!("{steps} steps behind this version");
            return vec![warning("schema", told, words::MIGRATE)];
        }
        Err(error) => return vec![unlike(Level::Mistake, "schema", error, words::NO_STORE)],
    }
    let mut points = vec![fine("schema", "up to date")];
    match people(config, store).await {
        Ok(found) => points.extend(found),
        Err(error) => points.push(unlike(Level::Mistake, "accounts", error, words::NO_STORE)),
    }
    points
}

async fn pending(store: &SurrealStore) -> Result<usize, String> {
    let pending = store.pending().await;
    pending
        .map(|steps| steps.len())
        .map_err(|error| error.to_string())
}

fn closed(config: &Config, error: &anyhow::Error) -> Point {
    let told = format!("{error:#}");
    match error.downcast_ref::<OpenError>() {
        Some(OpenError::Held(_)) => warning("accounts", told, words::IN_USE),
        _ => unlike(
            in_production(config),
            "store and bus",
            told,
            words::NO_STORE,
        ),
    }
}

/// A store that has yet to be made gets its first owner from the settings.
fn nobody_yet(config: &Config) -> Point {
    if config.auth.first_owner().is_some() {
        return fine(
            "accounts",
            "the first start makes the owner of ADMIN_USERNAME",
        );
    }
    let told = "there is no store yet, and nobody could sign in to it";
    warning("accounts", told, words::NO_USER)
}

async fn people(config: &Config, store: SurrealStore) -> Result<Vec<Point>, String> {
    let accounts = Accounts::new(Arc::new(store));
    // Nothing is signed here, so any key will do.
    let key = Secret::new("checks sign nothing");
    let staff = Directory::new(accounts, &key, &config.auth, Witness::default());
    let listed = staff.users(Some(true), 0, STAFF_MAX).await;
    let (count, users) = listed.map_err(|error| error.to_string())?;
    let owns = |roles| Roles::of_words(roles).on(Surface::Konveksi) == Some(Role::Owner);
    let owners = users.iter().filter(|user| owns(&user.roles)).count();
    let accounts = match (count, owners) {
        (0, _) => nobody_yet(config),
        (_, 0) => {
            let told = format!("{count} active, none of them an owner");
            unlike(Level::Mistake, "accounts", told, words::NO_OWNER)
        }
        _ => fine(
            "accounts",
            format!("{count} active, {owners} of them owners"),
        ),
    };
    let demo = staff.would_admit(demo::USERNAME, demo::PASSWORD).await;
    let demo = if demo.map_err(|error| error.to_string())? {
        let told = "everybody knows its password, and it is in this store";
        unlike(in_production(config), "demo account", told, words::DEMO)
    } else {
        fine("demo account", "not in this store")
    };
    Ok(vec![accounts, demo])
}
