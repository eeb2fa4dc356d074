//! `/`: what the business makes, a way to find an order, and a form to place one.

mod form;

use std::fmt;
use std::sync::Arc;

use super::Setting;
use super::marks;
use super::marks::mark;
use super::shell::Shell;
use super::trouble::look_up;
use super::whole;
use crate::domain::konveksi::product::Product;
use crate::wire::html::Escaped;

/// What visitors may do about orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordering {
    /// They place them, and pay at once.
    Instant,
    /// They place them, and staff look at the price first.
    Review,
    /// They ask us.
    Off,
}

/// The landing page.
#[derive(Debug, Clone, Copy)]
pub struct LandingPage<'a> {
    /// Whose page it is, and what it is written in.
    pub setting: Setting<'a>,
    /// What they make, the newest first.
    pub products: &'a [Arc<Product>],
    /// What visitors may do about orders.
    pub ordering: Ordering,
}

impl fmt::Display for LandingPage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = self.setting.pick(
            "Pesan seragam dan kaos, bayar bertahap, dan pantau pembuatannya langsung.",
            "Order uniforms and shirts, pay in steps, and watch them being made.",
        );
        Shell {
            setting: self.setting,
            title: self.setting.pick("Pesan dan pantau", "Order and follow"),
            about: Some(about),
            kind: "landing",
            path: "/",
            live: None,
            question: self.setting.pick(
                "Halo, saya ingin memesan.",
                "Hello, I would like to place an order.",
            ),
            body: Body(self),
        }
        .fmt(f)
    }
}

struct Body<'a, 'b>(&'b LandingPage<'a>);

impl fmt::Display for Body<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(page) = self;
        writeln!(f, "<div class=\"landing\">")?;
        page.hero(f)?;
        page.products(f)?;
        match page.ordering {
            Ordering::Instant | Ordering::Review => page.form(f)?,
            Ordering::Off => page.ask(f)?,
        }
        writeln!(f, "</div>")
    }
}

impl LandingPage<'_> {
    fn hero(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setting = &self.setting;
        let order = match self.ordering {
            Ordering::Instant | Ordering::Review => format!(
                "<a class=\"button\" href=\"#pesan\">{}{}</a>",
                setting.pick("Buat pesanan", "Place an order"),
                mark(marks::ARROW)
            ),
            Ordering::Off => String::new(),
        };
        write!(
            f,
            "<section class=\"hero\">\n<h1>{}</h1>\n<p class=\"lead\">{}</p>\n<p class=\"acts\">{order}\
             </p>\n</section>\n<section class=\"card seek\">\n<h2>{}</h2>\n{}</section>\n",
            setting.pick(
                "Dijahit rapi, terlihat dari awal sampai kirim.",
                "Sewn with care, in plain sight until it ships."
            ),
            setting.pick(
                "Pesan dari HP, bayar bertahap, dan pantau pembuatannya langsung, tanpa perlu \
                 bertanya sudah sampai mana.",
                "Order from your phone, pay in steps, and watch it being made. No need to ask how \
                 far it is.",
            ),
            setting.pick("Sudah pesan?", "Already ordered?"),
            look_up(setting),
        )
    }

    fn products(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.products.is_empty() {
            return Ok(());
        }
        let setting = &self.setting;
        let title = setting.pick("Yang kami buat", "What we make");
        write!(
            f,
            "<section class=\"made\">\n<h2>{title}</h2>\n<ul class=\"products\">\n"
        )?;
        for product in self.products {
            self.product(f, product)?;
        }
        write!(f, "</ul>\n</section>\n")
    }

    fn product(&self, f: &mut fmt::Formatter<'_>, product: &Product) -> fmt::Result {
        let picture = product.picture.as_ref().map(|place| {
            format!(
                "<img src=\"/media/{}\" alt=\"\" loading=\"lazy\" width=\"320\" height=\"240\">",
                Escaped(place)
            )
        });
        let picture = picture.unwrap_or_else(|| {
            let initial = product.name.chars().next().unwrap_or('–').to_string();
            format!(
                "<span class=\"blank\" aria-hidden=\"true\">{}</span>",
                Escaped(&initial)
            )
        });
        let name = Escaped(&product.name);
        let choose = match self.ordering {
            Ordering::Instant | Ordering::Review => format!(
                "<a class=\"quiet\" href=\"#pesan\" data-choose=\"{name}\">{}<span \
                 class=\"visually-hidden\"> {name}</span></a>",
                self.setting.pick("Pesan ini", "Order this")
            ),
            Ordering::Off => String::new(),
        };
        writeln!(
            f,
            "<li class=\"product\"><div class=\"picture\">{picture}</div><div class=\"text\">\
             <p class=\"tag\">{}</p><h3>{name}</h3><p class=\"more\">{}</p>\
             <p class=\"price\"><span>{}</span> <b>{}</b> <span>/ pcs</span></p>{choose}</div></li>",
            Escaped(&product.category),
            Escaped(&product.description),
            self.setting.pick("mulai", "from"),
            whole(product.price),
        )
    }

    /// Nobody orders here by themselves: how to reach the workshop instead.
    fn ask(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setting = &self.setting;
        let text = setting.pick("Halo, saya ingin memesan.", "Hello, I would like to order.");
        let business = &setting.business;
        write!(
            f,
            "<section class=\"card order\" id=\"pesan\">\n<h2>{}</h2>\n<p>{}</p>\n<p class=\"acts\">",
            setting.pick("Mau memesan?", "Would you like to order?"),
            setting.pick(
                "Pesanan baru kami terima lewat percakapan, supaya ukuran, bahan, dan harganya \
                 pas sejak awal.",
                "We take new orders in a conversation, so that sizes, fabric and price are right \
                 from the start.",
            ),
        )?;
        if let Some(chat) = business.chat(text) {
            write!(
                f,
                "<a class=\"button\" href=\"{}\" rel=\"noreferrer\">{}{}</a>",
                Escaped(&chat),
                mark(marks::CHAT),
                setting.pick("Tulis lewat WhatsApp", "Write on WhatsApp")
            )?;
        }
        if !business.email.is_empty() {
            let email = Escaped(business.email);
            write!(f, "<a class=\"quiet\" href=\"mailto:{email}\">{email}</a>")?;
        }
        write!(f, "</p>\n</section>\n")
    }
}
