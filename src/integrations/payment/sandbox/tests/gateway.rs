//! Our own adapter in front of the sandbox: the two were written apart, here they meet.

use super::kit::Stage;
use super::kit::a_request;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::integrations::payment::GatewayError;
use crate::integrations::payment::PageStatus;
use crate::integrations::payment::PaymentGateway;
use crate::integrations::payment::RefundOrder;
use crate::integrations::payment::RefundProgress;
use crate::integrations::payment::sandbox::invoice::Channel;
use crate::integrations::payment::sandbox::invoice::Payment;

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_page_lives_from_its_opening_to_its_money() {
    let stage = Stage::start().await;
    let gateway = stage.gateway();

    let page = gateway.open(&a_request("RJT-1")).await.unwrap();
    assert_eq!(page.status, PageStatus::Pending);
    assert_eq!(page.amount, Rupiah(150_000));
    assert_eq!(page.expires_at, Some(instant("2026-01-05T03:04:05Z")));
    assert!(
        page.url
            .ends_with(&format!("/sandbox/pay/{}", page.provider_id))
    );
    assert_eq!(gateway.find("RJT-1").await, Ok(vec![page.clone()]));

    let payment = Payment {
        amount: Rupiah(90_000),
        channel: Channel::Bca,
    };
    assert!(stage.sandbox.pay(&page.provider_id, payment).await);
    let paid = gateway.read(&page.provider_id).await.unwrap().unwrap();
    let ended = gateway.expire(&page.provider_id).await.unwrap().unwrap();

    assert_eq!(paid.status, PageStatus::Paid);
    assert_eq!(paid.paid_amount, Some(Rupiah(90_000)));
    assert_eq!(paid.paid_at, Some(instant("2026-01-02T03:04:05Z")));
    assert_eq!(paid.method.as_deref(), Some("BCA"));
    assert_eq!(ended, paid);
    stage.sandbox.settle(&page.provider_id).await;
    let settled = gateway.read(&page.provider_id).await.unwrap().unwrap();
    assert_eq!(settled.status, PageStatus::Paid);
    assert!(gateway.is_sandbox());
}

#[tokio::test]
async fn a_page_that_ends_is_answered_as_ended_however_often() {
    let stage = Stage::start().await;
    let gateway = stage.gateway();
    let page = gateway.open(&a_request("RJT-1")).await.unwrap();

    for _ in 0..2 {
        let ended = gateway.expire(&page.provider_id).await.unwrap().unwrap();
        assert_eq!(ended.status, PageStatus::Expired);
    }
    assert_eq!(gateway.expire("6957300d0000000000000000").await, Ok(None));
    assert_eq!(gateway.read("6957300d0000000000000000").await, Ok(None));
    assert_eq!(gateway.find("RJT-2").await, Ok(vec![]));
}

#[tokio::test]
async fn what_was_paid_since_is_walked_through_page_by_page() {
    let stage = Stage::start().await;
    let gateway = stage.gateway();
    let since = instant("2026-01-02T04:00:00Z");
    for number in 0..205 {
        let id = stage.an_invoice(&format!("RJT-{number}"), 1_000).await;
        if number == 3 {
            stage.advance(Span::hours(1));
        }
        stage.sandbox.pay(&id, Payment::exact(Rupiah(1_000))).await;
    }

    let mut seen = Vec::new();
    loop {
        let after = seen.last().cloned();
        let pages = gateway.paid_since(since, after.as_deref()).await.unwrap();
        if pages.is_empty() {
            break;
        }
        seen.extend(pages.into_iter().map(|page| page.provider_id));
    }

    let paid_before = 3;
    assert_eq!(seen.len(), 205 - paid_before);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 205 - paid_before);
}

#[tokio::test]
async fn a_refund_is_made_once_and_found_again() {
    let stage = Stage::start().await;
    let gateway = stage.gateway();
    let page = gateway.open(&a_request("RJT-1")).await.unwrap();
    let payment = Payment {
        amount: page.amount,
        channel: Channel::Ovo,
    };
    stage.sandbox.pay(&page.provider_id, payment).await;
    let order = |amount| RefundOrder {
        reference: "rf-1".to_owned(),
        provider_id: page.provider_id.clone(),
        amount: Rupiah(amount),
        reason: "CANCELLATION".to_owned(),
    };

    assert_eq!(
        gateway.find_refund("rf-1", &page.provider_id).await,
        Ok(None)
    );
    let first = gateway.refund(&order(5_000)).await.unwrap();
    let again = gateway.refund(&order(5_000)).await.unwrap();
    let other = gateway.refund(&order(6_000)).await;
    stage.advance(Span::hours(1));
    let found = gateway
        .find_refund("rf-1", &page.provider_id)
        .await
        .unwrap()
        .unwrap();

    assert_eq!(first.state, RefundProgress::Pending);
    assert_eq!(first, again);
    assert!(
        matches!(other, Err(GatewayError::Rejected { .. })),
        "{other:?}"
    );
    assert_eq!(found.provider_id, first.provider_id);
    assert_eq!(found.invoice.as_deref(), Some(page.provider_id.as_str()));
    assert_eq!(found.state, RefundProgress::Succeeded);
}

#[tokio::test]
async fn a_way_of_paying_without_a_way_back_is_refused() {
    let stage = Stage::start().await;
    let gateway = stage.gateway();
    let page = gateway.open(&a_request("RJT-1")).await.unwrap();
    let payment = Payment {
        amount: page.amount,
        channel: Channel::Bca,
    };
    stage.sandbox.pay(&page.provider_id, payment).await;

    let refused = gateway
        .refund(&RefundOrder {
            reference: "rf-1".to_owned(),
            provider_id: page.provider_id.clone(),
            amount: page.amount,
            reason: String::new(),
        })
        .await;

    let Err(GatewayError::Rejected { code, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(code, "REFUND_NOT_SUPPORTED");
}
