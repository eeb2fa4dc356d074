//! What accounts of staff are asked and answer, for the contract.

use axum::http::StatusCode;
use serde_json::Value;
use serde_json::json;

use crate::domain::role::Role;
use crate::http::konveksi::auth::contract::person;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::users::body::PASSWORD_CHARS;
use crate::http::konveksi::users::body::USERNAME_CHARS;
use crate::http::konveksi::users::view::NoteView;
use crate::http::konveksi::users::view::StaffView;
use crate::http::openapi::field::Field;
use crate::http::openapi::field::flag;
use crate::http::openapi::field::line;
use crate::http::openapi::field::word;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::delete;
use crate::http::openapi::operation::get;
use crate::http::openapi::operation::patch;
use crate::http::openapi::operation::post;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::sentences::people;

const ID: &str = "/api/v1/admin/users/{id}/";

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let note = json!({
        "id": "0197c0de-0000-7000-8000-000000000e01", "timestamp": sample::MOMENT,
        "action": "changed", "description": people::done("changed"), "user": "owner",
        "changes": { "role": ["admin", "viewer"] },
    });
    let last = StatusCode::CONFLICT;
    let last = || ApiError::client(last, "LAST_OWNER", people::LAST_OWNER);
    let operations = [
        get("/api/v1/admin/users/", "Daftar akun")
            .query([flag("is_active")])
            .paged()
            .answers(
                200,
                Shape::of::<StaffView<'_>>().page(),
                sample::page(&account()),
            ),
        post("/api/v1/admin/users/", "Buat akun")
            .body(
                fields().map(|field| match field.name {
                    "username" | "password" | "role" => field.required(),
                    _ => field,
                }),
                json!({ "username": "sari", "password": "benang merah", "role": "production" }),
            )
            .keyed()
            .answers(201, Shape::of::<StaffView<'_>>(), account())
            .fails(ApiError::field("username", people::USERNAME_TAKEN)),
        get(ID, "Lihat akun")
            .numbered()
            .answers(200, Shape::of::<StaffView<'_>>(), account()),
        patch(ID, "Ubah akun")
            .numbered()
            .body(fields(), json!({ "role": "viewer" }))
            .keyed()
            .answers(200, Shape::of::<StaffView<'_>>(), account())
            .fails(last()),
        delete(ID, "Nonaktifkan akun")
            .numbered()
            .says("Apa yang pernah dilakukannya tetap tercatat atas namanya.")
            .answers_nothing(204)
            .fails(last()),
        get("/api/v1/admin/users/{id}/audit-trail/", "Riwayat akun")
            .numbered()
            .paged()
            .answers(200, Shape::of::<NoteView<'_>>().page(), sample::page(&note)),
    ];
    operations.map(|operation| operation.by(Who::Owner)).into()
}

fn fields() -> impl Iterator<Item = Field> {
    let own = [
        line("username", USERNAME_CHARS),
        line("password", PASSWORD_CHARS),
        word::<Role>("role"),
        flag("is_active"),
    ];
    own.into_iter().chain(person())
}

fn account() -> Value {
    json!({
        "id": 3, "username": "sari", "email": "sari@contoh.id", "first_name": "Sari",
        "last_name": "", "role": "production", "surfaces": ["konveksi"], "is_active": true,
        "created_at": sample::MOMENT, "last_login": null,
    })
}
