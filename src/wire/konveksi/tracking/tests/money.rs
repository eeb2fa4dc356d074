//! Money that came late, twice, too much, or went back.

use serde_json::Value;

use super::check;
use super::track;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::command::RefundRequest;
use crate::domain::konveksi::refund::RefundMethod;
use crate::domain::konveksi::refund::Settles;
use crate::domain::konveksi::tests::kit::HALF;
use crate::domain::konveksi::tests::kit::PRICE;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::konveksi::tests::kit::cancel;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;

/// Gives back so much of the last payment, in cash.
pub(super) fn cash(trial: &Trial, amount: i64) -> Action {
    refund(trial, amount, RefundMethod::Cash, Settles::Debt)
}

fn refund(trial: &Trial, amount: i64, method: RefundMethod, settles: Settles) -> Action {
    Action::Refund(Box::new(RefundRequest {
        payment: trial.last_payment().id,
        amount: Rupiah(amount),
        method,
        settles,
        reason: "Cacat jahitan".to_owned(),
    }))
}

fn whole(amount: &Value) -> i64 {
    let whole = amount.as_str().unwrap().strip_suffix(".00").unwrap();
    whole.parse().unwrap()
}

/// The payments and the sums, a line each. They must add up, and both look-ups agree.
#[track_caller]
fn books(trial: &Trial) -> Vec<String> {
    let answer = track(trial);
    let (payments, summary) = (&answer["payments"], &answer["summary"]);
    let other = check(trial);
    assert_eq!((payments, summary), (&other["payments"], &other["summary"]));
    let payments = payments.as_array().unwrap();
    let standing = payments.iter().filter(|it| it["status"] == "sudah dibayar");
    let sum: i64 = standing
        .map(|it| whole(&it["amount"]) - whole(&it["refunded_amount"]))
        .sum();
    assert_eq!(sum, whole(&summary["total_paid"]));
    let names = [
        "total_paid",
        "total_refunded",
        "remaining",
        "next_payment_amount",
    ];
    let sums: Vec<_> = names.iter().map(|name| whole(&summary[*name])).collect();
    let mut lines = vec![format!("{sums:?}")];
    for payment in payments {
        let text = |name: &str| payment[name].as_str().unwrap_or("-").to_owned();
        lines.push(format!(
            "{} {} {}: {}",
            text("payment_type"),
            text("amount"),
            text("status"),
            text("description")
        ));
    }
    lines
}

fn milestones(trial: &Trial) -> Vec<String> {
    let answer = track(trial);
    let entries = answer["data"]["timeline"].as_array().unwrap();
    let line = |entry: &Value| {
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        format!("{}: {}", text("milestone"), text("description"))
    };
    entries.iter().map(line).collect()
}

#[test]
fn the_next_payment_is_what_is_asked_for_or_will_be() {
    assert_eq!(books(&an_order())[0], "[0, 0, 1000000, 500000]");
    assert_eq!(books(&an_order().with_link())[0], "[0, 0, 1000000, 500000]");
    assert_eq!(
        books(&an_order().with_dp_paid())[0],
        "[500000, 0, 500000, 500000]"
    );
    assert_eq!(books(&an_order().settled())[0], "[1000000, 0, 0, 0]");
    let cancelled = an_order().with_dp_paid().cancelled(MoneyDecision::Keep);
    assert_eq!(books(&cancelled)[0], "[500000, 0, 0, 0]");
}

#[test]
fn short_money_is_told_as_such() {
    let mut trial = an_order().with_link();
    trial.pays(Rupiah(200_000));

    insta::assert_debug_snapshot!((books(&trial), milestones(&trial)), @r#"
    (
        [
            "[200000, 0, 800000, 300000]",
            "dp 200000.00 sudah dibayar: Pembayaran diterima.",
        ],
        [
            "Pesanan Diterima: Pesanan ORD-20250630-A1B sudah kami terima.",
            "Tagihan DP Dibuat: Tagihan INV-577944-AHH sebesar Rp 500.000 sudah dibuat.",
            "Pembayaran Diterima: Rp 200.000 untuk tagihan INV-577944-AHH kami terima.",
            "Menunggu Pembayaran DP: Tagihan INV-577944-AHH menunggu pembayaran Rp 300.000.",
            "Produksi: Produksi dimulai setelah pembayaran awal kami terima.",
            "Pelunasan: Sisa Rp 500.000 dilunasi sebelum pesanan dikirim.",
            "Pengiriman: Pesanan dikirim setelah selesai dibuat dan lunas.",
        ],
    )
    "#);
}

#[test]
fn only_the_payment_that_completes_an_invoice_says_so() {
    let mut trial = an_order().with_link();
    trial.pays(Rupiah(200_000));
    trial.pays(Rupiah(300_000));

    let told = milestones(&trial);
    assert!(
        told[2].starts_with("Pembayaran Diterima: Rp 200.000"),
        "{told:?}"
    );
    assert!(told[3].starts_with("DP Dibayar: Rp 300.000"), "{told:?}");
}

#[test]
fn late_money_pays_and_a_second_payment_is_more_than_was_asked_for() {
    let mut trial = an_order().with_link();
    let first = trial.last_invoice().id;
    trial.wait(Span::days(4));
    trial.does(Action::ExpireDue);
    trial.pays_for(first, HALF);
    trial.pays_for(first, PRICE);

    insta::assert_debug_snapshot!((books(&trial), milestones(&trial)), @r#"
    (
        [
            "[1500000, 0, 0, 0]",
            "dp 500000.00 sudah dibayar: Pembayaran diterima.",
            "dp 1000000.00 sudah dibayar: Pembayaran diterima.",
        ],
        [
            "Pesanan Diterima: Pesanan ORD-20250630-A1B sudah kami terima.",
            "Tagihan DP Dibuat: Tagihan INV-577944-AHH sebesar Rp 500.000 sudah dibayar.",
            "DP Dibayar: Rp 500.000 untuk tagihan INV-577944-AHH kami terima.",
            "Pembayaran Diterima: Rp 1.000.000 untuk tagihan INV-577944-AHH kami terima.",
            "Menunggu Produksi: Pesanan Anda menunggu giliran produksi.",
            "Pembayaran Lunas: Semua pembayaran sudah kami terima. Terima kasih.",
            "Pengiriman: Pesanan dikirim setelah selesai dibuat dan lunas.",
        ],
    )
    "#);
}

#[test]
fn a_payment_recorded_by_mistake_reads_as_cancelled() {
    let mut trial = an_order().with_link();
    let invoice = trial.last_invoice().id;
    let payment = trial.records(invoice, HALF);
    trial.does(Action::Reverse {
        payment,
        reason: "Salah pesanan".to_owned(),
    });

    insta::assert_debug_snapshot!((books(&trial), milestones(&trial)), @r#"
    (
        [
            "[0, 0, 1000000, 500000]",
            "dp 500000.00 dibatalkan: Catatan pembayaran ini dibatalkan.",
        ],
        [
            "Pesanan Diterima: Pesanan ORD-20250630-A1B sudah kami terima.",
            "Tagihan DP Dibuat: Tagihan INV-577944-AHH sebesar Rp 500.000 sudah dibuat.",
            "Menunggu Pembayaran DP: Tagihan INV-577944-AHH menunggu pembayaran Rp 500.000.",
            "Produksi: Produksi dimulai setelah pembayaran awal kami terima.",
            "Pelunasan: Sisa Rp 500.000 dilunasi sebelum pesanan dikirim.",
            "Pengiriman: Pesanan dikirim setelah selesai dibuat dan lunas.",
        ],
    )
    "#);
}

#[test]
fn refunds_lower_what_is_paid_once_they_have_left() {
    let mut trial = an_order().settled();
    let asked = refund(&trial, 200_000, RefundMethod::Original, Settles::Debt);
    trial.does(asked);
    let pending = (books(&trial), milestones(&trial));
    let id = trial.refunds[0].id;
    trial.does(Action::RefundEnded {
        refund: id,
        succeeded: true,
        provider_id: None,
    });

    insta::assert_debug_snapshot!(pending, @r#"
    (
        [
            "[1000000, 0, 0, 0]",
            "dp 500000.00 sudah dibayar: Pembayaran diterima.",
            "pelunasan 500000.00 sudah dibayar: Pembayaran diterima.",
        ],
        [
            "Pesanan Diterima: Pesanan ORD-20250630-A1B sudah kami terima.",
            "Tagihan DP Dibuat: Tagihan INV-577944-AHH sebesar Rp 500.000 sudah dibayar.",
            "DP Dibayar: Rp 500.000 untuk tagihan INV-577944-AHH kami terima.",
            "Produksi Selesai: Pesanan Anda sudah selesai dibuat.",
            "Tagihan Pelunasan Dibuat: Tagihan INV-219976-MS2 sebesar Rp 500.000 sudah dibayar.",
            "Pelunasan Dibayar: Rp 500.000 untuk tagihan INV-219976-MS2 kami terima.",
            "Pengembalian Dana Diproses: Rp 200.000 sedang dalam proses pengembalian.",
            "Pembayaran Lunas: Semua pembayaran sudah kami terima. Terima kasih.",
            "Menunggu Pengiriman: Pesanan sudah selesai dan lunas, tinggal dikirim.",
        ],
    )
    "#);
    insta::assert_debug_snapshot!((books(&trial), milestones(&trial)), @r#"
    (
        [
            "[800000, 200000, 200000, 200000]",
            "dp 500000.00 sudah dibayar: Pembayaran diterima.",
            "pelunasan 500000.00 sudah dibayar: Pembayaran diterima; Rp 200.000 sudah dikembalikan.",
        ],
        [
            "Pesanan Diterima: Pesanan ORD-20250630-A1B sudah kami terima.",
            "Tagihan DP Dibuat: Tagihan INV-577944-AHH sebesar Rp 500.000 sudah dibayar.",
            "DP Dibayar: Rp 500.000 untuk tagihan INV-577944-AHH kami terima.",
            "Produksi Selesai: Pesanan Anda sudah selesai dibuat.",
            "Tagihan Pelunasan Dibuat: Tagihan INV-219976-MS2 sebesar Rp 500.000 sudah dibayar.",
            "Pelunasan Dibayar: Rp 500.000 untuk tagihan INV-219976-MS2 kami terima.",
            "Dana Dikembalikan: Rp 200.000 sudah kami kembalikan.",
            "Pelunasan: Sisa Rp 200.000 dilunasi sebelum pesanan dikirim.",
            "Pengiriman: Pesanan dikirim setelah selesai dibuat dan lunas.",
        ],
    )
    "#);
}

#[test]
fn a_failed_refund_is_a_matter_for_staff() {
    let mut trial = an_order().settled();
    let before = (books(&trial), milestones(&trial));
    let asked = refund(&trial, 200_000, RefundMethod::Original, Settles::Debt);
    trial.does(asked);
    let id = trial.refunds[0].id;
    trial.does(Action::RefundEnded {
        refund: id,
        succeeded: false,
        provider_id: None,
    });

    assert_eq!((books(&trial), milestones(&trial)), before);
}

#[test]
fn goodwill_leaves_nothing_owed() {
    let mut trial = an_order().settled();
    let goodwill = refund(&trial, 100_000, RefundMethod::Cash, Settles::Price);
    trial.does(goodwill);

    assert_eq!(books(&trial)[0], "[900000, 100000, 0, 0]");
    assert_eq!(track(&trial)["summary"]["is_fully_paid"], true);
}

#[test]
fn money_on_a_cancelled_order_is_to_go_back() {
    let mut trial = an_order().with_link();
    let invoice = trial.last_invoice().id;
    trial.does(cancel(None));
    trial.pays_for(invoice, HALF);

    insta::assert_debug_snapshot!((books(&trial), milestones(&trial)), @r#"
    (
        [
            "[500000, 0, 0, 0]",
            "dp 500000.00 sudah dibayar: Pembayaran diterima.",
        ],
        [
            "Pesanan Diterima: Pesanan ORD-20250630-A1B sudah kami terima.",
            "Tagihan DP Dibuat: Tagihan INV-577944-AHH sebesar Rp 500.000 sudah dibayar.",
            "DP Dibayar: Rp 500.000 untuk tagihan INV-577944-AHH kami terima.",
            "Pesanan Dibatalkan: Pesanan dibatalkan. Rp 500.000 akan dikembalikan.",
        ],
    )
    "#);
}

#[test]
fn credit_that_moves_is_told_on_both_orders() {
    let other = OrderId(uuid::Uuid::from_u128(9));
    let mut giving = an_order().with_link();
    let invoice = giving.last_invoice().id;
    giving.records(invoice, Rupiah(1_300_000));
    giving.does(Action::GiveCredit {
        to: other,
        amount: Rupiah(300_000),
        reason: String::new(),
    });
    let mut taking = an_order().with_link();
    taking.does(Action::TakeCredit {
        from: other,
        amount: Rupiah(300_000),
        reason: String::new(),
    });

    insta::assert_debug_snapshot!((books(&giving), books(&taking)), @r#"
    (
        [
            "[1000000, 0, 0, 0]",
            "dp 1300000.00 sudah dibayar: Pembayaran diterima.",
            "- -300000.00 sudah dibayar: Dana dipindahkan ke pesanan lain.",
        ],
        [
            "[300000, 0, 700000, 200000]",
            "- 300000.00 sudah dibayar: Dana dipindahkan dari pesanan lain.",
        ],
    )
    "#);
}
