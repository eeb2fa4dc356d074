//! Text inside HTML.

use std::fmt;
use std::fmt::Write;

/// Text that stays text, in an element as well as in a quoted attribute.
#[derive(Debug, Clone, Copy)]
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                _ => f.write_char(letter)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_is_only_text() {
        let text = Escaped("<b title=\"a\" id='b'>Jahit & Sablon</b>").to_string();

        assert_eq!(
            text,
            "&lt;b title=&quot;a&quot; id=&#39;b&#39;&gt;Jahit &amp; Sablon&lt;/b&gt;"
        );
    }
}
