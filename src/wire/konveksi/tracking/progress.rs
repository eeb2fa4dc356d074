//! How far an order is, where it stands, and what comes next.

use serde::Serialize;
use utoipa::ToSchema;

use super::journey::Journey;
use super::journey::may_be_made;
use super::money::has_lapsed;
use super::money::next_invoice;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::production::Step;
use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;

/// How far an order is, in hundredths of the way.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Progress {
    percentage: f64,
    completed_milestones: usize,
    total_milestones: usize,
    status: &'static str,
}

/// Money counts for as much as was made of it: who pays everything at once is as far as who
/// paid the down payment, until production has caught up.
impl Progress {
    /// A cancelled order stays where it was.
    pub(super) fn of(order: &Order, journey: &Journey) -> Self {
        let percentage = f64::from(percentage(order, journey));
        let order = journey.before_cancelling.as_ref().unwrap_or(order);
        let paid = may_be_made(order);
        let (settled, step) = (order.is_settled(), journey.step());
        let milestones = [
            true,
            order.link_issued || paid,
            paid,
            step >= Step::InProgress,
            step >= Step::Done,
            settled,
            step >= Step::Shipped,
        ];
        let completed = milestones.iter().filter(|it| **it).count();
        Self {
            percentage,
            completed_milestones: completed,
            total_milestones: milestones.len(),
            status: if completed == milestones.len() {
                "completed"
            } else {
                "in_progress"
            },
        }
    }
}

/// How far an order is, in hundredths of the way; a cancelled one stays where it was.
pub(in crate::wire::konveksi) fn percentage(order: &Order, journey: &Journey) -> u8 {
    let order = journey.before_cancelling.as_ref().unwrap_or(order);
    let settled = order.is_settled();
    match journey.step() {
        Step::Shipped if settled => 100,
        Step::Done if settled => 90,
        Step::Shipped | Step::Done => 75,
        Step::InProgress => 55,
        Step::Waiting if may_be_made(order) => 35,
        Step::Waiting if order.link_issued => 15,
        Step::Waiting => 10,
    }
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Staff look at it first.
    InProgress,
    /// It waits for money.
    Payment,
    /// It is made, or waits for its turn.
    Production,
    /// It is on its way, or about to be.
    Shipping,
    /// Nothing is left to do.
    Completed,
    /// It was cancelled.
    Cancelled,
}

impl Stage {
    pub(super) fn of(order: &Order, journey: &Journey) -> Self {
        if order.cancelled.is_some() {
            return Self::Cancelled;
        }
        match (journey.step(), order.is_settled()) {
            (Step::Shipped, true) => Self::Completed,
            (Step::Done, true) => Self::Shipping,
            (Step::Done | Step::Shipped, false) => Self::Payment,
            (Step::InProgress, _) => Self::Production,
            (Step::Waiting, _) if may_be_made(order) => Self::Production,
            (Step::Waiting, _) if order.link_issued => Self::Payment,
            (Step::Waiting, _) => Self::InProgress,
        }
    }
}

/// A stage in its documented shape.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Stage)]
pub(super) struct StageView {
    code: &'static str,
    display: &'static str,
}

impl From<Stage> for StageView {
    fn from(stage: Stage) -> Self {
        let (code, display) = match stage {
            Stage::InProgress => ("in_progress", "Sedang Diperiksa"),
            Stage::Payment => ("payment", "Pembayaran"),
            Stage::Production => ("production", "Produksi"),
            Stage::Shipping => ("shipping", "Pengiriman"),
            Stage::Completed => ("completed", "Selesai"),
            Stage::Cancelled => ("cancelled", "Dibatalkan"),
        };
        Self { code, display }
    }
}

/// What an order is heading for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NextMilestone {
    milestone: &'static str,
    description: &'static str,
    icon: &'static str,
    estimated_date: Option<String>,
}

impl NextMilestone {
    /// Nothing, when the order is cancelled or done. Only a payment has a date: the last
    /// day on which it is in time.
    pub(super) fn of(
        order: &Order,
        journey: &Journey,
        now: Timestamp,
        zone: &BusinessZone,
    ) -> Option<Self> {
        let stage = Stage::of(order, journey);
        let (milestone, description, icon) = match (stage, journey.step()) {
            (Stage::Cancelled | Stage::Completed, _) => return None,
            (Stage::InProgress, _) => (
                "Tagihan Dibuat",
                "Setelah pesanan diperiksa, tagihan kami kirimkan.",
                "🧾",
            ),
            (Stage::Payment, Step::Done | Step::Shipped) => (
                "Pembayaran Lunas",
                "Pesanan menunggu sisa pembayarannya.",
                "💯",
            ),
            (Stage::Payment, Step::Waiting | Step::InProgress) => first_payment(order),
            (Stage::Production, Step::Waiting) => (
                "Produksi Dimulai",
                "Pesanan segera masuk ke produksi.",
                "🔧",
            ),
            (Stage::Production, _) => (
                "Produksi Selesai",
                "Setelah selesai dibuat, pesanan disiapkan untuk dikirim.",
                "✨",
            ),
            (Stage::Shipping, _) => (
                "Pesanan Dikirim",
                "Pesanan sudah selesai dan lunas, tinggal dikirim.",
                "🚚",
            ),
        };
        let last_day = next_invoice(order).filter(|_| stage == Stage::Payment);
        let last_day = last_day.and_then(|invoice| in_time_until(invoice, now));
        Some(Self {
            milestone,
            description,
            icon,
            estimated_date: last_day.map(|until| zone.day(until).to_string()),
        })
    }
}

fn first_payment(order: &Order) -> (&'static str, &'static str, &'static str) {
    let description = match next_invoice(order).map(|invoice| invoice.kind) {
        Some(Kind::Dp) => "Setelah DP diterima, pesanan masuk antrean produksi.",
        Some(Kind::Final | Kind::Full | Kind::Instalment { .. }) => {
            "Setelah pembayaran diterima, pesanan masuk antrean produksi."
        }
        None => "Pembayaran awal belum diterima. Hubungi kami untuk link yang baru.",
    };
    ("Pembayaran Diterima", description, "✅")
}

/// Until when paying an invoice is in time, if it still is.
fn in_time_until(invoice: &Invoice, now: Timestamp) -> Option<Timestamp> {
    let until = invoice.expires_at.or(invoice.due_at)?;
    (until > now && !has_lapsed(invoice, now)).then_some(until)
}
