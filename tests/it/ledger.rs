//! Payments of all orders: listed, filtered, paged, and read with what became of them.

use rajut::actors::order::Submission;
use rajut::domain::ids::Fresh;
use rajut::domain::ids::UserId;
use rajut::domain::konveksi::Action;
use rajut::domain::konveksi::Command;
use rajut::domain::konveksi::command::RefundRequest;
use rajut::domain::konveksi::refund::RefundMethod;
use rajut::domain::konveksi::refund::Settles;
use rajut::domain::role::By;
use rajut::domain::role::Role;
use rajut::domain::rupiah::Rupiah;
use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

/// An order whose two payments were made on other days than they were recorded.
async fn a_settled_order(app: &TestApp) -> Value {
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    for day in ["2025-06-30", "2025-06-28"] {
        let detail = app.admin().get(&path).await.body;
        let open = list(&detail["invoices"]).last().unwrap();
        let body = json!({
            "invoice_id": open["id"],
            "payment_method": "CASH",
            "amount": open["remaining"],
            "payment_time": format!("{day}T00:30:00+07:00"),
        });
        let answer = app.admin().post("/api/v1/payment/manual/", body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let done = json!({ "status_order": "pengerjaan_selesai" });
        if answer.body["order"]["status_order"] == "dp_dibayar" {
            assert_eq!(app.admin().patch(&path, done).await.status, 200);
        }
    }
    app.admin().get(&path).await.body
}

async fn listed(app: &TestApp, query: &str) -> Value {
    let answer = app.admin().get(&format!("/api/v1/payment/?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.body
}

#[tokio::test]
async fn every_filter_keeps_what_it_names() {
    let app = TestApp::start().await;
    let order = a_settled_order(&app).await;
    app.an_order_in("dp_dibayar").await;
    let (id, code) = (text(&order["id"]), text(&order["order_code"]));
    let invoice = text(&order["invoices"][1]["id"]);
    for (query, count) in [
        (String::new(), 3),
        (format!("order={id}"), 2),
        (format!("order={code}"), 2),
        (format!("invoice={invoice}"), 1),
        (format!("order={id}&invoice={invoice}"), 1),
        (format!("invoice={id}"), 0),
        ("source=manual".to_owned(), 3),
        ("source=xendit".to_owned(), 0),
        ("date_from=2025-06-30&date_to=2025-06-30".to_owned(), 1),
        ("date_to=2025-06-29".to_owned(), 1),
        ("date_from=2025-06-28&date_to=2025-06-30".to_owned(), 2),
        ("date_to=2025-06-27".to_owned(), 0),
    ] {
        assert_eq!(listed(&app, &query).await["count"], count, "{query}");
    }
}

#[tokio::test]
async fn the_last_paid_come_first_page_by_page() {
    let app = TestApp::start().await;
    a_settled_order(&app).await;
    app.an_order_in("dp_dibayar").await;

    let all = listed(&app, "").await;
    let first = listed(&app, "page_size=2").await;
    let second = listed(&app, "page_size=2&page=2").await;

    let results = list(&all["results"]);
    let paid: Vec<_> = results.iter().map(|it| text(&it["paid_at"])).collect();
    assert!(paid.is_sorted_by(|later, sooner| later > sooner));
    assert_eq!(list(&first["results"]), &results[..2]);
    assert_eq!(list(&second["results"]), &results[2..]);
    assert!(text(&first["next"]).ends_with("/api/v1/payment/?page_size=2&page=2"));
    assert_eq!(second["next"], Value::Null);
    let beyond = app.admin().get("/api/v1/payment/?page_size=2&page=3").await;
    assert_eq!(beyond.status, 404);
    let cursor = app.admin().get("/api/v1/payment/").await;
    assert!(!cursor.header("x-feed-cursor").is_empty());
}

#[tokio::test]
async fn a_payment_shows_what_it_gave_and_what_goes_back() {
    let app = TestApp::start().await;
    let order = a_settled_order(&app).await;
    let payment = text(&order["payments"][0]["id"]);
    let path = format!("/api/v1/payment/{payment}/");
    refund(&app, &order).await;

    let answer = app.viewer().get(&path).await;

    assert_eq!(answer.status, 200, "{}", answer.body);
    let shown = &answer.body;
    assert_eq!(shown["amount"], "3750000.00");
    assert_eq!(shown["source"], "manual");
    assert_eq!(shown["refunded_amount"], "1000000.00");
    let invoice = &order["invoices"][0];
    assert_eq!(
        shown["allocations"],
        json!([{
            "invoice_id": invoice["id"],
            "invoice_code": invoice["invoice_code"],
            "amount": "3750000.00",
        }])
    );
    let [refund] = list(&shown["refunds"]) else {
        panic!("one refund: {shown}");
    };
    assert_eq!(refund["payment_id"], payment);
    assert_eq!(refund["order_code"], order["order_code"]);
    assert_eq!(refund["amount"], "1000000.00");
    assert_eq!(refund["reason"], "Cacat jahitan");
    assert_eq!(refund["refund_method"], "cash");
    assert_eq!(refund["status"], "manual");
    assert_eq!(refund["provider_refund_id"], Value::Null);
    assert!(refund["created_at"].is_string());
}

/// Gives back a million of an order's first payment, out of the till.
async fn refund(app: &TestApp, order: &Value) {
    let payment = text(&order["payments"][0]["id"]).parse().unwrap();
    let request = RefundRequest {
        payment,
        amount: Rupiah(1_000_000),
        method: RefundMethod::Cash,
        settles: Settles::Price,
        reason: "Cacat jahitan".to_owned(),
    };
    let command = Command {
        order: text(&order["id"]).parse().unwrap(),
        at: app.app.clock.now(),
        by: By::staff(UserId(1), Role::Admin),
        expected: None,
        fresh: Fresh::new(uuid::Uuid::now_v7()),
        action: Action::Refund(Box::new(request)),
    };
    let submission = Submission::of(command);
    app.app.orders.submit(submission).await.unwrap();
}

#[tokio::test]
async fn what_names_no_payment_is_refused() {
    let app = TestApp::start().await;
    for query in [
        "order=1",
        "invoice=INV-482913-K7Q",
        "source=provider",
        "date_to=30-06-2025",
        "date_from=2025-02-01&date_to=2025-01-01",
        "include_deleted=2",
        "page=-1",
        "page_size=0",
    ] {
        let answer = app.admin().get(&format!("/api/v1/payment/?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.body["error_code"], "VALIDATION_ERROR", "{query}");
    }
    for path in [
        "/api/v1/payment/550e8400-e29b-41d4-a716-446655440002/",
        "/api/v1/payment/1/",
    ] {
        assert_eq!(app.admin().get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn payments_are_for_staff_who_see_money() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;
    let payment = text(&order["payments"][0]["id"]);
    for path in [
        "/api/v1/payment/".to_owned(),
        format!("/api/v1/payment/{payment}/"),
    ] {
        assert_eq!(app.stranger().get(&path).await.status, 401, "{path}");
        assert_eq!(app.production().get(&path).await.status, 403, "{path}");
        assert_eq!(app.viewer().get(&path).await.status, 200, "{path}");
        assert_eq!(app.owner().get(&path).await.status, 200, "{path}");
    }
    let deleted = "/api/v1/payment/?include_deleted=true";
    assert_eq!(app.viewer().get(deleted).await.status, 403);
    assert_eq!(app.admin().get(deleted).await.status, 200);
}
