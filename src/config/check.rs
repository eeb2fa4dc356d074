//! What must be true of settings beyond their types: bounds, pairs, and production's rules.

use std::time::Duration;

use tracing_subscriber::EnvFilter;

use crate::config::Config;
use crate::config::database::DatabaseUrl;
use crate::config::reader::Reader;
use crate::config::secret::Secret;
use crate::domain::contact::parse_email;
use crate::domain::contact::parse_phone;

/// What production asks of a secret key: as many characters as the hash has bytes.
const SECRET_KEY_MIN: usize = 32;

/// Shorter passwords are guessed, whatever the hash.
const PASSWORD_MIN: usize = 8;

/// For how long an answer may wait for its payment page.
const GATEWAY_TIMEOUT_MAX: Duration = Duration::from_secs(8);

/// The demo workshop's password, which everybody knows.
const DEMO_PASSWORD: &str = "password123";

/// What people find in examples and leave as it is.
const PLACEHOLDERS: &[&str] = &[
    "changeme",
    "change-me",
    "change_me",
    "your-secret",
    "your_secret",
    "django-insecure",
];

/// Adds everything that is wrong with the settings taken together.
pub(super) fn check(config: &Config, reader: &mut Reader<'_>) {
    sizes(config, reader);
    spans(config, reader);
    addresses(config, reader);
    store(config, reader);
    business(config, reader);
    people(config, reader);
    if config.environment.is_production() {
        production(config, reader);
    }
}

/// What is allowed and rarely meant.
pub(super) fn notes(config: &Config) -> Vec<String> {
    let mut notes = Vec::new();
    if config.environment.is_production() && config.database.url == DatabaseUrl::Memory {
        notes.push("the store is mem://, everything is forgotten at exit".to_owned());
    }
    if config.environment.is_production() && !config.server.rate_limits {
        notes.push("rate limits are off, anybody may ask as often as they like".to_owned());
    }
    notes
}

fn sizes(config: &Config, reader: &mut Reader<'_>) {
    let engine = &config.engine;
    let bounds = [
        (
            "server.body_bytes_max",
            config.server.body_bytes_max,
            1_024,
            100 << 20,
        ),
        (
            "server.body_bytes_per_second_min",
            config.server.body_bytes_per_second_min as usize,
            1,
            1 << 30,
        ),
        (
            "engine.orders_awake_max",
            engine.orders_awake_max,
            1,
            10_000_000,
        ),
        ("engine.order_permits", engine.order_permits, 1, 100_000),
        (
            "engine.journal_batch_max",
            engine.journal_batch_max,
            1,
            1_000,
        ),
        (
            "engine.journal_queue_max",
            engine.journal_queue_max,
            1,
            1_000_000,
        ),
        ("engine.feed_ring_max", engine.feed_ring_max, 1, 10_000_000),
        ("engine.node", engine.node.0 as usize, 1, u32::MAX as usize),
        ("live.sessions_max", config.live.sessions_max, 1, 1_000_000),
        (
            "live.sessions_per_user_max",
            config.live.sessions_per_user_max,
            1,
            1_000_000,
        ),
        (
            "live.sessions_per_address_max",
            config.live.sessions_per_address_max,
            1,
            1_000_000,
        ),
        (
            "live.queue_bytes_max",
            config.live.queue_bytes_max,
            64 << 10,
            1 << 30,
        ),
        (
            "live.recovery_events_max",
            config.live.recovery_events_max,
            1,
            1_000_000,
        ),
        (
            "auth.argon2_memory_kib",
            config.auth.argon2_memory_kib as usize,
            8,
            1 << 20,
        ),
        (
            "auth.argon2_iterations",
            config.auth.argon2_iterations as usize,
            1,
            100,
        ),
    ];
    let limits = limits(config).map(|(key, limit)| (key, limit as usize, 1, 1_000_000));
    for (key, size, least, most) in bounds.into_iter().chain(limits) {
        if size < least || size > most {
            reader.complain(key, format!("must be from {least} to {most}, not {size}"));
        }
    }
    if engine.journal_queue_max < engine.journal_batch_max {
        reader.complain(
            "engine.journal_queue_max",
            "must be at least engine.journal_batch_max, or no batch is ever full",
        );
    }
}

fn limits(config: &Config) -> [(&'static str, u32); 11] {
    let (limits, security) = (&config.limits, &config.security);
    [
        ("auth.free_failures", config.auth.free_failures),
        ("security.unknown_codes_max", security.unknown_codes_max),
        ("security.known_codes_max", security.known_codes_max),
        ("security.refusals_max", security.refusals_max),
        ("limits.lookups_per_minute", limits.lookups_per_minute),
        (
            "limits.webhook_bad_tokens_per_minute",
            limits.webhook_bad_tokens_per_minute,
        ),
        ("limits.public_posts_per_hour", limits.public_posts_per_hour),
        ("limits.public_gets_per_hour", limits.public_gets_per_hour),
        (
            "limits.staff_changes_per_hour",
            limits.staff_changes_per_hour,
        ),
        ("limits.uploads_per_hour", limits.uploads_per_hour),
        ("limits.sign_ins_per_minute", limits.sign_ins_per_minute),
    ]
}

fn spans(config: &Config, reader: &mut Reader<'_>) {
    let engine = &config.engine;
    let positive = [
        ("server.request_timeout", config.server.request_timeout),
        ("engine.order_idle", engine.order_idle),
        ("engine.reply_timeout", engine.reply_timeout),
        (
            "engine.sweep_interval_embedded",
            engine.sweep_interval_embedded,
        ),
        ("engine.sweep_interval_shared", engine.sweep_interval_shared),
        (
            "engine.index_snapshot_interval",
            engine.index_snapshot_interval,
        ),
        ("engine.journal_kept", engine.journal_kept),
        ("auth.access_lifetime", config.auth.access_lifetime),
        ("auth.session_lifetime", config.auth.session_lifetime),
        ("auth.lock_longest", config.auth.lock_longest),
        (
            "security.request_log_kept",
            config.security.request_log_kept,
        ),
        ("xendit.timeout", config.xendit.timeout),
    ];
    for (key, span) in positive {
        if span == Duration::ZERO {
            reader.complain(key, "must be longer than nothing");
        }
    }
    if config.xendit.timeout > GATEWAY_TIMEOUT_MAX {
        reader.complain(
            "xendit.timeout",
            "must be at most 8s: a request waits no longer for its payment page",
        );
    }
    if config.auth.session_lifetime < config.auth.access_lifetime {
        reader.complain(
            "auth.session_lifetime",
            "must be at least auth.access_lifetime, which lives inside it",
        );
    }
}

fn addresses(config: &Config, reader: &mut Reader<'_>) {
    if !is_http(&config.server.public_url) {
        reader.complain(
            "server.public_url",
            "must begin with http:// or https:// and a host",
        );
    }
    if !is_http(&config.xendit.base_url) {
        reader.complain(
            "xendit.base_url",
            "must begin with http:// or https:// and a host",
        );
    }
    for origin in &config.server.cors_allowed_origins {
        // The scheme's two slashes are the only ones an origin has.
        if !is_http(origin) || origin.matches('/').count() != 2 {
            let problem = format!(
                "must be origins such as https://admin.example.id, without a path, not {origin:?}"
            );
            reader.complain("server.cors_allowed_origins", problem);
        }
    }
    if let Err(error) = EnvFilter::builder().parse(&config.telemetry.log_filter) {
        reader.complain("telemetry.log_filter", format!("is not a filter: {error}"));
    }
    if config.demo.enabled && !config.server.bind.ip().is_loopback() {
        let problem = "must be a loopback address with the demo workshop, \
            whose password everybody knows";
        reader.complain("server.bind", problem);
    }
}

fn store(config: &Config, reader: &mut Reader<'_>) {
    let database = &config.database;
    for (key, name) in [
        ("database.namespace", &database.namespace),
        ("database.database", &database.database),
        ("business.name", &config.business.name),
    ] {
        if name.is_empty() {
            reader.complain(key, "must not be empty");
        }
    }
    if !database.user.is_empty() && database.password.is_none() {
        reader.complain("database.password", "must be set, because a user is");
    }
    if database.is_shared() && config.auth.secret_key.is_none() {
        let problem = "must be set with a database server: nodes that share it must sign \
            tokens with the same key";
        reader.complain("auth.secret_key", problem);
    }
}

/// Customers are sent to these: what is no number or address would be a dead end.
fn business(config: &Config, reader: &mut Reader<'_>) {
    let business = &config.business;
    if !business.phone.is_empty() && parse_phone(&business.phone).is_err() {
        reader.complain("business.phone", "must be a phone number, or empty");
    }
    if !business.email.is_empty() && parse_email(&business.email).is_err() {
        reader.complain("business.email", "must be an e-mail address, or empty");
    }
}

fn people(config: &Config, reader: &mut Reader<'_>) {
    let auth = &config.auth;
    match (&auth.admin_username, &auth.admin_password) {
        (name, None) if !name.is_empty() => {
            reader.complain("auth.admin_password", "must be set, because a name is");
        }
        (name, Some(_)) if name.is_empty() => {
            reader.complain("auth.admin_username", "must be set, because a password is");
        }
        (_, Some(password)) if password.expose().chars().count() < PASSWORD_MIN => {
            let problem = format!("must have at least {PASSWORD_MIN} characters");
            reader.complain("auth.admin_password", problem);
        }
        _ => {}
    }
}

fn production(config: &Config, reader: &mut Reader<'_>) {
    if config.server.debug {
        reader.complain(
            "server.debug",
            "must be off in production: causes tell too much",
        );
    }
    if config.demo.enabled {
        reader.complain(
            "demo.enabled",
            "must be off in production: everybody knows its password",
        );
    }
    if config
        .auth
        .admin_password
        .as_ref()
        .is_some_and(|given| given.expose() == DEMO_PASSWORD)
    {
        reader.complain(
            "auth.admin_password",
            "must not be the demo workshop's in production",
        );
    }
    if config.xendit.secret_key.is_some() && config.xendit.webhook_token.is_none() {
        let problem = "must be set in production with a live gateway key, \
            or payments would arrive unnoticed";
        reader.complain("xendit.webhook_token", problem);
    }
    if let Some(key) = &config.auth.secret_key
        && is_guessable(key)
    {
        let problem = format!(
            "must be random and have at least {SECRET_KEY_MIN} characters in production; \
             unset, one is made for you"
        );
        reader.complain("auth.secret_key", problem);
    }
}

fn is_http(url: &str) -> bool {
    let rest = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
}

fn is_guessable(key: &Secret) -> bool {
    let key = key.expose();
    let lower = key.to_ascii_lowercase();
    let mut letters: Vec<char> = key.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    key.len() < SECRET_KEY_MIN
        || letters.len() < 8
        || PLACEHOLDERS
            .iter()
            .any(|placeholder| lower.contains(placeholder))
}
