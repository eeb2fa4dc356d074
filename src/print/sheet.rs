//! A paper that is written from top to bottom, over as many pages as it takes.
//!
//! Its first page carries the head of the house, the others a line that says what they belong
//! to; every page ends with its number.

use crate::print::House;
use crate::print::canvas::Align;
use crate::print::canvas::Area;
use crate::print::canvas::Canvas;
use crate::print::canvas::Ink;
use crate::print::canvas::Type;
use crate::print::pdf;
use crate::print::pdf::About;
use crate::print::text::clipped;
use crate::print::text::lines;
use crate::print::tree::Role;
use crate::wire::language::Language;

/// A4, in points.
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;

/// What stays white on the left and on the right.
pub(super) const MARGIN: f32 = 48.0;

/// How wide what is written may be.
pub(super) const BREADTH: f32 = WIDTH - 2.0 * MARGIN;

/// Where pages after the first begin, and where each ends.
const TOP: f32 = 84.0;
const BOTTOM: f32 = HEIGHT - 62.0;

/// How large the name of the house is at most, and how small it may get when it is long.
const NAME_SIZE: f32 = 19.0;
const NAME_SIZE_LEAST: f32 = 11.0;

/// What a paper is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Title<'a> {
    /// Its kind: `TAGIHAN`.
    pub(super) kind: &'a str,
    /// Which one of its kind: a code.
    pub(super) code: &'a str,
}

/// What is said in a column: from where on, how wide, under which label, which lines.
pub(super) type Said<'a> = (f32, f32, &'a str, Vec<(String, Type)>);

/// A paper under the pen.
pub(super) struct Sheet<'a> {
    pub(super) canvas: Canvas,
    /// Where the next thing is written.
    pub(super) y: f32,
    house: &'a House<'a>,
    title: Title<'a>,
}

impl<'a> Sheet<'a> {
    /// A paper with the head of the house on it.
    pub(super) fn new(house: &'a House<'a>, title: Title<'a>) -> Self {
        let mut sheet = Self {
            canvas: Canvas::new(WIDTH, HEIGHT),
            y: 0.0,
            house,
            title,
        };
        sheet.head();
        sheet
    }

    /// Makes room for something so high; on a new page, if need be.
    pub(super) fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.turn();
        }
    }

    /// Goes on to a new page.
    pub(super) fn turn(&mut self) {
        self.canvas.turn();
        let (left, right) = (MARGIN, MARGIN + BREADTH);
        let code = format!("{}  {}", self.title.kind, self.title.code);
        let name = self.house.name;
        self.canvas.aside(|canvas| {
            let width = canvas.text(right, 54.0, Align::Right, &code, Type::QUIET);
            let name = clipped(name, Type::STRONG, BREADTH - width - 24.0);
            let set = Type::STRONG.inked(Ink::House);
            canvas.text(left, 54.0, Align::Left, &name, set);
        });
        self.canvas.rule(left, 64.0, BREADTH, Ink::Line, 0.75);
        self.y = TOP;
    }

    /// Leaves some white.
    pub(super) fn skip(&mut self, height: f32) {
        self.y += height;
    }

    /// Writes a text in a width, line by line, over pages if it is long.
    pub(super) fn prose(&mut self, x: f32, width: f32, text: &str, set: Type) {
        self.canvas.open(Role::Paragraph);
        for line in lines(text, set, width) {
            self.need(set.leading());
            self.y += set.leading();
            let base = self.y - set.size * 0.35;
            self.canvas.text(x, base, Align::Left, &line, set);
        }
        self.canvas.close();
    }

    /// Writes a small heading.
    pub(super) fn heading(&mut self, text: &str) {
        self.need(46.0);
        self.y += 11.0;
        let set = Type::STRONG.sized(10.5).inked(Ink::House);
        self.canvas.open(Role::Heading);
        self.canvas.text(MARGIN, self.y, Align::Left, text, set);
        self.canvas.close();
        self.y += 7.0;
    }

    /// Writes what is said in two columns side by side, each a label and lines; the larger
    /// one says how high it gets.
    pub(super) fn columns(&mut self, columns: &[Said<'_>]) {
        let height = |width: f32, said: &[(String, Type)]| -> f32 {
            let of = |(text, set): &(String, Type)| {
                let count = lines(text, *set, width).len();
                set.leading() * f32::from(u16::try_from(count).unwrap_or(u16::MAX))
            };
            14.0 + said.iter().map(of).sum::<f32>()
        };
        let heights = columns
            .iter()
            .map(|(_, width, _, said)| height(*width, said));
        let tallest = heights.fold(0.0, f32::max);
        self.need(tallest);
        let top = self.y;
        for (x, width, label, said) in columns {
            self.canvas
                .text(MARGIN + x, top + 7.5, Align::Left, label, Type::LABEL);
            self.y = top + 12.0;
            for (text, set) in said {
                self.prose(MARGIN + x, *width, text, *set);
            }
        }
        self.y = top + tallest;
    }

    /// The file, once every page has its number.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let count = self.canvas.pages.len();
        for page in 0..count {
            self.canvas.go_to(page);
            let (house, title) = (self.house, self.title);
            self.canvas
                .aside(|canvas| foot(canvas, house, title, (page + 1, count)));
        }
        let title = format!("{} {}", self.title.kind, self.title.code);
        pdf::file(
            self.canvas,
            About {
                title: &title,
                author: self.house.name,
                now: self.house.now,
            },
        )
    }

    fn head(&mut self) {
        let (left, right) = (MARGIN, MARGIN + BREADTH);
        self.canvas.fill(
            Area {
                x: 0.0,
                y: 0.0,
                width: WIDTH,
                height: 6.0,
            },
            Ink::House,
        );
        let kind = Type::STRONG.sized(17.0);
        self.canvas.open(Role::Title);
        let wide = self
            .canvas
            .text(right, 60.0, Align::Right, self.title.kind, kind);
        let code = Type::BODY.inked(Ink::Quiet).in_columns();
        let code = self
            .canvas
            .text(right, 76.0, Align::Right, self.title.code, code);
        self.canvas.close();
        let room = BREADTH - wide.max(code) - 28.0;
        let mut set = Type::STRONG.sized(NAME_SIZE).inked(Ink::House);
        while set.size > NAME_SIZE_LEAST && set.width(self.house.name) > room {
            set = set.sized(set.size - 0.5);
        }
        let names = lines(self.house.name, set, room);
        let mut y = 60.0;
        self.canvas.open(Role::Paragraph);
        for name in names.iter().take(2) {
            self.canvas.text(left, y, Align::Left, name, set);
            y += set.size * 1.2;
        }
        self.canvas.close();
        y = y - set.size * 1.2 + 15.0;
        let reach = self.house.reach();
        let said = [self.house.address, &reach];
        for text in said.into_iter().filter(|text| !text.is_empty()) {
            self.canvas.open(Role::Paragraph);
            for line in lines(text, Type::QUIET, room).iter().take(3) {
                self.canvas.text(left, y, Align::Left, line, Type::QUIET);
                y += Type::QUIET.leading();
            }
            self.canvas.close();
        }
        self.y = y.max(90.0);
        self.canvas.rule(left, self.y, BREADTH, Ink::Line, 0.75);
        self.y += 18.0;
    }
}

/// The foot of a page: which paper it is, and which page of how many.
fn foot(canvas: &mut Canvas, house: &House<'_>, title: Title<'_>, (page, count): (usize, usize)) {
    let y = HEIGHT - 32.0;
    canvas.rule(MARGIN, y - 14.0, BREADTH, Ink::Line, 0.75);
    let number = format!("Halaman {page} dari {count}");
    let set = Type::QUIET.sized(8.0);
    let wide = canvas.text(MARGIN + BREADTH, y, Align::Right, &number, set);
    let made = Language::Indonesian.moment(house.now, house.zone);
    let told = format!("{} {} · dicetak {made}", title.kind, title.code);
    let told = clipped(&told, set, BREADTH - wide - 20.0);
    canvas.text(MARGIN, y, Align::Left, &told, set);
}
