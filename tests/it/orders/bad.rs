//! Whatever people, browsers and attackers send.

use axum::http::Method;
use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::a_form;
use crate::kit::list;
use crate::kit::text;
use crate::kit::with;

fn flawed() -> Vec<(&'static str, Value)> {
    vec![
        ("customer_name", json!("B")),
        ("customer_name", json!("\u{0}\u{0}\u{0}")),
        ("customer_name", json!("é".repeat(256))),
        ("customer_name", json!(null)),
        ("customer_name", json!(["Budi"])),
        ("customer_name", json!({ "$ne": null })),
        ("product_name", json!(12)),
        ("quantity", json!(0)),
        ("quantity", json!(10_001)),
        ("quantity", json!(-1)),
        ("quantity", json!(1.5)),
        ("quantity", json!(1e300)),
        ("quantity", json!("banyak")),
        ("total_price", json!(0)),
        ("total_price", json!(1_000_000_000_i64)),
        ("total_price", json!("7500000.50")),
        ("total_price", json!("7.500.000")),
        ("total_price", json!("99999999999999999999999999")),
        ("total_price", json!(true)),
        ("total_price", json!("7500000; REMOVE TABLE order")),
        ("payment_type", json!("pelunasan")),
        ("payment_type", json!(1)),
        ("dp_percent", json!(49.99)),
        ("dp_percent", json!(101)),
        ("dp_percent", json!("setengah")),
        ("dp_percent", json!(null)),
        ("contact_information", json!("di rumah")),
        ("contact_information", json!("budi@")),
        ("contact_information", json!("")),
        ("contact_information", json!("' OR 1=1 --")),
        (
            "contact_information",
            json!(format!("{}@contoh.id", "b".repeat(300))),
        ),
        ("notification_channel", json!("email")),
        ("notification_channel", json!("merpati")),
        ("design_notes", json!("n".repeat(1_001))),
        ("design_notes", json!({})),
        ("customer_email", json!("bukan email")),
        ("customer_phone", json!("12")),
    ]
}

#[tokio::test]
async fn every_flaw_is_told_beside_its_field() {
    let app = TestApp::start().await;
    for (name, value) in flawed() {
        let body = with(a_form(), json!({ name: value }));
        let answer = app.stranger().post("/api/v1/order/", body.clone()).await;

        assert_eq!(answer.status, 400, "{name}: {body}");
        assert_eq!(answer.body["error_code"], "VALIDATION_ERROR");
        assert!(
            !list(&answer.body["details"][name]).is_empty(),
            "{}",
            answer.body
        );
        assert_eq!(answer.body["details"][name], answer.body[name]);
    }
    assert_eq!(app.admin().get("/api/v1/order/").await.body["count"], 0);
}

#[tokio::test]
async fn all_flaws_come_at_once() {
    let app = TestApp::start().await;

    let answer = app.stranger().post("/api/v1/order/", json!({})).await;

    assert_eq!(answer.status, 400);
    let fields = answer.body["details"].as_object().unwrap();
    let names: Vec<_> = fields.keys().collect();
    assert_eq!(
        names,
        [
            "contact_information",
            "customer_name",
            "payment_type",
            "product_name",
            "quantity",
            "total_price"
        ]
    );
}

#[tokio::test]
async fn hostile_text_is_kept_as_text() {
    let app = TestApp::start().await;
    let name = "Budi'; REMOVE TABLE order; -- <script>alert(1)</script>";

    let order = app
        .an_order_with(json!({ "customer_name": format!("{name}\u{0}\u{1b}") }))
        .await;

    assert_eq!(order["customer_name"], name);
    let listed = app.admin().get("/api/v1/order/").await.body;
    assert_eq!(listed["results"][0]["customer_name"], name);
}

#[tokio::test]
async fn what_is_no_json_object_is_told_so() {
    let app = TestApp::start().await;
    let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
    let nested = format!(
        "{{\"a\":{}1{}}}",
        "{\"a\":".repeat(5_000),
        "}".repeat(5_000)
    );
    for body in ["{", "[]", "null", "\"x\"", "{\"a\":1e999}", &deep, &nested] {
        let json = Some("application/json");
        let answer = app
            .admin()
            .send(Method::POST, "/api/v1/order/", json, body.to_owned())
            .await;
        assert_eq!(answer.status, 400, "{}", answer.body);
        assert!(answer.body["error"].is_string());
    }
    let invalid = vec![b'{', b'"', 0xff, b'"', b':', b'1', b'}'];
    let json = Some("application/json");
    let answer = app
        .admin()
        .send(Method::POST, "/api/v1/order/", json, invalid)
        .await;
    assert_eq!(answer.status, 400);
}

#[tokio::test]
async fn other_types_and_sizes_are_told_apart() {
    let app = TestApp::start().await;
    let send = |kind: &'static str, body: String| {
        let client = app.admin();
        async move {
            let path = "/api/v1/order/";
            client.send(Method::POST, path, Some(kind), body).await
        }
    };

    assert_eq!(send("text/plain", "{}".into()).await.status, 415);
    assert_eq!(
        send("multipart/form-data; boundary=x", "--x--".into())
            .await
            .status,
        400
    );
    let large = send("application/json", " ".repeat(1_100_000)).await;
    assert_eq!(large.status, 413);
    assert_eq!(large.body["error_code"], "PAYLOAD_TOO_LARGE");
}

#[tokio::test]
async fn changes_are_looked_at_as_closely() {
    let app = TestApp::start().await;
    let order = app.an_order().await;
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    for body in [
        json!({ "quantity": "0" }),
        json!({ "total_price": "1e9" }),
        json!({ "customer_name": null }),
        json!({ "money": "burn" }),
        json!({ "notes": "n".repeat(2_001) }),
        json!({ "price_confirmed": "perhaps" }),
        json!({ "version": "latest" }),
        json!({ "customer_phone": "" }),
        json!({ "notification_channel": "email" }),
    ] {
        let answer = app.admin().patch(&path, body.clone()).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.body);
    }
    assert_eq!(app.admin().get(&path).await.body["version"], 2);
}
