//! A name for each request, so that a complaint can be found in the log.

use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use uuid::Uuid;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Enough for a trace id of any kind.
const LENGTH_MAX: usize = 128;

/// The id the request came with, if it can be printed as it is, or else a new one. Handlers
/// find it in the request's headers.
pub(super) fn settle(headers: &mut HeaderMap) -> HeaderValue {
    if let Some(given) = headers.get(REQUEST_ID)
        && is_sane(given)
    {
        return given.clone();
    }
    let mut text = Uuid::encode_buffer();
    let text = Uuid::now_v7().simple().encode_lower(&mut text);
    let made = HeaderValue::from_str(text).expect("hexadecimal digits may stand in a header");
    headers.insert(REQUEST_ID, made.clone());
    made
}

fn is_sane(id: &HeaderValue) -> bool {
    let bytes = id.as_bytes();
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(byte);
    !bytes.is_empty() && bytes.len() <= LENGTH_MAX && bytes.iter().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_kept_when_it_is_sane_and_made_when_not() {
        let settled = |given: Option<&str>| {
            let mut headers = HeaderMap::new();
            if let Some(given) = given {
                headers.insert(REQUEST_ID, given.parse().unwrap());
            }
            let id = settle(&mut headers);
            assert_eq!(headers.get(REQUEST_ID), Some(&id));
            id.to_str().unwrap().to_owned()
        };

        assert_eq!(settled(Some("req-1.2_3:4")), "req-1.2_3:4");
        for odd in [
            None,
            Some(""),
            Some("two words"),
            Some("a\"b"),
            Some(&*"a".repeat(129)),
        ] {
            assert_eq!(settled(odd).len(), 32, "{odd:?}");
        }
        assert_ne!(settled(None), settled(None));
    }
}
