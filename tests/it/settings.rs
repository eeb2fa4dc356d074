//! What settings change about the answers.

use rajut::config::konveksi::PublicOrders;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::a_form;

#[tokio::test]
async fn a_reviewed_order_waits_for_staff_and_their_link_confirms_it() {
    let app = TestApp::start_as(&[], |config| {
        config.konveksi.public_orders = PublicOrders::Review;
    })
    .await;

    let begun = app.stranger().post("/api/v1/order/", a_form()).await;
    let path = format!(
        "/api/v1/order/{}/",
        begun.body["order"]["id"].as_str().unwrap()
    );
    let linked = app
        .admin()
        .patch(&path, json!({ "status_order": "link_dibuat" }))
        .await;

    assert_eq!(begun.status, 201, "{}", begun.body);
    assert_eq!(begun.body["order"]["status_order"], "menunggu_link");
    assert_eq!(
        begun.body["order"]["attention"],
        json!(["price_unconfirmed"])
    );
    assert!(begun.body["invoice"].is_null());
    assert_eq!(linked.body["status_order"], "link_dibuat");
    assert_eq!(linked.body["price_confirmed"], true);
}

#[tokio::test]
async fn visitors_may_be_kept_out_while_staff_go_on() {
    let app = TestApp::start_as(&[], |config| {
        config.konveksi.public_orders = PublicOrders::Off;
    })
    .await;

    let visitor = app.stranger().post("/api/v1/order/", a_form()).await;
    let staff = app.admin().post("/api/v1/order/", a_form()).await;

    assert_eq!((visitor.status, staff.status), (403, 201));
    assert_eq!(visitor.body["error_code"], "PERMISSION_DENIED");
}

#[tokio::test]
async fn a_surface_that_is_off_is_not_there() {
    let app = TestApp::start_as(&[], |config| config.konveksi.enabled = false).await;

    let answer = app.admin().get("/api/v1/order/").await;

    assert_eq!(answer.status, 404);
    assert_eq!(answer.body["error_code"], "NOT_FOUND");
}
