//! Papers, as somebody has them read out: by the tree of their parts.

use std::collections::BTreeMap;

use super::reading::numbered;
use super::*;
use crate::domain::media::Media;
use crate::print::Design;
use crate::print::Picture;
use crate::print::picture::tests::a_png;

/// The words of an object, brackets apart.
fn words(object: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for word in object.split_whitespace() {
        let mut rest = word;
        while let Some(at) = rest.find(['[', ']', '<', '>']) {
            words.extend((at > 0).then_some(&rest[..at]));
            let is_pair = rest[at..].starts_with("<<") || rest[at..].starts_with(">>");
            let end = at + if is_pair { 2 } else { 1 };
            words.push(&rest[at..end]);
            rest = &rest[end..];
        }
        words.extend((!rest.is_empty()).then_some(rest));
    }
    words
}

/// What follows a key, as far as it is one word; of a reference, its number.
fn after<'a>(words: &[&'a str], key: &str) -> Option<&'a str> {
    let place = words.iter().position(|it| *it == key)?;
    words.get(place + 1).copied()
}

fn number(word: Option<&str>) -> u32 {
    word.unwrap().parse().unwrap()
}

/// A file of ours as a tree of parts.
struct Tagged {
    /// What stands between `N 0 obj` and `endobj`, by the number.
    objects: BTreeMap<u32, String>,
    /// What was drawn on a page and belongs to a part, by the number of the page.
    pages: BTreeMap<u32, BTreeMap<u32, String>>,
}

impl Tagged {
    fn read(file: &[u8]) -> Self {
        let text = String::from_utf8_lossy(file);
        let object = |part: &str| {
            let (before, body) = part.split_once(" 0 obj")?;
            let number = before.rsplit('\n').next()?.parse().ok()?;
            Some((number, body.to_owned()))
        };
        let objects: BTreeMap<u32, _> = text.split("endobj").filter_map(object).collect();
        let is_page = |body: &String| after(&words(body), "/Type") == Some("/Page");
        let pages = objects.iter().filter(|(_, body)| is_page(body));
        let pages: Vec<_> = pages.map(|(id, _)| *id).collect();
        let pages = pages.into_iter().zip(numbered(file)).collect();
        Self { objects, pages }
    }

    /// A line for each part in the order it is read: its role, further in the deeper it is,
    /// and what was drawn of it.
    fn told(&self) -> Vec<String> {
        let is_catalog = |body: &&String| after(&words(body), "/Type") == Some("/Catalog");
        let catalog = self.objects.values().find(is_catalog).unwrap();
        assert!(catalog.contains("/Marked true") && catalog.contains("/Lang (id-ID)"));
        let root = number(after(&words(catalog), "/StructTreeRoot"));
        let whole = number(after(&words(&self.objects[&root]), "/K"));
        let mut told = Vec::new();
        self.walk(whole, 0, &mut told);
        told
    }

    fn walk(&self, part: u32, depth: usize, told: &mut Vec<String>) {
        let element = &self.objects[&part];
        let role = after(&words(element), "/S").unwrap();
        let alt = element
            .split_once("/Alt (")
            .and_then(|(_, it)| it.split_once(')'));
        let mut said = vec![alt.map_or("", |(alt, _)| alt)];
        let place = told.len();
        told.push(String::new());
        let children = words(element.split_once("/K ").unwrap().1);
        let mut rest = children.iter().skip(1);
        while let Some(word) = rest.next().filter(|it| **it != "]") {
            if *word != "<<" {
                self.walk(number(Some(word)), depth + 1, told);
                rest.nth(1);
                continue;
            }
            let held: Vec<_> = rest
                .by_ref()
                .copied()
                .take_while(|it| *it != ">>")
                .collect();
            let page = number(after(&held, "/Pg"));
            if after(&held, "/Type") == Some("/OBJR") {
                let link = words(&self.objects[&number(after(&held, "/Obj"))]);
                assert_eq!(after(&link, "/Subtype"), Some("/Link"));
                assert!(link.contains(&"/StructParent"));
            } else {
                let id = number(after(&held, "/MCID"));
                said.push(&self.pages[&page][&id]);
            }
        }
        let said = said.join(" ");
        let role = role.trim_start_matches('/');
        told[place] = format!("{}{role} {}", "  ".repeat(depth), said.trim());
    }
}

fn has(told: &[String], lines: &[&str]) {
    let whole = told.join("\n");
    for line in lines {
        let is_it = |it: &String| it.trim_start() == *line;
        assert!(told.iter().any(is_it), "{line} is not in\n{whole}");
    }
}

#[test]
fn a_bill_is_read_out_in_order_with_its_tables() {
    let order = an_order().with_dp_paid();
    let last = order.invoices.last().unwrap();
    let file = printed(|house| invoice(house, &order, last, Reader::Staff));
    let tagged = Tagged::read(&file);

    let told = tagged.told();

    assert_eq!(told[0], "Document ");
    assert_eq!(told[1], format!("  H1 TAGIHAN {}", last.code));
    has(
        &told,
        &[
            "TH URAIAN",
            "TD Kaos panitia",
            "TD Rp 1.000.000",
            "P Harga pesanan Rp 1.000.000",
            "P Sudah dibayar Rp 500.000",
            "H2 Pembayaran yang sudah kami terima",
            "Figure Kode QR ke https://jahitrapi.example/lacak/ORD-20250630-A1B",
        ],
    );
    let drawn: usize = tagged.pages.values().map(BTreeMap::len).sum();
    let pages = pages(&file).concat();
    assert!(pages.contains("Halaman 1 dari 1"));
    assert!(drawn > 30, "{drawn} pieces belong to a part");
    assert!(
        !told.concat().contains("Halaman 1"),
        "the number of a page is nobody's text"
    );
}

#[test]
fn rows_go_on_over_pages_and_their_head_is_read_once() {
    let mut order = an_order().with_dp_paid().order;
    order.payments = vec![order.payments[0].clone(); 60];
    let last = order.invoices.last().unwrap();
    let file = printed(|house| invoice(house, &order, last, Reader::Staff));

    let told = Tagged::read(&file).told();

    assert!(pages(&file).len() > 1);
    let count = |line: &str| told.iter().filter(|it| it.trim_start() == line).count();
    assert_eq!(count("TH CARA"), 1);
    assert_eq!(count("TD Transfer bank"), 60);
}

#[test]
fn receipts_and_work_orders_are_read_out_too() {
    let mut trial = an_order().with_link();
    let bill = trial.last_invoice().id;
    trial.records(bill, Rupiah(500_000));
    let payment = trial.last_payment().clone();
    let file = printed(|house| receipt(house, &trial, &payment));
    has(
        &Tagged::read(&file).told(),
        &[
            "H1 KWITANSI No. KW-ORD-20250630-A1B-01",
            "P Telah terima dari Budi Santoso",
            "P Uang sejumlah lima ratus ribu rupiah",
        ],
    );

    let design = Design {
        name: "logo (depan).png".to_owned(),
        picture: Picture::read(Media::Png, a_png()),
    };
    let file = printed(|house| work_order(house, &trial, Some(&design)));
    let told = Tagged::read(&file).told();
    has(
        &told,
        &["H2 Desain", "TH XXL", "TD Potong", "P logo (depan).png"],
    );
    let is_picture = |it: &&String| it.contains("Figure Desain pesanan logo");
    assert!(told.iter().any(|it| is_picture(&it)), "{told:?}");
    assert!(String::from_utf8_lossy(&file).contains("/Subtype /Image"));
}

#[test]
fn a_design_that_cannot_be_printed_is_named() {
    let order = an_order().order;
    let design = Design {
        name: "logo.ai".to_owned(),
        picture: None,
    };

    let told = |design| pages(&printed(|house| work_order(house, &order, design))).concat();

    assert!(told(Some(&design)).contains("Berkas desain: logo.ai. Lihat di panel."));
    assert!(told(None).contains("Belum ada berkas"));
}
