//! Tells callers who are counted what they have left.

use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;

use crate::app::limits::Budget;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
const WINDOW: HeaderName = HeaderName::from_static("x-ratelimit-window");

/// Adds the limit, what is left of it, when it is whole again (in seconds since 1970), and
/// how long a window is (in seconds).
pub(super) fn tell(headers: &mut HeaderMap, budget: Budget) {
    let reset = budget.resets_at.0.unsigned_abs().div_ceil(1_000);
    for (name, value) in [
        (LIMIT, u64::from(budget.limit)),
        (REMAINING, u64::from(budget.remaining)),
        (RESET, reset),
        (WINDOW, budget.window.as_secs()),
    ] {
        headers.insert(name, HeaderValue::from(value));
    }
}
