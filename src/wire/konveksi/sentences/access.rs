//! What we say at the door: who may come in, and why not now.

/// Nobody is signed in, or no longer.
pub const NOT_SIGNED_IN: &str = "Sesi Anda belum ada atau sudah berakhir. Silakan masuk.";
/// A cookie came without what shows that it was meant to be sent.
pub const CSRF_FAILED: &str =
    "Token CSRF tidak ada atau tidak cocok. Muat ulang halaman, lalu coba lagi.";
/// Name and password do not belong together.
pub const WRONG_CREDENTIALS: &str = "Nama pengguna atau kata sandi tidak cocok.";
/// The account may not sign in at present.
pub const INACTIVE: &str = "Akun ini sedang dinonaktifkan. Hubungi pemilik usaha.";
/// Too many passwords are being checked.
pub const SIGN_IN_CROWD: &str = "Sedang banyak yang masuk bersamaan. Coba lagi sebentar lagi.";
/// Too many requests are being answered.
pub const SERVER_BUSY: &str = "Server sedang sibuk. Coba lagi sebentar lagi.";
/// The answer was not ready in time.
pub const LATE: &str = "Permintaan ini belum selesai pada waktunya dan mungkin tetap tersimpan. \
    Periksa hasilnya sebelum mengulang.";
/// The host name is none of ours.
pub const WRONG_HOST: &str = "Nama host ini tidak dilayani server kami.";
/// The request could not be read.
pub const UNREADABLE: &str = "Permintaan ini tidak dapat dibaca. Periksa kembali isinya.";
/// The numbers are not for everybody.
pub const METRICS_CLOSED: &str = "Metrik hanya untuk pengelola server.";

/// The caller has asked too often, and may again in so many seconds.
#[must_use]
pub fn too_often(seconds: u64) -> String {
    format!("Permintaan dari alamat Anda terlalu sering. Coba lagi dalam {seconds} detik.")
}
