//! The loader from outside: what is given, and what comes of it.

use std::fs;
use std::net::SocketAddr;

use super::*;
use crate::config::database::DatabaseUrl;
use crate::config::konveksi::PublicOrders;
use crate::config::telemetry::LogFormat;
use crate::domain::ids::NodeId;

/// A folder without files, variables as given.
fn load(variables: &[(&str, &str)]) -> Result<Config, Mistakes> {
    Config::load(&sources(variables))
}

fn sources(variables: &[(&str, &str)]) -> Sources {
    let owned = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Sources {
        variables: owned.collect(),
        ..Sources::default()
    }
}

fn lines(variables: &[(&str, &str)]) -> Vec<String> {
    load(variables).unwrap_err().lines().to_vec()
}

#[test]
fn nothing_given_gives_the_documented_defaults() {
    let config = load(&[]).unwrap();

    assert_eq!(config.environment, Environment::Development);
    assert_eq!(config.server.bind, SocketAddr::from(([127, 0, 0, 1], 8000)));
    assert_eq!(config.server.body_bytes_max, 1 << 20);
    assert_eq!(config.database.url.as_str(), "surrealkv://data/rajut");
    assert_eq!(config.engine.node, NodeId(1));
    assert_eq!(config.engine.order_idle, Duration::from_mins(1));
    assert_eq!(config.engine.feed_ring_max, 8_192);
    assert_eq!(config.limits.lookups_per_minute, 10);
    assert_eq!(config.limits.webhook_bad_tokens_per_minute, 20);
    assert_eq!(config.auth.access_lifetime, Duration::from_hours(1));
    assert_eq!(config.auth.session_lifetime, Duration::from_hours(7 * 24));
    assert_eq!(config.konveksi.public_orders, PublicOrders::Instant);
    assert_eq!(config.sweep_interval(), Duration::from_secs(1));
    assert!(config.server.rate_limits);
    assert!(config.auth.secret_key.is_none());
    assert!(config.notes.is_empty());
}

#[test]
fn variables_override_files_and_empty_ones_do_not() {
    let config = load(&[
        ("BIND_ADDR", "127.0.0.1:9000"),
        ("DATABASE_URL", "mem://"),
        ("RATE_LIMITS", "off"),
        ("DEBUG", "True"),
        ("RAJUT_NODE", "3"),
        ("CORS_ALLOWED_ORIGINS", "https://a.id, https://b.id/"),
        ("METRICS_TOKEN", ""),
    ])
    .unwrap();

    assert_eq!(config.server.bind.port(), 9000);
    assert_eq!(config.database.url, DatabaseUrl::Memory);
    assert!(!config.server.rate_limits);
    assert!(config.server.debug);
    assert_eq!(config.engine.node, NodeId(3));
    assert_eq!(
        config.server.cors_allowed_origins,
        ["https://a.id", "https://b.id"]
    );
    assert!(config.telemetry.metrics_token.is_none());
}

#[test]
fn files_lie_over_the_defaults_the_environments_own_last() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[server]\nbind = \"127.0.0.1:1\"\n[konveksi]\npublic_orders = \"off\"\n";
    fs::write(folder.path().join("default.toml"), text).unwrap();
    let text = "[server]\nbind = \"127.0.0.1:2\"\n";
    fs::write(folder.path().join("production.toml"), text).unwrap();
    let sources = |environment| Sources {
        directory: Some(folder.path().to_owned()),
        ..sources(&[("RAJUT_ENV", environment)])
    };

    let development = Config::load(&sources("development")).unwrap();
    let production = Config::load(&sources("production")).unwrap();

    assert_eq!(development.server.bind.port(), 1);
    assert_eq!(production.server.bind.port(), 2);
    assert_eq!(production.konveksi.public_orders, PublicOrders::Off);
    assert_eq!(production.telemetry.log_format, LogFormat::Text);
}

#[test]
fn production_logs_for_machines_by_itself() {
    let config = load(&[("RAJUT_ENV", "production")]).unwrap();

    assert_eq!(config.telemetry.log_format, LogFormat::Json);
}

#[test]
fn every_mistake_is_listed_and_says_where_it_came_from() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("development.toml");
    let text = "[server]\nbnid = \"x\"\n[engine]\norder_idle = 60\n[engin]\nnode = 1\n";
    fs::write(&file, text).unwrap();
    let sources = Sources {
        directory: Some(folder.path().to_owned()),
        ..sources(&[
            ("BIND_ADDR", "here"),
            ("RAJUT_NODE", "0"),
            ("ADMIN_USERNAME", "ana"),
        ])
    };

    let mistakes = Config::load(&sources).unwrap_err();

    let file = file.display();
    assert_eq!(
        mistakes.to_string(),
        format!(
            "6 mistakes in the configuration\
             \n  - engin.node (in {file}): is not a setting; did you mean engine.node?\
             \n  - server.bnid (in {file}): is not a setting; did you mean server.bind?\
             \n  - server.bind (from BIND_ADDR): must be an address and a port such as \
             \"127.0.0.1:8000\", not \"here\"\
             \n  - engine.order_idle (in {file}): must be a span such as \"250ms\", \"5s\", \
             \"10min\", \"2h\" or \"7d\", not 60\
             \n  - engine.node (from RAJUT_NODE): must be from 1 to 4294967295, not 0\
             \n  - auth.admin_password (or ADMIN_PASSWORD): must be set, because a name is"
        )
    );
}

#[test]
fn a_file_that_is_not_toml_is_named_without_being_quoted() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("default.toml"),
        "[auth]\nsecret_key = hunter2\n",
    )
    .unwrap();
    let sources = Sources {
        directory: Some(folder.path().to_owned()),
        ..sources(&[])
    };

    let mistakes = Config::load(&sources).unwrap_err().to_string();

    assert!(
        mistakes.contains("default.toml: is not TOML at line 2"),
        "{mistakes}"
    );
    assert!(!mistakes.contains("hunter2"), "{mistakes}");
}

#[test]
fn a_folder_asked_for_must_hold_something() {
    let folder = tempfile::tempdir().unwrap();
    let sources = Sources {
        directory: Some(folder.path().to_owned()),
        ..sources(&[])
    };

    let mistakes = Config::load(&sources).unwrap_err().to_string();

    assert!(
        mistakes.contains("holds neither default.toml nor development.toml"),
        "{mistakes}"
    );
}

#[test]
fn production_refuses_what_is_only_careless_elsewhere() {
    let careless = [
        ("DEBUG", "True"),
        ("SECRET_KEY", "django-insecure-0123456789abcdefghijklmnop"),
        ("XENDIT_SECRET_KEY", "xnd_production_1"),
        ("ADMIN_USERNAME", "admin"),
        ("ADMIN_PASSWORD", "password123"),
    ];
    let with = |environment: &'static str| {
        let sources = sources(&[&careless[..], &[("RAJUT_ENV", environment)]].concat());
        Config::load(&Sources {
            demo: true,
            ..sources
        })
    };

    assert!(with("development").is_ok());
    let mistakes = with("production").unwrap_err();

    let subjects: Vec<_> = mistakes
        .lines()
        .iter()
        .filter_map(|line| line.split(": ").next())
        .collect();
    assert_eq!(
        subjects,
        [
            "server.debug (from DEBUG)",
            "demo.enabled (from --demo)",
            "auth.admin_password (from ADMIN_PASSWORD)",
            "xendit.webhook_token (or XENDIT_WEBHOOK_TOKEN)",
            "auth.secret_key (from SECRET_KEY)",
        ]
    );
    assert!(!mistakes.to_string().contains("xnd_production_1"));
}

#[test]
fn production_accepts_a_long_random_key_and_refuses_a_short_one() {
    let with = |key| load(&[("RAJUT_ENV", "production"), ("SECRET_KEY", key)]);

    assert!(with("3f1c9a7be2d84f60b5a1c7e9d2f4a6b8").is_ok());
    assert!(with("3f1c9a7be2d84f60").is_err());
    assert!(with("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").is_err());
}

#[test]
fn a_database_server_needs_a_key_that_its_nodes_share() {
    let found = lines(&[("DATABASE_URL", "ws://db:8000")]);

    assert_eq!(
        found,
        [
            "auth.secret_key (or SECRET_KEY): must be set with a database server: nodes that share \
          it must sign tokens with the same key"
        ]
    );
    let config = load(&[("DATABASE_URL", "ws://db:8000"), ("SECRET_KEY", "shared")]).unwrap();
    assert_eq!(config.sweep_interval(), Duration::from_millis(250));
    assert!(config.secret_key().unwrap().matches("shared"));
}

#[test]
fn a_call_to_the_gateway_is_no_longer_than_the_wait_for_its_page() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[xendit]\ntimeout = \"9s\"\nbase_url = \"api.example\"\n";
    fs::write(folder.path().join("development.toml"), text).unwrap();
    let sources = Sources {
        directory: Some(folder.path().to_owned()),
        ..sources(&[])
    };

    let mistakes = Config::load(&sources).unwrap_err().to_string();
    let moved = load(&[("XENDIT_BASE_URL", "http://127.0.0.1:9/stand-in/")]).unwrap();

    assert!(mistakes.contains("xendit.timeout"), "{mistakes}");
    assert!(mistakes.contains("xendit.base_url"), "{mistakes}");
    assert_eq!(moved.xendit.base_url, "http://127.0.0.1:9/stand-in");
    assert_eq!(moved.xendit.timeout, Duration::from_secs(8));
}

#[test]
fn the_demo_workshop_stays_on_this_machine() {
    let sources = Sources {
        demo: true,
        ..sources(&[("BIND_ADDR", "0.0.0.0:8000")])
    };

    let mistakes = Config::load(&sources).unwrap_err();

    assert!(mistakes.lines()[0].starts_with("server.bind (from BIND_ADDR): must be a loopback"));
}

#[test]
fn an_unknown_environment_is_a_mistake() {
    assert_eq!(
        lines(&[("RAJUT_ENV", "prod")]),
        ["RAJUT_ENV: must be development or production, not \"prod\""]
    );
}

#[test]
fn secrets_do_not_show_when_the_configuration_is_printed() {
    let config = load(&[
        ("SECRET_KEY", "hunter2"),
        ("METRICS_TOKEN", "hunter2"),
        ("DATABASE_USER", "root"),
        ("DATABASE_PASSWORD", "hunter2"),
    ]);

    assert!(!format!("{config:?}").contains("hunter2"));
}
