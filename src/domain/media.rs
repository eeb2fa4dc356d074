//! What a file is, told by its first bytes: nobody's word is taken for it.
//!
//! How pictures lose what nobody should see is in [`picture`], where files are found in
//! [`place`].

pub mod picture;
pub mod place;

/// A kind of file we take in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Media {
    /// A JPEG image.
    Jpeg,
    /// A PNG image.
    Png,
    /// A PDF document.
    Pdf,
    /// A drawing of Adobe Illustrator.
    Ai,
}

/// What becomes of a file that something has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum FileEdit {
    /// It stays, if there is one.
    #[default]
    Keep,
    /// There is none any more.
    Remove,
    /// Another takes its place, kept there.
    Replace(String),
}

impl FileEdit {
    /// Where the file is kept afterwards, if there is one.
    #[must_use]
    pub fn applied(&self, present: Option<&String>) -> Option<String> {
        match self {
            Self::Keep => present.cloned(),
            Self::Remove => None,
            Self::Replace(place) => Some(place.clone()),
        }
    }
}

/// What a JPEG begins with; a marker follows.
const JPEG: [u8; 3] = [0xFF, 0xD8, 0xFF];
/// What a PNG begins with, its header's length and name included.
const PNG: [u8; 16] = *b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
/// What a PDF begins with; its version follows.
const PDF: [u8; 5] = *b"%PDF-";
/// What PostScript begins with.
const POSTSCRIPT: [u8; 11] = *b"%!PS-Adobe-";
/// Who made it is said near the beginning.
const ILLUSTRATOR: &[u8] = b"Adobe Illustrator";
/// How near.
const HEAD_BYTES: usize = 4 * 1024;

impl Media {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Pdf, Self::Ai];
    /// Those that are pictures.
    pub const PICTURES: [Self; 2] = [Self::Jpeg, Self::Png];
    /// Those that banks and phones make.
    pub const PAPERS: [Self; 3] = [Self::Jpeg, Self::Png, Self::Pdf];

    /// What the bytes of a file are; nothing when they are none of these, or break off
    /// before that can be told.
    ///
    /// Illustrator has kept its drawings as PDF for twenty years; those are PDF here, and
    /// [`may_be_called`](Self::may_be_called) what their sender calls them.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let is_it = |media: &Self| match media {
            Self::Jpeg => is_jpeg(bytes),
            Self::Png => is_png(bytes),
            Self::Pdf => is_pdf(bytes),
            Self::Ai => is_illustrator(bytes),
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
            "application/illustrator"
            | "application/vnd.adobe.illustrator"
            | "application/postscript" => Some(Self::Ai),
            _ => None,
        }
    }

    /// Whether a file of this kind may be declared as, or named like, that one.
    #[must_use]
    pub fn may_be_called(self, other: Self) -> bool {
        self == other || (self == Self::Pdf && other == Self::Ai)
    }

    /// The kind that the end of a file's name stands for.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let (_, end) = name.rsplit_once('.')?;
        let end = end.to_ascii_lowercase();
        let usual = Self::ALL.into_iter().find(|it| it.extension() == end);
        usual.or((end == "jpeg").then_some(Self::Jpeg))
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
            Self::Ai => "application/illustrator",
        }
    }

    /// What the names of such files end with.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Pdf => "pdf",
            Self::Ai => "ai",
        }
    }

    /// Whether browsers show it without running anything in it.
    #[must_use]
    pub const fn is_image(self) -> bool {
        match self {
            Self::Jpeg | Self::Png => true,
            Self::Pdf | Self::Ai => false,
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

fn is_illustrator(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let mut places = head.windows(ILLUSTRATOR.len());
    head.starts_with(&POSTSCRIPT) && places.any(|place| place == ILLUSTRATOR)
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
        let drawing = b"%!PS-Adobe-3.0 \n%%Creator: Adobe Illustrator(R) 8.0\n";
        assert_eq!(Media::of(drawing), Some(Media::Ai));
        for odd in [
            &b""[..],
            b"%!PS-Adobe-3.0\n%%Creator: somebody else\n",
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
            let name = format!("logo.{}", media.extension().to_uppercase());
            assert_eq!(Media::named(&name), Some(media));
        }
        assert_eq!(Media::named("foto.jpeg"), Some(Media::Jpeg));
        assert_eq!(Media::named("logo.svg"), None);
        assert_eq!(Media::named("pdf"), None);
        assert!(Media::Pdf.may_be_called(Media::Ai) && !Media::Ai.may_be_called(Media::Pdf));
    }
}
