//! Amounts in Indonesian words, as a kwitansi spells them: `tujuh juta lima ratus ribu rupiah`.

use std::fmt;

use crate::domain::rupiah::Rupiah;

/// An amount in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terbilang(pub Rupiah);

impl fmt::Display for Terbilang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = Vec::new();
        if self.0.0 < 0 {
            words.push("minus");
        }
        number(self.0.0.unsigned_abs(), &mut words);
        words.push("rupiah");
        f.write_str(&words.join(" "))
    }
}

const DIGITS: [&str; 10] = [
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
];

/// What groups of three digits are called, the largest first.
const GROUPS: [(u64, &str); 6] = [
    (1_000_000_000_000_000_000, "kuintiliun"),
    (1_000_000_000_000_000, "kuadriliun"),
    (1_000_000_000_000, "triliun"),
    (1_000_000_000, "miliar"),
    (1_000_000, "juta"),
    (1_000, "ribu"),
];

fn number(mut rest: u64, words: &mut Vec<&'static str>) {
    if rest == 0 {
        words.push(DIGITS[0]);
        return;
    }
    for (size, name) in GROUPS {
        let count = rest / size;
        rest %= size;
        match (count, name) {
            (0, _) => {}
            (1, "ribu") => words.push("seribu"),
            _ => {
                below_thousand(count, words);
                words.push(name);
            }
        }
    }
    below_thousand(rest, words);
}

/// Below a thousand; nothing at all is not said.
fn below_thousand(rest: u64, words: &mut Vec<&'static str>) {
    match rest / 100 {
        0 => {}
        1 => words.push("seratus"),
        hundreds => words.extend([digit(hundreds), "ratus"]),
    }
    match rest % 100 {
        0 => {}
        10 => words.push("sepuluh"),
        11 => words.push("sebelas"),
        small @ 1..=9 => words.push(digit(small)),
        teen @ 12..=19 => words.extend([digit(teen - 10), "belas"]),
        tens => {
            words.extend([digit(tens / 10), "puluh"]);
            if tens % 10 > 0 {
                words.push(digit(tens % 10));
            }
        }
    }
}

fn digit(digit: u64) -> &'static str {
    usize::try_from(digit).map_or("", |digit| DIGITS[digit])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(amount: i64) -> String {
        Terbilang(Rupiah(amount)).to_string()
    }

    #[test]
    fn amounts_are_said_as_people_say_them() {
        for (amount, words) in [
            (0, "nol rupiah"),
            (10, "sepuluh rupiah"),
            (11, "sebelas rupiah"),
            (17, "tujuh belas rupiah"),
            (20, "dua puluh rupiah"),
            (100, "seratus rupiah"),
            (111, "seratus sebelas rupiah"),
            (1_000, "seribu rupiah"),
            (1_001, "seribu satu rupiah"),
            (11_000, "sebelas ribu rupiah"),
            (101_000, "seratus satu ribu rupiah"),
            (121_500, "seratus dua puluh satu ribu lima ratus rupiah"),
            (1_001_000, "satu juta seribu rupiah"),
            (7_500_000, "tujuh juta lima ratus ribu rupiah"),
            (1_000_000_000, "satu miliar rupiah"),
            (-2_000, "minus dua ribu rupiah"),
        ] {
            assert_eq!(said(amount), words);
        }
    }

    /// Reads words back, by rules of its own: a sum of what was said, group by group.
    fn heard(text: &str) -> Option<i128> {
        let text = text.strip_suffix(" rupiah")?;
        let (sign, text) = match text.strip_prefix("minus ") {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (mut whole, mut group, mut last) = (0_i128, 0_i128, 0_i128);
        for word in text.split(' ') {
            let names = [
                "ribu",
                "juta",
                "miliar",
                "triliun",
                "kuadriliun",
                "kuintiliun",
            ];
            if let Some(place) = names.iter().position(|name| *name == word) {
                whole += (group + last) * 1_000_i128.pow(u32::try_from(place).ok()? + 1);
                (group, last) = (0, 0);
                continue;
            }
            match word {
                "puluh" => (group, last) = (group + last * 10, 0),
                "belas" => (group, last) = (group + last + 10, 0),
                "ratus" => (group, last) = (group + last * 100, 0),
                "sepuluh" => last = 10,
                "sebelas" => last = 11,
                "seratus" => group += 100,
                "seribu" => whole += 1_000,
                digit => last = DIGITS.iter().position(|it| *it == digit)?.try_into().ok()?,
            }
        }
        Some(sign * (whole + group + last))
    }

    proptest! {
        #[test]
        fn what_is_said_is_what_is_heard(amount in any::<i64>()) {
            prop_assert_eq!(heard(&said(amount)), Some(i128::from(amount)));
        }

        #[test]
        fn everyday_amounts_too(amount in 0_i64..2_000_000) {
            prop_assert_eq!(heard(&said(amount)), Some(i128::from(amount)));
        }

        #[test]
        fn nobody_says_satu_before_ribu_alone_or_a_word_twice_in_a_row(amount in any::<i64>()) {
            let words = said(amount);
            prop_assert!(!words.contains("satu puluh") && !words.contains("satu ratus"));
            prop_assert!(!words.contains("satu belas") && !words.contains("  "));
        }
    }
}
