//! What nobody may learn from a code.

use std::fmt::Write;

use super::check;
use super::in_production;
use super::track;
use super::with_page;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::konveksi::tests::kit::cancel;
use crate::domain::konveksi::tests::kit::edit;
use crate::domain::rupiah::Rupiah;
use crate::wire::konveksi::tracking::invoice::InvoiceDetailView;

/// Everything the look-ups say of an order.
fn said(trial: &Trial) -> String {
    let mut said = format!("{}{}", track(trial), check(trial));
    for invoice in &trial.invoices {
        let view = InvoiceDetailView::of(&trial.order, invoice, trial.now);
        write!(said, "{}", serde_json::to_string(&view).unwrap()).unwrap();
    }
    said
}

#[test]
fn no_look_up_tells_how_to_reach_anybody_or_what_staff_know() {
    let mut trial = in_production();
    trial.does(Action::RequestFinal);
    let mut trial = with_page(trial);
    let invoice = trial.last_invoice().id;
    trial.records(invoice, Rupiah(100_000));
    trial.does(Action::Note("Pelanggan cerewet".to_owned()));
    trial.does(edit(Edit {
        design_notes: Some("Lengan pendek".to_owned()),
        ..Edit::default()
    }));
    let refund = super::money::cash(&trial, 50_000);
    trial.does(refund);
    trial.does(cancel(Some(MoneyDecision::RefundDue)));

    let said = said(&trial);

    for secret in [
        "Santoso",
        "81234567890",
        "81200000000",
        "example.com",
        "Lengan",
        "Pelanggan cerewet",
        "Titipan",
        "Cacat",
        "\"Batal\"",
        "provider-17",
        "pay-0",
        "RJT-",
        "BANK_TRANSFER",
        "whatsapp",
        "manual",
        "attention",
    ] {
        assert!(!said.contains(secret), "{secret} is in {said}");
    }
}

#[test]
fn the_link_is_told_as_long_as_it_can_be_used() {
    let trial = with_page(an_order().with_link());

    assert!(said(&trial).contains("https://pay.example/17"));
    assert!(!said(&in_production()).contains("https://pay.example/17"));
    let cancelled = trial.cancelled(MoneyDecision::RefundDue);
    assert!(!said(&cancelled).contains("https://pay.example/17"));
}
