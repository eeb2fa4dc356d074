//! Text as people type it, made harmless to keep.

/// The text without control characters and without space around it.
///
/// Line breaks and tabs stay where `multiline` says so. Escaping is the business of
/// whoever shows the text.
#[must_use]
pub fn clean(text: &str, multiline: bool) -> String {
    let kept = |c: &char| !c.is_control() || (multiline && matches!(c, '\n' | '\t'));
    let text: String = text.chars().filter(kept).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_words_stay() {
        assert_eq!(clean(" Bu\u{0}di\r\n <b> ", false), "Budi <b>");
        assert_eq!(clean("satu\ndua\u{7}", true), "satu\ndua");
    }
}
