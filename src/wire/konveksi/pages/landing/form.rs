//! The form for an order: its fields, each with room for what is wrong with it.

use std::fmt;
use std::sync::Arc;

use super::LandingPage;
use super::Ordering;
use crate::domain::konveksi::fields;
use crate::domain::konveksi::product::Product;
use crate::wire::html::Escaped;

impl LandingPage<'_> {
    /// A form for an order; a script sends it.
    pub(super) fn form(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setting = &self.setting;
        let pick = |indonesian, english| setting.pick(indonesian, english);
        let note = match self.ordering {
            Ordering::Instant => pick(
                "Tagihan dan link pembayaran langsung jadi. Produksi dimulai setelah harga kami \
                 pastikan.",
                "The bill and its payment link are made at once. We start after confirming the \
                 price.",
            ),
            Ordering::Review | Ordering::Off => pick(
                "Kami periksa dulu pesanan dan harganya, lalu mengirim tagihan. Belum ada yang \
                 perlu dibayar sekarang.",
                "We check your order and its price first, then send a bill. There is nothing to \
                 pay now.",
            ),
        };
        write!(
            f,
            "<section class=\"card order\" id=\"pesan\">\n<h2>{}</h2>\n<p class=\"how\">{note}</p>\n\
             <noscript><p class=\"how\">{}</p></noscript>\n\
             <form id=\"order\" novalidate hidden>\n\
             <p class=\"wrong\" id=\"wrong\" role=\"alert\" tabindex=\"-1\" hidden></p>\n",
            pick("Buat pesanan", "Place an order"),
            self.without_script(),
        )?;
        self.fields(f)?;
        let send = pick("Kirim pesanan", "Send the order");
        write!(
            f,
            "<div class=\"total\" id=\"total\" hidden><span>{}</span> <b id=\"sum\"></b></div>\n\
             <p class=\"acts\"><button class=\"button\" type=\"submit\" id=\"send\">{send}</button>\
             </p>\n</form>\n</section>\n",
            pick("Perkiraan harga", "Estimated price"),
        )
    }

    /// What stands in place of the form where it cannot work.
    fn without_script(&self) -> &str {
        let business = &self.setting.business;
        if business.phone.is_empty() && business.email.is_empty() {
            return self.setting.pick(
                "Formulir pesanan memerlukan JavaScript.",
                "The order form needs JavaScript.",
            );
        }
        self.setting.pick(
            "Formulir pesanan memerlukan JavaScript. Anda juga bisa memesan lewat kontak di bawah.",
            "The order form needs JavaScript. You can also order through the contacts below.",
        )
    }

    fn fields(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setting = &self.setting;
        let pick = |indonesian, english| setting.pick(indonesian, english);
        let longest = fields::NAME_CHARS.end();
        field(
            f,
            "customer_name",
            pick("Nama Anda", "Your name"),
            "",
            &format!(
                "<input id=\"customer_name\" name=\"customer_name\" required autocomplete=\"name\" \
             maxlength=\"{longest}\" aria-describedby=\"customer_name-wrong\">"
            ),
        )?;
        let reach = pick(
            "Nomor WhatsApp atau alamat email, untuk mengirim tagihan.",
            "A WhatsApp number or e-mail address, to send the bill to.",
        );
        field(
            f,
            "contact_information",
            pick("WhatsApp atau email", "WhatsApp or e-mail"),
            reach,
            "<input id=\"contact_information\" name=\"contact_information\" required \
             maxlength=\"255\" placeholder=\"0812-3456-7890\" \
             aria-describedby=\"contact_information-hint contact_information-wrong\">",
        )?;
        let option = |product: &Arc<Product>| {
            format!(
                "<option value=\"{name}\" data-price=\"{}\">{name}</option>",
                product.price.0,
                name = Escaped(&product.name)
            )
        };
        let options: Vec<_> = self.products.iter().map(option).collect();
        let options = options.concat();
        if self.products.is_empty() {
            field(
                f,
                "product_name",
                pick("Apa yang dibuat?", "What shall we make?"),
                "",
                &format!(
                    "<input id=\"product_name\" name=\"product_name\" required maxlength=\"{longest}\" \
                 aria-describedby=\"product_name-wrong\">"
                ),
            )?;
        } else {
            field(
                f,
                "product_name",
                pick("Produk", "Product"),
                "",
                &format!(
                    "<select id=\"product_name\" name=\"product_name\" required \
                 aria-describedby=\"product_name-wrong\"><option value=\"\">{}</option>{options}\
                 </select>",
                    pick("Pilih produk", "Choose a product")
                ),
            )?;
        }
        let most = fields::QUANTITY.end();
        field(
            f,
            "quantity",
            pick("Jumlah (pcs)", "Quantity (pieces)"),
            "",
            &format!(
                "<input id=\"quantity\" name=\"quantity\" type=\"number\" inputmode=\"numeric\" min=\"1\" \
             max=\"{most}\" step=\"1\" required aria-describedby=\"quantity-wrong\">"
            ),
        )?;
        if self.products.is_empty() {
            field(
                f,
                "total_price",
                pick("Harga yang disepakati (Rp)", "Agreed price (Rp)"),
                "",
                "<input id=\"total_price\" name=\"total_price\" inputmode=\"numeric\" required \
                 aria-describedby=\"total_price-wrong\">",
            )?;
        }
        self.terms(f)?;
        self.wishes(f)
    }

    /// What it should look like.
    fn wishes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pick = |indonesian, english| self.setting.pick(indonesian, english);
        let notes = fields::DESIGN_NOTES_CHARS_MAX;
        let hint = pick(
            "Ukuran, warna, letak sablon atau bordir, kapan diperlukan.",
            "Sizes, colours, where to print or embroider, when you need it.",
        );
        field(
            f,
            "design_notes",
            pick("Catatan", "Notes"),
            hint,
            &format!(
                "<textarea id=\"design_notes\" name=\"design_notes\" rows=\"4\" maxlength=\"{notes}\" \
             aria-describedby=\"design_notes-hint design_notes-wrong\"></textarea>"
            ),
        )?;
        let hint = pick(
            "JPG, PNG, atau PDF, paling besar 10 MB.",
            "JPG, PNG or PDF, up to 10 MB.",
        );
        field(
            f,
            "design",
            pick("Berkas desain", "Design file"),
            hint,
            &format!(
                "<input id=\"design\" name=\"design\" type=\"file\" \
             accept=\"image/jpeg,image/png,application/pdf\" \
             aria-describedby=\"design-hint design-wrong\">\
             <progress id=\"sent\" max=\"100\" value=\"0\" aria-label=\"{}\" hidden></progress>",
                pick("Terkirim", "Sent")
            ),
        )
    }

    /// How to pay.
    fn terms(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pick = |indonesian, english| self.setting.pick(indonesian, english);
        write!(
            f,
            "<fieldset class=\"field\"><legend>{}</legend>\n<div class=\"choices\">\
             <label class=\"choice\"><input type=\"radio\" name=\"payment_type\" value=\"dp\" checked>\
             <span><b>{}</b><small>{}</small></span></label>\
             <label class=\"choice\"><input type=\"radio\" name=\"payment_type\" value=\"full\">\
             <span><b>{}</b><small>{}</small></span></label></div>\
             <p class=\"flaw\" id=\"payment_type-wrong\" hidden></p></fieldset>\n",
            pick("Cara bayar", "How to pay"),
            pick("Uang muka 50 %", "Half now"),
            pick(
                "Sisanya setelah selesai dibuat.",
                "The rest once it is made."
            ),
            pick("Langsung lunas", "All at once"),
            pick(
                "Sekali bayar untuk semuanya.",
                "One payment for everything."
            ),
        )
    }
}

/// A labelled field, with room for what is wrong with it.
fn field(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    label: &str,
    hint: &str,
    input: &str,
) -> fmt::Result {
    let hint = if hint.is_empty() {
        String::new()
    } else {
        format!("<p class=\"hint\" id=\"{name}-hint\">{hint}</p>")
    };
    writeln!(
        f,
        "<div class=\"field\"><label for=\"{name}\">{label}</label>{hint}{input}\
         <p class=\"flaw\" id=\"{name}-wrong\" hidden></p></div>"
    )
}
