//! The pages as people use them: a real browser against this server. The stories live in
//! `web/tests/pages`; `make test` builds the pages and sees to a browser.

use std::time::Duration;

use crate::kit::TestApp;
use crate::kit::node;

/// How long all stories may take; on two cores they take a minute.
const STORIES_MAX: Duration = Duration::from_mins(8);

#[tokio::test(flavor = "multi_thread")]
async fn staff_work_with_the_panel() {
    let how = "npm ci --prefix web";
    let folder = node::installed("web", "node_modules/playwright-core", how);
    let app = TestApp::start().await;

    let story = ["npm", "run", "--silent", "test:pages"];
    node::story(&app, &folder, &story, STORIES_MAX).await;
}

#[tokio::test]
async fn a_surface_that_is_off_has_no_pages() {
    let off = TestApp::start_as(&[], |config| config.konveksi.enabled = false).await;
    let on = TestApp::start().await;

    assert_ne!(on.stranger().get("/admin/").await.status, 404);
    assert_eq!(off.stranger().get("/admin/").await.status, 404);
}
