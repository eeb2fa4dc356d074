//! Typed values out of a query string, with everything that is wrong about them.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::net::IpAddr;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::extract::Query;
use axum::http::Uri;
use axum::http::request::Parts;
use jiff::civil::Date;
use serde_json::Value;

use crate::actors::index::OrderName;
use crate::actors::index::Sort;
use crate::app::App;
use crate::domain::ids::UserId;
use crate::domain::role::Role;
use crate::domain::rupiah::Rupiah;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::choice;
use crate::wire::konveksi::flaws::Flaw;
use crate::wire::konveksi::money::NumberFlaw;
use crate::wire::konveksi::money::parse_amount;
use crate::wire::konveksi::words::Word;

/// What a list may be ordered by.
pub(crate) const ORDERINGS: [&str; 6] = [
    "created_at",
    "-created_at",
    "updated_at",
    "-updated_at",
    "total_price",
    "-total_price",
];

/// Whether the request asks for deleted orders too: only those who manage may.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deleted(bool);

impl Deleted {
    /// Whether deleted ones are wanted, by someone of that role.
    pub(crate) fn wanted(self, role: Role) -> Result<bool, ApiError> {
        if self.0 && !role.manages() {
            return Err(ApiError::forbidden());
        }
        Ok(self.0)
    }
}

impl FromRequestParts<App> for Deleted {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, ApiError> {
        let mut given = Parameters::of(parts.uri.query().unwrap_or_default());
        let wanted = given.flag("include_deleted").unwrap_or(false);
        given.finish(Self(wanted))
    }
}

/// The parameters of a query; one without a value counts as not given, as forms send it.
#[derive(Debug)]
pub(crate) struct Parameters {
    given: HashMap<String, String>,
    flaws: BTreeMap<String, Vec<String>>,
}

impl Parameters {
    pub(crate) fn of(raw: &str) -> Self {
        let uri = Uri::builder().path_and_query(format!("/?{raw}")).build();
        let given = uri.ok().and_then(|uri| Query::try_from_uri(&uri).ok());
        let Query(given): Query<HashMap<String, String>> = given.unwrap_or_default();
        Self {
            given,
            flaws: BTreeMap::new(),
        }
    }

    /// The value read, unless anything was flawed.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, ApiError> {
        if self.flaws.is_empty() {
            Ok(value)
        } else {
            Err(ApiError::fields(self.flaws))
        }
    }

    /// Notes what is wrong with a parameter.
    pub(crate) fn flaw(&mut self, name: &str, flaw: &Flaw) {
        let flaws = self.flaws.entry(name.to_owned()).or_default();
        flaws.push(flaw.to_string());
    }

    /// A parameter as it was given.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let text = self.given.get(name)?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// One of a closed set of words.
    pub(crate) fn word<T: Word>(&mut self, name: &str) -> Option<T> {
        self.read(name, |text| T::from_word(text).ok_or_else(choice::<T>))
    }

    /// An id.
    pub(crate) fn id<T: FromStr>(&mut self, name: &str) -> Option<T> {
        self.read(name, |text| text.parse().map_err(|_| Flaw::NotAnId))
    }

    /// An order, by its id or its code.
    pub(crate) fn order(&mut self, name: &str) -> Option<OrderName> {
        self.read(name, |text| {
            let id = text.parse().map(OrderName::Id).ok();
            let name = id.or_else(|| text.parse().map(OrderName::Code).ok());
            name.ok_or(Flaw::NotAnOrder)
        })
    }

    /// A business day.
    pub(crate) fn day(&mut self, name: &str) -> Option<Date> {
        self.read(name, |text| {
            // The parser takes more forms than the documents do.
            let plain = text.len() == 10 && text.is_ascii() && text.as_bytes()[4] == b'-';
            let day = text.parse().ok().filter(|_| plain);
            day.ok_or(Flaw::NotADay)
        })
    }

    /// An amount, from nothing up.
    pub(crate) fn amount(&mut self, name: &str) -> Option<Rupiah> {
        self.read(name, |text| match parse_amount(&Value::from(text)) {
            Ok(amount) if amount < Rupiah::ZERO => Err(Flaw::Number(NumberFlaw::TooLarge)),
            amount => amount.map_err(Flaw::Number),
        })
    }

    /// A count, from one up.
    pub(crate) fn count(&mut self, name: &str) -> Option<usize> {
        self.read(name, |text| match text.parse() {
            Ok(0) | Err(_) => Err(Flaw::NotWhole),
            Ok(count) => Ok(count),
        })
    }

    /// The number of an account.
    pub(crate) fn user(&mut self, name: &str) -> Option<UserId> {
        self.read(name, |text| text.parse().map_err(|_| Flaw::NotWhole))
    }

    /// An address of the internet.
    pub(crate) fn address(&mut self, name: &str) -> Option<IpAddr> {
        self.read(name, |text| text.parse().map_err(|_| Flaw::NotAnAddress))
    }

    /// One of a few words that are no concern of anybody else's.
    pub(crate) fn one_of(&mut self, name: &str, words: &[&'static str]) -> Option<&'static str> {
        self.read(name, |text| {
            let mut words_like = words.iter().filter(|word| word.eq_ignore_ascii_case(text));
            let word = words_like.next().copied();
            word.ok_or_else(|| Flaw::Choice(words.to_vec()))
        })
    }

    /// True or false.
    pub(crate) fn flag(&mut self, name: &str) -> Option<bool> {
        self.read(name, |text| match text {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Flaw::NotAFlag),
        })
    }

    /// What to order by, and whether the smallest comes first.
    pub(crate) fn ordering(&mut self) -> Option<(Sort, bool)> {
        self.read("ordering", |text| {
            let sort = match text.trim_start_matches('-') {
                _ if !ORDERINGS.contains(&text) => return Err(Flaw::Choice(ORDERINGS.to_vec())),
                "updated_at" => Sort::Updated,
                "total_price" => Sort::Price,
                _ => Sort::Created,
            };
            Ok((sort, !text.starts_with('-')))
        })
    }

    /// Refuses a span that ends before it begins.
    pub(crate) fn check_span<T: Ord>(&mut self, name: &str, span: (Option<T>, Option<T>)) {
        if let (Some(from), Some(to)) = span
            && from > to
        {
            self.flaw(name, &Flaw::Backwards);
        }
    }

    fn read<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Result<T, Flaw>) -> Option<T> {
        let value = read(self.text(name)?);
        value.map_err(|flaw| self.flaw(name, &flaw)).ok()
    }
}
