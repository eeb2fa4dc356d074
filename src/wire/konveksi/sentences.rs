//! What we say, in Indonesian: refusals, failures and good news.

pub mod access;
pub mod bulk;
pub mod messages;
pub mod money;
pub mod people;
pub mod product;
pub mod tracking;

use std::borrow::Cow;

use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::refusal::Refusal;
use crate::wire::konveksi::words::Shown;

/// A payment link that can be paid at.
pub const LINK_READY: &str = "Link pembayaran siap.";
/// A payment link that the provider has not made yet.
pub const LINK_FOLLOWS: &str =
    "Tagihan dibuat. Link pembayaran sedang disiapkan dan menyusul sebentar lagi.";
/// Final payment was requested.
pub const FINAL_REQUESTED: &str = "Tagihan pelunasan dibuat.";
/// Nothing was sent to the customer.
pub const FINAL_NOT_SENT: &str = "Pelanggan belum diberi tahu. Kirim link-nya bila sudah siap.";
/// An invoice can be paid anew.
pub const LINK_RENEWED: &str = "Link pembayaran baru dibuat.";
/// What to do with a new link.
pub const RENEWED_SEND: &str = "Kirim link baru lewat send-notification atau send-payment-link.";
/// Nothing was sent to the customer.
pub const RENEWED_NOT_SENT: &str = "Link baru tidak dikirim dengan sendirinya.";
/// A paid invoice is not made anew.
pub const RENEW_PAID: &str = "Tagihan ini sudah dibayar.";
/// An invoice that asks for nothing is not made anew.
pub const RENEW_CLOSED: &str = "Tagihan ini tidak dapat dibuatkan link baru.";
/// There is no such invoice.
pub const NO_INVOICE: &str = "Tagihan tidak ditemukan.";
/// The payment provider could not be asked.
pub const PROVIDER_AWAY: &str =
    "Penyedia pembayaran tidak terjangkau. Tidak ada yang berubah; coba lagi sebentar lagi.";
/// For a webhook without the right token.
pub const WEBHOOK_TOKEN: &str = "Token webhook tidak sah.";
/// For a webhook that was taken in.
pub const WEBHOOK_TAKEN: &str = "Webhook diterima.";
/// A new order that can be paid.
pub const ORDER_CREATED_WITH_LINK: &str = "Pesanan berhasil dibuat. Link pembayaran siap.";
/// A new order whose payment link will follow.
pub const ORDER_CREATED: &str =
    "Pesanan berhasil dibuat. Link pembayaran sedang disiapkan dan menyusul sebentar lagi.";
/// A new order that staff wanted without a payment link.
pub const ORDER_CREATED_WITHOUT_LINK: &str = "Pesanan berhasil dibuat tanpa link pembayaran.";
/// A new order whose price staff want to see first.
pub const ORDER_UNDER_REVIEW: &str =
    "Pesanan berhasil dibuat. Kami periksa dulu harganya, lalu link pembayaran menyusul.";
/// Values were changed.
pub const ORDER_SAVED: &str = "Perubahan pesanan tersimpan.";
/// Nothing had to be changed.
pub const ORDER_UNCHANGED: &str = "Tidak ada yang perlu diubah.";
/// An order was cancelled.
pub const ORDER_CANCELLED: &str = "Pesanan dibatalkan.";
/// An order was restored.
pub const ORDER_RESTORED: &str = "Pesanan dipulihkan.";
/// A manual payment was recorded.
pub const PAYMENT_RECORDED: &str = "Pembayaran tercatat.";

/// Fields of the request need another look.
pub const FIELDS_WRONG: &str =
    "Data yang dikirim belum benar. Periksa kembali isian yang ditandai.";
/// The body is no JSON.
pub const NOT_JSON: &str = "Isi permintaan bukan JSON yang benar.";
/// The body is JSON, but no object.
pub const NOT_AN_OBJECT: &str = "Isi permintaan harus berupa objek JSON.";
/// The body is of another type.
pub const NOT_THAT_TYPE: &str = "Kirim isi permintaan sebagai application/json.";
/// The body is a form with files.
pub const NO_FORMS_YET: &str =
    "Unggahan formulir belum didukung di alamat ini. Kirim sebagai application/json.";
/// The body says it is a form, and does not read as one.
pub const NOT_A_FORM: &str = "Formulir yang dikirim tidak dapat dibaca atau terputus.";
/// A form has more fields than any of ours.
pub const TOO_MANY_FIELDS: &str = "Formulir yang dikirim berisi terlalu banyak isian.";
/// A form brings several files where one is wanted.
pub const ONE_FILE_ONLY: &str = "Kirim satu berkas saja.";
/// The body is too large.
pub const TOO_LARGE: &str = "Isi permintaan terlalu besar.";
/// The body broke off.
pub const BROKEN_OFF: &str = "Isi permintaan terputus sebelum lengkap.";
/// Nothing is there.
pub const NOT_FOUND: &str = "Data yang dicari tidak ditemukan.";
/// Not every order can be searched yet.
pub const SEARCH_NOT_READY: &str = "Pencarian sedang disiapkan. Coba lagi sebentar lagi.";
/// No page of that number.
pub const NO_SUCH_PAGE: &str = "Halaman itu melewati halaman terakhir.";
/// The method is not served at that path.
pub const METHOD_NOT_ALLOWED: &str = "Metode ini tidak tersedia di alamat tersebut.";
/// The role does not allow it.
pub const FORBIDDEN: &str = "Peran akun ini tidak diizinkan untuk tindakan tersebut.";
/// Amounts are not for this role.
pub const NO_AMOUNTS: &str =
    "Peran produksi tidak dapat menyaring atau mengurutkan berdasarkan nominal.";
/// We failed.
pub const INTERNAL: &str = "Terjadi kesalahan di server kami. Silakan coba beberapa saat lagi.";
/// Too many wait for this order.
pub const BUSY: &str = "Pesanan ini sedang ramai diubah. Coba lagi sebentar lagi.";
/// An order was set aside.
pub const SET_ASIDE: &str = "Pesanan ini sedang diperiksa tim kami dan belum dapat diubah.";
/// The outcome is not known.
pub const OUTCOME_UNKNOWN: &str = "Hasil permintaan ini belum diketahui: mungkin tersimpan, \
    mungkin tidak. Ulangi dengan Idempotency-Key yang sama agar tidak tercatat dua kali.";
/// The store is away.
pub const UNAVAILABLE: &str = "Penyimpanan sedang tidak terjangkau. Tidak ada yang berubah; \
    silakan coba lagi.";
/// No free code was found.
pub const NO_CODE_FREE: &str = "Kode pesanan belum tersedia. Silakan coba lagi.";
/// The provider's money, or its page, was recorded before.
pub const ALREADY_RECORDED: &str = "Pembayaran ini sudah tercatat sebelumnya.";
/// A bank slip was used before.
pub const SLIP_USED: &str =
    "Bukti transfer ini sudah pernah dipakai. Periksa kembali berkas yang diunggah.";
/// A key was used for another request.
pub const KEY_REUSED: &str = "Idempotency-Key ini sudah dipakai untuk permintaan yang berbeda.";
/// The first request under the key is still running.
pub const KEY_IN_FLIGHT: &str =
    "Permintaan dengan Idempotency-Key ini masih diproses. Tunggu sebentar.";
/// The key is empty, too long, or not plain text.
pub const KEY_UNREADABLE: &str = "Idempotency-Key berisi 1 sampai 255 karakter ASCII.";

/// Why an order would not, for whoever asked.
#[must_use]
pub fn refusal(refusal: &Refusal) -> Cow<'static, str> {
    match refusal {
        Refusal::NotFound => "Pesanan tidak ditemukan.".into(),
        Refusal::Exists => "Pesanan ini sudah ada.".into(),
        Refusal::Stale(_) => {
            "Pesanan ini sudah diubah orang lain. Periksa data terbaru, lalu ulangi.".into()
        }
        Refusal::Forbidden => FORBIDDEN.into(),
        Refusal::IllegalStatus {
            current,
            wanted: Some(wanted),
            ..
        } => format!(
            "Status tidak dapat berpindah dari {} ke {}.",
            current.shown(),
            wanted.shown()
        )
        .into(),
        Refusal::IllegalStatus {
            current,
            wanted: None,
            ..
        } => format!("Ini tidak dapat dilakukan selagi {}.", current.shown()).into(),
        Refusal::IllegalStep {
            current, wanted, ..
        } => {
            let why = match (current, wanted) {
                (None, _) => "Pesanan ini sudah dibatalkan.",
                (_, ProductionTarget::Cancelled) => "Batalkan pesanannya, bukan produksinya.",
                (_, ProductionTarget::Step(Step::Shipped)) => {
                    "Pesanan harus lunas dulu; admin dapat mengizinkan dengan catatan."
                }
                _ => {
                    "DP harus masuk dan harga disetujui dulu; admin dapat mengizinkan dengan catatan."
                }
            };
            let current = current.map_or(ProductionTarget::Cancelled, ProductionTarget::Step);
            let (current, wanted) = (current.shown(), wanted.shown());
            format!("Produksi tidak dapat berpindah dari {current} ke {wanted}. {why}").into()
        }
        Refusal::NotesNeeded => "Tuliskan alasannya di sini.".into(),
        Refusal::MoneyUndecided(paid) => format!(
            "Sudah ada pembayaran {paid}. Tentukan: dikembalikan (refund_due) atau disimpan (keep)."
        )
        .into(),
        Refusal::HasMoney => {
            "Sudah pernah ada pembayaran, jadi hanya dapat dibatalkan, tidak dihapus.".into()
        }
        Refusal::TermsFixed => "Cara bayar tidak dapat diubah lagi setelah ada pembayaran.".into(),
        Refusal::ShareNeeded => "Persentase DP wajib diisi untuk pembayaran dp.".into(),
        Refusal::Unreachable => "Kontak pelanggan belum dapat dihubungi lewat saluran ini.".into(),
        Refusal::InvoiceOpen => "Masih ada tagihan sejenis yang belum dibayar.".into(),
        Refusal::NothingDue => "Tidak ada yang perlu ditagih.".into(),
        Refusal::PlanActive => "Pesanan ini sedang dibayar dengan cicilan.".into(),
        Refusal::NoInvoice => "Tagihan tidak ditemukan.".into(),
        Refusal::NotPayable => "Tagihan ini tidak dapat dibayar lagi.".into(),
        Refusal::IllegalInvoice { .. } => {
            "Status tagihan mengikuti pembayarannya; yang dapat diminta hanya pembatalan.".into()
        }
        Refusal::NoPayment => "Pembayaran tidak ditemukan.".into(),
        Refusal::NotByHand => "Hanya pembayaran yang dicatat manual yang dapat diubah.".into(),
        Refusal::AlreadyReversed => "Pembayaran ini sudah dibatalkan sebelumnya.".into(),
        Refusal::FuturePayment => "Waktu pembayaran tidak boleh di masa depan.".into(),
        Refusal::NoAmount => "Nominal harus lebih dari nol.".into(),
        Refusal::SameOrder => "Pilih pesanan lain sebagai tujuan.".into(),
        Refusal::NoExpiry => {
            "Batas waktu harus di masa depan; cicilan tidak punya batas waktu.".into()
        }
        Refusal::TooMuch(free) => format!("Paling banyak {free} yang dapat dikembalikan.").into(),
        Refusal::NotSpare(free) => format!("Paling banyak {free} yang dapat dipindahkan.").into(),
        Refusal::WentBack => {
            "Sebagian dana pembayaran ini sudah dikembalikan atau dipindahkan.".into()
        }
        Refusal::RefundUnderWay => "Pengembalian sebelumnya masih diproses.".into(),
        Refusal::NoRefund => "Pengembalian tidak ditemukan.".into(),
        Refusal::PlanSum(sum) => format!("Jumlah seluruh cicilan harus tepat {sum}.").into(),
        Refusal::PlanShape => "Cicilan berisi 2 sampai 24 bagian di atas nol, dengan jatuh \
            tempo di masa depan yang berurutan."
            .into(),
        Refusal::FinalRequested => "Pelunasan pesanan ini sudah diminta.".into(),
        Refusal::NoPlan => "Rencana cicilan tidak ditemukan.".into(),
        Refusal::NotRestorable => {
            "Pesanan ini tidak dapat dipulihkan: tidak sedang batal, atau dananya sudah kembali."
                .into()
        }
    }
}
