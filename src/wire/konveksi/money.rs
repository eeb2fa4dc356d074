//! Money and shares on the wire: decimal strings with two places, never a float.

use std::fmt;

use serde::Serialize;
use serde::Serializer;
use serde_json::Value;

use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;

/// An amount as the wire spells it: `"7500000.00"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount(pub Rupiah);

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.00", self.0.0)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An amount as variables of templates spell it: `1,500,000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WithCommas(pub Rupiah);

impl fmt::Display for WithCommas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spelled = self.0.to_string().replacen("Rp ", "", 1);
        f.write_str(&spelled.replace('.', ","))
    }
}

/// A share as the wire spells it: `"50.00"` percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percent(pub BasisPoints);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BasisPoints(share) = self.0;
        write!(f, "{}.{:02}", share / 100, share % 100)
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The mean of `count` amounts to the hundredth, halves rounded up: `"8333333.33"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean {
    /// The sum of them all.
    pub sum: Rupiah,
    /// How many.
    pub count: usize,
}

impl Serialize for Mean {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let count = i128::try_from(self.count.max(1)).unwrap_or(i128::MAX);
        let hundredths = (i128::from(self.sum.0) * 200 + count).div_euclid(count * 2);
        serializer.collect_str(&format_args!(
            "{}.{:02}",
            hundredths / 100,
            (hundredths % 100).abs()
        ))
    }
}

/// Why something is not an amount or a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFlaw {
    /// It is no number.
    NotANumber,
    /// It has more places than it may.
    Fraction,
    /// It is a number beyond all reason.
    TooLarge,
}

/// Reads an amount: `7500000`, `"7500000"` or `"7500000.00"`.
///
/// # Errors
///
/// When it is no number, or holds a fraction of a rupiah.
pub fn parse_amount(value: &Value) -> Result<Rupiah, NumberFlaw> {
    match hundredths(value)? {
        (whole, 0) => Ok(Rupiah(whole)),
        _ => Err(NumberFlaw::Fraction),
    }
}

/// Reads a share of at most 655 percent: `50`, `"50"`, `"50.00"` or `50.5`.
///
/// # Errors
///
/// When it is no number, below nothing, or finer than a hundredth of a percent.
pub fn parse_percent(value: &Value) -> Result<BasisPoints, NumberFlaw> {
    let (whole, hundredths) = hundredths(value)?;
    let points = whole
        .checked_mul(100)
        .map(|points| points + i64::from(hundredths))
        .and_then(|points| u16::try_from(points).ok());
    points.map(BasisPoints).ok_or(NumberFlaw::TooLarge)
}

/// The whole and the hundredths of a number, written either way.
fn hundredths(value: &Value) -> Result<(i64, u8), NumberFlaw> {
    match value {
        Value::Number(number) => decimal(&number.to_string()),
        Value::String(text) => decimal(text.trim()),
        _ => Err(NumberFlaw::NotANumber),
    }
}

fn decimal(text: &str) -> Result<(i64, u8), NumberFlaw> {
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_digit());
    if !is_digits(digits) {
        // What JSON writes with an exponent is beyond any amount, or close to nothing.
        let exponent = text.parse::<f64>().is_ok_and(|number| number.abs() >= 1e15);
        return Err(if exponent {
            NumberFlaw::TooLarge
        } else {
            NumberFlaw::NotANumber
        });
    }
    if !is_digits(places) {
        return Err(NumberFlaw::NotANumber);
    }
    let hundredths = match places.len() {
        1 => places.parse::<u8>().map(|tenths| tenths * 10),
        2 => places.parse(),
        // Three places are how people here group thousands: `7.000` is not seven.
        _ => return Err(NumberFlaw::Fraction),
    };
    match (whole.parse(), hundredths) {
        (Ok(whole), Ok(hundredths)) => Ok((whole, hundredths)),
        _ => Err(NumberFlaw::TooLarge),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_are_taken_in_three_forms_and_given_in_one() {
        for form in [
            json!(7_500_000),
            json!("7500000"),
            json!("7500000.00"),
            json!(" 7500000.0 "),
            json!(7_500_000.0),
        ] {
            assert_eq!(parse_amount(&form), Ok(Rupiah(7_500_000)), "{form}");
        }
        assert_eq!(Amount(Rupiah(7_500_000)).to_string(), "7500000.00");
        assert_eq!(Amount(Rupiah(-1)).to_string(), "-1.00");
        assert_eq!(WithCommas(Rupiah(1_500_000)).to_string(), "1,500,000");
        assert_eq!(WithCommas(Rupiah(-1_500)).to_string(), "-1,500");
    }

    #[test]
    fn what_is_no_whole_amount_is_told_apart() {
        use NumberFlaw::Fraction;
        use NumberFlaw::NotANumber;
        use NumberFlaw::TooLarge;
        for (form, flaw) in [
            (json!(0.5), Fraction),
            (json!("7500000.50"), Fraction),
            (json!("7.000"), Fraction),
            (json!("7.500.000"), NotANumber),
            (json!("Rp 5"), NotANumber),
            (json!(""), NotANumber),
            (json!("-"), NotANumber),
            (json!("٣"), NotANumber),
            (json!("1e3"), NotANumber),
            (json!([1]), NotANumber),
            (json!(true), NotANumber),
            (json!(1e300), TooLarge),
            (json!("99999999999999999999"), TooLarge),
            (json!(u64::MAX), TooLarge),
        ] {
            assert_eq!(parse_amount(&form), Err(flaw), "{form}");
        }
    }

    #[test]
    fn shares_are_hundredths_of_a_percent() {
        for (form, points) in [
            (json!(50), 5_000),
            (json!("50"), 5_000),
            (json!("50.00"), 5_000),
            (json!(50.5), 5_050),
            (json!("66.67"), 6_667),
        ] {
            assert_eq!(parse_percent(&form), Ok(BasisPoints(points)), "{form}");
        }
        assert_eq!(Percent(BasisPoints(5_005)).to_string(), "50.05");
        assert_eq!(parse_percent(&json!("50.001")), Err(NumberFlaw::Fraction));
        assert_eq!(parse_percent(&json!(-1)), Err(NumberFlaw::TooLarge));
        assert_eq!(parse_percent(&json!(1e9)), Err(NumberFlaw::TooLarge));
    }

    #[test]
    fn a_mean_is_rounded_to_the_hundredth() {
        let mean = |sum, count| {
            serde_json::to_value(Mean {
                sum: Rupiah(sum),
                count,
            })
            .unwrap()
        };

        assert_eq!(mean(25_000_000, 3), "8333333.33");
        assert_eq!(mean(2, 3), "0.67");
        assert_eq!(mean(0, 0), "0.00");
    }
}
