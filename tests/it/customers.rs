//! The customers' pages, over HTTP.

mod browser;

use std::time::Duration;

use serde_json::json;

use crate::kit::Answer;
use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

fn is_a_page(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    let policy = answer.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
}

/// The value of an attribute of the page's body.
fn attribute<'a>(page: &'a Answer, name: &str) -> &'a str {
    let (_, rest) = page.text.split_once(&format!(" {name}=\"")).unwrap();
    rest.split('"').next().unwrap()
}

#[tokio::test]
async fn an_order_and_its_bill_have_pages_of_their_own() {
    let app = TestApp::start().await;
    let order = app.an_order_in("dp_dibayar").await;
    let code = text(&order["order_code"]);
    let path = format!("/api/v1/order/{}/", text(&order["id"]));
    let detail = app.admin().get(&path).await.body;
    let invoice = text(&list(&detail["invoices"])[0]["invoice_code"]).to_owned();

    let stranger = app.stranger();
    for path in [
        format!("/lacak/{code}"),
        format!("/lacak/{}/", code.to_lowercase()),
    ] {
        let page = stranger.get(&path).await;
        is_a_page(&page, 200);
        assert_eq!(page.header("x-robots-tag"), "noindex");
        assert!(
            page.text.contains("Masuk antrean produksi"),
            "{}",
            page.text
        );
        assert!(page.text.contains("Budi S."), "{}", page.text);
        assert!(!page.text.contains("Santoso"), "{}", page.text);
    }
    let bill = stranger.get(&format!("/invoice/{invoice}")).await;
    is_a_page(&bill, 200);
    assert!(
        bill.text.contains("Pembayaran sudah kami terima"),
        "{}",
        bill.text
    );

    let paper = stranger.get(&format!("/invoice/{invoice}/pdf")).await;
    assert_eq!(paper.status, 200);
    assert_eq!(paper.header("content-type"), "application/pdf");
    assert_eq!(paper.header("x-robots-tag"), "noindex");
}

#[tokio::test]
async fn codes_nobody_has_get_a_page_too() {
    let app = TestApp::start().await;
    let stranger = app.stranger();

    for (path, said) in [
        ("/lacak/ORD-20250630-ZZZ", "Pesanan tidak ditemukan"),
        ("/lacak/%3Cscript%3E", "Pesanan tidak ditemukan"),
        ("/lacak/%FF", "Pesanan tidak ditemukan"),
        ("/invoice/INV-000000-ZZZ", "Tagihan tidak ditemukan"),
        ("/invoice/x/pdf", "Tagihan tidak ditemukan"),
    ] {
        let page = stranger.get(path).await;
        is_a_page(&page, 404);
        assert!(page.text.contains(said), "{path}: {}", page.text);
        assert!(!page.text.contains("<script>"), "{path}: {}", page.text);
    }

    let found = stranger.get("/lacak?order_code=%20ord-20250630-a1b").await;
    assert_eq!(found.header("location"), "/lacak/ORD-20250630-A1B");
    let nothing = stranger
        .get("/lacak?order_code=https%3A%2F%2Fx.example")
        .await;
    assert_eq!(nothing.header("location"), "/lacak/-");
}

#[tokio::test]
async fn where_nothing_is_people_get_a_page_and_programs_get_json() {
    let app = TestApp::start().await;
    let browser = app.stranger().with("accept", "text/html,*/*;q=0.8");

    for path in ["/tidak-ada", "/lacak/a/b", "/invoice"] {
        let page = browser.get(path).await;
        is_a_page(&page, 404);
        assert!(page.text.contains("Halaman tidak ditemukan"), "{path}");
        assert!(page.text.contains("action=\"/lacak\""), "{path}");
        assert_eq!(
            app.stranger().get(path).await.body["error_code"],
            "NOT_FOUND"
        );
    }
    // Below `/api/` everybody is a program.
    let refused = browser.get("/api/v1/tidak-ada/").await;
    assert_eq!(refused.status, 401);
    assert_eq!(refused.header("content-type"), "application/json");
}

#[tokio::test]
async fn a_language_is_chosen_and_remembered() {
    let app = TestApp::start().await;
    let code = text(&app.an_order().await["order_code"]).to_owned();
    let path = format!("/lacak/{code}");

    let first = app.stranger().get(&path).await;
    assert!(first.text.contains("<html lang=\"id\">"), "{}", first.text);
    assert_eq!(first.header("set-cookie"), "");

    let chosen = app.stranger().get(&format!("{path}?lang=en")).await;
    assert!(
        chosen.text.contains("<html lang=\"en\">"),
        "{}",
        chosen.text
    );
    let cookie = chosen.header("set-cookie");
    assert!(
        cookie.starts_with("lang=en; Path=/; SameSite=Lax"),
        "{cookie}"
    );

    let later = app
        .stranger()
        .with("cookie", "a=b; lang=en")
        .get(&path)
        .await;
    assert!(later.text.contains("<html lang=\"en\">"), "{}", later.text);
    let odd = app.stranger().get(&format!("{path}?lang=%22%3E")).await;
    assert!(odd.text.contains("<html lang=\"id\">"), "{}", odd.text);
}

#[tokio::test]
async fn a_page_counts_once_and_its_own_looks_do_not() {
    let app = TestApp::start_with(&[("RATE_LIMITS", "on")]).await;
    let order = app.an_order().await;
    let (code, other) = (text(&order["order_code"]).to_owned(), app.an_order().await);
    let path = format!("/lacak/{code}");
    let page = app.stranger().get(&path).await;
    let ticket = attribute(&page, "data-page-ticket").to_owned();

    for _ in 0..30 {
        let again = app
            .stranger()
            .get(&format!("{path}?lang=id&ticket={ticket}"))
            .await;
        assert_eq!(again.status, 200, "{}", again.text);
    }
    let other = format!("/lacak/{}?ticket={ticket}", text(&other["order_code"]));
    let mut last = app.stranger().get(&other).await;
    for _ in 0..10 {
        last = app.stranger().get(&other).await;
    }
    is_a_page(&last, 429);
    assert!(last.text.contains("Tunggu sebentar"), "{}", last.text);
    assert_ne!(last.header("retry-after"), "");

    let still = app.stranger().get(&format!("{path}?ticket={ticket}")).await;
    assert_eq!(still.status, 200);
    app.clock.advance(Duration::from_mins(16));
    let fresh = app.stranger().get(&path).await;
    assert_eq!(fresh.status, 200);
    assert_ne!(attribute(&fresh, "data-page-ticket"), ticket);
}

#[tokio::test]
async fn the_landing_page_shows_what_is_made_and_takes_orders_if_it_may() {
    let app = TestApp::start().await;
    let product = json!({
        "nama": "Kaos Sablon", "deskripsi": "Cotton combed 24s", "kategori": "Kaos",
        "harga": "65000",
    });
    let made = app.admin().post("/api/v1/produkpost/", product).await;
    assert_eq!(made.status, 201, "{}", made.text);

    let page = app.stranger().get("/").await;
    is_a_page(&page, 200);
    assert_eq!(page.header("x-robots-tag"), "");
    for text in [
        "Kaos Sablon",
        "Rp 65.000",
        "<form id=\"order\"",
        "action=\"/lacak\"",
    ] {
        let shown = page.text.replace('\u{a0}', " ");
        assert!(shown.contains(text), "{text} is not in {shown}");
    }

    let closed = TestApp::start_as(&[], |config| {
        config.konveksi.public_orders = rajut::config::konveksi::PublicOrders::Off;
        config.business.phone = "0812-3456-7890".to_owned();
    })
    .await;
    let page = closed.stranger().get("/").await;
    is_a_page(&page, 200);
    assert!(
        page.text.contains("https://wa.me/6281234567890"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("<form id=\"order\""), "{}", page.text);
}
