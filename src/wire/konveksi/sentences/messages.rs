//! What we say about messages to customers. Never that one arrived: that, nobody has told us.

use crate::domain::contact::Channel;
use crate::wire::konveksi::words::Shown;

/// No such template.
pub const NO_TEMPLATE: &str = "Template tidak ditemukan.";
/// A template that may not be used.
pub const TEMPLATE_INACTIVE: &str = "Template ini sedang tidak aktif. Pilih template lain.";
/// A message that cannot wait for its link.
pub const LINK_OPENING: &str = "Link pembayaran belum siap, dan pesan dengan isian tambahan \
    tidak dapat menyusul sendiri. Kirim lagi setelah linknya ada.";
/// What may fill a template.
pub const FILLINGS_WRONG: &str = "Berisi paling banyak 50 isian: nama dari huruf, angka dan \
    garis bawah, nilainya teks sampai 1000 karakter, angka, atau true/false.";

/// A message is in the outbox.
#[must_use]
pub fn handed(channel: Channel, is_sandbox: bool) -> String {
    let channel = channel.shown();
    if is_sandbox {
        format!(
            "Pesan untuk {channel} masuk ke sandbox. Belum ada pengirim sungguhan, jadi \
             pelanggan tidak menerima apa pun."
        )
    } else {
        format!("Pesan diserahkan untuk dikirim lewat {channel}.")
    }
}

/// A message follows when there is a link.
#[must_use]
pub const fn waits(is_sandbox: bool) -> &'static str {
    if is_sandbox {
        "Link pembayaran masih disiapkan. Pesannya menyusul ke sandbox begitu link siap; \
         pelanggan tidak menerima apa pun."
    } else {
        "Link pembayaran masih disiapkan. Pesannya menyusul begitu link siap."
    }
}

/// Values nobody gave.
#[must_use]
pub fn missing(names: &[String]) -> String {
    format!("Template ini butuh isian untuk: {}.", names.join(", "))
}

/// A message beyond what fits.
#[must_use]
pub fn too_long(chars_max: usize) -> String {
    format!("Pesan menjadi terlalu panjang: paling banyak {chars_max} karakter.")
}
