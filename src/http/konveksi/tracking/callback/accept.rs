//! Whether a page or JSON is wanted.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// Whether HTML is asked for by name, and not after JSON. Browsers do; programs that take
/// anything get JSON.
pub(super) fn prefers_html(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT).into_iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    let ranges: Vec<_> = lines
        .flat_map(|line| line.split(','))
        .map(weighed)
        .collect();
    let weight = |name: &str| {
        let named = ranges.iter().filter(|(range, _)| range == name);
        named.map(|(_, weight)| *weight).max().unwrap_or(0)
    };
    let html = weight("text/html").max(weight("application/xhtml+xml"));
    html > 0 && html >= weight("application/json")
}

/// A media type with its `q`, in thousandths; what cannot be read counts as nothing.
fn weighed(range: &str) -> (String, u16) {
    let mut parts = range.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let q = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let weight = match q {
        None => 1_000,
        Some(q) => thousandths(q).unwrap_or(0),
    };
    (name, weight)
}

fn thousandths(q: &str) -> Option<u16> {
    let (whole, places) = q.split_once('.').unwrap_or((q, ""));
    let padded = format!("{places:0<3}");
    let fraction: u16 = padded.get(..3)?.parse().ok()?;
    match whole {
        "1" => Some(1_000),
        "0" => Some(fraction),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn page(accept: &'static str) -> bool {
        let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
        prefers_html(&headers)
    }

    #[test]
    fn browsers_get_a_page_and_programs_get_json() {
        for browser in [
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "TEXT/HTML",
            "application/json;q=0.5, text/html;q=0.51",
            "text/html;level=1;q=0.7",
        ] {
            assert!(page(browser), "{browser}");
        }
        for program in [
            "",
            "*/*",
            "application/json",
            "application/json, text/html;q=0.9",
            "text/html;q=0",
            "text/html;q=x",
            "text/htmlx",
        ] {
            assert!(!page(program), "{program}");
        }
        assert!(!prefers_html(&HeaderMap::new()));
    }
}
