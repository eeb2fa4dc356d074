//! `/lacak/{order_code}`: where an order stands, what is next, what is to be paid.

use std::fmt;

use super::Setting;
use super::Tickets;
use super::marks;
use super::marks::mark;
use super::shell::Shell;
use super::steps::Milestone;
use super::steps::Standing;
use super::steps::Way;
use super::story::kind;
use super::story::story;
use super::whole;
use crate::domain::contact::mask_name;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Order;
use crate::wire::html::Escaped;
use crate::wire::konveksi::order::remaining;
use crate::wire::konveksi::tracking::journey::Journey;
use crate::wire::konveksi::tracking::money::has_lapsed;
use crate::wire::konveksi::tracking::money::link;
use crate::wire::konveksi::tracking::money::next_invoice;
use crate::wire::konveksi::tracking::progress::percentage;

/// The page of an order.
#[derive(Debug, Clone, Copy)]
pub struct TrackerPage<'a> {
    /// Whose page it is, and what it is written in.
    pub setting: Setting<'a>,
    /// The order.
    pub order: &'a Order,
    /// The events that made it.
    pub history: &'a [Event],
    /// What lets it stay fresh.
    pub tickets: Tickets<'a>,
}

impl fmt::Display for TrackerPage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.order.code.as_str();
        let question = match self.setting.language.code() {
            "en" => format!("Hello, I have a question about order {code}."),
            _ => format!("Halo, saya ingin bertanya tentang pesanan {code}."),
        };
        Shell {
            setting: self.setting,
            title: self.setting.pick("Lacak pesanan", "Track your order"),
            about: None,
            kind: "tracker",
            path: &format!("/lacak/{code}"),
            live: Some((self.order, self.tickets)),
            question: &question,
            body: Body(self),
        }
        .fmt(f)
    }
}

struct Body<'a, 'b>(&'b TrackerPage<'a>);

impl fmt::Display for Body<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(page) = self;
        let way = Way::of(page.order, page.history, page.setting.language);
        writeln!(f, "<div class=\"track\">")?;
        page.now(f, &way)?;
        page.money(f)?;
        page.way(f, &way)?;
        page.past(f)?;
        writeln!(f, "</div>")
    }
}

impl TrackerPage<'_> {
    /// What is ordered, and where it stands.
    fn now(&self, f: &mut fmt::Formatter<'_>, way: &Way) -> fmt::Result {
        let (order, setting) = (self.order, &self.setting);
        let percent = percentage(order, &Journey::of(order, self.history));
        let gone = if order.cancelled.is_some() {
            " gone"
        } else {
            ""
        };
        let next = setting.pick("Berikutnya", "What happens next");
        let progress = setting.pick("Kemajuan pesanan", "Progress of the order");
        let updated = setting.pick("Terakhir berubah", "Last change");
        write!(
            f,
            "<section class=\"card now{gone}\">\n\
             <p class=\"code\">{code}</p>\n<h1>{headline}</h1>\n\
             <p class=\"what\">{product} · {count} pcs · {name}</p>\n\
             <svg class=\"bar\" role=\"img\" aria-label=\"{progress}: {percent} %\" \
             viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\">\
             <rect class=\"rail\" width=\"100\" height=\"4\"/>\
             <rect class=\"fill\" id=\"fill\" width=\"{percent}\" height=\"4\"/></svg>\n\
             <p class=\"next\"><b>{next}</b> {what_next}</p>\n\
             <p class=\"since\">{updated}: <time datetime=\"{at}\">{when}</time></p>\n</section>\n",
            code = Escaped(order.code.as_str()),
            headline = way.headline,
            product = Escaped(&order.product.name),
            count = setting.language.number(order.product.quantity),
            name = Escaped(&mask_name(&order.customer.name)),
            what_next = way.next,
            at = order.updated_at,
            when = setting.moment(order.updated_at),
        )
    }

    fn way(&self, f: &mut fmt::Formatter<'_>, way: &Way) -> fmt::Result {
        let title = self
            .setting
            .pick("Perjalanan pesanan", "The way of your order");
        write!(
            f,
            "<section class=\"card way\">\n<h2>{title}</h2>\n<ol class=\"steps\">\n"
        )?;
        for step in &way.steps {
            self.step(f, step)?;
        }
        write!(f, "</ol>\n</section>\n")
    }

    fn step(&self, f: &mut fmt::Formatter<'_>, step: &Milestone) -> fmt::Result {
        let setting = &self.setting;
        let (class, mark, hidden, when) = match step.standing {
            Standing::Done(since) => (
                "done",
                mark(marks::TICK),
                setting.pick("selesai", "done"),
                since.map(|at| setting.day(at)),
            ),
            Standing::Present => (
                "present",
                String::new(),
                setting.pick("sekarang", "now"),
                None,
            ),
            Standing::Ahead => ("ahead", String::new(), setting.pick("nanti", "later"), None),
            Standing::Ended(since) => (
                "ended",
                mark(marks::CROSS),
                setting.pick("berakhir", "ended"),
                Some(setting.day(since)),
            ),
        };
        let current = if class == "present" {
            " aria-current=\"step\""
        } else {
            ""
        };
        let when = when.map_or_else(String::new, |day| {
            format!("<span class=\"when\">{day}</span>")
        });
        // What is done needs no explaining.
        let more = match step.standing {
            Standing::Done(_) => String::new(),
            Standing::Present | Standing::Ahead | Standing::Ended(_) => {
                format!("<p class=\"more\">{}</p>", step.about)
            }
        };
        writeln!(
            f,
            "<li class=\"{class}\"{current}><span class=\"dot\">{mark}</span><div>\
             <p class=\"name\">{} <span class=\"visually-hidden\">({hidden})</span>{when}</p>\
             {more}</div></li>",
            step.name
        )
    }

    /// What it costs, what is paid, and where to pay the rest.
    fn money(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (order, setting) = (self.order, &self.setting);
        let title = setting.pick("Pembayaran", "Payment");
        write!(f, "<section class=\"card money\">\n<h2>{title}</h2>\n")?;
        self.due(f)?;
        let mut sums = vec![(setting.pick("Harga pesanan", "Price"), order.price)];
        if order.forgiven.is_positive() {
            sums.push((setting.pick("Potongan", "Discount"), -order.forgiven));
        }
        sums.push((
            setting.pick("Sudah dibayar", "Paid so far"),
            order.net_paid(),
        ));
        writeln!(f, "<dl class=\"sums\">")?;
        for (name, amount) in sums {
            let amount = whole(amount);
            writeln!(f, "<div><dt>{name}</dt><dd>{amount}</dd></div>")?;
        }
        // Of a cancelled order nothing is left to pay, whatever was.
        if order.cancelled.is_none() {
            let rest = whole(remaining(order));
            let name = setting.pick("Sisa", "Still to pay");
            writeln!(
                f,
                "<div class=\"rest\"><dt>{name}</dt><dd>{rest}</dd></div>"
            )?;
        }
        writeln!(f, "</dl>")?;
        self.bills(f)?;
        writeln!(f, "</section>")
    }

    /// What is to be paid now.
    fn due(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (order, setting) = (self.order, &self.setting);
        let Some(invoice) = next_invoice(order) else {
            if order.is_settled() && order.cancelled.is_none() {
                let paid = setting.pick("Lunas. Terima kasih!", "Paid in full. Thank you!");
                return writeln!(f, "<p class=\"paid\">{}{paid}</p>", mark(marks::TICK));
            }
            return Ok(());
        };
        let what = kind(invoice.kind, setting.language);
        let asked = whole(invoice.remaining());
        let until = deadline(setting, invoice);
        write!(
            f,
            "<div class=\"due\">\n<p class=\"label\">{what}</p>\n\
             <p class=\"amount\">{asked}</p>\n{until}"
        )?;
        let pay = setting.pick("Bayar sekarang", "Pay now");
        let details = setting.pick("Lihat tagihan", "See the bill");
        let bill = Escaped(invoice.code.as_str());
        match link(invoice, setting.now) {
            Some(address) => writeln!(
                f,
                "<p class=\"acts\"><a class=\"button\" href=\"{}\" rel=\"noreferrer\">{pay}{}</a>\
                 <a class=\"quiet\" href=\"/invoice/{bill}\">{details}</a></p>",
                Escaped(address),
                mark(marks::ARROW)
            )?,
            None => writeln!(
                f,
                "<p class=\"acts\"><a class=\"button\" href=\"/invoice/{bill}\">{details}{}</a></p>",
                mark(marks::ARROW)
            )?,
        }
        writeln!(f, "</div>")
    }

    /// Every bill that was not taken back, the latest first.
    fn bills(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.order.invoices.iter().rev();
        let shown: Vec<_> = shown
            .filter(|it| it.status() != InvoiceStatus::Cancelled)
            .collect();
        if shown.is_empty() {
            return Ok(());
        }
        let title = self.setting.pick("Tagihan", "Bills");
        write!(f, "<h3>{title}</h3>\n<ul class=\"bills\">\n")?;
        for invoice in shown {
            let code = Escaped(invoice.code.as_str());
            let (class, word) = standing(&self.setting, invoice);
            writeln!(
                f,
                "<li><a href=\"/invoice/{code}\"><span>{}</span>\
                 <span class=\"figure\">{}</span><span class=\"pill {class}\">{word}</span></a></li>",
                kind(invoice.kind, self.setting.language),
                whole(invoice.amount)
            )?;
        }
        writeln!(f, "</ul>")
    }

    fn past(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = self
            .setting
            .pick("Yang sudah terjadi", "What happened so far");
        write!(
            f,
            "<section class=\"card past\">\n<h2>{title}</h2>\n<ul class=\"story\">\n"
        )?;
        for moment in story(self.order, self.history, self.setting.language) {
            writeln!(
                f,
                "<li><p>{}</p><time datetime=\"{}\">{}</time></li>",
                Escaped(&moment.said),
                moment.at,
                self.setting.moment(moment.at)
            )?;
        }
        write!(f, "</ul>\n</section>\n")
    }
}

/// Until when a bill can be paid, in a line of its own.
pub(super) fn deadline(setting: &Setting<'_>, invoice: &Invoice) -> String {
    let line = |label: &str, when: String| {
        format!(
            "<p class=\"until\">{}{label} {when}</p>\n",
            mark(marks::CLOCK)
        )
    };
    if has_lapsed(invoice, setting.now) {
        return String::new();
    }
    match (invoice.expires_at, invoice.due_at) {
        (Some(end), _) => line(
            setting.pick("Bayar sebelum", "Pay before"),
            setting.moment(end),
        ),
        (None, Some(due)) => line(setting.pick("Jatuh tempo", "Due"), setting.day(due)),
        (None, None) => String::new(),
    }
}

/// How a bill stands: a class for its looks, and a word.
pub(super) fn standing(setting: &Setting<'_>, invoice: &Invoice) -> (&'static str, &'static str) {
    let is_english = setting.language.code() == "en";
    let pick = |indonesian, english| if is_english { english } else { indonesian };
    match invoice.status() {
        InvoiceStatus::Paid => ("good", pick("Lunas", "Paid")),
        InvoiceStatus::Cancelled => ("calm", pick("Dibatalkan", "Cancelled")),
        InvoiceStatus::Open if invoice.overdue => ("bad", pick("Lewat jatuh tempo", "Overdue")),
        _ if has_lapsed(invoice, setting.now) => ("bad", pick("Kedaluwarsa", "Expired")),
        InvoiceStatus::Open | InvoiceStatus::Expired => ("warn", pick("Belum dibayar", "Unpaid")),
    }
}
