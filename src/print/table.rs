//! A table that goes on over pages: its head is repeated, its rows are never cut in two.

use crate::print::canvas::Align;
use crate::print::canvas::Area;
use crate::print::canvas::Canvas;
use crate::print::canvas::Ink;
use crate::print::canvas::Type;
use crate::print::sheet::BREADTH;
use crate::print::sheet::MARGIN;
use crate::print::sheet::Sheet;
use crate::print::text::lines;
use crate::print::tree::Role;

/// White beside a cell's text, above and below it.
const BESIDE: f32 = 7.0;
const ABOVE: f32 = 6.5;

const HEAD: f32 = 22.0;

/// A column: what it is called, how wide it is, and where its text stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) title: &'static str,
    pub(super) width: f32,
    pub(super) align: Align,
}

/// What stands in a row and a column.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    /// What is read.
    pub(super) text: String,
    /// What stands below it, smaller; nothing when empty.
    pub(super) note: String,
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self {
            text: text.into(),
            note: String::new(),
        }
    }
}

/// A cell broken into lines.
struct Broken {
    text: Vec<String>,
    note: Vec<String>,
}

impl Broken {
    fn of(cell: &Cell, column: &Column) -> Self {
        let room = column.width - 2.0 * BESIDE;
        Self {
            text: lines(&cell.text, set(column), room),
            note: lines(&cell.note, Type::QUIET, room),
        }
    }

    fn height(&self) -> f32 {
        let count = |lines: &[String]| f32::from(u16::try_from(lines.len()).unwrap_or(u16::MAX));
        count(&self.text) * Type::BODY.leading() + count(&self.note) * Type::QUIET.leading()
    }
}

/// Writes a table.
pub(super) fn write(sheet: &mut Sheet<'_>, columns: &[Column], rows: &[Vec<Cell>]) {
    sheet.need(HEAD + 30.0);
    sheet.canvas.open(Role::Table);
    sheet.canvas.open(Role::Row);
    head(&mut sheet.canvas, sheet.y, columns);
    sheet.canvas.close();
    sheet.y += HEAD;
    for row in rows {
        let cells = row
            .iter()
            .zip(columns)
            .map(|(cell, column)| Broken::of(cell, column));
        let cells: Vec<_> = cells.collect();
        let tallest = cells.iter().map(Broken::height).fold(0.0, f32::max);
        let height = tallest + 2.0 * ABOVE;
        let before = sheet.canvas.pages.len();
        sheet.need(height);
        if sheet.canvas.pages.len() > before {
            let y = sheet.y;
            sheet.canvas.aside(|canvas| head(canvas, y, columns));
            sheet.y += HEAD;
        }
        sheet.canvas.open(Role::Row);
        body(sheet, columns, &cells);
        sheet.canvas.close();
        sheet.y += height;
        sheet.canvas.rule(MARGIN, sheet.y, BREADTH, Ink::Line, 0.5);
    }
    sheet.canvas.close();
}

fn head(canvas: &mut Canvas, y: f32, columns: &[Column]) {
    let area = Area {
        x: MARGIN,
        y,
        width: BREADTH,
        height: HEAD,
    };
    canvas.card(area, 4.0, Ink::Tint);
    let mut left = MARGIN;
    for column in columns {
        let x = place(left, column);
        let set = Type::LABEL.inked(Ink::House);
        canvas.part(Role::Head, |canvas| {
            canvas.text(x, y + 14.0, column.align, column.title, set);
        });
        left += column.width;
    }
}

fn body(sheet: &mut Sheet<'_>, columns: &[Column], cells: &[Broken]) {
    let mut left = MARGIN;
    for (cell, column) in cells.iter().zip(columns) {
        let x = place(left, column);
        let mut y = sheet.y + ABOVE;
        let parts = [(&cell.text, set(column)), (&cell.note, Type::QUIET)];
        sheet.canvas.open(Role::Cell);
        for (lines, set) in parts {
            for line in lines {
                y += set.leading();
                sheet
                    .canvas
                    .text(x, y - set.size * 0.4, column.align, line, set);
            }
        }
        sheet.canvas.close();
        left += column.width;
    }
}

fn set(column: &Column) -> Type {
    match column.align {
        Align::Right => Type::BODY.in_columns(),
        Align::Left | Align::Middle => Type::BODY,
    }
}

fn place(left: f32, column: &Column) -> f32 {
    match column.align {
        Align::Left => left + BESIDE,
        Align::Middle => left + column.width / 2.0,
        Align::Right => left + column.width - BESIDE,
    }
}
