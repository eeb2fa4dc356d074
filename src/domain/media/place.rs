//! Where a file is found: a path that says what it is, and cannot be guessed.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use uuid::Uuid;

use crate::domain::ids::FileId;
use crate::domain::media::Media;
use crate::domain::time::Timestamp;

/// What a file is for, and so who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// A bank's slip: staff who see money.
    Slip,
    /// The design of an order: whoever knows its place.
    Design,
    /// The picture of a product: everybody.
    Picture,
}

/// The place of a file that is found by its path.
///
/// The id in it is chance, all of it: whoever knows the place was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    kind: FileKind,
    day: Date,
    /// The file.
    pub file: FileId,
    media: Media,
}

impl FileKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Slip, Self::Design, Self::Picture];

    /// How it is stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Slip => "slip",
            Self::Design => "design",
            Self::Picture => "picture",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The folder of its places; slips have none.
    const fn folder(self) -> Option<&'static str> {
        match self {
            Self::Slip => None,
            Self::Design => Some("designs"),
            Self::Picture => Some("products"),
        }
    }
}

impl Place {
    /// The place of a file that came at an instant.
    #[must_use]
    pub fn of(kind: FileKind, file: FileId, media: Media, at: Timestamp) -> Self {
        Self {
            kind,
            day: day(at),
            file,
            media,
        }
    }

    /// Whether it is that of a file of this kind which came at that instant.
    #[must_use]
    pub fn is_of(&self, kind: FileKind, media: Media, at: Timestamp) -> bool {
        *self == Self::of(kind, self.file, media, at)
    }
}

/// A day that does not depend on whose midnight a business keeps.
fn day(at: Timestamp) -> Date {
    let instant = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    instant.to_zoned(jiff::tz::TimeZone::UTC).date()
}

impl fmt::Display for Place {
    /// `designs/2025/06/30/3f0c….png`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folder = self.kind.folder().unwrap_or("slips");
        let (id, end) = (self.file.0.simple(), self.media.extension());
        write!(f, "{folder}/{}/{id}.{end}", self.day.strftime("%Y/%m/%d"))
    }
}

/// That a path is no place of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no file is found there")]
pub struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    /// Reads exactly what [`Display`](fmt::Display) writes, and no other spelling of it.
    fn from_str(path: &str) -> Result<Self, NoPlace> {
        let parts: Vec<&str> = path.split('/').collect();
        let [folder, year, month, day, name] = parts[..] else {
            return Err(NoPlace);
        };
        let (id, end) = name.split_once('.').ok_or(NoPlace)?;
        let kind = |kind: &FileKind| kind.folder() == Some(folder);
        let place = Self {
            kind: FileKind::ALL.into_iter().find(kind).ok_or(NoPlace)?,
            day: format!("{year}-{month}-{day}")
                .parse()
                .map_err(|_| NoPlace)?,
            file: FileId(Uuid::try_parse(id).map_err(|_| NoPlace)?),
            media: Media::named(&format!(".{end}")).ok_or(NoPlace)?,
        };
        (place.to_string() == path).then_some(place).ok_or(NoPlace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "designs/2025/06/30/000102030405060708090a0b0c0d0e0f.png";

    fn a_place() -> Place {
        let file = FileId(Uuid::from_u128(0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f));
        let at = "2025-06-30T23:59:00Z".parse().unwrap();
        Place::of(FileKind::Design, file, Media::Png, at)
    }

    #[test]
    fn a_place_reads_back_as_it_was_written() {
        assert_eq!(a_place().to_string(), PATH);
        assert_eq!(PATH.parse(), Ok(a_place()));
        let at = "2025-06-30T00:00:00Z".parse().unwrap();
        assert!(a_place().is_of(FileKind::Design, Media::Png, at));
        assert!(!a_place().is_of(FileKind::Picture, Media::Png, at));
        assert!(!a_place().is_of(FileKind::Design, Media::Jpeg, at));
        let next = "2025-07-01T00:00:00Z".parse().unwrap();
        assert!(!a_place().is_of(FileKind::Design, Media::Png, next));
    }

    #[test]
    fn no_other_spelling_is_a_place() {
        for odd in [
            "",
            "designs",
            "designs/2025/06/30/",
            "designs/2025/06/30/../x.png",
            "designs/2025/06/30/000102030405060708090a0b0c0d0e0f",
            "designs/2025/06/30/000102030405060708090a0b0c0d0e0f.png.exe",
            "designs/2025/06/30/000102030405060708090A0B0C0D0E0F.png",
            "designs/2025/06/30/00010203-0405-0607-0809-0a0b0c0d0e0f.png",
            "designs/2025/06/30/000102030405060708090a0b0c0d0e0f.PNG",
            "designs/2025/6/30/000102030405060708090a0b0c0d0e0f.png",
            "designs/2025/13/30/000102030405060708090a0b0c0d0e0f.png",
            "designs//2025/06/30/000102030405060708090a0b0c0d0e0f.png",
            "slips/2025/06/30/000102030405060708090a0b0c0d0e0f.png",
            "rahasia/2025/06/30/000102030405060708090a0b0c0d0e0f.png",
            "designs/2025/06/30/logo.png",
        ] {
            assert_eq!(odd.parse::<Place>(), Err(NoPlace), "{odd}");
        }
    }
}
