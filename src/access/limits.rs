//! Who asks too often, for every edge.
//!
//! What a caller has left is noted beside the request, and told with its answer.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;

use super::gate::Gate;
use super::trail;
use crate::app::App;
use crate::app::limits::Bucket;
use crate::app::limits::Exceeded;
use crate::app::limits::Party;

/// Where people sign in, which is counted apart.
const SIGN_IN: &str = "/api/v1/auth/login";

/// What a form with files is.
const FORM: &[u8] = b"multipart/form-data";

/// The parameter in which a page shows its ticket.
const TICKET: &str = "ticket=";

/// Somebody who looks something up by its code. Extracting it counts, and refuses whoever
/// has asked too often; who they are makes no difference. A page that was counted when it was
/// opened shows a ticket for the code in its path, and is not counted again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LookUp {
    /// Where they ask from.
    pub(crate) address: IpAddr,
}

impl FromRequestParts<App> for LookUp {
    type Rejection = Exceeded;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Exceeded> {
        let address = Gate::of(app).address(parts);
        if !has_ticket(app, parts) {
            count(app, Bucket::LookUp, address)?;
        }
        Ok(Self { address })
    }
}

/// Whether a ticket comes along for a code that the path names.
fn has_ticket(app: &App, parts: &Parts) -> bool {
    let query = parts.uri.query().unwrap_or_default();
    let Some(ticket) = query.split('&').find_map(|it| it.strip_prefix(TICKET)) else {
        return false;
    };
    let path = parts.uri.path().to_uppercase();
    let now = app.clock.now();
    path.split('/')
        .any(|code| app.tickets.admits(ticket, code, now))
}

/// Counts whoever asks for something below the API, once. What staff read is not counted,
/// but they are told what they have left.
pub(crate) async fn admit(app: &App, parts: &Parts) -> Result<(), Exceeded> {
    let gate = Gate::of(app);
    let address = gate.address(parts);
    if parts.uri.path() == SIGN_IN {
        return count(app, Bucket::SignIn, address);
    }
    // When sign-ins cannot be checked the handler says so, and nobody has got anything.
    let Ok(signed) = gate.recognized(parts).await else {
        return Ok(());
    };
    match signed {
        Some(signed) if is_upload(&parts.headers) => count(app, Bucket::Upload, signed.user),
        Some(signed) if parts.method.is_safe() => {
            let left = app.limits.left(Bucket::Staff, signed.user, gate.now);
            left.into_iter().for_each(trail::remember_budget);
            Ok(())
        }
        Some(signed) => count(app, Bucket::Staff, signed.user),
        None if is_upload(&parts.headers) => count(app, Bucket::Upload, address),
        None if parts.method.is_safe() => count(app, Bucket::PublicGet, address),
        None => count(app, Bucket::PublicPost, address),
    }
}

fn is_upload(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let start = kind.and_then(|kind| kind.get(..FORM.len()));
    start.is_some_and(|start| start.eq_ignore_ascii_case(FORM))
}

/// Counts one request of a caller; the answer will tell what they have left.
pub(crate) fn count(app: &App, bucket: Bucket, party: impl Into<Party>) -> Result<(), Exceeded> {
    let counted = app.limits.check(bucket, party, app.clock.now());
    let budget = match &counted {
        Ok(budget) => *budget,
        Err(exceeded) => Some(exceeded.budget),
    };
    if let Some(budget) = budget {
        trail::remember_budget(budget);
    }
    counted.map(drop)
}
