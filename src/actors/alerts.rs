//! The words of alerts, and how bad each is.
//!
//! `money_*` is about money, `system_*` about this program; the documented words without a
//! beginning are about who asks for what.

use crate::domain::ids::UserId;
use crate::domain::konveksi::alert::AlertKind;
use crate::domain::konveksi::event::Task;
use crate::store::StoredAlert;
use crate::wire::konveksi::alert::AlertView;
use crate::wire::konveksi::alert::Kept;

/// Money came that belongs to nothing we know.
pub const UNMATCHED: &str = "money_unmatched";
/// The payment provider does not answer.
pub const PROVIDER_AWAY: &str = "money_provider_unreachable";
/// Something owed to the outside world was given up, its time being over.
pub const GIVEN_UP: &str = "money_given_up";
/// What a provider told us could not be taken in.
pub const DELIVERY_FAILED: &str = "money_delivery_failed";
/// An order fell too often and waits for a person.
pub const SET_ASIDE: &str = "system_order_set_aside";

/// The numbers of the dashboard were not what the orders add up to.
pub const DASHBOARD_DRIFT: &str = "system_dashboard_drift";
/// Somebody could not sign in, again and again.
pub const FAILED_LOGINS: &str = "failed_logins";
/// Somebody uses the server as nobody else does.
pub const UNUSUAL_USAGE: &str = "unusual_usage";
/// A file was larger than files mostly are.
pub const LARGE_UPLOAD: &str = "large_upload";
/// Somebody tries things out from an address.
pub const SUSPICIOUS_IP: &str = "suspicious_ip";

/// Worth knowing.
pub const INFO: &str = "info";
/// Somebody should do something.
pub const WARNING: &str = "warning";
/// Somebody should do something now.
pub const CRITICAL: &str = "critical";

/// An alert as staff read it; `name_of` knows what somebody is called.
pub fn view<'a>(
    alert: &'a StoredAlert,
    name_of: &dyn Fn(UserId) -> Option<String>,
) -> AlertView<'a> {
    let kept = Kept {
        id: alert.id,
        kind: &alert.kind,
        severity: &alert.severity,
        order: alert.order,
        data: &alert.data,
        count: alert.count,
        first_seen_at: alert.first_seen_at,
        last_seen_at: alert.last_seen_at,
        acknowledged_at: alert.acknowledged_at,
        acknowledged_by: alert.acknowledged_by.and_then(name_of),
    };
    AlertView::of(kept, name_of)
}

/// The word for what is unusual about an order's money.
#[must_use]
pub const fn of_money(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Task(Task::Late) => "money_late",
        AlertKind::Task(Task::Short) => "money_short",
        AlertKind::Task(Task::Over) => "money_over",
        AlertKind::Task(Task::Double) => "money_double",
        AlertKind::Task(Task::OnCancelled) => "money_on_cancelled",
        AlertKind::Task(Task::Mismatch) => "money_mismatch",
        AlertKind::Task(Task::RefundFailed) => "money_refund_failed",
        AlertKind::Task(Task::RefundSeen) => "money_refund_seen",
        AlertKind::Task(Task::RefundDue) => "money_refund_due",
        AlertKind::PageRefused => "money_page_refused",
    }
}

/// How bad it is.
#[must_use]
pub const fn severity(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Task(Task::Late) => INFO,
        AlertKind::Task(
            Task::Short | Task::Over | Task::Double | Task::RefundSeen | Task::RefundDue,
        ) => WARNING,
        AlertKind::Task(Task::OnCancelled | Task::Mismatch | Task::RefundFailed)
        | AlertKind::PageRefused => CRITICAL,
    }
}
