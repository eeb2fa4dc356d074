//! The pages, as a browser without a script would use them.

use serde_json::json;

use super::kit::Stage;
use crate::domain::rupiah::Rupiah;
use crate::integrations::payment::sandbox::faults::Faults;
use crate::integrations::payment::sandbox::faults::Refusal;
use crate::integrations::payment::sandbox::faults::RefusalKind;
use crate::integrations::payment::sandbox::invoice::Status;

async fn described(stage: &Stage, description: &str) -> String {
    let asked = json!({
        "external_id": "RJT-<1>", "amount": 7_500_000, "description": description,
        "success_redirect_url": "http://toko.example/ok?a=1&b=\"2\"",
        "failure_redirect_url": "http://toko.example/no",
    });
    let made = stage.post("/v2/invoices", &asked).await;
    format!("/sandbox/pay/{}", made.body["id"].as_str().unwrap())
}

#[tokio::test]
async fn the_page_says_what_is_to_be_paid_and_that_it_is_no_real_money() {
    let stage = Stage::start().await;
    let path = described(&stage, "Kaos <script>alert(1)</script>").await;

    let page = stage.get(&path).await;

    assert_eq!(page.status, 200);
    for part in [
        "SANDBOX",
        "Rp 7.500.000",
        "3 Jan 2026, 10.04 WIB",
        "QRIS",
        "Virtual Account BCA",
        "OVO",
        "Alfamart",
        "value=\"bayar\"",
        "Bayar kurang",
        "Bayar dua kali",
        "Kedaluwarsakan",
        "Kaos &lt;script&gt;",
        "http://toko.example/no",
    ] {
        assert!(page.text.contains(part), "{part}");
    }
    assert!(!page.text.contains("<script"), "{}", page.text);
    assert!(!page.text.contains("Bayar setelah kedaluwarsa"));
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert_eq!(page.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn paying_thanks_and_leads_back_to_the_shop() {
    let stage = Stage::start().await;
    let path = described(&stage, "Kaos").await;

    let form = "channel=BCA&deed=bayar";
    let sent = stage.form(&path, form, &[]).await;
    let page = stage.get(&format!("{path}/")).await;
    stage.form(&path, form, &[]).await;

    assert_eq!(sent.status, 303);
    assert_eq!(sent.headers["location"], path.as_str());
    for part in [
        "Terima kasih",
        "Virtual Account BCA",
        "diterima toko (200)",
        "RJT-&lt;1&gt;",
        "href=\"http://toko.example/ok?a=1&amp;b=&quot;2&quot;\"",
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    let invoice = &stage.sandbox.invoices()[0];
    assert_eq!(
        invoice.received,
        [Rupiah(7_500_000)],
        "a form sent twice pays once"
    );
    assert_eq!(stage.shop.heard().len(), 1);
}

#[tokio::test]
async fn every_button_does_what_customers_do() {
    let stage = Stage::start().await;
    let after = async |deeds: &[&str]| {
        let path = described(&stage, "Kaos").await;
        for deed in deeds {
            let form = format!("channel=OVO&deed={deed}");
            assert_eq!(stage.form(&path, &form, &[]).await.status, 303);
        }
        let page = stage.get(&path).await.text;
        let invoice = stage.sandbox.invoices().remove(0);
        (invoice.status, invoice.received, page)
    };
    let whole = Rupiah(7_500_000);

    let (status, received, page) = after(&["bayar-kurang"]).await;
    assert_eq!((status, received), (Status::Paid, vec![Rupiah(3_750_000)]));
    assert!(
        page.contains("kurang Rp 3.750.000 dari Rp 7.500.000"),
        "{page}"
    );
    let (status, received, page) = after(&["bayar-dua-kali"]).await;
    assert_eq!((status, received), (Status::Paid, vec![whole; 2]));
    assert!(page.contains("masuk 2 kali"), "{page}");
    let (status, _, page) = after(&["kedaluwarsakan", "bayar", "bayar-dua-kali"]).await;
    assert_eq!(status, Status::Expired);
    assert!(page.contains("Bayar setelah kedaluwarsa"), "{page}");
    let (status, received, _) = after(&["kedaluwarsakan", "bayar-terlambat"]).await;
    assert_eq!((status, received), (Status::Paid, vec![whole]));
    let (status, _, _) = after(&["bayar-terlambat"]).await;
    assert_eq!(status, Status::Pending);
}

#[tokio::test]
async fn forms_of_other_sites_do_nothing() {
    let stage = Stage::start().await;
    let path = described(&stage, "Kaos").await;
    let own = stage.base.clone();
    let form = "channel=QRIS&deed=bayar";

    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", &own)],
        &[("origin", "http://elsewhere.example")],
        &[("origin", "null")],
    ] {
        assert_eq!(stage.form(&path, form, headers).await.status, 403);
        let faults = stage.form("/sandbox/faults", "silence=ya", headers).await;
        assert_eq!(faults.status, 403, "{headers:?}");
    }
    assert!(stage.sandbox.invoices()[0].received.is_empty());
    for headers in [
        &[("sec-fetch-site", "same-origin")][..],
        &[("origin", &own)],
    ] {
        assert_eq!(stage.form(&path, form, headers).await.status, 303);
    }
}

#[tokio::test]
async fn what_is_not_there_or_makes_no_sense_is_said() {
    let stage = Stage::start().await;
    let path = described(&stage, "Kaos").await;

    let missing = stage.get("/sandbox/pay/nobody").await;
    let acted = stage
        .form("/sandbox/pay/nobody", "deed=bayar&channel=OVO", &[])
        .await;

    assert_eq!((missing.status, acted.status), (404, 404));
    assert!(missing.text.contains("Tagihan tidak ditemukan"));
    for form in [
        "",
        "deed=bayar",
        "deed=bayar&channel=X",
        "deed=x&channel=OVO",
        "\u{0}",
    ] {
        assert_eq!(stage.form(&path, form, &[]).await.status, 400, "{form}");
    }
}

#[tokio::test]
async fn the_overview_shows_invoices_webhooks_and_what_goes_wrong() {
    let stage = Stage::start().await;
    let empty = stage.get("/sandbox").await.text;
    let path = described(&stage, "Jaket <i>").await;
    stage.form(&path, "channel=QRIS&deed=bayar", &[]).await;

    let form = "delay=1&refusal=500x3&twice=ya";
    let sent = stage.form("/sandbox/faults", form, &[]).await;
    let page = stage.get("/sandbox/").await.text;

    assert!(empty.contains("Belum ada tagihan"));
    assert_eq!(sent.headers["location"], "/sandbox/");
    let kind = RefusalKind::Broken;
    let calls = Some(3);
    let chosen = Faults {
        delay: std::time::Duration::from_secs(1),
        refusal: Some(Refusal { kind, calls }),
        twice: true,
        ..Faults::default()
    };
    assert_eq!(stage.sandbox.faults(), chosen);
    for part in [
        "Jaket &lt;i&gt;",
        "invoice.paid",
        ">200<",
        "3 aktif",
        "value=\"500x3\" selected",
        "name=\"twice\" value=\"ya\" checked",
        path.as_str(),
    ] {
        assert!(page.contains(part), "{part}");
    }
    stage
        .form("/sandbox/faults", &format!("{form}&pulihkan=ya"), &[])
        .await;
    assert_eq!(stage.sandbox.faults(), Faults::default());
}
