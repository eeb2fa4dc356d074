//! A client that was generated from the contract, and a collection that was made of it,
//! against this server. Both live in `tests/client`; `make test` installs what they need.

use std::os::unix::fs::symlink;
use std::time::Duration;

use tempfile::TempDir;

use crate::kit::TestApp;
use crate::kit::node;

/// How long each program may take; they take some seconds.
const PROGRAM_MAX: Duration = Duration::from_mins(2);

/// A folder with the contract in it, and everything that programs there need.
async fn a_folder(app: &TestApp) -> TempDir {
    let how = "npm ci --prefix tests/client";
    let ours = node::installed("tests/client", "node_modules/openapi-typescript", how);
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
    let words = [&["node"], script].concat();
    node::story(app, folder.path(), &words, PROGRAM_MAX).await
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
