//! What the payment provider's messages are answered, for the contract.

use axum::http::StatusCode;
use serde_json::json;

use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::webhook::Taken;
use crate::http::openapi::field::bare;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::post;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::sentences;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let text = |name| bare(name, json!({ "type": "string" }));
    let number = |name| bare(name, json!({ "type": "number" }));
    vec![
        post("/api/v1/webhook/xendit/", "Kabar dari penyedia pembayaran")
            .by(Who::Provider)
            .says("Pesan yang sama dua kali dihitung sekali; urutannya tidak penting.")
            .body(
                [
                    text("id"),
                    text("external_id"),
                    text("status"),
                    number("amount"),
                    number("paid_amount"),
                    text("paid_at"),
                    text("payment_method"),
                ],
                json!({
                    "id": "6862a1c8f1e4d2b3a4c5d6e7", "external_id": "INV-482913-K7Q-1",
                    "status": "PAID", "amount": 3_750_000, "paid_amount": 3_750_000,
                    "paid_at": sample::MOMENT, "payment_method": "BANK_TRANSFER",
                }),
            )
            .answers(
                200,
                Shape::of::<Taken>(),
                json!({ "status": "success", "message": sentences::WEBHOOK_TAKEN }),
            )
            .fails(ApiError::client(
                StatusCode::UNAUTHORIZED,
                "NOT_AUTHENTICATED",
                sentences::WEBHOOK_TOKEN,
            ))
            .fails(sample::exceeded().into()),
    ]
}
