//! Which invoices a list is asked for.

use crate::domain::time::Timestamp;
use crate::integrations::payment::sandbox::invoice::Invoice;

/// How many a list has when nobody says.
const LIMIT_DEFAULT: usize = 10;

/// How many it has at most.
const LIMIT_MAX: usize = 100;

/// Which invoices are asked for: those for which all is true.
#[derive(Debug, Default)]
pub(super) struct Filter {
    pub(super) external_id: Option<String>,
    /// Only what was created before this one.
    pub(super) last_invoice: Option<String>,
    pub(super) limit: usize,
    statuses: Vec<String>,
    channels: Vec<String>,
    spans: Vec<Span>,
}

/// A bound on one of an invoice's times.
#[derive(Debug)]
struct Span {
    time: fn(&Invoice) -> Option<Timestamp>,
    is_after: bool,
    bound: Timestamp,
}

impl Filter {
    /// Reads a query. What is not known there is not known here.
    ///
    /// # Errors
    ///
    /// The name of what cannot be read.
    pub(super) fn read(query: &[(String, String)]) -> Result<Self, String> {
        let mut filter = Self {
            limit: LIMIT_DEFAULT,
            ..Self::default()
        };
        for (key, value) in query {
            let unreadable = || format!("{key} is not valid");
            match key.trim_end_matches("[]") {
                "external_id" => filter.external_id = Some(value.clone()),
                "last_invoice" => filter.last_invoice = Some(value.clone()),
                "statuses" => filter.statuses.push(value.clone()),
                "payment_channels" => filter.channels.push(value.clone()),
                "limit" => {
                    let limit: usize = value.parse().map_err(|_| unreadable())?;
                    if limit == 0 || limit > LIMIT_MAX {
                        return Err(unreadable());
                    }
                    filter.limit = limit;
                }
                name => {
                    if let Some((time, is_after)) = bound(name) {
                        let bound = value.parse().map_err(|_| unreadable())?;
                        filter.spans.push(Span {
                            time,
                            is_after,
                            bound,
                        });
                    }
                }
            }
        }
        Ok(filter)
    }

    pub(super) fn takes(&self, invoice: &Invoice) -> bool {
        let status = invoice.status.word();
        let channel = invoice.payment().map(|payment| payment.channel.word());
        let external = |asked: &String| *asked == invoice.external_id;
        self.external_id.as_ref().is_none_or(external)
            && (self.statuses.is_empty() || self.statuses.iter().any(|asked| asked == status))
            && (self.channels.is_empty()
                || self
                    .channels
                    .iter()
                    .any(|asked| Some(asked.as_str()) == channel))
            && self.spans.iter().all(|span| span.holds(invoice))
    }
}

impl Span {
    fn holds(&self, invoice: &Invoice) -> bool {
        (self.time)(invoice).is_some_and(|time| {
            if self.is_after {
                time > self.bound
            } else {
                time < self.bound
            }
        })
    }
}

type Time = fn(&Invoice) -> Option<Timestamp>;

fn bound(name: &str) -> Option<(Time, bool)> {
    let created: Time = |invoice| Some(invoice.created);
    let paid: Time = |invoice| invoice.payment().map(|payment| payment.at);
    let expired: Time = |invoice| Some(invoice.expires_at);
    Some(match name {
        "created_after" => (created, true),
        "created_before" => (created, false),
        "paid_after" => (paid, true),
        "paid_before" => (paid, false),
        "expired_after" => (expired, true),
        "expired_before" => (expired, false),
        _ => return None,
    })
}
