//! The client that pages use, against this server: it lives in `web`, its story in
//! `web/tests/server`. `make test` installs what it needs when that is missing.

use std::time::Duration;

use crate::kit::TestApp;
use crate::kit::node;

/// How long the story may take; it takes some seconds.
const STORY_MAX: Duration = Duration::from_mins(2);

#[tokio::test(flavor = "multi_thread")]
async fn the_client_of_the_pages_misses_nothing() {
    let folder = node::installed("web", "node_modules/vitest", "npm ci --prefix web");
    let app = TestApp::start().await;

    let story = ["npm", "run", "--silent", "test:server"];
    node::story(&app, &folder, &story, STORY_MAX).await;
}
