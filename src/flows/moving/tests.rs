//! What was written comes back, and what was cut or altered does not.

use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::domain::time::Timestamp;
use crate::store::moving::MovedRow;
use crate::store::moving::Moving;
use crate::store::surreal::StoreAddress;
use crate::store::surreal::SurrealStore;

const NOW: Timestamp = Timestamp(1_751_279_400_000);

async fn empty() -> Moving {
    let store = SurrealStore::open(&StoreAddress::embedded("mem://")).await;
    Moving::new(Arc::new(store.unwrap()))
}

/// A store with some rows in it.
async fn used() -> Moving {
    let moving = empty().await;
    moving.begin(&Moving::steps()).await.unwrap();
    let row = |id: Value, row: Value| MovedRow { id, row };
    let user = json!({
        "username": "sari", "username_key": "sari", "email": "sari@contoh.id",
        "email_key": "sari@contoh.id", "first_name": "Sari", "last_name": "Dewi",
        "password_hash": "$argon2id$rahasia", "roles": { "konveksi": "owner" },
        "is_active": true, "created_at": 5,
    });
    let chunk = json!({ "bytes": { "$bytes": "AP8K" } });
    let letter = json!({ "invoice": 1, "letter": { "body": "Halo Sari" } }).to_string();
    let alert = json!({ "order_code": "ORD-1", "ip_address": "10.1.2.3" }).to_string();
    for (table, id, fields) in [
        ("user", json!(1), user),
        (
            "username",
            json!("sari"),
            json!({ "user": { "$record": ["user", 1] } }),
        ),
        ("session_cookie", json!("rahasia"), json!({ "session": 1 })),
        (
            "order_private",
            json!([1, 1]),
            json!({ "private": "{\"customer_name\":\"Sari\"}" }),
        ),
        (
            "order_event",
            json!([1, 1]),
            json!({ "event": "{\"facts\":[{\"url\":\"https://bayar\"}]}" }),
        ),
        (
            "outbox",
            json!([1, 1]),
            json!({ "kind": "send_message", "data": letter }),
        ),
        ("alert", json!(1), json!({ "kind": "x", "data": alert })),
        (
            "unmatched",
            json!(1),
            json!({ "amount": 5, "data": "{\"payer\":\"Sari\"}" }),
        ),
        (
            "delivery",
            json!("d"),
            json!({ "headers": "Sari", "body": { "$bytes": "AP8K" }, "note": "Sari" }),
        ),
        ("file_chunk", json!([1, 0]), chunk),
        (
            "journal",
            json!([1, 1, 1]),
            json!({ "order": 1, "version": 1 }),
        ),
    ] {
        moving.put(table, &[row(id, fields)]).await.unwrap();
    }
    moving.finish().await.unwrap();
    moving
}

async fn written(store: &Moving, with_secrets: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let moved = export(store, &mut out, with_secrets, NOW, &mut |_| {}).await;
    assert_eq!(moved.unwrap().with_secrets, with_secrets);
    out
}

async fn taken_in(store: &Moving, mut file: &[u8]) -> Result<Moved, MovingError> {
    import(store, &mut file, &mut |_| {}).await
}

#[tokio::test]
async fn what_is_written_and_taken_in_is_written_the_same() {
    let file = written(&used().await, true).await;
    let copy = empty().await;
    let mut told = Vec::new();

    let mut from = file.as_slice();
    let moved = import(&copy, &mut from, &mut |it| told.push(it)).await;

    assert_eq!(moved.unwrap().rows, 11);
    assert_eq!(written(&copy, true).await, file);
    let done: Vec<_> = told.iter().filter(|it| it.is_done).collect();
    assert_eq!(done.len(), 11);
    let again = taken_in(&copy, &file).await;
    assert!(matches!(again, Err(MovingError::NotEmpty(_))));
}

#[tokio::test]
async fn a_file_that_was_cut_off_leaves_nothing() {
    let file = written(&used().await, true).await;
    let copy = empty().await;

    // The very end is the end of the last line, which stands for nothing.
    for length in (0..file.len() - 1).step_by(97).chain([file.len() - 2]) {
        let refused = taken_in(&copy, &file[..length]).await;
        assert!(
            matches!(refused, Err(MovingError::Cut(_) | MovingError::NotOurs)),
            "{length}: {refused:?}"
        );
        assert_eq!(copy.first_used().await.unwrap(), None, "{length}");
        assert!(!copy.is_half_filled().await.unwrap());
    }
    taken_in(&copy, &file).await.unwrap();
}

#[tokio::test]
async fn a_file_that_was_altered_leaves_nothing() {
    let file = written(&used().await, true).await;
    let text = String::from_utf8(file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let without = |place: usize| {
        let mut fewer = lines.clone();
        fewer.remove(place);
        format!("{}\n", fewer.join("\n"))
    };
    let copy = empty().await;

    for (altered, sentence) in [
        (without(3), "its digest is another"),
        (
            text.replace("\"amount\":5", "\"amount\":6"),
            "its digest is another",
        ),
        (
            format!("{text}{}\n", lines[2]),
            "there are lines after its last",
        ),
        (
            text.replace("\"table\":\"alert\"", "\"table\":\"alarm\""),
            "there is no table `alarm`",
        ),
        (
            text.replacen("\"table\":\"user\"", "\"tabel\":\"user\"", 1),
            "it is no row",
        ),
        (
            text.replace("{\"$bytes\":\"AP8K\"}", "{\"$sql\":\"x\"}"),
            "it is no value of a row",
        ),
        (text.replacen("\"form\":1", "\"form\":2", 1), "is of form 2"),
        (
            text.replacen("0001_journal", "0999_future", 1),
            "newer rajut",
        ),
        (without(0), "no export of a store"),
        ("{\"halo\":1}\n".to_owned(), "no export of a store"),
        (String::new(), "no export of a store"),
    ] {
        let refused = taken_in(&copy, altered.as_bytes()).await.unwrap_err();
        assert!(refused.to_string().contains(sentence), "{refused}");
        assert_eq!(copy.first_used().await.unwrap(), None, "{sentence}");
    }
}

#[tokio::test]
async fn without_secrets_no_door_and_no_person_is_in_it() {
    let file = written(&used().await, false).await;
    let text = String::from_utf8(file.clone()).unwrap();

    for secret in [
        "ari", "rahasia", "argon2", "10.1.2.3", "https", "AP8K", "Halo",
    ] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    assert!(text.contains("\"secrets\":false") && text.contains("ORD-1"));
    assert!(text.contains("\"roles\":{\"konveksi\":\"owner\"}"));
    let copy = empty().await;
    let moved = taken_in(&copy, &file).await.unwrap();
    assert!(!moved.with_secrets);
    assert_eq!(written(&copy, false).await, file);
}

#[tokio::test]
async fn an_older_schema_is_brought_up_to_date() {
    let old = empty().await;
    old.begin(&["0001_journal"]).await.unwrap();
    let row = MovedRow {
        id: json!("ORD-1"),
        row: json!({ "note": "" }),
    };
    old.put("order_code", &[row]).await.unwrap();
    let unready = export(&old, &mut Vec::new(), true, NOW, &mut |_| {}).await;
    assert!(matches!(unready, Err(MovingError::Schema(_))));
    old.finish().await.unwrap();
    let file = String::from_utf8(written(&old, true).await).unwrap();
    let steps: Vec<_> = Moving::steps()
        .iter()
        .map(|it| format!("\"{it}\""))
        .collect();
    let file = file.replace(&steps.join(","), "\"0001_journal\"");
    let copy = empty().await;

    // The first line is not what the digest was made of any more.
    let refused = taken_in(&copy, file.as_bytes()).await.unwrap_err();
    assert!(refused.to_string().contains("digest"), "{refused}");
    let (body, _) = file.trim_end().rsplit_once('\n').unwrap();
    let body = format!("{body}\n");
    let end = Footer {
        end: End {
            rows: BTreeMap::from([("order_code".to_owned(), 1)]),
            sha256: digest(&body),
        },
    };
    let file = format!("{body}{}\n", serde_json::to_string(&end).unwrap());
    taken_in(&copy, file.as_bytes()).await.unwrap();

    let (taken, pending) = copy.schema().await.unwrap();
    assert_eq!((taken, pending), (Moving::steps(), Vec::new()));
    assert_eq!(copy.first_used().await.unwrap(), Some("order_code"));
}

fn digest(text: &str) -> String {
    use sha2::Digest;
    format!("{:x}", sha2::Sha256::digest(text))
}
