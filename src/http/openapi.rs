//! The contract as OpenAPI 3.1, made of what is written beside the handlers.
//!
//! Nothing here knows a surface: each brings its operations.

pub(crate) mod field;
pub(crate) mod operation;
pub(crate) mod shape;

use std::collections::BTreeMap;

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::http::konveksi;

const ABOUT: &str = "\
Pesanan konveksi dari formulir sampai lunas dan terkirim, untuk staf dan pelanggan.

- Jalur diterima dengan atau tanpa garis miring di akhir.
- Uang selalu rupiah utuh dan ditulis sebagai teks dengan dua desimal: `\"7500000.00\"`.
- Waktu ditulis sebagai RFC 3339 dalam UTC.
- Staf masuk lewat `POST /api/v1/auth/login/`, lalu memakai cookie (dengan `X-CSRFToken` untuk \
permintaan yang mengubah sesuatu) atau `Authorization: Bearer`.
- Setiap pesanan membawa `version`, juga sebagai `ETag`. Perubahan boleh menyebut versi yang \
dilihat (`If-Match`, atau `version` di isinya) dan membawa `Idempotency-Key`.
- Yang tidak boleh dilihat sebuah peran tidak ikut terkirim: peran `production` tidak menerima \
jumlah uang sama sekali.";

/// The document, for a server that is reached at `base`.
#[must_use]
pub fn document(base: &str) -> Value {
    let mut named = BTreeMap::new();
    let mut paths = Map::new();
    for operation in konveksi::openapi::operations() {
        for path in &operation.paths {
            let told = operation.told(path, &mut named);
            let item = paths.entry(*path).or_insert_with(|| json!({}));
            item[operation.method] = told;
        }
    }
    let tags = konveksi::openapi::TAGS.iter();
    let tags: Vec<_> = tags
        .map(|(name, about)| json!({ "name": name, "description": about }))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "rajut",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": base }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": named,
            "headers": headers(),
            "securitySchemes": security(),
        },
    })
}

/// The operations that are described, as method and path.
#[cfg(test)]
pub(crate) fn described(operations: &[operation::Operation]) -> Vec<(&'static str, &'static str)> {
    let told = operations.iter();
    let told = told.flat_map(|it| it.paths.iter().map(|path| (it.method, *path)));
    told.collect()
}

fn headers() -> Value {
    let header =
        |kind: &str, about: &str| json!({ "description": about, "schema": { "type": kind } });
    json!({
        "ETag": header("string", "The version of the order: `\"v3\"`."),
        "Retry-After": header("integer", "Seconds to wait before trying again."),
        "Set-Cookie": header("string", "What a browser is to keep of a sign-in."),
        "X-Feed-Cursor": header(
            "string",
            "Up to where in the feed this answer is true; opaque. A socket that is opened with it \
             as `since` tells what came after. Whoever reads all pages takes that of the first, \
             and asks for deleted orders too: they keep their places, so that none is skipped.",
        ),
        "X-RateLimit-Limit": header("integer", "Requests in a window."),
        "X-RateLimit-Remaining": header("integer", "Requests that are left of them."),
        "X-RateLimit-Reset": header("integer", "When the window ends, in seconds since 1970."),
        "X-RateLimit-Window": header("integer", "How long a window is, in seconds."),
    })
}

fn security() -> Value {
    json!({
        "bearer": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "The `access` of a sign-in.",
        },
        "cookie": {
            "type": "apiKey", "in": "cookie", "name": "sessionid",
            "description": "Set by a sign-in.",
        },
        "csrf": {
            "type": "apiKey", "in": "header", "name": "X-CSRFToken",
            "description": "The value of the cookie `csrftoken`; needed with the cookie, unless a \
                browser says that the request is of the same origin.",
        },
        "provider": {
            "type": "apiKey", "in": "header", "name": "X-Callback-Token",
            "description": "What the payment provider was told to prove itself with.",
        },
    })
}
