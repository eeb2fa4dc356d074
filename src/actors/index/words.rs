//! Closed sets of words packed into one number, so that a filter is one mask.

use serde::Deserialize;
use serde::Serialize;

use crate::domain::konveksi::Order;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::production::Step;

/// Status, production, terms, reasons to look and deletion of an order, in one number.
///
/// Bits 0 to 6 are the status, one bit each; 8 to 11 the step; 12 a down payment;
/// 13 deleted; 14 a pending refund; 16 to 22 the reasons to look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(pub u32);

impl Words {
    /// That there is a down payment.
    pub const WITH_DP: Self = Self(1 << 12);
    /// That the order is deleted.
    pub const DELETED: Self = Self(1 << 13);
    /// That money is on its way back.
    pub const REFUND_PENDING: Self = Self(1 << 14);

    /// Those of an order.
    #[must_use]
    pub fn of(order: &Order) -> Self {
        let mut words = Self::status(order.status()) | Self::step(order.step);
        if matches!(order.terms, Terms::Dp(_)) {
            words = words | Self::WITH_DP;
        }
        if order.deleted_at.is_some() {
            words = words | Self::DELETED;
        }
        if order.has_pending_refund() {
            words = words | Self::REFUND_PENDING;
        }
        order
            .attention()
            .fold(words, |words, reason| words | Self::attention(reason))
    }

    /// Of this status.
    #[must_use]
    pub const fn status(status: Status) -> Self {
        Self(1 << status as u32)
    }

    /// The status, unless it is of a deleted order.
    #[must_use]
    pub fn status_of_living(self) -> Option<Status> {
        let statuses = Status::ALL.into_iter();
        let mut living = statuses.filter(|_| !self.have(Self::DELETED));
        living.find(|status| self.have(Self::status(*status)))
    }

    /// Of this production step.
    #[must_use]
    pub const fn step(step: Step) -> Self {
        Self(1 << (8 + step as u32))
    }

    /// With this reason to look.
    #[must_use]
    pub const fn attention(reason: Attention) -> Self {
        Self(1 << (16 + reason as u32))
    }

    /// Whether all of these are among them.
    #[inline]
    #[must_use]
    pub const fn have(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether any of these is among them.
    #[inline]
    #[must_use]
    pub const fn have_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

impl std::ops::BitOr for Words {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Status and kind of an invoice, and whether its order is deleted, in one number.
///
/// Bits 0 to 3 are the status, one bit each; 4 to 6 what it counts as; 7 deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InvoiceWords(pub u8);

impl InvoiceWords {
    /// That the order is deleted.
    pub const DELETED: Self = Self(1 << 7);

    /// Those of an invoice of an order.
    #[must_use]
    pub fn of(order: &Order, invoice: &Invoice) -> Self {
        let words = Self::status(invoice.status()) | Self::kind(invoice.kind.counts_as());
        match order.deleted_at {
            Some(_) => words | Self::DELETED,
            None => words,
        }
    }

    /// Of this status.
    #[must_use]
    pub const fn status(status: InvoiceStatus) -> Self {
        Self(1 << status as u8)
    }

    /// Counting as this.
    #[must_use]
    pub const fn kind(kind: LinkKind) -> Self {
        Self(1 << (4 + kind as u8))
    }

    /// Whether all of `wanted` and none of `unwanted` are among them.
    #[inline]
    #[must_use]
    pub const fn are(self, wanted: Self, unwanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0 && self.0 & unwanted.0 == 0
    }
}

impl std::ops::BitOr for InvoiceWords {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
