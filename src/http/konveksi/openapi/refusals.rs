//! What Konveksi refuses, told with the answers themselves: no example is made up.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::Value;
use serde_json::json;

use crate::access::Denied;
use crate::actors::order::OrderError;
use crate::domain::konveksi::Refusal;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::error::engine::explain;
use crate::http::konveksi::openapi::sample;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Told;
use crate::http::openapi::operation::Who;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::flaws::Flaw;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::sentences::access;

impl Operation {
    /// The order may refuse for these reasons.
    pub(crate) fn refuses(self, refusals: &[Refusal]) -> Self {
        refusals.iter().fold(self, |told, refusal| {
            let order = Arc::new(sample::order().clone());
            let error = OrderError::refused(refusal.clone(), Some(order));
            told.fails(explain(error, sample::reader()))
        })
    }

    /// It may be answered this error.
    pub(crate) fn fails(self, error: ApiError) -> Self {
        let ApiError::Client(error) = error else {
            return self;
        };
        let status = error.status.as_u16();
        let mut example = Value::Object(error.envelope());
        example["timestamp"] = json!(sample::MOMENT);
        let field = error.fields.keys().next();
        let name = field.map_or_else(
            || error.code.to_owned(),
            |field| format!("{} {field}", error.code),
        );
        let mut headers = Vec::new();
        if error.retry_after.is_some() {
            headers.push("Retry-After");
        }
        self.tells(
            status,
            Told {
                about: reason(error.status).to_owned(),
                content: vec![("application/json", envelope(error.status))],
                examples: BTreeMap::from([(name, example)]),
                headers,
            },
        )
    }

    /// With everything that follows from what it is.
    pub(crate) fn completed(self) -> Self {
        let unsafe_method = self.method != "get";
        let names_something = self.paths.iter().any(|path| path.contains('{'));
        let has = |name: &str| self.parameters.iter().any(|it| it.name == name);
        let (is_paged, asks_for_deleted) = (has("page"), has("include_deleted"));
        let reads_body = self.body.is_some() || self.has_key;
        let signed_in = self.who.is_signed_in();
        let chosen = matches!(
            self.who,
            Who::AnyoneOrManagers | Who::Workers | Who::SeesMoney | Who::Managers | Who::Owner
        );
        let (has_versions, has_key) = (self.has_versions, self.has_key);
        let is_counted = self.is_counted;

        let mut told = self.invalid();
        if signed_in {
            told = told.fails(Denied::NotSignedIn.into());
        }
        if chosen || asks_for_deleted {
            told = told.fails(ApiError::forbidden());
        }
        if signed_in && unsafe_method {
            told = told.fails(Denied::Csrf.into());
        }
        if names_something || is_paged {
            told = told.fails(ApiError::not_found());
        }
        if has_key {
            told = told.keys();
        }
        if has_versions {
            told = told.versions();
        }
        if reads_body {
            told = told.fails(too_large()).fails(wrong_type());
            told = told.fails(too_slow());
        }
        told = told.fails(sample::exceeded().into());
        let budget = [
            "X-RateLimit-Limit",
            "X-RateLimit-Remaining",
            "X-RateLimit-Reset",
            "X-RateLimit-Window",
        ];
        let tells = if is_counted { &[200, 429][..] } else { &[429] };
        for (status, name) in tells.iter().flat_map(|it| budget.map(|name| (*it, name))) {
            told = told.with_header(status, name);
        }
        let away = (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE");
        told.fails(ApiError::client(away.0, away.1, sentences::UNAVAILABLE).retry_after(5))
    }

    /// What is answered to a request that cannot be understood.
    fn invalid(self) -> Self {
        let in_body = self.body.as_ref();
        let in_body = in_body.and_then(|(_, fields, _)| fields.iter().find(|it| it.is_required));
        let name = in_body.or(self.parameters.first()).map(|field| field.name);
        match name {
            Some(name) => self.fails(ApiError::field(name, Flaw::Required.to_string())),
            None => self.fails(ApiError::invalid(access::WRONG_HOST)),
        }
    }

    fn keys(self) -> Self {
        self.fails(ApiError::client(
            StatusCode::CONFLICT,
            "IDEMPOTENCY_IN_FLIGHT",
            sentences::KEY_IN_FLIGHT,
        ))
        .fails(ApiError::client(
            StatusCode::UNPROCESSABLE_ENTITY,
            "IDEMPOTENCY_MISMATCH",
            sentences::KEY_REUSED,
        ))
    }

    fn versions(self) -> Self {
        let stale = StatusCode::PRECONDITION_FAILED.as_u16();
        let told = if self.answers.contains_key(&stale) {
            self
        } else {
            self.refuses(&[Refusal::Stale(2)])
        };
        [200, 201]
            .into_iter()
            .fold(told, |told, status| told.with_header(status, "ETag"))
    }
}

/// A slip that proves another payment already.
pub(crate) fn slip_used() -> ApiError {
    ApiError::client(StatusCode::CONFLICT, "SLIP_USED", sentences::SLIP_USED)
}

fn too_large() -> ApiError {
    let status = StatusCode::PAYLOAD_TOO_LARGE;
    ApiError::client(status, "PAYLOAD_TOO_LARGE", sentences::TOO_LARGE)
}

fn too_slow() -> ApiError {
    let status = StatusCode::REQUEST_TIMEOUT;
    ApiError::client(status, "TOO_SLOW", access::TOO_SLOW)
}

fn wrong_type() -> ApiError {
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    ApiError::client(status, "UNSUPPORTED_MEDIA_TYPE", sentences::NOT_THAT_TYPE)
}

/// The envelope of an error.
fn envelope(status: StatusCode) -> Shape {
    let text = || json!({ "type": "string" });
    let mut properties = json!({
        "error": { "type": "string", "description": "An Indonesian sentence." },
        "error_code": { "type": "string", "description": "A word for programs." },
        "timestamp": { "type": "string", "format": "date-time" },
    });
    let (name, more, about) = if status == StatusCode::BAD_REQUEST {
        let flaws = json!({ "type": "array", "items": text() });
        properties["details"] = json!({ "type": "object", "additionalProperties": flaws });
        (
            "ValidationError",
            "details",
            "Each field's list stands at top level too.",
        )
    } else {
        properties["detail"] = text();
        properties["field"] = text();
        properties["current_status"] = text();
        properties["allowed_transitions"] = json!({ "type": "array", "items": text() });
        properties["version"] = json!({ "type": "integer" });
        properties["paid_amount"] = json!({ "$ref": "#/components/schemas/Amount" });
        for (name, shown) in [("order", "Order"), ("product", "Product")] {
            let shown = json!({ "$ref": format!("#/components/schemas/{shown}") });
            properties[name] = json!({ "anyOf": [shown, { "type": "null" }] });
        }
        ("Error", "detail", "What a case adds stands at top level.")
    };
    let schema = json!({
        "type": "object",
        "description": about,
        "required": ["error", more, "error_code", "timestamp"],
        "properties": properties,
        "additionalProperties": true,
    });
    // What it may show is described where it is answered.
    let mut shape = Shape::bare(json!({ "$ref": format!("#/components/schemas/{name}") }));
    shape.named.insert(name.to_owned(), schema);
    shape
}

fn reason(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "Permintaan tidak bisa dipahami.",
        StatusCode::UNAUTHORIZED => "Belum masuk.",
        StatusCode::FORBIDDEN => "Tidak boleh.",
        StatusCode::NOT_FOUND => "Tidak ada.",
        StatusCode::REQUEST_TIMEOUT => "Isi permintaan datang terlalu lambat.",
        StatusCode::CONFLICT => {
            "Tidak bisa dalam keadaan sekarang; `error_code` menyebut alasannya."
        }
        StatusCode::PRECONDITION_FAILED => "Sudah berubah sejak versi yang dilihat.",
        StatusCode::PAYLOAD_TOO_LARGE => "Isi permintaan terlalu besar.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "Jenis isinya tidak diterima.",
        StatusCode::UNPROCESSABLE_ENTITY => "Kunci pengulangan ini milik permintaan lain.",
        StatusCode::TOO_MANY_REQUESTS => "Terlalu sering.",
        StatusCode::SERVICE_UNAVAILABLE => "Sedang tidak bisa; coba lagi sebentar.",
        _ => "Gagal.",
    }
}
