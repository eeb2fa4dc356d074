//! What alerts are asked and answer, for the contract.

use serde_json::Value;
use serde_json::json;

use crate::domain::ids::AlertId;
use crate::http::konveksi::openapi::sample;
use crate::http::openapi::field::bare;
use crate::http::openapi::field::flag;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::get;
use crate::http::openapi::operation::post;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::alert::AlertView;
use crate::wire::konveksi::alert::KINDS;
use crate::wire::konveksi::alert::Kept;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let kinds: Vec<_> = KINDS.into_iter().chain(["money_*", "system_*"]).collect();
    vec![
        get("/api/v1/admin/security/alerts/", "Daftar peringatan")
            .query([
                bare("type", json!({ "type": "string", "enum": kinds })),
                flag("acknowledged"),
            ])
            .paged()
            .answers(
                200,
                Shape::of::<AlertView<'_>>().page(),
                sample::page(&alert()),
            ),
        post(
            "/api/v1/admin/security/alerts/{id}/acknowledge/",
            "Tandai sudah dilihat",
        )
        .answers(200, Shape::of::<AlertView<'_>>(), alert()),
    ]
}

fn alert() -> Value {
    let order = sample::order();
    let data = json!({ "order_code": order.code, "amount": 250_000 }).to_string();
    sample::written(&AlertView::of(
        Kept {
            id: AlertId(order.id.0),
            kind: "money_over",
            severity: "medium",
            order: Some(order.id),
            data: &data,
            count: 1,
            first_seen_at: sample::NOW,
            last_seen_at: sample::NOW,
            acknowledged_at: None,
            acknowledged_by: None,
        },
        sample::NAME,
    ))
}
