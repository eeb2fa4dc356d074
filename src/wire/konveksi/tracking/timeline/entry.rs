//! One milestone, in the documented shape.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::code::InvoiceCode;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::money::Amount;
use crate::wire::konveksi::time::Moment;

/// What a milestone is about.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = MilestoneCategory)]
#[serde(rename_all = "lowercase")]
pub(super) enum Category {
    Order,
    Payment,
    Production,
    Shipping,
}

/// Whether and since when a milestone is there.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    /// It was reached then.
    Since(Timestamp),
    /// It began then and lasts.
    Now(Timestamp),
    /// It is still to come; nobody knows when.
    Ahead,
}

/// Its name, a sentence about it, and its icon.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) milestone: Cow<'static, str>,
    pub(super) description: Cow<'static, str>,
    pub(super) icon: &'static str,
}

/// A milestone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Milestone)]
pub(in crate::wire::konveksi::tracking) struct Entry<'a> {
    id: Cow<'static, str>,
    timestamp: Option<Moment>,
    milestone: Cow<'static, str>,
    description: Cow<'static, str>,
    icon: &'static str,
    category: Category,
    status: &'static str,
    order: u8,
    is_estimated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    invoice_code: Option<&'a InvoiceCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    amount: Option<Amount>,
}

impl<'a> Entry<'a> {
    pub(super) fn new(id: impl Into<Cow<'static, str>>, order: u8, category: Category) -> Self {
        Self {
            id: id.into(),
            timestamp: None,
            milestone: Cow::Borrowed(""),
            description: Cow::Borrowed(""),
            icon: "",
            category,
            status: "pending",
            order,
            is_estimated: true,
            invoice_code: None,
            amount: None,
        }
    }

    pub(super) fn told(self, told: Told) -> Self {
        Self {
            milestone: told.milestone,
            description: told.description,
            icon: told.icon,
            ..self
        }
    }

    pub(super) fn at(self, when: When) -> Self {
        let (timestamp, status) = match when {
            When::Since(at) => (Some(Moment(at)), "completed"),
            When::Now(at) => (Some(Moment(at)), "current"),
            When::Ahead => (None, "pending"),
        };
        Self {
            timestamp,
            status,
            is_estimated: timestamp.is_none(),
            ..self
        }
    }

    pub(super) fn about(self, invoice: Option<&'a Invoice>, amount: Rupiah) -> Self {
        Self {
            invoice_code: invoice.map(|invoice| &invoice.code),
            amount: Some(Amount(amount)),
            ..self
        }
    }

    /// By its number, then by time; what is still to come is last.
    pub(super) fn place(&self) -> (u8, Timestamp) {
        let at = self.timestamp.map(|Moment(at)| at);
        (self.order, at.unwrap_or(Timestamp(i64::MAX)))
    }
}
