//! What money nobody could place is asked and answers, for the contract.

use axum::http::StatusCode;
use serde_json::json;

use crate::domain::konveksi::Refusal;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::payments::contract::recorded;
use crate::http::konveksi::payments::recorded::Recorded;
use crate::http::openapi::field::flag;
use crate::http::openapi::field::id;
use crate::http::openapi::field::line;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::get;
use crate::http::openapi::operation::post;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::unmatched::UnmatchedView;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let view = json!({
        "id": "0197c0de-0000-7000-8000-000000000a01",
        "provider_payment_id": "6862a1c8f1e4d2b3a4c5d6e8", "external_id": "INV-000000-XXX-1",
        "amount": "3750000.00", "payment_method": "BANK_TRANSFER", "payer": null,
        "paid_at": sample::MOMENT, "matched": false, "matched_order": null, "matched_at": null,
    });
    vec![
        get(
            "/api/v1/admin/payments/unmatched/",
            "Daftar uang tak dikenal",
        )
        .query([flag("matched").about("Those that were given to an invoice; false if not said.")])
        .paged()
        .answers(
            200,
            Shape::of::<UnmatchedView<'_>>().page(),
            sample::page(&view),
        ),
        post(
            "/api/v1/admin/payments/unmatched/{id}/match/",
            "Cocokkan uang dengan tagihan",
        )
        .says("Tagihannya disebut dengan id atau kodenya.")
        .body(
            [
                id("invoice_id").or_null(),
                line("invoice_code", 1..=44).or_null(),
            ],
            json!({ "invoice_code": "INV-482913-K7Q" }),
        )
        .versioned()
        .answers(200, Shape::of::<Recorded<'_>>(), recorded())
        .refuses(&[Refusal::NoPayment, Refusal::NoInvoice])
        .fails(ApiError::client(
            StatusCode::CONFLICT,
            "ALREADY_RECORDED",
            sentences::ALREADY_RECORDED,
        )),
    ]
}
