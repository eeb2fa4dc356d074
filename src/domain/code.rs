//! The codes people read aloud: of orders and of invoices.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::Deserialize;
use serde::Serialize;

/// Letters and digits of codes we make. `I`, `L`, `O` and `U` are left out: over the
/// phone they are mistaken for others.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Why a text is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a code of the expected form")]
pub struct NotACode;

/// The code of an order, upper case: `ORD-20250630-A1B`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderCode(String);

impl OrderCode {
    /// Makes a code for a business day; `chance` gives the `length` characters of its tail.
    #[must_use]
    pub fn of(day: Date, chance: u128, length: usize) -> Self {
        let tail = tail(chance, length);
        Self(format!(
            "ORD-{:04}{:02}{:02}-{tail}",
            day.year(),
            day.month(),
            day.day()
        ))
    }

    /// How long a tail keeps two orders of one day apart with ease, when the day has so
    /// many already: three characters at first, one more whenever a tenth is used up.
    #[must_use]
    pub fn tail_length(of_the_day: usize) -> usize {
        (3..12)
            .find(|&length| of_the_day < 32_usize.pow(length) / 10)
            .unwrap_or(12) as usize
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OrderCode {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let code = text.trim().to_ascii_uppercase();
        let mut parts = code.splitn(3, '-');
        let (Some("ORD"), Some(middle), Some(end)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(NotACode);
        };
        let fits = (3..=8).contains(&middle.len()) && (3..=32).contains(&end.len());
        let plain = |part: &str| part.bytes().all(|c| c.is_ascii_alphanumeric());
        if fits && plain(middle) && plain(end) {
            Ok(Self(code))
        } else {
            Err(NotACode)
        }
    }
}

impl fmt::Display for OrderCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The code of an invoice, upper case: `INV-482913-K7Q`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InvoiceCode(String);

impl InvoiceCode {
    /// Makes a code out of chance.
    #[must_use]
    pub fn of(chance: u128) -> Self {
        let mixed = mix(chance);
        Self(format!(
            "INV-{:06}-{}",
            mixed % 1_000_000,
            tail(mixed / 1_000_000, 3)
        ))
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for InvoiceCode {
    type Err = NotACode;

    fn from_str(text: &str) -> Result<Self, NotACode> {
        let code = text.trim().to_ascii_uppercase();
        let rest = code.strip_prefix("INV-").ok_or(NotACode)?;
        let plain = rest.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
        if plain && (1..=40).contains(&rest.len()) {
            Ok(Self(code))
        } else {
            Err(NotACode)
        }
    }
}

impl fmt::Display for InvoiceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn tail(chance: u128, length: usize) -> String {
    let letter = |place: usize| char::from(ALPHABET[(chance >> (5 * place)) as usize & 31]);
    (0..length).map(letter).collect()
}

/// Spreads neighbouring numbers apart, so that the invoices of one command, whose ids
/// are successors, do not get codes that look alike.
fn mix(chance: u128) -> u128 {
    let folded = chance ^ (chance >> 64);
    let spread = folded.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    spread ^ (spread >> 67)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_code_reads_back() {
        let day = jiff::civil::date(2025, 6, 30);
        let order = OrderCode::of(day, 0x1_2345, 3);
        let invoice = InvoiceCode::of(99);

        assert_eq!(order.as_str().parse(), Ok(order.clone()));
        assert!(order.as_str().starts_with("ORD-20250630-"));
        assert_eq!(invoice.as_str().parse(), Ok(invoice.clone()));
    }

    #[test]
    fn codes_are_found_in_any_case_and_of_any_documented_form() {
        assert_eq!("ord-001-abc".parse(), Ok(OrderCode("ORD-001-ABC".into())));
        assert!("ORD-20250630-A1B2C3".parse::<OrderCode>().is_ok());
        assert!("INV-001".parse::<InvoiceCode>().is_ok());
        for wrong in [
            "ORD-01-ABC",
            "ORD-001-AB",
            "ORD-001",
            "X-001-ABC",
            "ORD-001-A'B",
        ] {
            assert_eq!(wrong.parse::<OrderCode>(), Err(NotACode), "{wrong}");
        }
    }

    #[test]
    fn tails_grow_as_a_day_fills() {
        assert_eq!(OrderCode::tail_length(0), 3);
        assert_eq!(OrderCode::tail_length(3_276), 4);
        assert_eq!(OrderCode::tail_length(200_000), 5);
    }

    #[test]
    fn neighbouring_chances_give_unlike_codes() {
        let codes: std::collections::BTreeSet<_> = (0..10_000).map(InvoiceCode::of).collect();

        assert_eq!(codes.len(), 10_000);
    }
}
