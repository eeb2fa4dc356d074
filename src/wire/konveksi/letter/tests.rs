//! Letters as customers read them.

use super::*;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::konveksi::tests::kit::a_full_order;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::time::BusinessZone;
use crate::wire::konveksi::letter::gaps::Filling;

fn house() -> House {
    House {
        name: "Benang Merah".to_owned(),
        zone: BusinessZone::named("Asia/Jakarta").unwrap(),
    }
}

fn usual(order: &Trial) -> Template {
    let kind = TemplateKind::asking_for(order.last_invoice().kind.counts_as());
    let all = builtin().into_iter();
    let mut its = all.filter(|it| it.kind == kind && it.is_default && it.is_active);
    its.next().unwrap()
}

fn letter(order: &Trial) -> Written {
    usual(order).write(&values_of(order, order.last_invoice(), &house()))
}

/// The order of somebody with another name, with its page open.
fn named(name: &str) -> Order {
    let mut order = an_order().with_link().with_page().order;
    name.clone_into(&mut order.customer.name);
    order
}

fn greeting(order: &Order, text: &'static str) -> String {
    let template = Template {
        subject: Text::read(text).unwrap(),
        body: Text::read(text).unwrap(),
        ..builtin().remove(0)
    };
    let values = values_of(order, order.invoices.last().unwrap(), &house());
    template.write(&values).letter.body
}

#[test]
fn a_down_payment_is_asked_for() {
    let written = letter(&an_order().with_link().with_page());

    insta::assert_snapshot!(written.letter.subject, @"Pembayaran awal untuk pesanan ORD-20250630-A1B di Benang Merah");
    insta::assert_snapshot!(written.letter.body, @r"
    Halo Budi Santoso,

    Terima kasih sudah memesan di Benang Merah. Pesanan Anda sudah kami catat:

    Kaos panitia, 50 potong
    Kode pesanan: ORD-20250630-A1B
    Total: Rp 1.000.000

    Uang muka (DP): Rp 500.000
    Paling lambat: 18/06/2025 22:06 WIB

    Bayar di sini:
    https://pay.example/00000000-0000-0000-0000-000200000001

    Pengerjaan kami mulai setelah pembayaran pertama masuk. Simpan kode pesanan di atas untuk melihat perkembangannya.
    ");
}

#[test]
fn the_rest_is_asked_for() {
    let written = letter(&an_order().final_requested().with_page());

    insta::assert_snapshot!(written.letter.body, @r"
    Halo Budi Santoso,

    Kabar baik dari Benang Merah: tinggal satu langkah lagi untuk pesanan ORD-20250630-A1B (Kaos panitia, 50 potong).

    Sudah dibayar: Rp 500.000 dari Rp 1.000.000
    Sisa pembayaran: Rp 500.000
    Paling lambat: 19/06/2025 22:06 WIB

    Lunasi di sini:
    https://pay.example/00000000-0000-0000-0000-000600000001

    Terima kasih sudah mempercayakan pesanan ini kepada kami.
    ");
}

#[test]
fn everything_is_asked_for() {
    let written = letter(&a_full_order().with_link().with_page());

    insta::assert_snapshot!(written.letter.body, @r"
    Halo Budi Santoso,

    Terima kasih sudah memesan di Benang Merah. Pesanan Anda sudah kami catat:

    Kaos panitia, 50 potong
    Kode pesanan: ORD-20250630-A1B

    Pembayaran penuh: Rp 1.000.000
    Paling lambat: 17/06/2025 22:06 WIB

    Bayar di sini:
    https://pay.example/00000000-0000-0000-0000-000200000001

    Pengerjaan kami mulai setelah pembayaran masuk. Simpan kode pesanan di atas untuk melihat perkembangannya.
    ");
}

#[test]
fn an_instalment_says_which_it_is() {
    let order = plan_with_page();

    let written = builtin()[0].write(&values_of(&order, &order.invoices[0], &house()));

    let body = &written.letter.body;
    assert!(body.contains("Cicilan 1 dari 2: Rp 500.000"), "{body}");
    assert_eq!(written.missing, BTreeSet::new());
}

/// With the page of the first invoice of a plan.
fn plan_with_page() -> Trial {
    let mut order = an_order().plan(&[500_000, 500_000]);
    let attempt = order.invoices[0].attempts[0].id;
    order.does(Action::AttemptOpened {
        attempt,
        provider_id: "page-1".to_owned(),
        url: "https://pay.example/1".to_owned(),
    });
    order
}

#[test]
fn every_template_asks_only_for_what_is_known_once_there_is_a_page() {
    for order in [
        an_order().with_link(),
        an_order().final_requested(),
        a_full_order().with_link(),
    ] {
        let without_page = letter(&order);
        assert_eq!(
            without_page.missing,
            BTreeSet::from([PAYMENT_LINK.to_owned()])
        );

        let written = letter(&order.with_page());
        assert_eq!(written.missing, BTreeSet::new());
        assert!(written.fits());
        assert!(!written.letter.body.contains("{{"), "{written:?}");
    }
}

#[test]
fn every_name_on_offer_is_known_of_an_instalment_with_its_page() {
    let order = plan_with_page();

    let known = values_of(&order, &order.invoices[0], &house());

    let names: Vec<_> = known.keys().map(String::as_str).collect();
    let mut offered = AVAILABLE.to_vec();
    offered.sort_unstable();
    assert_eq!(names, offered);
}

#[test]
fn amounts_and_dates_are_as_documented() {
    let order = an_order().with_link().with_page();
    let values = values_of(&order, order.last_invoice(), &house());

    let text = |name: &str| match &values[name] {
        Filling::Text(text) => text.as_str(),
        Filling::Flag(_) => "",
    };
    assert_eq!(text("amount_due"), "500,000");
    assert_eq!(text("amount_due_id"), "Rp 500.000");
    assert_eq!(text("expiry_date"), "18/06/2025 22:06");
    assert_eq!(text("expiry_zone"), "WIB");
    assert_eq!(text("payment_type"), "DP");
    assert_eq!(text("order_status"), "Link Dibuat");
}

#[test]
fn a_customer_called_like_a_gap_is_only_called_so() {
    let order = named("{{order_code}}");

    assert_eq!(
        greeting(&order, "Halo {{customer_name}}"),
        "Halo {{order_code}}"
    );
}

#[test]
fn a_customer_called_like_html_loses_the_html() {
    let text = "Halo {{customer_name}}";

    assert_eq!(greeting(&named("<b>"), text), "Halo Bapak/Ibu pelanggan");
    assert_eq!(greeting(&named("<b>Budi</b>"), text), "Halo Budi");
    assert_eq!(greeting(&named("<script>x</script>"), text), "Halo x");
}

#[test]
fn a_subject_stays_one_line() {
    let template = Template {
        subject: Text::read("Halo {{name}}").unwrap(),
        ..builtin().remove(0)
    };
    let name = Filling::Text("Budi\r\nBcc: semua@contoh.id".to_owned());

    let written = template.write(&Fillings::from([("name".to_owned(), name)]));

    assert_eq!(written.letter.subject, "Halo Budi Bcc: semua@contoh.id");
}

#[test]
fn a_template_names_its_gaps_once() {
    let template = Template {
        subject: Text::read("{{b}} {{a}}").unwrap(),
        body: Text::read("{{a}} {{#if c}}{{b}}{{/if}}").unwrap(),
        ..builtin().remove(0)
    };

    assert_eq!(template.variables(), ["b", "a", "c"]);
}
