//! From drawn pages to a file: PDF 1.7 with its fonts inside.

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::Date;
use pdf_writer::Filter;
use pdf_writer::Finish;
use pdf_writer::Name;
use pdf_writer::Pdf;
use pdf_writer::Rect;
use pdf_writer::Ref;
use pdf_writer::Str;
use pdf_writer::TextStr;
use pdf_writer::types::ActionType;
use pdf_writer::types::AnnotationType;
use pdf_writer::types::CidFontType;
use pdf_writer::types::FontFlags;

use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;
use crate::print::canvas::Canvas;
use crate::print::fonts::Font;
use crate::print::fonts::PACKING;
use crate::print::fonts::SYSTEM;
use crate::print::fonts::Weight;

const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const ABOUT: Ref = Ref::new(3);

/// The first number after those that every file has: five for each font.
const FONTS: i32 = 4;
const NUMBERS_PER_FONT: i32 = 5;

/// What a file is called by those who show it.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) title: &'a str,
    pub(super) author: &'a str,
    pub(super) now: Timestamp,
}

/// The file of some pages.
pub(super) fn file(canvas: Canvas, about: About<'_>) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let mut catalog = pdf.catalog(CATALOG);
    catalog.pages(TREE);
    catalog.lang(TextStr("id"));
    catalog.viewer_preferences().display_doc_title(true);
    catalog.finish();
    let mut info = pdf.document_info(ABOUT);
    info.title(TextStr(about.title));
    info.author(TextStr(about.author));
    info.producer(TextStr("rajut"));
    info.creation_date(date(about.now));
    info.finish();
    let mut fonts = Vec::new();
    for (place, weight) in (0..).zip(Weight::ALL) {
        let first = FONTS + place * NUMBERS_PER_FONT;
        font(&mut pdf, first, weight.font());
        fonts.push((weight.key(), Ref::new(first)));
    }
    let mut next = FONTS + NUMBERS_PER_FONT * 2;
    let mut draw = || {
        next += 1;
        Ref::new(next - 1)
    };
    let (width, height) = (canvas.width, canvas.height);
    let mut kids = Vec::new();
    for drawn in canvas.pages {
        let (id, content) = (draw(), draw());
        kids.push(id);
        let links: Vec<_> = drawn.links.iter().map(|_| draw()).collect();
        let mut page = pdf.page(id);
        page.parent(TREE);
        page.media_box(Rect::new(0.0, 0.0, width, height));
        page.contents(content);
        page.annotations(links.iter().copied());
        let mut resources = page.resources();
        let mut named = resources.fonts();
        for (key, font) in &fonts {
            named.pair(*key, *font);
        }
        named.finish();
        resources.finish();
        page.finish();
        let packed = compress_to_vec_zlib(&drawn.content.finish(), PACKING);
        pdf.stream(content, &packed).filter(Filter::FlateDecode);
        for (id, (place, address)) in links.into_iter().zip(drawn.links) {
            link(&mut pdf, id, place, &address);
        }
    }
    let count = i32::try_from(kids.len()).unwrap_or(i32::MAX);
    pdf.pages(TREE).kids(kids).count(count);
    pdf.finish()
}

fn link(pdf: &mut Pdf, id: Ref, place: Rect, address: &str) {
    let mut link = pdf
        .indirect(id)
        .start::<pdf_writer::writers::Annotation<'_>>();
    link.subtype(AnnotationType::Link);
    link.rect(place);
    link.border(0.0, 0.0, 0.0, None);
    let mut action = link.action();
    action.action_type(ActionType::Uri);
    action.uri(Str(address.as_bytes()));
}

/// Writes a font: its name, its glyphs' widths, its file, and which letters they are.
fn font(pdf: &mut Pdf, first: i32, font: &Font) {
    let [whole, glyphs, about, file, letters] =
        [0, 1, 2, 3, 4].map(|offset| Ref::new(first + offset));
    let name = Name(font.name.as_bytes());
    pdf.type0_font(whole)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(glyphs)
        .to_unicode(letters);
    let face = &font.face;
    let advance = |id| face.glyph_hor_advance(ttf_parser::GlyphId(id)).unwrap_or(0);
    let widths = (0..face.number_of_glyphs()).map(|id| f32::from(advance(id)));
    let mut cid = pdf.cid_font(glyphs);
    cid.subtype(CidFontType::Type2);
    cid.base_font(name);
    cid.system_info(SYSTEM);
    cid.font_descriptor(about);
    cid.default_width(0.0);
    cid.cid_to_gid_map_predefined(Name(b"Identity"));
    cid.widths().consecutive(0, widths);
    cid.finish();
    let frame = face.global_bounding_box();
    let frame = Rect::new(
        f32::from(frame.x_min),
        f32::from(frame.y_min),
        f32::from(frame.x_max),
        f32::from(frame.y_max),
    );
    pdf.font_descriptor(about)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(frame)
        .italic_angle(0.0)
        .ascent(f32::from(face.ascender()))
        .descent(f32::from(face.descender()))
        .cap_height(f32::from(face.capital_height().unwrap_or(0)))
        .stem_v(80.0)
        .font_file2(file);
    let length = i32::try_from(font.length).unwrap_or(i32::MAX);
    let mut stream = pdf.stream(file, &font.file);
    stream.filter(Filter::FlateDecode);
    stream.pair(Name(b"Length1"), length);
    stream.finish();
    let mut cmap = pdf.cmap(letters, &font.letters);
    cmap.filter(Filter::FlateDecode);
}

fn date(now: Timestamp) -> Date {
    let clock = BusinessZone::UTC.wall_clock(now);
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    Date::new(u16::try_from(clock.year()).unwrap_or(0))
        .month(part(clock.month()))
        .day(part(clock.day()))
        .hour(part(clock.hour()))
        .minute(part(clock.minute()))
        .second(part(clock.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}
