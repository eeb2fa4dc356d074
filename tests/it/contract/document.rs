//! The document itself: whole, and with examples that are true.

use serde_json::Value;

use crate::contract::judge::check;
use crate::contract::judge::document;
use crate::kit::TestApp;

#[tokio::test]
async fn the_document_is_served_to_everybody() {
    let app = TestApp::start().await;

    let answer = app.stranger().get("/openapi.json").await;

    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.body["openapi"], "3.1.0");
    let root = app.stranger().get("/api/v1/").await.body;
    assert_eq!(
        answer.body["servers"][0]["url"]
            .as_str()
            .unwrap()
            .to_owned()
            + "/openapi.json",
        root["openapi"]
    );
}

#[test]
fn every_answer_has_an_example_and_every_example_is_what_it_shows() {
    let mut faults = Vec::new();
    for (place, operation) in operations() {
        for (status, told) in operation["responses"].as_object().unwrap() {
            let content = &told["content"]["application/json"];
            if content.is_null() {
                continue;
            }
            let examples = content["examples"].as_object();
            let Some(examples) = examples.filter(|examples| !examples.is_empty()) else {
                faults.push(format!("{place} {status} has no example"));
                continue;
            };
            for (name, example) in examples {
                let place = format!("{place} {status} {name}: ");
                check(&content["schema"], &example["value"], &place, &mut faults);
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_body_has_an_example_that_fits() {
    let mut faults = Vec::new();
    for (place, operation) in operations() {
        let contents = operation["requestBody"]["content"].as_object();
        for (kind, content) in contents.into_iter().flatten() {
            // A file cannot be shown.
            let mut schema = content["schema"].clone();
            if kind == "multipart/form-data" {
                schema["required"] = Value::Null;
            }
            check(&schema, &content["example"], &place, &mut faults);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn operations() -> impl Iterator<Item = (String, &'static Value)> {
    let paths = document()["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, item)| {
        let operations = item.as_object().unwrap().iter();
        operations.map(move |(method, operation)| (format!("{method} {path}"), operation))
    })
}
