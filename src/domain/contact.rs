//! How to reach a person: parsing what people type, and masking what strangers see.

use std::str::FromStr;

use email_address::EmailAddress;
use serde::Deserialize;
use serde::Serialize;

/// The way messages go to a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// `WhatsApp`, to the phone number.
    Whatsapp,
    /// E-mail.
    Email,
    /// Both of them.
    Both,
}

/// What is wrong with a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactFlaw {
    /// It holds something that is no phone number.
    Phone,
    /// It holds something that is no e-mail address.
    Email,
    /// It holds neither.
    Nothing,
}

/// A contact as typed, and what could be read from it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// As typed, control characters aside.
    pub text: String,
    /// E.164: `+6281234567890`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// As typed; its domain is not looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

impl Contact {
    /// Reads a phone number, an e-mail address, or both, in any order.
    ///
    /// # Errors
    ///
    /// When any part of the text is neither.
    pub fn parse(text: &str) -> Result<Self, ContactFlaw> {
        let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '|');
        let words = || text.split(between).filter(|word| !word.is_empty());
        let email = words()
            .find(|word| word.contains('@'))
            .map(parse_email)
            .transpose()?;
        let digits: Vec<_> = words().filter(|word| !word.contains('@')).collect();
        let phone = match digits.concat() {
            digits if digits.is_empty() => None,
            digits => Some(parse_phone(&digits)?),
        };
        if phone.is_none() && email.is_none() {
            return Err(ContactFlaw::Nothing);
        }
        Ok(Self {
            text: text.to_owned(),
            phone,
            email,
        })
    }

    /// Whether messages on this channel can arrive.
    #[must_use]
    pub const fn reaches(&self, channel: Channel) -> bool {
        match channel {
            Channel::Whatsapp => self.phone.is_some(),
            Channel::Email => self.email.is_some(),
            Channel::Both => self.phone.is_some() && self.email.is_some(),
        }
    }
}

/// Reads an e-mail address.
///
/// # Errors
///
/// When it is none.
pub fn parse_email(text: &str) -> Result<String, ContactFlaw> {
    let address = EmailAddress::from_str(text.trim()).map_err(|_| ContactFlaw::Email)?;
    // A bare host is legal in a message header and useless to a customer.
    let has_domain = address.domain().contains('.') && address.as_str().len() <= 254;
    has_domain
        .then(|| address.as_str().to_owned())
        .ok_or(ContactFlaw::Email)
}

/// Reads a phone number into E.164; without a country it is Indonesian.
///
/// # Errors
///
/// When it is none.
pub fn parse_phone(text: &str) -> Result<String, ContactFlaw> {
    let kept: String = text
        .chars()
        .filter(|c| !" -.()\u{a0}".contains(*c))
        .collect();
    let (plus, digits) = match kept.strip_prefix('+') {
        Some(digits) => (true, digits),
        None => (false, kept.as_str()),
    };
    if digits.is_empty() || !digits.bytes().all(|c| c.is_ascii_digit()) {
        return Err(ContactFlaw::Phone);
    }
    let number = match (plus, digits) {
        (true, digits) => digits.to_owned(),
        (false, digits) if digits.starts_with("62") => digits.to_owned(),
        (false, digits) if digits.starts_with('0') => format!("62{}", &digits[1..]),
        (false, digits) if digits.starts_with('8') => format!("62{digits}"),
        (false, _) => return Err(ContactFlaw::Phone),
    };
    // E.164 allows fifteen digits; no Indonesian number has fewer than ten with its country.
    let shortest = if number.starts_with("62") { 10 } else { 8 };
    let fits = (shortest..=15).contains(&number.len()) && !number.starts_with('0');
    if fits && !number.starts_with("620") {
        Ok(format!("+{number}"))
    } else {
        Err(ContactFlaw::Phone)
    }
}

/// A name as strangers may see it: the first word and the last one's initial.
#[must_use]
pub fn mask_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    let first = if looks_like_contact(first) {
        first.chars().take(1).chain(['…']).collect()
    } else {
        first.to_owned()
    };
    let letter = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    match words.rev().find_map(letter) {
        Some(initial) => format!("{first} {}.", initial.to_uppercase()),
        None => first,
    }
}

/// People type numbers and addresses where their name should be.
fn looks_like_contact(word: &str) -> bool {
    word.contains('@') || word.chars().filter(char::is_ascii_digit).count() >= 6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_become_e164() {
        for typed in [
            "081234567890",
            "0812-3456-7890",
            "+62 812 3456 7890",
            "6281234567890",
            "81234567890",
        ] {
            assert_eq!(
                parse_phone(typed).as_deref(),
                Ok("+6281234567890"),
                "{typed}"
            );
        }
        assert_eq!(
            parse_phone("+1 (415) 555-0132").as_deref(),
            Ok("+14155550132")
        );
        for wrong in [
            "",
            "12345",
            "0812",
            "+62081234567890",
            "08123abc",
            "+",
            "++62812345678",
        ] {
            assert_eq!(parse_phone(wrong), Err(ContactFlaw::Phone), "{wrong}");
        }
    }

    #[test]
    fn a_contact_may_hold_both_in_any_order() {
        let both = Contact::parse("budi@example.com, 0812 3456 7890").unwrap();

        assert_eq!(both.phone.as_deref(), Some("+6281234567890"));
        assert_eq!(both.email.as_deref(), Some("budi@example.com"));
        assert!(both.reaches(Channel::Both));
        assert_eq!(
            Contact::parse("0812 3456 7890 budi@example.com")
                .unwrap()
                .email,
            both.email
        );
    }

    #[test]
    fn a_contact_that_reaches_nobody_is_refused() {
        assert_eq!(Contact::parse("  "), Err(ContactFlaw::Nothing));
        assert_eq!(Contact::parse("budi@"), Err(ContactFlaw::Email));
        assert_eq!(Contact::parse("di rumah"), Err(ContactFlaw::Phone));
        assert!(
            !Contact::parse("081234567890")
                .unwrap()
                .reaches(Channel::Both)
        );
    }

    #[test]
    fn strangers_see_a_first_name_and_an_initial() {
        for (name, masked) in [
            ("Budi Santoso", "Budi S."),
            ("Ahmad", "Ahmad"),
            ("Siti Fatimah Zahra", "Siti Z."),
            ("  Budi \t Santoso\u{a0} ", "Budi S."),
            ("Budi S", "Budi S."),
            ("B", "B"),
            ("budi s.", "budi S."),
            ("Budi (Toko)", "Budi T."),
            ("Budi Santoso -", "Budi S."),
            ("Budi —", "Budi"),
            ("王 小明", "王 小."),
            ("Øyvind ærlig", "Øyvind Æ."),
            ("<b>Budi</b> Santoso", "<b>Budi</b> S."),
            ("081234567890", "0…"),
            ("budi@example.com Santoso", "b… S."),
            ("", ""),
            (" \n ", ""),
        ] {
            assert_eq!(mask_name(name), masked, "{name:?}");
        }
    }
}
