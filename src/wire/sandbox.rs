//! The pages of the payment sandbox: whole documents, without a script, for phones first.
//!
//! Every value is escaped where it is put in; whatever is not is written here.

mod moment;
pub mod overview;
pub mod pay;

use std::fmt;

use crate::wire::html::Escaped;

/// What all pages are dressed in.
const STYLE: &str = include_str!("sandbox/style.css");

/// A whole document.
struct Document<'a> {
    title: &'a str,
    body: &'a dyn fmt::Display,
}

impl fmt::Display for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "<!doctype html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"robots\" content=\"noindex\">\n\
             <title>{} · Sandbox</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <p class=\"banner\" role=\"note\"><strong>SANDBOX</strong> \
             <span>Simulasi, tanpa uang sungguhan</span></p>\n\
             {}</body>\n</html>",
            Escaped(self.title),
            self.body,
        )
    }
}

/// What is shown where nothing is.
#[must_use]
pub fn missing() -> String {
    let body = "<main class=\"narrow\">\n<section class=\"card center\">\n\
        <h1>Tagihan tidak ditemukan</h1>\n\
        <p>Mungkin tautannya salah ketik, atau sandbox ini sudah dimulai ulang.</p>\n\
        <p><a class=\"button quiet\" href=\"/sandbox/\">Lihat semua tagihan</a></p>\n\
        </section>\n</main>\n";
    let title = "Tidak ditemukan";
    Document { title, body: &body }.to_string()
}
