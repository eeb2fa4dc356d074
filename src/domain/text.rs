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

/// Characters kept of what a file is called.
const FILE_NAME_CHARS_MAX: usize = 100;

/// What a file is called, without the folders it came from and without characters that
/// would make it look like something else. May be empty.
#[must_use]
pub fn file_name(text: &str) -> String {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = |c: &char| !c.is_control() && !is_unseen(*c);
    let name: String = last.chars().filter(kept).collect();
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '.');
    let chars = name.chars().count();
    if chars <= FILE_NAME_CHARS_MAX {
        return name.to_owned();
    }
    // The end says what it is, the beginning what it is about.
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    let end: String = end.chars().take(8).collect();
    let start = name.chars().take(FILE_NAME_CHARS_MAX - 9);
    format!("{}.{end}", start.collect::<String>())
}

/// Marks that turn the direction of writing, or that nobody sees.
const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_words_stay() {
        assert_eq!(clean(" Bu\u{0}di\r\n <b> ", false), "Budi <b>");
        assert_eq!(clean("satu\ndua\u{7}", true), "satu\ndua");
    }

    #[test]
    fn a_file_is_called_by_its_last_name_alone() {
        for (given, name) in [
            ("logo.png", "logo.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\desain\\logo.ai", "logo.ai"),
            ("logo\u{202e}gnp.exe", "logognp.exe"),
            ("..", ""),
            ("/", ""),
            (" .bukti\u{0}\r\n.jpg. ", "bukti.jpg"),
            ("kaos 🧶.png", "kaos 🧶.png"),
        ] {
            assert_eq!(file_name(given), name, "{given:?}");
        }
        let long = file_name(&format!("{}.png", "é".repeat(300)));
        assert!(long.chars().count() <= 100 && long.ends_with("é.png"));
    }
}
