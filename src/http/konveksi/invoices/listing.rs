//! What a list of invoices is asked for.

use crate::actors::index::InvoiceQuery;
use crate::domain::time::BusinessZone;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::fields::Fields;
use crate::http::konveksi::page::Paging;
use crate::http::konveksi::parameters::Parameters;
use crate::wire::konveksi::invoice::InvoiceView;

/// A list as it was asked for.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    pub(super) query: InvoiceQuery,
    pub(super) paging: Paging<'a>,
    pub(super) fields: Fields,
}

impl<'a> Listing<'a> {
    /// Reads a query string.
    pub(super) fn read(
        raw: &'a str,
        include_deleted: bool,
        zone: &BusinessZone,
    ) -> Result<Self, ApiError> {
        let mut given = Parameters::of(raw);
        let order = given.order("order");
        let kind = given.word("payment_type");
        let status = given.word("invoice_status");
        let search = given.text("search").map(ToOwned::to_owned);
        let days = (given.day("date_from"), given.day("date_to"));
        given.check_span("date_from", days);
        let paging = Paging::read(&mut given, raw);
        let fields = Fields::read(&mut given, &[&InvoiceView::FIELDS]);
        given.finish(Self {
            query: InvoiceQuery {
                order,
                kind,
                status,
                created_from: days.0.map(|day| zone.start_of(day)),
                created_before: days.1.map(|day| zone.end_of(day)),
                search,
                include_deleted,
                offset: paging.offset(),
                limit: paging.limit,
            },
            paging,
            fields,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::index::OrderName;
    use crate::domain::konveksi::command::LinkKind;
    use crate::domain::konveksi::invoice::InvoiceStatus;

    fn read(raw: &str) -> Result<InvoiceQuery, ApiError> {
        let zone = BusinessZone::named("Asia/Jakarta").unwrap();
        Listing::read(raw, false, &zone).map(|listing| listing.query)
    }

    #[test]
    fn every_filter_is_read() {
        let raw = "order=ord-20250630-a1b&payment_type=pelunasan&invoice_status=belum%20dibayar\
            &search=inv-48&date_from=2025-06-30&date_to=2025-06-30&page=3&page_size=500";
        let query = read(raw).unwrap();

        let code = "ORD-20250630-A1B".parse().unwrap();
        assert_eq!(query.order, Some(OrderName::Code(code)));
        assert_eq!(query.kind, Some(LinkKind::Final));
        assert_eq!(query.status, Some(InvoiceStatus::Open));
        assert_eq!(query.search.as_deref(), Some("inv-48"));
        let (from, before) = (query.created_from.unwrap(), query.created_before.unwrap());
        assert_eq!(from.to_string(), "2025-06-29T17:00:00Z");
        assert_eq!(before.to_string(), "2025-06-30T17:00:00Z");
        assert_eq!((query.offset, query.limit), (200, 100));
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for raw in [
            "order=budi",
            "order=ORD-1",
            "payment_type=instalment",
            "invoice_status=belum_dibayar",
            "invoice_status=open",
            "date_from=kemarin",
            "date_from=2025-02-01&date_to=2025-01-01",
            "page=0",
            "page_size=x",
        ] {
            assert!(read(raw).is_err(), "{raw}");
        }
        assert!(read("order=&payment_type=&invoice_status=&search=").is_ok());
    }
}
