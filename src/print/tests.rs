//! Papers, as somebody finds them who reads the file.

mod reading;
mod tags;

use self::reading::pages;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::tests::kit::ADMIN;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::konveksi::tests::kit::begin;
use crate::domain::konveksi::tests::kit::new_order;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;
use crate::print::House;
use crate::print::Reader;
use crate::print::invoice;
use crate::print::is_receipted;
use crate::print::receipt;
use crate::print::work_order;

fn printed<T>(print: impl FnOnce(&House<'_>) -> T) -> T {
    let zone = BusinessZone::named("Asia/Jakarta").unwrap();
    print(&House {
        name: "Jahit Rapi",
        address: "Jl. Cihampelas 12\nBandung 40131",
        phone: "0812-3456-7890",
        email: "halo@jahitrapi.example",
        base: "https://jahitrapi.example",
        zone: &zone,
        now: Timestamp(1_750_050_000_000),
    })
}

fn bill(order: &Order, reader: Reader) -> Vec<String> {
    let last = order.invoices.last().unwrap();
    pages(&printed(|house| invoice(house, order, last, reader)))
}

#[test]
fn a_bill_tells_what_it_asks_for_in_figures_and_words() {
    let order = an_order().with_link();

    let told = bill(&order, Reader::Staff);

    assert_eq!(told.len(), 1);
    let page = &told[0];
    for text in [
        "Jahit Rapi",
        "TAGIHAN",
        order.last_invoice().code.as_str(),
        "Budi Santoso",
        "budi@example.com",
        "Kaos panitia",
        "50 pcs",
        "Rp 20.000",
        "Uang muka (DP 50 %)",
        "Yang harus dibayar",
        "Rp 500.000",
        "lima ratus ribu rupiah",
        "Belum dibayar",
        "jahitrapi.example/lacak/",
        "ORD-20250630-A1B",
        "Halaman 1 dari 1",
    ] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
}

#[test]
fn a_paid_bill_asks_for_nothing_and_tells_what_came() {
    let told = bill(&an_order().with_dp_paid(), Reader::Staff);

    let page = told.concat();
    assert!(
        page.contains("Lunas, ") && page.contains("Sudah dibayar"),
        "{page}"
    );
    assert!(page.contains("Pembayaran yang sudah kami terima"), "{page}");
    assert!(!page.contains("Yang harus dibayar"), "{page}");
}

#[test]
fn anyone_else_reads_no_whole_name_and_no_contact() {
    let told = bill(&an_order().with_link(), Reader::Anyone).concat();

    assert!(told.contains("Budi S."), "{told}");
    for secret in ["Santoso", "81234567890", "budi@", "Lengan panjang"] {
        assert!(!told.contains(secret), "{secret} is in {told}");
    }
}

#[test]
fn what_does_not_fit_on_a_page_goes_on_on_the_next() {
    let mut amounts = [41_000; 24];
    amounts[23] = 57_000;
    let mut trial = an_order().plan(&amounts);
    trial.pays(Rupiah(41_000));
    let mut order = trial.order;
    order.payments = vec![order.payments[0].clone(); 40];
    order.product.name = "Seragam lapangan lengan panjang dengan bordir ".repeat(5);
    order.customer.name = "Raden Mas Panji Sosrokartono ".repeat(8);

    let told = bill(&order, Reader::Staff);

    assert!(told.len() > 1);
    for (place, page) in (1..).zip(&told) {
        let number = format!("Halaman {place} dari {}", told.len());
        assert!(page.contains(&number), "{page}");
    }
    let whole = told.concat();
    for part in 1..=24 {
        let part = format!("Cicilan {part} dari 24");
        assert!(whole.contains(&part), "{part}");
    }
    assert_eq!(whole.matches("Transfer bank").count(), 40);
    let heads = told.iter().filter(|page| page.contains("CARA"));
    assert!(
        heads.count() > 1,
        "the head of a table stands on each of its pages"
    );
}

#[test]
fn a_receipt_is_for_money_that_came_and_still_counts() {
    let mut trial = an_order().with_link();
    let invoice = trial.last_invoice().id;
    trial.records(invoice, Rupiah(500_000));
    let payment = trial.last_payment().clone();

    assert!(is_receipted(&trial, &payment));
    let told = pages(&printed(|house| receipt(house, &trial, &payment))).concat();
    for text in [
        "KWITANSI",
        "No. KW-ORD-20250630-A1B-01",
        "Budi Santoso",
        "lima ratus ribu rupiah",
        "Rp 500.000",
        "Uang muka (DP 50 %) untuk Kaos panitia",
        "Sisa pembayaran pesanan: Rp 500.000",
    ] {
        assert!(told.contains(text), "{text} is not in {told}");
    }
    assert!(!told.contains("meterai"), "{told}");

    let mut moved = payment.clone();
    moved.source = PaymentSource::Credit;
    let mut back = payment.clone();
    back.amount = -back.amount;
    back.reverses = Some(payment.id);
    assert!(!is_receipted(&trial, &moved));
    assert!(!is_receipted(&trial, &back));
    trial.order.payments.push(back);
    assert!(!is_receipted(&trial, &payment));
}

#[test]
fn large_sums_have_a_place_for_a_duty_stamp() {
    let mut new = new_order(Terms::Full, true);
    new.price = Rupiah(5_000_001);
    let mut trial = begin(ADMIN, &new).unwrap();
    trial.pays(Rupiah(5_000_001));
    let payment = trial.last_payment().clone();

    let told = pages(&printed(|house| receipt(house, &trial, &payment))).concat();

    assert!(told.contains("meterai"), "{told}");
}

#[test]
fn there_is_no_amount_on_a_work_order_and_no_contact() {
    let mut order = an_order().with_dp_paid().order;
    order.product.notes = "Logo di dada kiri\n".repeat(90);

    let told = pages(&printed(|house| work_order(house, &order, None)));

    assert!(told.len() > 1);
    let whole = told.concat();
    for text in [
        "PERINTAH KERJA",
        "Kaos panitia",
        "50 pcs",
        "Potong",
        "Budi Santoso",
    ] {
        assert!(whole.contains(text), "{text} is not in {whole}");
    }
    assert_eq!(whole.matches("Logo di dada kiri").count(), 90);
    for secret in [
        "Rp",
        "1.000.000",
        "500.000",
        "rupiah",
        "81234567890",
        "budi@",
    ] {
        assert!(!whole.contains(secret), "{secret} is in {whole}");
    }
}

#[test]
fn a_cancelled_order_is_told_so() {
    let trial = an_order().with_dp_paid().cancelled(MoneyDecision::Keep);
    let payment = trial.last_payment().clone();

    let told = pages(&printed(|house| receipt(house, &trial, &payment))).concat();

    assert!(told.contains("Pesanan ini dibatalkan."), "{told}");
}

#[test]
fn the_same_order_at_the_same_instant_is_the_same_file() {
    let mut new = new_order(Terms::Dp(BasisPoints(6_667)), true);
    new.customer_name = "Ğ字\u{7}\u{202e}(Sri) \\ <b>".to_owned();
    let order = begin(ADMIN, &new).unwrap().order;
    let make = || printed(|house| invoice(house, &order, &order.invoices[0], Reader::Staff));

    let file = make();

    assert_eq!(file, make());
    assert!(file.starts_with(b"%PDF-1.7") && file.ends_with(b"%%EOF"));
    assert!(pages(&file).concat().contains("(Sri) \\ <b>"));
}
