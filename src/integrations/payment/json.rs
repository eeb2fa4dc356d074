//! Reads single values out of what a provider sends, and is in no hurry to be offended.

use serde_json::Value;

use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::money::NumberFlaw;
use crate::wire::konveksi::money::parse_amount;

/// The longest word or id that is kept; theirs have some dozens of letters.
const TEXT_CHARS_MAX: usize = 300;

/// Why something is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountFlaw {
    /// It is not there.
    #[error("has no amount")]
    Missing,
    /// It is no number.
    #[error("has an amount that is no number")]
    NotANumber,
    /// It has a part below the rupiah, which no provider here moves.
    #[error("has an amount with a fraction of a rupiah")]
    Fraction,
    /// It is nothing, or less.
    #[error("has an amount that is not positive")]
    NotPositive,
    /// It is beyond what one field may hold.
    #[error("has an amount beyond all bounds")]
    TooLarge,
}

/// A text that says something, in a length that can be kept.
pub(super) fn text(body: &Value, key: &str) -> Option<String> {
    let text = body.get(key)?.as_str()?.trim();
    let kept: String = text.chars().take(TEXT_CHARS_MAX).collect();
    (!kept.is_empty()).then_some(kept)
}

/// An instant; nothing when it is absent or unreadable.
pub(super) fn instant(body: &Value, key: &str) -> Option<Timestamp> {
    body.get(key)?.as_str()?.parse().ok()
}

/// The first of these fields that is there, as money.
pub(super) fn amount(body: &Value, keys: &[&str]) -> Result<Rupiah, AmountFlaw> {
    let mut present = keys.iter().filter_map(|key| body.get(key));
    let value = present.find(|value| !value.is_null());
    let amount = parse_amount(value.ok_or(AmountFlaw::Missing)?).map_err(|flaw| match flaw {
        NumberFlaw::NotANumber => AmountFlaw::NotANumber,
        NumberFlaw::Fraction => AmountFlaw::Fraction,
        NumberFlaw::TooLarge => AmountFlaw::TooLarge,
    })?;
    if !amount.is_positive() {
        Err(AmountFlaw::NotPositive)
    } else if amount > Rupiah::MAX {
        Err(AmountFlaw::TooLarge)
    } else {
        Ok(amount)
    }
}
