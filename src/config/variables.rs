//! The environment variables we know, and the key each of them overrides.

use std::collections::BTreeMap;

/// A variable that overrides a key.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Its name in the environment.
    pub name: &'static str,
    /// The key it overrides, as `section.key`.
    pub key: &'static str,
    /// What it is for, in a few words.
    pub about: &'static str,
}

const fn variable(name: &'static str, key: &'static str, about: &'static str) -> Variable {
    Variable { name, key, about }
}

/// Every variable that overrides a key, in the order people need them.
pub const VARIABLES: &[Variable] = &[
    variable("BIND_ADDR", "server.bind", "where to listen"),
    variable(
        "PUBLIC_URL",
        "server.public_url",
        "base of links in messages and lists",
    ),
    variable(
        "DATABASE_URL",
        "database.url",
        "surrealkv://path, mem:// or ws://host:port",
    ),
    variable(
        "DATABASE_USER",
        "database.user",
        "sign-in to a SurrealDB server",
    ),
    variable("DATABASE_PASSWORD", "database.password", "its password"),
    variable(
        "DATABASE_NAMESPACE",
        "database.namespace",
        "namespace of our tables",
    ),
    variable(
        "DATABASE_NAME",
        "database.database",
        "database of our tables",
    ),
    variable(
        "SECRET_KEY",
        "auth.secret_key",
        "signs tokens; made and kept when unset",
    ),
    variable(
        "ADMIN_USERNAME",
        "auth.admin_username",
        "first owner of an empty store",
    ),
    variable(
        "ADMIN_PASSWORD",
        "auth.admin_password",
        "the first owner's password",
    ),
    variable(
        "ALLOWED_HOSTS",
        "server.allowed_hosts",
        "host names answered to, by commas",
    ),
    variable(
        "CORS_ALLOWED_ORIGINS",
        "server.cors_allowed_origins",
        "foreign origins, by commas",
    ),
    variable(
        "TRUSTED_PROXIES",
        "server.trusted_proxies",
        "whose X-Forwarded-For counts",
    ),
    variable(
        "XENDIT_SECRET_KEY",
        "xendit.secret_key",
        "live payment gateway; else a sandbox",
    ),
    variable(
        "XENDIT_WEBHOOK_TOKEN",
        "xendit.webhook_token",
        "proves that a webhook is Xendit's",
    ),
    variable(
        "XENDIT_BASE_URL",
        "xendit.base_url",
        "where the gateway is, for a stand-in",
    ),
    variable(
        "METRICS_TOKEN",
        "telemetry.metrics_token",
        "lets a remote scraper read /metrics",
    ),
    variable(
        "RATE_LIMITS",
        "server.rate_limits",
        "on or off (off for load tests)",
    ),
    variable(
        "RAJUT_NODE",
        "engine.node",
        "number of this process in a cluster",
    ),
    variable(
        "RUST_LOG",
        "telemetry.log_filter",
        "what is logged, such as info,rajut=debug",
    ),
    variable(
        "DEBUG",
        "server.debug",
        "errors may name their cause; not in production",
    ),
];

/// Variables that other software of this kind needs, and what becomes of them here.
const WITHOUT_EFFECT: &[(&str, &str)] = &[
    ("XENDIT_PUBLIC_KEY", "invoices do not use it"),
    ("REDIS_URL", "the cache and the bus are built in"),
    ("FONNTE_API_TOKEN", MESSAGES),
    ("WHATSAPP_API_TOKEN", MESSAGES),
    ("EMAIL_HOST", MESSAGES),
];

const MESSAGES: &str = "this version sends no messages yet, they stay in the sandbox";

/// What to say, once, about variables that are set and change nothing.
pub(super) fn notes(variables: &BTreeMap<String, String>) -> Vec<String> {
    WITHOUT_EFFECT
        .iter()
        .filter(|(name, _)| variables.get(*name).is_some_and(|value| !value.is_empty()))
        .map(|(name, why)| format!("{name} is accepted and has no effect: {why}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_without_effect_are_said_once_each() {
        let variables = BTreeMap::from([
            ("REDIS_URL".to_owned(), "redis://cache".to_owned()),
            ("XENDIT_PUBLIC_KEY".to_owned(), String::new()),
        ]);

        let notes = notes(&variables);

        assert_eq!(
            notes,
            ["REDIS_URL is accepted and has no effect: the cache and the bus are built in"]
        );
    }

    #[test]
    fn every_variable_stands_beside_its_key_in_the_default_file() {
        let documented = include_str!("../../config/default.toml");

        for variable in VARIABLES {
            assert!(
                documented.contains(variable.name),
                "{} is not documented",
                variable.name
            );
        }
    }
}
