//! Money: whole rupiah, exact, never a float.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;
use std::ops::AddAssign;
use std::ops::Neg;
use std::ops::Sub;

use serde::Deserialize;
use serde::Serialize;

/// An amount in whole rupiah. May be negative: a reversal is a negative line of the ledger.
///
/// Every single amount is bounded by [`Rupiah::MAX`] where it enters, so sums of a
/// lifetime's ledger stay far inside an `i64`.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Rupiah(pub i64);

impl Rupiah {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest amount accepted in one field: Rp 999,999,999.
    pub const MAX: Self = Self(999_999_999);

    /// Whether there is any of it left, above zero.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Whether it is exactly nothing.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.0 == 0
    }

    /// This amount, but at least nothing.
    #[must_use]
    pub fn or_nothing(self) -> Self {
        self.max(Self::ZERO)
    }

    /// The share of it, rounded up to the whole rupiah.
    ///
    /// # Panics
    ///
    /// When the share does not fit, which no amount within [`Rupiah::MAX`] can cause.
    #[must_use]
    pub fn share_rounded_up(self, share: BasisPoints) -> Self {
        let product = i128::from(self.0) * i128::from(share.0);
        let rounded = (product + 9_999).div_euclid(10_000);
        Self(i64::try_from(rounded).expect("a share is never more than a bounded amount"))
    }
}

impl fmt::Display for Rupiah {
    /// As people write it: `Rp 7.500.000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        f.write_str(if self.0 < 0 { "-Rp " } else { "Rp " })?;
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl Add for Rupiah {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Rupiah {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Rupiah {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Rupiah {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Rupiah {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// A share in hundredths of a percent: 5,000 is half.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BasisPoints(pub u16);

impl BasisPoints {
    /// The whole.
    pub const WHOLE: Self = Self(10_000);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_up_once() {
        assert_eq!(Rupiah(3).share_rounded_up(BasisPoints(5_000)), Rupiah(2));
        assert_eq!(Rupiah(100).share_rounded_up(BasisPoints(5_001)), Rupiah(51));
        assert_eq!(
            Rupiah::MAX.share_rounded_up(BasisPoints::WHOLE),
            Rupiah::MAX
        );
        assert_eq!(
            Rupiah::ZERO.share_rounded_up(BasisPoints::WHOLE),
            Rupiah::ZERO
        );
    }

    #[test]
    fn amounts_read_as_people_write_them() {
        assert_eq!(Rupiah(7_500_000).to_string(), "Rp 7.500.000");
        assert_eq!(Rupiah(-1_000).to_string(), "-Rp 1.000");
        assert_eq!(Rupiah(999).to_string(), "Rp 999");
    }
}
