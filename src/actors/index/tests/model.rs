//! The orders themselves, asked the same questions the slow way.

mod among;
mod figures;

use std::cmp::Reverse;

use proptest::prop_assert;
use proptest::prop_assert_eq;
use proptest::test_runner::TestCaseError;

use crate::actors::index::InvoiceQuery;
use crate::actors::index::OrderIndex;
use crate::actors::index::OrderName;
use crate::actors::index::PaymentQuery;
use crate::actors::index::Query;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::invoice::Kind;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::plan::PlanStatus;
use crate::domain::konveksi::refund::RefundState;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;

type Verdict = Result<(), TestCaseError>;

/// Some orders as they are now.
pub(super) struct Model(Vec<Order>);

impl Model {
    /// The last of each order's versions.
    pub(super) fn of(versions: &[Vec<Order>]) -> Self {
        let last = |of_one: &Vec<Order>| of_one.last().expect("an order begins").clone();
        Self(versions.iter().map(last).collect())
    }

    /// Whether the index answers as the orders do.
    pub(super) fn agrees(&self, index: &OrderIndex) -> Verdict {
        for query in self.invoice_queries() {
            let answer = index.select_invoices(&query);
            let all = self.invoices(&query);
            prop_assert_eq!(answer.count, all.len(), "{:?}", query);
            prop_assert_eq!(
                answer.invoices,
                part(&all, query.offset, query.limit),
                "{:?}",
                query
            );
        }
        for query in self.payment_queries() {
            let answer = index.select_payments(&query);
            let (all, total) = self.payments(&query);
            prop_assert_eq!(answer.count, all.len(), "{:?}", query);
            prop_assert_eq!(answer.total.0, total, "{:?}", query);
            prop_assert_eq!(
                answer.payments,
                part(&all, query.offset, query.limit),
                "{:?}",
                query
            );
        }
        self.agrees_on_orders(index)?;
        self.agrees_on_figures(index)?;
        self.agrees_on_names(index)?;
        self.agrees_on_the_agenda(index)
    }

    fn agrees_on_orders(&self, index: &OrderIndex) -> Verdict {
        let mut orders: Vec<_> = self.0.iter().filter(|it| it.deleted_at.is_none()).collect();
        orders.sort_by_key(|order| Reverse((order.created_at, order.id)));
        let answer = index.select(&Query {
            limit: usize::MAX / 2,
            ..Query::default()
        });
        let ids: Vec<_> = orders.iter().map(|order| order.id).collect();
        prop_assert_eq!(answer.orders, ids);
        let paid: i64 = orders.iter().map(|order| order.net_paid().0).sum();
        prop_assert_eq!(answer.totals.paid.0, paid);
        for rarity in [1, 7] {
            self.agrees_among(index, rarity)?;
        }
        Ok(())
    }

    fn agrees_on_names(&self, index: &OrderIndex) -> Verdict {
        for order in &self.0 {
            let owner = Some(order.id);
            prop_assert_eq!(index.order_of_code(&order.code), owner);
            for invoice in &order.invoices {
                prop_assert_eq!(index.order_of_invoice(invoice.id), owner);
            }
            for payment in &order.payments {
                prop_assert_eq!(index.order_of_payment(payment.id), owner);
            }
            for refund in &order.refunds {
                prop_assert_eq!(index.order_of_refund(refund.id), owner);
            }
            for plan in &order.plans {
                prop_assert_eq!(index.order_of_plan(plan.id), owner);
            }
            let other = order.id.0;
            prop_assert_eq!(index.order_of_invoice(InvoiceId(other)), None);
            prop_assert_eq!(index.order_of_payment(PaymentId(other)), None);
        }
        Ok(())
    }

    fn agrees_on_the_agenda(&self, index: &OrderIndex) -> Verdict {
        for now in self.instants() {
            let mut due = Vec::new();
            let mut pages = Vec::new();
            for order in &self.0 {
                due.extend(first_due(order).map(|at| (at, order.id)));
                let ends = page_ends(order).into_iter();
                pages.extend(ends.map(|(at, id)| (at, (order.id, id))));
            }
            due.retain(|(at, _)| *at <= now);
            pages.retain(|(at, _)| *at <= now);

            let answer = index.due(now, usize::MAX);
            let at = |id: &OrderId| due.iter().find(|(_, it)| it == id).map(|(at, _)| *at);
            prop_assert_eq!(answer.len(), due.len());
            prop_assert!(answer.iter().all(|id| at(id).is_some()));
            prop_assert!(answer.is_sorted_by_key(at));
            let few = due.len() / 2;
            prop_assert_eq!(index.due(now, few), &answer[..few]);

            let answer = index.plan_pages_due(now);
            let at = |page: &_| pages.iter().find(|(_, it)| it == page).map(|(at, _)| *at);
            prop_assert_eq!(answer.len(), pages.len());
            prop_assert!(answer.iter().all(|page| at(page).is_some()));
            prop_assert!(answer.is_sorted_by_key(at));
        }
        let pending = |order: &&Order| {
            let mut states = order.refunds.iter().map(|refund| refund.state);
            states.any(|state| state == RefundState::Pending)
        };
        let mut pending: Vec<_> = self.0.iter().filter(pending).map(|it| it.id).collect();
        let mut answer = index.with_pending_refunds();
        pending.sort_unstable();
        answer.sort_unstable();
        prop_assert_eq!(answer, pending);
        Ok(())
    }

    fn invoices(&self, query: &InvoiceQuery) -> Vec<(OrderId, InvoiceId)> {
        let mut found = Vec::new();
        for order in &self.0 {
            for invoice in &order.invoices {
                let seen = query.include_deleted || order.deleted_at.is_none();
                let sought = query.search.as_ref().is_none_or(|text| {
                    let text = text.to_uppercase();
                    invoice.code.as_str().starts_with(&text) || order.code.as_str() == text
                });
                if seen
                    && sought
                    && is_of(order, query.order.as_ref())
                    && query.kind.is_none_or(|kind| counts_as(invoice) == kind)
                    && query.status.is_none_or(|it| invoice.status() == it)
                    && query.created_from.is_none_or(|at| invoice.created_at >= at)
                    && query
                        .created_before
                        .is_none_or(|at| invoice.created_at < at)
                {
                    found.push((invoice.created_at, invoice.id, order.id));
                }
            }
        }
        found.sort_by_key(|it| Reverse(*it));
        let named = found
            .into_iter()
            .map(|(_, invoice, order)| (order, invoice));
        named.collect()
    }

    fn payments(&self, query: &PaymentQuery) -> (Vec<(OrderId, PaymentId)>, i64) {
        let mut found = Vec::new();
        let mut total = 0;
        for order in &self.0 {
            for payment in &order.payments {
                let seen = query.include_deleted || order.deleted_at.is_none();
                if seen
                    && is_of(order, query.order.as_ref())
                    && query.invoice.is_none_or(|it| concerns(payment, it))
                    && query.source.is_none_or(|it| payment.source == it)
                    && query.paid_from.is_none_or(|at| payment.paid_at >= at)
                    && query.paid_before.is_none_or(|at| payment.paid_at < at)
                {
                    total += payment.amount.0;
                    found.push((payment.paid_at, payment.id, order.id));
                }
            }
        }
        found.sort_by_key(|it| Reverse(*it));
        let named = found
            .into_iter()
            .map(|(_, payment, order)| (order, payment));
        (named.collect(), total)
    }

    fn invoice_queries(&self) -> Vec<InvoiceQuery> {
        let plain = InvoiceQuery {
            limit: 1_000,
            ..InvoiceQuery::default()
        };
        let with = |change: &dyn Fn(&mut InvoiceQuery)| {
            let mut query = plain.clone();
            change(&mut query);
            query
        };
        let mut queries = vec![
            plain.clone(),
            with(&|it| it.include_deleted = true),
            with(&|it| (it.offset, it.limit) = (1, 2)),
            with(&|it| it.limit = 0),
            with(&|it| it.search = Some("inv-".to_owned())),
            with(&|it| it.search = Some("inv-4".to_owned())),
            with(&|it| it.search = Some("budi".to_owned())),
        ];
        for kind in [LinkKind::Dp, LinkKind::Full, LinkKind::Final] {
            queries.push(with(&|it| it.kind = Some(kind)));
        }
        for status in [
            InvoiceStatus::Open,
            InvoiceStatus::Paid,
            InvoiceStatus::Expired,
            InvoiceStatus::Cancelled,
        ] {
            queries.push(with(&|it| it.status = Some(status)));
            queries.push(with(&|it| {
                (it.status, it.kind) = (Some(status), Some(LinkKind::Dp));
            }));
        }
        for at in self.instants() {
            queries.push(with(&|it| it.created_from = Some(at)));
            queries.push(with(&|it| it.created_before = Some(at)));
        }
        for name in self.names() {
            queries.push(with(&|it| it.order = Some(name.clone())));
            queries.push(with(&|it| {
                it.order = Some(name.clone());
                it.status = Some(InvoiceStatus::Open);
                it.include_deleted = true;
                it.limit = 1;
            }));
        }
        for order in &self.0 {
            queries.push(with(&|it| it.search = Some(order.code.to_string())));
            if let Some(invoice) = order.invoices.last() {
                let code = invoice.code.to_string().to_lowercase();
                queries.push(with(&|it| it.search = Some(code.clone())));
                queries.push(with(&|it| it.search = Some(code[..7].to_owned())));
            }
        }
        queries
    }

    fn payment_queries(&self) -> Vec<PaymentQuery> {
        let plain = PaymentQuery {
            limit: 1_000,
            ..PaymentQuery::default()
        };
        let with = |change: &dyn Fn(&mut PaymentQuery)| {
            let mut query = plain.clone();
            change(&mut query);
            query
        };
        let mut queries = vec![
            plain.clone(),
            with(&|it| it.include_deleted = true),
            with(&|it| (it.offset, it.limit) = (1, 2)),
            with(&|it| it.invoice = Some(InvoiceId(uuid::Uuid::nil()))),
        ];
        for source in [
            PaymentSource::Provider,
            PaymentSource::Manual,
            PaymentSource::Verified,
            PaymentSource::Import,
            PaymentSource::Credit,
        ] {
            queries.push(with(&|it| it.source = Some(source)));
        }
        for at in self.instants() {
            queries.push(with(&|it| it.paid_from = Some(at)));
            queries.push(with(&|it| it.paid_before = Some(at)));
        }
        for name in self.names() {
            queries.push(with(&|it| it.order = Some(name.clone())));
        }
        for order in &self.0 {
            for invoice in &order.invoices {
                queries.push(with(&|it| it.invoice = Some(invoice.id)));
                let first = self.0[0].id;
                queries.push(with(&|it| {
                    it.invoice = Some(invoice.id);
                    it.order = Some(OrderName::Id(first));
                }));
            }
        }
        queries
    }

    /// Every order by both its names, and one that nobody has.
    fn names(&self) -> Vec<OrderName> {
        let both = |order: &Order| [OrderName::Id(order.id), OrderName::Code(order.code.clone())];
        let stranger = OrderName::Code("ORD-001-XYZ".parse().unwrap());
        self.0.iter().flat_map(both).chain([stranger]).collect()
    }

    /// Instants at which something changes, a little before, and far beyond.
    fn instants(&self) -> Vec<Timestamp> {
        let mut instants = vec![Timestamp(0)];
        for order in &self.0 {
            instants.extend(first_due(order));
            instants.extend(page_ends(order).into_iter().map(|(at, _)| at));
            instants.extend(order.payments.last().map(|it| it.paid_at));
            instants.extend(order.invoices.last().map(|it| it.created_at));
            instants.push(order.updated_at + Span::days(400));
        }
        let before = instants.iter().map(|at| Timestamp(at.0 - 1));
        let mut all: Vec<_> = before.chain(instants.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn part<T: Clone>(all: &[T], offset: usize, limit: usize) -> Vec<T> {
    all.iter().skip(offset).take(limit).cloned().collect()
}

fn is_of(order: &Order, name: Option<&OrderName>) -> bool {
    match name {
        None => true,
        Some(OrderName::Id(id)) => order.id == *id,
        Some(OrderName::Code(code)) => order.code == *code,
    }
}

fn counts_as(invoice: &Invoice) -> LinkKind {
    match invoice.kind {
        Kind::Full => LinkKind::Full,
        Kind::Instalment { number, of } if number < of => LinkKind::Dp,
        Kind::Dp => LinkKind::Dp,
        Kind::Final | Kind::Instalment { .. } => LinkKind::Final,
    }
}

fn concerns(payment: &Payment, invoice: InvoiceId) -> bool {
    let gave = payment.allocations.iter().any(|it| it.invoice == invoice);
    gave || payment.invoice == Some(invoice)
}

/// Of all open invoices' last days, the first that nobody has noticed yet.
fn first_due(order: &Order) -> Option<Timestamp> {
    let mut instants = Vec::new();
    for invoice in &order.invoices {
        let open = invoice.status() == InvoiceStatus::Open;
        if open && order.cancelled.is_none() && order.deleted_at.is_none() {
            instants.extend(invoice.expires_at);
            if !invoice.overdue {
                instants.extend(invoice.due_at);
            }
        }
    }
    instants.into_iter().min()
}

/// The last day of every open page of an active plan.
fn page_ends(order: &Order) -> Vec<(Timestamp, InvoiceId)> {
    let mut ends = Vec::new();
    for plan in &order.plans {
        let active = plan.status(order) == PlanStatus::Active;
        for id in plan.instalments.iter().filter(|_| active) {
            let invoice = order.invoice(*id).expect("a plan has its invoices");
            let unpaid = invoice.status() == InvoiceStatus::Open;
            for page in invoice.attempts.iter().filter(|_| unpaid) {
                if matches!(page.state, AttemptState::Open | AttemptState::Opening) {
                    ends.push((page.expires_at, *id));
                }
            }
        }
    }
    ends
}
