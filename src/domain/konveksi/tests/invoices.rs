//! Links, invoices and their pages.

use crate::domain::konveksi::Action;
use crate::domain::konveksi::Fact;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::command::InvoiceEdit;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::command::LinkRequest;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::tests::kit;
use crate::domain::konveksi::tests::kit::HALF;
use crate::domain::konveksi::tests::kit::PRICE;
use crate::domain::konveksi::tests::kit::a_full_order;
use crate::domain::konveksi::tests::kit::a_public_order;
use crate::domain::konveksi::tests::kit::an_order;
use crate::domain::konveksi::tests::kit::priced;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;

fn link(kind: LinkKind) -> Action {
    Action::IssueLink(LinkRequest {
        kind: Some(kind),
        share: (kind == LinkKind::Dp).then_some(BasisPoints(5_000)),
        channel: None,
        quiet: true,
    })
}

#[test]
fn each_kind_lives_as_long_as_agreed() {
    let lives = |order: &kit::Trial| {
        let invoice = order.last_invoice();
        let until = invoice.expires_at.unwrap();
        assert_eq!(invoice.attempts[0].expires_at, until);
        until.millis_since(invoice.created_at) / 3_600_000
    };

    assert_eq!(lives(&an_order().with_link()), 72);
    assert_eq!(lives(&an_order().final_requested()), 96);
    assert_eq!(lives(&a_full_order().with_link()), 48);
}

#[test]
fn a_link_is_not_issued_beside_an_open_one_of_its_kind() {
    let mut order = an_order().with_link().with_page();
    assert_eq!(order.refuses(link(LinkKind::Dp)), Refusal::InvoiceOpen);

    order.wait(Span::days(3));
    order.does(Action::ExpireDue);
    order.does(link(LinkKind::Dp));

    assert_eq!(order.asks(), [HALF.0]);
}

#[test]
fn a_link_on_its_way_may_be_asked_for_again() {
    let mut order = an_order().with_link();

    order.ignores(link(LinkKind::Dp));
}

#[test]
fn a_link_the_provider_refused_may_be_asked_for_again() {
    let mut order = an_order().with_link();
    let page = order.last_invoice().attempts[0].id;
    order.does(Action::AttemptFailed(page));

    order.does(link(LinkKind::Dp));

    assert_eq!(order.last_invoice().attempts.len(), 2);
    assert_eq!(order.asks(), [HALF.0]);
}

#[test]
fn a_full_link_closes_an_open_down_payment_and_the_reverse() {
    let mut order = an_order().with_link();

    order.does(link(LinkKind::Full));
    assert_eq!(order.terms, Terms::Full);
    assert_eq!(order.asks(), [PRICE.0]);

    order.does(link(LinkKind::Dp));
    assert_eq!(order.terms, Terms::Dp(BasisPoints(5_000)));
    assert_eq!(order.asks(), [HALF.0]);
    assert_eq!(
        order.invoice_words(),
        [
            InvoiceStatus::Cancelled,
            InvoiceStatus::Cancelled,
            InvoiceStatus::Open
        ]
    );
}

#[test]
fn a_final_link_is_a_request_for_the_rest() {
    let mut order = an_order().with_link();
    assert!(matches!(
        order.refuses(link(LinkKind::Final)),
        Refusal::IllegalStatus { allowed, .. } if allowed == [Status::Cancelled]
    ));
    order.pays(HALF);

    order.does(link(LinkKind::Final));

    assert_eq!(order.status(), Status::FinalRequested);
    assert_eq!(order.last_invoice().kind, Kind::Final);
}

#[test]
fn the_rest_is_what_is_left_not_a_second_share() {
    let mut order = an_order();
    order.does(priced(999_999));
    let mut order = order.with_link();
    assert_eq!(order.asks(), [500_000]);
    order.pays(HALF);

    order.does(Action::RequestFinal);

    assert_eq!(order.asks(), [499_999]);
}

#[test]
fn the_rest_may_be_asked_for_again_once_its_invoice_expired() {
    let mut order = an_order().final_requested().with_page();
    assert_eq!(order.refuses(Action::RequestFinal), Refusal::InvoiceOpen);

    order.wait(Span::days(4));
    order.does(Action::ExpireDue);
    order.does(Action::RequestFinal);

    assert_eq!(order.asks(), [HALF.0]);
}

#[test]
fn nothing_is_asked_of_a_settled_order() {
    let mut order = an_order().settled();

    assert_eq!(order.refuses(Action::RequestFinal), Refusal::NothingDue);
    assert_eq!(order.refuses(link(LinkKind::Dp)), Refusal::NothingDue);
}

#[test]
fn regenerating_supersedes_an_open_page_and_starts_a_new_life() {
    let mut order = an_order().with_link();
    let id = order.last_invoice().id;
    order.wait(Span::days(2));

    order.does(Action::Regenerate(id));

    assert_eq!(
        order.page_words(id),
        [AttemptState::Superseded, AttemptState::Opening]
    );
    assert_eq!(
        order.last_invoice().expires_at,
        Some(order.now + Span::days(3))
    );
}

#[test]
fn regenerating_opens_an_expired_invoice_again() {
    let mut order = an_order().with_link();
    let id = order.last_invoice().id;
    order.wait(Span::days(3));
    order.does(Action::ExpireDue);
    assert_eq!(order.invoice_words(), [InvoiceStatus::Expired]);

    order.does(Action::Regenerate(id));

    assert_eq!(order.invoice_words(), [InvoiceStatus::Open]);
    assert_eq!(order.pages(), [HALF.0]);
}

#[test]
fn what_is_paid_or_cancelled_is_not_regenerated() {
    let mut order = an_order().with_dp_paid();
    let id = order.last_invoice().id;
    assert_eq!(order.refuses(Action::Regenerate(id)), Refusal::NotPayable);

    let mut order = an_order().with_link().cancelled(MoneyDecision::Keep);
    let id = order.last_invoice().id;
    assert_eq!(order.refuses(Action::Regenerate(id)), Refusal::NotPayable);
}

#[test]
fn regenerating_beside_an_open_one_of_the_kind_is_refused() {
    let mut order = an_order().with_link();
    let first = order.last_invoice().id;
    order.wait(Span::days(3));
    order.does(Action::ExpireDue);
    order.does(link(LinkKind::Dp));

    assert_eq!(
        order.refuses(Action::Regenerate(first)),
        Refusal::InvoiceOpen
    );
}

#[test]
fn regenerating_a_down_payment_takes_its_terms_back() {
    let mut order = an_order().with_link();
    let first = order.last_invoice().id;
    order.wait(Span::days(3));
    order.does(Action::ExpireDue);
    order.does(link(LinkKind::Full));

    order.does(Action::Regenerate(first));

    assert_eq!(order.terms, Terms::Dp(BasisPoints(5_000)));
    assert_eq!(order.asks(), [HALF.0]);
}

#[test]
fn a_page_that_expires_at_the_provider_expires_its_invoice() {
    let mut order = an_order().with_link();
    let page = order.last_invoice().attempts[0].id;

    order.does(Action::AttemptExpired(page));
    order.ignores(Action::AttemptExpired(page));

    assert_eq!(order.invoice_words(), [InvoiceStatus::Expired]);
}

#[test]
fn a_superseded_page_that_expires_changes_nothing() {
    let mut order = an_order().with_link();
    let invoice = order.last_invoice();
    let (id, page) = (invoice.id, invoice.attempts[0].id);
    order.does(Action::Regenerate(id));

    order.ignores(Action::AttemptExpired(page));

    assert_eq!(order.invoice_words(), [InvoiceStatus::Open]);
}

#[test]
fn a_refused_page_needs_attention_until_a_new_one_is_made() {
    let mut order = an_order().with_link();
    let invoice = order.last_invoice();
    let (id, page) = (invoice.id, invoice.attempts[0].id);
    order.does(Action::AttemptFailed(page));
    assert!(order.attention().any(|it| it == Attention::ProviderError));

    order.does(Action::Regenerate(id));

    assert!(!order.attention().any(|it| it == Attention::ProviderError));
}

#[test]
fn another_price_renews_the_page_with_its_old_expiry() {
    let mut order = an_order().with_link();
    let id = order.last_invoice().id;
    let until = order.last_invoice().attempts[0].expires_at;
    order.wait(Span::hours(5));

    order.does(priced(800_000));

    assert_eq!(
        order.page_words(id),
        [AttemptState::Superseded, AttemptState::Opening]
    );
    assert_eq!(order.pages(), [400_000]);
    assert_eq!(order.last_invoice().attempts[1].expires_at, until);
}

#[test]
fn an_invoice_that_took_money_is_not_cancelled_and_an_open_one_is() {
    let mut order = an_order().final_requested();
    let (first, last) = (order.invoices[0].id, order.last_invoice().id);

    assert_eq!(
        order.refuses(Action::CancelInvoice(first)),
        Refusal::HasMoney
    );
    order.does(Action::CancelInvoice(last));
    order.ignores(Action::CancelInvoice(last));

    assert!(order.pages().is_empty());
}

#[test]
fn of_the_words_of_an_invoice_only_cancelled_can_be_asked_for() {
    let mut order = an_order().with_link();
    let invoice = order.last_invoice().id;
    let word = |status| {
        Action::EditInvoice(InvoiceEdit {
            invoice,
            channel: None,
            expires_at: None,
            handed_over: None,
            status: Some(status),
        })
    };

    order.ignores(word(InvoiceStatus::Open));
    assert_eq!(
        order.refuses(word(InvoiceStatus::Paid)),
        Refusal::IllegalInvoice {
            current: InvoiceStatus::Open,
            cancellable: true,
        }
    );
    order.does(word(InvoiceStatus::Cancelled));

    order.ignores(word(InvoiceStatus::Cancelled));
    assert_eq!(order.invoice_words(), [InvoiceStatus::Cancelled]);
    assert!(order.pages().is_empty());
}

#[test]
fn staff_who_send_the_first_link_confirm_the_price() {
    let mut order = a_public_order();
    assert!(!order.price_confirmed);
    assert!(
        order
            .attention()
            .any(|it| it == Attention::PriceUnconfirmed)
    );
    let id = order.last_invoice().id;
    order.does(Action::CancelInvoice(id));
    order.does(link(LinkKind::Dp));
    assert!(!order.price_confirmed, "that was the second link");

    let new = kit::new_order(Terms::Full, false);
    let mut order = kit::begin(kit::CUSTOMER, &new)
        .unwrap()
        .asked_by(kit::ADMIN);
    let facts = order.does(link(LinkKind::Full));

    assert_eq!(facts[0], Fact::PriceConfirmed);
}

#[test]
fn a_second_handing_over_is_no_event() {
    let mut order = an_order().final_requested();
    let last = order.last_invoice().id;

    order.does(Action::HandOver(last));
    order.ignores(Action::HandOver(last));

    assert_eq!(order.status(), Status::AwaitingFinal);
}

#[test]
fn a_page_opens_once() {
    let mut order = an_order().with_link();
    let opened = |id: &str| Action::AttemptOpened {
        attempt: order.invoices[0].attempts[0].id,
        provider_id: id.to_owned(),
        url: "https://pay.example/1".to_owned(),
    };
    let (first, second) = (opened("page-1"), opened("page-2"));

    order.does(first);
    order.ignores(second);

    let page = &order.invoices[0].attempts[0];
    assert_eq!(page.provider_id.as_deref(), Some("page-1"));
    assert_eq!(page.state, AttemptState::Open);
    assert_eq!(page.amount, Rupiah(500_000));
}
