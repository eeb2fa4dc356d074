//! Money that goes back through the provider.

use crate::actors::notifier::Paid;
use crate::actors::order::Answer;
use crate::actors::order::OrderError;
use crate::domain::ids::OrderId;
use crate::domain::ids::RefundId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::refund::Refund;
use crate::flows::konveksi::cashier::Cashier;
use crate::flows::konveksi::cashier::courier::NotPaid;
use crate::integrations::payment::GatewayError;
use crate::integrations::payment::ProviderRefund;
use crate::integrations::payment::RefundOrder;
use crate::integrations::payment::RefundProgress;
use crate::store::DeliveryRow;

/// The provider's word for why; what staff wrote stays here, it may be personal.
const REASON: &str = "REQUESTED_BY_CUSTOMER";

impl Cashier {
    /// Asks the provider to pay a refund. Its end may come later, by webhook or by a look.
    pub(super) async fn pay_back(&self, order: OrderId, refund: RefundId) -> Result<Paid, NotPaid> {
        let Some(order) = self.0.orders.durable(order).await? else {
            return Ok(Paid::Done);
        };
        let Some((refund, page)) = pending(&order, refund) else {
            return Ok(Paid::Done);
        };
        let asked = RefundOrder {
            reference: refund.id.to_string(),
            provider_id: page.to_owned(),
            amount: refund.amount,
            reason: REASON.to_owned(),
        };
        match self.0.gateway.refund(&asked).await {
            Ok(told) => {
                self.end_refund(order.id, refund.id, &told, None).await?;
            }
            Err(GatewayError::Rejected { code, message }) => {
                tracing::warn!(order.id = %order.id, code, message, "the provider refused a refund");
                let failed = Action::RefundEnded {
                    refund: refund.id,
                    succeeded: false,
                    provider_id: None,
                };
                self.tell(order.id, failed).await?;
            }
            Err(error) => return Err(error.into()),
        }
        Ok(Paid::Done)
    }

    /// Looks what became of the refunds of an order that are under way.
    pub(super) async fn look_at_refunds(&self, order: &Order) -> Result<(), NotPaid> {
        let under_way = order.refunds.iter().filter(|it| it.state.is_pending());
        for refund in under_way {
            let Some((_, page)) = pending(order, refund.id) else {
                continue;
            };
            let reference = refund.id.to_string();
            if let Some(told) = self.0.gateway.find_refund(&reference, page).await? {
                self.end_refund(order.id, refund.id, &told, None).await?;
            }
        }
        Ok(())
    }

    /// Notes how a refund of ours ended, if it did.
    pub(super) async fn end_refund(
        &self,
        order: OrderId,
        refund: RefundId,
        told: &ProviderRefund,
        delivery: Option<DeliveryRow>,
    ) -> Result<Option<Answer>, OrderError> {
        let succeeded = match told.state {
            RefundProgress::Pending => return Ok(None),
            RefundProgress::Succeeded => true,
            RefundProgress::Failed(_) => false,
        };
        let ended = Action::RefundEnded {
            refund,
            succeeded,
            provider_id: Some(told.provider_id.clone()),
        };
        self.tell_of(order, ended, delivery).await.map(Some)
    }

    /// What a message about a refund asks of an order: the end of one of ours, or one that
    /// was made at the provider. Nothing when one of theirs failed.
    pub(super) fn refund_told(order: &Order, page: &str, told: &ProviderRefund) -> Option<Action> {
        let reference = told.reference.as_deref();
        let ours = reference.and_then(|it| it.parse::<RefundId>().ok());
        let known = ours.filter(|id| order.refunds.iter().any(|it| it.id == *id));
        let succeeded = match told.state {
            RefundProgress::Pending => return None,
            RefundProgress::Succeeded => true,
            RefundProgress::Failed(_) => false,
        };
        if let Some(refund) = known {
            return Some(Action::RefundEnded {
                refund,
                succeeded,
                provider_id: Some(told.provider_id.clone()),
            });
        }
        let payment = order.payments.iter().find(|it| it.is_known_as(page))?;
        succeeded.then(|| Action::RefundSeen {
            payment: payment.id,
            amount: told.amount,
            provider_id: told.provider_id.clone(),
        })
    }
}

/// A refund that the provider still has to pay, and the page its money came by.
fn pending(order: &Order, refund: RefundId) -> Option<(&Refund, &str)> {
    let refund = order.refunds.iter().find(|it| it.id == refund)?;
    let payment = order.payment(refund.payment)?;
    let page = payment.provider_id.as_deref()?;
    refund.state.is_pending().then_some((refund, page))
}
