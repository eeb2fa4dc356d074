//! The customers' pages in a real browser: the stories are in `web/tests/customer`.
//! `make test` builds the pages and installs what they need.

use std::path::Path;
use std::time::Duration;

use rajut::domain::role::Role;
use tokio::process::Command;
use tokio::time::timeout;

use crate::kit::TestApp;

/// How long the stories may take; they take half a minute.
const STORIES_MAX: Duration = Duration::from_mins(5);

#[tokio::test(flavor = "multi_thread")]
async fn customers_live_their_stories_in_a_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    for (needed, how) in [
        ("node_modules/vitest", "npm ci --prefix web"),
        ("dist/.vite/manifest.json", "make pages, and build anew"),
    ] {
        assert!(folder.join(needed).exists(), "{needed} is missing: {how}");
    }
    let app = TestApp::start().await;

    let stories = Command::new("npm")
        .args(["run", "--silent", "test:customer"])
        .current_dir(folder)
        .env("RAJUT_URL", format!("http://{}", app.address))
        .env("RAJUT_TOKEN", app.token(Role::Admin))
        .kill_on_drop(true)
        .output();
    let told = timeout(STORIES_MAX, stories).await.unwrap();
    let told = told.expect("Node is installed, as README.md asks");

    let said = String::from_utf8_lossy(&told.stdout);
    let complained = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{said}\n{complained}");
}
