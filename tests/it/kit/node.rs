//! Programs in Node that ask a server, and end well only if it answers as it should: stories
//! in a browser, clients that others made.

use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use rajut::domain::role::Role;
use tokio::process::Command;
use tokio::time::timeout;

use crate::kit::PASSWORD;
use crate::kit::TestApp;

/// A folder of ours in which something has to be there; `how` says how it comes there.
pub(crate) fn installed(folder: &str, needed: &str, how: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let is_there = folder.join(needed).exists();
    assert!(is_there, "{needed} is missing: {how}");
    folder
}

/// Runs a program in a folder about an app, and answers what it said. It finds the app, an
/// admin's token, the password of every account and what the payment provider shows among
/// its variables.
pub(crate) async fn story(
    app: &TestApp,
    folder: &Path,
    words: &[&str],
    longest: Duration,
) -> String {
    let mut program = Command::new(words[0]);
    program
        .args(&words[1..])
        .current_dir(folder)
        .env("RAJUT_URL", format!("http://{}", app.address))
        .env("RAJUT_TOKEN", app.token(Role::Admin))
        .env("RAJUT_PASSWORD", PASSWORD);
    if let Some(token) = &app.app.webhook_token {
        program.env("RAJUT_WEBHOOK_TOKEN", token.expose());
    }
    ended(program, longest).await
}

/// Runs a program to its end, which has to be a good one, and answers what it said.
pub(crate) async fn ended(mut program: Command, longest: Duration) -> String {
    let ending = program.kill_on_drop(true).output();
    let told = timeout(longest, ending).await;
    let told = told.expect("it ends in time");
    let told = told.expect("it is installed, as README.md asks");
    let said = String::from_utf8_lossy(&told.stdout).into_owned();
    let complained = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{said}\n{complained}");
    said
}
