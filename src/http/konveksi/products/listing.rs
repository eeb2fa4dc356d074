//! What a list of products is asked for.

use crate::flows::konveksi::catalogue::ProductQuery;
use crate::flows::konveksi::catalogue::ProductSort;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::fields::Fields;
use crate::http::konveksi::page::Paging;
use crate::http::konveksi::parameters::Parameters;
use crate::wire::konveksi::product::ProductView;
use crate::wire::konveksi::words::product::ProductOrdering;

/// A list as it was asked for.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    pub(super) query: ProductQuery,
    pub(super) paging: Paging<'a>,
    pub(super) fields: Fields,
}

impl<'a> Listing<'a> {
    /// Reads a query string, for somebody who manages or does not.
    pub(super) fn read(raw: &'a str, manages: bool) -> Result<Self, ApiError> {
        let mut given = Parameters::of(raw);
        let include_inactive = given.flag("include_inactive").unwrap_or(false);
        if include_inactive && !manages {
            return Err(ApiError::forbidden());
        }
        let ordering = given.word("ordering").unwrap_or(ProductOrdering::Newest);
        let (sort, ascending) = match ordering {
            ProductOrdering::Oldest => (ProductSort::Created, true),
            ProductOrdering::Newest => (ProductSort::Created, false),
            ProductOrdering::Cheapest => (ProductSort::Price, true),
            ProductOrdering::Dearest => (ProductSort::Price, false),
            ProductOrdering::Name => (ProductSort::Name, true),
            ProductOrdering::NameBackwards => (ProductSort::Name, false),
        };
        let paging = Paging::read(&mut given, raw);
        let fields = Fields::read(&mut given, &[&ProductView::FIELDS]);
        let query = ProductQuery {
            search: given.text("search").map(str::to_owned),
            category: given.text("kategori").map(str::to_owned),
            include_inactive,
            sort,
            ascending,
            offset: paging.offset(),
            limit: paging.limit,
        };
        given.finish(Self {
            query,
            paging,
            fields,
        })
    }
}
