//! What goes wrong with calls, and what our adapter makes of it.

use std::time::Duration;
use std::time::Instant;

use super::kit::Stage;
use super::kit::a_request;
use crate::integrations::payment::GatewayError;
use crate::integrations::payment::PageStatus;
use crate::integrations::payment::PaymentGateway;
use crate::integrations::payment::sandbox::faults::Faults;
use crate::integrations::payment::sandbox::faults::RateLimit;
use crate::integrations::payment::sandbox::faults::Refusal;
use crate::integrations::payment::sandbox::faults::RefusalKind;

fn is_unknown<T>(outcome: &Result<T, GatewayError>) -> bool {
    matches!(outcome, Err(GatewayError::Unknown { .. }))
}

fn is_transient<T>(outcome: &Result<T, GatewayError>) -> bool {
    matches!(outcome, Err(GatewayError::Transient { .. }))
}

#[tokio::test]
async fn a_creation_whose_answer_is_lost_was_made_and_is_adopted() {
    let stage = Stage::start().await;
    let gateway = stage.gateway();
    stage.sandbox.befall(Faults {
        lost_creations: 1,
        ..Faults::default()
    });

    let lost = gateway.open(&a_request("RJT-1")).await;
    let adopted = gateway.open_again(&a_request("RJT-1")).await.unwrap();

    assert!(is_unknown(&lost), "{lost:?}");
    let invoices = stage.sandbox.invoices();
    assert_eq!((invoices.len(), invoices[0].creates), (1, 1));
    assert_eq!(invoices[0].id, adopted.provider_id);
    let calls = stage.sandbox.calls();
    assert_eq!(calls[0].path, "/v2/invoices/");
    assert_eq!((calls[0].status, calls[1].status), (None, Some(200)));
    assert_eq!(stage.sandbox.faults(), Faults::default());
}

#[tokio::test]
async fn refusals_last_for_their_number_or_until_they_are_lifted() {
    let stage = Stage::start().await;
    let gateway = stage.gateway();

    for kind in [
        RefusalKind::Broken,
        RefusalKind::Unavailable,
        RefusalKind::Cut,
    ] {
        let calls = Some(2);
        let refusal = Some(Refusal { kind, calls });
        stage.sandbox.befall(Faults {
            refusal,
            ..Faults::default()
        });
        let opened = gateway.open(&a_request("RJT-1")).await;
        assert!(is_unknown(&opened), "{kind:?}: {opened:?}");
        let read = gateway.read("x").await;
        assert!(is_transient(&read), "{kind:?}: {read:?}");
        assert_eq!(gateway.read("x").await, Ok(None), "{kind:?}");

        let refusal = Some(Refusal { kind, calls: None });
        stage.sandbox.befall(Faults {
            refusal,
            ..Faults::default()
        });
        for _ in 0..4 {
            assert!(is_transient(&gateway.read("x").await), "{kind:?}");
        }
        stage.sandbox.befall(Faults::default());
        assert_eq!(gateway.read("x").await, Ok(None), "{kind:?}");
    }
    assert!(stage.sandbox.invoices().is_empty());
}

#[tokio::test]
async fn an_answer_that_is_too_late_is_unknown_though_the_page_is_there() {
    let stage = Stage::start().await;
    let gateway = stage.gateway();
    let delay = Duration::from_secs(2);
    stage.sandbox.befall(Faults {
        delay,
        ..Faults::default()
    });
    let started = Instant::now();

    let late = gateway.open(&a_request("RJT-1")).await;
    let waited = started.elapsed();
    let unread = gateway.find("RJT-1").await;
    stage.sandbox.befall(Faults::default());
    let found = gateway.find("RJT-1").await.unwrap();

    assert!(is_unknown(&late) && is_transient(&unread), "{late:?}");
    assert!(waited < Duration::from_millis(1_500), "{waited:?}");
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn used_up_calls_are_waited_out_and_the_provider_is_left_alone() {
    let stage = Stage::start().await;
    let gateway = stage.gateway();
    let limit = |seconds| {
        let window = Duration::from_secs(seconds);
        Faults {
            limit: Some(RateLimit { calls: 2, window }),
            ..Faults::default()
        }
    };

    stage.sandbox.befall(limit(30));
    assert_eq!(gateway.read("x").await, Ok(None));
    assert_eq!(gateway.read("x").await, Ok(None));
    for _ in 0..5 {
        let held = gateway.open(&a_request("RJT-1")).await;
        let Err(GatewayError::Transient {
            retry_after: Some(after),
            ..
        }) = held
        else {
            panic!("{held:?}");
        };
        assert!(after > Duration::from_secs(25), "{after:?}");
    }
    assert_eq!(stage.sandbox.calls().len(), 2);

    // Another caller of ours used them up meanwhile: the refusal itself is heeded.
    let other = stage.gateway();
    assert!(is_transient(&other.read("x").await));
    assert!(is_transient(&other.read("x").await));
    let statuses: Vec<_> = stage.sandbox.calls().iter().map(|it| it.status).collect();
    assert_eq!(statuses, [Some(404), Some(404), Some(429)]);
}

#[tokio::test]
async fn a_page_may_be_paid_before_its_creation_is_answered() {
    let stage = Stage::start().await;
    let gateway = stage.gateway();
    stage.sandbox.befall(Faults {
        paid_before_answer: true,
        ..Faults::default()
    });

    let page = gateway.open(&a_request("RJT-1")).await.unwrap();

    assert_eq!(page.status, PageStatus::Pending);
    let heard = stage.shop.heard();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].notice().provider_id, Some(page.provider_id));
    assert_eq!(heard[0].notice().external_id.as_deref(), Some("RJT-1"));
}
