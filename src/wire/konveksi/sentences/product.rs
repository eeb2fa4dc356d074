//! What we say of products, in Indonesian.

/// There is no such product.
pub const NOT_FOUND: &str = "Produk tidak ditemukan.";
/// Another version was changed.
pub const STALE: &str =
    "Produk ini sudah diubah orang lain. Periksa versi terbarunya, lalu simpan lagi.";
/// There is room for no more products.
pub const FULL: &str = "Jumlah produk sudah mencapai batas. Hapus dulu yang tidak dipakai.";
/// Others keep changing it.
pub const BUSY: &str = "Produk ini sedang ramai diubah. Coba lagi sebentar lagi.";
