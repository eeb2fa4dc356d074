//! The list, gone through for servers of different care.

use tempfile::TempDir;

use super::*;
use crate::config::sources::Sources;

fn config(variables: &[(&str, &str)]) -> Config {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let sources = Sources {
        variables: variables.collect(),
        ..Sources::default()
    };
    Config::load(&sources).unwrap()
}

fn level(points: &[Point], about: &str) -> Level {
    let found = points.iter().find(|point| point.about == about);
    found
        .unwrap_or_else(|| panic!("{about} is not on the list"))
        .level
}

#[test]
fn a_careful_production_server_has_nothing_to_do() {
    let careful = config(&[
        ("RAJUT_ENV", "production"),
        ("PUBLIC_URL", "https://toko.example.id"),
        ("ALLOWED_HOSTS", "toko.example.id"),
        ("TRUSTED_PROXIES", "10.0.0.1"),
        ("XENDIT_SECRET_KEY", "xnd_production_of_nobody"),
        ("XENDIT_WEBHOOK_TOKEN", "a token of nobody"),
    ]);

    let points = of_config(&careful);

    let odd: Vec<_> = points
        .iter()
        .filter(|point| point.level != Level::Fine)
        .collect();
    assert_eq!(odd.len(), 1, "{odd:?}");
    assert_eq!(odd[0].about, "business name");
    for about in [
        "HTTPS",
        "CORS",
        "scheduled jobs",
        "logging",
        "metrics",
        "secrets",
        "DEBUG",
    ] {
        assert_eq!(level(&points, about), Level::Fine);
    }
}

#[test]
fn what_is_allowed_at_home_is_wrong_where_customers_are() {
    let careless = [
        ("DATABASE_URL", "mem://"),
        ("RATE_LIMITS", "off"),
        ("PUBLIC_URL", "http://toko.example.id"),
        ("CORS_ALLOWED_ORIGINS", "http://pages.example.id"),
        ("RUST_LOG", "debug"),
    ];
    let home = of_config(&config(&careless));
    let production = [&careless[..], &[("RAJUT_ENV", "production")]].concat();
    let production = of_config(&config(&production));

    for about in ["HTTPS", "rate limits", "store and bus"] {
        assert_eq!(level(&home, about), Level::Warning, "{about}");
        assert_eq!(level(&production, about), Level::Mistake, "{about}");
    }
    for about in ["CORS", "signing key", "payments", "host names", "logging"] {
        assert_eq!(level(&production, about), Level::Warning, "{about}");
    }
    let advised = production.iter().filter(|it| it.about != "settings");
    for point in advised.filter(|point| point.level > Level::Fine) {
        assert!(
            point.advice.is_some_and(|it| it.ends_with('.')),
            "{point:?}"
        );
    }
}

#[tokio::test]
async fn a_store_says_who_may_sign_in_and_is_not_made_by_asking() {
    let place = TempDir::new().unwrap();
    let path = place.path().join("store");
    let url = format!("surrealkv://{}", path.display());
    let mut config = config(&[("DATABASE_URL", &url)]);
    config.auth.argon2_memory_kib = 8;
    config.auth.argon2_iterations = 1;

    let before = of(&config).await;
    assert_eq!(level(&before, "accounts"), Level::Warning);
    assert!(!path.exists());

    let opened = crate::app::open_store(&config).await.unwrap();
    let held = of(&config).await;
    assert_eq!(level(&held, "accounts"), Level::Warning);
    drop(opened);
    let behind = of(&config).await;
    assert_eq!(level(&behind, "schema"), Level::Warning);
}
