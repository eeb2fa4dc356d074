//! A bill (tagihan): what was ordered, what it costs, what this bill asks for, how to pay.

use crate::domain::contact::mask_name;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::payment::Payment;
use crate::domain::rupiah::Rupiah;
use crate::print::House;
use crate::print::Reader;
use crate::print::canvas::Align;
use crate::print::canvas::Area;
use crate::print::canvas::Ink;
use crate::print::canvas::Type;
use crate::print::qr;
use crate::print::readable;
use crate::print::sheet::BREADTH;
use crate::print::sheet::MARGIN;
use crate::print::sheet::Sheet;
use crate::print::sheet::Title;
use crate::print::table;
use crate::print::table::Cell;
use crate::print::table::Column;
use crate::print::text::lines;
use crate::print::tree::Role;
use crate::print::words::method;
use crate::print::words::purpose;
use crate::wire::konveksi::words::Shown;
use crate::wire::language::Language;
use crate::wire::terbilang::Terbilang;

/// The side of the QR code.
const CODE: f32 = 82.0;

/// What everybody should know who pays.
const CARE: &str = "Simpan kode pesanan ini, dan jangan membayar ke rekening yang tidak tertera di \
                    halaman pembayaran kami.";

/// How wide the sums on the right are.
const SUMS: f32 = 236.0;

const ITEMS: [Column; 4] = [
    Column {
        title: "URAIAN",
        width: 239.28,
        align: Align::Left,
    },
    Column {
        title: "JUMLAH",
        width: 70.0,
        align: Align::Right,
    },
    Column {
        title: "HARGA SATUAN",
        width: 90.0,
        align: Align::Right,
    },
    Column {
        title: "TOTAL",
        width: 100.0,
        align: Align::Right,
    },
];

const PARTS: [Column; 4] = [
    Column {
        title: "CICILAN",
        width: 199.28,
        align: Align::Left,
    },
    Column {
        title: "JATUH TEMPO",
        width: 110.0,
        align: Align::Left,
    },
    Column {
        title: "STATUS",
        width: 90.0,
        align: Align::Left,
    },
    Column {
        title: "JUMLAH",
        width: 100.0,
        align: Align::Right,
    },
];

const PAYMENTS: [Column; 3] = [
    Column {
        title: "PEMBAYARAN",
        width: 199.28,
        align: Align::Left,
    },
    Column {
        title: "CARA",
        width: 200.0,
        align: Align::Left,
    },
    Column {
        title: "JUMLAH",
        width: 100.0,
        align: Align::Right,
    },
];

/// The bill of an invoice, as PDF.
#[must_use]
pub fn invoice(house: &House<'_>, order: &Order, invoice: &Invoice, reader: Reader) -> Vec<u8> {
    let title = Title {
        kind: "TAGIHAN",
        code: invoice.code.as_str(),
    };
    let mut sheet = Sheet::new(house, title);
    whom(&mut sheet, house, order, invoice, reader);
    sheet.skip(14.0);
    table::write(&mut sheet, &ITEMS, &[item(order)]);
    sums(&mut sheet, house, order, invoice);
    instalments(&mut sheet, house, order, invoice);
    payments(&mut sheet, house, order);
    closing(&mut sheet, invoice);
    sheet.finish()
}

/// To whom the bill goes, and what it is about.
fn whom(
    sheet: &mut Sheet<'_>,
    house: &House<'_>,
    order: &Order,
    invoice: &Invoice,
    reader: Reader,
) {
    let customer = &order.customer;
    let mut person = match reader {
        Reader::Staff => vec![(customer.name.clone(), Type::STRONG.sized(11.0))],
        Reader::Anyone => vec![(mask_name(&customer.name), Type::STRONG.sized(11.0))],
    };
    if reader == Reader::Staff {
        let reach = [&customer.contact.phone, &customer.contact.email];
        let reach = reach.into_iter().flatten();
        person.extend(reach.map(|it| (it.clone(), Type::BODY.inked(Ink::Quiet))));
    }
    let day = |at| Language::Indonesian.day(at, house.zone);
    let moment = |at| Language::Indonesian.moment(at, house.zone);
    let mut about = vec![
        (format!("Pesanan {}", order.code), Type::STRONG),
        (format!("Dibuat {}", day(invoice.created_at)), Type::BODY),
    ];
    let (standing, set) = standing(house, invoice);
    match (invoice.status(), invoice.expires_at, invoice.due_at) {
        (InvoiceStatus::Open, Some(until), _) => {
            about.push((format!("Bayar sebelum {}", moment(until)), Type::BODY));
        }
        (InvoiceStatus::Open, None, Some(due)) => {
            about.push((format!("Jatuh tempo {}", day(due)), Type::BODY));
        }
        _ => {}
    }
    about.push((standing, set));
    sheet.columns(&[
        (0.0, 260.0, "DITAGIHKAN KEPADA", person),
        (290.0, BREADTH - 290.0, "TENTANG TAGIHAN", about),
    ]);
}

/// How the bill stands, and how that is set.
fn standing(house: &House<'_>, invoice: &Invoice) -> (String, Type) {
    let alarm = Type::STRONG.inked(Ink::Alarm);
    let lapsed = invoice.expires_at.is_some_and(|end| end <= house.now);
    match invoice.status() {
        InvoiceStatus::Open if invoice.overdue => ("Lewat jatuh tempo".to_owned(), alarm),
        InvoiceStatus::Open if lapsed => (InvoiceStatus::Expired.shown().to_owned(), alarm),
        InvoiceStatus::Open => ("Belum dibayar".to_owned(), alarm),
        InvoiceStatus::Paid => {
            let paid = invoice
                .paid_at
                .map(|at| Language::Indonesian.day(at, house.zone));
            let paid = paid.map_or_else(String::new, |day| format!(", {day}"));
            (format!("Lunas{paid}"), Type::STRONG.inked(Ink::House))
        }
        InvoiceStatus::Expired | InvoiceStatus::Cancelled => {
            (invoice.status().shown().to_owned(), alarm)
        }
    }
}

/// What was ordered. The price of one piece is told only when it is a whole one.
fn item(order: &Order) -> Vec<Cell> {
    let count = i64::from(order.product.quantity.max(1));
    let each = if order.price.0 % count == 0 {
        Rupiah(order.price.0 / count).to_string()
    } else {
        "–".to_owned()
    };
    vec![
        order.product.name.as_str().into(),
        format!(
            "{} pcs",
            Language::Indonesian.number(order.product.quantity)
        )
        .into(),
        each.into(),
        order.price.to_string().into(),
    ]
}

/// What the order costs and this bill asks for; on the left, how to pay it.
fn sums(sheet: &mut Sheet<'_>, house: &House<'_>, order: &Order, invoice: &Invoice) {
    let said = said(order, invoice);
    let height = 18.0 * f32::from(u16::try_from(said.len()).unwrap_or(0));
    sheet.need(height + 84.0);
    sheet.skip(8.0);
    let top = sheet.y;
    let left = MARGIN + BREADTH - SUMS;
    let right = MARGIN + BREADTH - 7.0;
    let mut y = top;
    for (label, amount) in said {
        y += 18.0;
        let quiet = Type::BODY.inked(Ink::Quiet);
        let set = Type::BODY.in_columns();
        sheet.canvas.part(Role::Paragraph, |canvas| {
            canvas.text(left + 10.0, y - 4.0, Align::Left, &label, quiet);
            canvas.text(right, y - 4.0, Align::Right, &amount.to_string(), set);
        });
    }
    y += 8.0;
    let paid = invoice.status() == InvoiceStatus::Paid;
    let area = Area {
        x: left,
        y,
        width: SUMS,
        height: 42.0,
    };
    sheet.canvas.card(area, 6.0, Ink::House);
    let (label, amount) = if paid {
        ("Sudah dibayar", invoice.amount)
    } else {
        ("Yang harus dibayar", asked(invoice))
    };
    let on_house = Type::STRONG.inked(Ink::Paper);
    let large = on_house.sized(15.0).in_columns();
    let amount_shown = amount.to_string();
    sheet.canvas.part(Role::Paragraph, |canvas| {
        canvas.text(left + 12.0, y + 25.5, Align::Left, label, on_house);
        canvas.text(right - 5.0, y + 26.5, Align::Right, &amount_shown, large);
    });
    y += 42.0;
    let words = format!("Terbilang: {}", Terbilang(amount));
    let mut under = y + 4.0;
    sheet.canvas.open(Role::Paragraph);
    for line in lines(&words, Type::QUIET, SUMS - 10.0) {
        under += Type::QUIET.leading();
        sheet
            .canvas
            .text(left + 10.0, under, Align::Left, &line, Type::QUIET);
    }
    sheet.canvas.close();
    sheet.y = top + 8.0;
    how(sheet, house, order, invoice);
    sheet.y = sheet.y.max(under) + 12.0;
}

/// The lines above the sum of the bill.
fn said(order: &Order, invoice: &Invoice) -> Vec<(String, Rupiah)> {
    let mut said = vec![("Harga pesanan".to_owned(), order.price)];
    if order.forgiven.is_positive() {
        said.push(("Potongan".to_owned(), -order.forgiven));
    }
    if order.net_paid().is_positive() {
        said.push(("Sudah dibayar".to_owned(), -order.net_paid()));
        said.push(("Sisa pesanan".to_owned(), order.outstanding()));
    }
    said.push((purpose(invoice), invoice.amount + invoice.credit_used));
    if invoice.credit_used.is_positive() {
        said.push(("Dari kelebihan bayar".to_owned(), -invoice.credit_used));
    }
    if invoice.status() != InvoiceStatus::Paid && invoice.allocated.is_positive() {
        said.push(("Sudah masuk".to_owned(), -invoice.allocated));
    }
    said
}

/// What is still asked for.
fn asked(invoice: &Invoice) -> Rupiah {
    match invoice.status() {
        InvoiceStatus::Open | InvoiceStatus::Expired => invoice.remaining(),
        InvoiceStatus::Paid | InvoiceStatus::Cancelled => Rupiah::ZERO,
    }
}

/// The QR code, and what it is for.
fn how(sheet: &mut Sheet<'_>, house: &House<'_>, order: &Order, invoice: &Invoice) {
    let address = house.tracker(order);
    qr::draw(&mut sheet.canvas, MARGIN, sheet.y, CODE, &address);
    let x = MARGIN + CODE + 14.0;
    let width = BREADTH - SUMS - CODE - 34.0;
    let (title, text) = if asked(invoice).is_positive() {
        (
            "Bayar dan pantau di sini",
            "Pindai dengan kamera HP untuk membayar dan melihat perkembangan pesanan.",
        )
    } else {
        (
            "Pantau pesanan di sini",
            "Pindai dengan kamera HP untuk melihat perkembangan pesanan.",
        )
    };
    let bottom = sheet.y + CODE;
    sheet.prose(x, width, title, Type::STRONG);
    sheet.skip(2.0);
    sheet.prose(x, width, text, Type::QUIET);
    sheet.skip(2.0);
    let shown = Type::QUIET.inked(Ink::House);
    let (place, code) = readable(&address).rsplit_once('/').unwrap_or_default();
    sheet.prose(x, width, &format!("{place}/"), shown);
    sheet.prose(x, width, code, shown);
    sheet.y = sheet.y.max(bottom);
}

/// All parts of the plan that the bill is one of.
fn instalments(sheet: &mut Sheet<'_>, house: &House<'_>, order: &Order, invoice: &Invoice) {
    let plan = order
        .plans
        .iter()
        .find(|it| it.instalments.contains(&invoice.id));
    let Some(plan) = plan else {
        return;
    };
    let row = |part: &Invoice| -> Vec<Cell> {
        let due = part
            .due_at
            .map(|due| Language::Indonesian.day(due, house.zone));
        let name = if part.id == invoice.id {
            format!("{} (tagihan ini)", purpose(part))
        } else {
            purpose(part)
        };
        let name = Cell {
            text: name,
            note: part.description.clone(),
        };
        vec![
            name,
            due.unwrap_or_default().into(),
            part.status().shown().into(),
            part.amount.to_string().into(),
        ]
    };
    let rows: Vec<_> = plan.invoices(order).map(row).collect();
    sheet.heading("Rencana cicilan");
    table::write(sheet, &PARTS, &rows);
    sheet.skip(10.0);
}

/// The money that came in so far.
fn payments(sheet: &mut Sheet<'_>, house: &House<'_>, order: &Order) {
    let row = |payment: &Payment| -> Vec<Cell> {
        vec![
            Language::Indonesian
                .moment(payment.paid_at, house.zone)
                .into(),
            method(payment).into(),
            payment.amount.to_string().into(),
        ]
    };
    let rows: Vec<_> = order.payments.iter().map(row).collect();
    if rows.is_empty() {
        return;
    }
    sheet.heading("Pembayaran yang sudah kami terima");
    table::write(sheet, &PAYMENTS, &rows);
    sheet.skip(10.0);
}

/// What is said at the end.
fn closing(sheet: &mut Sheet<'_>, invoice: &Invoice) {
    let text = match (invoice.status(), invoice.kind) {
        (InvoiceStatus::Paid, _) => "Terima kasih, tagihan ini sudah lunas.".to_owned(),
        (InvoiceStatus::Cancelled, _) => "Tagihan ini tidak perlu dibayar lagi.".to_owned(),
        (_, kind) => format!("{}{CARE}", promise(kind)),
    };
    sheet.need(40.0);
    sheet.skip(4.0);
    sheet.prose(MARGIN, BREADTH, &text, Type::QUIET);
}

/// What follows once the bill is paid.
const fn promise(kind: Kind) -> &'static str {
    match kind {
        Kind::Dp => "Produksi dimulai setelah uang muka kami terima. ",
        Kind::Full => "Produksi dimulai setelah pembayaran kami terima. ",
        Kind::Final => "Pesanan kami kirim setelah pelunasan kami terima. ",
        Kind::Instalment { .. } => "",
    }
}
