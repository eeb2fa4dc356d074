//! `rajut check`, as somebody types it.

use std::path::Path;
use std::process::Command;
use std::process::Output;

use rajut::app;
use rajut::app::SystemClock;
use rajut::config::Config;
use rajut::config::sources::Sources;
use rajut::domain::time::Clock;
use rajut::flows::konveksi::demo;
use rajut::flows::staff::Directory;
use rajut::store::accounts::Accounts;

fn check(folder: &Path, variables: &[(&str, &str)]) -> Output {
    let url = format!("surrealkv://{}", folder.join("store").display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_rajut"));
    command.env_clear().current_dir(folder).arg("check");
    command.env("DATABASE_URL", url);
    command.envs(variables.iter().copied()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn line<'a>(said: &'a str, about: &str) -> &'a str {
    let found = said
        .lines()
        .find(|line| line.get(9..).is_some_and(|it| it.starts_with(about)));
    found.unwrap_or_else(|| panic!("nothing is said of {about}:\n{said}"))
}

#[test]
fn at_home_nothing_is_wrong_and_much_is_worth_a_look() {
    let folder = tempfile::tempdir().unwrap();

    let output = check(folder.path(), &[]);

    let said = said(&output);
    assert!(output.status.success(), "{said}");
    assert!(line(&said, "environment").starts_with("warning"));
    assert!(line(&said, "HTTPS").starts_with("warning"));
    assert!(line(&said, "CORS").starts_with("ok"));
    assert!(line(&said, "accounts").starts_with("warning"));
    assert!(said.trim_end().ends_with(" 0 wrong."), "{said}");
    assert!(!said.contains('\u{1b}'), "no colours outside a terminal");
    assert!(!folder.path().join("store").exists());
}

#[test]
fn where_customers_are_mistakes_end_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let production = ("RAJUT_ENV", "production");

    let careless = check(folder.path(), &[production, ("RATE_LIMITS", "off")]);
    let told = said(&careless);
    assert_eq!(careless.status.code(), Some(1), "{told}");
    assert!(line(&told, "HTTPS").starts_with("mistake"));
    assert!(line(&told, "rate limits").starts_with("mistake"));
    assert!(told.contains("PUBLIC_URL"), "what to do is said");

    let url = ("PUBLIC_URL", "https://toko.example.id");
    let careful = check(folder.path(), &[production, url]);
    assert!(careful.status.success(), "{}", said(&careful));

    let unreadable = check(
        folder.path(),
        &[production, ("DEBUG", "on"), ("BIND_ADDR", "x")],
    );
    assert_eq!(unreadable.status.code(), Some(1));
    let complaint = String::from_utf8(unreadable.stderr).unwrap();
    assert!(complaint.contains("server.debug") && complaint.contains("server.bind"));
}

#[test]
fn secrets_in_a_file_are_named_and_not_told() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    std::fs::create_dir(&config).unwrap();
    let file = "[auth]\nsecret_key = \"k3y of s0me length, which n0body sees\"\n";
    std::fs::write(config.join("development.toml"), file).unwrap();

    let said = said(&check(folder.path(), &[]));

    let line = line(&said, "secrets");
    assert!(line.starts_with("warning") && line.contains("auth.secret_key"));
    assert!(!said.contains("n0body"));
}

/// Of two threads one goes on while the other waits for the program: the store is let go.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_account_is_found_in_a_store_that_is_not_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("surrealkv://{}", folder.path().join("store").display());
    let sources = Sources {
        variables: [("DATABASE_URL".to_owned(), url)].into(),
        ..Sources::default()
    };
    let config = Config::load(&sources).unwrap();
    let store = std::sync::Arc::new(app::open_store(&config).await.unwrap());
    store.migrate().await.unwrap();
    let accounts = Accounts::new(std::sync::Arc::clone(&store));
    let (key, witness) = (
        config.secret_key().unwrap(),
        rajut::actors::witness::Witness::default(),
    );
    let staff = Directory::new(accounts, &key, &config.auth, witness);
    let now = SystemClock.now();
    staff
        .ensure_first_owner(demo::USERNAME, demo::PASSWORD, now)
        .await
        .unwrap();

    let held = said(&check(folder.path(), &[]));
    assert!(line(&held, "accounts").contains("another process holds"));

    drop((staff, store));
    let production = [
        ("RAJUT_ENV", "production"),
        ("PUBLIC_URL", "https://toko.example.id"),
    ];
    let found = check(folder.path(), &production);
    let told = said(&found);
    assert_eq!(found.status.code(), Some(1), "{told}");
    assert!(line(&told, "demo account").starts_with("mistake"));
    assert!(line(&told, "accounts").contains("1 active, 1 of them owners"));
}
