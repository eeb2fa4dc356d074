//! `/media/…`: designs of orders and pictures of products, by places that cannot be guessed.
//!
//! A file is sent a chunk at a time and never held whole. Nothing in it runs, and what a
//! browser could take for something else it is told to keep.

pub(super) mod contract;
mod name;
mod range;

use std::sync::Arc;

use axum::Extension;
use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::extract::State;
use axum::extract::rejection::PathRejection;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::ACCEPT_RANGES;
use axum::http::header::CACHE_CONTROL;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::header::CONTENT_LENGTH;
use axum::http::header::CONTENT_RANGE;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::header::CONTENT_TYPE;
use axum::http::header::ETAG;
use axum::http::header::IF_NONE_MATCH;
use axum::http::header::IF_RANGE;
use axum::http::header::RANGE;
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::response::IntoResponse;
use axum::response::Response;
use axum::routing::get;
use futures_util::StreamExt;
use tokio::sync::Semaphore;

use crate::access::Caller;
use crate::actors::order::OrderError;
use crate::app::App;
use crate::domain::media::Media;
use crate::domain::media::place::FileKind;
use crate::domain::media::place::Place;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::media::range::Wanted;
use crate::store::files::FileHead;
use crate::wire::konveksi::sentences::access;

/// Where a file is found: what it is for, the day it came, and what nobody guesses.
const PATH: &str = "/media/{kind}/{year}/{month}/{day}/{name}";

/// How many files are sent at the same time: each holds a chunk in memory.
const SENDERS_MAX: usize = 256;
/// Seconds after which one of them is probably done.
const BUSY_SECONDS: u64 = 2;

/// What every file is sent with: nothing in it runs, nobody guesses what it is.
const SAFE: [(HeaderName, HeaderValue); 3] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    ),
    (ACCEPT_RANGES, HeaderValue::from_static("bytes")),
];

/// A file at a place is never another, so nobody asks for it twice.
const KEPT_BY_ALL: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The same, for what only some may see.
const KEPT_BY_ONE: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

pub(super) fn routes() -> Router<App> {
    let senders = Senders(Arc::new(Semaphore::new(SENDERS_MAX)));
    Router::new()
        .route(PATH, get(show))
        .layer(Extension(senders))
}

/// What a path is made of.
type Parts = (String, String, String, String, String);

/// The places of those who are sent files. Cheap to clone.
#[derive(Debug, Clone)]
struct Senders(Arc<Semaphore>);

/// Sends a file, or a part of it, to whoever may see it.
async fn show(
    State(app): State<App>,
    caller: Caller,
    Extension(Senders(places)): Extension<Senders>,
    parts: Result<Path<Parts>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Path((kind, year, month, day, name)) = parts.map_err(|_| ApiError::not_found())?;
    let place = [kind, year, month, day, name].join("/");
    let place: Place = place.parse().map_err(|_| ApiError::not_found())?;
    let head = app.files.head(place.file).await;
    let head = head.map_err(OrderError::from)?;
    let head = head.ok_or_else(ApiError::not_found)?;
    let media = Media::declared(&head.media_type).ok_or_else(ApiError::not_found)?;
    if !place.is_of(head.kind, media, head.at) || !may_see(&app, &caller, &place, &head).await? {
        return Err(ApiError::not_found());
    }
    let tag = format!("\"{}\"", head.digest);
    let about = about(&head, media, &tag)?;
    if is_known(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    let asked = headers.get(RANGE).filter(|_| is_the_same(&headers, &tag));
    let (status, part, more) = match Wanted::read(asked, head.length) {
        Wanted::Whole => (StatusCode::OK, 0..head.length, None),
        Wanted::Part(part) => {
            let told = format!("bytes {}-{}/{}", part.start, part.end - 1, head.length);
            (StatusCode::PARTIAL_CONTENT, part, Some(told))
        }
        Wanted::Nothing => {
            let told = [(CONTENT_RANGE, format!("bytes */{}", head.length))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, told, SAFE).into_response());
        }
    };
    let place = places.try_acquire_owned().map_err(|_| busy())?;
    let length = part.end - part.start;
    let bytes = app.files.read(&head, part).map(move |chunk| {
        let _held_while_sending = &place;
        chunk.inspect_err(|error| tracing::error!(%error, "a file could not be sent whole"))
    });
    let mut response = (status, about, Body::from_stream(bytes)).into_response();
    let answer = response.headers_mut();
    answer.insert(CONTENT_LENGTH, HeaderValue::from(length));
    if let Some(told) = more.and_then(|told| HeaderValue::try_from(told).ok()) {
        answer.insert(CONTENT_RANGE, told);
    }
    Ok(response)
}

/// Whether a file is for whoever asks. A design is for staff, and for whoever knows its
/// place as long as its order is there and shows it.
async fn may_see(
    app: &App,
    caller: &Caller,
    place: &Place,
    head: &FileHead,
) -> Result<bool, ApiError> {
    match head.kind {
        FileKind::Slip => Ok(false),
        FileKind::Picture => Ok(true),
        FileKind::Design if caller.staff.is_some() => Ok(true),
        FileKind::Design => {
            let Some(owner) = head.owner else {
                return Ok(false);
            };
            let order = app.orders.view(owner).await?;
            let order = order.filter(|order| order.deleted_at.is_none());
            let shown = order.and_then(|order| order.product.design.clone());
            Ok(shown.is_some_and(|shown| shown == place.to_string()))
        }
    }
}

/// What is told of a file before its bytes.
fn about(head: &FileHead, media: Media, tag: &str) -> Result<HeaderMap, ApiError> {
    let internal = |error: axum::http::header::InvalidHeaderValue| ApiError::Internal(error.into());
    let name = HeaderValue::try_from(name::disposition(&head.name, media)).map_err(internal)?;
    let kept = match head.kind {
        FileKind::Picture => KEPT_BY_ALL,
        FileKind::Design | FileKind::Slip => KEPT_BY_ONE,
    };
    let told = [
        (CONTENT_TYPE, HeaderValue::from_static(media.media_type())),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, kept),
        (ETAG, HeaderValue::try_from(tag).map_err(internal)?),
    ];
    Ok(SAFE.into_iter().chain(told).collect())
}

/// Whether the client has these bytes already.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let given = headers.get_all(IF_NONE_MATCH).into_iter();
    let given = given.filter_map(|value| value.to_str().ok());
    let mut given = given.flat_map(|text| text.split(',')).map(str::trim);
    given.any(|it| it == "*" || it.strip_prefix("W/").unwrap_or(it) == tag)
}

/// Whether a part is wanted of these bytes, not of others that were there before.
fn is_the_same(headers: &HeaderMap, tag: &str) -> bool {
    let named = headers.get(IF_RANGE);
    named.is_none_or(|named| named.as_bytes() == tag.as_bytes())
}

fn busy() -> ApiError {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    ApiError::client(status, "BUSY", access::SERVER_BUSY).retry_after(BUSY_SECONDS)
}
