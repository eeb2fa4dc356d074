//! Versions in headers: `ETag`, `If-Match`, `If-None-Match`.

use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::header::IF_MATCH;
use axum::http::header::IF_NONE_MATCH;

/// A version no order ever has, so that it never matches.
const NO_VERSION: u64 = 0;

/// A version as a header spells it: `"v3"`.
pub(crate) fn etag(version: u64) -> HeaderValue {
    HeaderValue::try_from(format!("\"v{version}\"")).expect("a tag is plain text")
}

/// The version `If-Match` wants; `None` when any will do.
///
/// A tag that is none of ours matches nothing, as for any server. Of several, only the
/// newest can still be true.
pub(crate) fn expected(headers: &HeaderMap) -> Option<u64> {
    let tags: Vec<_> = tags(headers, &IF_MATCH).collect();
    if tags.is_empty() || tags.contains(&"*") {
        return None;
    }
    let newest = tags.into_iter().filter_map(version_of).max();
    Some(newest.unwrap_or(NO_VERSION))
}

/// Whether the client has this version already.
pub(crate) fn is_known(headers: &HeaderMap, version: u64) -> bool {
    tags(headers, &IF_NONE_MATCH).any(|tag| tag == "*" || version_of(tag) == Some(version))
}

/// The version a tag or a field names: `"v3"`, `W/"v3"`, `"3"`, `v3`, `3`.
pub(crate) fn version_of(tag: &str) -> Option<u64> {
    let tag = tag.trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
    let digits = tag.strip_prefix('v').unwrap_or(tag);
    let plain = !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}

fn tags<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(name).into_iter();
    let texts = values.map(|value| value.to_str().unwrap_or("?"));
    texts.flat_map(|text| text.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::try_from(value).unwrap())])
    }

    #[test]
    fn versions_are_read_from_any_spelling() {
        for (tag, version) in [
            ("\"v3\"", Some(3)),
            ("\"3\"", Some(3)),
            ("W/\"v3\"", Some(3)),
            ("v3", Some(3)),
            ("\"v2\", \"v3\"", Some(3)),
            ("*", None),
            ("\"abc\"", Some(NO_VERSION)),
            ("\"v99999999999999999999\"", Some(NO_VERSION)),
        ] {
            assert_eq!(expected(&headers(IF_MATCH, tag)), version, "{tag}");
        }
        assert_eq!(expected(&HeaderMap::new()), None);
    }

    #[test]
    fn a_known_version_is_recognised() {
        let known = headers(IF_NONE_MATCH, "\"v1\", W/\"v3\"");

        assert!(is_known(&known, 3));
        assert!(!is_known(&known, 2));
        assert!(!is_known(&HeaderMap::new(), 3));
    }
}
