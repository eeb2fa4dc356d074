//! The page where one plays the customer: choose a means and pay, or do what customers do.

use std::fmt;

use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::wire::html::Escaped;
use crate::wire::sandbox::Document;
use crate::wire::sandbox::moment::Moment;
use crate::wire::sandbox::moment::Remaining;

/// The means a customer may choose: their word on the wire, a name, and what it is.
const CHANNELS: &[(&str, &str, &str)] = &[
    ("QRIS", "QRIS", "Pindai dari aplikasi mana pun"),
    ("BCA", "Virtual Account BCA", "Transfer ke nomor virtual"),
    ("OVO", "OVO", "Konfirmasi di aplikasi OVO"),
    ("ALFAMART", "Alfamart", "Tunai di kasir terdekat"),
];

/// What one can do on the page; each is a button's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Pay what is asked.
    Pay,
    /// Pay half of it.
    PayShort,
    /// Pay it twice.
    PayTwice,
    /// Pay although its time is up.
    PayLate,
    /// Let its time be up.
    Expire,
}

impl Deed {
    /// All there are.
    pub const ALL: [Self; 5] = [
        Self::Pay,
        Self::PayShort,
        Self::PayTwice,
        Self::PayLate,
        Self::Expire,
    ];

    /// Its word in the form.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pay => "bayar",
            Self::PayShort => "bayar-kurang",
            Self::PayTwice => "bayar-dua-kali",
            Self::PayLate => "bayar-terlambat",
            Self::Expire => "kedaluwarsakan",
        }
    }
}

/// What the page shows.
#[derive(Debug, Clone)]
pub struct PayView<'a> {
    /// The invoice's id.
    pub id: &'a str,
    /// Who asks for the money.
    pub merchant: &'a str,
    /// The shop's id of it.
    pub external_id: &'a str,
    /// What for.
    pub description: &'a str,
    /// How much.
    pub amount: Rupiah,
    /// Until when.
    pub expires_at: Timestamp,
    /// The present.
    pub now: Timestamp,
    /// Where it stands.
    pub stage: Stage<'a>,
    /// Where the shop wants to be visited afterwards, if that is on the web.
    pub success_url: Option<&'a str>,
    /// Where it wants to be visited without a payment.
    pub failure_url: Option<&'a str>,
}

/// Where the invoice stands.
#[derive(Debug, Clone)]
pub enum Stage<'a> {
    /// It can be paid.
    Open,
    /// Its time is up.
    Expired,
    /// Money came.
    Paid {
        /// How much, in all.
        total: Rupiah,
        /// How often.
        times: usize,
        /// By which means, the first time.
        channel: &'a str,
        /// When, the first time.
        at: Timestamp,
        /// What the shop's server said to the webhook, if it was asked by now.
        told: Told<'a>,
    },
}

/// What became of the webhook.
#[derive(Debug, Clone, Copy)]
pub enum Told<'a> {
    /// It is under way.
    Waiting,
    /// It was answered so.
    Answered(u16),
    /// It was not answered.
    Failed(&'a str),
}

/// The whole page.
#[must_use]
pub fn page(view: &PayView<'_>) -> String {
    let title = format!("Bayar {}", view.amount);
    Document {
        title: &title,
        body: view,
    }
    .to_string()
}

impl fmt::Display for PayView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<main class=\"narrow\">\n")?;
        match &self.stage {
            Stage::Open => self.open(f)?,
            Stage::Expired => self.expired(f)?,
            Stage::Paid {
                total,
                times,
                channel,
                at,
                told,
            } => self.paid(f, (*total, *times), channel, *at, *told)?,
        }
        f.write_str(
            "<p class=\"foot\"><a href=\"/sandbox/\">Semua tagihan dan gangguan</a></p>\n</main>\n",
        )
    }
}

impl PayView<'_> {
    fn head(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "<header class=\"bill\">\n<p class=\"merchant\">{}</p>\n\
             <p class=\"amount\">{}</p>\n<p class=\"what\">{}</p>",
            Escaped(self.merchant),
            self.amount,
            in_parts(self.description),
        )
    }

    fn open(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head(f)?;
        writeln!(
            f,
            "<p class=\"due\">Bayar sebelum <strong>{}</strong><br>\
             <span>sisa {}</span></p>\n</header>\n\
             <form class=\"card\" method=\"post\" action=\"/sandbox/pay/{}\">\n\
             <fieldset>\n<legend>Pilih cara bayar</legend>",
            Moment(self.expires_at),
            Remaining {
                now: self.now,
                until: self.expires_at
            },
            Escaped(self.id),
        )?;
        channels(f)?;
        writeln!(
            f,
            "</fieldset>\n<button class=\"button main\" name=\"deed\" value=\"{}\">\
             Bayar {}</button>\n\
             <details>\n<summary>Coba kejadian lain</summary>\n<div class=\"others\">",
            Deed::Pay.word(),
            self.amount,
        )?;
        for (deed, name, about) in [
            (Deed::PayShort, "Bayar kurang", "Hanya separuh yang sampai"),
            (
                Deed::PayTwice,
                "Bayar dua kali",
                "Jumlah yang sama masuk dua kali",
            ),
            (
                Deed::Expire,
                "Kedaluwarsakan",
                "Seolah batas waktunya sudah lewat",
            ),
        ] {
            other(f, deed, name, about)?;
        }
        f.write_str("</div>\n</details>\n</form>\n")?;
        self.way_back(f)
    }

    fn expired(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head(f)?;
        writeln!(
            f,
            "<p class=\"due\"><span class=\"badge expired\">Kedaluwarsa</span><br>\
             <span>sejak {}</span></p>\n</header>\n\
             <form class=\"card\" method=\"post\" action=\"/sandbox/pay/{}\">\n\
             <p class=\"note\">Tagihan ini tidak bisa dibayar lagi. Uang yang telanjur dikirim \
             kadang tetap sampai, dan itu bisa dicoba di sini.</p>\n\
             <fieldset>\n<legend>Uang datang lewat</legend>",
            Moment(self.expires_at.min(self.now)),
            Escaped(self.id),
        )?;
        channels(f)?;
        writeln!(
            f,
            "</fieldset>\n<button class=\"button main\" name=\"deed\" value=\"{}\">\
             Bayar setelah kedaluwarsa</button>\n</form>",
            Deed::PayLate.word(),
        )?;
        self.way_back(f)
    }

    fn paid(
        &self,
        f: &mut fmt::Formatter<'_>,
        (total, times): (Rupiah, usize),
        channel: &str,
        at: Timestamp,
        told: Told<'_>,
    ) -> fmt::Result {
        writeln!(
            f,
            "<section class=\"card center thanks\">\n\
             <svg class=\"tick\" viewBox=\"0 0 52 52\" aria-hidden=\"true\">\
             <circle cx=\"26\" cy=\"26\" r=\"24\"/><path d=\"M15 27l8 8 15-17\"/></svg>\n\
             <h1>Terima kasih!</h1>\n<p>Pembayaran untuk {} sudah diterima.</p>\n\
             <p class=\"amount\">{total}</p>",
            Escaped(self.merchant),
        )?;
        if times > 1 {
            writeln!(f, "<p class=\"remark\">masuk {times} kali</p>")?;
        }
        if total < self.amount {
            let less = self.amount - total;
            writeln!(
                f,
                "<p class=\"remark\">kurang {less} dari {}</p>",
                self.amount
            )?;
        }
        writeln!(
            f,
            "<dl>\n<div><dt>Untuk</dt><dd>{}</dd></div>\n<div><dt>Lewat</dt><dd>{}</dd></div>\n\
             <div><dt>Waktu</dt><dd>{}</dd></div>\n<div><dt>Nomor</dt><dd><code>{}</code></dd>\
             </div>\n<div><dt>Webhook</dt><dd>{told}</dd></div>\n</dl>",
            Escaped(self.description),
            channel_name(channel),
            Moment(at),
            Escaped(self.external_id),
        )?;
        if let Some(url) = self.success_url {
            let url = Escaped(url);
            writeln!(
                f,
                "<a class=\"button main\" href=\"{url}\">Kembali ke toko</a>"
            )?;
        }
        f.write_str("</section>\n")
    }

    fn way_back(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(url) = self.failure_url else {
            return Ok(());
        };
        let url = Escaped(url);
        writeln!(
            f,
            "<p class=\"foot\"><a href=\"{url}\">Batal, kembali ke toko</a></p>"
        )
    }
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waiting => f.write_str("<span class=\"badge open\">menunggu giliran</span>"),
            Self::Answered(status) if (200..300).contains(status) => {
                write!(
                    f,
                    "<span class=\"badge paid\">diterima toko ({status})</span>"
                )
            }
            Self::Answered(status) => {
                write!(
                    f,
                    "<span class=\"badge failed\">ditolak toko ({status})</span>"
                )
            }
            Self::Failed(_) => f.write_str("<span class=\"badge failed\">tidak sampai</span>"),
        }
    }
}

fn channels(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (place, (word, name, about)) in CHANNELS.iter().enumerate() {
        let checked = if place == 0 { " checked" } else { "" };
        writeln!(
            f,
            "<label class=\"choice\"><input type=\"radio\" name=\"channel\" value=\"{word}\"\
             {checked}><span class=\"mark\" aria-hidden=\"true\">{}</span>\
             <span><strong>{name}</strong><small>{about}</small></span></label>",
            mark(word),
        )?;
    }
    Ok(())
}

fn other(f: &mut fmt::Formatter<'_>, deed: Deed, name: &str, about: &str) -> fmt::Result {
    writeln!(
        f,
        "<button class=\"button quiet\" name=\"deed\" value=\"{}\"><strong>{name}</strong>\
         <small>{about}</small></button>",
        deed.word(),
    )
}

/// What a means is called where people read it.
pub(super) fn channel_name(word: &str) -> &'static str {
    let known = CHANNELS.iter().find(|(known, _, _)| *known == word);
    known.map_or("cara lain", |(_, name, _)| name)
}

/// A few letters to know it by.
fn mark(word: &str) -> &'static str {
    match word {
        "QRIS" => "QR",
        "BCA" => "VA",
        "OVO" => "OVO",
        _ => "Alfa",
    }
}

/// A description whose parts, set off by dots, stay whole where a line ends: a code that is
/// cut at its hyphen does not read as one.
fn in_parts(description: &str) -> impl fmt::Display {
    fmt::from_fn(move |f| {
        for (place, part) in description.split(" · ").enumerate() {
            let dot = if place == 0 { "" } else { " · " };
            write!(f, "{dot}<span>{}</span>", Escaped(part))?;
        }
        Ok(())
    })
}
