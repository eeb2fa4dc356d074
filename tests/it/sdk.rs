//! The provider's own library judges our sandbox: it was written by neither of us.
//!
//! It lives in `tests/sdk`; `make test` installs it when it is missing.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rajut::app::SystemClock;
use rajut::integrations::payment::sandbox::Sandbox;
use rajut::integrations::payment::sandbox::SandboxSettings;
use rajut::integrations::payment::sandbox::webhooks::RetrySchedule;
use rajut::integrations::shelf::NoShelf;
use tokio::process::Command;
use tokio::time::timeout;

/// How long the judge may take; it takes a second.
const JUDGING_MAX: Duration = Duration::from_mins(1);

#[tokio::test]
async fn the_providers_own_library_finds_nothing_wrong_with_the_sandbox() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdk");
    assert!(
        folder.join("node_modules/xendit-node").is_dir(),
        "the provider's library is not installed: npm ci --prefix tests/sdk"
    );
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

    let judge = Command::new("node")
        .arg(folder.join("xendit.js"))
        .arg(format!("http://{address}"))
        .kill_on_drop(true)
        .output();
    let judged = timeout(JUDGING_MAX, judge).await.unwrap();
    let judged = judged.expect("Node is installed, as README.md asks");

    let said = String::from_utf8_lossy(&judged.stdout);
    let complained = String::from_utf8_lossy(&judged.stderr);
    assert!(judged.status.success(), "{said}\n{complained}");
    assert_eq!(said.trim(), "judged");
    serving.stop().await;
}
