//! Words of an order: what the code calls one thing, what the wire calls it.
//!
//! The words of money are in [`money`], those of messages in [`message`].

pub mod bulk;
pub mod message;
pub mod money;
pub mod product;

use crate::domain::contact::Channel;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::attention::Mark;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::status::Status;
use crate::domain::role::Role;
use crate::domain::role::Source;

/// Something out of a closed set, each with one word on the wire.
pub trait Word: Copy + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// Its word.
    fn word(self) -> &'static str;

    /// The one with that word.
    #[must_use]
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.word() == word)
    }
}

/// Something that also has a name for people to read.
pub trait Shown {
    /// Its name, in Indonesian.
    fn shown(self) -> &'static str;
}

impl Word for Status {
    const ALL: &'static [Self] = &Self::ALL;

    fn word(self) -> &'static str {
        match self {
            Self::AwaitingLink => "menunggu_link",
            Self::LinkIssued => "link_dibuat",
            Self::DpPaid => "dp_dibayar",
            Self::FinalRequested => "pengerjaan_selesai",
            Self::AwaitingFinal => "menunggu_pelunasan",
            Self::Settled => "lunas",
            Self::Cancelled => "dibatalkan",
        }
    }
}

impl Shown for Status {
    fn shown(self) -> &'static str {
        match self {
            Self::AwaitingLink => "Menunggu Link",
            Self::LinkIssued => "Link Dibuat",
            Self::DpPaid => "DP Dibayar",
            Self::FinalRequested => "Pengerjaan Selesai",
            Self::AwaitingFinal => "Menunggu Pelunasan",
            Self::Settled => "Lunas",
            Self::Cancelled => "Dibatalkan",
        }
    }
}

impl Word for ProductionTarget {
    const ALL: &'static [Self] = &[
        Self::Step(Step::Waiting),
        Self::Step(Step::InProgress),
        Self::Step(Step::Done),
        Self::Step(Step::Shipped),
        Self::Cancelled,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Step(Step::Waiting) => "menunggu",
            Self::Step(Step::InProgress) => "diproses",
            Self::Step(Step::Done) => "selesai",
            Self::Step(Step::Shipped) => "dikirim",
            Self::Cancelled => "dibatalkan",
        }
    }
}

impl Shown for ProductionTarget {
    fn shown(self) -> &'static str {
        match self {
            Self::Step(Step::Waiting) => "Menunggu",
            Self::Step(Step::InProgress) => "Diproses",
            Self::Step(Step::Done) => "Selesai",
            Self::Step(Step::Shipped) => "Dikirim",
            Self::Cancelled => "Dibatalkan",
        }
    }
}

/// What production reads: the step, or that the order is cancelled.
#[must_use]
pub const fn production_of(order: &Order) -> ProductionTarget {
    match order.cancelled {
        Some(_) => ProductionTarget::Cancelled,
        None => ProductionTarget::Step(order.step),
    }
}

/// How an order is paid, without the share: its `payment_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentType {
    /// A share first.
    Dp,
    /// All at once.
    Full,
}

impl PaymentType {
    /// The one of these terms.
    #[must_use]
    pub const fn of(terms: Terms) -> Self {
        match terms {
            Terms::Dp(_) => Self::Dp,
            Terms::Full => Self::Full,
        }
    }
}

impl Word for PaymentType {
    const ALL: &'static [Self] = &[Self::Dp, Self::Full];

    fn word(self) -> &'static str {
        match self {
            Self::Dp => "dp",
            Self::Full => "full",
        }
    }
}

impl Shown for PaymentType {
    fn shown(self) -> &'static str {
        match self {
            Self::Dp => "Down Payment",
            Self::Full => "Full Payment",
        }
    }
}

impl Word for LinkKind {
    const ALL: &'static [Self] = &[Self::Dp, Self::Full, Self::Final];

    fn word(self) -> &'static str {
        match self {
            Self::Dp => "dp",
            Self::Full => "full",
            Self::Final => "pelunasan",
        }
    }
}

impl Word for Channel {
    const ALL: &'static [Self] = &[Self::Whatsapp, Self::Email, Self::Both];

    fn word(self) -> &'static str {
        match self {
            Self::Whatsapp => "whatsapp",
            Self::Email => "email",
            Self::Both => "both",
        }
    }
}

impl Shown for Channel {
    fn shown(self) -> &'static str {
        match self {
            Self::Whatsapp => "WhatsApp",
            Self::Email => "Email",
            Self::Both => "WhatsApp & Email",
        }
    }
}

impl Word for Mark {
    const ALL: &'static [Self] = &[Self::Stuck, Self::Custom];

    /// The word of the reason to look at an order that the mark is.
    fn word(self) -> &'static str {
        match self {
            Self::Stuck => Attention::Stuck.word(),
            Self::Custom => Attention::Custom.word(),
        }
    }
}

impl Word for Attention {
    const ALL: &'static [Self] = &Self::ALL;

    fn word(self) -> &'static str {
        match self {
            Self::PaymentOverdue => "payment_overdue",
            Self::RefundDue => "refund_due",
            Self::ShortPayment => "short_payment",
            Self::PriceUnconfirmed => "price_unconfirmed",
            Self::Stuck => "stuck",
            Self::ProviderError => "provider_error",
            Self::Custom => "custom",
        }
    }
}

impl Word for MoneyDecision {
    const ALL: &'static [Self] = &[Self::RefundDue, Self::Keep];

    fn word(self) -> &'static str {
        match self {
            Self::RefundDue => "refund_due",
            Self::Keep => "keep",
        }
    }
}

impl Word for Role {
    const ALL: &'static [Self] = &Self::ALL;

    fn word(self) -> &'static str {
        Self::word(self)
    }
}

impl Word for Source {
    const ALL: &'static [Self] = &[
        Self::Staff,
        Self::Customer,
        Self::Provider,
        Self::System,
        Self::Automation,
        Self::Import,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Staff => "admin",
            Self::Customer => "customer",
            Self::Provider => "webhook",
            Self::System => "system",
            Self::Automation => "automation",
            Self::Import => "import",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table<T: Word>() -> Vec<&'static str> {
        T::ALL.iter().map(|it| it.word()).collect()
    }

    #[test]
    fn the_words_are_the_documented_ones() {
        insta::assert_debug_snapshot!(table::<Status>(), @r#"
        [
            "menunggu_link",
            "link_dibuat",
            "dp_dibayar",
            "pengerjaan_selesai",
            "menunggu_pelunasan",
            "lunas",
            "dibatalkan",
        ]
        "#);
        insta::assert_debug_snapshot!(table::<ProductionTarget>(), @r#"
        [
            "menunggu",
            "diproses",
            "selesai",
            "dikirim",
            "dibatalkan",
        ]
        "#);
        insta::assert_debug_snapshot!(table::<PaymentType>(), @r#"
        [
            "dp",
            "full",
        ]
        "#);
        insta::assert_debug_snapshot!(table::<LinkKind>(), @r#"
        [
            "dp",
            "full",
            "pelunasan",
        ]
        "#);
        insta::assert_debug_snapshot!(table::<Channel>(), @r#"
        [
            "whatsapp",
            "email",
            "both",
        ]
        "#);
        insta::assert_debug_snapshot!(table::<Attention>(), @r#"
        [
            "payment_overdue",
            "refund_due",
            "short_payment",
            "price_unconfirmed",
            "stuck",
            "provider_error",
            "custom",
        ]
        "#);
        insta::assert_debug_snapshot!(table::<Source>(), @r#"
        [
            "admin",
            "customer",
            "webhook",
            "system",
            "automation",
            "import",
        ]
        "#);
    }

    #[test]
    fn every_word_reads_back_and_others_do_not() {
        for status in Status::ALL {
            assert_eq!(Status::from_word(status.word()), Some(status));
        }
        for target in <ProductionTarget as Word>::ALL {
            assert_eq!(ProductionTarget::from_word(target.word()), Some(*target));
        }
        assert_eq!(Status::from_word("LUNAS"), None);
        assert_eq!(PaymentType::from_word("pelunasan"), None);
    }
}
