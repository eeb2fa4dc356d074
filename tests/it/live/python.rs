//! The client most people take who speak to sockets from Python: it was written by neither
//! of us. It lives in `tests/websockets`; `make test` installs it when it is missing.

use std::path::Path;
use std::time::Duration;

use rajut::domain::role::Role;
use tokio::process::Command;
use tokio::time::timeout;

use crate::kit::PASSWORD;
use crate::kit::TestApp;

/// How long its story may take; it takes some seconds.
const STORY_MAX: Duration = Duration::from_mins(2);

#[tokio::test(flavor = "multi_thread")]
async fn a_client_by_others_is_let_in_heard_and_closed_by_the_book() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/websockets");
    let python = folder.join(".venv/bin/python");
    assert!(
        python.exists(),
        "the Python client is not installed: make websockets"
    );
    let app = TestApp::start().await;

    let story = Command::new(python)
        .arg(folder.join("client.py"))
        .env("RAJUT_URL", format!("http://{}", app.address))
        .env("RAJUT_NAME", Role::Admin.word())
        .env("RAJUT_PASSWORD", PASSWORD)
        .kill_on_drop(true)
        .output();
    let told = timeout(STORY_MAX, story).await.unwrap().unwrap();

    let said = String::from_utf8_lossy(&told.stdout);
    let complained = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{said}\n{complained}");
    assert_eq!(said.trim(), "heard");
}
