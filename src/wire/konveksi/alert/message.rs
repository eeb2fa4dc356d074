//! What an alert says.

use crate::domain::rupiah::Rupiah;
use crate::wire::konveksi::alert::About;

/// The sentence of an alert of some kind.
pub(super) fn of(kind: &str, about: &About) -> String {
    let order = match &about.code {
        Some(code) => format!("pesanan {code}"),
        None => "sebuah pesanan".to_owned(),
    };
    let money = match about.amount.filter(|it| *it > Rupiah::ZERO) {
        Some(amount) => amount.to_string(),
        None => "Sejumlah uang".to_owned(),
    };
    match kind {
        "money_late" => format!(
            "{money} masuk untuk {order} setelah tagihannya kedaluwarsa atau dibatalkan. \
             Uangnya sudah dihitung."
        ),
        "money_short" => format!("Pembayaran {order} masih kurang {money}."),
        "money_over" => format!(
            "Pembayaran {order} melebihi tagihannya sebesar {money}. {}",
            what_becomes_of_it(about)
        ),
        "money_double" => format!(
            "Satu tagihan {order} dibayar dua kali; kelebihannya {money}. {}",
            what_becomes_of_it(about)
        ),
        "money_on_cancelled" => format!(
            "{money} masuk untuk {order} yang sudah dibatalkan. Kembalikan, atau pulihkan \
             pesanannya."
        ),
        "money_mismatch" => format!(
            "Penyedia pembayaran kini menyebut {money} untuk pembayaran {order} yang sudah \
             tercatat dengan nominal lain."
        ),
        "money_refund_failed" => {
            format!("Pengembalian {money} pada {order} gagal. Kembalikan dengan cara lain.")
        }
        "money_refund_seen" => format!(
            "{money} dikembalikan langsung di penyedia pembayaran dan sudah dicatat pada {order}."
        ),
        "money_refund_due" => {
            format!("{money} harus dikembalikan kepada pelanggan {order} yang dibatalkan.")
        }
        "money_page_refused" => {
            format!("Penyedia pembayaran menolak membuat link untuk {order}. Buat link baru.")
        }
        "money_unmatched" if about.unmatched.is_some() => {
            format!("{money} masuk, tetapi tagihannya tidak dikenal. Cocokkan dengan tagihannya.")
        }
        "money_unmatched" => {
            format!("{money} dikembalikan di penyedia untuk pembayaran yang tidak dikenal.")
        }
        "money_provider_unreachable" => {
            "Penyedia pembayaran tidak menjawab. Link baru dan pengembalian menunggu.".to_owned()
        }
        "money_given_up" => format!(
            "Sebuah pengembalian, pesan, atau laporan pembayaran untuk {order} tidak dapat \
             diselesaikan dan tidak dicoba lagi."
        ),
        "money_delivery_failed" => {
            "Sebuah laporan dari penyedia pembayaran tidak dapat diproses.".to_owned()
        }
        "system_order_set_aside" => format!(
            "Proses untuk {order} berulang kali gagal, jadi tidak dapat diubah sampai ada yang \
             memeriksa dan melepaskannya."
        ),
        "system_dashboard_drift" => {
            "Angka dasbor sempat tidak sama dengan data pesanan dan sudah diperbaiki.".to_owned()
        }
        "failed_logins" | "unusual_usage" | "large_upload" | "suspicious_ip" => odd(kind, about),
        _ => "Ada yang perlu diperiksa.".to_owned(),
    }
}

/// Only what the whole order does not owe is to go back.
fn what_becomes_of_it(about: &About) -> String {
    match (about.excess, about.amount) {
        (Some(excess), _) if !excess.is_positive() => {
            "Semuanya dihitung untuk sisa pesanan, jadi tidak perlu dikembalikan.".to_owned()
        }
        (Some(excess), Some(amount)) if excess < amount => format!(
            "Yang tidak terpakai {excess}: kembalikan, atau pindahkan ke pesanan lain. Selebihnya \
             dihitung untuk sisa pesanan."
        ),
        _ => "Kembalikan, atau pindahkan ke pesanan lain.".to_owned(),
    }
}

/// What is said of somebody who behaves oddly.
fn odd(kind: &str, about: &About) -> String {
    let from = match &about.address {
        Some(address) => format!("dari alamat {address}"),
        None => "dari alamat yang tidak tercatat".to_owned(),
    };
    let who = match &about.user {
        Some(user) => format!("Akun {user}"),
        None => "Seorang pengunjung".to_owned(),
    };
    let number = about.number.unwrap_or_default();
    match (kind, about.reason.as_deref()) {
        ("failed_logins", _) => match &about.user {
            Some(user) => format!(
                "{number} kali gagal masuk sebagai {user}, terakhir {from}. Percobaan \
                 berikutnya ditunda."
            ),
            None => format!("{number} kali gagal masuk {from}. Percobaan berikutnya ditunda."),
        },
        ("large_upload", _) => format!("{who} mengunggah {} MB {from}.", number / 1_000_000),
        ("unusual_usage", Some("rate_limited")) => {
            format!("{who} terus meminta {from} walau sudah dibatasi.")
        }
        ("unusual_usage", _) => {
            format!("{who} {number} kali mencoba hal yang tidak boleh atau tidak ada, {from}.")
        }
        (_, Some("unknown_codes")) => {
            format!("{number} kode yang tidak ada dicoba {from}. Mungkin ada yang menebak kode.")
        }
        (_, Some("many_codes")) => format!(
            "{number} pesanan yang berbeda dilihat {from} dalam satu jam. Mungkin ada yang \
             mengumpulkan data."
        ),
        _ => {
            format!("{number} permintaan tanpa hak datang {from}. Mungkin ada yang mencari celah.")
        }
    }
}
