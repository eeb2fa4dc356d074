//! Whether a request with a cookie was meant by the person whose cookie it is.

use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::header::ORIGIN;

/// The header with the token, as the Konveksi documents have it.
const TOKEN: &str = "x-csrftoken";

/// Written by browsers only; no script can set it.
const FETCH_SITE: &str = "sec-fetch-site";

/// The CSRF token that came along.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    headers.get(TOKEN)?.to_str().ok()
}

/// Whether the browser says that one of our own pages sent this: by `Sec-Fetch-Site`, or,
/// from browsers too old for it, by an `Origin` that is ours.
pub(super) fn is_same_origin(headers: &HeaderMap, public_url: &str) -> bool {
    if let Some(site) = headers.get(FETCH_SITE) {
        return site == "same-origin";
    }
    let Some(origin) = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()) else {
        return false;
    };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    is_origin_of(origin, public_url) || host.is_some_and(|host| is_at_host(origin, host))
}

/// Whether a page elsewhere that we do not know opened a connection. Whoever names no origin
/// is no browser.
pub(super) fn is_foreign(headers: &HeaderMap, public_url: &str, allowed: &[String]) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return false;
    };
    let Ok(origin) = origin.to_str() else {
        return true;
    };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let is_ours =
        is_origin_of(origin, public_url) || host.is_some_and(|host| is_at_host(origin, host));
    let is_known = allowed.iter().any(|it| it.eq_ignore_ascii_case(origin));
    !is_ours && !is_known
}

fn is_origin_of(origin: &str, url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let host = rest.split('/').next().unwrap_or(rest);
    origin
        .split_once("://")
        .is_some_and(|(its, at)| its.eq_ignore_ascii_case(scheme) && at.eq_ignore_ascii_case(host))
}

/// The scheme is not compared: behind a proxy that ends TLS ours is not the browser's.
fn is_at_host(origin: &str, host: &str) -> bool {
    origin
        .split_once("://")
        .is_some_and(|(_, at)| at.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn same_origin_is_what_the_browser_calls_so() {
        const SITE: &str = FETCH_SITE;
        let url = "https://rajut.id";
        let table: &[(&[(&'static str, &'static str)], bool)] = &[
            (&[], false),
            (&[(SITE, "same-origin")], true),
            (&[(SITE, "same-site")], false),
            (&[(SITE, "cross-site")], false),
            (&[(SITE, "none")], false),
            (
                &[(SITE, "cross-site"), ("origin", "https://rajut.id")],
                false,
            ),
            (&[("origin", "https://rajut.id")], true),
            (&[("origin", "HTTPS://Rajut.id")], true),
            (&[("origin", "http://rajut.id")], false),
            (&[("origin", "https://rajut.id.evil.id")], false),
            (&[("origin", "null")], false),
            (
                &[
                    ("origin", "http://localhost:8000"),
                    ("host", "localhost:8000"),
                ],
                true,
            ),
            (
                &[
                    ("origin", "http://localhost:3000"),
                    ("host", "localhost:8000"),
                ],
                false,
            ),
            (&[("host", "rajut.id")], false),
        ];
        for (lines, expected) in table {
            let lines = lines.iter().map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            });
            let headers: HeaderMap = lines.collect();
            assert_eq!(is_same_origin(&headers, url), *expected, "{headers:?}");
        }
    }

    #[test]
    fn only_our_pages_and_those_we_name_may_open_connections() {
        let allowed = ["https://admin.toko.id".to_owned()];
        let foreign = |origin: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("localhost:8000"));
            headers.insert(ORIGIN, HeaderValue::from_static(origin));
            is_foreign(&headers, "https://rajut.id", &allowed)
        };

        for ours in [
            "https://rajut.id",
            "http://localhost:8000",
            "https://admin.toko.id",
            "HTTPS://ADMIN.TOKO.ID",
        ] {
            assert!(!foreign(ours), "{ours}");
        }
        for theirs in [
            "https://evil.id",
            "https://rajut.id.evil.id",
            "http://localhost:3000",
            "null",
            "",
        ] {
            assert!(foreign(theirs), "{theirs}");
        }
        assert!(!is_foreign(&HeaderMap::new(), "https://rajut.id", &allowed));
    }

    #[test]
    fn a_path_in_our_url_is_no_part_of_our_origin() {
        assert!(is_origin_of("https://rajut.id", "https://rajut.id/toko"));
        assert!(!is_origin_of("https://rajut.id", ""));
    }
}
