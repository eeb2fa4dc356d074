//! What must be true of every order after every change.

use std::collections::HashSet;
use std::hash::Hash;

use crate::domain::konveksi::Order;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::plan::Plan;
use crate::domain::konveksi::plan::PlanStatus;
use crate::domain::konveksi::refund::RefundState;
use crate::domain::konveksi::tests::model;
use crate::domain::konveksi::tests::model::Model;
use crate::domain::rupiah::Rupiah;

/// Says what is broken, for a history to be told with it.
macro_rules! ensure {
    ($claim:expr, $($words:tt)+) => {
        if !$claim {
            return Err(format!($($words)+));
        }
    };
}
pub(super) use ensure;

pub(super) type Verdict = Result<(), String>;

/// Holds an order against everything that can be read off it alone.
pub(super) fn hold(order: &Order, model: &Model) -> Verdict {
    words(order, model)?;
    ledger(order, model)?;
    invoices(order)?;
    open_invoices(order)?;
    plans(order)?;
    refunds(order, model)?;
    identities(order)
}

fn words(order: &Order, model: &Model) -> Verdict {
    let (word, expected) = (order.status(), model.word(order));
    ensure!(
        word == expected,
        "status {word:?}, by the table {expected:?}"
    );
    let (dp, expected) = (order.dp_due().0, model.dp_due());
    ensure!(dp == expected, "DP due {dp}, by the history {expected}");
    ensure!(
        order.fell_back <= !order.is_settled(),
        "fell back and settled at once"
    );
    let short = order.attention().any(|it| it == Attention::ShortPayment);
    ensure!(
        !order.fell_back || model.cancelled || short,
        "fell back without attention"
    );
    Ok(())
}

fn ledger(order: &Order, model: &Model) -> Verdict {
    let net = model::net(order);
    ensure!(
        order.net_paid().0 == net,
        "net paid is not received − refunded"
    );
    ensure!(
        order.owed().0 == model.owed(),
        "owed is not price − goodwill"
    );
    for line in &order.payments {
        let given: i64 = line.allocations.iter().map(|part| part.amount.0).sum();
        let within = match line.amount.0 {
            amount if amount >= 0 => (0..=amount).contains(&given),
            amount => (amount..=0).contains(&given),
        };
        let one_way = line
            .allocations
            .iter()
            .all(|part| part.amount.0.signum() == line.amount.0.signum());
        ensure!(within && one_way, "{line:?} gives more than it is");
    }
    let (credit, refund_due) = (order.credit(), order.refund_due());
    ensure!(
        credit >= Rupiah::ZERO && refund_due >= Rupiah::ZERO,
        "a negative credit or refund"
    );
    ensure!(
        credit.is_nothing() || refund_due.is_nothing(),
        "credit and refund due at once"
    );
    let excess = (net - model.owed()).max(0);
    let fits = match order.status() {
        Status::Cancelled => credit.0 == 0 && refund_due.0 <= net.max(0),
        Status::Settled => credit.0 == excess,
        _ => credit.0 <= net.max(0),
    };
    ensure!(fits, "credit {credit} and refund due {refund_due} of {net}");
    Ok(())
}

fn invoices(order: &Order) -> Verdict {
    for invoice in &order.invoices {
        let code = &invoice.code;
        let given = model::given_to(order, invoice.id);
        ensure!(
            invoice.allocated.0 == given && given >= 0,
            "{code} holds {given}, says {}",
            invoice.allocated
        );
        ensure!(invoice.amount.is_positive(), "{code} asks for nothing");
        let paid = given >= invoice.amount.0;
        ensure!(
            paid == (invoice.status() == InvoiceStatus::Paid),
            "{code} is {:?} with {given} of {}",
            invoice.status(),
            invoice.amount
        );
        ensure!(
            paid == invoice.paid_at.is_some(),
            "{code} is paid without a date, or dated without being paid"
        );
        let open: Vec<_> = invoice
            .attempts
            .iter()
            .filter(|page| page.state.is_open())
            .collect();
        ensure!(open.len() <= 1, "{code} has {} open pages", open.len());
        if let Some(page) = open.first() {
            ensure!(
                invoice.status() == InvoiceStatus::Open,
                "{code} asks for nothing on an open page"
            );
            ensure!(
                page.amount == invoice.remaining(),
                "{code} lacks {}, its page asks for {}",
                invoice.remaining(),
                page.amount
            );
        }
    }
    Ok(())
}

fn open_invoices(order: &Order) -> Verdict {
    let asked: i64 = order.open_invoices().map(|it| it.remaining().0).sum();
    let outstanding = (order.owed().0 - model::net(order)).max(0);
    ensure!(
        asked <= outstanding,
        "asks for {asked} of {outstanding} outstanding"
    );
    let of = |wanted: &[Kind]| {
        let its = order.open_invoices().filter(|it| wanted.contains(&it.kind));
        its.count()
    };
    ensure!(
        of(&[Kind::Dp, Kind::Full]) <= 1,
        "two first invoices are open"
    );
    ensure!(of(&[Kind::Final]) <= 1, "two final invoices are open");
    let gone = order.cancelled.is_some() || order.deleted_at.is_some();
    ensure!(
        !gone || order.open_invoices().next().is_none(),
        "gone, and still asks for money"
    );
    // Every open invoice counts on all the money that came and that no other took.
    ensure!(
        asked == 0 || order.credit().is_nothing(),
        "asks for {asked} and holds credit {}",
        order.credit()
    );
    Ok(())
}

fn plans(order: &Order) -> Verdict {
    let binds = |plan: &&Plan| plan.status(order) == PlanStatus::Active;
    let active: Vec<_> = order.plans.iter().filter(binds).collect();
    ensure!(active.len() <= 1, "two plans are active");
    let instalment = |it: &&Invoice| matches!(it.kind, Kind::Instalment { .. });
    let Some(plan) = active.first() else {
        let stray = order.open_invoices().any(|it| instalment(&it));
        ensure!(!stray, "an instalment asks without a plan");
        return Ok(());
    };
    let beside = order
        .open_invoices()
        .any(|it| !plan.instalments.contains(&it.id));
    ensure!(!beside, "an invoice asks beside the plan");
    let asked: i64 = order.open_invoices().map(|it| it.remaining().0).sum();
    ensure!(
        asked == order.outstanding().0,
        "the plan asks for {asked} of {}",
        order.outstanding()
    );
    let next = order.open_invoices().next().unwrap();
    let refused = next.attempts.last().is_some_and(|it| !it.state.is_open());
    ensure!(
        next.open_attempt().is_some() || refused,
        "the next instalment has no page"
    );
    Ok(())
}

fn refunds(order: &Order, model: &Model) -> Verdict {
    if model.refund_seen {
        return Ok(());
    }
    let counts = |state| state != RefundState::Failed;
    for payment in &order.payments {
        let of_it = order.refunds.iter().filter(|it| it.payment == payment.id);
        let back: i64 = of_it
            .filter(|it| counts(it.state))
            .map(|it| it.amount.0)
            .sum();
        let lines = order.payments.iter();
        let reversed = lines.filter(|it| it.reverses == Some(payment.id));
        let left = payment.amount.0 + reversed.map(|it| it.amount.0).sum::<i64>();
        ensure!(
            back <= left.max(0),
            "{back} refunded of a payment of {left}"
        );
    }
    let pending = order
        .refunds
        .iter()
        .filter(|it| it.state == RefundState::Pending);
    let pending: i64 = pending.map(|it| it.amount.0).sum();
    ensure!(
        model::net(order) >= pending,
        "more is promised back than is here"
    );
    Ok(())
}

fn identities(order: &Order) -> Verdict {
    let invoices = || order.invoices.iter();
    let pages = || invoices().flat_map(|it| &it.attempts);
    ensure!(
        all_differ(invoices().map(|it| it.id)),
        "an invoice id twice"
    );
    ensure!(
        all_differ(invoices().map(|it| &it.code)),
        "an invoice code twice"
    );
    ensure!(all_differ(pages().map(|it| it.id)), "an attempt id twice");
    ensure!(
        all_differ(order.payments.iter().map(|it| it.id)),
        "a payment id twice"
    );
    ensure!(
        all_differ(order.refunds.iter().map(|it| it.id)),
        "a refund id twice"
    );
    let ids = order.payments.iter().filter(|it| it.reverses.is_none());
    ensure!(
        all_differ(ids.filter_map(|it| it.provider_id.as_ref())),
        "a provider's id of money twice"
    );
    Ok(())
}

fn all_differ<T: Hash + Eq>(mut ids: impl Iterator<Item = T>) -> bool {
    let mut seen = HashSet::new();
    ids.all(|id| seen.insert(id))
}
