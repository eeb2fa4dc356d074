//! A work order (surat perintah kerja) for the workshop: what to make, and room to write down
//! who did it. There is no amount on it, nor how to reach the customer.

use crate::domain::konveksi::order::Order;
use crate::print::House;
use crate::print::canvas::Align;
use crate::print::canvas::Area;
use crate::print::canvas::Ink;
use crate::print::canvas::Type;
use crate::print::qr;
use crate::print::sheet::BREADTH;
use crate::print::sheet::MARGIN;
use crate::print::sheet::Sheet;
use crate::print::sheet::Title;
use crate::print::table;
use crate::print::table::Cell;
use crate::print::table::Column;
use crate::print::text::lines;
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

/// The work order of an order, as PDF.
#[must_use]
pub fn work_order(house: &House<'_>, order: &Order) -> Vec<u8> {
    let title = Title {
        kind: "PERINTAH KERJA",
        code: order.code.as_str(),
    };
    let mut sheet = Sheet::new(house, title);
    what(&mut sheet, house, order);
    sizes(&mut sheet);
    notes(&mut sheet, order);
    stages(&mut sheet);
    signatures(&mut sheet);
    sheet.finish()
}

/// What is to be made, for whom, and the way to the order on a telephone.
fn what(sheet: &mut Sheet<'_>, house: &House<'_>, order: &Order) {
    let top = sheet.y;
    let width = BREADTH - CODE - 24.0;
    sheet.prose(MARGIN, width, &order.product.name, Type::STRONG.sized(17.0));
    sheet.skip(4.0);
    let count = format!("{} pcs", order.product.quantity);
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
    let design = if order.product.design.is_some() {
        "Ada, lihat di panel"
    } else {
        "Belum ada berkas"
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
    for size in SIZES {
        let head = Area {
            x,
            y: sheet.y,
            width,
            height: 18.0,
        };
        sheet.canvas.fill(head, Ink::Tint);
        let set = Type::LABEL.inked(Ink::House);
        sheet
            .canvas
            .text(x + width / 2.0, sheet.y + 12.0, Align::Middle, size, set);
        let whole = Area {
            height: 46.0,
            ..head
        };
        sheet.canvas.frame(whole, 0.5, Ink::Line, 0.75);
        x += width;
    }
    sheet.skip(46.0 + 14.0);
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
    sheet.skip(14.0);
}

/// Rows for whoever did a stage.
fn stages(sheet: &mut Sheet<'_>) {
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
