//! `/invoice/{code}`: what is asked for, what for, and where to pay it.

use std::fmt;

use super::Setting;
use super::Tickets;
use super::marks;
use super::marks::mark;
use super::shell::Shell;
use super::story::kind;
use super::tracker::deadline;
use super::tracker::standing;
use super::whole;
use crate::domain::contact::mask_name;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Order;
use crate::wire::html::Escaped;
use crate::wire::konveksi::tracking::money::has_lapsed;
use crate::wire::konveksi::tracking::money::link;
use crate::wire::konveksi::tracking::money::next_invoice;
use crate::wire::language::Language;

/// The page of a bill.
#[derive(Debug, Clone, Copy)]
pub struct BillPage<'a> {
    /// Whose page it is, and what it is written in.
    pub setting: Setting<'a>,
    /// The order it belongs to.
    pub order: &'a Order,
    /// The bill.
    pub invoice: &'a Invoice,
    /// What lets it stay fresh.
    pub tickets: Tickets<'a>,
}

impl fmt::Display for BillPage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.invoice.code.as_str();
        let question = match self.setting.language {
            Language::English => format!("Hello, I have a question about bill {code}."),
            Language::Indonesian => format!("Halo, saya ingin bertanya tentang tagihan {code}."),
        };
        Shell {
            setting: self.setting,
            title: self.setting.pick("Tagihan", "Bill"),
            about: None,
            kind: "bill",
            path: &format!("/invoice/{code}"),
            live: Some((self.order, self.tickets)),
            question: &question,
            body: Body(self),
        }
        .fmt(f)
    }
}

struct Body<'a, 'b>(&'b BillPage<'a>);

impl fmt::Display for Body<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(page) = self;
        let (order, invoice, setting) = (page.order, page.invoice, &page.setting);
        let (class, word) = standing(setting, invoice);
        write!(
            f,
            "<div class=\"bill\">\n<section class=\"card sheet\">\n\
             <p class=\"code\">{}</p>\n<h1>{}</h1>\n\
             <p class=\"amount\">{}</p>\n<p><span class=\"pill {class}\">{word}</span></p>\n",
            Escaped(invoice.code.as_str()),
            kind(invoice.kind, setting.language),
            page.figure(),
        )?;
        page.what_to_do(f)?;
        write!(
            f,
            "</section>\n<section class=\"card\">\n<h2>{}</h2>\n<dl class=\"sums\">\n",
            setting.pick("Untuk pesanan", "For this order")
        )?;
        let count = format!("{} pcs", setting.language.number(order.product.quantity));
        let name = mask_name(&order.customer.name);
        let facts = [
            (
                setting.pick("Produk", "Product"),
                order.product.name.as_str(),
            ),
            (setting.pick("Jumlah", "Quantity"), &count),
            (setting.pick("Pemesan", "Ordered by"), &name),
        ];
        for (label, text) in facts {
            writeln!(f, "<div><dt>{label}</dt><dd>{}</dd></div>", Escaped(text))?;
        }
        let amounts = [
            (setting.pick("Harga pesanan", "Price"), order.price),
            (
                setting.pick("Sudah dibayar", "Paid so far"),
                order.net_paid(),
            ),
            (setting.pick("Tagihan ini", "This bill"), invoice.amount),
        ];
        for (label, amount) in amounts {
            let amount = whole(amount);
            writeln!(f, "<div><dt>{label}</dt><dd>{amount}</dd></div>")?;
        }
        let made = setting.pick("Dibuat", "Made on");
        let made_on = setting.day(invoice.created_at);
        write!(
            f,
            "<div><dt>{made}</dt><dd>{made_on}</dd></div>\n</dl>\n<p class=\"acts plain\">\
             <a class=\"quiet\" href=\"/lacak/{}\">{}{}</a>\
             <a class=\"quiet\" href=\"/invoice/{}/pdf\">{}{}</a></p>\n</section>\n</div>\n",
            Escaped(order.code.as_str()),
            mark(marks::SEARCH),
            setting.pick("Lacak pesanan", "Track the order"),
            Escaped(invoice.code.as_str()),
            mark(marks::PAPER),
            setting.pick("Unduh PDF", "Download PDF"),
        )
    }
}

impl BillPage<'_> {
    /// The amount that matters now.
    fn figure(&self) -> String {
        let amount = match self.invoice.status() {
            InvoiceStatus::Open | InvoiceStatus::Expired => self.invoice.remaining(),
            InvoiceStatus::Paid | InvoiceStatus::Cancelled => self.invoice.amount,
        };
        whole(amount)
    }

    /// Where to pay, or why not.
    fn what_to_do(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (invoice, setting) = (self.invoice, &self.setting);
        match invoice.status() {
            InvoiceStatus::Paid => {
                let thanks = setting.pick(
                    "Pembayaran sudah kami terima. Terima kasih!",
                    "We have received your payment. Thank you!",
                );
                let when = invoice.paid_at.map(|at| setting.moment(at));
                let when =
                    when.map_or_else(String::new, |at| format!("<p class=\"until\">{at}</p>"));
                writeln!(
                    f,
                    "<p class=\"paid\">{}{thanks}</p>\n{when}",
                    mark(marks::TICK)
                )
            }
            InvoiceStatus::Cancelled => self.replaced(f),
            _ if has_lapsed(invoice, setting.now) => self.lapsed(f),
            InvoiceStatus::Open | InvoiceStatus::Expired => self.payable(f),
        }
    }

    fn payable(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (invoice, setting) = (self.invoice, &self.setting);
        f.write_str(&deadline(setting, invoice))?;
        if let Some(address) = link(invoice, setting.now) {
            let pay = setting.pick("Bayar", "Pay");
            let how = setting.pick(
                "Transfer bank, QRIS, atau dompet digital, di halaman penyedia pembayaran kami. \
                 Halaman ini berubah sendiri begitu dana masuk.",
                "Bank transfer, QRIS or e-wallet, on the page of our payment provider. This page \
                 changes by itself as soon as the money arrives.",
            );
            return writeln!(
                f,
                "<p class=\"acts\"><a class=\"button\" href=\"{}\" rel=\"noreferrer\">{pay} {}{}</a>\
                 </p>\n<p class=\"how\">{how}</p>",
                Escaped(address),
                whole(invoice.remaining()),
                mark(marks::ARROW)
            );
        }
        let opening = invoice
            .open_attempt()
            .is_some_and(|it| it.state == AttemptState::Opening);
        let said = if opening {
            setting.pick(
                "Link pembayaran sedang disiapkan. Sebentar lagi muncul di sini.",
                "The payment link is being prepared. It will show up here in a moment.",
            )
        } else {
            setting.pick(
                "Link pembayaran belum tersedia. Tulis ke kami, supaya kami buatkan.",
                "There is no payment link yet. Write to us and we will make one.",
            )
        };
        writeln!(f, "<p class=\"how\">{said}</p>")?;
        if opening {
            Ok(())
        } else {
            self.ask_for_link(f)
        }
    }

    fn lapsed(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setting = &self.setting;
        let said = setting.pick(
            "Waktu pembayaran tagihan ini sudah lewat, jadi linknya tidak bisa dipakai lagi. \
             Pesanan Anda tetap tersimpan: minta link baru, lalu bayar seperti biasa. Sudah \
             terlanjur membayar? Dana tetap kami catat.",
            "The time to pay this bill has passed, so its link no longer works. Your order is \
             still here: ask for a new link and pay as usual. Already paid? Your money counts.",
        );
        writeln!(f, "<p class=\"how\">{said}</p>")?;
        match next_invoice(self.order).filter(|it| it.id != self.invoice.id) {
            Some(other) if !has_lapsed(other, setting.now) => self.other(f, other),
            _ => self.ask_for_link(f),
        }
    }

    fn replaced(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setting = &self.setting;
        let said = setting.pick(
            "Tagihan ini tidak perlu dibayar lagi.",
            "This bill does not need to be paid any more.",
        );
        writeln!(f, "<p class=\"how\">{said}</p>")?;
        match next_invoice(self.order) {
            Some(other) => self.other(f, other),
            None => Ok(()),
        }
    }

    fn other(&self, f: &mut fmt::Formatter<'_>, other: &Invoice) -> fmt::Result {
        let see = self
            .setting
            .pick("Buka tagihan yang berlaku", "Open the bill that counts");
        writeln!(
            f,
            "<p class=\"acts\"><a class=\"button\" href=\"/invoice/{}\">{see}{}</a></p>",
            Escaped(other.code.as_str()),
            mark(marks::ARROW)
        )
    }

    fn ask_for_link(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (setting, code) = (&self.setting, &self.invoice.code);
        let text = match setting.language {
            Language::English => format!("Hello, please send me a new payment link for {code}."),
            Language::Indonesian => format!("Halo, mohon link pembayaran baru untuk {code}."),
        };
        match setting.business.chat(&text) {
            Some(chat) => writeln!(
                f,
                "<p class=\"acts\"><a class=\"button\" href=\"{}\" rel=\"noreferrer\">{}{}</a></p>",
                Escaped(&chat),
                mark(marks::CHAT),
                setting.pick("Minta link baru", "Ask for a new link")
            ),
            None => writeln!(
                f,
                "<p class=\"how\">{}</p>",
                setting.pick(
                    "Balas pesan yang memuat tagihan ini untuk meminta link baru.",
                    "Reply to the message that brought you this bill to ask for a new link."
                )
            ),
        }
    }
}
