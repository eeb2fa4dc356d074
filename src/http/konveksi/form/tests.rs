//! What a form takes, and how it complains.

use axum::response::IntoResponse;
use serde_json::json;

use super::*;
use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::fields;

#[test]
fn values_are_taken_leniently() {
    let body = json!({
        "name": " Bu\u{0}di ",
        "quantity": "50",
        "price": "7500000.00",
        "share": 50.5,
        "status": "lunas",
        "sure": "true",
        "at": "2025-06-30T14:30:00+07:00",
        "id": "550e8400-e29b-41d4-a716-446655440002",
    });
    let mut form = Form::of(body.as_object().unwrap());

    assert_eq!(
        form.line("name", fields::NAME_CHARS).as_deref(),
        Some("Budi")
    );
    assert_eq!(form.whole("quantity", fields::QUANTITY), Some(50));
    assert_eq!(form.amount("price", fields::PRICE), Some(Rupiah(7_500_000)));
    assert_eq!(
        form.share("share", fields::DP_SHARE),
        Some(BasisPoints(5_050))
    );
    assert_eq!(form.word("status"), Some(Status::Settled));
    assert_eq!(form.flag("sure"), Some(true));
    assert_eq!(
        form.moment("at").map(|at| at.to_string()).as_deref(),
        Some("2025-06-30T07:30:00Z")
    );
    assert!(form.id::<InvoiceId>("id").is_some());
    assert_eq!(form.line("absent", fields::NAME_CHARS), None);
    assert!(form.finish(()).is_ok());
}

#[test]
fn every_flaw_is_told_at_once() {
    let body = json!({
        "name": "\u{0}B",
        "kind": ["x"],
        "quantity": 1e300,
        "half": 1.5,
        "price": "0.5",
        "negative": -5,
        "share": "49.99",
        "status": "menunggu",
        "sure": 1,
        "at": "kemarin",
        "id": "'; REMOVE TABLE order; --",
        "null": null,
    });
    let mut form = Form::of(body.as_object().unwrap());
    form.require("missing");
    form.line("name", fields::NAME_CHARS);
    form.line("kind", fields::NAME_CHARS);
    form.whole("quantity", fields::QUANTITY);
    form.whole("half", fields::QUANTITY);
    form.amount("price", fields::PRICE);
    form.amount("negative", fields::PRICE);
    form.share("share", fields::DP_SHARE);
    form.word::<Status>("status");
    form.flag("sure");
    form.moment("at");
    form.id::<InvoiceId>("id");
    form.line("null", fields::NAME_CHARS);

    insta::assert_debug_snapshot!(form.flaws, @r#"
    {
        "at": [
            "Waktu tidak terbaca. Pakai format RFC 3339, misalnya 2025-06-30T14:30:00+07:00.",
        ],
        "half": [
            "Harus berupa bilangan bulat.",
        ],
        "id": [
            "Harus berupa UUID yang benar.",
        ],
        "kind": [
            "Harus berupa teks.",
        ],
        "missing": [
            "Wajib diisi.",
        ],
        "name": [
            "Panjangnya 2 sampai 255 karakter.",
        ],
        "negative": [
            "Harus antara Rp 1 dan Rp 999.999.999.",
        ],
        "null": [
            "Wajib diisi.",
        ],
        "price": [
            "Pecahan sekecil ini tidak diterima.",
        ],
        "quantity": [
            "Harus antara 1 dan 10000.",
        ],
        "share": [
            "Harus antara 50.00% dan 100.00%.",
        ],
        "status": [
            "Pilihan yang tersedia: menunggu_link, link_dibuat, dp_dibayar, pengerjaan_selesai, menunggu_pelunasan, lunas, dibatalkan.",
        ],
        "sure": [
            "Harus berupa true atau false.",
        ],
    }
    "#);
    let answer = form.finish(()).unwrap_err().into_response();
    assert_eq!(answer.status(), 400);
}

#[test]
fn lengths_are_counted_in_characters() {
    let body = json!({ "name": "é".repeat(255), "long": "é".repeat(256) });
    let mut form = Form::of(body.as_object().unwrap());

    assert!(form.line("name", fields::NAME_CHARS).is_some());
    assert!(form.line("long", fields::NAME_CHARS).is_none());
}
