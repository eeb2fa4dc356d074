//! Text made harmless inside HTML, in elements and in quoted attributes alike.

use std::fmt;
use std::fmt::Write;

/// A text whose special letters are written as entities.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            match letter {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_element_or_its_quotes() {
        let text = Escaped("<b a='1' c=\"2\">&amp;").to_string();

        let expected = "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;";
        assert_eq!(text, expected);
    }
}
