//! What customers read of an order, stage by stage.

mod money;
mod secrets;
mod whole;

use serde_json::Value;

use super::TrackingView;
use super::check::CheckView;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::tests::kit::ADMIN;
use crate::domain::konveksi::tests::kit::HALF;
use crate::domain::konveksi::tests::kit::PRICE;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::konveksi::tests::kit::a_full_order;
use crate::domain::konveksi::tests::kit::a_public_order;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::konveksi::tests::kit::cancel;
use crate::domain::konveksi::tests::kit::priced;
use crate::domain::konveksi::tests::kit::restore;
use crate::domain::konveksi::tests::kit::step;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::BusinessZone;
use crate::domain::time::Span;

fn track(trial: &Trial) -> Value {
    let zone = BusinessZone::named("Asia/Jakarta").unwrap();
    let view = TrackingView::of(&trial.order, &trial.events, trial.now, &zone);
    serde_json::to_value(view).unwrap()
}

fn check(trial: &Trial) -> Value {
    serde_json::to_value(CheckView::of(&trial.order, trial.now)).unwrap()
}

/// The stage, what comes next, and the timeline, a line each.
fn told(trial: &Trial) -> Vec<String> {
    let answer = track(trial);
    let data = &answer["data"];
    let (progress, next) = (&data["progress"], &data["next_milestone"]);
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mut lines = vec![format!(
        "{} % ({} of {}, {}), {}, next {} {}",
        progress["percentage"],
        progress["completed_milestones"],
        progress["total_milestones"],
        text(&progress["status"]),
        text(&data["current_stage"]["code"]),
        text(&next["milestone"]),
        text(&next["estimated_date"]),
    )];
    for entry in data["timeline"].as_array().unwrap() {
        lines.push(format!(
            "{} {} {} {}: {} {} {}",
            entry["order"],
            text(&entry["status"]),
            text(&entry["timestamp"]),
            text(&entry["icon"]),
            text(&entry["milestone"]),
            text(&entry["invoice_code"]),
            text(&entry["amount"]),
        ));
    }
    lines
}

fn with_page(mut trial: Trial) -> Trial {
    let page = trial.last_invoice().open_attempt().unwrap().id;
    trial.does(Action::AttemptOpened {
        attempt: page,
        provider_id: "provider-17".to_owned(),
        url: "https://pay.example/17".to_owned(),
    });
    trial
}

/// Paid the down payment, an hour after the link; in production an hour later.
fn in_production() -> Trial {
    let mut trial = with_page(an_order().with_link());
    trial.wait(Span::hours(1));
    trial.pays(HALF);
    trial.wait(Span::hours(1));
    trial.does(step(Step::InProgress, ""));
    trial.wait(Span::hours(1));
    trial
}

#[test]
fn an_order_without_a_link_waits_for_staff() {
    insta::assert_debug_snapshot!(told(&an_order()), @r#"
    [
        "10.0 % (1 of 7, in_progress), in_progress, next Tagihan Dibuat -",
        "1 completed 2025-06-15T15:06:40Z 📝: Pesanan Diterima - -",
        "10 pending - 📅: Tagihan Menyusul - -",
        "40 pending - 📅: Produksi - -",
        "50 pending - 📅: Pelunasan - 500000.00",
        "60 pending - 📦: Pengiriman - -",
    ]
    "#);
}

#[test]
fn an_order_with_a_link_waits_for_the_down_payment_until_it_expires() {
    let mut trial = with_page(an_order().with_link());

    insta::assert_debug_snapshot!(told(&trial), @r#"
    [
        "15.0 % (2 of 7, in_progress), payment, next Pembayaran Diterima 2025-06-18",
        "1 completed 2025-06-15T15:06:40Z 📝: Pesanan Diterima - -",
        "10 completed 2025-06-15T15:06:40Z 🧾: Tagihan DP Dibuat INV-577944-AHH 500000.00",
        "20 current 2025-06-15T15:06:40Z 💰: Menunggu Pembayaran DP INV-577944-AHH 500000.00",
        "40 pending - 📅: Produksi - -",
        "50 pending - 📅: Pelunasan - 500000.00",
        "60 pending - 📦: Pengiriman - -",
    ]
    "#);
    assert_eq!(link(&trial), "https://pay.example/17");

    trial.wait(Span::days(3));
    let unswept = told(&trial);
    assert_eq!(link(&trial), Value::Null);
    trial.does(Action::ExpireDue);

    assert_eq!(told(&trial), unswept);
    assert_eq!(link(&trial), Value::Null);
    insta::assert_debug_snapshot!(unswept, @r#"
    [
        "15.0 % (2 of 7, in_progress), payment, next Pembayaran Diterima -",
        "1 completed 2025-06-15T15:06:40Z 📝: Pesanan Diterima - -",
        "10 completed 2025-06-15T15:06:40Z 🧾: Tagihan DP Dibuat INV-577944-AHH 500000.00",
        "40 pending - 📅: Produksi - -",
        "50 pending - 📅: Pelunasan - 500000.00",
        "60 pending - 📦: Pengiriman - -",
    ]
    "#);
}

#[test]
fn a_paid_order_waits_for_its_turn_or_for_somebody_to_look_at_its_price() {
    insta::assert_debug_snapshot!(told(&an_order().with_dp_paid()), @r#"
    [
        "35.0 % (3 of 7, in_progress), production, next Produksi Dimulai -",
        "1 completed 2025-06-15T15:06:40Z 📝: Pesanan Diterima - -",
        "10 completed 2025-06-15T15:06:40Z 🧾: Tagihan DP Dibuat INV-577944-AHH 500000.00",
        "20 completed 2025-06-15T15:06:40Z ✅: DP Dibayar INV-577944-AHH 500000.00",
        "40 current 2025-06-15T15:06:40Z ⏳: Menunggu Produksi - -",
        "50 pending - 📅: Pelunasan - 500000.00",
        "60 pending - 📦: Pengiriman - -",
    ]
    "#);

    let mut unseen = a_public_order();
    unseen.pays(HALF);
    let answer = track(&unseen);
    let entry = entry(&answer, "awaiting_production");
    assert_eq!(
        entry["description"],
        "Pesanan Anda kami periksa dulu sebelum diproduksi."
    );
}

#[test]
fn a_finished_order_waits_for_the_rest_then_for_shipping_then_is_done() {
    let mut trial = in_production();
    trial.does(step(Step::Done, ""));
    trial.does(Action::RequestFinal);
    insta::assert_debug_snapshot!(told(&trial), @r#"
    [
        "75.0 % (5 of 7, in_progress), payment, next Pembayaran Lunas 2025-06-20",
        "1 completed 2025-06-15T15:06:40Z 📝: Pesanan Diterima - -",
        "10 completed 2025-06-15T15:06:40Z 🧾: Tagihan DP Dibuat INV-577944-AHH 500000.00",
        "20 completed 2025-06-15T16:06:40Z ✅: DP Dibayar INV-577944-AHH 500000.00",
        "40 completed 2025-06-15T17:06:40Z 🔧: Sedang Diproduksi - -",
        "40 completed 2025-06-15T18:06:40Z ✨: Produksi Selesai - -",
        "50 completed 2025-06-15T18:06:40Z 🧾: Tagihan Pelunasan Dibuat INV-534544-JTH 500000.00",
        "50 current 2025-06-15T18:06:40Z 💰: Menunggu Pelunasan INV-534544-JTH 500000.00",
        "60 pending - 📦: Pengiriman - -",
    ]
    "#);

    trial.wait(Span::hours(1));
    trial.pays(HALF);
    insta::assert_debug_snapshot!(told(&trial), @r#"
    [
        "90.0 % (6 of 7, in_progress), shipping, next Pesanan Dikirim -",
        "1 completed 2025-06-15T15:06:40Z 📝: Pesanan Diterima - -",
        "10 completed 2025-06-15T15:06:40Z 🧾: Tagihan DP Dibuat INV-577944-AHH 500000.00",
        "20 completed 2025-06-15T16:06:40Z ✅: DP Dibayar INV-577944-AHH 500000.00",
        "40 completed 2025-06-15T17:06:40Z 🔧: Sedang Diproduksi - -",
        "40 completed 2025-06-15T18:06:40Z ✨: Produksi Selesai - -",
        "50 completed 2025-06-15T18:06:40Z 🧾: Tagihan Pelunasan Dibuat INV-534544-JTH 500000.00",
        "50 completed 2025-06-15T19:06:40Z ✅: Pelunasan Dibayar INV-534544-JTH 500000.00",
        "50 completed 2025-06-15T19:06:40Z 💯: Pembayaran Lunas - -",
        "60 current 2025-06-15T19:06:40Z 📦: Menunggu Pengiriman - -",
    ]
    "#);

    trial.wait(Span::hours(1));
    trial.does(step(Step::Shipped, ""));
    insta::assert_debug_snapshot!(told(&trial), @r#"
    [
        "100.0 % (7 of 7, completed), completed, next - -",
        "1 completed 2025-06-15T15:06:40Z 📝: Pesanan Diterima - -",
        "10 completed 2025-06-15T15:06:40Z 🧾: Tagihan DP Dibuat INV-577944-AHH 500000.00",
        "20 completed 2025-06-15T16:06:40Z ✅: DP Dibayar INV-577944-AHH 500000.00",
        "40 completed 2025-06-15T17:06:40Z 🔧: Sedang Diproduksi - -",
        "40 completed 2025-06-15T18:06:40Z ✨: Produksi Selesai - -",
        "50 completed 2025-06-15T18:06:40Z 🧾: Tagihan Pelunasan Dibuat INV-534544-JTH 500000.00",
        "50 completed 2025-06-15T19:06:40Z ✅: Pelunasan Dibayar INV-534544-JTH 500000.00",
        "50 completed 2025-06-15T19:06:40Z 💯: Pembayaran Lunas - -",
        "60 completed 2025-06-15T20:06:40Z 🚚: Pesanan Dikirim - -",
    ]
    "#);
}

#[test]
fn who_asks_for_the_rest_says_that_the_work_is_done() {
    let mut trial = an_order().final_requested();
    let asked = told(&trial);
    trial.does(step(Step::InProgress, ""));

    assert!(asked[0].starts_with("75.0 % (5 of 7, in_progress), payment"));
    assert!(told(&trial)[0].starts_with("55.0 % (4 of 7, in_progress), production"));
}

#[test]
fn who_pays_everything_at_once_is_not_further_than_production() {
    let mut trial = a_full_order().with_link();
    trial.pays(PRICE);

    insta::assert_debug_snapshot!(told(&trial), @r#"
    [
        "35.0 % (4 of 7, in_progress), production, next Produksi Dimulai -",
        "1 completed 2025-06-15T15:06:40Z 📝: Pesanan Diterima - -",
        "10 completed 2025-06-15T15:06:40Z 🧾: Tagihan Dibuat INV-577944-AHH 1000000.00",
        "20 completed 2025-06-15T15:06:40Z ✅: Pembayaran Diterima INV-577944-AHH 1000000.00",
        "40 current 2025-06-15T15:06:40Z ⏳: Menunggu Produksi - -",
        "50 completed 2025-06-15T15:06:40Z 💯: Pembayaran Lunas - -",
        "60 pending - 📦: Pengiriman - -",
    ]
    "#);
}

#[test]
fn instalments_are_told_one_after_the_other() {
    let mut trial = an_order().plan(&[400_000, 300_000, 300_000]);
    trial.pays(Rupiah(400_000));

    insta::assert_debug_snapshot!(told(&trial), @r#"
    [
        "35.0 % (3 of 7, in_progress), production, next Produksi Dimulai -",
        "1 completed 2025-06-15T15:06:40Z 📝: Pesanan Diterima - -",
        "10 completed 2025-06-15T15:06:40Z 🧾: Tagihan Cicilan 1 dari 3 INV-577944-AHH 400000.00",
        "10 completed 2025-06-15T15:06:40Z 🧾: Tagihan Cicilan 2 dari 3 INV-777263-YB5 300000.00",
        "20 completed 2025-06-15T15:06:40Z ✅: Cicilan 1 dari 3 Dibayar INV-577944-AHH 400000.00",
        "20 current 2025-06-15T15:06:40Z 💰: Menunggu Cicilan 2 dari 3 INV-777263-YB5 300000.00",
        "40 current 2025-06-15T15:06:40Z ⏳: Menunggu Produksi - -",
        "50 completed 2025-06-15T15:06:40Z 🧾: Tagihan Cicilan 3 dari 3 INV-535159-MSA 300000.00",
        "60 pending - 📦: Pengiriman - -",
    ]
    "#);
    let last = &track(&trial)["data"]["invoices"][2];
    assert_eq!(last["payment_type"], "pelunasan");
    assert_eq!(
        last["installment"],
        serde_json::json!({"number": 3, "of": 3})
    );
}

#[test]
fn a_cancelled_order_stays_where_it_was_also_after_its_money_went_back() {
    let mut trial = in_production().asked_by(ADMIN);
    trial.does(cancel(Some(MoneyDecision::RefundDue)));
    insta::assert_debug_snapshot!(told(&trial), @r#"
    [
        "55.0 % (4 of 7, in_progress), cancelled, next - -",
        "1 completed 2025-06-15T15:06:40Z 📝: Pesanan Diterima - -",
        "10 completed 2025-06-15T15:06:40Z 🧾: Tagihan DP Dibuat INV-577944-AHH 500000.00",
        "20 completed 2025-06-15T16:06:40Z ✅: DP Dibayar INV-577944-AHH 500000.00",
        "40 completed 2025-06-15T17:06:40Z 🔧: Sedang Diproduksi - -",
        "70 completed 2025-06-15T18:06:40Z ❌: Pesanan Dibatalkan - -",
    ]
    "#);

    trial.wait(Span::hours(1));
    let refund = money::cash(&trial, 500_000);
    trial.does(refund);
    insta::assert_debug_snapshot!(told(&trial), @r#"
    [
        "55.0 % (4 of 7, in_progress), cancelled, next - -",
        "1 completed 2025-06-15T15:06:40Z 📝: Pesanan Diterima - -",
        "10 completed 2025-06-15T15:06:40Z 🧾: Tagihan DP Dibuat INV-577944-AHH 500000.00",
        "20 completed 2025-06-15T16:06:40Z ✅: DP Dibayar INV-577944-AHH 500000.00",
        "40 completed 2025-06-15T17:06:40Z 🔧: Sedang Diproduksi - -",
        "70 completed 2025-06-15T18:06:40Z ❌: Pesanan Dibatalkan - -",
        "70 completed 2025-06-15T19:06:40Z ↩\u{fe0f}: Dana Dikembalikan - 500000.00",
    ]
    "#);
    assert_eq!(
        track(&trial)["data"]["payment_summary"]["amount_paid"],
        "0.00"
    );
}

#[test]
fn what_was_undone_is_on_the_way_no_more() {
    let mut trial = in_production().asked_by(ADMIN);
    let before = told(&trial);

    trial.does(step(Step::Done, ""));
    trial.does(step(Step::InProgress, "Ada yang terlewat"));
    assert_eq!(told(&trial), before);

    trial.does(cancel(Some(MoneyDecision::RefundDue)));
    trial.does(restore());
    assert_eq!(told(&trial), before);
}

#[test]
fn every_status_there_was_is_told_in_turn() {
    let mut trial = an_order().settled();
    trial.does(priced(1_200_000));
    trial.does(cancel(Some(MoneyDecision::Keep)));
    trial.does(restore());

    let answer = track(&trial);
    let line = |entry: &Value| {
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        format!("{}: {}", text("status"), text("description"))
    };
    let lines: Vec<_> = answer["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(line)
        .collect();
    insta::assert_debug_snapshot!(lines, @r#"
    [
        "menunggu_link: Pesanan Anda kami terima.",
        "link_dibuat: Tagihan sudah dibuat.",
        "dp_dibayar: DP kami terima: Rp 500.000.",
        "pengerjaan_selesai: Pengerjaan selesai, sisa yang perlu dilunasi: Rp 500.000.",
        "lunas: Pembayaran lunas. Terima kasih.",
        "pengerjaan_selesai: Masih ada yang perlu dibayar: Rp 200.000.",
        "dibatalkan: Pesanan dibatalkan.",
        "pengerjaan_selesai: Pesanan dilanjutkan kembali.",
    ]
    "#);
}

#[test]
fn a_later_event_is_not_told_of_an_earlier_order() {
    let early = an_order().with_link();
    let mut late = early.clone();
    late.pays(HALF);
    late.order = early.order.clone();

    assert_eq!(track(&late), track(&early));
}

fn link(trial: &Trial) -> Value {
    let answer = track(trial);
    let link = &answer["data"]["invoices"][0]["payment_link"];
    assert_eq!(*link, check(trial)["invoices"][0]["payment_url"]);
    link.clone()
}

fn entry<'a>(answer: &'a Value, id: &str) -> &'a Value {
    let mut entries = answer["data"]["timeline"].as_array().unwrap().iter();
    entries.find(|entry| entry["id"] == id).unwrap()
}
