//! What files are asked and answer, for the contract.

use serde_json::json;

use crate::domain::media::Media;
use crate::http::konveksi::media::PATH;
use crate::http::openapi::field::bare;
use crate::http::openapi::field::one_of;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::get;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let kinds = Media::ALL.map(Media::media_type);
    let part = |name, pattern: &str| bare(name, json!({ "type": "string", "pattern": pattern }));
    let file = get(PATH, "Ambil berkas")
        .by(Who::Anyone)
        .says(
            "Alamatnya tertulis di `design` sebuah pesanan dan di `gambar` sebuah produk, dan \
             tidak bisa ditebak. Sebagian berkas boleh diminta dengan `Range`.",
        )
        .answers_as(200, &kinds)
        .with_header(200, "ETag")
        .answers_as(206, &kinds)
        .answers_nothing(304)
        .answers_nothing(416)
        .placed([
            one_of("kind", &["designs", "products"]),
            part("year", r"^\d{4}$"),
            part("month", r"^(0[1-9]|1[0-2])$"),
            part("day", r"^(0[1-9]|[12]\d|3[01])$"),
            part("name", r"^[0-9a-f]{32}\.[a-z]{2,4}$"),
        ]);
    vec![file]
}
