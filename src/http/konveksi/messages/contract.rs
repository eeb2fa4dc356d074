//! What messages to customers are asked and answer, for the contract.

use axum::http::StatusCode;
use serde_json::Value;
use serde_json::json;

use crate::domain::contact::Channel;
use crate::domain::konveksi::Refusal;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::messages::letter::link_opening;
use crate::http::konveksi::messages::view::LinkSent;
use crate::http::konveksi::messages::view::TemplateSent;
use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::templates::contract::letter;
use crate::http::openapi::field::id;
use crate::http::openapi::field::values;
use crate::http::openapi::field::word;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::post;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::sentences::messages;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let sends = |operation: Operation| {
        operation
            .versioned()
            .refuses(&[Refusal::NoInvoice, Refusal::NotPayable])
            .fails(unreachable())
            .fails(link_opening())
            .fails(ApiError::field("custom_context", messages::FILLINGS_WRONG))
    };
    vec![
        sends(
            post(
                "/api/v1/invoice/{id}/send-payment-link/",
                "Kirim link pembayaran",
            )
            .also("/api/v1/admin/invoice/{id}/send-payment-link/")
            .says("Bila halamannya belum siap, pesannya menyusul dengan sendirinya.")
            .body(
                [word::<Channel>("channel").or_null()],
                json!({ "channel": "whatsapp" }),
            )
            .answers(200, Shape::of::<LinkSent<'_>>(), link_sent()),
        ),
        sends(
            post(
                "/api/v1/admin/invoice/{id}/send-notification/",
                "Kirim pesan dari templat",
            )
            .body(
                [id("template_id").required(), values("custom_context")],
                json!({
                    "template_id": template(), "custom_context": { "catatan": "Terima kasih" },
                }),
            )
            .answers(200, Shape::of::<TemplateSent<'_>>(), template_sent()),
        ),
    ]
}

fn template() -> &'static str {
    "0197c0de-0000-7000-8000-000000000b01"
}

fn link_sent() -> Value {
    let order = sample::order();
    let invoice = &order.invoices[0];
    json!({
        "success": true, "message": messages::handed(Channel::Whatsapp, true),
        "invoice_id": invoice.id, "invoice_code": invoice.code, "notification_sent": true,
        "sent_channels": ["whatsapp"], "attempt_status": "open", "status_order": "link_dibuat",
        "sandbox": true,
    })
}

fn template_sent() -> Value {
    let mut sent = link_sent();
    let fields = sent.as_object_mut();
    fields.map(|fields| fields.remove("status_order"));
    sent["template_used"] = json!({
        "id": template(), "name": "Tagihan DP", "type": "dp_invoice", "channel": "both",
    });
    sent["rendered_content"] = letter();
    sent["context_used"] = json!({ "customer_name": "Budi Santoso" });
    sent
}

fn unreachable() -> ApiError {
    let sentence = sentences::refusal(&Refusal::Unreachable);
    ApiError::client(StatusCode::CONFLICT, "UNREACHABLE", sentence)
}
