//! A debt that is paid before the order that owes it has been told that it does.

use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use async_trait::async_trait;

use super::*;
use crate::actors::engine::Engine;
use crate::actors::witness::Witness;
use crate::domain::konveksi::command::LinkRequest;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::tests::kit::ADMIN;
use crate::domain::konveksi::tests::kit::new_order;
use crate::domain::rupiah::BasisPoints;
use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;
use crate::flows::konveksi::post::PostParts;
use crate::flows::konveksi::rehearsal::Watch;
use crate::flows::konveksi::rehearsal::settings;
use crate::integrations::messaging::sandbox::MessageSandbox;
use crate::integrations::payment::GatewayError;
use crate::integrations::payment::Page;
use crate::integrations::payment::PageRequest;
use crate::integrations::payment::PageStatus;
use crate::integrations::payment::ProviderRefund;
use crate::integrations::payment::RefundOrder;
use crate::integrations::shelf::NoShelf;
use crate::store::AlertFilter;
use crate::store::Alerts;
use crate::store::standin::Misfortune;
use crate::store::standin::StandIn;

const ORDER: OrderId = OrderId(Uuid::from_u128(1));
/// Longer than any commit takes here.
const PATIENCE: Duration = Duration::from_mins(10);

/// Opens pages, and looks what the order believes while it does.
#[derive(Debug, Default)]
struct Curious {
    orders: OnceLock<Orders>,
    believed: AtomicU64,
    opened: AtomicU32,
}

#[async_trait]
impl PaymentGateway for Curious {
    async fn open(&self, request: &PageRequest) -> Result<Page, GatewayError> {
        let order = self.orders.get().unwrap().view(ORDER).await.unwrap();
        self.believed
            .store(order.unwrap().version, Ordering::SeqCst);
        self.opened.fetch_add(1, Ordering::SeqCst);
        Ok(Page {
            provider_id: "page".to_owned(),
            external_id: request.external_id.clone(),
            status: PageStatus::Pending,
            amount: request.amount,
            paid_amount: None,
            paid_at: None,
            method: None,
            url: "https://pay.example/1".to_owned(),
            expires_at: None,
        })
    }

    async fn find(&self, _external_id: &str) -> Result<Vec<Page>, GatewayError> {
        unreachable!("nothing was lost")
    }

    async fn read(&self, _provider_id: &str) -> Result<Option<Page>, GatewayError> {
        unreachable!("nobody looks")
    }

    async fn expire(&self, _provider_id: &str) -> Result<Option<Page>, GatewayError> {
        unreachable!("nothing ends")
    }

    async fn paid_since(
        &self,
        _since: Timestamp,
        _after: Option<&str>,
    ) -> Result<Vec<Page>, GatewayError> {
        unreachable!("nobody compares")
    }

    async fn refund(&self, _order: &RefundOrder) -> Result<ProviderRefund, GatewayError> {
        unreachable!("nothing goes back")
    }

    async fn find_refund(
        &self,
        _reference: &str,
        _provider_id: &str,
    ) -> Result<Option<ProviderRefund>, GatewayError> {
        unreachable!("nothing goes back")
    }

    fn is_sandbox(&self) -> bool {
        true
    }
}

async fn a_cashier(
    engine: &Engine,
    store: &StandIn,
    gateway: &Arc<Curious>,
    clock: &Arc<dyn Clock>,
) -> Cashier {
    let zone = BusinessZone::named("Asia/Jakarta").unwrap();
    let shelf = Arc::new(NoShelf);
    let messenger = MessageSandbox::open(shelf, Arc::clone(clock), zone.clone()).await;
    let post = Post::new(PostParts {
        orders: engine.orders.clone(),
        messenger: Arc::new(messenger),
        clock: Arc::clone(clock),
        zone,
        business_name: "Benang Merah".to_owned(),
    });
    Cashier::new(Parts {
        orders: engine.orders.clone(),
        index: engine.index.clone(),
        store: Arc::new(store.clone()),
        gateway: Arc::clone(gateway) as Arc<dyn PaymentGateway>,
        post,
        clock: Arc::clone(clock),
        public_url: "http://localhost".to_owned(),
    })
}

#[tokio::test(start_paused = true)]
async fn a_debt_is_paid_though_its_order_does_not_believe_it_yet() {
    let store = StandIn::seeded(3, Misfortune::NONE);
    let mut settings = settings();
    settings.orders.reply_timeout = PATIENCE;
    let engine = Engine::start(Arc::new(store.clone()), settings)
        .await
        .unwrap();
    let gateway = Arc::<Curious>::default();
    gateway.orders.set(engine.orders.clone()).unwrap();
    let clock: Arc<dyn Clock> = Arc::<Watch>::default();
    let cashier = a_cashier(&engine, &store, &gateway, &clock).await;
    let does = |chance: u128, action| {
        engine.orders.submit(Submission::of(Command {
            order: ORDER,
            at: clock.now(),
            by: ADMIN,
            expected: None,
            fresh: Fresh::new(Uuid::from_u128(chance << 40)),
            action,
        }))
    };
    let new = new_order(Terms::Dp(BasisPoints(5_000)), false);
    does(1, Action::Create(Box::new(new))).await.unwrap();

    // The change can be read, and its debt be taken, while its commit is still under way.
    store.befall(Misfortune {
        delay_max: Duration::from_mins(1),
        ..Misfortune::NONE
    });
    let asked = does(2, Action::IssueLink(LinkRequest::default()));
    let pays = async {
        while store.contents().orders[&ORDER].version < 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        store.calm();
        engine.employ(Arc::new(cashier), Vec::new(), &clock, &Witness::default());
    };
    let (answer, ()) = tokio::join!(asked, pays);
    let is_open = |order: &Order| order.invoices[0].attempts[0].state == AttemptState::Open;
    let order = engine
        .orders
        .wait_for(ORDER, PATIENCE, is_open)
        .await
        .unwrap()
        .unwrap();

    assert_eq!(answer.unwrap().order.version, 2);
    assert_eq!(
        gateway.believed.load(Ordering::SeqCst),
        1,
        "it was too early"
    );
    assert_eq!(gateway.opened.load(Ordering::SeqCst), 1);
    assert!(is_open(&order), "the page came");
    let (alerts, _) = store.alerts(&AlertFilter::default(), 0, 10).await.unwrap();
    assert_eq!(alerts, 0);
}
