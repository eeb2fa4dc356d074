//! What the history of an order is asked and answers, for the contract.

use serde_json::json;

use crate::domain::konveksi::fields;
use crate::http::konveksi::openapi::sample;
use crate::http::openapi::field::flag;
use crate::http::openapi::field::lines;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::get;
use crate::http::openapi::operation::post;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::audit::Entry;
use crate::wire::konveksi::audit::Trail;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let trail = Trail::of(sample::history(), Audience::Staff, sample::NAME);
    let entry = json!({
        "timestamp": sample::MOMENT, "change_type": "note", "previous_status": null,
        "new_status": null, "trigger_source": "admin", "notes": "Bahan datang besok",
        "created_at": sample::MOMENT, "actor": "admin", "version": 5,
    });
    vec![
        get("/api/v1/orders/{id}/audit-trail/", "Riwayat pesanan")
            .by(Who::Staff)
            .query(
                [flag("include_deleted").about("Also when it is deleted, for those who manage.")],
            )
            .answers(200, Shape::of::<Trail>(), sample::written(&trail)),
        post("/api/v1/order/{id}/notes/", "Tambah catatan")
            .also("/api/v1/admin/orders/{id}/notes/")
            .by(Who::Workers)
            .body(
                [lines("text", 1..=fields::NOTE_CHARS_MAX).required()],
                json!({ "text": "Bahan datang besok" }),
            )
            .versioned()
            .answers(201, Shape::of::<Entry>(), entry),
    ]
}
