//! The page for whoever plays the provider: its invoices, what goes wrong, what was told.

use std::fmt;

use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::wire::html::Escaped;
use crate::wire::sandbox::Document;
use crate::wire::sandbox::moment::Moment;
use crate::wire::sandbox::moment::TimeOfDay;

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Overview<'a> {
    /// The newest invoices.
    pub invoices: Vec<InvoiceLine<'a>>,
    /// What can go wrong, and what does.
    pub faults: Vec<FaultField>,
    /// The newest webhooks.
    pub webhooks: Vec<WebhookLine<'a>>,
}

/// An invoice.
#[derive(Debug, Clone)]
pub struct InvoiceLine<'a> {
    /// Its id.
    pub id: &'a str,
    /// The shop's id of it.
    pub external_id: &'a str,
    /// What for.
    pub description: &'a str,
    /// How much.
    pub amount: Rupiah,
    /// Where it stands, in the wire's word.
    pub status: &'a str,
    /// When it was created.
    pub created: Timestamp,
}

/// Something that can go wrong.
#[derive(Debug, Clone)]
pub struct FaultField {
    /// Its name in the form.
    pub name: &'static str,
    /// Which one.
    pub fault: Fault,
    /// The value in force; empty means that it goes well.
    pub value: &'static str,
}

/// Everything that can go wrong, as the form has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Answers are late.
    Delay,
    /// Calls are refused.
    Refusal,
    /// The answer of a creation is lost.
    LostCreation,
    /// Calls are limited.
    Limit,
    /// Webhooks come twice.
    Twice,
    /// A stale expiry follows a payment.
    ExpiredAfterPaid,
    /// A payment is told before the creation is answered.
    PaidBeforeAnswer,
    /// Webhooks are late.
    WebhookDelay,
    /// Webhooks carry a wrong token.
    WrongToken,
    /// No webhooks.
    Silence,
    /// Refunds fail.
    RefundsFail,
}

impl Fault {
    const fn label(self) -> &'static str {
        match self {
            Self::Delay => "Jawaban lambat",
            Self::Refusal => "Panggilan ditolak",
            Self::LostCreation => "Jawaban pembuatan hilang",
            Self::Limit => "Batas panggilan",
            Self::Twice => "Setiap webhook dikirim dua kali",
            Self::ExpiredAfterPaid => "EXPIRED menyusul setelah PAID",
            Self::PaidBeforeAnswer => "Lunas sebelum pembuatan terjawab",
            Self::WebhookDelay => "Webhook terlambat",
            Self::WrongToken => "Token webhook salah",
            Self::Silence => "Webhook tidak dikirim",
            Self::RefundsFail => "Pengembalian dana gagal",
        }
    }

    /// The values it can have, with their names. Without any it is on or off.
    #[must_use]
    pub const fn values(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Delay => &[("1", "1 detik"), ("3", "3 detik"), ("10", "10 detik")],
            Self::Refusal => &[
                ("500x1", "galat 500, sekali"),
                ("500x3", "galat 500, tiga kali"),
                ("500", "galat 500 sampai dipulihkan"),
                ("503", "tidak tersedia (503) sampai dipulihkan"),
                ("putus", "sambungan diputus sampai dipulihkan"),
                ("400x1", "ditolak (400), sekali"),
                ("400", "ditolak (400) sampai dipulihkan"),
            ],
            Self::LostCreation => &[("1", "sekali"), ("3", "tiga kali")],
            Self::Limit => &[("5", "5 per menit"), ("60", "60 per menit")],
            Self::WebhookDelay => &[("5", "5 detik"), ("60", "1 menit"), ("600", "10 menit")],
            Self::Twice
            | Self::ExpiredAfterPaid
            | Self::PaidBeforeAnswer
            | Self::WrongToken
            | Self::Silence
            | Self::RefundsFail => &[],
        }
    }
}

/// A webhook.
#[derive(Debug, Clone)]
pub struct WebhookLine<'a> {
    /// When it was sent.
    pub at: Timestamp,
    /// What it told.
    pub event: &'a str,
    /// About which invoice.
    pub invoice: &'a str,
    /// Which try it was.
    pub attempt: u32,
    /// How it was answered.
    pub status: Option<u16>,
    /// Why it was not.
    pub reason: &'a str,
    /// Whether it will be tried again.
    pub retried: bool,
}

/// The whole page.
#[must_use]
pub fn page(overview: &Overview<'_>) -> String {
    Document {
        title: "Pembayaran",
        body: overview,
    }
    .to_string()
}

impl fmt::Display for Overview<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "<main class=\"wide\">\n<header class=\"top\">\n<h1>Penyedia pembayaran</h1>\n\
             <p>Di sini Anda berperan sebagai penyedia pembayaran: bayar tagihan seperti \
             pelanggan, atau lihat apa yang terjadi bila penyedianya bermasalah.</p>\n\
             </header>\n<div class=\"columns\">\n",
        )?;
        self.invoices(f)?;
        self.faults(f)?;
        self.webhooks(f)?;
        f.write_str("</div>\n</main>\n")
    }
}

impl Overview<'_> {
    fn invoices(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<section class=\"card bills\">\n<h2>Tagihan terbaru</h2>\n")?;
        if self.invoices.is_empty() {
            f.write_str(
                "<p class=\"note\">Belum ada tagihan. Buat pesanan, lalu muat ulang halaman \
                 ini.</p>\n",
            )?;
        }
        f.write_str("<ul class=\"lines\">\n")?;
        for line in &self.invoices {
            let (class, status) = status(line.status);
            writeln!(
                f,
                "<li><a href=\"/sandbox/pay/{}\"><span class=\"say\"><strong>{}</strong>\
                 <small>{}<code>{}</code></small></span>\
                 <span class=\"sum\"><b>{}</b><span class=\"badge {class}\">{status}</span>\
                 </span></a></li>",
                Escaped(line.id),
                Escaped(if line.description.is_empty() {
                    "Tanpa keterangan"
                } else {
                    line.description
                }),
                Moment(line.created),
                Escaped(line.external_id),
                line.amount,
            )?;
        }
        f.write_str("</ul>\n</section>\n")
    }

    fn faults(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let active = self.faults.iter().filter(|field| !field.value.is_empty());
        let active = active.count();
        f.write_str("<section class=\"card breakage\">\n<h2>Gangguan")?;
        if active > 0 {
            write!(f, " <span class=\"badge failed\">{active} aktif</span>")?;
        }
        f.write_str("</h2>\n<form method=\"post\" action=\"/sandbox/faults\">\n")?;
        let (chosen, switched): (Vec<_>, Vec<_>) = self
            .faults
            .iter()
            .partition(|field| !field.fault.values().is_empty());
        for field in chosen {
            select(f, field)?;
        }
        f.write_str("<div class=\"switches\">\n")?;
        for field in switched {
            let checked = if field.value.is_empty() {
                ""
            } else {
                " checked"
            };
            writeln!(
                f,
                "<label><input type=\"checkbox\" name=\"{}\" value=\"ya\"{checked}> \
                 <span>{}</span></label>",
                field.name,
                field.fault.label(),
            )?;
        }
        f.write_str(
            "</div>\n<div class=\"row\">\n<button class=\"button main\">Terapkan</button>\n\
             <button class=\"button quiet\" name=\"pulihkan\" value=\"ya\">Pulihkan semua\
             </button>\n</div>\n</form>\n</section>\n",
        )
    }

    fn webhooks(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<section class=\"card told\">\n<h2>Webhook terkirim</h2>\n")?;
        if self.webhooks.is_empty() {
            f.write_str(
                "<p class=\"note\">Belum ada. Setiap pembayaran dan batas waktu yang lewat \
                 diberitahukan ke toko.</p>\n",
            )?;
        }
        f.write_str("<ul class=\"lines\">\n")?;
        for line in &self.webhooks {
            let (class, answer) = match line.status {
                Some(status) if (200..300).contains(&status) => ("paid", status.to_string()),
                Some(status) => ("failed", status.to_string()),
                None => ("failed", "gagal".to_owned()),
            };
            let again = if line.retried {
                ", akan dicoba lagi"
            } else {
                ""
            };
            let short: String = line.invoice.chars().rev().take(6).collect();
            let short: String = short.chars().rev().collect();
            write!(
                f,
                "<li><a href=\"/sandbox/pay/{}\"><span class=\"say\"><strong>{}</strong>\
                 <small>{} · …{} · percobaan {}{again}</small>",
                Escaped(line.invoice),
                Escaped(line.event),
                TimeOfDay(line.at),
                Escaped(&short),
                line.attempt,
            )?;
            if line.status.is_none() {
                write!(f, "<small>{}</small>", Escaped(line.reason))?;
            }
            writeln!(
                f,
                "</span><span class=\"badge {class}\">{answer}</span></a></li>"
            )?;
        }
        f.write_str("</ul>\n</section>\n")
    }
}

fn select(f: &mut fmt::Formatter<'_>, field: &FaultField) -> fmt::Result {
    writeln!(
        f,
        "<label class=\"field\"><span>{}</span><select name=\"{}\">\n\
         <option value=\"\">tidak</option>",
        field.fault.label(),
        field.name,
    )?;
    for (value, name) in field.fault.values() {
        let selected = if *value == field.value {
            " selected"
        } else {
            ""
        };
        writeln!(f, "<option value=\"{value}\"{selected}>{name}</option>")?;
    }
    f.write_str("</select></label>\n")
}

fn status(word: &str) -> (&'static str, &'static str) {
    match word {
        "PENDING" => ("open", "menunggu"),
        "PAID" => ("paid", "dibayar"),
        "SETTLED" => ("paid", "diteruskan"),
        "EXPIRED" => ("expired", "kedaluwarsa"),
        _ => ("expired", "lain"),
    }
}
