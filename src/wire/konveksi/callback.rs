//! What customers read when the payment provider sends them back.
//!
//! A redirect proves nothing: anyone may write its address. So both pages promise nothing
//! about the money, and show nothing but where the truth can be read.

use std::fmt;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::code::OrderCode;
use crate::wire::html::Escaped;

const STYLE: &str = include_str!("callback/page.css");

/// How the provider says the payment went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was made.
    Success,
    /// It was not, or the customer went away.
    Failure,
}

struct Words {
    title: &'static str,
    message: &'static str,
    hint: &'static str,
    payment_status: &'static str,
}

impl Outcome {
    const fn words(self) -> Words {
        match self {
            Self::Success => Words {
                title: "Terima kasih!",
                message: "Pembayaran Anda sedang kami periksa. Begitu dananya masuk, status \
                    pesanan berubah dengan sendirinya, biasanya dalam beberapa menit.",
                hint: "Halaman ini boleh ditutup dan bukan bukti pembayaran.",
                payment_status: "menunggu konfirmasi",
            },
            Self::Failure => Words {
                title: "Pembayaran belum selesai",
                message: "Pesanan Anda tetap tersimpan. Silakan coba lagi lewat link \
                    pembayaran yang Anda terima dari kami.",
                hint: "Bila dana sudah terpotong, tunggu sebentar dan periksa dulu status \
                    pesanannya sebelum membayar lagi.",
                payment_status: "belum selesai",
            },
        }
    }
}

/// The same for programs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentReturn)]
pub struct CallbackView<'a> {
    success: bool,
    message: &'static str,
    order_code: Option<&'a OrderCode>,
    payment_status: &'static str,
}

impl<'a> CallbackView<'a> {
    /// What became of a payment, for an order that is known to exist.
    #[must_use]
    pub const fn of(outcome: Outcome, order: Option<&'a OrderCode>) -> Self {
        let words = outcome.words();
        Self {
            success: matches!(outcome, Outcome::Success),
            message: words.message,
            order_code: order,
            payment_status: words.payment_status,
        }
    }
}

/// A page of HTML that needs nothing from anywhere.
#[derive(Debug, Clone, Copy)]
pub struct CallbackPage<'a> {
    /// How it went.
    pub outcome: Outcome,
    /// What the business is called.
    pub business: &'a str,
    /// An order that is known to exist.
    pub order: Option<&'a OrderCode>,
    /// What allows this page its own style, and no other.
    pub nonce: &'a str,
}

impl fmt::Display for CallbackPage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Words {
            title,
            message,
            hint,
            ..
        } = self.outcome.words();
        let business = Escaped(self.business);
        let nonce = Escaped(self.nonce);
        // A clock, not a tick: this page cannot know.
        let (class, drawing) = match self.outcome {
            Outcome::Success => ("good", "M24 12v12l8 5"),
            Outcome::Failure => ("open", "M24 14v13M24 34v.5"),
        };
        write!(
            f,
            r#"<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · {business}</title>
<style nonce="{nonce}">
{STYLE}</style>
</head>
<body>
<main>
<p class="business">{business}</p>
<svg class="{class}" viewBox="0 0 48 48" aria-hidden="true">
<circle cx="24" cy="24" r="21"/><path d="{drawing}"/>
</svg>
<h1>{title}</h1>
<p>{message}</p>
"#
        )?;
        if let Some(code) = self.order {
            let code = Escaped(code.as_str());
            write!(
                f,
                "<p class=\"code\">{code}</p>\n\
                 <p><a href=\"/lacak/{code}\">Lacak pesanan</a></p>\n"
            )?;
        }
        write!(
            f,
            "<p class=\"hint\">{hint}</p>\n</main>\n</body>\n</html>\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_business_cannot_break_out_of_its_page() {
        let page = CallbackPage {
            outcome: Outcome::Success,
            business: "<script>alert(1)</script> \"Jahit\"",
            order: None,
            nonce: "00ff",
        };

        let html = page.to_string();

        assert!(!html.contains("<script"), "{html}");
        assert_eq!(html.matches("&lt;script&gt;").count(), 2);
    }

    #[test]
    fn only_a_known_order_has_a_link() {
        let code = "ORD-20250630-A1B".parse().unwrap();
        let page = |order| CallbackPage {
            outcome: Outcome::Failure,
            business: "Rajut",
            order,
            nonce: "00ff",
        };

        let (known, unknown) = (page(Some(&code)).to_string(), page(None).to_string());

        assert!(known.contains("href=\"/lacak/ORD-20250630-A1B\""));
        assert!(!unknown.contains("href"));
    }

    #[test]
    fn a_page_asks_for_nothing_from_anywhere() {
        let page = CallbackPage {
            outcome: Outcome::Success,
            business: "Rajut",
            order: None,
            nonce: "00ff",
        };

        let html = page.to_string();

        for word in ["http:", "https:", "src=", "url(", "@import", "style="] {
            assert!(!html.contains(word), "{word}");
        }
    }
}
