//! Pages as their readers get them: masked, escaped, in their language, and whole.

use std::sync::Arc;

use uuid::Uuid;

use super::Built;
use super::Business;
use super::Setting;
use super::Tickets;
use super::bill::BillPage;
use super::landing::LandingPage;
use super::landing::Ordering;
use super::tracker::TrackerPage;
use super::trouble::Trouble;
use super::trouble::TroublePage;
use crate::domain::ids::ProductId;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::product::Product;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::tests::kit::CUSTOMER;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::konveksi::tests::kit::begin;
use crate::domain::konveksi::tests::kit::new_order;
use crate::domain::konveksi::tests::kit::step;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::BusinessZone;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::wire::language::Language;

const HOUSE: Business<'_> = Business {
    name: "Jahit <b>Rapi</b>",
    address: "Jl. Cihampelas 12\nBandung",
    phone: "0812-3456-7890",
    email: "halo@jahitrapi.example",
};

const TICKETS: Tickets<'_> = Tickets {
    page: "halaman",
    socket: "soket",
};

fn set<T>(now: Timestamp, language: Language, show: impl FnOnce(Setting<'_>) -> T) -> T {
    let built = Built {
        script: "/assets/main-1.js".to_owned(),
        preloads: Vec::new(),
        styles: vec!["/assets/main-1.css".to_owned()],
        icon: "/assets/icon-1.svg".to_owned(),
    };
    let zone = BusinessZone::named("Asia/Jakarta").unwrap();
    show(Setting {
        language,
        business: HOUSE,
        built: Some(&built),
        now,
        zone: &zone,
    })
}

/// An order whose bill can be paid at a page.
fn payable() -> Trial {
    let mut trial = an_order().with_link();
    for attempt in &mut trial.order.invoices[0].attempts {
        attempt.state = AttemptState::Open;
        attempt.url = Some("https://bayar.example/x?a=1&b=2".to_owned());
    }
    trial
}

fn tracked(trial: &Trial, language: Language) -> String {
    set(trial.now, language, |setting| {
        let page = TrackerPage {
            setting,
            order: &trial.order,
            history: &trial.events,
            tickets: TICKETS,
        };
        page.to_string()
    })
}

fn billed(trial: &Trial, now: Timestamp) -> String {
    set(now, Language::Indonesian, |setting| {
        let page = BillPage {
            setting,
            order: &trial.order,
            invoice: &trial.order.invoices[0],
            tickets: TICKETS,
        };
        page.to_string()
    })
}

fn has(html: &str, texts: &[&str]) {
    let html = html.replace('\u{a0}', " ");
    for text in texts {
        assert!(html.contains(text), "{text} is not in {html}");
    }
}

fn lacks(html: &str, texts: &[&str]) {
    for text in texts {
        assert!(!html.contains(text), "{text} is in {html}");
    }
}

#[test]
fn a_tracker_tells_what_is_to_be_paid_and_where() {
    let html = tracked(&payable(), Language::Indonesian);

    has(
        &html,
        &[
            "Menunggu pembayaran awal",
            "Rp 500.000",
            "href=\"https://bayar.example/x?a=1&amp;b=2\"",
            "Bayar sebelum",
            "data-order=\"ORD-20250630-A1B\"",
            "data-cursor=\"v",
            "data-page-ticket=\"halaman\"",
            "aria-current=\"step\"",
            "noindex",
            "width=\"15\"",
        ],
    );
}

#[test]
fn a_tracker_names_nobody_in_full_and_tells_no_secret() {
    let mut trial = payable();
    trial.order.product.design = Some("designs/2025/x.png".to_owned());

    for html in [
        tracked(&trial, Language::Indonesian),
        tracked(&trial, Language::English),
        billed(&trial, trial.now),
    ] {
        has(&html, &["Budi S."]);
        lacks(
            &html,
            &[
                "Santoso",
                "81234567890\"",
                "budi@",
                "Lengan panjang",
                "x.png",
            ],
        );
        let title = html.split("<title>").nth(1).unwrap();
        let title = title.split("</title>").next().unwrap();
        lacks(title, &["Budi", "ORD-", "INV-"]);
    }
}

#[test]
fn what_people_typed_is_only_text() {
    let mut trial = payable();
    trial.order.product.name = "<script>alert(1)</script> \"kaos\"".to_owned();
    trial.order.customer.name = "<img src=x>".to_owned();

    for html in [
        tracked(&trial, Language::Indonesian),
        billed(&trial, trial.now),
    ] {
        lacks(&html, &["<script>", "<img src=x", "<b>Rapi"]);
        has(&html, &["&lt;script&gt;alert(1)", "Jahit &lt;b&gt;Rapi"]);
    }
}

#[test]
fn a_page_has_no_script_or_style_of_its_own() {
    let html = tracked(&payable(), Language::Indonesian);

    lacks(&html, &["<style", " style=", " onclick", "javascript:"]);
    assert_eq!(html.matches("<script").count(), 1);
    has(
        &html,
        &["<script type=\"module\" src=\"/assets/main-1.js\"></script>"],
    );
}

#[test]
fn every_state_of_an_order_has_its_headline() {
    let made = an_order().with_dp_paid();
    let mut in_work = made.clone();
    in_work.does(step(Step::InProgress, ""));
    let mut shipped = an_order().settled();
    shipped.does(step(Step::Shipped, ""));

    for (trial, headline, english) in [
        (
            an_order(),
            "Pesanan sedang diperiksa",
            "We are checking your order",
        ),
        (
            payable(),
            "Menunggu pembayaran awal",
            "Waiting for the first payment",
        ),
        (made, "Masuk antrean produksi", "In the production queue"),
        (in_work, "Sedang diproduksi", "In production"),
        (
            an_order().final_requested(),
            "Selesai dibuat, menunggu pelunasan",
            "Made, final payment due",
        ),
        (an_order().settled(), "Siap dikirim", "Ready to ship"),
        (
            shipped,
            "Pesanan sudah dikirim",
            "Your order has been shipped",
        ),
        (
            an_order().with_dp_paid().cancelled(MoneyDecision::Keep),
            "Pesanan dibatalkan",
            "Order cancelled",
        ),
    ] {
        let heading = format!("<h1>{headline}</h1>");
        has(
            &tracked(&trial, Language::Indonesian),
            &[&heading, "lang=\"id\""],
        );
        let heading = format!("<h1>{english}</h1>");
        has(
            &tracked(&trial, Language::English),
            &[&heading, "lang=\"en\""],
        );
    }
}

#[test]
fn a_cancelled_order_promises_nothing_more() {
    let trial = an_order().with_dp_paid().cancelled(MoneyDecision::Keep);

    let html = tracked(&trial, Language::Indonesian);

    has(
        &html,
        &["Pembayaran awal <", "class=\"ended\"", "Dibatalkan <"],
    );
    lacks(&html, &["Setelah lunas", "class=\"ahead\"", ">Sisa<"]);
}

#[test]
fn who_pays_at_once_is_told_of_one_payment() {
    let mut trial = begin(CUSTOMER, &new_order(Terms::Full, true)).unwrap();
    trial.order.link_issued = true;
    trial.order.product.quantity = 10_000;

    let html = tracked(&trial, Language::Indonesian);

    has(
        &html,
        &["<h1>Menunggu pembayaran</h1>", "Pembayaran <", "10.000 pcs"],
    );
    lacks(&html, &["Pelunasan <", "Pembayaran awal"]);
}

#[test]
fn a_bill_that_came_too_late_says_how_to_get_a_new_link() {
    let trial = payable();

    let html = billed(&trial, trial.now + Span::days(4));

    has(
        &html,
        &[
            "Kedaluwarsa",
            "Minta link baru",
            "https://wa.me/6281234567890?text=Halo%2C",
        ],
    );
    lacks(&html, &["bayar.example"]);
}

#[test]
fn a_paid_bill_thanks_and_asks_for_nothing() {
    let trial = an_order().with_dp_paid();

    let html = billed(&trial, trial.now);

    has(&html, &["Pembayaran sudah kami terima", "Lunas", "/pdf\""]);
    lacks(&html, &["class=\"button\""]);
}

#[test]
fn visitors_order_what_is_shown_or_are_told_whom_to_ask() {
    let product = Product {
        id: ProductId(Uuid::from_u128(1)),
        version: 1,
        name: "Kaos \"Sablon\"".to_owned(),
        description: "Cotton combed".to_owned(),
        category: "Kaos".to_owned(),
        price: Rupiah(65_000),
        picture: Some("products/2025/kaos.jpg".to_owned()),
        is_active: true,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
    };
    let products = [Arc::new(product)];
    let page = |ordering| {
        set(Timestamp(0), Language::Indonesian, |setting| {
            let page = LandingPage {
                setting,
                products: &products,
                ordering,
            };
            page.to_string()
        })
    };

    let open = page(Ordering::Instant);
    has(
        &open,
        &[
            "src=\"/media/products/2025/kaos.jpg\"",
            "data-price=\"65000\"",
            "value=\"Kaos &quot;Sablon&quot;\"",
            "id=\"customer_name-wrong\"",
            "name=\"description\"",
        ],
    );
    lacks(&open, &["noindex"]);
    let closed = page(Ordering::Off);
    has(
        &closed,
        &["Mau memesan?", "https://wa.me/6281234567890", "Rp 65.000"],
    );
    lacks(&closed, &["<form id=\"order\""]);
}

#[test]
fn every_trouble_is_told_in_both_languages() {
    for (trouble, indonesian, english) in [
        (
            Trouble::NoOrder,
            "Pesanan tidak ditemukan",
            "Order not found",
        ),
        (Trouble::NoBill, "Tagihan tidak ditemukan", "Bill not found"),
        (
            Trouble::Nowhere,
            "Halaman tidak ditemukan",
            "Page not found",
        ),
        (Trouble::TooOften(42), "dalam 42 detik", "in 42 seconds"),
        (Trouble::Away, "Sedang ada gangguan", "Something went wrong"),
    ] {
        let told = |language| {
            set(Timestamp(0), language, |setting| {
                let path = "/lacak/\"><script>";
                TroublePage {
                    setting,
                    trouble,
                    path,
                }
                .to_string()
            })
        };
        let (first, second) = (told(Language::Indonesian), told(Language::English));
        has(&first, &[indonesian, "noindex"]);
        has(&second, &[english]);
        lacks(&first, &["\"><script>"]);
    }
}
