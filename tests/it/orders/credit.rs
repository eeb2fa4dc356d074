//! Credit that moves between orders, and the sums that must stay true.

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::rupiah;
use crate::kit::text;
use crate::kit::with;

/// An order of Rp 7,500,000 that was paid 8,000,000.
async fn an_overpaid_order(app: &TestApp) -> Value {
    let order = app.an_order_with(json!({ "payment_type": "full" })).await;
    let invoice = read(app, &order).await["invoices"][0]["id"].clone();
    let body = json!({ "invoice_id": invoice, "payment_method": "CASH", "amount": 8_000_000 });
    let paid = app.admin().post("/api/v1/payment/manual/", body).await;
    assert_eq!(paid.status, 201, "{}", paid.body);
    order
}

async fn read(app: &TestApp, order: &Value) -> Value {
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    app.admin().get(&path).await.body
}

fn move_credit(order: &Value) -> String {
    format!("/api/v1/order/{}/move-credit/", text(&order["id"]))
}

fn a_move(to: &Value) -> Value {
    json!({ "to_order": to["id"], "amount": "500000.00", "reason": "Kelebihan transfer" })
}

#[tokio::test]
async fn what_an_order_does_not_owe_pays_another() {
    let app = TestApp::start().await;
    let (from, to) = (an_overpaid_order(&app).await, app.an_order().await);

    let answer = app.admin().post(&move_credit(&from), a_move(&to)).await;
    let (from, to) = (read(&app, &from).await, read(&app, &to).await);

    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["amount"], "500000.00");
    assert_eq!(answer.body["order"]["credit"], "0.00");
    assert_eq!(answer.body["to_order"]["total_paid"], "500000.00");
    assert_eq!(answer.body["to_order"]["id"], to["id"]);
    assert_eq!(from["total_paid"], "7500000.00");
    assert_eq!(from["status_order"], "lunas");
    let lines = [&from["payments"][1], &to["payments"][0]];
    assert_eq!(lines[0]["amount"], "-500000.00");
    assert_eq!(lines[1]["amount"], "500000.00");
    for line in lines {
        assert_eq!(line["source"], "credit");
    }
    assert_eq!(to["invoices"][0]["remaining"], "3250000.00");
    for order in [&from, &to] {
        let trail = format!("/api/v1/orders/{}/audit-trail/", text(&order["id"]));
        let trail = app.admin().get(&trail).await.body.to_string();
        assert!(trail.contains("Kelebihan transfer"));
    }
}

#[tokio::test]
async fn an_order_is_named_by_its_code_and_a_repeat_moves_once() {
    let app = TestApp::start().await;
    let (from, to) = (an_overpaid_order(&app).await, app.an_order().await);
    let path = format!("/api/v1/admin/orders/{}/move-credit/", text(&from["id"]));
    let body = with(
        a_move(&to),
        json!({ "to_order": to["order_code"], "amount": 200_000 }),
    );
    let client = app.owner().with("idempotency-key", "pindah");

    let first = client.post(&path, body.clone()).await;
    let again = client.post(&path, body).await;

    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(again.body, first.body);
    assert_eq!(read(&app, &from).await["credit"], "300000.00");
    assert_eq!(read(&app, &to).await["total_paid"], "200000.00");
}

#[tokio::test]
async fn what_cannot_move_stays() {
    let app = TestApp::start().await;
    let (from, to) = (an_overpaid_order(&app).await, app.an_order().await);
    let path = move_credit(&from);
    let gone = app.an_order_in("dibatalkan").await;
    let nobody = "550e8400-e29b-41d4-a716-446655440001";

    for (name, value) in [
        ("amount", json!("500001.00")),
        ("amount", json!(0)),
        ("amount", json!("0.5")),
        ("amount", Value::Null),
        ("reason", json!("")),
        ("to_order", json!("x")),
        ("to_order", from["id"].clone()),
    ] {
        let answer = app
            .admin()
            .post(&path, with(a_move(&to), json!({ name: value })))
            .await;
        assert_eq!(answer.status, 400, "{name}: {}", answer.body);
        assert!(answer.body["details"][name].is_array(), "{}", answer.body);
    }
    for to in [json!(nobody), json!("ORD-20200101-XXX")] {
        let body = with(a_move(&from), json!({ "to_order": to }));
        assert_eq!(app.admin().post(&path, body).await.status, 404);
    }
    let cancelled = app.admin().post(&path, a_move(&gone)).await;
    assert_eq!(cancelled.status, 409);
    assert_eq!(cancelled.body["current_status"], "dibatalkan");
    let stale = app.admin().with("if-match", "\"v1\"");
    assert_eq!(stale.post(&path, a_move(&to)).await.status, 412);
    for client in [app.viewer(), app.production()] {
        assert_eq!(client.post(&path, a_move(&to)).await.status, 403);
    }
    assert_eq!(app.stranger().post(&path, a_move(&to)).await.status, 401);
    let poor = app.admin().post(&move_credit(&to), a_move(&from)).await;
    assert_eq!(poor.status, 400);
    assert_eq!(read(&app, &from).await["credit"], "500000.00");
    assert_eq!(read(&app, &to).await["total_paid"], "0.00");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn orders_that_give_to_each_other_at_once_lose_nothing() {
    let app = TestApp::start().await;
    let orders = [an_overpaid_order(&app).await, an_overpaid_order(&app).await];

    let moves = (0..40).map(|number: usize| {
        let (from, to) = (&orders[number % 2], &orders[(number + 1) % 2]);
        let body = with(a_move(to), json!({ "amount": 1_000 * (1 + number / 2) }));
        let (client, path) = (app.admin(), move_credit(from));
        async move { client.post(&path, body).await }
    });
    let answers = futures_util::future::join_all(moves).await;

    for answer in &answers {
        let odd = !matches!(answer.status, 200 | 400 | 503);
        assert!(!odd, "{}", answer.body);
    }
    assert!(answers.iter().any(|answer| answer.status == 200));
    let (one, two) = (read(&app, &orders[0]).await, read(&app, &orders[1]).await);
    let sum = rupiah(&one["total_paid"]) + rupiah(&two["total_paid"]);
    assert_eq!(sum, 16_000_000);
    for order in [&one, &two] {
        let lines = list(&order["payments"]).iter();
        let lines: i64 = lines.map(|line| rupiah(&line["amount"])).sum();
        assert_eq!(lines, rupiah(&order["total_paid"]));
    }
}

#[tokio::test]
async fn whatever_happens_to_money_the_lines_add_up() {
    let app = TestApp::start().await;
    let (one, two) = (an_overpaid_order(&app).await, app.an_order().await);
    let pay = async |invoice: &Value, amount: i64| {
        let body = json!({ "invoice_id": invoice, "payment_method": "QRIS", "amount": amount });
        let paid = app.admin().post("/api/v1/payment/", body).await;
        assert_eq!(paid.status, 201, "{}", paid.body);
        paid.body
    };
    let invoice = read(&app, &two).await["invoices"][0]["id"].clone();

    let mistaken = pay(&invoice, 1_000_000).await["payment"]["id"].clone();
    pay(&invoice, 500_000).await;
    let path = format!("/api/v1/payment/{}/?reason=Dobel", text(&mistaken));
    assert_eq!(app.admin().delete(&path).await.status, 204);
    let moved = app.admin().post(&move_credit(&one), a_move(&two)).await;
    assert_eq!(moved.status, 200, "{}", moved.body);
    let plan = json!({ "order_id": two["id"], "plan": "equal", "count": 3 });
    let plan = app.admin().post("/api/v1/payment/create-plan/", plan).await;
    assert_eq!(plan.status, 201, "{}", plan.body);
    let first = plan.body["plan"]["installments"][0].clone();
    let paid = pay(&first["invoice_id"], rupiah(&first["amount"])).await;
    let refund = json!({
        "payment_id": paid["payment"]["id"],
        "refund_amount": 250_000,
        "refund_method": "cash",
        "reason": "Salah ukuran",
        "settles": "debt",
    });
    let refund = app.admin().post("/api/v1/payment/refund/", refund).await;
    assert_eq!(refund.status, 201, "{}", refund.body);

    let (one, two) = (read(&app, &one).await, read(&app, &two).await);
    for order in [&one, &two] {
        let sum = |name: &str| -> i64 {
            let lines = list(&order["payments"]).iter();
            lines.map(|line| rupiah(&line[name])).sum()
        };
        let paid = sum("amount") - sum("refunded_amount");
        assert_eq!(rupiah(&order["total_paid"]), paid, "{order}");
        let owed = rupiah(&order["total_price"]) - paid;
        assert_eq!(rupiah(&order["remaining"]), owed.max(0));
        let open = list(&order["invoices"]).iter();
        let open = open.filter(|it| it["invoice_status"] == "belum dibayar");
        let asked: i64 = open.map(|it| rupiah(&it["remaining"])).sum();
        assert_eq!(asked, owed.max(0), "the plan asks for what is owed");
    }
    assert_eq!(
        rupiah(&one["total_paid"]) + rupiah(&two["total_paid"]),
        10_416_666
    );
}
