//! Words of invoices, payments and refunds.

use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::refund::RefundMethod;
use crate::domain::konveksi::refund::RefundState;
use crate::domain::konveksi::refund::Settles;
use crate::wire::konveksi::words::Shown;
use crate::wire::konveksi::words::Word;

/// The `payment_type` of an invoice.
#[must_use]
pub fn kind(kind: Kind) -> &'static str {
    kind.counts_as().word()
}

impl Shown for Kind {
    fn shown(self) -> &'static str {
        match self {
            Self::Dp => "Down Payment",
            Self::Final => "Pelunasan",
            Self::Full => "Full Payment",
            Self::Instalment { .. } => "Cicilan",
        }
    }
}

impl Word for InvoiceStatus {
    const ALL: &'static [Self] = &[Self::Open, Self::Paid, Self::Expired, Self::Cancelled];

    fn word(self) -> &'static str {
        match self {
            Self::Open => "belum dibayar",
            Self::Paid => "sudah dibayar",
            Self::Expired => "kadaluarsa",
            Self::Cancelled => "dibatalkan",
        }
    }
}

impl Shown for InvoiceStatus {
    fn shown(self) -> &'static str {
        match self {
            Self::Open => "Belum Dibayar",
            Self::Paid => "Sudah Dibayar",
            Self::Expired => "Kadaluarsa",
            Self::Cancelled => "Dibatalkan",
        }
    }
}

impl Word for AttemptState {
    const ALL: &'static [Self] = &[
        Self::Opening,
        Self::Open,
        Self::Paid,
        Self::Expired,
        Self::Superseded,
        Self::Failed,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Expired => "expired",
            Self::Superseded => "superseded",
            Self::Failed => "failed",
        }
    }
}

impl Word for PaymentSource {
    const ALL: &'static [Self] = &[
        Self::Provider,
        Self::Manual,
        Self::Verified,
        Self::Import,
        Self::Credit,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Provider => "xendit",
            Self::Manual => "manual",
            Self::Verified => "verified",
            Self::Import => "import",
            Self::Credit => "credit",
        }
    }
}

impl Word for RefundMethod {
    const ALL: &'static [Self] = &[Self::Original, Self::BankTransfer, Self::Cash];

    fn word(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::BankTransfer => "bank_transfer",
            Self::Cash => "cash",
        }
    }
}

impl Word for RefundState {
    const ALL: &'static [Self] = &[Self::Pending, Self::Succeeded, Self::Failed, Self::Manual];

    fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Manual => "manual",
        }
    }
}

impl Word for Settles {
    const ALL: &'static [Self] = &[Self::Price, Self::Debt];

    fn word(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::Debt => "debt",
        }
    }
}

/// How the parts of a plan come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanShape {
    /// Staff name each.
    Custom,
    /// They are equal.
    Equal,
}

impl Word for PlanShape {
    const ALL: &'static [Self] = &[Self::Custom, Self::Equal];

    fn word(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Equal => "equal",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_instalment_is_the_final_payment() {
        assert_eq!(kind(Kind::Instalment { number: 1, of: 3 }), "dp");
        assert_eq!(kind(Kind::Instalment { number: 2, of: 3 }), "dp");
        assert_eq!(kind(Kind::Instalment { number: 3, of: 3 }), "pelunasan");
        assert_eq!(kind(Kind::Full), "full");
    }

    #[test]
    fn invoice_words_have_spaces_and_read_back() {
        for status in InvoiceStatus::ALL {
            assert_eq!(InvoiceStatus::from_word(status.word()), Some(*status));
        }
        assert_eq!(InvoiceStatus::Open.word(), "belum dibayar");
        assert_eq!(InvoiceStatus::from_word("belum_dibayar"), None);
        assert_eq!(PaymentSource::Provider.word(), "xendit");
    }
}
