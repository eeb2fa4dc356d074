//! What an order asks for, and the pages where it can be paid.
//!
//! An invoice is not a payment link: it has payment *attempts*, each with its own id at
//! the provider, at most one of them open.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::code::InvoiceCode;
use crate::domain::contact::Channel;
use crate::domain::ids::AttemptId;
use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::message::Announcement;
use crate::domain::konveksi::order::is_false;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;

/// Characters of an attempt's own id in its external id.
const EXTERNAL_TAIL: usize = 12;

/// What an invoice is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The down payment.
    Dp,
    /// What is left after the down payment.
    Final,
    /// Everything at once.
    Full,
    /// Part of a plan.
    Instalment {
        /// Which one, from 1.
        number: u8,
        /// Of how many.
        of: u8,
    },
}

impl Kind {
    /// How long it can be paid after it was (re)made; an instalment does not expire.
    #[must_use]
    pub const fn lifetime(self) -> Option<Span> {
        match self {
            Self::Dp => Some(Span::days(3)),
            Self::Final => Some(Span::days(4)),
            Self::Full => Some(Span::hours(48)),
            Self::Instalment { .. } => None,
        }
    }

    /// What it counts as: the last instalment is the final payment, the others are down
    /// payments.
    #[must_use]
    pub const fn counts_as(self) -> LinkKind {
        match self {
            Self::Full => LinkKind::Full,
            Self::Final => LinkKind::Final,
            Self::Instalment { number, of } if number == of => LinkKind::Final,
            Self::Dp | Self::Instalment { .. } => LinkKind::Dp,
        }
    }
}

/// Where an invoice stands: a projection, like the order's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InvoiceStatus {
    /// It asks for money.
    Open,
    /// It got it.
    Paid,
    /// It was too late; it can be made anew.
    Expired,
    /// It asks for nothing any more.
    Cancelled,
}

/// Why an invoice stopped asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    /// Its time was up.
    Expired,
    /// Its reason went away.
    Cancelled,
}

/// What an order asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Its id.
    pub id: InvoiceId,
    /// What people call it by.
    pub code: InvoiceCode,
    /// What it is for.
    pub kind: Kind,
    /// What it asks for in all.
    pub amount: Rupiah,
    /// What it would have asked for more, had the order not held a credit.
    #[serde(default, skip_serializing_if = "Rupiah::is_nothing")]
    pub credit_used: Rupiah,
    /// What payments gave it.
    #[serde(default, skip_serializing_if = "Rupiah::is_nothing")]
    pub allocated: Rupiah,
    /// The share of the price it stands for, when it is a down payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<BasisPoints>,
    /// How its messages go out.
    pub channel: Channel,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it can be paid; an instalment has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// When an instalment should be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// What staff called an instalment.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whether its due date passed unpaid.
    #[serde(default, skip_serializing_if = "is_false")]
    pub overdue: bool,
    /// Whether it was handed to the customer.
    #[serde(default, skip_serializing_if = "is_false")]
    pub handed_over: bool,
    /// The message that waits for its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announce: Option<Announcement>,
    /// When a message about it was last on its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messaged_at: Option<Timestamp>,
    /// Why it stopped asking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
    /// When it was paid whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<Timestamp>,
    /// The pages opened for it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
}

impl Invoice {
    /// Where it stands. Money beats everything: what is paid is paid, however late.
    #[must_use]
    pub fn status(&self) -> InvoiceStatus {
        if self.allocated >= self.amount && self.amount.is_positive() {
            InvoiceStatus::Paid
        } else {
            match self.closed {
                Some(Closed::Cancelled) => InvoiceStatus::Cancelled,
                Some(Closed::Expired) => InvoiceStatus::Expired,
                None => InvoiceStatus::Open,
            }
        }
    }

    /// What it lacks, whether or not it still asks for it.
    #[must_use]
    pub fn remaining(&self) -> Rupiah {
        (self.amount - self.allocated).or_nothing()
    }

    /// The order's money it has taken: what was given to it, and the credit that made it
    /// smaller while it stands.
    #[must_use]
    pub fn taken(&self) -> Rupiah {
        match self.status() {
            InvoiceStatus::Open | InvoiceStatus::Paid => self.allocated + self.credit_used,
            InvoiceStatus::Expired | InvoiceStatus::Cancelled => self.allocated,
        }
    }

    /// The page where it can be paid, or will be in a moment.
    #[must_use]
    pub fn open_attempt(&self) -> Option<&Attempt> {
        self.attempts
            .iter()
            .rfind(|attempt| attempt.state.is_open())
    }

    /// The attempt of that id.
    #[must_use]
    pub fn attempt(&self, id: AttemptId) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.id == id)
    }
}

impl Invoice {
    /// The id under which the provider knows an attempt of this invoice: its code, for people
    /// who look there, and the end of the attempt's own id. [`invoice_code_in`] reads it back.
    #[must_use]
    pub fn external_id(&self, attempt: &Attempt) -> String {
        let id = attempt.id.0.simple().to_string();
        format!("{}-{}", self.code, &id[id.len() - EXTERNAL_TAIL..])
    }

    /// The attempt the provider knows under an id, by either of the two names it has.
    #[must_use]
    pub fn attempt_known_as(&self, provider_id: &str, external_id: &str) -> Option<&Attempt> {
        let by_theirs = |it: &&Attempt| it.provider_id.as_deref() == Some(provider_id);
        let by_ours = |it: &&Attempt| self.external_id(it) == external_id;
        let mut attempts = self.attempts.iter();
        let known = attempts.clone().find(by_theirs);
        known.or_else(|| attempts.find(by_ours))
    }
}

/// The code of the invoice in an external id, if it is one of ours.
#[must_use]
pub fn invoice_code_in(external_id: &str) -> Option<InvoiceCode> {
    let (code, tail) = external_id.rsplit_once('-')?;
    let fits = tail.len() == EXTERNAL_TAIL && tail.bytes().all(|it| it.is_ascii_hexdigit());
    fits.then(|| code.parse().ok()).flatten()
}

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// The provider has not answered yet.
    Opening,
    /// Its page is there.
    Open,
    /// It was paid.
    Paid,
    /// Its time was up, or we ended it at the provider.
    Expired,
    /// Another attempt took its place; it may still be paid.
    Superseded,
    /// The provider refused it.
    Failed,
}

impl AttemptState {
    /// Whether it is, or is about to become, the page to pay at.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Opening | Self::Open)
    }
}

/// One payment page at the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Our id, which the provider knows as its external id.
    pub id: AttemptId,
    /// What it asks for.
    pub amount: Rupiah,
    /// Where it stands.
    pub state: AttemptState,
    /// The provider's id, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<String>,
    /// Where to pay, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
    /// When it stopped being open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::konveksi::tests::kit::an_order;

    #[test]
    fn an_external_id_tells_its_invoice() {
        let order = an_order().with_link();
        let invoice = order.last_invoice();
        let id = invoice.external_id(&invoice.attempts[0]);

        assert_eq!(invoice_code_in(&id).as_ref(), Some(&invoice.code));
        assert_eq!(
            invoice.attempt_known_as("", &id).map(|it| it.id),
            Some(invoice.attempts[0].id)
        );
    }

    #[test]
    fn what_others_call_theirs_is_not_ours() {
        for id in [
            "",
            "invoice_123124123",
            "INV-2026-0001-r1",
            "INV-482913-K7Q",
            "-0123456789ab",
        ] {
            assert_eq!(invoice_code_in(id), None, "{id}");
        }
    }
}
