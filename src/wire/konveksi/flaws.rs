//! What is wrong with a field, as a sentence beside it.

use std::fmt;
use std::ops::RangeInclusive;

use crate::domain::contact::ContactFlaw;
use crate::domain::media::Media;
use crate::domain::rupiah::Rupiah;
use crate::wire::konveksi::money::NumberFlaw;
use crate::wire::konveksi::money::Percent;

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// It is missing.
    Required,
    /// It should be text.
    NotText,
    /// It should be true or false.
    NotAFlag,
    /// It should be an address of the internet.
    NotAnAddress,
    /// It should be an id.
    NotAnId,
    /// It should be the id or the code of an order.
    NotAnOrder,
    /// It should be the code of an invoice.
    NotAnInvoice,
    /// It should be a list of objects.
    NotAList,
    /// It should be a list of so many ids.
    NotIds(RangeInclusive<usize>),
    /// It should be an object.
    NotAnObject,
    /// It should be a file of one of these kinds.
    File(Vec<Media>),
    /// The file is not what its sender says it is.
    FileMismatch,
    /// It should be an instant.
    NotAMoment,
    /// It should be a day.
    NotADay,
    /// It should be a whole number.
    NotWhole,
    /// It should be an amount or a share.
    Number(NumberFlaw),
    /// Fewer or more characters than it may have.
    Length(RangeInclusive<usize>),
    /// Smaller or larger than it may be.
    Range(u64, u64),
    /// A smaller or larger amount than it may be.
    Amount(RangeInclusive<Rupiah>),
    /// A smaller or larger share than it may be.
    Share(Percent, Percent),
    /// None of the words it may be.
    Choice(Vec<&'static str>),
    /// No contact.
    Contact(ContactFlaw),
    /// A span that ends before it begins.
    Backwards,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => f.write_str("Wajib diisi."),
            Self::NotText => f.write_str("Harus berupa teks."),
            Self::NotAFlag => f.write_str("Harus berupa true atau false."),
            Self::NotAnAddress => f.write_str("Harus berupa alamat IP, misalnya 203.0.113.7."),
            Self::NotAnId => f.write_str("Harus berupa UUID yang benar."),
            Self::NotAnOrder => f.write_str("Harus berupa UUID atau kode pesanan yang benar."),
            Self::NotAnInvoice => {
                f.write_str("Harus berupa kode tagihan, misalnya INV-482913-K7Q.")
            }
            Self::NotAList => f.write_str("Harus berupa daftar berisi objek."),
            Self::NotIds(count) => write!(
                f,
                "Harus berupa daftar berisi {} sampai {} UUID yang benar.",
                count.start(),
                count.end()
            ),
            Self::NotAnObject => f.write_str("Harus berupa objek."),
            Self::File(media) => {
                let names: Vec<_> = media.iter().map(|it| it.extension()).collect();
                let names = names.join(", ").to_uppercase();
                write!(f, "Berkas harus berupa {names} yang utuh.")
            }
            Self::FileMismatch => f.write_str("Isi berkas tidak sesuai dengan jenisnya."),
            Self::NotAMoment => f.write_str(
                "Waktu tidak terbaca. Pakai format RFC 3339, misalnya 2025-06-30T14:30:00+07:00.",
            ),
            Self::NotADay => {
                f.write_str("Tanggal tidak terbaca. Pakai format YYYY-MM-DD, misalnya 2025-06-30.")
            }
            Self::NotWhole => f.write_str("Harus berupa bilangan bulat."),
            Self::Number(NumberFlaw::NotANumber) => {
                f.write_str("Harus berupa angka tanpa pemisah ribuan, misalnya 7500000.")
            }
            Self::Number(NumberFlaw::Fraction) => {
                f.write_str("Pecahan sekecil ini tidak diterima.")
            }
            Self::Number(NumberFlaw::TooLarge) => f.write_str("Angkanya di luar jangkauan."),
            Self::Length(chars) if *chars.start() == 0 => {
                write!(f, "Paling banyak {} karakter.", chars.end())
            }
            Self::Length(chars) => write!(
                f,
                "Panjangnya {} sampai {} karakter.",
                chars.start(),
                chars.end()
            ),
            Self::Range(from, to) => write!(f, "Harus antara {from} dan {to}."),
            Self::Amount(range) => {
                write!(f, "Harus antara {} dan {}.", range.start(), range.end())
            }
            Self::Share(from, to) => write!(f, "Harus antara {from}% dan {to}%."),
            Self::Choice(words) => write!(f, "Pilihan yang tersedia: {}.", words.join(", ")),
            Self::Contact(ContactFlaw::Phone) => {
                f.write_str("Nomor telepon tidak dikenali, misalnya 081234567890.")
            }
            Self::Contact(ContactFlaw::Email) => {
                f.write_str("Alamat email tidak dikenali, misalnya budi@contoh.id.")
            }
            Self::Contact(ContactFlaw::Nothing) => {
                f.write_str("Isi dengan nomor telepon, alamat email, atau keduanya.")
            }
            Self::Backwards => f.write_str("Awal rentang tidak boleh melewati akhirnya."),
        }
    }
}
