//! What Konveksi serves, as the contract tells it: put together from beside the handlers.

pub(crate) mod refusals;
pub(crate) mod sample;
mod stream;

use super::alerts;
use super::audit;
use super::auth;
use super::dashboard;
use super::health;
use super::invoices;
use super::links;
use super::media;
use super::messages;
use super::order;
use super::orders;
use super::papers;
use super::payments;
use super::products;
use super::root;
use super::security;
use super::templates;
use super::tracking;
use super::unmatched;
use super::users;
use super::webhook;
use crate::http::openapi::operation::Operation;

/// The nouns of the surface, in the order in which people meet them.
pub(crate) const TAGS: &[(&str, &str)] = &[
    ("auth", "Masuk dan keluar, untuk staf."),
    ("orders", "Pesanan: daftar, isi, perubahan, pembatalan."),
    (
        "payment links",
        "Link pembayaran: dibuat, diminta, diperbarui.",
    ),
    ("invoices", "Tagihan semua pesanan."),
    ("payments", "Uang yang masuk, dikembalikan, dan dicicil."),
    ("messages", "Pesan kepada pelanggan, dan templatnya."),
    ("products", "Produk di halaman depan."),
    (
        "tracking",
        "Yang boleh dilihat siapa pun yang tahu kodenya.",
    ),
    (
        "papers",
        "Tagihan, kwitansi dan perintah kerja, untuk dicetak.",
    ),
    ("history", "Riwayat sebuah pesanan."),
    ("statistics", "Angka-angka usaha."),
    ("files", "Berkas desain dan gambar produk."),
    ("live", "Perubahan begitu terjadi."),
    ("users", "Akun staf."),
    ("alerts", "Yang perlu dilihat staf."),
    ("webhooks", "Yang dikabarkan penyedia pembayaran."),
    ("root", "Pintu masuk."),
];

/// Everything that can be asked.
pub(crate) fn operations() -> Vec<Operation> {
    let nouns = [
        ("auth", auth::contract::operations()),
        ("orders", orders::contract::operations()),
        ("orders", order::contract::operations()),
        ("payment links", links::contract::operations()),
        ("invoices", invoices::contract::operations()),
        ("payments", payments::contract::operations()),
        ("payments", unmatched::contract::operations()),
        ("papers", papers::contract::operations()),
        ("messages", messages::contract::operations()),
        ("messages", templates::contract::operations()),
        ("products", products::contract::operations()),
        ("tracking", tracking::contract::operations()),
        ("history", audit::contract::operations()),
        ("statistics", dashboard::contract::operations()),
        ("users", users::contract::operations()),
        ("alerts", security::contract::operations()),
        ("statistics", health::contract::operations()),
        ("files", media::contract::operations()),
        ("live", stream::operations()),
        ("alerts", alerts::contract::operations()),
        ("webhooks", webhook::contract::operations()),
        ("root", root::contract::operations()),
    ];
    let tagged = nouns.into_iter().flat_map(|(tag, operations)| {
        operations
            .into_iter()
            .map(move |operation| Operation { tag, ..operation }.completed())
    });
    tagged.collect()
}

#[cfg(test)]
mod tests;
