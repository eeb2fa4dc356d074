//! What we say at the door: who may come in, and why not now.

/// Nobody is signed in, or no longer.
pub const NOT_SIGNED_IN: &str = "Sesi Anda belum ada atau sudah berakhir. Silakan masuk.";
/// A cookie came without what shows that it was meant to be sent.
pub const CSRF_FAILED: &str =
    "Token CSRF tidak ada atau tidak cocok. Muat ulang halaman, lalu coba lagi.";
/// A page elsewhere may not connect.
pub const FOREIGN_ORIGIN: &str = "Halaman asal permintaan ini tidak diizinkan terhubung.";
/// The request is no handshake of a WebSocket.
pub const NO_HANDSHAKE: &str = "Alamat ini hanya melayani WebSocket versi 13.";
/// Too many connections of one person or address.
pub const TOO_MANY_CONNECTIONS: &str =
    "Terlalu banyak koneksi yang terbuka. Tutup sebagian tab, lalu coba lagi.";
/// No connection is taken just now.
pub const NO_CONNECTIONS: &str =
    "Server belum dapat menerima koneksi baru. Coba lagi sebentar lagi.";
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
/// The request came so slowly that it was no longer waited for.
pub const TOO_SLOW: &str = "Kiriman ini terlalu lambat, jadi dihentikan; tidak ada yang berubah. \
    Coba lagi dengan sambungan yang lebih baik.";
/// The host name is none of ours.
pub const WRONG_HOST: &str = "Nama host ini tidak dilayani server kami.";
/// The request could not be read.
pub const UNREADABLE: &str = "Permintaan ini tidak dapat dibaca. Periksa kembali isinya.";
/// The numbers are not for everybody.
pub const METRICS_CLOSED: &str = "Metrik hanya untuk pengelola server.";

/// The caller has asked too often, and may again in so many seconds.
#[must_use]
pub fn too_often(seconds: u64) -> String {
    format!(
        "Terlalu banyak permintaan. Coba lagi dalam {}.",
        span(seconds)
    )
}

/// Too many attempts to sign in failed; the next may be made in so many seconds.
#[must_use]
pub fn locked(seconds: u64) -> String {
    let span = span(seconds);
    format!("Terlalu banyak percobaan dengan kata sandi yang salah. Coba lagi dalam {span}.")
}

/// A time to wait, in seconds or, when it is long, in minutes.
fn span(seconds: u64) -> String {
    if seconds < 120 {
        format!("{seconds} detik")
    } else {
        format!("{} menit", seconds.div_ceil(60))
    }
}
