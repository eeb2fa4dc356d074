//! The client that pages use, against this server: it lives in `web`, its story in
//! `web/tests/server`. `make test` installs what it needs when that is missing.

use std::path::Path;
use std::time::Duration;

use rajut::domain::role::Role;
use tokio::process::Command;
use tokio::time::timeout;

use crate::kit::TestApp;

/// How long the story may take; it takes some seconds.
const STORY_MAX: Duration = Duration::from_mins(2);

#[tokio::test(flavor = "multi_thread")]
async fn the_client_of_the_pages_misses_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    assert!(
        folder.join("node_modules/vitest").is_dir(),
        "the client's tests are not installed: npm ci --prefix web"
    );
    let app = TestApp::start().await;

    let story = Command::new("npm")
        .args(["run", "--silent", "test:server"])
        .current_dir(folder)
        .env("RAJUT_URL", format!("http://{}", app.address))
        .env("RAJUT_TOKEN", app.token(Role::Admin))
        .kill_on_drop(true)
        .output();
    let told = timeout(STORY_MAX, story).await.unwrap();
    let told = told.expect("Node is installed, as README.md asks");

    let said = String::from_utf8_lossy(&told.stdout);
    let complained = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{said}\n{complained}");
}
