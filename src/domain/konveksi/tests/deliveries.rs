//! What the provider delivers may come in any order, and twice: the end is the same.
//!
//! Where every payment is whole, as a provider's page takes it, everything agrees. When
//! money comes short, or twice for an instalment, totals and words agree all the same, but
//! which invoice it pays off, and so what is left as credit, depends on what came first.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::TestCaseError;

use crate::domain::ids::AttemptId;
use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::LinkRequest;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::command::TermsEdit;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::tests::histories;
use crate::domain::konveksi::tests::kit;
use crate::domain::konveksi::tests::kit::HALF;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;

/// What is left when all deliveries are in.
#[derive(Debug, PartialEq, Eq)]
struct End {
    status: Status,
    received: Rupiah,
    credit: Rupiah,
    refund_due: Rupiah,
    asked: Rupiah,
    paid: BTreeSet<InvoiceId>,
    payments: BTreeSet<String>,
    pages: BTreeSet<String>,
}

impl End {
    fn of(trial: &Trial) -> Self {
        let paid = trial
            .invoices
            .iter()
            .filter(|it| it.status() == InvoiceStatus::Paid);
        let pages = trial.invoices.iter().flat_map(|it| &it.attempts);
        Self {
            status: trial.status(),
            received: trial.received(),
            credit: trial.credit(),
            refund_due: trial.refund_due(),
            asked: trial.outstanding(),
            paid: paid.map(|it| it.id).collect(),
            payments: trial
                .payments
                .iter()
                .filter_map(|it| it.provider_id.clone())
                .collect(),
            pages: pages.filter_map(|it| it.provider_id.clone()).collect(),
        }
    }
}

impl End {
    /// Without what short and late money may have gone to.
    fn in_totals(self) -> Self {
        Self {
            credit: Rupiah::ZERO,
            paid: BTreeSet::new(),
            ..self
        }
    }
}

#[test]
fn deliveries_in_any_order_end_the_same() {
    let prefix = vec(any::<u8>(), 2..8);
    // Of which page, what is said of it, and its places in two orders of delivery.
    let said = vec((any::<u8>(), any::<u8>(), any::<u16>(), any::<u16>()), 1..9);
    let result = histories::runner().run(&(prefix, said), |(prefix, said)| {
        let trial = prepared(&prefix);
        let deliveries: Vec<_> = said
            .iter()
            .map(|(page, what, ..)| delivery(&trial, *page, *what))
            .collect();
        let whole = trial.plans.is_empty() && deliveries.iter().all(|it| is_whole(&trial, it));
        let end = |place: &dyn Fn(usize) -> u16| {
            let end = End::of(&delivered(&trial, &deliveries, place));
            if whole { end } else { end.in_totals() }
        };
        let one = end(&|place| said[place].2);
        let other = end(&|place| said[place].3);
        let told = || format!("{one:#?}\nis not\n{other:#?}\nby {deliveries:#?}");
        (one == other)
            .then_some(())
            .ok_or_else(|| TestCaseError::fail(told()))
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}

/// An order with a few pages behind it.
fn prepared(prefix: &[u8]) -> Trial {
    let mut trial = kit::an_order().with_link();
    for what in prefix {
        trial.wait(Span::hours(20));
        let id = trial.invoices[usize::from(*what / 16) % trial.invoices.len()].id;
        let with_dp = Some(what / 16 % 2 == 0);
        let terms = Edit {
            terms: Some(TermsEdit {
                with_dp,
                share: None,
            }),
            ..Edit::default()
        };
        // What is not legal just now is left out.
        let _ = trial.ask(match what % 16 {
            0..=3 => Action::Regenerate(id),
            4..=5 => Action::ExpireDue,
            6..=7 => Action::IssueLink(LinkRequest::default()),
            8 => kit::edit(terms),
            9 => Action::RequestFinal,
            10 => Action::CancelInvoice(id),
            11 => kit::cancel(Some(MoneyDecision::RefundDue)),
            12 => kit::restore(),
            13 => {
                let page = &trial.invoices[0].attempts[0];
                trial.delivery(page.id, page.amount, "earlier")
            }
            14 if what / 16 <= 7 => kit::priced(1_000_000 + i64::from(*what) * 1_000),
            14 if what / 16 > 7 => {
                let owed = trial.outstanding().0;
                Action::MakePlan(trial.instalments(&[owed / 3, owed / 3, owed - owed / 3 * 2]))
            }
            _ => Action::Delete,
        });
    }
    trial.by = kit::PROVIDER;
    trial
}

fn delivery(trial: &Trial, page: u8, what: u8) -> Action {
    let invoices = trial.invoices.iter();
    let pages: Vec<_> = invoices.flat_map(|it| &it.attempts).collect();
    let place = usize::from(page) % pages.len();
    let page = pages[place];
    let attempt: AttemptId = page.id;
    match what % 8 {
        0 => Action::AttemptExpired(attempt),
        1 => Action::AttemptOpened {
            attempt,
            provider_id: format!("page-{place}"),
            url: "https://pay.example".to_owned(),
        },
        2 => trial.delivery(attempt, Rupiah(page.amount.0 / 2), &format!("half-{place}")),
        _ => trial.delivery(attempt, page.amount, &format!("pay-{place}")),
    }
}

fn delivered(trial: &Trial, deliveries: &[Action], place: &dyn Fn(usize) -> u16) -> Trial {
    let mut order: Vec<_> = (0..deliveries.len()).collect();
    order.sort_by_key(|it| place(*it));
    let mut trial = trial.clone();
    for delivery in order {
        trial.wait(Span::hours(1));
        trial.ask(deliveries[delivery].clone()).unwrap();
        // The same once more, as providers do.
        trial.ignores(deliveries[delivery].clone());
    }
    // A page that took the place of another expires when that one would have: where
    // one order saw the first expire, the other sees the second.
    trial.wait(Span::days(5));
    // A deleted order has nothing to expire.
    let _ = trial.ask(Action::ExpireDue);
    trial
}

/// Whether a delivery leaves its invoice with nothing to ask.
fn is_whole(trial: &Trial, delivery: &Action) -> bool {
    let Action::Receive(receipt) = delivery else {
        return true;
    };
    let invoice = trial.invoice(receipt.invoice).unwrap();
    receipt.amount >= invoice.remaining() && invoice.allocated.is_nothing()
        || invoice.status() == InvoiceStatus::Paid
}

#[test]
fn expired_after_paid_changes_nothing() {
    let mut order = kit::an_order().with_link();
    let page = order.last_invoice().attempts[0].id;
    order.pays_at(page, HALF);

    order.ignores(Action::AttemptExpired(page));

    assert_eq!(order.status(), Status::DpPaid);
}

#[test]
fn paid_after_expired_pays() {
    let mut order = kit::an_order().with_link();
    let page = order.last_invoice().attempts[0].id;
    order.does(Action::AttemptExpired(page));
    assert_eq!(order.invoice_words(), [InvoiceStatus::Expired]);

    order.pays_at(page, HALF);

    assert_eq!(order.invoice_words(), [InvoiceStatus::Paid]);
    assert_eq!(order.status(), Status::DpPaid);
}
