//! `?fields=`: lists and details that hold only what is wanted.

use serde_json::Value;

use crate::kit::TestApp;
use crate::kit::amounts;
use crate::kit::text;

fn names(value: &Value) -> Vec<&str> {
    let fields = value.as_object().unwrap();
    fields.keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_list_holds_the_fields_that_are_named() {
    let app = TestApp::start().await;
    app.an_order().await;
    let lean = "fields=id,order_code,customer_name,status_order,total_price";

    let listed = app.viewer().get(&format!("/api/v1/order/?{lean}")).await;
    let admin = app
        .admin()
        .get(&format!("/api/v1/admin/orders/?{lean}"))
        .await;
    let whole = app.viewer().get("/api/v1/order/").await;

    let expected = [
        "customer_name",
        "id",
        "order_code",
        "status_order",
        "total_price",
    ];
    assert_eq!(names(&listed.body["results"][0]), expected);
    assert_eq!(admin.body["results"], listed.body["results"]);
    assert_eq!(listed.body["summary"], whole.body["summary"]);
    assert!(names(&whole.body["results"][0]).len() > 25);
}

#[tokio::test]
async fn a_detail_holds_the_fields_that_are_named() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));

    let lean = app
        .viewer()
        .get(&format!("{path}?fields=version,invoices"))
        .await;
    let known = app.viewer().with("if-none-match", lean.header("etag"));

    assert_eq!(names(&lean.body), ["invoices", "version"]);
    assert_eq!(
        known.get(&format!("{path}?fields=version")).await.status,
        304
    );
}

#[tokio::test]
async fn every_field_of_an_order_can_be_named_and_no_other() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let whole = app.viewer().get(&path).await.body;

    for name in names(&whole) {
        let one = app.viewer().get(&format!("{path}?fields={name}")).await;
        assert_eq!(names(&one.body), [name]);
    }
    for odd in [
        "harga",
        "id,harga",
        "password_hash",
        "ID",
        "*",
        "id%3Bdata",
        "%00",
    ] {
        for path in [path.as_str(), "/api/v1/order/"] {
            let refused = app.viewer().get(&format!("{path}?fields={odd}")).await;
            assert_eq!(refused.status, 400, "{odd}: {}", refused.body);
            assert!(refused.body["details"]["fields"].is_array());
        }
    }
}

#[tokio::test]
async fn naming_an_amount_shows_none_to_production() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let wanted = "fields=id,total_price,paid_amount,total_paid,remaining,credit,refund_due";

    let detail = app
        .production()
        .get(&format!("{path}?{wanted},invoices,payments,refunds,plans"))
        .await;
    let listed = app
        .production()
        .get(&format!("/api/v1/order/?{wanted}"))
        .await;

    assert_eq!(names(&detail.body), ["id"]);
    assert_eq!(names(&listed.body["results"][0]), ["id"]);
    assert!(amounts(&listed.body).is_empty(), "{}", listed.body);
}

#[tokio::test]
async fn every_list_can_be_as_lean_as_one_likes() {
    let app = TestApp::start().await;
    app.an_order_in("dp_dibayar").await;
    let product = serde_json::json!({
        "nama": "Kaos Polos", "deskripsi": "Katun 24s", "kategori": "Kaos", "harga": "85000",
    });
    let made = app.admin().post("/api/v1/produkpost/", product).await;
    assert_eq!(made.status, 201, "{}", made.body);

    for path in [
        "/api/v1/order/",
        "/api/v1/invoice/",
        "/api/v1/payment/",
        "/api/v1/produkpost/",
    ] {
        let whole = app.viewer().get(path).await.body;
        let first = &whole["results"][0];
        for name in names(first) {
            let lean = app.viewer().get(&format!("{path}?fields={name}")).await;
            assert_eq!(names(&lean.body["results"][0]), [name], "{path}");
            assert_eq!(lean.body["results"][0][name], first[name], "{path}");
            assert_eq!(lean.body["count"], whole["count"], "{path}");
        }
        let refused = app.viewer().get(&format!("{path}?fields=id,sandi")).await;
        assert_eq!(refused.status, 400, "{path}");
        assert!(refused.body["details"]["fields"].is_array(), "{path}");
    }
}
