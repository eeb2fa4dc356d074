//! What a file is called when it is saved.

use std::fmt::Write;

use crate::domain::media::Media;

/// What a file without a name of its own is called.
const NAMELESS: &str = "berkas";

/// `Content-Disposition`: pictures are shown, the rest is saved, under the name it came
/// with and with the ending of what it is.
pub(super) fn disposition(name: &str, media: Media) -> String {
    let how = if media.is_image() {
        "inline"
    } else {
        "attachment"
    };
    let stem = match name.rsplit_once('.') {
        Some((stem, end)) if end.len() <= 5 => stem,
        _ => name,
    };
    let stem = if stem.is_empty() { NAMELESS } else { stem };
    let name = format!("{stem}.{}", media.extension());
    format!(
        "{how}; filename=\"{}\"; filename*=UTF-8''{}",
        plain(&name),
        encoded(&name)
    )
}

/// The name in letters every program reads.
fn plain(name: &str) -> String {
    let letter = |c: char| {
        let safe = c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ');
        if safe { c } else { '_' }
    };
    name.chars().map(letter).collect()
}

/// The name, every byte that is not plain spelled out.
fn encoded(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            text.push(char::from(byte));
        } else {
            write!(text, "%{byte:02X}").expect("a string takes all that is written");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_harmless_and_ends_as_what_it_is() {
        for (name, media, expected) in [
            (
                "logo.png",
                Media::Png,
                "inline; filename=\"logo.png\"; filename*=UTF-8''logo.png",
            ),
            (
                "",
                Media::Pdf,
                "attachment; filename=\"berkas.pdf\"; filename*=UTF-8''berkas.pdf",
            ),
            (
                "kaos \"merah\" 🧶.exe",
                Media::Jpeg,
                "inline; filename=\"kaos _merah_ _.jpg\"; \
                 filename*=UTF-8''kaos%20%22merah%22%20%F0%9F%A7%B6.jpg",
            ),
            (
                "a\r\nSet-Cookie: x",
                Media::Ai,
                "attachment; filename=\"a__Set-Cookie_ x.ai\"; \
                 filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x.ai",
            ),
        ] {
            assert_eq!(disposition(name, media), expected);
        }
    }
}
