//! What products are asked and answer, for the contract.

use axum::http::StatusCode;
use serde_json::Value;
use serde_json::json;

use crate::domain::konveksi::product::DESCRIPTION_CHARS;
use crate::domain::konveksi::product::NAME_CHARS;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::products::no_such_product;
use crate::http::konveksi::products::stale;
use crate::http::openapi::field::Field;
use crate::http::openapi::field::amount;
use crate::http::openapi::field::bare;
use crate::http::openapi::field::file;
use crate::http::openapi::field::flag;
use crate::http::openapi::field::line;
use crate::http::openapi::field::lines;
use crate::http::openapi::field::word;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::Written;
use crate::http::openapi::operation::delete;
use crate::http::openapi::operation::get;
use crate::http::openapi::operation::patch;
use crate::http::openapi::operation::post;
use crate::http::openapi::operation::put;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::product::ProductView;
use crate::wire::konveksi::sentences::product;
use crate::wire::konveksi::words::product::ProductOrdering;

const ID: &str = "/api/v1/produkpost/{id}/";

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let text = |name| bare(name, json!({ "type": "string" }));
    let change = |operation: Operation, status, is_whole| {
        operation
            .written(Written::Both, fields(is_whole), form())
            .answers(status, Shape::of::<ProductView<'_>>(), view())
    };
    let versioned = |operation: Operation| operation.fails(stale(2, view())).versioned();
    vec![
        get("/api/v1/produkpost/", "Daftar produk")
            .by(Who::Anyone)
            .query([
                text("search").about("Part of a name, a description or a category."),
                text("kategori"),
                word::<ProductOrdering>("ordering"),
                flag("include_inactive")
                    .about("Those that are not shown too, for those who manage."),
            ])
            .paged()
            .picked()
            .answers(
                200,
                Shape::of::<ProductView<'_>>().page().or_some_of("Product"),
                sample::page(&view()),
            )
            .fails(ApiError::forbidden()),
        change(post("/api/v1/produkpost/", "Tambah produk"), 201, true)
            .keyed()
            .with_header(201, "ETag")
            .fails(ApiError::client(
                StatusCode::CONFLICT,
                "CATALOGUE_FULL",
                product::FULL,
            )),
        get(ID, "Lihat produk")
            .by(Who::Anyone)
            .answers(200, Shape::of::<ProductView<'_>>(), view())
            .with_header(200, "ETag")
            .answers_nothing(304)
            .fails(no_such_product()),
        versioned(change(patch(ID, "Ubah produk"), 200, false)),
        versioned(change(put(ID, "Ganti isi produk"), 200, true)),
        versioned(delete(ID, "Hapus produk")).answers_nothing(204),
    ]
}

fn fields(is_whole: bool) -> Vec<Field> {
    let whole = [
        line("nama", NAME_CHARS),
        lines("deskripsi", DESCRIPTION_CHARS),
        line("kategori", NAME_CHARS),
        amount("harga"),
    ];
    let needed = |field: Field| if is_whole { field.required() } else { field };
    let whole = whole.into_iter().map(needed);
    let picture = file("gambar")
        .or_null()
        .about("A picture, 10 MiB at most; null takes it away.");
    whole.chain([flag("is_active"), picture]).collect()
}

fn form() -> Value {
    json!({
        "nama": "Kaos Polos", "deskripsi": "Katun 24s, sablon plastisol",
        "kategori": "Kaos", "harga": "85000.00",
    })
}

fn view() -> Value {
    json!({
        "id": "0197c0de-0000-7000-8000-000000000c01", "nama": "Kaos Polos",
        "deskripsi": "Katun 24s, sablon plastisol", "kategori": "Kaos", "harga": "85000.00",
        "created_at": sample::MOMENT, "updated_at": sample::MOMENT, "gambar": null,
        "is_active": true, "version": 1,
    })
}
