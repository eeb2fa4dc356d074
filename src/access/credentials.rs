//! What a request shows of itself: its bearer token and its cookies.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::header::COOKIE;

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
