//! What a list of payments is asked for.

use crate::actors::index::PaymentQuery;
use crate::domain::time::BusinessZone;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::fields::Fields;
use crate::http::konveksi::page::Paging;
use crate::http::konveksi::parameters::Parameters;
use crate::wire::konveksi::payment::PaymentView;

/// A list as it was asked for.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    pub(super) query: PaymentQuery,
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
        let invoice = given.id("invoice");
        let source = given.word("source");
        let days = (given.day("date_from"), given.day("date_to"));
        given.check_span("date_from", days);
        let paging = Paging::read(&mut given, raw);
        let fields = Fields::read(&mut given, &[&PaymentView::FIELDS]);
        given.finish(Self {
            query: PaymentQuery {
                order,
                invoice,
                source,
                paid_from: days.0.map(|day| zone.start_of(day)),
                paid_before: days.1.map(|day| zone.end_of(day)),
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
    use crate::domain::konveksi::payment::PaymentSource;

    fn read(raw: &str) -> Result<PaymentQuery, ApiError> {
        let zone = BusinessZone::named("Asia/Jakarta").unwrap();
        Listing::read(raw, true, &zone).map(|listing| listing.query)
    }

    #[test]
    fn every_filter_is_read() {
        let id = "550e8400-e29b-41d4-a716-446655440002";
        let raw = format!(
            "order={id}&invoice={id}&source=xendit&date_from=2025-06-30&date_to=2025-07-01"
        );
        let query = read(&raw).unwrap();

        assert_eq!(query.order, Some(OrderName::Id(id.parse().unwrap())));
        assert_eq!(query.invoice, Some(id.parse().unwrap()));
        assert_eq!(query.source, Some(PaymentSource::Provider));
        let (from, before) = (query.paid_from.unwrap(), query.paid_before.unwrap());
        assert_eq!(from.to_string(), "2025-06-29T17:00:00Z");
        assert_eq!(before.to_string(), "2025-07-01T17:00:00Z");
        assert!(query.include_deleted);
        assert_eq!((query.offset, query.limit), (0, 20));
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for raw in [
            "order=1",
            "invoice=INV-482913-K7Q",
            "source=provider",
            "date_to=2025-13-01",
            "date_from=2025-02-01&date_to=2025-01-01",
            "page=-1",
            "page_size=0",
        ] {
            assert!(read(raw).is_err(), "{raw}");
        }
    }
}
