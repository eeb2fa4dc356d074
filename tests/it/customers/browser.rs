//! The customers' pages in a real browser: the stories are in `web/tests/customer`.
//! `make test` builds the pages and installs what they need.

use std::time::Duration;

use crate::kit::TestApp;
use crate::kit::node;

/// How long the stories may take; they take half a minute.
const STORIES_MAX: Duration = Duration::from_mins(5);

#[tokio::test(flavor = "multi_thread")]
async fn customers_live_their_stories_in_a_browser() {
    node::installed(
        "web",
        "dist/.vite/manifest.json",
        "make pages, and build anew",
    );
    let folder = node::installed("web", "node_modules/vitest", "npm ci --prefix web");
    let app = TestApp::start().await;

    let story = ["npm", "run", "--silent", "test:customer"];
    node::story(&app, &folder, &story, STORIES_MAX).await;
}
