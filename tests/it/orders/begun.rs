//! How orders begin: at the counter, and in the three ways of the public form.

use rajut::config::konveksi::PublicOrders;
use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::a_form;
use crate::kit::list;
use crate::kit::text;
use crate::kit::with;

const COUNTER: &str = "/api/v1/admin/create-order/";

#[tokio::test]
async fn an_order_of_the_counter_has_a_link_and_a_price_that_is_agreed_to() {
    let app = TestApp::start_as(&[], |config| {
        config.konveksi.public_orders = PublicOrders::Off;
    })
    .await;

    let answer = app.admin().post(COUNTER, a_form()).await;

    assert_eq!(answer.status, 201, "{}", answer.body);
    let (order, invoice) = (&answer.body["order"], &answer.body["invoice"]);
    assert_eq!(answer.body["success"], true);
    assert_eq!(order["status_order"], "link_dibuat");
    assert_eq!(order["price_confirmed"], true);
    assert_eq!(order["attention"], json!([]));
    assert_eq!(invoice["invoice_amount"], "3750000.00");
    assert_eq!(answer.body["payment_url"], invoice["payment_url"]);
    assert!(text(&answer.body["payment_url"]).starts_with("http"));
    assert!(answer.header("etag").starts_with("\"v"));
}

#[tokio::test]
async fn an_order_of_the_counter_may_begin_without_a_link() {
    let app = TestApp::start().await;

    for word in [json!(false), json!("false")] {
        let body = with(a_form(), json!({ "create_payment_link": word }));
        let answer = app.owner().post(COUNTER, body).await;

        assert_eq!(answer.status, 201, "{}", answer.body);
        assert_eq!(answer.body["order"]["status_order"], "menunggu_link");
        assert_eq!(answer.body["order"]["price_confirmed"], true);
        assert_eq!(answer.body["payment_url"], Value::Null);
        assert_eq!(answer.body["invoice"], Value::Null);
        assert_eq!(
            answer.body["message"],
            "Pesanan berhasil dibuat tanpa link pembayaran."
        );
    }
}

#[tokio::test]
async fn the_counter_wants_a_channel_and_tells_all_flaws_at_once() {
    let app = TestApp::start().await;
    let body = json!({ "quantity": 0, "create_payment_link": "nanti" });

    let answer = app.admin().post(COUNTER, body).await;

    assert_eq!(answer.status, 400);
    for name in [
        "notification_channel",
        "quantity",
        "create_payment_link",
        "customer_name",
    ] {
        assert!(
            !list(&answer.body["details"][name]).is_empty(),
            "{}",
            answer.body
        );
    }
    assert_eq!(app.stranger().post(COUNTER, a_form()).await.status, 401);
    assert_eq!(app.production().post(COUNTER, a_form()).await.status, 403);
    assert_eq!(app.viewer().post(COUNTER, a_form()).await.status, 403);
    assert_eq!(app.admin().get("/api/v1/order/").await.body["count"], 0);
}

#[tokio::test]
async fn an_order_of_the_counter_repeated_is_one_order() {
    let app = TestApp::start().await;
    let client = app.admin().with("idempotency-key", "loket-1");

    let first = client.post(COUNTER, a_form()).await;
    let again = client.post(COUNTER, a_form()).await;

    assert_eq!((again.status, again.body), (201, first.body));
    assert_eq!(app.admin().get("/api/v1/order/").await.body["count"], 1);
}
