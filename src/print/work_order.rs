//! A work order (surat perintah kerja) for the workshop: what to make, how it looks, and room
//! to write down who did it. There is no amount on it, nor how to reach the customer.

use crate::domain::konveksi::order::Order;
use crate::print::House;
use crate::print::canvas::Align;
use crate::print::canvas::Area;
use crate::print::canvas::Ink;
use crate::print::canvas::Type;
use crate::print::picture::Picture;
use crate::print::qr;
use crate::print::sheet::BREADTH;
use crate::print::sheet::MARGIN;
use crate::print::sheet::Sheet;
use crate::print::sheet::Title;
use crate::print::table;
use crate::print::table::Cell;
use crate::print::table::Column;
use crate::print::text::clipped;
use crate::print::text::lines;
use crate::print::tree::Role;
use crate::wire::konveksi::words::Shown;
use crate::wire::konveksi::words::production_of;
use crate::wire::language::Language;

/// The side of the QR code.
const CODE: f32 = 86.0;

/// Sizes the workshop writes numbers under.
const SIZES: [&str; 9] = ["XS", "S", "M", "L", "XL", "XXL", "3XL", "Lain", "Total"];

/// What is done, one after the other.
const STAGES: [&str; 6] = [
    "Potong",
    "Sablon / bordir",
    "Jahit",
    "Finishing",
    "Pemeriksaan (QC)",
    "Kemas",
];

const COLUMNS: [Column; 5] = [
    Column {
        title: "TAHAP",
        width: 139.28,
        align: Align::Left,
    },
    Column {
        title: "DIKERJAKAN OLEH",
        width: 140.0,
        align: Align::Left,
    },
    Column {
        title: "SELESAI TANGGAL",
        width: 100.0,
        align: Align::Left,
    },
    Column {
        title: "BAIK",
        width: 60.0,
        align: Align::Middle,
    },
    Column {
        title: "ULANG",
        width: 60.0,
        align: Align::Middle,
    },
];

/// How high the stages and the signatures below them are: they stay on one page.
const DONE_HEIGHT: f32 = 332.0;

/// How high and wide a design is drawn at most.
const DESIGN_HEIGHT: f32 = 300.0;
const DESIGN_WIDTH: f32 = BREADTH - 24.0;

/// The file that shows what an order looks like.
#[derive(Debug, Clone)]
pub struct Design {
    /// What its sender called it; may be empty.
    pub name: String,
    /// What can be printed of it, if anything can.
    pub picture: Option<Picture>,
}

/// The work order of an order, with its design if there is one, as PDF.
#[must_use]
pub fn work_order(house: &House<'_>, order: &Order, design: Option<&Design>) -> Vec<u8> {
    let title = Title {
        kind: "PERINTAH KERJA",
        code: order.code.as_str(),
    };
    let mut sheet = Sheet::new(house, title);
    what(&mut sheet, house, order, design);
    sizes(&mut sheet);
    if let Some(design) = design {
        looks(&mut sheet, design);
    }
    notes(&mut sheet, order);
    stages(&mut sheet);
    signatures(&mut sheet);
    sheet.finish()
}

/// What is to be made, for whom, and the way to the order on a telephone.
fn what(sheet: &mut Sheet<'_>, house: &House<'_>, order: &Order, design: Option<&Design>) {
    let top = sheet.y;
    let width = BREADTH - CODE - 24.0;
    sheet.prose(MARGIN, width, &order.product.name, Type::STRONG.sized(17.0));
    sheet.skip(4.0);
    let count = format!(
        "{} pcs",
        Language::Indonesian.number(order.product.quantity)
    );
    sheet.prose(
        MARGIN,
        width,
        &count,
        Type::STRONG.sized(26.0).inked(Ink::House),
    );
    sheet.skip(10.0);
    let half = width / 2.0 - 8.0;
    let day = Language::Indonesian.day(order.created_at, house.zone);
    let fact = |text: &str| vec![(text.to_owned(), Type::STRONG)];
    let design = match design {
        Some(design) if design.picture.is_some() => "Ada, lihat gambar di bawah",
        Some(_) => "Ada, lihat di panel",
        None => "Belum ada berkas",
    };
    sheet.columns(&[
        (0.0, half, "PEMESAN", fact(&order.customer.name)),
        (half + 16.0, half, "DIPESAN", fact(&day)),
    ]);
    sheet.skip(6.0);
    sheet.columns(&[
        (0.0, half, "PRODUKSI", fact(production_of(order).shown())),
        (half + 16.0, half, "DESAIN", fact(design)),
    ]);
    let x = MARGIN + BREADTH - CODE;
    qr::draw(&mut sheet.canvas, x, top + 4.0, CODE, &house.tracker(order));
    let under = top + CODE + 16.0;
    let set = Type::QUIET.sized(7.5);
    let middle = x + CODE / 2.0;
    sheet
        .canvas
        .text(middle, under, Align::Middle, order.code.as_str(), set);
    sheet.y = sheet.y.max(under) + 12.0;
}

/// Boxes for how many of each size.
fn sizes(sheet: &mut Sheet<'_>) {
    sheet.heading("Rincian ukuran");
    sheet.need(50.0);
    let width = BREADTH / 9.0;
    let mut x = MARGIN;
    sheet.canvas.open(Role::Table);
    sheet.canvas.open(Role::Row);
    for size in SIZES {
        let head = Area {
            x,
            y: sheet.y,
            width,
            height: 18.0,
        };
        sheet.canvas.fill(head, Ink::Tint);
        let set = Type::LABEL.inked(Ink::House);
        let base = sheet.y + 12.0;
        sheet.canvas.part(Role::Head, |canvas| {
            canvas.text(x + width / 2.0, base, Align::Middle, size, set);
        });
        let whole = Area {
            height: 46.0,
            ..head
        };
        sheet.canvas.frame(whole, 0.5, Ink::Line, 0.75);
        x += width;
    }
    sheet.canvas.close();
    sheet.canvas.close();
    sheet.skip(46.0 + 14.0);
}

/// The design: its picture, or where to find what cannot be printed.
fn looks(sheet: &mut Sheet<'_>, design: &Design) {
    let name = design.name.as_str();
    let Some(picture) = &design.picture else {
        sheet.heading("Desain");
        sheet.skip(2.0);
        let told = match name {
            "" => "Berkas desain ada di panel.".to_owned(),
            name => format!("Berkas desain: {name}. Lihat di panel."),
        };
        sheet.prose(MARGIN, BREADTH, &told, Type::BODY);
        sheet.skip(12.0);
        return;
    };
    let ratio = picture.ratio();
    let height = DESIGN_HEIGHT.min(DESIGN_WIDTH / ratio);
    let width = height * ratio;
    // The heading stays with what it is about.
    sheet.need(height + 64.0);
    sheet.heading("Desain");
    sheet.skip(4.0);
    let frame = Area {
        x: MARGIN,
        y: sheet.y,
        width: BREADTH,
        height: height + 16.0,
    };
    sheet.canvas.frame(frame, 6.0, Ink::Line, 0.75);
    let place = Area {
        x: MARGIN + (BREADTH - width) / 2.0,
        y: sheet.y + 8.0,
        width,
        height,
    };
    let said = Role::Picture(format!("Desain pesanan {name}").trim_end().to_owned());
    sheet
        .canvas
        .part(said, |canvas| canvas.picture(place, picture));
    sheet.skip(height + 20.0);
    if !name.is_empty() {
        let set = Type::QUIET.sized(7.5);
        let name = clipped(name, set, BREADTH);
        sheet.prose(MARGIN, BREADTH, &name, set);
    }
    sheet.skip(12.0);
}

/// What the customer wants to be heeded.
fn notes(sheet: &mut Sheet<'_>, order: &Order) {
    sheet.heading("Catatan desain");
    let notes = order.product.notes.trim();
    if notes.is_empty() {
        sheet.skip(2.0);
        sheet.prose(
            MARGIN,
            BREADTH,
            "Tidak ada catatan.",
            Type::BODY.inked(Ink::Quiet),
        );
        sheet.skip(12.0);
        return;
    }
    let set = Type::BODY.sized(10.5);
    sheet.skip(3.0);
    sheet.canvas.open(Role::Paragraph);
    for line in lines(notes, set, BREADTH - 16.0) {
        sheet.need(set.leading());
        let bar = Area {
            x: MARGIN,
            y: sheet.y,
            width: 2.5,
            height: set.leading(),
        };
        sheet.canvas.fill(bar, Ink::House);
        sheet.y += set.leading();
        let base = sheet.y - set.size * 0.4;
        sheet
            .canvas
            .text(MARGIN + 14.0, base, Align::Left, &line, set);
    }
    sheet.canvas.close();
    sheet.skip(14.0);
}

/// Rows for whoever did a stage.
fn stages(sheet: &mut Sheet<'_>) {
    sheet.need(DONE_HEIGHT);
    sheet.heading("Tahap pengerjaan");
    let row = |stage: &&str| -> Vec<Cell> {
        let empty = || Cell::from("");
        vec![(*stage).into(), empty(), empty(), empty(), empty()]
    };
    let rows: Vec<_> = STAGES.iter().map(row).collect();
    table::write(sheet, &COLUMNS, &rows);
    sheet.skip(16.0);
}

fn signatures(sheet: &mut Sheet<'_>) {
    sheet.need(86.0);
    let top = sheet.y;
    let width = BREADTH / 3.0;
    for (place, who) in [
        (0.0, "Dibuat oleh"),
        (1.0, "Bagian produksi"),
        (2.0, "Diperiksa oleh"),
    ] {
        let x = MARGIN + place * width;
        sheet
            .canvas
            .text(x, top + 8.0, Align::Left, who, Type::LABEL);
        sheet
            .canvas
            .rule(x, top + 62.0, width - 24.0, Ink::Text, 0.6);
        let set = Type::QUIET.sized(7.5);
        sheet
            .canvas
            .text(x, top + 74.0, Align::Left, "nama & tanggal", set);
    }
    sheet.y = top + 80.0;
}
