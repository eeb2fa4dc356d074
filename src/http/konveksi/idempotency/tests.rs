//! A key, from its first request to its last repeat.

use serde_json::json;

use super::*;

const NOON: Timestamp = Timestamp(1_751_256_000_000);

fn request(key: &str, digest: &str) -> RequestKey {
    RequestKey {
        scope: "user:1".into(),
        key: key.into(),
        digest: digest.into(),
    }
}

fn answer(body: &'static str) -> Kept {
    Kept {
        status: StatusCode::CREATED,
        headers: HeaderMap::new(),
        body: Bytes::from_static(body.as_bytes()),
    }
}

fn begun(answers: &Answers, key: &str) -> Ticket {
    match answers.begin(request(key, "a"), NOON) {
        Known::New(ticket) => ticket,
        known => panic!("the key is new, not {known:?}"),
    }
}

#[test]
fn a_repeat_gets_the_first_answer() {
    let answers = Answers::default();
    begun(&answers, "k").keep(&answer("one"), NOON);

    let Known::Answered(kept) = answers.begin(request("k", "a"), NOON) else {
        panic!("it was answered")
    };

    assert_eq!(kept.body, "one");
    assert_eq!(kept.status, StatusCode::CREATED);
}

#[test]
fn another_request_under_the_key_is_told_apart() {
    let answers = Answers::default();
    begun(&answers, "k").keep(&answer("one"), NOON);

    assert!(matches!(
        answers.begin(request("k", "b"), NOON),
        Known::Other
    ));
}

#[test]
fn a_running_request_holds_its_key_until_it_is_dropped() {
    let answers = Answers::default();
    let ticket = begun(&answers, "k");

    assert!(matches!(
        answers.begin(request("k", "a"), NOON),
        Known::Running
    ));
    drop(ticket);
    assert!(matches!(
        answers.begin(request("k", "a"), NOON),
        Known::New(_)
    ));
}

#[test]
fn answers_are_forgotten_after_a_day_and_beyond_the_limit() {
    let answers = Answers::default();
    begun(&answers, "old").keep(&answer("one"), NOON);
    for key in 0..ANSWERS_MAX {
        begun(&answers, &key.to_string()).keep(&answer("one"), NOON);
    }

    assert!(matches!(
        answers.begin(request("old", "a"), NOON),
        Known::New(_)
    ));
    let tomorrow = NOON + Span::hours(24);
    assert!(matches!(
        answers.begin(request("7", "a"), tomorrow),
        Known::New(_)
    ));
    assert!(answers.lock().kept.is_empty());
}

#[test]
fn digests_know_what_is_the_same() {
    let fields = |value: Value| value.as_object().unwrap().clone();
    let one = fields(json!({ "a": 1, "b": { "c": [1, 2], "d": null } }));
    let same: Map<_, _> = serde_json::from_str(r#"{"b":{"d":null,"c":[1,2]}, "a":1}"#).unwrap();
    let other = fields(json!({ "a": 1, "b": { "c": [12], "d": null } }));

    assert_eq!(digest("POST", "/x/", &one), digest("POST", "/x", &same));
    assert_ne!(digest("POST", "/x", &one), digest("POST", "/x", &other));
    assert_ne!(digest("POST", "/x", &one), digest("PUT", "/x", &one));
    assert_ne!(digest("POST", "/x", &one), digest("POST", "/y", &one));
}
