//! Pages to draw on: text, lines, boxes, pictures, links; measured in points from the upper
//! left. What is drawn is marked as what it is, or as decoration.

use pdf_writer::Content;
use pdf_writer::Name;
use pdf_writer::Rect;
use pdf_writer::Str;

use crate::print::fonts::Glyph;
use crate::print::fonts::Weight;
use crate::print::outline;
use crate::print::picture::Picture;
use crate::print::tree::Role;
use crate::print::tree::Tree;

/// The colours of a paper, quiet enough for an office printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// What is read first.
    Text,
    /// What is read when it is looked for.
    Quiet,
    /// The colour of the house.
    House,
    /// What is late or over.
    Alarm,
    /// Thin lines.
    Line,
    /// A breath of the colour of the house, behind things.
    Tint,
    /// The paper itself.
    Paper,
}

impl Ink {
    const fn rgb(self) -> [f32; 3] {
        match self {
            Self::Text => [0.11, 0.13, 0.15],
            Self::Quiet => [0.37, 0.40, 0.44],
            Self::House => [0.04, 0.35, 0.31],
            Self::Alarm => [0.66, 0.22, 0.06],
            Self::Line => [0.83, 0.85, 0.84],
            Self::Tint => [0.92, 0.96, 0.95],
            Self::Paper => [1.0, 1.0, 1.0],
        }
    }
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Type {
    pub(super) weight: Weight,
    pub(super) size: f32,
    pub(super) ink: Ink,
    /// Whether its figures are all of one width.
    pub(super) figures: bool,
}

impl Type {
    pub(super) const BODY: Self = Self {
        weight: Weight::Regular,
        size: 9.5,
        ink: Ink::Text,
        figures: false,
    };
    pub(super) const STRONG: Self = Self {
        weight: Weight::Bold,
        ..Self::BODY
    };
    pub(super) const QUIET: Self = Self {
        ink: Ink::Quiet,
        size: 8.5,
        ..Self::BODY
    };
    pub(super) const LABEL: Self = Self {
        weight: Weight::Bold,
        ink: Ink::Quiet,
        size: 7.5,
        figures: false,
    };

    /// The same in another size.
    pub(super) const fn sized(mut self, size: f32) -> Self {
        self.size = size;
        self
    }

    /// The same in another colour.
    pub(super) const fn inked(mut self, ink: Ink) -> Self {
        self.ink = ink;
        self
    }

    /// The same with figures of one width.
    pub(super) const fn in_columns(mut self) -> Self {
        self.figures = true;
        self
    }

    /// How far lines of it stand apart.
    pub(super) fn leading(self) -> f32 {
        self.size * 1.45
    }

    /// How wide a text is in it.
    pub(super) fn width(self, text: &str) -> f32 {
        self.sum(&self.glyphs(text))
    }

    fn glyphs(self, text: &str) -> Vec<Glyph> {
        self.weight.font().set(text, self.figures)
    }

    fn sum(self, glyphs: &[Glyph]) -> f32 {
        let thousandths: f32 = glyphs.iter().map(|glyph| glyph.advance).sum();
        thousandths * self.size / 1_000.0
    }
}

/// Where a text begins, stands, or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Middle,
    Right,
}

/// A rectangle: from its upper left corner, so wide, so high.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// A page, and where a click on it leads.
pub(super) struct Page {
    pub(super) content: Content,
    pub(super) links: Vec<(Rect, String)>,
}

/// Pages of one size. What is drawn is drawn on the present one.
pub(super) struct Canvas {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) pages: Vec<Page>,
    /// All pictures of all pages.
    pub(super) pictures: Vec<Picture>,
    pub(super) tree: Tree,
    present: usize,
    is_aside: bool,
}

impl Canvas {
    /// One empty page.
    pub(super) fn new(width: f32, height: f32) -> Self {
        Self {
            width,
            height,
            pages: vec![Page::empty()],
            pictures: Vec::new(),
            tree: Tree::new(),
            present: 0,
            is_aside: false,
        }
    }

    /// Goes on to a new page.
    pub(super) fn turn(&mut self) {
        self.pages.push(Page::empty());
        self.present = self.pages.len() - 1;
    }

    /// Goes back to a page there is.
    pub(super) fn go_to(&mut self, page: usize) {
        self.present = page.min(self.pages.len() - 1);
    }

    /// Writes one line with its base line at `y`; answers how wide it is.
    pub(super) fn text(&mut self, x: f32, y: f32, align: Align, text: &str, set: Type) -> f32 {
        let glyphs = set.glyphs(text);
        let width = set.sum(&glyphs);
        let x = match align {
            Align::Left => x,
            Align::Middle => x - width / 2.0,
            Align::Right => x - width,
        };
        let y = self.height - y;
        self.marked(true, |content| {
            content.begin_text();
            colour(content, set.ink);
            content.set_font(set.weight.key(), set.size);
            content.set_text_matrix([1.0, 0.0, 0.0, 1.0, x, y]);
            show(content, &glyphs);
            content.end_text();
        });
        width
    }

    /// Draws a thin line to the right.
    pub(super) fn rule(&mut self, x: f32, y: f32, width: f32, ink: Ink, thickness: f32) {
        let top = y - thickness / 2.0;
        self.fill(
            Area {
                x,
                y: top,
                width,
                height: thickness,
            },
            ink,
        );
    }

    /// Fills a rectangle.
    pub(super) fn fill(&mut self, area: Area, ink: Ink) {
        self.fill_all([area], ink);
    }

    /// Fills many rectangles of one colour at once.
    pub(super) fn fill_all(&mut self, areas: impl IntoIterator<Item = Area>, ink: Ink) {
        let height = self.height;
        self.marked(false, |content| {
            colour(content, ink);
            for area in areas {
                let below = height - area.y - area.height;
                content.rect(area.x, below, area.width, area.height);
            }
            content.fill_nonzero();
        });
    }

    /// Fills a rectangle with round corners.
    pub(super) fn card(&mut self, area: Area, radius: f32, ink: Ink) {
        let place = self.place(area);
        self.marked(false, |content| {
            colour(content, ink);
            outline::round(content, place, radius);
            content.fill_nonzero();
        });
    }

    /// Draws the border of a rectangle with round corners.
    pub(super) fn frame(&mut self, area: Area, radius: f32, ink: Ink, thickness: f32) {
        let place = self.place(area);
        let [red, green, blue] = ink.rgb();
        self.marked(false, |content| {
            content.set_stroke_rgb(red, green, blue);
            content.set_line_width(thickness);
            outline::round(content, place, radius);
            content.stroke();
        });
    }

    /// Draws a picture, as large as the rectangle says.
    pub(super) fn picture(&mut self, area: Area, picture: &Picture) {
        let place = self.place(area);
        let number = self.pictures.len();
        self.pictures.push(picture.clone());
        self.marked(false, |content| {
            content.save_state();
            content.transform(picture.placed(place));
            content.x_object(Name(name_of_picture(number).as_bytes()));
            content.restore_state();
        });
    }

    /// Makes a rectangle lead somewhere.
    pub(super) fn link(&mut self, area: Area, address: &str) {
        let place = self.place(area);
        let links = &mut self.pages[self.present].links;
        links.push((place, address.to_owned()));
        self.tree.link(self.present, links.len() - 1);
    }

    /// Begins a part of the paper: what is drawn until it ends belongs to it.
    pub(super) fn open(&mut self, role: Role) {
        self.tree.open(role);
    }

    /// Ends the part that began last.
    pub(super) fn close(&mut self) {
        self.tree.close();
    }

    /// Draws a part of the paper; aside, it is none.
    pub(super) fn part<T>(&mut self, role: Role, draw: impl FnOnce(&mut Self) -> T) -> T {
        if self.is_aside {
            return draw(self);
        }
        self.open(role);
        let drawn = draw(self);
        self.close();
        drawn
    }

    /// Draws what only helps to turn pages; nobody has it read to them.
    pub(super) fn aside(&mut self, draw: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.is_aside, true);
        draw(self);
        self.is_aside = before;
    }

    /// Draws something that is said, or is part of a picture, or only decorates.
    fn marked(&mut self, is_said: bool, draw: impl FnOnce(&mut Content)) {
        let is_part = !self.is_aside && (is_said || self.tree.is_picture());
        let part = is_part.then(|| self.tree.draw(self.present));
        let content = &mut self.pages[self.present].content;
        if let Some((role, id)) = part {
            let mut mark = content.begin_marked_content_with_properties(role.to_name());
            mark.properties().identify(id);
        } else {
            content.begin_marked_content(Name(b"Artifact"));
        }
        draw(content);
        content.end_marked_content();
    }

    /// A rectangle as files have it: measured from below.
    fn place(&self, area: Area) -> Rect {
        let top = self.height - area.y;
        Rect::new(area.x, top - area.height, area.x + area.width, top)
    }
}

/// What pages call a picture by.
pub(super) fn name_of_picture(number: usize) -> String {
    format!("P{number}")
}

fn colour(content: &mut Content, ink: Ink) {
    let [red, green, blue] = ink.rgb();
    content.set_fill_rgb(red, green, blue);
}

impl Page {
    fn empty() -> Self {
        Self {
            content: Content::new(),
            links: Vec::new(),
        }
    }
}

/// Writes glyphs, with a nudge wherever two are kerned.
fn show(content: &mut Content, glyphs: &[Glyph]) {
    let mut shown = content.show_positioned();
    let mut items = shown.items();
    let mut run = Vec::new();
    for glyph in glyphs {
        run.extend(glyph.id.to_be_bytes());
        let closer = glyph.width - glyph.advance;
        if closer != 0.0 {
            items.show(Str(&run));
            items.adjust(closer);
            run.clear();
        }
    }
    if !run.is_empty() {
        items.show(Str(&run));
    }
}
