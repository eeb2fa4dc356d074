//! Text that has to fit into a width: lines broken between words, or within those that are
//! wider than the line.

use crate::print::canvas::Type;

/// The lines of a text in a width. What breaks a line in the text breaks one here.
pub(super) fn lines(text: &str, set: Type, width: f32) -> Vec<String> {
    text.lines()
        .flat_map(|paragraph| broken(paragraph, set, width))
        .collect()
}

/// As much of a text as goes into one line, with dots for what does not.
pub(super) fn clipped(text: &str, set: Type, width: f32) -> String {
    if set.width(text) <= width {
        return text.to_owned();
    }
    let mut kept: String = text.to_owned();
    while kept.pop().is_some() {
        let shown = format!("{}…", kept.trim_end());
        if set.width(&shown) <= width {
            return shown;
        }
    }
    String::new()
}

fn broken(paragraph: &str, set: Type, width: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in paragraph.split([' ', '\t']).filter(|word| !word.is_empty()) {
        let line = lines.last_mut().expect("there is a line from the start");
        let longer = if line.is_empty() {
            word.to_owned()
        } else {
            format!("{line} {word}")
        };
        if set.width(&longer) <= width {
            *line = longer;
        } else if set.width(word) <= width {
            lines.push(word.to_owned());
        } else {
            pieces(word, set, width, &mut lines);
        }
    }
    lines
}

/// A word that is wider than a line, piece by piece.
fn pieces(word: &str, set: Type, width: f32, lines: &mut Vec<String>) {
    if lines.last().is_some_and(|line| !line.is_empty()) {
        lines.push(String::new());
    }
    for letter in word.chars() {
        let line = lines.last_mut().expect("a line was pushed");
        line.push(letter);
        if set.width(line) > width && line.chars().count() > 1 {
            line.pop();
            lines.push(letter.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_break_between_words_and_where_the_text_does() {
        let set = Type::BODY;
        let width = set.width("kaos polos putih");

        let broken = lines("kaos polos putih lengan\n\npanjang", set, width);

        assert_eq!(broken, ["kaos polos putih", "lengan", "", "panjang"]);
    }

    #[test]
    fn what_does_not_fit_ends_in_dots() {
        let set = Type::BODY;
        let shown = clipped("Seragam Olahraga Sekolah", set, set.width("Seragam Olah"));

        assert!(
            shown.ends_with('…') && shown.starts_with("Seragam"),
            "{shown}"
        );
        assert_eq!(clipped("Kaos", set, 200.0), "Kaos");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_it_may_be_and_no_letter_is_lost(
            text in "[a-zA-Z0-9 ]{0,120}", width in 30.0_f32..200.0,
        ) {
            let set = Type::BODY;
            let broken = lines(&text, set, width);

            for line in &broken {
                prop_assert!(set.width(line) <= width + 0.01, "{line}");
            }
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&broken.concat()), letters(&text));
        }
    }
}
