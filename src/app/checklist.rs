//! What a production server should have, point by point: in order, worth a look, or wrong.
//!
//! The configuration alone says most of it; a store that is there and not in use says the
//! rest. Nothing is written.

mod store;
mod words;

use std::fmt;

use crate::config::Config;
use crate::config::database::DatabaseUrl;

/// How a point stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Fine,
    /// Worth a look.
    Warning,
    /// Wrong: customers or the business are in danger.
    Mistake,
}

/// One point of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// How it stands.
    pub level: Level,
    /// What it is about.
    pub about: &'static str,
    /// How it is, in a sentence.
    pub told: String,
    /// What to do, when there is something to do.
    pub advice: Option<&'static str>,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Fine => "ok",
            Self::Warning => "warning",
            Self::Mistake => "mistake",
        })
    }
}

/// Goes through the list, without and with the store.
pub async fn of(config: &Config) -> Vec<Point> {
    let mut points = of_config(config);
    points.extend(store::of(config).await);
    points
}

/// Goes through what the configuration alone says.
#[must_use]
pub fn of_config(config: &Config) -> Vec<Point> {
    let mut points = vec![
        environment(config),
        fine(
            "permissions",
            "visitors reach what customers use; the rest needs a sign-in and a role",
        ),
        https(config),
        proxies(config),
        hosts(config),
        cors(config),
        rate_limits(config),
        secrets(config),
        signing(config),
        debug(config),
        bus(config),
        fine(
            "scheduled jobs",
            "run inside the server: hourly, daily, one process at a time",
        ),
        logging(config),
        monitoring(config),
        payments(config),
        business(config),
    ];
    points.extend(config.notes.iter().map(|note| Point {
        level: Level::Warning,
        about: "settings",
        told: note.clone(),
        advice: None,
    }));
    points
}

fn environment(config: &Config) -> Point {
    if config.environment.is_production() {
        return fine("environment", "production");
    }
    let told = "development: sign-in cookies also travel without TLS";
    warning("environment", told, words::ENVIRONMENT)
}

fn https(config: &Config) -> Point {
    let url = &config.server.public_url;
    if url.starts_with("https://") {
        return fine("HTTPS", format!("customers come to {url}"));
    }
    let level = in_production(config);
    unlike(
        level,
        "HTTPS",
        format!("customers come to {url}, without TLS"),
        words::HTTPS,
    )
}

fn proxies(config: &Config) -> Point {
    let server = &config.server;
    let behind = server.public_url.starts_with("https://");
    if behind && server.trusted_proxies.is_empty() {
        let told = "nobody's X-Forwarded-For is believed: behind a proxy all callers are one";
        return warning("proxies", told, words::PROXIES);
    }
    let told = match server.trusted_proxies.len() {
        0 => "none; callers are known by the address they come from".to_owned(),
        count => format!("{count} trusted"),
    };
    fine("proxies", told)
}

fn hosts(config: &Config) -> Point {
    let hosts = &config.server.allowed_hosts;
    if hosts.is_empty() || hosts.iter().any(|host| host == "*") {
        let level = if config.environment.is_production() {
            Level::Warning
        } else {
            Level::Fine
        };
        return unlike(level, "host names", "any is answered", words::HOSTS);
    }
    fine("host names", hosts.join(", "))
}

fn cors(config: &Config) -> Point {
    let origins = &config.server.cors_allowed_origins;
    if origins.iter().any(|origin| origin.starts_with("http://")) {
        let told = format!(
            "pages without TLS may use a person's sign-in: {}",
            origins.join(", ")
        );
        return warning("CORS", told, words::CORS);
    }
    if origins.is_empty() {
        return fine("CORS", "only our own pages may use a person's sign-in");
    }
    fine("CORS", origins.join(", "))
}

fn rate_limits(config: &Config) -> Point {
    if config.server.rate_limits {
        return fine("rate limits", "on");
    }
    let told = "off: anybody may ask as often as they like";
    unlike(
        in_production(config),
        "rate limits",
        told,
        words::RATE_LIMITS,
    )
}

fn secrets(config: &Config) -> Point {
    if config.secrets_in_files.is_empty() {
        return fine("secrets", "none stands in a configuration file");
    }
    let told = format!(
        "stand in a configuration file: {}",
        config.secrets_in_files.join(", ")
    );
    warning("secrets", told, words::SECRETS)
}

fn signing(config: &Config) -> Point {
    match (&config.auth.secret_key, &config.database.url) {
        (Some(_), _) => fine("signing key", "given"),
        (None, DatabaseUrl::Memory) => {
            let told = "made anew at each start: everybody is signed out then";
            warning("signing key", told, words::SIGNING)
        }
        (None, _) => fine(
            "signing key",
            "made at the first start and kept beside the data",
        ),
    }
}

fn debug(config: &Config) -> Point {
    if config.server.debug {
        let told = "on: answers may name inner causes";
        return unlike(in_production(config), "DEBUG", told, words::DEBUG);
    }
    fine("DEBUG", "off")
}

/// The shared cache and bus of other systems: here they are the store itself.
fn bus(config: &Config) -> Point {
    match &config.database.url {
        DatabaseUrl::Memory => {
            let told = "mem://: everything is forgotten at exit";
            unlike(in_production(config), "store and bus", told, words::MEMORY)
        }
        DatabaseUrl::Embedded { path, .. } => {
            fine("store and bus", format!("embedded, in {}", path.display()))
        }
        DatabaseUrl::Server(url) if url.starts_with("ws://") && !is_local(url) => {
            let told = format!("{url}, without TLS");
            warning("store and bus", told, words::STORE_TLS)
        }
        DatabaseUrl::Server(url) => fine("store and bus", url.clone()),
    }
}

fn logging(config: &Config) -> Point {
    let filter = &config.telemetry.log_filter;
    let talks = ["debug", "trace"].iter().any(|word| filter.contains(word));
    if talks && config.environment.is_production() {
        return warning("logging", format!("talks much: {filter}"), words::LOGGING);
    }
    fine("logging", filter.clone())
}

fn monitoring(config: &Config) -> Point {
    if config.telemetry.metrics_token.is_some() {
        return fine("metrics", "for whoever shows the token");
    }
    fine(
        "metrics",
        "for this machine only; METRICS_TOKEN lets a scraper elsewhere read them",
    )
}

fn payments(config: &Config) -> Point {
    match (&config.xendit.secret_key, &config.xendit.webhook_token) {
        (Some(_), Some(_)) => fine("payments", "the real gateway"),
        (Some(_), None) => {
            let told = "every webhook is refused: customers pay and nobody knows";
            unlike(Level::Mistake, "payments", told, words::WEBHOOK)
        }
        (None, _) => {
            let told = "a sandbox stands in for the gateway: no money moves";
            warning("payments", told, words::GATEWAY)
        }
    }
}

fn business(config: &Config) -> Point {
    let name = &config.business.name;
    if name == words::DEFAULT_NAME {
        let told = format!("customers read {name}, which is what it is called by default");
        return warning("business name", told, words::NAME);
    }
    fine("business name", name.clone())
}

fn is_local(url: &str) -> bool {
    ["127.", "localhost", "[::1]"].iter().any(|host| {
        url.split_once("://")
            .is_some_and(|(_, rest)| rest.starts_with(host))
    })
}

/// Wrong where customers are, worth a look elsewhere.
fn in_production(config: &Config) -> Level {
    if config.environment.is_production() {
        Level::Mistake
    } else {
        Level::Warning
    }
}

fn fine(about: &'static str, told: impl Into<String>) -> Point {
    Point {
        level: Level::Fine,
        about,
        told: told.into(),
        advice: None,
    }
}

fn warning(about: &'static str, told: impl Into<String>, advice: &'static str) -> Point {
    unlike(Level::Warning, about, told, advice)
}

fn unlike(
    level: Level,
    about: &'static str,
    told: impl Into<String>,
    advice: &'static str,
) -> Point {
    Point {
        level,
        about,
        told: told.into(),
        advice: Some(advice),
    }
}

#[cfg(test)]
mod tests;
