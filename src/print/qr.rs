//! A QR code: squares on a page that a telephone reads.

use qrcodegen::QrCode;
use qrcodegen::QrCodeEcc;

use crate::print::canvas::Area;
use crate::print::canvas::Canvas;
use crate::print::canvas::Ink;
use crate::print::tree::Role;

/// Draws an address as a QR code in a square whose upper left corner is given. Paper gets
/// creased and stained, so a quarter of it may be unreadable.
///
/// An address too long for any QR code draws nothing; none of ours comes near.
pub(super) fn draw(canvas: &mut Canvas, x: f32, y: f32, side: f32, address: &str) {
    let Ok(code) = QrCode::encode_text(address, QrCodeEcc::Quartile) else {
        return;
    };
    let count = code.size();
    let step = side / f32::from(u16::try_from(count).unwrap_or(1));
    let place = |index: i32| f32::from(u16::try_from(index).unwrap_or(0)) * step;
    canvas.open(Role::Link);
    canvas.open(Role::Picture(format!("Kode QR ke {address}")));
    canvas.fill_all(
        runs(&code).into_iter().map(|(column, row, length)| Area {
            x: x + place(column),
            y: y + place(row),
            width: place(length),
            height: step,
        }),
        Ink::Text,
    );
    canvas.close();
    canvas.link(
        Area {
            x,
            y,
            width: side,
            height: side,
        },
        address,
    );
    canvas.close();
}

/// Dark squares side by side, drawn as one: column, row, length.
fn runs(code: &QrCode) -> Vec<(i32, i32, i32)> {
    let count = code.size();
    let mut runs = Vec::new();
    for row in 0..count {
        let mut column = 0;
        while column < count {
            let dark = (column..count)
                .take_while(|it| code.get_module(*it, row))
                .count();
            let length = i32::try_from(dark).unwrap_or(0);
            if length > 0 {
                runs.push((column, row, length));
            }
            column += length + 1;
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runs_are_the_dark_squares_and_no_others() {
        let code = QrCode::encode_text("https://contoh.id/lacak/ORD-20250630-A1B", QrCodeEcc::Low);
        let code = code.unwrap();

        let mut drawn = 0;
        for (column, row, length) in runs(&code) {
            assert!((column..column + length).all(|it| code.get_module(it, row)));
            drawn += length;
        }

        let all = (0..code.size()).flat_map(|row| (0..code.size()).map(move |it| (it, row)));
        let dark = all.filter(|(column, row)| code.get_module(*column, *row));
        assert_eq!(drawn, i32::try_from(dark.count()).unwrap());
    }
}
