//! What customers read who follow their order, and those who know no code.

use std::borrow::Cow;

use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::status::Status;
use crate::domain::rupiah::Rupiah;

/// The order is there.
pub const FOUND: &str = "Berikut perkembangan pesanan Anda.";
/// The order began.
pub const RECEIVED: &str = "Pesanan Anda kami terima.";

/// No code was given, and how to give one.
pub const NO_CODE: (&str, &str) = (
    "Kode pesanan belum diisi.",
    "Sertakan kodenya di alamat, misalnya ?order_code=ORD-20250630-A1B.",
);
/// What was given is no code, and what one looks like.
pub const NOT_A_CODE: (&str, &str) = (
    "Kode pesanan ini tidak terbaca.",
    "Kode pesanan berbentuk ORD-…-…, misalnya ORD-20250630-A1B.",
);
/// No order has the code, and what may help.
pub const NO_SUCH_ORDER: (&str, &str) = (
    "Tidak ada pesanan dengan kode itu.",
    "Cocokkan lagi kodenya dengan pesan yang Anda terima dari kami.",
);
/// No invoice has the code, and what may help.
pub const NO_SUCH_INVOICE: (&str, &str) = (
    "Tidak ada tagihan dengan kode itu.",
    "Cocokkan lagi kodenya dengan tagihan yang Anda terima dari kami.",
);

/// How an order came to its status.
#[must_use]
pub fn arrival(was: Status, order: &Order) -> String {
    let rest = order.outstanding();
    match (was, order.status()) {
        (_, Status::Cancelled) => "Pesanan dibatalkan.".to_owned(),
        (Status::Cancelled, _) => "Pesanan dilanjutkan kembali.".to_owned(),
        (_, Status::Settled) => "Pembayaran lunas. Terima kasih.".to_owned(),
        (Status::Settled, _) => format!("Masih ada yang perlu dibayar: {rest}."),
        (_, Status::AwaitingLink) => "Link pembayaran menyusul.".to_owned(),
        (Status::AwaitingLink, Status::LinkIssued) => "Tagihan sudah dibuat.".to_owned(),
        (_, Status::LinkIssued) => "Pembayaran belum mencukupi DP.".to_owned(),
        (_, Status::DpPaid) => format!("DP kami terima: {}.", order.net_paid()),
        (_, Status::FinalRequested) => {
            format!("Pengerjaan selesai, sisa yang perlu dilunasi: {rest}.")
        }
        (_, Status::AwaitingFinal) => format!("Tagihan pelunasan sudah dikirimkan: {rest}."),
    }
}

/// What became of a payment, of which so much went back.
#[must_use]
pub fn payment(payment: &Payment, status: InvoiceStatus, refunded: Rupiah) -> Cow<'static, str> {
    let stands = match status {
        InvoiceStatus::Paid => true,
        InvoiceStatus::Open | InvoiceStatus::Expired | InvoiceStatus::Cancelled => false,
    };
    if !stands {
        "Catatan pembayaran ini dibatalkan.".into()
    } else if refunded >= payment.amount && refunded.is_positive() {
        "Pembayaran ini sudah dikembalikan.".into()
    } else if refunded.is_positive() {
        format!("Pembayaran diterima; {refunded} sudah dikembalikan.").into()
    } else {
        match (payment.source, payment.amount.is_positive()) {
            (PaymentSource::Credit, true) => "Dana dipindahkan dari pesanan lain.".into(),
            (_, false) => "Dana dipindahkan ke pesanan lain.".into(),
            (_, true) => "Pembayaran diterima.".into(),
        }
    }
}
