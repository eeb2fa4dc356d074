//! What the contract promises of changes: whoever saw another version changes nothing, and a
//! repeat under the same key is the same change.

use axum::http::Method;
use serde_json::json;

use crate::contract::forms;
use crate::contract::stage::Stage;
use crate::contract::stage::Told;
use crate::contract::stage::operations;
use crate::kit::Answer;
use crate::kit::Client;

/// All operations that take a header.
fn taking(header: &'static str) -> impl Iterator<Item = Told> {
    operations().into_iter().filter(move |told| {
        let parameters = told.operation["parameters"].as_array();
        let mut parameters = parameters.into_iter().flatten();
        parameters.any(|it| it["in"] == "header" && it["name"] == header)
    })
}

/// Asks what the example asks, about what is there.
async fn ask(stage: &Stage, told: &Told, client: &Client) -> Answer {
    let method = Method::from_bytes(told.method.as_bytes()).unwrap();
    let path = stage.real(told.path);
    let Some(example) = told.example() else {
        if told.form().is_some() {
            return forms::good(stage, told, 1)
                .send(method, &path, client)
                .await;
        }
        return client.send(method, &path, None, "").await;
    };
    let mut body = example.clone();
    for (name, there) in [
        ("invoice_id", &stage.invoice),
        ("payment_id", &stage.payment),
        ("order_id", &stage.order),
        ("order", &stage.order),
        ("template_id", &stage.template),
    ] {
        if body.get(name).is_some() {
            body[name] = json!(there);
        }
    }
    if body.get("order_ids").is_some() {
        body["order_ids"] = json!([stage.order]);
    }
    let kind = Some("application/json");
    client.send(method, &path, kind, body.to_string()).await
}

#[tokio::test]
async fn whoever_saw_another_version_changes_nothing() {
    let stage = Stage::set().await;
    let outdated = stage.app.owner().with("if-match", "\"v999\"");
    let mut refused = 0;
    for told in taking("If-Match") {
        let before = stage.version().await;
        let answer = ask(&stage, &told, &outdated).await;
        let what = format!("{} {} {}", told.method, told.path, answer.text);
        assert!(answer.status >= 400, "{what}");
        assert_eq!(stage.version().await, before, "{what}");
        refused += usize::from(answer.status == 412);
    }
    assert!(
        refused > 30,
        "only {refused} were refused for their version"
    );
}

#[tokio::test]
async fn a_repeat_under_the_same_key_is_the_same_change() {
    let mut repeated = 0;
    let mut stage = Stage::set().await;
    for told in taking("Idempotency-Key") {
        let owner = stage.app.owner().with("idempotency-key", "sekali");
        let first = ask(&stage, &told, &owner).await;
        if first.status >= 300 {
            continue;
        }
        let version = stage.version_if_any().await;
        let again = ask(&stage, &told, &owner).await;

        let what = format!("{} {}", told.method, told.path);
        assert_eq!(again.status, first.status, "{what} {}", again.text);
        assert_eq!(again.body, first.body, "{what}");
        assert_eq!(again.header("etag"), first.header("etag"), "{what}");
        assert_eq!(stage.version_if_any().await, version, "{what}");
        repeated += 1;
        stage = Stage::set().await;
    }
    assert!(repeated > 20, "only {repeated} were done at all");
}
