//! What happened to an order, the latest first, as far as its customer may know.

use super::whole;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::refund::RefundState;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::tracking::journey::Journey;
use crate::wire::language::Language;

/// Something that happened.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) at: Timestamp,
    pub(super) said: String,
}

/// Everything that happened and is still true, the latest first.
pub(super) fn story(order: &Order, history: &[Event], language: Language) -> Vec<Moment> {
    let mut story = Vec::new();
    let mut tell = |at, said: String| story.push(Moment { at, said });
    let pick = |indonesian: &str, english: &str| language.pick(indonesian, english).to_owned();
    tell(
        order.created_at,
        pick("Pesanan kami terima.", "We received your order."),
    );
    for invoice in &order.invoices {
        if invoice.status() != InvoiceStatus::Cancelled {
            let what = kind(invoice.kind, language);
            let made = language.pick("Tagihan dibuat", "Bill made");
            tell(
                invoice.created_at,
                format!("{made}: {what}, {}.", whole(invoice.amount)),
            );
        }
    }
    for payment in &order.payments {
        let undone = order
            .payments
            .iter()
            .any(|it| it.reverses == Some(payment.id));
        if undone || payment.reverses.is_some() {
            continue;
        }
        let said = match (payment.source, payment.amount.is_positive()) {
            (PaymentSource::Credit, true) => {
                pick("Kelebihan bayar dipindahkan ke sini", "Credit moved here")
            }
            (_, true) => pick("Pembayaran kami terima", "We received your payment"),
            (_, false) => pick("Kelebihan bayar dipindahkan", "Credit moved elsewhere"),
        };
        tell(
            payment.paid_at,
            format!("{said}: {}.", whole(payment.amount)),
        );
    }
    for refund in &order.refunds {
        let at = refund.closed_at.unwrap_or(refund.requested_at);
        match refund.state {
            RefundState::Succeeded | RefundState::Manual => {
                let said = language.pick("Dana kami kembalikan", "We sent money back");
                tell(at, format!("{said}: {}.", whole(refund.amount)));
            }
            RefundState::Pending | RefundState::Failed => {}
        }
    }
    let journey = Journey::of(order, history);
    for (step, at) in &journey.reached {
        let said = match step {
            Step::Waiting => continue,
            Step::InProgress => pick("Produksi dimulai.", "Production began."),
            Step::Done => pick("Produksi selesai.", "Production is finished."),
            Step::Shipped => pick("Pesanan dikirim.", "Your order was shipped."),
        };
        tell(*at, said);
    }
    if let Some(at) = journey.settled {
        tell(
            at,
            pick(
                "Pembayaran lunas. Terima kasih!",
                "Paid in full. Thank you!",
            ),
        );
    }
    if let Some(cancelled) = order.cancelled {
        tell(
            cancelled.at,
            pick("Pesanan dibatalkan.", "The order was cancelled."),
        );
    }
    story.sort_by_key(|moment| moment.at);
    story.reverse();
    story
}

/// What a bill asks for.
pub(super) fn kind(kind: Kind, language: Language) -> String {
    match kind {
        Kind::Dp => language.pick("Uang muka (DP)", "Down payment").to_owned(),
        Kind::Final => language.pick("Pelunasan", "Final payment").to_owned(),
        Kind::Full => language.pick("Pembayaran penuh", "Full payment").to_owned(),
        Kind::Instalment { number, of } => match language {
            Language::Indonesian => format!("Cicilan {number} dari {of}"),
            Language::English => format!("Instalment {number} of {of}"),
        },
    }
}
