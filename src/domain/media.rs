//! What a file is, told by its first bytes: nobody's word is taken for it.

/// A kind of file we take in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Media {
    /// A JPEG image.
    Jpeg,
    /// A PNG image.
    Png,
    /// A PDF document.
    Pdf,
}

/// What a JPEG begins with; a marker follows.
const JPEG: [u8; 3] = [0xFF, 0xD8, 0xFF];
/// What a PNG begins with, its header's length and name included.
const PNG: [u8; 16] = *b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
/// What a PDF begins with; its version follows.
const PDF: [u8; 5] = *b"%PDF-";

impl Media {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Pdf];

    /// What the bytes of a file are; nothing when they are none of these, or break off
    /// before that can be told.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let is_it = |media: &Self| match media {
            Self::Jpeg => is_jpeg(bytes),
            Self::Png => is_png(bytes),
            Self::Pdf => is_pdf(bytes),
        };
        Self::ALL.into_iter().find(is_it)
    }

    /// The kind a client declares; nothing for kinds we do not take.
    #[must_use]
    pub fn declared(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default();
        match essence.trim().to_ascii_lowercase().as_str() {
            "image/jpeg" | "image/jpg" | "image/pjpeg" => Some(Self::Jpeg),
            "image/png" | "image/x-png" => Some(Self::Png),
            "application/pdf" | "application/x-pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// What the names of such files end with.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    /// Whether browsers show it without running anything in it.
    #[must_use]
    pub const fn is_image(self) -> bool {
        match self {
            Self::Jpeg | Self::Png => true,
            Self::Pdf => false,
        }
    }
}

/// The first marker is that of a table, a frame or a comment.
fn is_jpeg(bytes: &[u8]) -> bool {
    let marker = bytes.strip_prefix(&JPEG).and_then(|rest| rest.first());
    marker.is_some_and(|marker| (0xC0..=0xFE).contains(marker))
}

/// The header says how large it is, and that is not nothing.
fn is_png(bytes: &[u8]) -> bool {
    let size = bytes.strip_prefix(&PNG).and_then(|rest| rest.get(..8));
    size.is_some_and(|size| size[..4] != [0; 4] && size[4..] != [0; 4])
}

fn is_pdf(bytes: &[u8]) -> bool {
    let version = bytes.strip_prefix(&PDF).and_then(|rest| rest.get(..3));
    let digit = |at: u8| at.is_ascii_digit();
    version.is_some_and(|version| digit(version[0]) && version[1] == b'.' && digit(version[2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TINY_PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06";

    #[test]
    fn files_are_told_by_their_first_bytes() {
        assert_eq!(Media::of(b"\xFF\xD8\xFF\xE0\0\x10JFIF"), Some(Media::Jpeg));
        assert_eq!(Media::of(TINY_PNG), Some(Media::Png));
        assert_eq!(Media::of(b"%PDF-1.7\n"), Some(Media::Pdf));
        for odd in [
            &b""[..],
            b"GIF89a",
            b"MZ\x90\0",
            b"<svg onload=alert(1)>",
            b"PK\x03\x04",
            b" %PDF-1.7",
        ] {
            assert_eq!(Media::of(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn what_breaks_off_before_its_header_ends_is_nothing() {
        for whole in [&b"\xFF\xD8\xFF\xE0"[..], &TINY_PNG[..24], b"%PDF-1.7"] {
            assert!(Media::of(whole).is_some());
            for end in 0..whole.len() {
                assert_eq!(Media::of(&whole[..end]), None, "{end} of {whole:?}");
            }
        }
        assert_eq!(Media::of(&[&PNG[..], &[0; 8]].concat()), None);
        assert_eq!(Media::of(b"\xFF\xD8\xFF\x00"), None);
    }

    #[test]
    fn a_declared_kind_is_read_in_its_common_spellings() {
        assert_eq!(Media::declared("image/JPG"), Some(Media::Jpeg));
        assert_eq!(Media::declared("application/pdf; x=y"), Some(Media::Pdf));
        assert_eq!(Media::declared("application/octet-stream"), None);
        for media in Media::ALL {
            assert_eq!(Media::declared(media.media_type()), Some(media));
        }
    }
}
