//! What a request shows of itself: its bearer token and its cookies.

use axum::extract::Query;
use axum::http::HeaderMap;
use axum::http::Uri;
use axum::http::header::AUTHORIZATION;
use axum::http::header::COOKIE;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use serde::Deserialize;

const SCHEME: &str = "bearer";

/// The token of `Authorization: Bearer …`; none for other schemes, which are not ours.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.trim().split_once(' ').unwrap_or((value, ""));
    scheme
        .eq_ignore_ascii_case(SCHEME)
        .then_some(token.trim_start())
}

/// The first cookie of a name that is not empty.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).into_iter();
    let pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'));
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(given, value)| *given == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// The token that stands behind `bearer` among the subprotocols of a handshake.
pub(crate) fn protocol_token(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(SEC_WEBSOCKET_PROTOCOL).into_iter();
    let mut named = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim);
    named.find(|name| name.eq_ignore_ascii_case(SCHEME))?;
    named.next()
}

/// The parameter `token` of a query.
pub(crate) fn query_token(uri: &Uri) -> Option<String> {
    #[derive(Deserialize)]
    struct Given {
        token: Option<String>,
    }
    let Query(given) = Query::<Given>::try_from_uri(uri).ok()?;
    given.token
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;
    use axum::http::HeaderValue;

    use super::*;

    fn headers(lines: &[(HeaderName, &'static str)]) -> HeaderMap {
        let lines = lines
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        lines.collect()
    }

    #[test]
    fn a_bearer_token_is_found_whatever_its_scheme_is_spelled_like() {
        for (value, token) in [
            ("Bearer abc", Some("abc")),
            ("bearer  abc", Some("abc")),
            ("Bearer", Some("")),
            ("Basic abc", None),
            ("abc", None),
        ] {
            assert_eq!(
                bearer(&headers(&[(AUTHORIZATION, value)])),
                token,
                "{value}"
            );
        }
    }

    #[test]
    fn a_token_may_stand_among_subprotocols_or_in_the_query() {
        for (line, token) in [
            ("bearer, abc", Some("abc")),
            ("chat,Bearer,abc", Some("abc")),
            ("bearer", None),
            ("chat", None),
        ] {
            let lines = headers(&[(SEC_WEBSOCKET_PROTOCOL, line)]);
            assert_eq!(protocol_token(&lines), token, "{line}");
        }
        for (uri, token) in [
            ("/ws/orders/?token=abc&since=1", Some("abc")),
            ("/ws/orders/?since=1", None),
            ("/ws/orders/", None),
        ] {
            assert_eq!(query_token(&uri.parse().unwrap()).as_deref(), token);
        }
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let lines = headers(&[
            (COOKIE, "theme=dark; sessionid=; sessionid=one"),
            (COOKIE, "sessionid=two;refresh=a.b=c; notasessionid=three"),
        ]);

        assert_eq!(cookie(&lines, "sessionid"), Some("one"));
        assert_eq!(cookie(&lines, "refresh"), Some("a.b=c"));
        assert_eq!(cookie(&lines, "csrftoken"), None);
    }
}
