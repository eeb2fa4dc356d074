//! What a customer reads when there is nothing to show, or not now.

use std::fmt;

use super::Setting;
use super::marks;
use super::marks::mark;
use super::shell::Shell;

/// Why there is nothing to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No order has that code.
    NoOrder,
    /// No bill has that code.
    NoBill,
    /// Nothing stands at that address.
    Nowhere,
    /// They asked too often, and may again after so many seconds.
    TooOften(u64),
    /// We cannot answer now.
    Away,
}

/// A page about it.
#[derive(Debug, Clone, Copy)]
pub struct TroublePage<'a> {
    /// Whose page it is, and what it is written in.
    pub setting: Setting<'a>,
    /// What is the matter.
    pub trouble: Trouble,
    /// Where it was asked for, as a path.
    pub path: &'a str,
}

struct Words<'a> {
    title: &'a str,
    text: &'a str,
    hint: String,
}

impl TroublePage<'_> {
    fn words(&self) -> Words<'_> {
        let pick = |indonesian, english| self.setting.pick(indonesian, english);
        let check = pick(
            "Kodenya tertulis di pesan yang Anda terima dari kami, misalnya ORD-20250630-A1B.",
            "The code is in the message you received from us, such as ORD-20250630-A1B.",
        );
        match self.trouble {
            Trouble::NoOrder => Words {
                title: pick("Pesanan tidak ditemukan", "Order not found"),
                text: pick("Tidak ada pesanan dengan kode itu.", "There is no order with that code."),
                hint: check.to_owned(),
            },
            Trouble::NoBill => Words {
                title: pick("Tagihan tidak ditemukan", "Bill not found"),
                text: pick(
                    "Tidak ada tagihan dengan kode itu.",
                    "There is no bill with that code.",
                ),
                hint: pick(
                    "Kodenya tertulis di pesan yang Anda terima dari kami, misalnya INV-123456-K7Q.",
                    "The code is in the message you received from us, such as INV-123456-K7Q.",
                )
                .to_owned(),
            },
            Trouble::Nowhere => Words {
                title: pick("Halaman tidak ditemukan", "Page not found"),
                text: pick(
                    "Alamat ini tidak menuju ke mana-mana.",
                    "This address leads nowhere.",
                ),
                hint: pick(
                    "Mungkin ada huruf yang tertinggal saat disalin. Pesanan Anda bisa dicari \
                     lewat kodenya di sini.",
                    "Perhaps a letter was lost when it was copied. You can find your order by its \
                     code here.",
                )
                .to_owned(),
            },
            Trouble::TooOften(seconds) => Words {
                title: pick("Tunggu sebentar", "One moment"),
                text: pick(
                    "Halaman ini terlalu sering dibuka dari jaringan Anda.",
                    "This page was opened too often from your network.",
                ),
                hint: match self.setting.language.code() {
                    "en" => format!("Please try again in {seconds} seconds."),
                    _ => format!("Silakan coba lagi dalam {seconds} detik."),
                },
            },
            Trouble::Away => Words {
                title: pick("Sedang ada gangguan", "Something went wrong"),
                text: pick(
                    "Kami belum bisa menampilkan halaman ini. Data Anda aman.",
                    "We cannot show this page right now. Your data is safe.",
                ),
                hint: pick("Silakan coba lagi sebentar lagi.", "Please try again in a moment.")
                    .to_owned(),
            },
        }
    }
}

impl fmt::Display for TroublePage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.words();
        let find = match self.trouble {
            Trouble::NoOrder | Trouble::Nowhere => look_up(&self.setting),
            Trouble::NoBill | Trouble::TooOften(_) | Trouble::Away => String::new(),
        };
        let body = format!(
            "<section class=\"card trouble\">\n<p class=\"sign\">{}</p>\n<h1>{}</h1>\n<p>{}</p>\n\
             <p class=\"how\">{}</p>\n{find}<p class=\"acts\"><a class=\"quiet\" href=\"/\">{}</a>\
             </p>\n</section>\n",
            mark(match self.trouble {
                Trouble::NoOrder | Trouble::NoBill | Trouble::Nowhere => marks::SEARCH,
                Trouble::TooOften(_) => marks::CLOCK,
                Trouble::Away => marks::CROSS,
            }),
            words.title,
            words.text,
            words.hint,
            self.setting.pick("Ke halaman depan", "To the front page"),
        );
        Shell {
            setting: self.setting,
            title: words.title,
            about: None,
            kind: "trouble",
            path: self.path,
            live: None,
            question: self
                .setting
                .pick("Halo, saya butuh bantuan.", "Hello, I need help."),
            body,
        }
        .fmt(f)
    }
}

/// A form that finds an order by its code.
pub(super) fn look_up(setting: &Setting<'_>) -> String {
    format!(
        "<form class=\"find\" action=\"/lacak\" method=\"get\" role=\"search\">\n\
         <label for=\"kode\">{}</label>\n<div class=\"row\">\
         <input id=\"kode\" name=\"order_code\" required maxlength=\"64\" autocomplete=\"off\" \
         autocapitalize=\"characters\" spellcheck=\"false\" placeholder=\"ORD-20250630-A1B\">\
         <button class=\"button\" type=\"submit\">{}</button></div>\n</form>\n",
        setting.pick("Kode pesanan", "Order code"),
        setting.pick("Lacak", "Track"),
    )
}
