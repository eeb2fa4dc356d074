//! A whole store moved by the program itself: after work, to a file, into another store.

use std::path::Path;
use std::process::Command;
use std::process::Output;
use std::time::Duration;

use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;
use serde_json::json;

use crate::kit::a_form;
use crate::kit::list;
use crate::kit::text;
use crate::kit::with;
use crate::process::Connection;
use crate::process::Server;

/// How many changes are made at random.
const CHANGES: usize = 150;

fn rajut(store: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rajut"));
    let output = command
        .args(words)
        .env("DATABASE_URL", format!("surrealkv://{}", store.display()))
        .env(
            "SECRET_KEY",
            "a key for tests that is long enough for anyone",
        )
        .output();
    output.unwrap()
}

fn done(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    told
}

/// What a workshop does, at random.
async fn work(person: &mut Connection, chance: &mut StdRng) {
    let mut orders: Vec<String> = Vec::new();
    for _ in 0..CHANGES {
        let make = orders.len() < 10 || chance.random_bool(0.2);
        let (method, path, body) = if make {
            let name = format!("Pelanggan {}", chance.random::<u16>());
            let body = with(a_form(), json!({ "customer_name": name }));
            ("POST", "/api/v1/order/".to_owned(), body)
        } else {
            let path = format!(
                "/api/v1/order/{}/",
                orders[chance.random_range(0..orders.len())]
            );
            let price = chance.random_range(1..9) * 1_000_000;
            match chance.random_range(0..6) {
                0 => ("PATCH", path, json!({ "total_price": price })),
                1 => ("POST", format!("{path}cancel/"), json!({ "money": "keep" })),
                2 => ("DELETE", path, json!({})),
                3 => (
                    "POST",
                    format!("{path}notes/"),
                    json!({ "text": "Ditelepon Budi" }),
                ),
                4 => pay(person, &path).await,
                _ => (
                    "PATCH",
                    path,
                    json!({ "production_status": "diproses", "notes": "x" }),
                ),
            }
        };
        let key = format!("kunci-{}", chance.random::<u64>());
        let answer = person.send(method, &path, Some(&key), &body).await;
        let (status, answer) = answer.unwrap();
        assert!(status < 500, "{method} {path}: {answer}");
        if make {
            orders.push(text(&answer["order"]["id"]).to_owned());
        }
    }
    let product = json!({
        "nama": "Kaos", "deskripsi": "Adem", "kategori": "Kaos", "harga": 50_000,
    });
    person
        .send("POST", "/api/v1/produkpost/", None, &product)
        .await
        .unwrap();
}

async fn pay(person: &mut Connection, order: &str) -> (&'static str, String, Value) {
    let (_, detail) = person.send("GET", order, None, &Value::Null).await.unwrap();
    let invoices = detail["invoices"].as_array().cloned().unwrap_or_default();
    let invoice = invoices.first().map(|it| it["id"].clone());
    let body = json!({
        "invoice_id": invoice, "payment_method": "CASH", "amount": 1_000_000, "notes": "Sari",
    });
    ("POST", "/api/v1/payment/manual/".to_owned(), body)
}

/// Everything that can be listed, as a client sees it.
async fn seen(person: &mut Connection) -> Vec<(String, Value)> {
    let mut seen = Vec::new();
    for path in [
        "/api/v1/order/?page_size=100&include_deleted=true",
        "/api/v1/order/?status=dp_dibayar&ordering=total_price",
        "/api/v1/invoice/?page_size=100",
        "/api/v1/payment/?page_size=100",
        "/api/v1/produkpost/",
        "/api/v1/admin/security/alerts/?page_size=100",
    ] {
        let (status, mut page) = person.send("GET", path, None, &Value::Null).await.unwrap();
        assert_eq!(status, 200, "{path}: {page}");
        // The addresses of other pages hold the port of the server.
        page.as_object_mut().unwrap().remove("next");
        seen.push((path.to_owned(), page));
    }
    let orders = list(&seen[0].1["results"]).to_vec();
    for order in orders.iter().take(20) {
        let path = format!(
            "/api/v1/orders/{}/audit-trail/?include_deleted=true",
            text(&order["id"])
        );
        let (_, trail) = person.send("GET", &path, None, &Value::Null).await.unwrap();
        seen.push((path, trail));
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_was_moved_is_the_same_store() {
    let place = tempfile::tempdir().unwrap();
    let (old, new) = (place.path().join("lama"), place.path().join("baru"));
    let (file, copy) = (
        place.path().join("toko.jsonl"),
        place.path().join("salin.jsonl"),
    );
    let server = Server::start(&old).await;
    let mut person = Connection::signed_in(server.address).await;
    work(&mut person, &mut StdRng::seed_from_u64(4)).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let before = seen(&mut person).await;
    assert!(server.terminate());

    let told = done(&rajut(&old, &["export", file.to_str().unwrap()]));
    assert!(
        told.contains("order_event") && told.contains("keep it safe"),
        "{told}"
    );
    let told = done(&rajut(&new, &["import", file.to_str().unwrap()]));
    assert!(told.contains("rows taken in"), "{told}");
    done(&rajut(&new, &["export", copy.to_str().unwrap()]));

    let lines = |path: &Path| {
        let text = std::fs::read_to_string(path).unwrap();
        // The first line has its own time, and the last the digest of it.
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines[1..lines.len() - 1].to_vec()
    };
    assert_eq!(lines(&file), lines(&copy));
    assert!(lines(&file).len() > 500, "{} lines", lines(&file).len());

    let server = Server::start(&new).await;
    let mut person = Connection::signed_in(server.address).await;
    for ((path, after), (_, before)) in seen(&mut person).await.iter().zip(&before) {
        assert_eq!(after, before, "{path}");
    }
    let (status, _) = person
        .send("POST", "/api/v1/order/", None, &a_form())
        .await
        .unwrap();
    assert_eq!(status, 201);
    assert!(server.terminate());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_support_gets_names_nobody_and_still_adds_up() {
    let place = tempfile::tempdir().unwrap();
    let (old, new) = (place.path().join("lama"), place.path().join("baru"));
    let file = place.path().join("bantuan.jsonl");
    let server = Server::start(&old).await;
    let mut person = Connection::signed_in(server.address).await;
    work(&mut person, &mut StdRng::seed_from_u64(5)).await;
    let path = "/api/v1/order/?fields=id,version,total_paid,status_order&page_size=100";
    let (_, before) = person.send("GET", path, None, &Value::Null).await.unwrap();
    assert!(server.terminate());

    done(&rajut(
        &old,
        &["export", "--without-secrets", file.to_str().unwrap()],
    ));
    let text = std::fs::read_to_string(&file).unwrap();
    for personal in [
        "Pelanggan",
        "81234567890",
        "Budi",
        "Sari",
        "Logo di",
        "pemilik",
        "argon2",
        "http",
    ] {
        assert!(!text.contains(personal), "{personal}");
    }
    done(&rajut(&new, &["import", file.to_str().unwrap()]));

    let mut add = Command::new(env!("CARGO_BIN_EXE_rajut"));
    let add = add
        .args(["user", "add", "pemilik", "--role", "owner"])
        .env("DATABASE_URL", format!("surrealkv://{}", new.display()))
        .env(
            "SECRET_KEY",
            "a key for tests that is long enough for anyone",
        )
        .stdin(std::process::Stdio::piped())
        .spawn();
    let mut add = add.unwrap();
    std::io::Write::write_all(&mut add.stdin.take().unwrap(), b"benang merah\n").unwrap();
    assert!(add.wait().unwrap().success());
    let server = Server::start(&new).await;
    let mut person = Connection::signed_in(server.address).await;
    let (_, after) = person.send("GET", path, None, &Value::Null).await.unwrap();
    assert_eq!(after["results"], before["results"]);
    assert_eq!(after["summary"], before["summary"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_is_said_in_a_sentence() {
    let place = tempfile::tempdir().unwrap();
    let (old, new) = (place.path().join("lama"), place.path().join("baru"));
    let file = place.path().join("toko.jsonl");
    let name = file.to_str().unwrap();
    done(&rajut(&old, &["migrate"]));
    done(&rajut(&old, &["export", name]));
    let failed = |output: &Output, sentence: &str| {
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && told.contains(sentence),
            "{told}"
        );
    };

    failed(&rajut(&old, &["export", name]), "exists already");
    failed(
        &rajut(&new, &["export", place.path().join("x").to_str().unwrap()]),
        "rajut migrate",
    );
    failed(&rajut(&new, &["import", "/nowhere/x"]), "cannot open");
    let cut = place.path().join("putus.jsonl");
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&cut, &whole[..whole.len() - 30]).unwrap();
    failed(
        &rajut(&new, &["import", cut.to_str().unwrap()]),
        "breaks off",
    );
    done(&rajut(&new, &["import", name]));
    let server = Server::start(&new).await;
    failed(&rajut(&new, &["import", name]), "holds the store");
    assert!(server.terminate());
    failed(&rajut(&new, &["import", name]), "not empty");
}
