//! The page of the messages that nobody got: `/sandbox/pesan/`.
//!
//! Everything customers or staff typed is escaped; of a letter only links become links.

mod links;

use std::fmt::Write;

use crate::domain::contact::Channel;
use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;
use crate::wire::html::Escaped;
use crate::wire::konveksi::words::Shown as _;
use crate::wire::konveksi::words::Word;

use self::links::with_links;

const STYLE: &str = include_str!("sandbox_messages/style.css");

/// A message as the page shows it.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// How it would have gone: one channel.
    pub channel: Channel,
    /// To whom.
    pub to: &'a str,
    /// For mail.
    pub subject: &'a str,
    /// The text.
    pub body: &'a str,
    /// When it was handed over.
    pub at: Timestamp,
}

/// The page over some messages, the newest first, of at most so many.
#[must_use]
pub fn page<'a>(
    messages: impl Iterator<Item = Shown<'a>>,
    kept_max: usize,
    zone: &BusinessZone,
) -> String {
    let mut cards = String::new();
    let mut count = 0_usize;
    for message in messages {
        count += 1;
        card(&mut cards, &message, zone);
    }
    if count == 0 {
        cards.push_str(
            "<p class=\"empty\">Belum ada pesan. Buat pesanan dengan link pembayaran, lalu \
             muat ulang halaman ini.</p>",
        );
    }
    format!(
        "<!doctype html><html lang=\"id\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <meta name=\"robots\" content=\"noindex\">\
         <title>Sandbox pesan</title><style>{STYLE}</style></head><body>\
         <p class=\"banner\" role=\"note\"><strong>SANDBOX</strong> Tidak ada pesan di halaman \
         ini yang benar-benar terkirim. Pelanggan tidak menerima apa pun.</p>\
         <main><header><h1>Pesan</h1><p>{count} pesan, terbaru di atas; paling banyak \
         {kept_max} disimpan.</p><a class=\"reload\" href=\"/sandbox/pesan/\">Muat ulang</a>\
         </header>{cards}</main></body></html>"
    )
}

fn card(cards: &mut String, message: &Shown<'_>, zone: &BusinessZone) {
    let at = zone.wall_clock(message.at).strftime("%d/%m/%Y %H:%M");
    let subject = match message.channel {
        Channel::Email | Channel::Both => {
            format!("<h2>{}</h2>", Escaped(message.subject))
        }
        Channel::Whatsapp => String::new(),
    };
    // Writing to a text cannot fail.
    let _ = write!(
        cards,
        "<article class=\"{word}\"><p class=\"meta\"><span class=\"channel\">{channel}</span> \
         <span class=\"to\">{to}</span> <time datetime=\"{instant}\">{at} {zone}</time></p>\
         {subject}<div class=\"body\">{body}</div></article>",
        word = message.channel.word(),
        channel = message.channel.shown(),
        to = Escaped(message.to),
        instant = message.at,
        zone = Escaped(&zone.abbreviation(message.at)),
        body = with_links(message.body),
    );
}

#[cfg(test)]
mod tests;
