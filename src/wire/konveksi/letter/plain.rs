//! Text of strangers without anything that looks like HTML.

/// The text without its tags. What it then holds begins no tag either, however the tags
/// stood in each other; a lone `<`, as in `3 < 4`, stays.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    // Where tags began that have not ended yet.
    let mut begun = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '<' if letters.peek().copied().is_some_and(begins_tag) => {
                begun.push(kept.len());
                kept.push(letter);
            }
            '>' => match begun.pop() {
                Some(place) => kept.truncate(place),
                None => kept.push(letter),
            },
            _ => kept.push(letter),
        }
    }
    without_beginnings(&kept)
}

/// The text without what begins a tag: some never end, others come about where one went.
fn without_beginnings(text: &str) -> String {
    let mut kept = Vec::with_capacity(text.len());
    for letter in text.chars().rev() {
        let begins = letter == '<' && kept.last().copied().is_some_and(begins_tag);
        if !begins {
            kept.push(letter);
        }
    }
    kept.into_iter().rev().collect()
}

const fn begins_tag(letter: char) -> bool {
    letter.is_ascii_alphabetic() || matches!(letter, '/' | '!' | '?')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_go_and_words_stay() {
        for (given, expected) in [
            ("Budi", "Budi"),
            ("<b>", ""),
            ("<b>Budi</b>", "Budi"),
            ("<script>alert(1)</script>Budi", "alert(1)Budi"),
            ("3 < 4 > 2 <3", "3 < 4 > 2 <3"),
            ("<<b>b>x", "b>x"),
            ("<b < >x", "x"),
            (
                "Budi <img src=x onerror=alert(1)",
                "Budi img src=x onerror=alert(1)",
            ),
            ("<!-- ini --><?php ?>ok", "ok"),
        ] {
            assert_eq!(plain(given), expected, "{given}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_left_begins_a_tag(text in "[<>/a! ]{0,24}") {
            let kept = plain(&text);
            let tagged = kept.match_indices('<').any(|(place, _)| {
                kept[place + 1..].chars().next().is_some_and(begins_tag)
            });
            prop_assert!(!tagged, "{text:?} → {kept:?}");
        }
    }
}
