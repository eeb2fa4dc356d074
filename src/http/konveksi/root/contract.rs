//! What the entrance answers, for the contract.

use serde_json::json;

use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::root::RootView;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::get;
use crate::http::openapi::shape::Shape;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    vec![
        get("/api/v1/", "Apa yang ada di sini")
            .by(Who::Anyone)
            .answers(
                200,
                Shape::of::<RootView>(),
                json!({
                    "name": "rajut", "version": env!("CARGO_PKG_VERSION"), "status": "ok",
                    "documentation": format!("{}/docs", sample::BASE),
                    "openapi": format!("{}/openapi.json", sample::BASE),
                    "endpoints": { "orders": format!("{}/api/v1/order/", sample::BASE) },
                }),
            ),
    ]
}
