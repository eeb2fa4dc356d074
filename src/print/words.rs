//! What papers call bills and payments.

use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::payment::PaymentSource;

/// What the bill asks for, in words.
pub(super) fn purpose(invoice: &Invoice) -> String {
    match (invoice.kind, invoice.share) {
        (Kind::Dp, Some(share)) if share.0 % 100 == 0 => {
            format!("Uang muka (DP {} %)", share.0 / 100)
        }
        (Kind::Dp, _) => "Uang muka (DP)".to_owned(),
        (Kind::Final, _) => "Pelunasan".to_owned(),
        (Kind::Full, _) => "Pembayaran penuh".to_owned(),
        (Kind::Instalment { number, of }, _) => format!("Cicilan {number} dari {of}"),
    }
}

/// How money came, in words people use.
pub(super) fn method(payment: &Payment) -> String {
    if payment.reverses.is_some() {
        return "Pembatalan catatan".to_owned();
    }
    if payment.source == PaymentSource::Credit {
        return "Pindahan kelebihan bayar".to_owned();
    }
    match payment.method.as_str() {
        "BANK_TRANSFER" => "Transfer bank".to_owned(),
        "CASH" => "Tunai".to_owned(),
        "EDC" => "Kartu (EDC)".to_owned(),
        "EWALLET" => "Dompet digital".to_owned(),
        "RETAIL_OUTLET" => "Gerai ritel".to_owned(),
        "CREDIT_CARD" => "Kartu kredit".to_owned(),
        "OTHER" | "" => "Lainnya".to_owned(),
        named => named.replace('_', " "),
    }
}
