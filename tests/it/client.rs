//! A client that was generated from the contract, and a collection that was made of it,
//! against this server. Both live in `tests/client`; `make test` installs what they need.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;

use crate::kit::PASSWORD;
use crate::kit::TestApp;

/// How long each program may take; they take some seconds.
const PROGRAM_MAX: Duration = Duration::from_mins(2);

/// A folder with the contract in it, and everything that programs there need.
async fn a_folder(app: &TestApp) -> TempDir {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/client");
    assert!(
        ours.join("node_modules/openapi-typescript").is_dir(),
        "the generator is not installed: npm ci --prefix tests/client"
    );
    let folder = TempDir::new().unwrap();
    for name in ["package.json", "tsconfig.json", "story.ts", "collection.js"] {
        std::fs::copy(ours.join(name), folder.path().join(name)).unwrap();
    }
    symlink(
        ours.join("node_modules"),
        folder.path().join("node_modules"),
    )
    .unwrap();
    for (path, name) in [
        ("/openapi.json", "openapi.json"),
        ("/openapi.postman.json", "postman.json"),
    ] {
        let document = app.stranger().get(path).await;
        assert_eq!(document.status, 200);
        std::fs::write(folder.path().join(name), document.text).unwrap();
    }
    folder
}

/// Runs a script in a folder, which has to end well, and answers what it said.
async fn run(folder: &TempDir, app: &TestApp, script: &[&str]) -> String {
    let program = Command::new("node")
        .args(script)
        .current_dir(folder.path())
        .env("RAJUT_URL", format!("http://{}", app.address))
        .env("RAJUT_PASSWORD", PASSWORD)
        .kill_on_drop(true)
        .output();
    let ended = timeout(PROGRAM_MAX, program).await.unwrap();
    let ended = ended.expect("Node is installed, as README.md asks");
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    let complained = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{script:?}: {said}\n{complained}");
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generated_client_compiles_and_takes_an_order_from_form_to_dikirim() {
    let app = TestApp::start().await;
    let folder = a_folder(&app).await;

    let generator = "node_modules/openapi-typescript/bin/cli.js";
    run(
        &folder,
        &app,
        &[generator, "openapi.json", "--output", "contract.d.ts"],
    )
    .await;
    run(&folder, &app, &["node_modules/typescript/bin/tsc"]).await;
    let said = run(&folder, &app, &["story.js"]).await;

    assert_eq!(said.lines().last(), Some("dikirim"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_collection_signs_in_by_itself_and_asks_what_the_contract_knows() {
    let app = TestApp::start().await;
    app.an_order_in("dp_dibayar").await;
    let folder = a_folder(&app).await;

    let said = run(&folder, &app, &["collection.js"]).await;

    assert_eq!(said.lines().last(), Some("asked"), "{said}");
}
