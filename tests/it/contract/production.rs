//! Whoever works in production reads no amount, whatever they ask and however they are
//! refused.

use axum::http::Method;
use serde_json::Value;
use serde_json::json;

use crate::contract::stage::PRICE;
use crate::contract::stage::Stage;
use crate::contract::stage::Told;
use crate::contract::stage::operations;
use crate::kit::Answer;
use crate::kit::amounts;

#[tokio::test]
async fn production_never_reads_an_amount() {
    let stage = Stage::set().await;
    let mut seen = Vec::new();
    let mut statuses = std::collections::BTreeSet::new();

    let mut walk = operations();
    walk.retain(Told::is_signed_in);
    // Whoever goes out of the door hears nothing else afterwards.
    walk.sort_by_key(|told| told.path.ends_with("/logout/"));
    for told in &walk {
        let path = stage.real(told.path);
        let nowhere = told
            .path
            .replace("{id}", "0197c0de-0000-7000-8000-00000000dead");
        let bodies = [
            told.example().cloned().unwrap_or(json!({})),
            json!({ "version": 1 }),
            json!({ "production_status": "dikirim" }),
        ];
        for (path, body) in [
            (&path, &bodies[0]),
            (&path, &bodies[1]),
            (&path, &bodies[2]),
            (&nowhere, &bodies[0]),
        ] {
            let answer = ask(&stage, &told.method, path, body).await;
            statuses.insert(answer.status);
            let what = format!("{} {path} {}", told.method, answer.status);
            assert!(answer.status < 500, "{what}: {}", answer.text);
            for amount in amounts(&answer.body)
                .into_iter()
                .chain(digits(&answer.text))
            {
                seen.push(format!("{what}: {amount}"));
            }
        }
    }

    assert!(seen.is_empty(), "{}", seen.join("\n"));
    for status in [200, 400, 403, 404, 409, 412] {
        assert!(
            statuses.contains(&status),
            "no answer was {status}: {statuses:?}"
        );
    }
}

/// The same for what only they may do wrong: steps that no way leads to, and stale versions.
async fn ask(stage: &Stage, method: &str, path: &str, body: &Value) -> Answer {
    let production = stage.app.production();
    let kind = Some("application/json");
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    if method == Method::GET {
        production.get(path).await
    } else {
        production.send(method, path, kind, body.to_string()).await
    }
}

/// The price and its half, in any spelling.
fn digits(text: &str) -> Vec<String> {
    let bare: String = text
        .chars()
        .filter(|c| !matches!(c, '.' | ',' | ' '))
        .collect();
    let halves = ["3086915", "3086914", "308691450"];
    let amounts = std::iter::once(PRICE).chain(halves);
    amounts
        .filter(|amount| bare.contains(amount))
        .map(str::to_owned)
        .collect()
}
