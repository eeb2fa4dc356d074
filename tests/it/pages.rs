//! The pages as people use them: a real browser against this server. The stories live in
//! `web/tests/pages`; `make test` builds the pages and sees to a browser.

use std::path::Path;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use crate::kit::PASSWORD;
use crate::kit::TestApp;

/// How long all stories may take; on two cores they take a minute.
const STORIES_MAX: Duration = Duration::from_mins(8);

#[tokio::test(flavor = "multi_thread")]
async fn staff_work_with_the_panel() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    assert!(
        folder.join("node_modules/playwright-core").is_dir(),
        "the stories of the pages are not installed: npm ci --prefix web"
    );
    let app = TestApp::start().await;

    let token = app.app.webhook_token.as_ref().unwrap().expose();

    let stories = Command::new("npm")
        .args(["run", "--silent", "test:pages"])
        .current_dir(folder)
        .env("RAJUT_URL", format!("http://{}", app.address))
        .env("RAJUT_PASSWORD", PASSWORD)
        .env("RAJUT_WEBHOOK_TOKEN", token)
        .kill_on_drop(true)
        .output();
    let told = timeout(STORIES_MAX, stories).await.unwrap();
    let told = told.expect("Node is installed, as README.md asks");

    let said = String::from_utf8_lossy(&told.stdout);
    let complained = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{said}\n{complained}");
}

#[tokio::test]
async fn a_surface_that_is_off_has_no_pages() {
    let off = TestApp::start_as(&[], |config| config.konveksi.enabled = false).await;
    let on = TestApp::start().await;

    assert_ne!(on.stranger().get("/admin/").await.status, 404);
    assert_eq!(off.stranger().get("/admin/").await.status, 404);
}
