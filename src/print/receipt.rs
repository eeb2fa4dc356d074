//! A receipt (kwitansi) for money that came in: half a page across, the amount in words.

use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::rupiah::Rupiah;
use crate::print::House;
use crate::print::canvas::Align;
use crate::print::canvas::Area;
use crate::print::canvas::Canvas;
use crate::print::canvas::Ink;
use crate::print::canvas::Type;
use crate::print::pdf;
use crate::print::pdf::About;
use crate::print::qr;
use crate::print::text::clipped;
use crate::print::text::lines;
use crate::print::tree::Role;
use crate::print::words::method;
use crate::print::words::purpose;
use crate::wire::language::Language;
use crate::wire::terbilang::Terbilang;

/// A5 across, in points.
const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 419.53;
const MARGIN: f32 = 40.0;
const BREADTH: f32 = WIDTH - 2.0 * MARGIN;

/// Where labels end and what is filled in begins.
const FILLED: f32 = MARGIN + 118.0;
const ROOM: f32 = BREADTH - 118.0;

/// From where on the law asks for a duty stamp on paper that confirms money.
const STAMPED_ABOVE: Rupiah = Rupiah(5_000_000);

/// Whether a line of the ledger is money that came in and still counts: only that is
/// receipted.
#[must_use]
pub fn is_receipted(order: &Order, payment: &Payment) -> bool {
    let is_money = payment.source != PaymentSource::Credit && payment.amount.is_positive();
    let is_reversed = || {
        order
            .payments
            .iter()
            .any(|it| it.reverses == Some(payment.id))
    };
    is_money && !is_reversed()
}

/// The receipt of a payment, as PDF. Its number is the order's code and the payment's place
/// in the ledger, to which lines are only ever added.
#[must_use]
pub fn receipt(house: &House<'_>, order: &Order, payment: &Payment) -> Vec<u8> {
    let place = order.payments.iter().position(|it| it.id == payment.id);
    let number = format!(
        "KW-{}-{:02}",
        order.code,
        place.map_or(1, |place| place + 1)
    );
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    head(&mut canvas, house, &number);
    let mut y = 118.0;
    y = filled(&mut canvas, y, "Telah terima dari", &order.customer.name, 2);
    y = in_words(&mut canvas, y, payment.amount);
    y = filled(
        &mut canvas,
        y,
        "Untuk pembayaran",
        &reason(order, payment),
        3,
    );
    let paid = Language::Indonesian.moment(payment.paid_at, house.zone);
    let how = format!("{}, {paid}", method(payment));
    filled(&mut canvas, y, "Diterima lewat", &how, 1);
    bottom(&mut canvas, house, order, payment);
    let title = format!("KWITANSI {number}");
    pdf::file(
        canvas,
        About {
            title: &title,
            author: house.name,
            now: house.now,
        },
    )
}

fn head(canvas: &mut Canvas, house: &House<'_>, number: &str) {
    let whole = Area {
        x: 14.0,
        y: 14.0,
        width: WIDTH - 28.0,
        height: HEIGHT - 28.0,
    };
    canvas.frame(whole, 8.0, Ink::House, 1.2);
    let right = MARGIN + BREADTH;
    let set = Type::STRONG.sized(20.0).inked(Ink::House);
    let told = format!("No. {number}");
    let quiet = Type::QUIET.in_columns();
    let (wide, told) = canvas.part(Role::Title, |canvas| {
        let wide = canvas.text(right, 56.0, Align::Right, "KWITANSI", set);
        let told = canvas.text(right, 72.0, Align::Right, &told, quiet);
        (wide, told)
    });
    let room = BREADTH - wide.max(told) - 24.0;
    let name = clipped(house.name, Type::STRONG.sized(15.0), room);
    canvas.text(MARGIN, 52.0, Align::Left, &name, Type::STRONG.sized(15.0));
    let reach = house.reach();
    let address = house.address.replace('\n', ", ");
    let mut y = 66.0;
    for text in [address, reach].iter().filter(|text| !text.is_empty()) {
        let text = clipped(text, Type::QUIET, room);
        canvas.text(MARGIN, y, Align::Left, &text, Type::QUIET);
        y += 12.0;
    }
    canvas.rule(MARGIN, 90.0, BREADTH, Ink::Line, 0.75);
}

/// A label with what is filled in, on a dotted line's place; answers where it goes on.
fn filled(canvas: &mut Canvas, y: f32, label: &str, text: &str, lines_max: usize) -> f32 {
    canvas.open(Role::Paragraph);
    canvas.text(MARGIN, y, Align::Left, label, Type::BODY.inked(Ink::Quiet));
    let set = Type::STRONG.sized(10.5);
    let broken = lines(text, set, ROOM);
    let mut at = y;
    for (place, line) in broken.iter().take(lines_max).enumerate() {
        let is_cut = place + 1 == lines_max && broken.len() > lines_max;
        let line = if is_cut {
            clipped(&format!("{line} {}", broken[place + 1]), set, ROOM)
        } else {
            line.clone()
        };
        at = y + 15.0 * f32::from(u16::try_from(place).unwrap_or(0));
        canvas.text(FILLED, at, Align::Left, &line, set);
    }
    canvas.close();
    canvas.rule(FILLED, at + 5.5, ROOM, Ink::Line, 0.75);
    at + 25.0
}

/// The amount in words, on the colour of the house.
fn in_words(canvas: &mut Canvas, y: f32, amount: Rupiah) -> f32 {
    canvas.open(Role::Paragraph);
    canvas.text(
        MARGIN,
        y + 4.0,
        Align::Left,
        "Uang sejumlah",
        Type::BODY.inked(Ink::Quiet),
    );
    let set = Type::STRONG.sized(10.5).inked(Ink::House);
    let words = Terbilang(amount).to_string();
    let broken = lines(&words, set, ROOM - 20.0);
    let count = f32::from(u16::try_from(broken.len()).unwrap_or(1));
    let area = Area {
        x: FILLED,
        y: y - 10.0,
        width: ROOM,
        height: count * 15.0 + 8.0,
    };
    canvas.card(area, 4.0, Ink::Tint);
    let mut at = y + 4.0;
    for line in broken {
        canvas.text(FILLED + 10.0, at, Align::Left, &line, set);
        at += 15.0;
    }
    canvas.close();
    at + 12.0
}

/// What the money was for.
fn reason(order: &Order, payment: &Payment) -> String {
    let invoice = payment.invoice.and_then(|id| order.invoice(id));
    let what = invoice.map_or_else(|| "Pembayaran".to_owned(), purpose);
    let bill = invoice.map_or_else(String::new, |it| format!(", tagihan {}", it.code));
    format!(
        "{what} untuk {} ({} pcs), pesanan {}{bill}",
        order.product.name,
        Language::Indonesian.number(order.product.quantity),
        order.code
    )
}

/// The amount in figures, what is left, the QR code, and where to sign.
fn bottom(canvas: &mut Canvas, house: &House<'_>, order: &Order, payment: &Payment) {
    let top = HEIGHT - 136.0;
    let area = Area {
        x: MARGIN,
        y: top,
        width: 196.0,
        height: 46.0,
    };
    canvas.card(area, 6.0, Ink::House);
    let set = Type::STRONG.sized(19.0).inked(Ink::Paper).in_columns();
    let middle = MARGIN + 98.0;
    canvas.text(
        middle,
        top + 30.0,
        Align::Middle,
        &payment.amount.to_string(),
        set,
    );
    let rest = order.outstanding();
    let left = if order.cancelled.is_some() {
        "Pesanan ini dibatalkan.".to_owned()
    } else if rest.is_positive() {
        format!("Sisa pembayaran pesanan: {rest}")
    } else {
        "Pesanan ini sudah lunas. Terima kasih.".to_owned()
    };
    canvas.text(MARGIN, top + 64.0, Align::Left, &left, Type::QUIET);
    let printed = Language::Indonesian.moment(house.now, house.zone);
    let printed = format!("Dicetak {printed}");
    canvas.text(
        MARGIN,
        top + 78.0,
        Align::Left,
        &printed,
        Type::QUIET.sized(7.5),
    );
    qr::draw(canvas, MARGIN + 222.0, top, 78.0, &house.tracker(order));
    canvas.text(
        MARGIN + 261.0,
        top + 90.0,
        Align::Middle,
        "Pantau pesanan",
        Type::QUIET.sized(7.5),
    );
    sign(canvas, house, payment, top);
}

fn sign(canvas: &mut Canvas, house: &House<'_>, payment: &Payment, top: f32) {
    let right = MARGIN + BREADTH;
    let middle = right - 80.0;
    let day = Language::Indonesian.day(payment.paid_at, house.zone);
    canvas.text(middle, top + 8.0, Align::Middle, &day, Type::BODY);
    if payment.amount > STAMPED_ABOVE {
        let place = Area {
            x: right - 160.0,
            y: top + 22.0,
            width: 52.0,
            height: 44.0,
        };
        canvas.frame(place, 3.0, Ink::Line, 0.75);
        let set = Type::QUIET.sized(7.0);
        canvas.text(right - 134.0, top + 47.0, Align::Middle, "meterai", set);
    }
    canvas.rule(right - 160.0, top + 78.0, 160.0, Ink::Text, 0.6);
    let name = clipped(house.name, Type::QUIET, 160.0);
    canvas.text(middle, top + 90.0, Align::Middle, &name, Type::QUIET);
}
