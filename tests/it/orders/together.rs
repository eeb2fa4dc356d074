//! Two people, and fifty, at one order.

use futures_util::future::join_all;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::text;

#[tokio::test]
async fn a_stale_change_gets_the_present_order() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let ani = json!({ "customer_name": "Ani" });
    let first = app
        .admin()
        .with("if-match", "\"v2\"")
        .patch(&path, ani)
        .await;
    assert_eq!(first.status, 200);

    let cici = json!({ "customer_name": "Cici" });
    let by_header = app
        .admin()
        .with("if-match", "\"v2\"")
        .patch(&path, cici)
        .await;
    let cici = json!({ "customer_name": "Cici", "version": 2 });
    let by_field = app.admin().patch(&path, cici).await;
    let by_deleting = app.admin().with("if-match", "\"v2\"").delete(&path).await;

    for answer in [by_header, by_field, by_deleting] {
        assert_eq!(answer.status, 412, "{}", answer.body);
        assert_eq!(answer.body["error_code"], "VERSION_MISMATCH");
        assert_eq!(answer.body["version"], 3);
        assert_eq!(answer.body["order"]["customer_name"], "Ani");
        assert_eq!(answer.body["order"]["total_price"], "7500000.00");
    }
}

#[tokio::test]
async fn a_stale_worker_sees_the_order_without_amounts() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));

    let begin = json!({ "production_status": "diproses" });
    let answer = app
        .production()
        .with("if-match", "\"v1\"")
        .patch(&path, begin)
        .await;

    assert_eq!(answer.status, 412);
    assert!(answer.body["order"]["total_price"].is_null());
    assert_eq!(crate::kit::amounts(&answer.body), Vec::<String>::new());
}

#[tokio::test]
async fn any_spelling_of_the_version_is_understood() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));

    for (version, tag) in ["\"v2\"", "\"3\"", "W/\"v4\"", "*"].iter().enumerate() {
        let body = json!({ "quantity": 60 + version });
        let answer = app.admin().with("if-match", *tag).patch(&path, body).await;
        assert_eq!(answer.status, 200, "{tag}: {}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_at_once_are_each_applied_or_refused() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));

    let changes = (0..50).map(|turn| {
        let client = app.admin().with("if-match", "\"v2\"");
        let path = &path;
        async move {
            let body = json!({ "customer_name": format!("Pelanggan {turn}") });
            client.patch(path, body).await
        }
    });
    let answers = join_all(changes).await;

    let applied: Vec<_> = answers.iter().filter(|it| it.status == 200).collect();
    assert_eq!(applied.len(), 1);
    for answer in &answers {
        assert!([200, 409, 412].contains(&answer.status), "{}", answer.body);
    }
    let after = app.admin().get(&path).await.body;
    assert_eq!(after["version"], 3);
    assert_eq!(after["customer_name"], applied[0].body["customer_name"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_different_changes_without_a_version_all_count_once() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));

    let changes = (0..50).map(|turn| {
        let client = app.admin();
        let path = &path;
        async move { client.patch(path, json!({ "quantity": 100 + turn })).await }
    });
    let answers = join_all(changes).await;

    let applied = answers.iter().filter(|it| it.status == 200).count();
    assert!(
        answers
            .iter()
            .all(|it| [200, 409, 412].contains(&it.status))
    );
    let after = app.admin().get(&path).await.body;
    assert_eq!(after["version"], 2 + applied as u64);
}
