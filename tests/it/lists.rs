//! Lists: filters, pages, sums, and what production does not see.

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::amounts;
use crate::kit::list;
use crate::kit::rupiah;
use crate::kit::text;

/// Seven orders in six statuses, of different prices.
async fn a_workshop() -> TestApp {
    let app = TestApp::start().await;
    app.an_order_with(json!({ "total_price": 1_000_000, "payment_type": "full" }))
        .await;
    for status in [
        "link_dibuat",
        "dp_dibayar",
        "pengerjaan_selesai",
        "menunggu_pelunasan",
        "lunas",
        "dibatalkan",
    ] {
        app.an_order_in(status).await;
    }
    app
}

async fn listed(app: &TestApp, query: &str) -> Value {
    let answer = app.admin().get(&format!("/api/v1/order/?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.body
}

#[tokio::test]
async fn every_filter_keeps_what_it_names() {
    let app = a_workshop().await;
    for (query, count) in [
        ("", 7),
        ("status=lunas", 1),
        ("status=link_dibuat", 2),
        ("status=menunggu_link", 0),
        ("production_status=menunggu", 6),
        ("production_status=dibatalkan", 1),
        ("payment_type=full", 1),
        ("payment_type=dp", 6),
        ("attention=refund_due", 0),
        ("min_amount=1000001", 6),
        ("max_amount=1000000.00", 1),
        ("min_amount=2&max_amount=999999999", 7),
        ("date_from=2000-01-01&date_to=2999-12-31", 7),
        ("date_to=2000-01-01", 0),
        ("status=dp_dibayar&payment_type=full", 0),
    ] {
        assert_eq!(listed(&app, query).await["count"], count, "{query}");
    }
}

#[tokio::test]
async fn filters_are_repeated_in_the_answer() {
    let app = TestApp::start().await;
    let query = "status=dp_dibayar&date_from=2025-01-01&date_to=2025-12-31\
        &min_amount=1000000&max_amount=10000000";

    let page = listed(&app, query).await;

    assert_eq!(
        page["filters_applied"],
        json!({
            "status": "dp_dibayar",
            "date_range": "2025-01-01 to 2025-12-31",
            "amount_range": "1000000 to 10000000",
        })
    );
    assert_eq!(listed(&app, "").await["filters_applied"], json!({}));
}

#[tokio::test]
async fn pages_hold_every_order_once_and_link_to_each_other() {
    let app = a_workshop().await;
    let mut seen = Vec::new();
    let mut path = "/api/v1/order/?page_size=3&ordering=created_at".to_owned();
    loop {
        let page = app.admin().get(&path).await.body;
        seen.extend(
            list(&page["results"])
                .iter()
                .map(|it| text(&it["id"]).to_owned()),
        );
        let Some(next) = page["next"].as_str() else {
            assert!(page["previous"].is_string());
            break;
        };
        assert!(next.starts_with("http"), "{next}");
        let at = next.find("/api/v1").unwrap();
        path = next[at..].to_owned();
    }

    let all = listed(&app, "ordering=created_at").await;
    let all: Vec<_> = list(&all["results"])
        .iter()
        .map(|it| text(&it["id"]))
        .collect();
    assert_eq!(seen, all);
    assert_eq!(app.admin().get("/api/v1/order/?page=2").await.status, 404);
    assert_eq!(
        app.admin().get("/api/v1/order/?page=1").await.body["previous"],
        Value::Null
    );
    let whole = listed(&app, "page_size=5000").await;
    assert_eq!(list(&whole["results"]).len(), 7);
}

#[tokio::test]
async fn the_newest_come_first_unless_asked_otherwise() {
    let app = a_workshop().await;

    let newest = listed(&app, "").await;
    let dearest = listed(&app, "ordering=-total_price").await;

    let times: Vec<_> = list(&newest["results"])
        .iter()
        .map(|it| text(&it["created_at"]))
        .collect();
    let prices: Vec<_> = list(&dearest["results"])
        .iter()
        .map(|it| rupiah(&it["total_price"]))
        .collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older));
    assert!(prices.is_sorted_by(|dearer, cheaper| dearer >= cheaper));
}

#[tokio::test]
async fn sums_are_those_of_the_orders_themselves() {
    let app = a_workshop().await;
    for query in [
        "",
        "payment_type=dp",
        "status=lunas",
        "status=menunggu_link",
    ] {
        let page = listed(&app, query).await;
        let results = list(&page["results"]);
        let sum = |name: &str| results.iter().map(|it| rupiah(&it[name])).sum::<i64>();
        let count = i64::try_from(results.len()).unwrap();
        let settled = results
            .iter()
            .filter(|it| it["status_order"] == "lunas")
            .count();

        let summary = &page["summary"];
        assert_eq!(
            rupiah(&summary["total_revenue"]),
            sum("total_paid"),
            "{query}"
        );
        let hundredths = (sum("total_price") * 100 + count / 2) / count.max(1);
        let mean = format!("{}.{:02}", hundredths / 100, hundredths % 100);
        assert_eq!(summary["avg_order_value"], mean, "{query}");
        let tenths = (settled * 1_000 + results.len() / 2) / results.len().max(1);
        let rate = format!("{:.1}", summary["completion_rate"].as_f64().unwrap());
        assert_eq!(rate, format!("{}.{}", tenths / 10, tenths % 10), "{query}");
    }
}

#[tokio::test]
async fn a_list_is_current_and_says_up_to_where() {
    let app = TestApp::start().await;
    let order = app.an_order().await;

    let before = app.admin().get("/api/v1/order/").await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    app.admin()
        .patch(&path, json!({ "customer_name": "Ani" }))
        .await;
    let after = app.admin().get("/api/v1/order/").await;

    assert_eq!(after.body["results"][0]["customer_name"], "Ani");
    assert!(!before.header("x-feed-cursor").is_empty());
    assert_ne!(
        before.header("x-feed-cursor"),
        after.header("x-feed-cursor")
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_refused() {
    let app = TestApp::start().await;
    for query in [
        "status=paid",
        "attention=all",
        "date_from=kemarin",
        "date_from=2025-02-01&date_to=2025-01-01",
        "min_amount=x",
        "page=0",
        "page=abc",
        "page_size=-1",
        "ordering=name",
    ] {
        let answer = app.admin().get(&format!("/api/v1/order/?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.body["error_code"], "VALIDATION_ERROR", "{query}");
    }
}

#[tokio::test]
async fn lists_are_for_staff_and_the_admin_path_for_admins() {
    let app = TestApp::start().await;

    assert_eq!(app.stranger().get("/api/v1/order/").await.status, 401);
    assert_eq!(app.viewer().get("/api/v1/order/").await.status, 200);
    assert_eq!(app.viewer().get("/api/v1/admin/orders/").await.status, 403);
    assert_eq!(app.owner().get("/api/v1/admin/orders").await.status, 200);
}

#[tokio::test]
async fn production_sees_no_amount_anywhere() {
    let app = a_workshop().await;
    let worker = app.production();

    let page = worker.get("/api/v1/order/").await.body;
    assert_eq!(page["count"], 7);
    assert_eq!(amounts(&page), Vec::<String>::new());
    let summary = page["summary"].as_object().unwrap();
    assert_eq!(summary.keys().collect::<Vec<_>>(), ["completion_rate"]);
    for order in list(&page["results"]) {
        let id = text(&order["id"]);
        let detail = worker.get(&format!("/api/v1/order/{id}/")).await.body;
        let trail = worker
            .get(&format!("/api/v1/orders/{id}/audit-trail/"))
            .await
            .body;
        assert_eq!(detail["id"], order["id"]);
        assert_eq!(amounts(&detail), Vec::<String>::new());
        assert_eq!(amounts(&trail), Vec::<String>::new());
    }
    for query in ["min_amount=1", "max_amount=1", "ordering=-total_price"] {
        let answer = worker.get(&format!("/api/v1/order/?{query}")).await;
        assert_eq!(answer.status, 403, "{query}");
    }
}
