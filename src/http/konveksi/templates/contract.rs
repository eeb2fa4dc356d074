//! What templates are asked and answer, for the contract.

use serde_json::Value;
use serde_json::json;

use crate::domain::contact::Channel;
use crate::http::konveksi::messages::letter::no_such_template;
use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::templates::Choices;
use crate::http::konveksi::templates::Preview;
use crate::http::openapi::field::Field;
use crate::http::openapi::field::flag;
use crate::http::openapi::field::values;
use crate::http::openapi::field::word;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::get;
use crate::http::openapi::operation::post;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::letter::AVAILABLE;
use crate::wire::konveksi::letter::builtin;
use crate::wire::konveksi::template::TemplateView;
use crate::wire::konveksi::words::message::TemplateKind;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let all = builtin();
    let view = all.first().map(TemplateView::of);
    let view = sample::written(&view);
    let choices = json!({
        "template_types": [["dp_invoice", "DP Invoice"]],
        "notification_channels": [["whatsapp", "WhatsApp"]],
        "available_variables": AVAILABLE,
    });
    vec![
        get("/api/v1/admin/templates/", "Daftar templat")
            .query(filters())
            .answers(200, Shape::of::<TemplateView<'_>>().list(), json!([view])),
        get(
            "/api/v1/admin/notification-templates/",
            "Daftar templat, per halaman",
        )
        .query(filters())
        .paged()
        .answers(
            200,
            Shape::of::<TemplateView<'_>>().page(),
            sample::page(&view),
        ),
        get("/api/v1/admin/templates/{id}/", "Lihat templat")
            .also("/api/v1/admin/notification-templates/{id}/")
            .answers(200, Shape::of::<TemplateView<'_>>(), view)
            .fails(no_such_template()),
        post("/api/v1/admin/templates/{id}/preview/", "Coba templat")
            .also("/api/v1/admin/notification-templates/{id}/preview/")
            .says("Menulis pesan yang tidak dikirim ke siapa pun.")
            .body(
                [values("context")],
                json!({ "context": { "customer_name": "Budi Santoso" } }),
            )
            .answers(200, Shape::of::<Preview>(), json!({ "rendered": letter() }))
            .fails(no_such_template()),
        get("/api/v1/admin/template-types/", "Pilihan untuk templat").answers(
            200,
            Shape::of::<Choices>(),
            choices,
        ),
    ]
}

/// A letter as its customer would read it.
pub(in crate::http::konveksi) fn letter() -> Value {
    json!({
        "subject": "Tagihan DP pesanan ORD-20250630-A1B",
        "body": "Halo Budi Santoso, tagihan DP pesanan Anda sudah siap.",
    })
}

fn filters() -> [Field; 3] {
    [
        word::<TemplateKind>("type"),
        word::<Channel>("channel"),
        flag("is_active"),
    ]
}
