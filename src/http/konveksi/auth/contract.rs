//! What signing in and out is asked and answers, for the contract.

use axum::http::StatusCode;
use serde_json::json;

use crate::access::Denied;
use crate::domain::role::Role;
use crate::http::konveksi::auth::LoginView;
use crate::http::konveksi::auth::ProfileView;
use crate::http::konveksi::auth::RefreshView;
use crate::http::konveksi::auth::own::Changed;
use crate::http::konveksi::auth::sessions::SessionView;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::users::body::ANY_PASSWORD_CHARS;
use crate::http::konveksi::users::body::NAME_CHARS;
use crate::http::konveksi::users::body::PASSWORD_CHARS;
use crate::http::openapi::field::Field;
use crate::http::openapi::field::bare;
use crate::http::openapi::field::line;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::delete;
use crate::http::openapi::operation::get;
use crate::http::openapi::operation::patch;
use crate::http::openapi::operation::post;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::sentences::access;
use crate::wire::konveksi::sentences::people;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let text = |name| bare(name, json!({ "type": "string", "minLength": 1 }));
    let user = json!({
        "id": 1, "username": "admin", "email": "admin@contoh.id",
        "first_name": "Siti", "last_name": "Rahma", "role": Role::Admin.word(),
    });
    let mut profile = user.clone();
    profile["surfaces"] = json!(["konveksi"]);
    let busy = StatusCode::SERVICE_UNAVAILABLE;
    vec![
        post("/api/v1/auth/login/", "Masuk")
            .by(Who::Anyone)
            .says(
                "Menjawab token akses, dan menaruh cookie `sessionid`, `csrftoken` dan `refresh`. \
                 `username` boleh berisi alamat email.",
            )
            .body(
                [text("username").required(), text("password").required()],
                json!({ "username": "admin", "password": "password123" }),
            )
            .answers(
                200,
                Shape::of::<LoginView<'_>>(),
                json!({ "user": user, "success": true, "access": "eyJhbGciOiJIUzI1NiJ9…" }),
            )
            .with_header(200, "Set-Cookie")
            .fails(ApiError::field(
                "non_field_errors",
                access::WRONG_CREDENTIALS,
            ))
            .fails(ApiError::client(
                StatusCode::FORBIDDEN,
                "PERMISSION_DENIED",
                access::INACTIVE,
            ))
            .fails(ApiError::client(busy, "BUSY", access::SIGN_IN_CROWD).retry_after(1)),
        post("/api/v1/auth/logout/", "Keluar")
            .by(Who::SignedIn)
            .answers_nothing(205)
            .with_header(205, "Set-Cookie"),
        post("/api/v1/auth/refresh/", "Perbarui token akses")
            .by(Who::Anyone)
            .says(
                "Menukar token `refresh`, dari cookie atau dari isi permintaan. Token itu sekali \
                 pakai: yang dipakai dua kali mengakhiri semua yang lahir darinya.",
            )
            .body(
                [text("refresh")],
                json!({ "refresh": "eyJhbGciOiJIUzI1NiJ9…" }),
            )
            .answers(
                200,
                Shape::of::<RefreshView<'_>>(),
                json!({ "access": "eyJhbGciOiJIUzI1NiJ9…" }),
            )
            .with_header(200, "Set-Cookie")
            .fails(Denied::NotSignedIn.into()),
        get("/api/v1/auth/profile/", "Siapa yang masuk")
            .by(Who::SignedIn)
            .answers(200, Shape::of::<ProfileView>(), profile.clone()),
        patch("/api/v1/auth/profile/", "Ubah profil sendiri")
            .by(Who::SignedIn)
            .body(person(), json!({ "first_name": "Siti" }))
            .keyed()
            .answers(200, Shape::of::<ProfileView>(), profile),
        post("/api/v1/auth/change-password/", "Ganti kata sandi sendiri")
            .by(Who::SignedIn)
            .says("Semua sesi lain berakhir.")
            .body(
                [
                    line("old_password", ANY_PASSWORD_CHARS).required(),
                    line("new_password", PASSWORD_CHARS).required(),
                ],
                json!({ "old_password": "password123", "new_password": "benang merah tua" }),
            )
            .keyed()
            .answers(
                200,
                Shape::of::<Changed>(),
                json!({ "success": true, "message": people::PASSWORD_CHANGED }),
            ),
        get("/api/v1/auth/sessions/", "Daftar sesi")
            .by(Who::SignedIn)
            .says("Sesi sendiri; `owner` melihat semua.")
            .query([bare("user", json!({ "type": "string" }))
                .about("The number or the name of an account.")])
            .paged()
            .answers(
                200,
                Shape::of::<SessionView<'_>>().page(),
                sample::page(&session()),
            ),
        delete("/api/v1/auth/sessions/{id}/", "Akhiri sesi")
            .by(Who::SignedIn)
            .answers_nothing(204),
    ]
}

/// What people are called, and where to write to them.
pub(in crate::http::konveksi) fn person() -> [Field; 3] {
    [
        bare("email", json!({ "type": ["string", "null"] })),
        line("first_name", NAME_CHARS),
        line("last_name", NAME_CHARS),
    ]
}

fn session() -> serde_json::Value {
    json!({
        "id": "0197c0de-0000-7000-8000-000000000d01", "user_id": 1, "user": "admin",
        "created_at": sample::MOMENT, "last_seen_at": sample::MOMENT,
        "expires_at": sample::MOMENT, "ip_address": "127.0.0.1", "user_agent": "curl/8",
        "current": true,
    })
}
