//! What we say of requests about many orders, in Indonesian.

/// How many of the orders did what was asked.
#[must_use]
pub fn done(updated: usize, requested: usize) -> String {
    if updated == requested {
        format!("{requested} pesanan berhasil diproses.")
    } else {
        format!("{updated} dari {requested} pesanan berhasil diproses. Lihat alasannya per baris.")
    }
}

/// Nothing that could change an order is given.
pub const NOTHING_ASKED: &str = "Sebutkan apa yang harus diubah, misalnya production_status.";
/// Parts of a contact are for one order at a time.
pub const NO_CONTACT_PARTS: &str =
    "Kirim contact_information yang utuh; bagian kontak hanya dapat diubah per pesanan.";
