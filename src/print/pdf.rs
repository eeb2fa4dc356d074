//! From drawn pages to a file: PDF 1.7 with its fonts inside, and tagged, so that it can be
//! read to somebody.

mod parts;

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::Date;
use pdf_writer::Filter;
use pdf_writer::Finish;
use pdf_writer::Name;
use pdf_writer::Pdf;
use pdf_writer::Rect;
use pdf_writer::Ref;
use pdf_writer::TextStr;
use pdf_writer::types::CidFontType;
use pdf_writer::types::FontFlags;
use pdf_writer::types::TabOrder;

use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;
use crate::print::canvas::Canvas;
use crate::print::canvas::name_of_picture;
use crate::print::fonts::Font;
use crate::print::fonts::PACKING;
use crate::print::fonts::SYSTEM;
use crate::print::fonts::Weight;

const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const ABOUT: Ref = Ref::new(3);
const PARTS: Ref = Ref::new(4);

/// The first number after those that every file has: five for each font.
const FONTS: i32 = 5;
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
    catalog.lang(TextStr("id-ID"));
    catalog.viewer_preferences().display_doc_title(true);
    catalog.mark_info().marked(true);
    catalog.pair(Name(b"StructTreeRoot"), PARTS);
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
    let mut numbers = Numbers(FONTS + NUMBERS_PER_FONT * 2);
    let pictures: Vec<_> = canvas.pictures.iter().map(|_| numbers.next()).collect();
    for (picture, id) in canvas.pictures.iter().zip(&pictures) {
        picture.write(&mut pdf, *id);
    }
    let (width, height) = (canvas.width, canvas.height);
    let mut kids = Vec::new();
    for drawn in canvas.pages {
        let (id, content) = (numbers.next(), numbers.next());
        let links: Vec<_> = drawn.links.iter().map(|_| numbers.next()).collect();
        let mut page = pdf.page(id);
        page.parent(TREE);
        page.media_box(Rect::new(0.0, 0.0, width, height));
        page.contents(content);
        page.annotations(links.iter().copied());
        page.struct_parents(i32::try_from(kids.len()).unwrap_or(i32::MAX));
        page.tab_order(TabOrder::StructureOrder);
        let mut resources = page.resources();
        let mut named = resources.fonts();
        for (key, font) in &fonts {
            named.pair(*key, *font);
        }
        named.finish();
        let mut named = resources.x_objects();
        for (number, picture) in pictures.iter().enumerate() {
            named.pair(Name(name_of_picture(number).as_bytes()), *picture);
        }
        named.finish();
        resources.finish();
        page.finish();
        let packed = compress_to_vec_zlib(&drawn.content.finish(), PACKING);
        pdf.stream(content, &packed).filter(Filter::FlateDecode);
        let links = links.into_iter().zip(drawn.links).collect();
        kids.push(Drawn { page: id, links });
    }
    parts::write(&mut pdf, PARTS, &canvas.tree, &kids, &mut numbers);
    let count = i32::try_from(kids.len()).unwrap_or(i32::MAX);
    let pages = kids.iter().map(|it| it.page);
    pdf.pages(TREE).kids(pages).count(count);
    pdf.finish()
}

/// The numbers of what is in the file, each given once.
struct Numbers(i32);

impl Numbers {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0 - 1)
    }
}

/// A page in the file, and its links with where they are and lead.
struct Drawn {
    page: Ref,
    links: Vec<(Ref, (Rect, String))>,
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
