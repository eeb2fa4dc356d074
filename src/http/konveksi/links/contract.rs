//! What asking for payment links is answered, for the contract.

use axum::http::StatusCode;
use serde_json::Value;
use serde_json::json;

use crate::domain::contact::Channel;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::LinkKind;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::links::Issued;
use crate::http::konveksi::links::Requested;
use crate::http::konveksi::links::regenerate;
use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::order::contract::illegal_status;
use crate::http::konveksi::orders::contract::dp_percent;
use crate::http::konveksi::orders::contract::issued;
use crate::http::openapi::field::Field;
use crate::http::openapi::field::order;
use crate::http::openapi::field::word;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::post;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::invoice::FinalInvoiceView;
use crate::wire::konveksi::sentences;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    vec![
        issue(post(
            "/api/v1/order/{id}/create-payment-link/",
            "Buat link pembayaran",
        ))
        .also("/api/v1/admin/orders/{id}/create-payment-link/")
        .says("Boleh diulang bila tak ada tagihan sejenis yang terbuka. Pesannya ikut dikirim.")
        .body(kinds(), json!({ "payment_type": "dp", "dp_percent": 50 })),
        issue(post("/api/v1/invoice/", "Buat tagihan"))
            .says("Seperti membuat link pembayaran, tanpa pesan kepada pelanggan.")
            .body(
                [order("order").required()].into_iter().chain(kinds()),
                json!({ "order": "ORD-20250630-A1B", "payment_type": "dp" }),
            )
            .fails(ApiError::field("order", sentences::NOT_FOUND))
            .refuses(&[Refusal::NotFound]),
        post(
            "/api/v1/order/{id}/request-final-payment/",
            "Minta pelunasan",
        )
        .also("/api/v1/admin/orders/{id}/request-final-payment/")
        .also("/api/v1/admin/order/{id}/request-final-payment/")
        .says("Membuat tagihan pelunasan. Tidak ada pesan yang terkirim dengan sendirinya.")
        .versioned()
        .answers(200, Shape::of::<Requested<'_>>(), requested())
        .refuses(&[
            illegal_status(),
            Refusal::InvoiceOpen,
            Refusal::NothingDue,
            Refusal::PlanActive,
            Refusal::FinalRequested,
        ]),
        regenerate::told(),
    ]
}

fn kinds() -> [Field; 3] {
    [
        word::<LinkKind>("payment_type").or_null(),
        dp_percent(),
        word::<Channel>("notification_channel").or_null(),
    ]
}

fn issue(operation: Operation) -> Operation {
    operation
        .versioned()
        .answers(201, Shape::of::<Issued<'_>>(), issued())
        .refuses(&[
            illegal_status(),
            Refusal::ShareNeeded,
            Refusal::Unreachable,
            Refusal::TermsFixed,
            Refusal::InvoiceOpen,
            Refusal::NothingDue,
            Refusal::PlanActive,
        ])
}

fn requested() -> Value {
    let order = sample::order();
    let invoice = order.invoices.first().map(FinalInvoiceView::of);
    json!({
        "success": true, "message": sentences::FINAL_REQUESTED, "order_id": order.id,
        "order_code": order.code, "new_order_status": "pengerjaan_selesai",
        "attempt_status": "open", "final_invoice": invoice, "note": sentences::FINAL_NOT_SENT,
        "notification_sent": false,
    })
}

/// The documented refusal of an invoice that was paid.
pub(super) fn not_again() -> ApiError {
    ApiError::client(
        StatusCode::BAD_REQUEST,
        "NOT_PAYABLE",
        sentences::RENEW_PAID,
    )
    .with("invoice_code", "INV-482913-K7Q")
    .with("current_status", "sudah dibayar")
}
