//! The pages of a list: which one is wanted, and the envelope it is answered in.

use axum::http::HeaderName;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::parameters::Parameters;
use crate::wire::konveksi::sentences;

/// The place in the feed up to which a list is true.
pub(crate) const FEED_CURSOR: HeaderName = HeaderName::from_static("x-feed-cursor");

/// Results on a page when nobody says how many.
const SIZE: usize = 20;
/// Results on a page at most.
const SIZE_MAX: usize = 100;

/// The page of a list that is asked for.
#[derive(Debug)]
pub(crate) struct Paging<'a> {
    number: usize,
    pub(crate) limit: usize,
    raw: &'a str,
}

/// A page without anything but its results.
#[derive(Debug, Serialize)]
pub(crate) struct Page<T> {
    #[serde(flatten)]
    pub(crate) place: Place,
    pub(crate) results: Vec<T>,
}

/// Where a page is among the others.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Place {
    count: usize,
    next: Option<String>,
    previous: Option<String>,
}

impl<'a> Paging<'a> {
    /// Reads it out of a query string, of which links to other pages keep the rest.
    pub(crate) fn read(given: &mut Parameters, raw: &'a str) -> Self {
        let number = given.count("page").unwrap_or(1);
        let limit = given.count("page_size").unwrap_or(SIZE);
        Self {
            number,
            limit: limit.min(SIZE_MAX),
            raw,
        }
    }

    /// How many results come before it.
    pub(crate) const fn offset(&self) -> usize {
        (self.number - 1).saturating_mul(self.limit)
    }

    /// Refuses a page past the last, which is the first when nothing matches.
    pub(crate) fn check(&self, count: usize) -> Result<(), ApiError> {
        if self.number == 1 || self.offset() < count {
            return Ok(());
        }
        let status = StatusCode::NOT_FOUND;
        Err(ApiError::client(
            status,
            "NOT_FOUND",
            sentences::NO_SUCH_PAGE,
        ))
    }

    /// Its place among `count` results, under the path it was asked at.
    pub(crate) fn place(&self, count: usize, base: &str, path: &str) -> Place {
        let link = |number: usize| {
            let path = path.trim_end_matches('/');
            format!("{base}{path}/?{}", with_page(self.raw, number))
        };
        let more = self.offset().saturating_add(self.limit) < count;
        Place {
            count,
            next: more.then(|| link(self.number + 1)),
            previous: (self.number > 1).then(|| link(self.number - 1)),
        }
    }
}

/// The query with another page. The rest stays as the client encoded it.
fn with_page(raw: &str, page: usize) -> String {
    let is_page = |pair: &&str| pair.split('=').next() == Some("page");
    let pairs = raw
        .split('&')
        .filter(|pair| !pair.is_empty() && !is_page(pair));
    let pairs = pairs.map(ToOwned::to_owned).chain([format!("page={page}")]);
    pairs.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(raw: &str) -> Paging<'_> {
        Paging::read(&mut Parameters::of(raw), raw)
    }

    #[test]
    fn links_keep_what_else_was_asked() {
        assert_eq!(with_page("", 2), "page=2");
        assert_eq!(
            with_page("status=lunas&page=2&page_size=5", 3),
            "status=lunas&page_size=5&page=3"
        );
    }

    #[test]
    fn only_the_first_page_may_be_empty() {
        assert!(page("").check(0).is_ok());
        assert!(page("page=2&page_size=5").check(6).is_ok());
        assert!(page("page=2&page_size=5").check(5).is_err());
        assert!(page("page=18446744073709551615").check(5).is_err());
    }

    #[test]
    fn a_page_knows_its_neighbours() {
        let place = page("page=2&page_size=5").place(11, "https://rajut.example", "/api/v1/order");

        assert_eq!(
            place.next.as_deref(),
            Some("https://rajut.example/api/v1/order/?page_size=5&page=3")
        );
        assert_eq!(
            place.previous.as_deref(),
            Some("https://rajut.example/api/v1/order/?page_size=5&page=1")
        );
        assert!(page("page_size=500").place(100, "", "/").next.is_none());
        assert!(page("page_size=500").place(101, "", "/").next.is_some());
    }
}
