//! What a list is asked for, and the page it is answered with.

mod page;

pub(super) use page::PageView;

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::actors::index::Query;
use crate::actors::search::text::Sought;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::status::Status;
use crate::domain::role::Role;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::BusinessZone;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::fields::Fields;
use crate::http::konveksi::page::Paging;
use crate::http::konveksi::parameters::Parameters;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::words::PaymentType;
use crate::wire::konveksi::words::Word;

/// A list as it was asked for.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    pub(super) query: Query,
    /// What orders are to be found by.
    pub(super) sought: Option<Sought>,
    pub(super) paging: Paging<'a>,
    pub(super) fields: Fields,
    filters: Filters,
}

/// The filters in force, as the answer repeats them.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OrderFilters)]
struct Filters {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    search: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Status>, nullable = false)]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ProductionTarget>, nullable = false)]
    production_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PaymentType>, nullable = false)]
    payment_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Attention>, nullable = false)]
    attention: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    date_range: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    amount_range: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ordering: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    include_deleted: Option<bool>,
}

impl<'a> Listing<'a> {
    /// Reads a query string, for someone of that role.
    pub(super) fn read(raw: &'a str, role: Role, zone: &BusinessZone) -> Result<Self, ApiError> {
        let mut given = Parameters::of(raw);
        check_role(&given, role)?;
        let status: Option<Status> = given.word("status");
        let production: Option<ProductionTarget> = given.word("production_status");
        let terms: Option<PaymentType> = given.word("payment_type");
        let attention: Option<Attention> = given.word("attention");
        let days = (given.day("date_from"), given.day("date_to"));
        let amounts = (given.amount("min_amount"), given.amount("max_amount"));
        given.check_span("date_from", days);
        given.check_span("min_amount", amounts);
        let include_deleted = given.flag("include_deleted").unwrap_or(false);
        let (sort, ascending) = given.ordering().unwrap_or_default();
        let paging = Paging::read(&mut given, raw);
        let fields = Fields::read(&mut given, &[&OrderView::FIELDS]);
        let search = given.text("search").map(ToOwned::to_owned);
        let sought = search.as_deref().map(Sought::of);
        let filters = Filters {
            search,
            status: status.map(Word::word),
            production_status: production.map(Word::word),
            payment_type: terms.map(Word::word),
            attention: attention.map(Word::word),
            date_range: range(days),
            amount_range: range((amounts.0.map(bare), amounts.1.map(bare))),
            ordering: given.text("ordering").map(ToOwned::to_owned),
            include_deleted: include_deleted.then_some(true),
        };
        given.finish(Self {
            query: Query {
                status,
                production,
                with_dp: terms.map(|terms| terms == PaymentType::Dp),
                attention,
                created_from: days.0.map(|day| zone.start_of(day)),
                created_before: days.1.map(|day| zone.end_of(day)),
                price_min: amounts.0,
                price_max: amounts.1,
                include_deleted,
                sort,
                ascending,
                offset: paging.offset(),
                limit: paging.limit,
            },
            sought,
            paging,
            fields,
            filters,
        })
    }
}

/// Some questions are not for everybody, however they are put.
fn check_role(given: &Parameters, role: Role) -> Result<(), ApiError> {
    let by_amount = ["min_amount", "max_amount"]
        .iter()
        .any(|name| given.text(name).is_some())
        || given
            .text("ordering")
            .is_some_and(|it| it.ends_with("total_price"));
    if by_amount && !role.sees_money() {
        let (status, code) = (StatusCode::FORBIDDEN, "PERMISSION_DENIED");
        return Err(ApiError::client(status, code, sentences::NO_AMOUNTS));
    }
    let deleted = given
        .text("include_deleted")
        .is_some_and(|it| it == "true" || it == "1");
    if deleted && !role.manages() {
        return Err(ApiError::forbidden());
    }
    Ok(())
}

/// A span as the documents write it: `A to B`; an open end stays empty.
fn range<T: ToString>((from, to): (Option<T>, Option<T>)) -> Option<String> {
    if from.is_none() && to.is_none() {
        return None;
    }
    let text = |end: Option<T>| end.map(|end| end.to_string()).unwrap_or_default();
    Some(format!("{} to {}", text(from), text(to)).trim().to_owned())
}

const fn bare(amount: Rupiah) -> i64 {
    amount.0
}

#[cfg(test)]
mod tests;
