//! What we say about accounts, passwords and sign-ins.

/// The name to sign in with is none we take.
pub const USERNAME: &str = "Isi dengan 3 sampai 150 karakter tanpa spasi. Alamat email hanya \
    boleh dipakai bila itu email akun ini.";
/// Somebody else signs in with it.
pub const USERNAME_TAKEN: &str = "Nama pengguna ini sudah dipakai.";
/// Somebody else has the address.
pub const EMAIL_TAKEN: &str = "Alamat email ini sudah dipakai akun lain.";
/// The present password is another one.
pub const WRONG_PASSWORD: &str = "Kata sandi lama tidak cocok.";
/// A new password counts.
pub const PASSWORD_CHANGED: &str =
    "Kata sandi sudah diganti. Perangkat lain yang masih masuk dengan akun ini sudah dikeluarkan.";
/// Nobody would be left to look after users.
pub const LAST_OWNER: &str = "Ini pemilik aktif yang terakhir. Tunjuk pemilik lain dulu.";
/// Somebody else was faster, again and again.
pub const CHANGED_MEANWHILE: &str = "Akun ini sedang diubah orang lain. Coba lagi.";

/// What was done to an account, in a sentence without its who.
#[must_use]
pub fn done(what: &str) -> &'static str {
    match what {
        "created" => "Akun dibuat.",
        "activated" => "Akun diaktifkan.",
        "deactivated" => "Akun dinonaktifkan dan dikeluarkan dari semua perangkat.",
        "password_changed" => "Kata sandi diganti; perangkat lain dikeluarkan.",
        "session_ended" => "Satu perangkat dikeluarkan oleh orang lain.",
        _ => "Data akun diubah.",
    }
}
