//! What orders are found by, and when a text finds them.
//!
//! These are the rules; the [library](super::library) answers by them, only faster.
//!
//! - Every word that is sought is found among the words of the customer's name or of the
//!   product. In a name it is the beginning of a word, or a whole word with one typing
//!   error if it has five letters or more; in a product it is any part of a word.
//! - Or the text as a whole is the beginning of the e-mail address, or the beginning or the
//!   end of the phone number, however it is spaced and with or without the country.

use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;

use tantivy::tokenizer::AsciiFoldingFilter;
use tantivy::tokenizer::LowerCaser;
use tantivy::tokenizer::RawTokenizer;
use tantivy::tokenizer::TextAnalyzer;

use crate::domain::konveksi::Order;

/// Words of fewer letters than this are sought as they are.
const FORGIVING: usize = 5;
/// More of a word is cut off, on both sides.
const WORD_MAX: usize = 40;
/// The words after these decide nothing; no name and no product has as many.
const WORDS_MAX: usize = 32;
/// Fewer digits than these are no phone number.
const DIGITS_MIN: usize = 4;
/// Fewer characters than these are no beginning of an address.
const EMAIL_MIN: usize = 3;
/// No address and no number is longer.
const WHOLE_MAX: usize = 254;
/// The country of a number that names none.
const COUNTRY: &str = "62";

/// What one order is found by. Personal, all of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::actors) struct Text {
    /// The words of the customer's name.
    pub(super) name: Vec<String>,
    /// The words of the product.
    pub(super) product: Vec<String>,
    /// The digits of the phone number, its country first.
    pub(super) phone: Option<String>,
    /// The e-mail address in small letters.
    pub(super) email: Option<String>,
}

impl Text {
    pub(in crate::actors) fn of(order: &Order) -> Self {
        let contact = &order.customer.contact;
        Self {
            name: words(&order.customer.name),
            product: words(&order.product.name),
            phone: contact.phone.as_deref().map(digits),
            email: contact.email.as_deref().map(str::to_lowercase),
        }
    }
}

/// A number that is another one when the text of an order is; never 0.
pub(in crate::actors) fn digest(order: &Order) -> u64 {
    let contact = &order.customer.contact;
    let mut hasher = DefaultHasher::new();
    order.customer.name.hash(&mut hasher);
    order.product.name.hash(&mut hasher);
    contact.phone.hash(&mut hasher);
    contact.email.hash(&mut hasher);
    hasher.finish().max(1)
}

/// What somebody looks for: a text, whatever is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// As the codes of orders are spelled.
    pub(in crate::actors) code: String,
    pub(super) words: Vec<String>,
    /// What a phone number may begin with.
    pub(super) phone_starts: Vec<String>,
    /// What it may end with.
    pub(super) phone_end: Option<String>,
    /// What an e-mail address may begin with.
    pub(super) email_start: Option<String>,
}

impl Sought {
    /// Reads a text. There is none that cannot be read.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        let whole = Some(text).filter(|it| it.len() <= WHOLE_MAX);
        let number = whole.and_then(number);
        let is_address = |it: &&str| {
            let plain = !it.contains(|c: char| c.is_whitespace() || c.is_control());
            plain && it.chars().count() >= EMAIL_MIN
        };
        Self {
            code: whole.unwrap_or_default().to_ascii_uppercase(),
            words: words(text),
            phone_starts: number.as_deref().map(starts).unwrap_or_default(),
            phone_end: number,
            email_start: whole.filter(is_address).map(str::to_lowercase),
        }
    }

    /// Whether it finds an order of that text.
    pub(in crate::actors) fn finds(&self, text: &Text) -> bool {
        self.finds_words(text) || self.finds_contact(text)
    }

    fn finds_words(&self, text: &Text) -> bool {
        let in_name = |sought: &str| text.name.iter().any(|word| is_meant(word, sought));
        let in_product = |sought: &str| text.product.iter().any(|word| word.contains(sought));
        let found = |sought: &String| in_name(sought) || in_product(sought);
        !self.words.is_empty() && self.words.iter().all(found)
    }

    fn finds_contact(&self, text: &Text) -> bool {
        let phone = text.phone.as_deref().unwrap_or_default();
        let begins = self.phone_starts.iter().any(|it| phone.starts_with(it));
        let ends = self
            .phone_end
            .as_ref()
            .is_some_and(|it| phone.ends_with(it));
        let email = text.email.as_deref().zip(self.email_start.as_deref());
        begins || ends || email.is_some_and(|(email, start)| email.starts_with(start))
    }
}

/// Whether a word that is sought forgives a typing error.
pub(super) fn forgives(sought: &str) -> bool {
    sought.chars().count() >= FORGIVING
}

/// Whether a word of a name is the one that is sought.
fn is_meant(word: &str, sought: &str) -> bool {
    word.starts_with(sought) || (forgives(sought) && is_one_slip(word, sought))
}

/// Whether two words are one typing error apart: a letter too many, too few, another one,
/// or two that changed places.
fn is_one_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = |(a, b): &(&char, &char)| a == b;
    let front = one.iter().zip(&other).take_while(same).count();
    let (one, other) = (&one[front..], &other[front..]);
    let back = one.iter().rev().zip(other.iter().rev());
    let back = back.take_while(same).count();
    match (&one[..one.len() - back], &other[..other.len() - back]) {
        ([] | [_], [] | [_]) => true,
        ([a, b], [c, d]) => (a, b) == (d, c),
        _ => false,
    }
}

/// The different words of a text, in small letters and without accents.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|c| !is_part(c)).filter(|it| !it.is_empty()) {
        let word = folded(word);
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
        if words.len() == WORDS_MAX {
            break;
        }
    }
    words
}

/// Whether a character belongs to a word. What is no letter may still mean something,
/// as small pictures do; punctuation does not.
fn is_part(c: char) -> bool {
    let separates = c.is_ascii()
        || c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{a1}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}');
    c.is_alphanumeric() || !separates
}

fn folded(word: &str) -> String {
    // Accents that stand for themselves.
    let is_letter = |c: &char| !matches!(c, '\u{300}'..='\u{36f}' | '\u{fe0e}' | '\u{fe0f}');
    let mut word: String = word.chars().filter(is_letter).take(WORD_MAX).collect();
    if word.is_ascii() {
        word.make_ascii_lowercase();
        return word;
    }
    let mut analyzer = TextAnalyzer::builder(RawTokenizer::default())
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build();
    let mut stream = analyzer.token_stream(&word);
    let mut folded = String::new();
    stream.process(&mut |token| folded.push_str(&token.text));
    // A letter in brackets is folded to brackets and a letter, a wide bracket to a bracket.
    folded.retain(is_part);
    folded
}

/// The digits of a text that can be a phone number or a part of one.
fn number(text: &str) -> Option<String> {
    let is_number = |c: char| c.is_ascii_digit() || " +-.()\u{a0}".contains(c);
    let digits = digits(text);
    (text.chars().all(is_number) && digits.len() >= DIGITS_MIN).then_some(digits)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What the number may begin with once its country stands before it.
fn starts(digits: &str) -> Vec<String> {
    match digits.as_bytes() {
        [b'0', ..] => vec![format!("{COUNTRY}{}", &digits[1..])],
        [b'8', ..] => vec![format!("{COUNTRY}{digits}"), digits.to_owned()],
        _ => vec![digits.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str, product: &str) -> Text {
        Text {
            name: words(name),
            product: words(product),
            phone: Some("6281234567890".to_owned()),
            email: Some("budi.santoso@example.com".to_owned()),
        }
    }

    #[track_caller]
    fn check(sought: &[&str], finds: bool) {
        let text = text("Budi Santoso, S.Pd.", "Kaos Panitia José 17-Agustus 🔥");
        for sought in sought {
            assert_eq!(Sought::of(sought).finds(&text), finds, "{sought:?}");
        }
    }

    #[test]
    fn names_forgive_one_slip_in_words_of_five_letters_or_more() {
        check(
            &[
                "Budi",
                "BUDI",
                "santoso",
                "budi santoso",
                "santoso budi",
                "sant",
                "b",
                "santosa",
                "sntoso",
                "santooso",
                "satnoso",
                "xantoso",
                "santosos",
                "budis",
            ],
            true,
        );
        check(
            &["budo", "bdui", "bdi", "sentosa", "atnoso", "santoso joko"],
            false,
        );
    }

    #[test]
    fn products_are_found_by_any_part_of_their_words() {
        check(
            &[
                "kaos",
                "ao",
                "aos panit",
                "kaos budi",
                "jose",
                "José",
                "JOS\u{c9}",
                "jose\u{301}",
                "17 agustus",
                "7-a",
                "🔥",
                "gustus",
            ],
            true,
        );
        check(&["koas", "kaos panitya", "kaospanitia", "🎉"], false);
    }

    #[test]
    fn contacts_are_found_by_their_beginning_and_numbers_by_their_end() {
        check(
            &[
                "081234567890",
                "0812-3456-7890",
                "+62 812 3456",
                "62812",
                "8123",
                "7890",
                "(0812) 3456",
                "budi.santoso@example.com",
                "BUDI.SANTOSO@EX",
                "budi.s",
            ],
            true,
        );
        check(
            &[
                "0813",
                "3456",
                "santoso@example.com",
                "890",
                "+1 812",
                "bu di",
            ],
            false,
        );
    }

    #[test]
    fn whatever_is_typed_is_text() {
        let long = "a".repeat(10_000);
        let many = "x y ".repeat(5_000);
        check(
            &[
                "",
                "   ",
                "\0",
                "\"",
                "'; DROP TABLE",
                "AND OR NOT",
                "name:budi",
                "*",
                ".*",
                "[a-z]",
                "b?di",
                "%",
                "_",
                "\\",
                "-budi!x",
                "\u{202e}",
                long.as_str(),
                many.as_str(),
            ],
            false,
        );
        check(
            &[
                "\"budi\"",
                "(kaos)",
                "\u{ff08}kaos",
                "budi*",
                "kaos\0panitia",
                "~santosa~1",
            ],
            true,
        );
        assert_eq!(Sought::of(&long).words[0].len(), WORD_MAX);
    }
}
