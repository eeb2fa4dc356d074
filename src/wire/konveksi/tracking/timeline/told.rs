//! The names, sentences and icons of milestones.

use std::borrow::Cow;

use super::entry::Told;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::refund::Refund;
use crate::domain::rupiah::Rupiah;

pub(super) const SETTLED: Told = fixed(
    "💯",
    "Pembayaran Lunas",
    "Semua pembayaran sudah kami terima. Terima kasih.",
);
pub(super) const INVOICE_AHEAD: Told = fixed(
    "📅",
    "Tagihan Menyusul",
    "Tagihan kami kirimkan setelah pesanan Anda kami periksa.",
);
pub(super) const PRODUCTION_AHEAD: Told = fixed(
    "📅",
    "Produksi",
    "Produksi dimulai setelah pembayaran awal kami terima.",
);
pub(super) const AWAITING_SHIPPING: Told = fixed(
    "📦",
    "Menunggu Pengiriman",
    "Pesanan sudah selesai dan lunas, tinggal dikirim.",
);
pub(super) const SHIPPING_AHEAD: Told = fixed(
    "📦",
    "Pengiriman",
    "Pesanan dikirim setelah selesai dibuat dan lunas.",
);

pub(super) fn created(order: &Order) -> Told {
    let sentence = format!("Pesanan {} sudah kami terima.", order.code);
    told("📝", "Pesanan Diterima", sentence)
}

pub(super) fn invoice(invoice: &Invoice, has_lapsed: bool) -> Told {
    let Invoice { code, amount, .. } = invoice;
    let sentence = match invoice.status() {
        _ if has_lapsed => {
            format!("Batas waktu tagihan {code} sudah lewat. Hubungi kami untuk link yang baru.")
        }
        InvoiceStatus::Paid => format!("Tagihan {code} sebesar {amount} sudah dibayar."),
        InvoiceStatus::Open if invoice.overdue => {
            format!("Tagihan {code} sebesar {amount} sudah jatuh tempo.")
        }
        InvoiceStatus::Open | InvoiceStatus::Expired | InvoiceStatus::Cancelled => {
            format!("Tagihan {code} sebesar {amount} sudah dibuat.")
        }
    };
    let milestone = match invoice.kind {
        Kind::Dp => "Tagihan DP Dibuat".into(),
        Kind::Final => "Tagihan Pelunasan Dibuat".into(),
        Kind::Full => "Tagihan Dibuat".into(),
        Kind::Instalment { number, of } => format!("Tagihan Cicilan {number} dari {of}").into(),
    };
    Told {
        milestone,
        description: sentence.into(),
        icon: "🧾",
    }
}

pub(super) fn awaiting(invoice: &Invoice) -> Told {
    let rest = invoice.remaining();
    let milestone = match invoice.kind {
        Kind::Dp => "Menunggu Pembayaran DP".into(),
        Kind::Final => "Menunggu Pelunasan".into(),
        Kind::Full => "Menunggu Pembayaran".into(),
        Kind::Instalment { number, of } => format!("Menunggu Cicilan {number} dari {of}").into(),
    };
    Told {
        milestone,
        description: format!("Tagihan {} menunggu pembayaran {rest}.", invoice.code).into(),
        icon: "💰",
    }
}

/// Money that came, and perhaps completed an invoice, or that left for another order.
pub(super) fn payment(
    payment: &Payment,
    invoice: Option<&Invoice>,
    completed: Option<&Invoice>,
) -> Told {
    let amount = payment.amount;
    if !amount.is_positive() {
        let sentence = format!("{} dipindahkan ke pesanan lain.", Rupiah(-amount.0));
        return told("↩️", "Dana Dipindahkan", sentence);
    }
    let Some(invoice) = invoice else {
        let sentence = format!("{amount} dipindahkan dari pesanan lain ke pesanan ini.");
        return told("✅", "Dana Diterima", sentence);
    };
    let milestone = match completed.map(|invoice| invoice.kind) {
        Some(Kind::Dp) => "DP Dibayar".into(),
        Some(Kind::Final) => "Pelunasan Dibayar".into(),
        Some(Kind::Instalment { number, of }) => {
            format!("Cicilan {number} dari {of} Dibayar").into()
        }
        Some(Kind::Full) | None => "Pembayaran Diterima".into(),
    };
    Told {
        milestone,
        description: format!("{amount} untuk tagihan {} kami terima.", invoice.code).into(),
        icon: "✅",
    }
}

pub(super) fn refund(refund: &Refund) -> Told {
    let amount = refund.amount;
    if refund.state.has_left() {
        let sentence = format!("{amount} sudah kami kembalikan.");
        told("↩️", "Dana Dikembalikan", sentence)
    } else {
        let sentence = format!("{amount} sedang dalam proses pengembalian.");
        told("↩️", "Pengembalian Dana Diproses", sentence)
    }
}

/// A step that was taken.
pub(super) const fn step(step: Step) -> Told {
    match step {
        Step::Waiting => fixed("⏳", "Menunggu Produksi", ""),
        Step::InProgress => fixed("🔧", "Sedang Diproduksi", "Pesanan Anda sedang dikerjakan."),
        Step::Done => fixed(
            "✨",
            "Produksi Selesai",
            "Pesanan Anda sudah selesai dibuat.",
        ),
        Step::Shipped => fixed("🚚", "Pesanan Dikirim", "Pesanan Anda sudah kami kirim."),
    }
}

pub(super) const fn awaiting_production(order: &Order) -> Told {
    let sentence = if order.price_confirmed {
        "Pesanan Anda menunggu giliran produksi."
    } else {
        "Pesanan Anda kami periksa dulu sebelum diproduksi."
    };
    fixed("⏳", "Menunggu Produksi", sentence)
}

pub(super) fn settlement_ahead(rest: Rupiah) -> Told {
    let sentence = format!("Sisa {rest} dilunasi sebelum pesanan dikirim.");
    told("📅", "Pelunasan", sentence)
}

pub(super) fn cancelled(order: &Order) -> Told {
    let due = order.refund_due();
    let sentence = if due.is_positive() {
        format!("Pesanan dibatalkan. {due} akan dikembalikan.").into()
    } else {
        Cow::Borrowed("Pesanan dibatalkan.")
    };
    told("❌", "Pesanan Dibatalkan", sentence)
}

const fn fixed(icon: &'static str, milestone: &'static str, description: &'static str) -> Told {
    Told {
        milestone: Cow::Borrowed(milestone),
        description: Cow::Borrowed(description),
        icon,
    }
}

fn told(
    icon: &'static str,
    milestone: &'static str,
    description: impl Into<Cow<'static, str>>,
) -> Told {
    Told {
        milestone: Cow::Borrowed(milestone),
        description: description.into(),
        icon,
    }
}
