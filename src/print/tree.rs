//! What the parts of a paper are, for those who have it read to them: what is a heading, which
//! cells make a row. Whatever is in no part only decorates.

use pdf_writer::types::StructRole;

/// What a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// All of it.
    Paper,
    /// What the paper is.
    Title,
    /// What the next parts are about.
    Heading,
    Paragraph,
    /// Rows of cells.
    Table,
    /// Cells side by side.
    Row,
    /// A cell that says what is below it.
    Head,
    Cell,
    /// Something that leads elsewhere.
    Link,
    /// A drawing, and what is said in its stead.
    Picture(String),
}

/// What a part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// Another part.
    Part(usize),
    /// Something drawn on a page, by its number there.
    Drawn { page: usize, id: usize },
    /// A link of a page, by its place among them.
    Link { page: usize, place: usize },
}

/// A part, and what it holds in the order it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) role: Role,
    /// What it is a part of; the paper is of nothing.
    pub(super) within: Option<usize>,
    pub(super) held: Vec<Held>,
}

/// The parts of a paper while it is written.
#[derive(Debug)]
pub(super) struct Tree {
    /// The first one is the paper.
    pub(super) parts: Vec<Part>,
    /// Of each page, the parts that what is drawn there belongs to.
    pub(super) drawn: Vec<Vec<usize>>,
    /// The parts under the pen, one within the other.
    open: Vec<usize>,
}

impl Role {
    /// What readers of files call it.
    pub(super) const fn word(&self) -> StructRole {
        match self {
            Self::Paper => StructRole::Document,
            Self::Title => StructRole::H1,
            Self::Heading => StructRole::H2,
            Self::Paragraph => StructRole::P,
            Self::Table => StructRole::Table,
            Self::Row => StructRole::TR,
            Self::Head => StructRole::TH,
            Self::Cell => StructRole::TD,
            Self::Link => StructRole::Link,
            Self::Picture(_) => StructRole::Figure,
        }
    }

    /// Whether it holds parts only.
    const fn is_frame(&self) -> bool {
        matches!(self, Self::Paper | Self::Table | Self::Row | Self::Link)
    }
}

impl Tree {
    pub(super) fn new() -> Self {
        Self {
            parts: vec![Part {
                role: Role::Paper,
                within: None,
                held: Vec::new(),
            }],
            drawn: Vec::new(),
            open: vec![0],
        }
    }

    /// Begins a part of the present one.
    pub(super) fn open(&mut self, role: Role) {
        let (part, within) = (self.parts.len(), self.present());
        self.parts.push(Part {
            role,
            within: Some(within),
            held: Vec::new(),
        });
        self.parts[within].held.push(Held::Part(part));
        self.open.push(part);
    }

    /// Ends the present part.
    pub(super) fn close(&mut self) {
        debug_assert!(self.open.len() > 1, "the paper ends with its file");
        self.open.pop();
    }

    /// Whether a picture is being drawn.
    pub(super) fn is_picture(&self) -> bool {
        matches!(self.parts[self.present()].role, Role::Picture(_))
    }

    /// Takes in what is drawn next; answers what it belongs to, and its number on the page.
    /// Where only parts are expected, it is a paragraph.
    pub(super) fn draw(&mut self, page: usize) -> (StructRole, i32) {
        let is_bare = self.parts[self.present()].role.is_frame();
        if is_bare {
            self.open(Role::Paragraph);
        }
        let part = self.present();
        if self.drawn.len() <= page {
            self.drawn.resize(page + 1, Vec::new());
        }
        let id = self.drawn[page].len();
        self.drawn[page].push(part);
        self.parts[part].held.push(Held::Drawn { page, id });
        if is_bare {
            self.close();
        }
        let id = i32::try_from(id).unwrap_or(i32::MAX);
        (self.parts[part].role.word(), id)
    }

    /// Takes in a link of a page.
    pub(super) fn link(&mut self, page: usize, place: usize) {
        let part = self.present();
        self.parts[part].held.push(Held::Link { page, place });
    }

    fn present(&self) -> usize {
        self.open.last().copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_belongs_to_the_part_under_the_pen() {
        let mut tree = Tree::new();

        let bare = tree.draw(0);
        tree.open(Role::Heading);
        let first = tree.draw(0);
        let second = tree.draw(1);
        tree.close();

        assert_eq!(bare, (StructRole::P, 0));
        assert_eq!(first, (StructRole::H2, 1));
        assert_eq!(second, (StructRole::H2, 0));
        assert_eq!(tree.parts[0].held, [Held::Part(1), Held::Part(2)]);
        assert_eq!(tree.drawn, [vec![1, 2], vec![2]]);
    }
}
