//! The typeface of all papers: Plus Jakarta Sans in two weights, cut down to Latin letters.
//!
//! The files and their licence are in `fonts/`. Letters are set as wide as they are and kerned
//! by the font's own pairs; figures can all be of one width, for columns of amounts. Letters
//! the font does not have are drawn as the box it has for them.

use std::sync::LazyLock;

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::Name;
use pdf_writer::Str;
use pdf_writer::types::SystemInfo;
use pdf_writer::types::UnicodeCmap;
use ttf_parser::Face;
use ttf_parser::GlyphId;
use ttf_parser::gpos::PairAdjustment;
use ttf_parser::gpos::PositioningSubtable;

const REGULAR: &[u8] = include_bytes!("fonts/jakarta-regular.ttf");

const BOLD: &[u8] = include_bytes!("fonts/jakarta-bold.ttf");

/// Where the fonts keep their figures of one width, from nought on.
const FIGURES: u32 = 0xE030;

/// How much wider blanks are than the font has them: small print reads easier so.
const BLANK_WIDER: f32 = 45.0;

/// How hard streams are packed: the middle of zlib's ten.
pub(super) const PACKING: u8 = 6;

/// What a glyph is numbered by, and what text it is of.
pub(super) const SYSTEM: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// A font, read once in the life of the process.
pub(super) struct Font {
    /// What it is called.
    pub(super) name: &'static str,
    /// Its tables.
    pub(super) face: Face<'static>,
    /// Its file, packed.
    pub(super) file: Vec<u8>,
    /// How long that file is unpacked.
    pub(super) length: usize,
    /// Which letters its glyphs are of, packed.
    pub(super) letters: Vec<u8>,
}

/// A letter in its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    /// Which one it is.
    pub(super) id: u16,
    /// How far the next one is, in thousandths of the size; kerning is in it.
    pub(super) advance: f32,
    /// How far it would be without kerning.
    pub(super) width: f32,
}

static FONTS: LazyLock<[Font; 2]> = LazyLock::new(|| {
    [
        Font::read("PlusJakartaSans-Regular", REGULAR),
        Font::read("PlusJakartaSans-Bold", BOLD),
    ]
});

impl Weight {
    pub(super) const ALL: [Self; 2] = [Self::Regular, Self::Bold];

    /// Its font.
    pub(super) fn font(self) -> &'static Font {
        match self {
            Self::Regular => &FONTS[0],
            Self::Bold => &FONTS[1],
        }
    }

    /// What a page calls it by.
    pub(super) const fn key(self) -> Name<'static> {
        match self {
            Self::Regular => Name(b"R"),
            Self::Bold => Name(b"B"),
        }
    }
}

impl Font {
    fn read(name: &'static str, data: &'static [u8]) -> Self {
        let face = Face::parse(data, 0).expect("the font that comes along can be read");
        let letters = letters(&face);
        Self {
            name,
            file: compress_to_vec_zlib(data, PACKING),
            length: data.len(),
            letters: compress_to_vec_zlib(&letters, PACKING),
            face,
        }
    }

    /// Sets a text in glyphs; with `figures` of one width if so wished.
    pub(super) fn set(&self, text: &str, figures: bool) -> Vec<Glyph> {
        let blank = self.face.glyph_index(' ');
        let ids: Vec<_> = text
            .chars()
            .filter_map(|it| self.glyph(it, figures))
            .collect();
        let next = ids.iter().skip(1).copied().map(Some).chain([None]);
        let set = ids.iter().zip(next).map(|(id, next)| {
            let width = f32::from(self.face.glyph_hor_advance(*id).unwrap_or(0));
            let is_blank = |it: GlyphId| Some(it) == blank;
            let nudge = match next {
                _ if is_blank(*id) => BLANK_WIDER,
                Some(next) if !is_blank(next) => f32::from(self.kerning(*id, next)),
                _ => 0.0,
            };
            Glyph {
                id: id.0,
                advance: width + nudge,
                width,
            }
        });
        set.collect()
    }

    /// The glyph of a letter. What only steers a terminal is no letter.
    fn glyph(&self, letter: char, figures: bool) -> Option<GlyphId> {
        let letter = match letter {
            blank if blank.is_whitespace() => ' ',
            control if control.is_control() => return None,
            digit if figures && digit.is_ascii_digit() => {
                char::from_u32(FIGURES + u32::from(digit) - u32::from('0')).unwrap_or(digit)
            }
            other => other,
        };
        Some(self.face.glyph_index(letter).unwrap_or(GlyphId(0)))
    }

    /// By how much two neighbours come closer.
    fn kerning(&self, left: GlyphId, right: GlyphId) -> i16 {
        let Some(table) = self.face.tables().gpos else {
            return 0;
        };
        for lookup in table.lookups {
            let parts = lookup.subtables.into_iter::<PositioningSubtable<'_>>();
            for part in parts {
                let PositioningSubtable::Pair(pairs) = part else {
                    continue;
                };
                let Some(place) = pairs.coverage().get(left) else {
                    continue;
                };
                let found = match pairs {
                    PairAdjustment::Format1 { sets, .. } => {
                        sets.get(place).and_then(|set| set.get(right))
                    }
                    PairAdjustment::Format2 {
                        classes, matrix, ..
                    } => matrix.get((classes.0.get(left), classes.1.get(right))),
                };
                if let Some((first, _)) = found {
                    return first.x_advance;
                }
            }
        }
        0
    }
}

/// The table that tells a reader of the file which letters its glyphs are of, so that text
/// can be searched and copied.
fn letters(face: &Face<'_>) -> Vec<u8> {
    let mut cmap = UnicodeCmap::new(Name(b"Letters"), SYSTEM);
    let mut known = vec![false; usize::from(face.number_of_glyphs())];
    let tables = face.tables().cmap.into_iter().flat_map(|it| it.subtables);
    for table in tables.filter(ttf_parser::cmap::Subtable::is_unicode) {
        table.codepoints(|point| {
            let shown = match point.checked_sub(FIGURES) {
                Some(digit @ 0..=9) => char::from_digit(digit, 10),
                _ => char::from_u32(point),
            };
            let (Some(glyph), Some(shown)) = (table.glyph_index(point), shown) else {
                return;
            };
            let known = known.get_mut(usize::from(glyph.0));
            if known.is_some_and(|known| !std::mem::replace(known, true)) {
                cmap.pair(glyph.0, shown);
            }
        });
    }
    cmap.finish().into_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width(text: &str, figures: bool) -> f32 {
        let glyphs = Weight::Regular.font().set(text, figures);
        glyphs.iter().map(|glyph| glyph.advance).sum()
    }

    #[test]
    fn figures_of_columns_are_all_of_one_width() {
        assert!((width("1111", true) - width("8888", true)).abs() < 0.1);
        assert!((width("1111", false) - width("8888", false)).abs() > 100.0);
    }

    #[test]
    fn neighbours_that_fit_come_closer() {
        let apart = width("A", false) + width("V", false);

        assert!(width("AV", false) < apart - 10.0);
        assert!((width("nn", false) - 2.0 * width("n", false)).abs() < 10.0);
    }

    #[test]
    fn what_the_font_lacks_is_a_box_and_what_is_no_letter_is_nothing() {
        let font = Weight::Bold.font();

        assert_eq!(font.set("字", false)[0].id, 0);
        assert!(font.set("\u{0}\u{7}", false).is_empty());
        assert_eq!(font.set("\u{a0}\t", false), font.set("  ", false));
        assert!(
            font.set("Siti Nurhaliza, S.Pd. – Ğőł", false)
                .iter()
                .all(|it| it.id > 0)
        );
    }
}
