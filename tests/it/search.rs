//! Orders found by a text: what finds them, at once, beside every other filter.

use serde_json::Value;
use serde_json::json;

use crate::kit::TestApp;
use crate::kit::amounts;
use crate::kit::list;
use crate::kit::rupiah;
use crate::kit::text;

fn encoded(sought: &str) -> String {
    let byte = |byte: &u8| format!("%{byte:02X}");
    sought.as_bytes().iter().map(byte).collect()
}

/// The names of the customers whose orders are found, sorted.
async fn names(app: &TestApp, sought: &str) -> Vec<String> {
    let path = format!("/api/v1/order/?search={}", encoded(sought));
    let answer = app.viewer().get(&path).await;
    assert_eq!(answer.status, 200, "{sought:?}: {}", answer.text);
    let results = list(&answer.body["results"]);
    assert_eq!(answer.body["count"], results.len(), "{sought:?}");
    let names = results
        .iter()
        .map(|it| text(&it["customer_name"]).to_owned());
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names
}

/// Three customers with what they ordered.
async fn a_workshop() -> (TestApp, Vec<Value>) {
    let app = TestApp::start().await;
    let mut orders = Vec::new();
    for (name, product, contact) in [
        ("Budi Santoso", "Kaos Panitia", "081234567890"),
        ("Siti Rahmawati", "Jaket Hoodie", "siti@example.com"),
        (
            "Agus Santosa",
            "Kemeja PDH",
            "085711112222 agus@toko.example",
        ),
    ] {
        let fields = json!({
            "customer_name": name,
            "product_name": product,
            "contact_information": contact,
            "notification_channel": if contact.starts_with('0') { "whatsapp" } else { "email" },
        });
        orders.push(app.an_order_with(fields).await);
    }
    (app, orders)
}

#[tokio::test]
async fn any_of_name_code_product_and_contact_finds_an_order() {
    let (app, orders) = a_workshop().await;
    let budi = ["Budi Santoso"].as_slice();
    let siti = ["Siti Rahmawati"].as_slice();
    let agus = ["Agus Santosa"].as_slice();

    for (sought, found) in [
        ("budi", budi),
        ("rahmawti", siti),
        ("ramhawati", siti),
        ("Rahmawati Siti", siti),
        ("santoso", &["Agus Santosa", "Budi Santoso"]),
        ("bodi", &[]),
        ("panit", budi),
        ("ood", siti),
        ("budi kaos", budi),
        ("budi jaket", &[]),
        ("0812-3456-7890", budi),
        ("+6281234567890", budi),
        ("2222", agus),
        ("siti@example.com", siti),
        ("AGUS@TOKO", agus),
        ("tidak ada", &[]),
    ] {
        assert_eq!(names(&app, sought).await, found, "{sought:?}");
    }
    let code = text(&orders[1]["order_code"]);
    assert_eq!(names(&app, code).await, siti);
    assert_eq!(names(&app, &code.to_lowercase()).await, siti);
    assert!(names(&app, &code[..code.len() - 1]).await.is_empty());
}

#[tokio::test]
async fn whatever_is_typed_is_text() {
    let (app, _) = a_workshop().await;
    let long = "x".repeat(4_000);
    for sought in [
        "\"budi\"", "(budi)", "budi*", "budi~", "+budi", "-budi", "budi\0",
    ] {
        assert_eq!(names(&app, sought).await, ["Budi Santoso"], "{sought:?}");
    }
    for sought in [
        "name:x",
        "AND",
        "*",
        "?",
        "\\",
        "'; DELETE order; --",
        "🔥",
        "\u{202e}",
        "%",
        "\0",
        ".*",
        "[a-z]+",
        "x' OR '1'='1",
        long.as_str(),
    ] {
        assert!(names(&app, sought).await.is_empty(), "{sought:?}");
    }
    // Nothing but blanks asks for nothing.
    assert_eq!(names(&app, "  ").await.len(), 3);
}

#[tokio::test]
async fn a_search_knows_every_change_and_forgets_what_is_deleted() {
    let (app, orders) = a_workshop().await;
    let path = format!("/api/v1/order/{}/", text(&orders[0]["id"]));

    let renamed = json!({ "customer_name": "Wahyuni Dewi" });
    let changed = app.admin().patch(&path, renamed).await;
    assert_eq!(changed.status, 200);
    assert_eq!(names(&app, "wahyuni").await, ["Wahyuni Dewi"]);
    assert!(names(&app, "budi").await.is_empty());
    assert_eq!(names(&app, "santoso").await, ["Agus Santosa"]);
    let deleted = app.admin().delete(&path).await;
    assert!(deleted.status < 300, "{}", deleted.text);
    assert!(names(&app, "wahyuni").await.is_empty());
    assert!(names(&app, text(&orders[0]["order_code"])).await.is_empty());
    let all = "/api/v1/order/?search=wahyuni&include_deleted=true";
    assert_eq!(app.admin().get(all).await.body["count"], 1);
}

#[tokio::test]
async fn search_goes_with_filters_pages_orderings_and_sums() {
    let app = TestApp::start().await;
    for (name, price) in [("Budi", 3), ("Budi", 1), ("Siti", 9), ("Budi", 2)] {
        app.an_order_with(json!({ "customer_name": name, "total_price": price * 1_000_000 }))
            .await;
    }
    app.an_order_in("lunas").await;
    let get = async |query: &str| {
        let answer = app.admin().get(&format!("/api/v1/order/?{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.body
    };

    let all = get("search=budi&ordering=total_price&page_size=2").await;
    let prices = |body: &Value| -> Vec<i64> {
        let results = list(&body["results"]).iter();
        results.map(|it| rupiah(&it["total_price"])).collect()
    };
    assert_eq!(
        (&all["count"], prices(&all)),
        (&json!(4), vec![1_000_000, 2_000_000])
    );
    assert_eq!(all["filters_applied"]["search"], "budi");
    assert_eq!(all["summary"]["total_revenue"], "7500000.00");
    assert_eq!(all["summary"]["completion_rate"], 25.0);
    assert!(text(&all["next"]).contains("search=budi"));
    let next = get("search=budi&ordering=total_price&page_size=2&page=2").await;
    assert_eq!(prices(&next), [3_000_000, 7_500_000]);
    let some = get("search=budi&status=link_dibuat&min_amount=2000000").await;
    assert_eq!(some["count"], 2);
    assert_eq!(some["summary"]["avg_order_value"], "2500000.00");
    assert_eq!(get("search=budi&status=lunas").await["count"], 1);
    let past = app.admin().get("/api/v1/order/?search=budi&page=3").await;
    assert_eq!(past.status, 404);
}

#[tokio::test]
async fn production_may_search_and_sees_no_amount() {
    let (app, _) = a_workshop().await;

    let page = app.production().get("/api/v1/order/?search=jaket").await;

    assert_eq!((page.status, &page.body["count"]), (200, &json!(1)));
    assert_eq!(amounts(&page.body), Vec::<String>::new());
    assert_eq!(
        app.stranger()
            .get("/api/v1/order/?search=jaket")
            .await
            .status,
        401
    );
}
