//! `[database]`: where the data lives.

use std::path::PathBuf;

use toml::Value;

use crate::config::reader::Reader;
use crate::config::reader::Setting;
use crate::config::secret::Secret;

/// Where the data lives, and how to sign in there.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// The store.
    pub url: DatabaseUrl,
    /// Who signs in to a SurrealDB server; empty when nobody does.
    pub user: String,
    /// With which password.
    pub password: Option<Secret>,
    /// The namespace of our tables.
    pub namespace: String,
    /// The database of our tables.
    pub database: String,
}

impl DatabaseConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("database");
        Self {
            url: section.get("url"),
            user: section.get("user"),
            password: section.get("password"),
            namespace: section.get("namespace"),
            database: section.get("database"),
        }
    }

    /// Whether other processes may write to the same store.
    #[must_use]
    pub const fn is_shared(&self) -> bool {
        matches!(self.url, DatabaseUrl::Server(_))
    }
}

/// A store, as `DATABASE_URL` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `mem://`: in this process, forgotten at exit.
    Memory,
    /// `surrealkv://path`: in this process, kept in a folder.
    Embedded {
        /// The URL as it was given, for the database to open.
        url: String,
        /// The folder.
        path: PathBuf,
    },
    /// `ws://` or `wss://`: a server, perhaps shared with other processes.
    Server(String),
}

impl DatabaseUrl {
    /// The URL for the database to connect to.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Memory => "mem://",
            Self::Embedded { url, .. } | Self::Server(url) => url,
        }
    }
}

const CHOICES: &str = "use surrealkv://data/rajut (embedded, nothing to install), \
    mem:// (forgotten at exit) or ws://host:port (a SurrealDB server)";

impl Setting for DatabaseUrl {
    /// The value is not quoted back: people put passwords into such URLs.
    fn read(value: &Value) -> Result<Self, String> {
        let url = value.as_str().ok_or("must be text")?.trim();
        let Some((scheme, rest)) = url.split_once("://") else {
            return Err(format!("must be a URL; {CHOICES}"));
        };
        match scheme {
            "mem" => Ok(Self::Memory),
            "surrealkv" => {
                if rest.contains('?') {
                    return Err("must not carry options; every commit is synced anyway".to_owned());
                }
                let path = rest;
                if path.is_empty() {
                    return Err("must name a folder, as in surrealkv://data/rajut".to_owned());
                }
                Ok(Self::Embedded {
                    url: url.to_owned(),
                    path: path.into(),
                })
            }
            "ws" | "wss" if rest.contains('@') => Err("must not carry the sign-in; \
                put it into DATABASE_USER and DATABASE_PASSWORD"
                .to_owned()),
            "ws" | "wss" if rest.is_empty() => {
                Err("must name a host, as in ws://127.0.0.1:8001".to_owned())
            }
            "ws" | "wss" => Ok(Self::Server(url.to_owned())),
            "postgres" | "postgresql" => Err(format!(
                "rajut keeps its data in SurrealDB and cannot use PostgreSQL; {CHOICES}"
            )),
            other => Err(format!("rajut cannot use {other}:// stores; {CHOICES}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read(url: &str) -> Result<DatabaseUrl, String> {
        DatabaseUrl::read(&Value::from(url))
    }

    #[test]
    fn an_embedded_store_knows_its_folder() {
        for (url, folder) in [
            ("surrealkv://data/rajut", "data/rajut"),
            ("surrealkv:///var/lib/rajut", "/var/lib/rajut"),
        ] {
            let DatabaseUrl::Embedded { path, url: kept } = read(url).unwrap() else {
                panic!("{url} is embedded");
            };

            assert_eq!(path, Path::new(folder));
            assert_eq!(kept, url);
        }
    }

    #[test]
    fn a_postgresql_url_is_told_what_to_use_instead() {
        let problem = read("postgresql://app:hunter2@db/orders").unwrap_err();

        assert!(problem.contains("cannot use PostgreSQL; use surrealkv://data/rajut"));
        assert!(!problem.contains("hunter2"));
    }

    #[test]
    fn a_sign_in_inside_the_url_is_refused_without_repeating_it() {
        let problem = read("ws://root:hunter2@db:8000").unwrap_err();

        assert!(problem.contains("DATABASE_PASSWORD"));
        assert!(!problem.contains("hunter2"));
    }

    #[test]
    fn what_is_no_store_is_refused() {
        for url in [
            "",
            "data/rajut",
            "surrealkv://",
            "ws://",
            "mysql://db",
            "rocksdb://data",
        ] {
            assert!(read(url).is_err(), "{url:?}");
        }
    }
}
