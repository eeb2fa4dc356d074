//! What all pages have around what they show: head, name of the house, foot.

use std::fmt;

use super::Setting;
use super::Tickets;
use super::marks;
use super::marks::mark;
use crate::domain::konveksi::order::Order;
use crate::wire::html::Escaped;
use crate::wire::konveksi::frames::OrderCursor;
use crate::wire::language::Language;

/// A page around its body.
pub(super) struct Shell<'a, B> {
    pub(super) setting: Setting<'a>,
    /// What stands in the tab: no name, no code.
    pub(super) title: &'a str,
    /// What it is about, for those who list pages; such a page may be listed.
    pub(super) about: Option<&'a str>,
    /// Which of our scripts' pages it is.
    pub(super) kind: &'a str,
    /// Where it stands, for the switch of languages.
    pub(super) path: &'a str,
    /// The order it stays fresh with, and what lets it.
    pub(super) live: Option<(&'a Order, Tickets<'a>)>,
    /// What a customer would write to the business from here.
    pub(super) question: &'a str,
    pub(super) body: B,
}

impl<B: fmt::Display> fmt::Display for Shell<'_, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.head(f)?;
        let live = self.live.map_or_else(String::new, |(order, tickets)| {
            format!(
                " data-order=\"{}\" data-cursor=\"{}\" data-page-ticket=\"{}\" \
                 data-socket-ticket=\"{}\"",
                Escaped(order.code.as_str()),
                OrderCursor(order.version),
                Escaped(tickets.page),
                Escaped(tickets.socket)
            )
        });
        write!(f, "<main id=\"isi\"{live}>\n{}</main>\n", self.body)?;
        self.foot(f)
    }
}

impl<B> Shell<'_, B> {
    fn head(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setting = &self.setting;
        let (title, name) = (Escaped(self.title), Escaped(setting.business.name));
        let robots = match self.about {
            Some(about) => format!("<meta name=\"description\" content=\"{}\">", Escaped(about)),
            None => "<meta name=\"robots\" content=\"noindex\">".to_owned(),
        };
        write!(
            f,
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n{robots}\n\
             <title>{title} · {name}</title>\n",
            setting.language.code()
        )?;
        if let Some(built) = setting.built {
            let icon = Escaped(&built.icon);
            writeln!(
                f,
                "<link rel=\"icon\" href=\"{icon}\" type=\"image/svg+xml\">"
            )?;
            for style in &built.styles {
                writeln!(f, "<link rel=\"stylesheet\" href=\"{}\">", Escaped(style))?;
            }
            let script = Escaped(&built.script);
            writeln!(f, "<script type=\"module\" src=\"{script}\"></script>")?;
            for module in &built.preloads {
                writeln!(
                    f,
                    "<link rel=\"modulepreload\" href=\"{}\">",
                    Escaped(module)
                )?;
            }
        }
        let skip = setting.pick("Langsung ke isi", "Skip to content");
        let (code, other, named) = match setting.language {
            Language::Indonesian => ("en", "EN", "Read this page in English"),
            Language::English => ("id", "ID", "Baca halaman ini dalam bahasa Indonesia"),
        };
        write!(
            f,
            "</head>\n<body data-kind=\"{}\">\n\
             <a class=\"skip\" href=\"#isi\">{skip}</a>\n\
             <header class=\"top\">\n<a class=\"house\" href=\"/\">{name}</a>\n\
             <span class=\"light\" id=\"light\" role=\"status\" hidden></span>\n\
             <a class=\"lang\" href=\"{}?lang={code}\" hreflang=\"{code}\" lang=\"{code}\">\
             {other}<span class=\"visually-hidden\">: {named}</span></a>\n</header>\n\
             <p class=\"news\" id=\"news\" role=\"status\" aria-live=\"polite\"></p>\n",
            self.kind,
            Escaped(self.path),
        )
    }

    fn foot(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let business = &self.setting.business;
        let help = self.setting.pick("Ada pertanyaan?", "Any questions?");
        writeln!(f, "<footer class=\"foot\">")?;
        if let Some(chat) = business.chat(self.question) {
            let write = self
                .setting
                .pick("Tulis ke kami lewat WhatsApp", "Write to us on WhatsApp");
            writeln!(
                f,
                "<p class=\"ask\"><span>{help}</span> <a class=\"quiet\" href=\"{}\" \
                 rel=\"noreferrer\">{}{write}</a></p>",
                Escaped(&chat),
                mark(marks::CHAT)
            )?;
        }
        writeln!(f, "<p class=\"who\"><b>{}</b></p>", Escaped(business.name))?;
        for text in [business.address, business.phone, business.email] {
            for line in text.lines().filter(|line| !line.is_empty()) {
                writeln!(f, "<p>{}</p>", Escaped(line))?;
            }
        }
        write!(f, "</footer>\n</body>\n</html>\n")
    }
}
