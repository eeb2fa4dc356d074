//! What the log of requests is asked and answers, for the contract.

use serde_json::json;

use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::security::METHODS;
use crate::http::konveksi::security::RequestView;
use crate::http::openapi::field::bare;
use crate::http::openapi::field::day;
use crate::http::openapi::field::one_of;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::get;
use crate::http::openapi::shape::Shape;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let text = |name, about| bare(name, json!({ "type": "string" })).about(about);
    let status = json!({ "type": "integer", "minimum": 100, "maximum": 599 });
    let line = json!({
        "timestamp": sample::MOMENT, "ip_address": "127.0.0.1", "user_agent": "curl/8",
        "endpoint": "/api/v1/order", "method": "GET", "status_code": 200, "response_time": 3,
        "user": "admin", "code": null,
    });
    vec![
        get("/api/v1/admin/security/logs/", "Catatan permintaan")
            .query([
                text("user", "The number or the name of an account."),
                text("ip_address", "An address."),
                one_of("method", &METHODS),
                bare("status_code", status),
                text("endpoint", "A path."),
                day("date_from"),
                day("date_to"),
            ])
            .paged()
            .answers(
                200,
                Shape::of::<RequestView<'_>>().page(),
                sample::page(&line),
            ),
    ]
}
