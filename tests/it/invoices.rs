//! Invoices of all orders: listed, filtered, paged, and read with their pages.

mod changes;

use std::time::Duration;

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

const MINUTE: Duration = Duration::from_mins(1);

/// Four orders a minute apart: unpaid, half paid, waiting for the rest, cancelled.
async fn a_workshop() -> TestApp {
    let app = TestApp::start().await;
    for status in [
        "link_dibuat",
        "dp_dibayar",
        "menunggu_pelunasan",
        "dibatalkan",
    ] {
        app.an_order_in(status).await;
        app.clock.advance(MINUTE);
    }
    app
}

async fn listed(app: &TestApp, query: &str) -> Value {
    let answer = app.admin().get(&format!("/api/v1/invoice/?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.body
}

fn ids(page: &Value) -> Vec<&str> {
    let results = list(&page["results"]).iter();
    results.map(|it| text(&it["id"])).collect()
}

#[tokio::test]
async fn every_filter_keeps_what_it_names() {
    let app = a_workshop().await;
    for (query, count) in [
        ("", 5),
        ("payment_type=dp", 4),
        ("payment_type=pelunasan", 1),
        ("payment_type=full", 0),
        ("invoice_status=belum%20dibayar", 2),
        ("invoice_status=belum+dibayar&payment_type=dp", 1),
        ("invoice_status=sudah%20dibayar", 2),
        ("invoice_status=dibatalkan", 1),
        ("invoice_status=kadaluarsa", 0),
        ("search=inv-", 5),
        ("search=budi", 0),
        ("order=ORD-001-XYZ", 0),
        ("date_from=2000-01-01&date_to=2999-12-31", 5),
        ("date_to=2000-01-01", 0),
    ] {
        assert_eq!(listed(&app, query).await["count"], count, "{query}");
    }
}

#[tokio::test]
async fn the_invoices_of_an_order_are_found_by_any_of_its_names() {
    let app = a_workshop().await;
    let order = app.an_order_in("menunggu_pelunasan").await;
    let (id, code) = (text(&order["id"]), text(&order["order_code"]));
    let newest = &listed(&app, "page_size=1").await["results"][0];
    let invoice = text(&newest["invoice_code"]).to_lowercase();

    for query in [
        format!("order={id}"),
        format!("order={}", code.to_lowercase()),
        format!("search={}", code.to_lowercase()),
    ] {
        let page = listed(&app, &query).await;
        assert_eq!(page["count"], 2, "{query}");
        for found in list(&page["results"]) {
            assert_eq!(found["order"], order["id"], "{query}");
            assert_eq!(found["order_code"], order["order_code"], "{query}");
        }
    }
    let found = listed(&app, &format!("search={invoice}")).await;
    assert_eq!(ids(&found), [text(&newest["id"])]);
    let short = &code[..code.len() - 1];
    assert_eq!(listed(&app, &format!("search={short}")).await["count"], 0);
}

#[tokio::test]
async fn pages_hold_every_invoice_once_newest_first() {
    let app = a_workshop().await;
    let mut seen = Vec::new();
    let mut path = "/api/v1/invoice/?page_size=2".to_owned();
    loop {
        let page = app.viewer().get(&path).await.body;
        assert_eq!(page["count"], 5);
        seen.extend(list(&page["results"]).to_vec());
        let Some(next) = page["next"].as_str() else {
            assert!(page["previous"].is_string());
            break;
        };
        path = next[next.find("/api/v1").unwrap()..].to_owned();
    }

    let made: Vec<_> = seen
        .iter()
        .map(|it| text(&it["invoice_created_at"]))
        .collect();
    assert!(made.is_sorted_by(|newer, older| newer >= older));
    let all = listed(&app, "page_size=5000").await;
    assert_eq!(list(&all["results"]), seen);
    assert_eq!(all["next"], Value::Null);
    assert_eq!(app.admin().get("/api/v1/invoice/?page=2").await.status, 404);
}

#[tokio::test]
async fn a_list_of_invoices_is_current_and_says_up_to_where() {
    let app = TestApp::start().await;
    let empty = app.admin().get("/api/v1/invoice/").await;
    let order = app.an_order().await;
    let open = app.admin().get("/api/v1/invoice/").await;
    app.pay_open_invoice(text(&order["id"])).await;
    let paid = app.admin().get("/api/v1/invoice/").await;

    assert_eq!((&empty.body["count"], empty.status), (&json!(0), 200));
    assert_eq!(open.body["results"][0]["invoice_status"], "belum dibayar");
    assert_eq!(paid.body["results"][0]["invoice_status"], "sudah dibayar");
    let cursors = [&empty, &open, &paid].map(|answer| answer.header("x-feed-cursor"));
    assert!(cursors.iter().all(|cursor| !cursor.is_empty()));
    assert_ne!(cursors[1], cursors[2]);
}

#[tokio::test]
async fn an_invoice_shows_its_pages_and_its_payments() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;
    let id = text(&order["invoices"][0]["id"]);

    let answer = app.viewer().get(&format!("/api/v1/invoice/{id}/")).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("etag"), format!("\"v{}\"", order["version"]));
    let invoice = &answer.body;
    assert_eq!(invoice["order"], order["id"]);
    assert_eq!(invoice["invoice_amount"], "3750000.00");
    assert_eq!(invoice["invoice_status"], "sudah dibayar");
    let [attempt] = list(&invoice["attempts"]) else {
        panic!("one page: {invoice}");
    };
    assert_eq!(attempt["status"], "superseded");
    assert_eq!(attempt["amount"], "3750000.00");
    assert!(text(&attempt["payment_url"]).contains("/sandbox/pay/"));
    assert!(text(&attempt["external_id"]).len() > 8);
    assert!(attempt["created_at"].is_string() && attempt["expires_at"].is_string());
    assert!(attempt["closed_at"].is_string());
    assert_eq!(invoice["payments"], order["payments"]);
}

#[tokio::test]
async fn invoices_of_deleted_orders_are_for_those_who_ask_and_manage() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let id = listed(&app, "").await["results"][0]["id"].clone();
    assert_eq!(app.admin().delete(&path).await.status, 204);
    let detail = format!("/api/v1/invoice/{}/", text(&id));

    assert_eq!(listed(&app, "").await["count"], 0);
    let all = listed(&app, "include_deleted=true").await;
    assert_eq!(all["count"], 1);
    assert_eq!(all["results"][0]["invoice_status"], "dibatalkan");
    assert_eq!(app.admin().get(&detail).await.status, 404);
    let asked = format!("{detail}?include_deleted=true");
    assert_eq!(app.admin().get(&asked).await.status, 200);
    assert_eq!(app.viewer().get(&asked).await.status, 403);
    let asked = "/api/v1/invoice/?include_deleted=true";
    assert_eq!(app.viewer().get(asked).await.status, 403);
}

#[tokio::test]
async fn what_names_no_invoice_is_refused() {
    let app = TestApp::start().await;
    for query in [
        "order=budi",
        "payment_type=cicilan",
        "invoice_status=lunas",
        "invoice_status=belum_dibayar",
        "date_from=kemarin",
        "date_from=2025-02-01&date_to=2025-01-01",
        "include_deleted=perhaps",
        "page=0",
        "page_size=x",
    ] {
        let answer = app.admin().get(&format!("/api/v1/invoice/?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.body["error_code"], "VALIDATION_ERROR", "{query}");
    }
    for path in [
        "/api/v1/invoice/550e8400-e29b-41d4-a716-446655440002/",
        "/api/v1/invoice/INV-482913-K7Q/",
    ] {
        assert_eq!(app.admin().get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn invoices_are_for_staff_who_see_money() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;
    let invoice = text(&order["invoices"][0]["id"]);
    for path in [
        "/api/v1/invoice/".to_owned(),
        format!("/api/v1/invoice/{invoice}/"),
    ] {
        assert_eq!(app.stranger().get(&path).await.status, 401, "{path}");
        assert_eq!(app.production().get(&path).await.status, 403, "{path}");
        assert_eq!(app.viewer().get(&path).await.status, 200, "{path}");
        assert_eq!(app.owner().get(&path).await.status, 200, "{path}");
    }
}
