//! The pages: what `web` was built into, served out of the binary, and the staff's panel.
//!
//! A built file has a digest in its name, so browsers keep it for good; a page is asked for
//! each time, and mostly answered that it is still the same. Nothing on a page comes from
//! elsewhere, and no script stands in it: the policy says so.

pub(in crate::http) mod built;

use axum::Router;
use axum::extract::Path;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::ACCEPT_ENCODING;
use axum::http::header::CACHE_CONTROL;
use axum::http::header::CONTENT_ENCODING;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::header::CONTENT_TYPE;
use axum::http::header::ETAG;
use axum::http::header::IF_NONE_MATCH;
use axum::http::header::VARY;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;

use self::built::File;
use super::konveksi::error::ApiError;
use crate::wire::pages;

/// What a page may do: run and show what we built, and speak with us.
pub(in crate::http) const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
     img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'",
);

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const GZIP: HeaderValue = HeaderValue::from_static("gzip");

/// The file that the panel is.
const PANEL: &str = "admin.html";

/// Built files, and the panel of the surfaces that are on.
pub(super) fn routes(panel: bool) -> Router {
    let built = Router::new().route("/assets/{*name}", get(asset));
    if !panel {
        return built;
    }
    built
        .route("/admin", get(self::panel))
        .route("/admin/{*place}", get(self::panel))
}

/// The panel, whichever of its places is asked for: it finds its way itself.
async fn panel(request: Request) -> Response {
    match built::file(PANEL) {
        Some(page) => shown(page, request.headers()),
        None => not_built(),
    }
}

/// A built file; its name changes with its content.
async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    let file = built::file(&format!("assets/{name}")).ok_or_else(ApiError::not_found)?;
    Ok(([(CACHE_CONTROL, KEEP)], sent(file, &headers)).into_response())
}

/// A page, unless its reader has it already.
fn shown(page: &File, headers: &HeaderMap) -> Response {
    let about: [(HeaderName, HeaderValue); 3] = [
        (CACHE_CONTROL, ASK_AGAIN),
        (CONTENT_SECURITY_POLICY, POLICY),
        (ETAG, page.tag()),
    ];
    let known = headers.get(IF_NONE_MATCH);
    let known = known.and_then(|tags| tags.to_str().ok());
    if known.is_some_and(|tags| page.is_among(tags)) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, sent(page, headers)).into_response()
}

/// A file, packed for whoever can unpack it.
fn sent(file: &File, headers: &HeaderMap) -> Response {
    let accepted = headers.get(ACCEPT_ENCODING);
    let accepted = accepted.and_then(|it| it.to_str().ok()).unwrap_or_default();
    let kind = (CONTENT_TYPE, file.kind());
    let varies = (VARY, HeaderValue::from_static("accept-encoding"));
    match file.packed.filter(|_| takes_gzip(accepted)) {
        Some(packed) => ([kind, varies, (CONTENT_ENCODING, GZIP)], packed).into_response(),
        None => ([kind, varies], file.plain).into_response(),
    }
}

fn takes_gzip(accepted: &str) -> bool {
    accepted.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        name.trim().eq_ignore_ascii_case("gzip") && weight.parse() != Ok(0.0)
    })
}

/// For whoever built the server alone.
fn not_built() -> Response {
    let about = [
        (CONTENT_TYPE, HTML),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    (StatusCode::SERVICE_UNAVAILABLE, about, pages::NOT_BUILT).into_response()
}

#[cfg(test)]
mod tests;
