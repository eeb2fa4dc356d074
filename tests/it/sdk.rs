//! The provider's own library judges our sandbox: it was written by neither of us.
//!
//! It lives in `tests/sdk`; `make test` installs it when it is missing.

use std::sync::Arc;
use std::time::Duration;

use rajut::app::SystemClock;
use rajut::integrations::payment::sandbox::Sandbox;
use rajut::integrations::payment::sandbox::SandboxSettings;
use rajut::integrations::payment::sandbox::webhooks::RetrySchedule;
use rajut::integrations::shelf::NoShelf;
use tokio::process::Command;

use crate::kit::node;

/// How long the judge may take; it takes a second.
const JUDGING_MAX: Duration = Duration::from_mins(1);

#[tokio::test]
async fn the_providers_own_library_finds_nothing_wrong_with_the_sandbox() {
    let how = "npm ci --prefix tests/sdk";
    let folder = node::installed("tests/sdk", "node_modules/xendit-node", how);
    let sandbox = Sandbox::new(SandboxSettings {
        clock: Arc::new(SystemClock),
        page_base: String::new(),
        webhook_url: "http://127.0.0.1:1/".to_owned(),
        webhook_host: None,
        webhook_token: "unused".to_owned(),
        shelf: Arc::new(NoShelf),
        retry: RetrySchedule::default(),
        seed: 1,
    });
    let (address, serving) = sandbox
        .serve_alone("127.0.0.1:0".parse().unwrap())
        .await
        .unwrap();

    let mut judge = Command::new("node");
    judge
        .arg(folder.join("xendit.js"))
        .arg(format!("http://{address}"));
    let said = node::ended(judge, JUDGING_MAX).await;

    assert_eq!(said.trim(), "judged");
    serving.stop().await;
}
