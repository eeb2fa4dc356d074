//! Bad input, everywhere: a clear refusal in the envelope, never a fault of ours, and
//! nothing half written.

use axum::body::Body;
use axum::http::Method;
use serde_json::Value;
use serde_json::json;

use crate::contract::stage::Stage;
use crate::contract::stage::Told;
use crate::contract::stage::operations;
use crate::kit::Answer;
use crate::kit::Client;

/// Nothing here is right for any field.
fn nonsense() -> Vec<Value> {
    vec![
        json!([]),
        json!([[[]]]),
        json!({ "a": { "b": null } }),
        json!(-1),
        json!(0.5),
        json!(1e300),
        json!(u64::MAX),
        json!("\u{0}"),
        json!("'; REMOVE TABLE order; --"),
        json!("order:⟨1⟩; SELECT * FROM user"),
        json!("../../etc/passwd"),
        json!("\u{202e}\u{feff}🧵"),
        json!("x".repeat(70_000)),
    ]
}

#[tokio::test]
async fn nonsense_in_a_field_is_refused_or_harmless() {
    let stage = Stage::set().await;
    for told in operations() {
        let Some(body) = told.body() else { continue };
        let fields = body["schema"]["properties"].as_object().unwrap();
        for name in fields.keys() {
            for value in nonsense() {
                let mut body = json!({});
                body[name] = value.clone();
                // Alone, what is required is missing: nothing may happen.
                let before = stage.version().await;
                let answer = send(&stage.app.owner(), &told, &stage.real(told.path), &body).await;
                assert_clear(
                    &answer,
                    &format!("{} {} {name} {}", told.method, told.path, short(&value)),
                );
                if answer.status >= 400 {
                    assert_eq!(stage.version().await, before, "{} {}", told.path, name);
                }
            }
        }
    }
}

/// Nothing here is right for any parameter.
const QUERY_NONSENSE: [&str; 13] = [
    "%00",
    "-1",
    "1e99",
    "99999999999999999999",
    "%27%3B+REMOVE+TABLE+order",
    "order%3A%E2%9F%A81%E2%9F%A9%3B+SELECT+*+FROM+user",
    "%7B%22%24ne%22%3Anull%7D",
    "..%2F..%2Fetc%2Fpasswd",
    "%F0%9F%A7%B5%E2%80%AE",
    "%ff",
    "%",
    "a%20b",
    "%0d%0aSet-Cookie%3A+a%3Db",
];

#[tokio::test]
async fn nonsense_in_a_query_is_refused_or_harmless() {
    let stage = Stage::set().await;
    let owner = stage.app.owner();
    // Whoever goes out of the door hears nothing else afterwards.
    for told in operations()
        .iter()
        .filter(|told| !told.path.ends_with("/logout/"))
    {
        // A request that asks for nothing, so that only the query could do something.
        let body = json!({});
        for name in told
            .parameters()
            .chain(["id", "order%00", "%5B%24where%5D"])
        {
            for value in QUERY_NONSENSE {
                let path = format!("{}?{name}={value}", stage.real(told.path));
                let answer = send(&owner, told, &path, &body).await;
                assert_clear(&answer, &format!("{} {path}", told.method));
                assert!(answer.headers.get("set-cookie").is_none(), "{path}");
            }
        }
    }
    let orders = owner.get("/api/v1/order/").await;
    assert_eq!(orders.status, 200, "{}", orders.text);
}

#[tokio::test]
async fn nonsense_in_a_path_names_nothing() {
    let stage = Stage::set().await;
    for told in operations().iter().filter(|told| told.path.contains('{')) {
        for id in [
            "%00",
            "..%2f..%2fetc",
            "order:1",
            "%27;DELETE",
            "0",
            "%f0%9f",
        ] {
            let path = told.at(id);
            let example = told.example().cloned().unwrap_or(json!({}));
            let answer = send(&stage.app.owner(), told, &path, &example).await;
            assert!(
                [400, 404, 415].contains(&answer.status),
                "{} {path}: {}",
                told.method,
                answer.status
            );
            assert_clear(&answer, &path);
        }
    }
}

#[tokio::test]
async fn a_body_that_is_no_object_is_refused() {
    let stage = Stage::set().await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let large = "x".repeat(10 * 1024 * 1024);
    let bodies: [(&str, String); 7] = [
        ("application/json", "{".to_owned()),
        ("application/json", "[1]".to_owned()),
        ("application/json", deep),
        ("application/json", format!("{{\"a\":\"{large}\"}}")),
        ("text/html", "<p>".to_owned()),
        ("multipart/form-data", "no boundary".to_owned()),
        (
            "multipart/form-data; boundary=x",
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nbroken".to_owned(),
        ),
    ];
    for told in operations()
        .iter()
        .filter(|told| !told.operation["requestBody"].is_null())
    {
        for (kind, body) in &bodies {
            let before = stage.version().await;
            let path = stage.real(told.path);
            let method = Method::from_bytes(told.method.as_bytes()).unwrap();
            let answer = stage
                .app
                .owner()
                .send(method, &path, Some(kind), Body::from(body.clone()))
                .await;
            assert!(
                (400..500).contains(&answer.status),
                "{} {path} {kind}: {}",
                told.method,
                answer.status
            );
            assert_clear(&answer, &path);
            assert_eq!(stage.version().await, before, "{path}");
        }
    }
}

#[tokio::test]
async fn a_token_that_is_not_ours_opens_nothing() {
    let stage = Stage::set().await;
    let forged = [
        "",
        "x",
        "e30.e30.e30",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwiYXVkIjoia29udmVrc2kifQ.",
        "'; SELECT * FROM session; --",
    ];
    for told in operations().iter().filter(|told| told.is_signed_in()) {
        for token in forged {
            let stranger = stage
                .app
                .stranger()
                .with("authorization", format!("Bearer {token}"));
            let example = told.example().cloned().unwrap_or(json!({}));
            let answer = send(&stranger, told, &stage.real(told.path), &example).await;
            assert_eq!(answer.status, 401, "{} {} {token}", told.method, told.path);
            assert_clear(&answer, told.path);
        }
    }
}

async fn send(client: &Client, told: &Told, path: &str, body: &Value) -> Answer {
    let method = Method::from_bytes(told.method.as_bytes()).unwrap();
    if method == Method::GET {
        client.get(path).await
    } else {
        client
            .send(method, path, Some("application/json"), body.to_string())
            .await
    }
}

/// An answer of which nobody has to be ashamed.
pub(super) fn assert_clear(answer: &Answer, what: &str) {
    assert!(
        answer.status < 500,
        "{what}: {} {}",
        answer.status,
        answer.text
    );
    if answer.status >= 400 {
        let sentence = answer.body["error"].as_str();
        assert!(
            sentence.is_some_and(|it| it.ends_with('.')),
            "{what}: {}",
            answer.text
        );
        assert!(
            answer.body["error_code"].is_string(),
            "{what}: {}",
            answer.text
        );
    }
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(40).collect()
}
