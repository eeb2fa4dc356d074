//! Text in HTML with its links made clickable.

use std::fmt;

use crate::wire::html::Escaped;

/// Text in HTML; what begins with `http://` or `https://` can be clicked.
pub(super) fn with_links(text: &str) -> impl fmt::Display {
    fmt::from_fn(move |f| {
        let mut rest = text;
        while let Some(place) = next_link(rest) {
            let (before, from) = rest.split_at(place);
            let (link, after) = from.split_at(end_of_link(from));
            let link = Escaped(link);
            write!(
                f,
                "{}<a href=\"{link}\" rel=\"noopener noreferrer nofollow\">{link}</a>",
                Escaped(before)
            )?;
            rest = after;
        }
        write!(f, "{}", Escaped(rest))
    })
}

/// Where the next link begins: at the beginning of a word.
fn next_link(text: &str) -> Option<usize> {
    let starts = text.match_indices("http").map(|(place, _)| place);
    let mut links = starts.filter(|place| {
        let rest = &text[*place..];
        let scheme = ["http://", "https://"]
            .iter()
            .find(|it| rest.starts_with(**it));
        let alone = !text[..*place].ends_with(|c: char| c.is_alphanumeric());
        alone && scheme.is_some_and(|it| end_of_link(rest) > it.len())
    });
    links.next()
}

/// How long a link is: to the next space, without the marks that end a sentence.
fn end_of_link(text: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"');
    let whole = text.find(ends).unwrap_or(text.len());
    text[..whole]
        .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\''])
        .len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_is_markup() {
        let text = "<b a=\"1\" b='2'>&amp;</b>";

        let html = "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;";
        assert_eq!(with_links(text).to_string(), html);
    }

    #[test]
    fn only_links_to_the_web_can_be_clicked() {
        let link =
            |url: &str| format!("<a href=\"{url}\" rel=\"noopener noreferrer nofollow\">{url}</a>");
        for (text, html) in [
            ("https://a.id/x?y=1", link("https://a.id/x?y=1")),
            (
                "lihat http://a.id, ya.",
                format!("lihat {}, ya.", link("http://a.id")),
            ),
            (
                "https://a.id https://b.id",
                format!("{} {}", link("https://a.id"), link("https://b.id")),
            ),
            ("https://a.id/?a=1&b=2", link("https://a.id/?a=1&amp;b=2")),
            ("javascript:alert(1)", "javascript:alert(1)".to_owned()),
            ("xhttps://a.id", "xhttps://a.id".to_owned()),
            ("https://", "https://".to_owned()),
            (
                "https://a.id\"onclick=\"x",
                format!("{}&quot;onclick=&quot;x", link("https://a.id")),
            ),
        ] {
            assert_eq!(with_links(text).to_string(), html, "{text}");
        }
    }
}
