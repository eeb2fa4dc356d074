//! One path, whether it was written with its trailing slash or without.

use axum::http::Uri;
use axum::http::uri::PathAndQuery;

/// Takes the trailing slash off a path, as routes have none. Below `/ws` the slash tells two
/// sockets apart, so nothing is touched.
pub(super) fn settle(uri: &mut Uri) {
    let path = uri.path();
    let Some(bare) = path.strip_suffix('/') else {
        return;
    };
    if bare.is_empty() || path.starts_with("/ws/") {
        return;
    }
    let settled = match uri.query() {
        Some(query) => format!("{bare}?{query}"),
        None => bare.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = PathAndQuery::from_maybe_shared(settled).ok();
    if let Ok(settled) = Uri::from_parts(parts) {
        *uri = settled;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slash_at_the_end_makes_no_difference() {
        for (given, expected) in [
            ("/api/v1/order/", "/api/v1/order"),
            ("/api/v1/order", "/api/v1/order"),
            ("/api/v1/order/?page=2/", "/api/v1/order?page=2/"),
            ("/api/v1/order?page=2/", "/api/v1/order?page=2/"),
            ("/api/v1/order//", "/api/v1/order/"),
            ("/healthz/", "/healthz"),
            ("/ws/notifications/", "/ws/notifications/"),
            ("/ws/notifications", "/ws/notifications"),
            ("/wsx/", "/wsx"),
            ("/", "/"),
            ("//", "/"),
            ("*", "*"),
            ("http://rajut.id/api/v1/?a", "http://rajut.id/api/v1?a"),
        ] {
            let mut uri: Uri = given.parse().unwrap();
            settle(&mut uri);
            assert_eq!(uri.to_string(), expected);
        }
    }
}
