//! Where the database is, and why it could not be opened.

use std::fmt;

use surrealdb::Error;

/// Where the database is and who we are there.
#[derive(Clone)]
pub struct StoreAddress {
    /// `surrealkv://path`, `mem://`, `ws://host:port` or `wss://host:port`.
    pub url: String,
    /// Signs in as this root user; empty for an embedded database.
    pub user: String,
    /// The user's password.
    pub password: String,
    /// The namespace that holds the database.
    pub namespace: String,
    /// The database that holds our tables.
    pub database: String,
}

impl StoreAddress {
    /// The address of a database that needs no user, under the usual names.
    #[must_use]
    pub fn embedded(url: impl Into<String>) -> Self {
        let usual = || "rajut".to_owned();
        Self {
            url: url.into(),
            user: String::new(),
            password: String::new(),
            namespace: usual(),
            database: usual(),
        }
    }

    /// The address as the database's own client wants it, or why it cannot be one.
    pub(super) fn endpoint(&self) -> Result<String, OpenError> {
        let (scheme, place) = self.url.split_once("://").unwrap_or((&self.url, ""));
        match scheme {
            "mem" if place.is_empty() => Ok("mem://".to_owned()),
            "surrealkv" if place.contains('?') => Err(OpenError::Options),
            "surrealkv" | "ws" | "wss" if place.is_empty() => {
                Err(OpenError::NoPlace(scheme.to_owned()))
            }
            // Every commit waits for its fsync: an answer means durable.
            "surrealkv" => Ok(format!("{}?sync=every", self.url)),
            "ws" | "wss" if place.contains('@') => Err(OpenError::UserInside),
            "ws" | "wss" => Ok(self.url.clone()),
            _ => Err(OpenError::Scheme(scheme.to_owned())),
        }
    }

    /// Whether the database is another process, which can be away.
    pub(super) fn is_remote(&self) -> bool {
        self.url.starts_with("ws")
    }
}

impl fmt::Debug for StoreAddress {
    /// The password stays out of every log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreAddress")
            .field("url", &self.url)
            .field("user", &self.user)
            .field("namespace", &self.namespace)
            .field("database", &self.database)
            .finish_non_exhaustive()
    }
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is of a kind we do not speak.
    #[error("the store cannot be at {0}://, only at surrealkv://, mem://, ws:// or wss://")]
    Scheme(String),
    /// The address ends after its scheme.
    #[error("the store's address {0}:// does not say where")]
    NoPlace(String),
    /// The address brings options, which could undo durability.
    #[error("the store's address takes no options after a question mark")]
    Options,
    /// The address brings a user, which would end up in logs.
    #[error("the store's user and password belong in their own settings, not in its address")]
    UserInside,
    /// The directory is in use.
    #[error("another process holds the store at {0}")]
    Held(String),
    /// The database did not answer in time.
    #[error("the store at {0} does not answer")]
    Silent(String),
    /// The database could not be reached or said no.
    #[error("the store at {url} cannot be opened")]
    Failed {
        /// The address, which never holds a password.
        url: String,
        /// What the database's client said.
        #[source]
        source: Box<Error>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(url: &str) -> Result<String, String> {
        StoreAddress::embedded(url)
            .endpoint()
            .map_err(|error| error.to_string())
    }

    #[test]
    fn an_embedded_store_syncs_every_commit() {
        assert_eq!(
            endpoint("surrealkv://data/store"),
            Ok("surrealkv://data/store?sync=every".into())
        );
        assert_eq!(
            endpoint("surrealkv://data?sync=never"),
            Err("the store's address takes no options after a question mark".into())
        );
    }

    #[test]
    fn an_unknown_kind_of_store_is_named() {
        assert_eq!(
            endpoint("postgresql://konveksi@db/konveksi"),
            Err("the store cannot be at postgresql://, only at surrealkv://, mem://, ws:// or wss://".into())
        );
    }

    #[test]
    fn no_password_reaches_a_log() {
        let mut address = StoreAddress::embedded("ws://db:8000");
        address.password = "rahasia".into();

        assert!(!format!("{address:?}").contains("rahasia"));
        assert!(
            endpoint("ws://root:rahasia@db:8000").is_err_and(|error| !error.contains("rahasia"))
        );
    }
}
