//! The products of the landing page.

use axum::http::Method;
use serde_json::Value;
use serde_json::json;

use crate::kit::Answer;
use crate::kit::Client;
use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;
use crate::kit::with;

const PATH: &str = "/api/v1/produkpost/";

fn a_product() -> Value {
    json!({
        "nama": "Kaos Custom",
        "deskripsi": "Kaos dengan desain sendiri.\nMinimal 12 potong.",
        "kategori": "Pakaian",
        "harga": "150000.00",
    })
}

async fn made(app: &TestApp, fields: Value) -> Value {
    let answer = app.admin().post(PATH, with(a_product(), fields)).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.body
}

fn path_of(product: &Value) -> String {
    format!("{PATH}{}/", text(&product["id"]))
}

async fn names(client: &Client, query: &str) -> Vec<String> {
    let answer = client.get(&format!("{PATH}{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let results = list(&answer.body["results"]).iter();
    results.map(|it| text(&it["nama"]).to_owned()).collect()
}

#[tokio::test]
async fn everybody_reads_what_those_who_manage_write() {
    let app = TestApp::start().await;
    let product = made(&app, json!({})).await;

    let listed = app.stranger().get(PATH).await;
    let shown = app.stranger().get(&path_of(&product)).await;

    assert_eq!(product["harga"], "150000.00");
    assert_eq!(product["deskripsi"], a_product()["deskripsi"]);
    assert_eq!(product["gambar"], Value::Null);
    assert_eq!(product["is_active"], true);
    assert_eq!(product["version"], 1);
    assert_eq!(listed.body["count"], 1);
    assert_eq!(listed.body["next"], Value::Null);
    assert_eq!(listed.body["results"][0], product);
    assert_eq!((shown.status, &shown.body), (200, &product));
    for client in [app.production(), app.viewer()] {
        assert_eq!(client.get(PATH).await.body["count"], 1);
        assert_eq!(client.post(PATH, a_product()).await.status, 403);
        assert_eq!(client.delete(&path_of(&product)).await.status, 403);
    }
    let stranger = app.stranger();
    assert_eq!(stranger.post(PATH, a_product()).await.status, 401);
    assert_eq!(
        stranger.patch(&path_of(&product), json!({})).await.status,
        401
    );
}

#[tokio::test]
async fn a_product_is_changed_replaced_and_taken_away() {
    let app = TestApp::start().await;
    let product = made(&app, json!({})).await;
    let path = path_of(&product);
    let admin = app.admin();

    let changed = admin.patch(&path, json!({ "harga": 155_000 })).await;
    let same = admin.patch(&path, json!({ "harga": "155000" })).await;
    let half = admin.put(&path, json!({ "nama": "Kaos" })).await;
    let whole = with(a_product(), json!({ "kategori": "Kaos" }));
    let replaced = admin.put(&path, whole).await;
    let gone = admin.delete(&path).await;

    assert_eq!(changed.status, 200);
    assert_eq!(changed.body["harga"], "155000.00");
    assert_eq!(changed.body["version"], 2);
    assert_eq!(changed.header("etag"), "\"v2\"");
    assert_eq!(same.body["version"], 2);
    assert_eq!(half.status, 400);
    let missing = half.body["details"].as_object().unwrap();
    let missing: Vec<_> = missing.keys().collect();
    assert_eq!(missing, ["deskripsi", "harga", "kategori"]);
    assert_eq!(replaced.body["kategori"], "Kaos");
    assert_eq!(replaced.body["harga"], "150000.00");
    assert_eq!((gone.status, gone.text.as_str()), (204, ""));
    for answer in [
        admin.get(&path).await,
        admin.patch(&path, json!({ "harga": 1 })).await,
        admin.delete(&path).await,
        admin.get(&format!("{PATH}bukan-uuid/")).await,
    ] {
        assert_eq!(answer.status, 404);
        assert_eq!(answer.body["error_code"], "NOT_FOUND");
    }
    assert_eq!(admin.get(PATH).await.body["count"], 0);
}

#[tokio::test]
async fn two_who_change_one_product_hear_of_each_other() {
    let app = TestApp::start().await;
    let product = made(&app, json!({})).await;
    let path = path_of(&product);
    let seen = app.admin().get(&path).await;
    let first = app.admin().with("if-match", seen.header("etag"));
    first.patch(&path, json!({ "harga": 1_000 })).await;

    let by_tag = first.patch(&path, json!({ "harga": 2_000 })).await;
    let by_field = json!({ "harga": 2_000, "version": 1 });
    let by_field = app.admin().patch(&path, by_field).await;
    let deleted = first.delete(&path).await;

    for answer in [by_tag, by_field, deleted] {
        assert_eq!(answer.status, 412, "{}", answer.body);
        assert_eq!(answer.body["error_code"], "VERSION_MISMATCH");
        assert_eq!(answer.body["product"]["harga"], "1000.00");
        assert_eq!(answer.body["version"], 2);
    }
    let known = app.stranger().with("if-none-match", "\"v2\"");
    assert_eq!(known.get(&path).await.status, 304);
    assert_eq!(seen.header("etag"), "\"v1\"");
}

#[tokio::test]
async fn a_repeated_product_is_one_product_and_one_answer() {
    let app = TestApp::start().await;
    let client = app.admin().with("idempotency-key", "produk-1");

    let first = client.post(PATH, a_product()).await;
    let again = client.post(PATH, a_product()).await;
    let other = with(a_product(), json!({ "harga": 1 }));
    let other = client.post(PATH, other).await;
    let order = client.post("/api/v1/order/", crate::kit::a_form()).await;

    assert_eq!(first.status, 201);
    assert_eq!((again.status, again.body), (201, first.body.clone()));
    assert_eq!(other.status, 422);
    assert_eq!(order.status, 422);
    assert_eq!(app.stranger().get(PATH).await.body["count"], 1);
    let client = app.admin().with("idempotency-key", "hapus-1");
    let path = path_of(&first.body);
    assert_eq!(client.delete(&path).await.status, 204);
    assert_eq!(client.delete(&path).await.status, 204);
}

#[tokio::test]
async fn lists_are_searched_filtered_ordered_and_paged() {
    let app = TestApp::start().await;
    for (name, category, price) in [
        ("Topi Bordir", "Aksesori", 38_000),
        ("Kaos Sablon", "Kaos", 68_000),
        ("Kaos Polos", "Kaos", 52_000),
    ] {
        app.clock.advance(std::time::Duration::from_secs(1));
        made(
            &app,
            json!({ "nama": name, "kategori": category, "harga": price }),
        )
        .await;
    }
    let stranger = app.stranger();
    let found = async |query: &str| names(&stranger, query).await;

    assert_eq!(
        found("").await,
        ["Kaos Polos", "Kaos Sablon", "Topi Bordir"]
    );
    assert_eq!(found("?search=sablon").await, ["Kaos Sablon"]);
    assert_eq!(found("?search=POTONG%20topi").await, ["Topi Bordir"]);
    assert!(found("?search=celana").await.is_empty());
    assert_eq!(
        found("?kategori=kaos&ordering=nama").await,
        ["Kaos Polos", "Kaos Sablon"]
    );
    assert_eq!(
        found("?ordering=harga&page_size=2").await,
        ["Topi Bordir", "Kaos Polos"]
    );
    assert_eq!(
        found("?ordering=-harga&page_size=2&page=2").await,
        ["Topi Bordir"]
    );
    let page = stranger.get("/api/v1/produkpost/?page_size=2").await.body;
    assert!(text(&page["next"]).ends_with("/api/v1/produkpost/?page_size=2&page=2"));
    for (query, status) in [
        ("?ordering=harga;DROP", 400),
        ("?ordering=stok", 400),
        ("?page=0", 400),
        ("?page=-1", 400),
        ("?page=9", 404),
        ("?page_size=abc", 400),
        ("?include_inactive=mungkin", 400),
        ("?include_inactive=true", 403),
    ] {
        let answer = stranger.get(&format!("{PATH}{query}")).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.body);
    }
    let odd = "?search=%00%27%20OR%201%3D1%20--&kategori=%3Cscript%3E";
    assert!(found(odd).await.is_empty());
}

#[tokio::test]
async fn what_is_hidden_is_for_staff() {
    let app = TestApp::start().await;
    let product = made(&app, json!({ "is_active": "false" })).await;
    let path = path_of(&product);

    assert_eq!(app.stranger().get(&path).await.status, 404);
    assert_eq!(app.viewer().get(&path).await.status, 200);
    assert!(names(&app.admin(), "").await.is_empty());
    assert_eq!(
        names(&app.admin(), "?include_inactive=true").await,
        ["Kaos Custom"]
    );
    let production = app.production();
    let refused = production.get("/api/v1/produkpost/?include_inactive=1");
    assert_eq!(refused.await.status, 403);

    app.admin().patch(&path, json!({ "is_active": true })).await;
    assert_eq!(names(&app.stranger(), "").await, ["Kaos Custom"]);
}

#[tokio::test]
async fn every_flaw_of_a_product_is_told_beside_its_field() {
    let app = TestApp::start().await;
    let product = made(&app, json!({})).await;
    for (name, value) in [
        ("nama", json!("ab")),
        ("nama", json!("n".repeat(101))),
        ("nama", json!("\u{0}\u{0}\u{0}\u{0}")),
        ("nama", json!(null)),
        ("nama", json!(["Kaos"])),
        ("nama", json!({ "$ne": 1 })),
        ("deskripsi", json!("")),
        ("deskripsi", json!("  \n ")),
        ("deskripsi", json!(5)),
        ("deskripsi", json!("d".repeat(5_001))),
        ("kategori", json!("k")),
        ("kategori", json!(true)),
        ("harga", json!(0)),
        ("harga", json!(-1)),
        ("harga", json!(1_000_000_000_i64)),
        ("harga", json!(1e300)),
        ("harga", json!("150.000")),
        ("harga", json!("150000.50")),
        ("harga", json!("150000; DELETE product")),
        ("harga", json!(null)),
        ("is_active", json!("mungkin")),
        ("is_active", json!(2)),
    ] {
        for answer in [
            app.admin()
                .post(PATH, with(a_product(), json!({ name: value })))
                .await,
            app.admin()
                .patch(&path_of(&product), json!({ name: value }))
                .await,
        ] {
            assert_eq!(answer.status, 400, "{name}: {value}: {}", answer.body);
            let flaws = &answer.body["details"][name];
            assert!(!list(flaws).is_empty(), "{}", answer.body);
        }
    }
    assert_eq!(app.stranger().get(PATH).await.body["count"], 1);
}

#[tokio::test]
async fn hostile_text_stays_text_and_odd_bodies_are_told_so() {
    let app = TestApp::start().await;
    let name = "Kaos'; REMOVE TABLE product; -- <script>";
    let product = made(&app, json!({ "nama": format!("{name}\u{0}\u{1b}") })).await;
    let send = async |kind: &str, body: Vec<u8>| -> Answer {
        let admin = app.admin();
        admin.send(Method::POST, PATH, Some(kind), body).await
    };

    assert_eq!(product["nama"], name);
    assert_eq!(names(&app.stranger(), "").await, [name]);
    let json = "application/json";
    assert_eq!(send(json, b"[]".to_vec()).await.status, 400);
    assert_eq!(send(json, b"{\"nama\":\xff}".to_vec()).await.status, 400);
    assert_eq!(send(json, vec![b' '; 10 << 20]).await.status, 413);
    assert_eq!(send("text/plain", b"{}".to_vec()).await.status, 415);
    assert_eq!(app.stranger().get(PATH).await.body["count"], 1);
}

#[tokio::test]
async fn tabs_are_told_that_products_changed() {
    let app = TestApp::start().await;
    let mut editions = app.app.catalogue.editions();
    let before = *editions.borrow_and_update();

    let product = made(&app, json!({})).await;
    app.admin().delete(&path_of(&product)).await;

    assert!(editions.has_changed().unwrap());
    assert_eq!(*editions.borrow_and_update(), before + 2);
}
