//! What files are asked and answer, for the contract.

use serde_json::json;

use crate::domain::media::Media;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::get;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let kinds = Media::ALL.map(Media::media_type);
    let mut file = get("/media/{place}/", "Ambil berkas")
        .by(Who::Anyone)
        .says(
            "Alamatnya tertulis di `design` sebuah pesanan dan di `gambar` sebuah produk, dan \
             tidak bisa ditebak. Sebagian berkas boleh diminta dengan `Range`.",
        )
        .answers_as(200, &kinds)
        .with_header(200, "ETag")
        .answers_as(206, &kinds)
        .answers_nothing(304)
        .answers_nothing(416);
    file.id = json!({ "type": "string" });
    vec![file]
}
