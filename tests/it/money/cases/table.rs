//! The cases: what is done and told, and how the books end.

use serde_json::Value;

use crate::money::cases::HALF;
use crate::money::cases::acts::Act;
use crate::money::cases::deliveries::Known;

pub(super) struct Case {
    pub(super) name: &'static str,
    /// What is done, and before which delivery. What comes after the last of these is told
    /// in any order.
    pub(super) acts: &'static [(usize, Act)],
    pub(super) deliveries: fn(&Known) -> Vec<Value>,
    /// Paid, remaining, credit, due back, the order's word.
    pub(super) ends: (i64, i64, i64, i64, &'static str),
    pub(super) alerts: &'static [&'static str],
}

/// Ends with so much paid and so much left.
const fn open(paid: i64, left: i64, word: &'static str) -> (i64, i64, i64, i64, &'static str) {
    (paid, left, 0, 0, word)
}

pub(super) const CASES: &[Case] = &[
    Case {
        name: "paid exactly, then settled",
        acts: &[],
        deliveries: |it| vec![it.paid(0, HALF), it.settled(0, HALF)],
        ends: open(HALF, HALF, "dp_dibayar"),
        alerts: &[],
    },
    Case {
        name: "expired, then paid",
        acts: &[],
        deliveries: |it| vec![it.expired(0), it.paid(0, HALF)],
        ends: open(HALF, HALF, "dp_dibayar"),
        alerts: &["money_late"],
    },
    Case {
        name: "paid, then expired",
        acts: &[],
        deliveries: |it| vec![it.paid(0, HALF), it.expired(0)],
        ends: open(HALF, HALF, "dp_dibayar"),
        alerts: &[],
    },
    Case {
        name: "paid short",
        acts: &[],
        deliveries: |it| vec![it.paid(0, 1_000_000)],
        ends: open(1_000_000, 6_500_000, "link_dibuat"),
        alerts: &["money_short"],
    },
    Case {
        name: "paid short, then the rest on the page that took its place",
        acts: &[(1, Act::Nothing)],
        deliveries: |it| {
            let rest = HALF - 1_000_000;
            vec![
                it.paid(0, 1_000_000),
                it.paid(1, rest),
                it.settled(0, 1_000_000),
            ]
        },
        ends: open(HALF, HALF, "dp_dibayar"),
        alerts: &["money_short"],
    },
    Case {
        name: "paid over what the invoice asks",
        acts: &[],
        deliveries: |it| vec![it.paid(0, 4_000_000)],
        ends: (4_000_000, 3_500_000, 250_000, 0, "dp_dibayar"),
        alerts: &["money_over"],
    },
    Case {
        name: "paid over what the order owes",
        acts: &[],
        deliveries: |it| vec![it.paid(0, 8_000_000)],
        ends: (8_000_000, 0, 500_000, 0, "lunas"),
        alerts: &["money_over"],
    },
    Case {
        name: "another amount for money that is known",
        acts: &[(1, Act::Nothing)],
        deliveries: |it| vec![it.paid(0, HALF), it.settled(0, HALF - 1), it.paid(0, HALF)],
        ends: open(HALF, HALF, "dp_dibayar"),
        alerts: &["money_mismatch"],
    },
    Case {
        name: "the old link is paid",
        acts: &[(0, Act::Regenerate)],
        deliveries: |it| vec![it.paid(0, HALF), it.expired(0)],
        ends: open(HALF, HALF, "dp_dibayar"),
        alerts: &[],
    },
    Case {
        name: "both links are paid",
        acts: &[(0, Act::Regenerate)],
        deliveries: |it| vec![it.paid(0, HALF), it.paid(1, HALF)],
        ends: open(2 * HALF, 0, "lunas"),
        alerts: &["money_double"],
    },
    Case {
        name: "a link is asked for anew though it was paid",
        acts: &[(1, Act::RegenerateInVain)],
        deliveries: |it| vec![it.paid(0, HALF), it.settled(0, HALF), it.expired(0)],
        ends: open(HALF, HALF, "dp_dibayar"),
        alerts: &[],
    },
    Case {
        name: "known only by our own id",
        acts: &[],
        deliveries: |it| vec![it.paid_elsewhere(0, HALF)],
        ends: open(HALF, HALF, "dp_dibayar"),
        alerts: &[],
    },
    Case {
        name: "paid on a cancelled order",
        acts: &[(0, Act::Cancel(None))],
        deliveries: |it| vec![it.paid(0, HALF), it.expired(0)],
        ends: (HALF, 0, 0, HALF, "dibatalkan"),
        alerts: &["money_on_cancelled"],
    },
    Case {
        name: "paid once more on an order that was cancelled and kept its money",
        acts: &[(0, Act::Regenerate), (1, Act::Cancel(Some("keep")))],
        deliveries: |it| vec![it.paid(0, HALF), it.paid(1, HALF), it.settled(0, HALF)],
        ends: (2 * HALF, 0, 0, HALF, "dibatalkan"),
        alerts: &["money_on_cancelled"],
    },
    Case {
        name: "cancelled with its money due back",
        acts: &[(1, Act::Cancel(Some("refund_due")))],
        deliveries: |it| vec![it.paid(0, HALF), it.settled(0, HALF), it.expired(0)],
        ends: (HALF, 0, 0, HALF, "dibatalkan"),
        alerts: &["money_refund_due"],
    },
    Case {
        name: "restored after money came",
        acts: &[(0, Act::Cancel(None)), (1, Act::Restore)],
        deliveries: |it| vec![it.paid(0, HALF), it.settled(0, HALF), it.expired(0)],
        ends: open(HALF, HALF, "dp_dibayar"),
        alerts: &["money_on_cancelled"],
    },
    Case {
        name: "paid on a deleted order",
        acts: &[(0, Act::Delete)],
        deliveries: |it| vec![it.paid(0, HALF), it.expired(0)],
        ends: (HALF, 0, 0, HALF, "dibatalkan"),
        alerts: &["money_on_cancelled"],
    },
    Case {
        name: "the price rises after money",
        acts: &[(1, Act::Price(9_000_000))],
        deliveries: |it| vec![it.paid(0, HALF), it.settled(0, HALF), it.expired(0)],
        ends: open(HALF, 9_000_000 - HALF, "dp_dibayar"),
        alerts: &[],
    },
    Case {
        name: "the price rises after everything was paid",
        acts: &[(1, Act::Price(9_000_000))],
        deliveries: |it| vec![it.paid(0, 2 * HALF), it.settled(0, 2 * HALF), it.expired(0)],
        ends: (2 * HALF, 1_500_000, HALF, 0, "dp_dibayar"),
        alerts: &["money_over"],
    },
    Case {
        name: "the price falls below what was paid",
        acts: &[(1, Act::Price(3_000_000))],
        deliveries: |it| vec![it.paid(0, HALF), it.settled(0, HALF), it.expired(0)],
        ends: (HALF, 0, 750_000, 0, "lunas"),
        alerts: &[],
    },
    Case {
        name: "the price falls between two payments",
        acts: &[(0, Act::Regenerate), (1, Act::Price(5_000_000))],
        deliveries: |it| vec![it.paid(0, HALF), it.paid(1, HALF), it.settled(1, HALF)],
        ends: (2 * HALF, 0, 2_500_000, 0, "lunas"),
        alerts: &["money_double"],
    },
    Case {
        name: "instalments are paid out of order",
        acts: &[(0, Act::Plan)],
        deliveries: |it| {
            vec![
                it.paid(1, 2_500_000),
                it.paid(2, 2_500_000),
                it.paid(3, 2_500_000),
            ]
        },
        ends: open(2 * HALF, 0, "lunas"),
        alerts: &[],
    },
    Case {
        name: "the last instalment is paid first",
        acts: &[(0, Act::Plan)],
        deliveries: |it| vec![it.paid(3, 2_500_000)],
        ends: open(2_500_000, 5_000_000, "link_dibuat"),
        alerts: &[],
    },
    Case {
        name: "the link of before the plan is paid",
        acts: &[(0, Act::Plan)],
        deliveries: |it| vec![it.paid(0, HALF), it.expired(0)],
        ends: open(HALF, HALF, "dp_dibayar"),
        alerts: &["money_late"],
    },
    Case {
        name: "a refund of ours succeeds",
        acts: &[(1, Act::Refund(1_000_000))],
        deliveries: |it| {
            let ended = it.refund_ended(0, 1_000_000, true);
            vec![it.paid(0, HALF), ended, it.settled(0, HALF)]
        },
        ends: open(HALF - 1_000_000, HALF + 1_000_000, "link_dibuat"),
        alerts: &[],
    },
    Case {
        name: "a refund of ours fails",
        acts: &[(1, Act::Refund(1_000_000))],
        deliveries: |it| {
            let ended = it.refund_ended(0, 1_000_000, false);
            vec![it.paid(0, HALF), ended, it.settled(0, HALF)]
        },
        ends: open(HALF, HALF, "dp_dibayar"),
        alerts: &["money_refund_failed"],
    },
    Case {
        name: "a refund is made at the provider",
        acts: &[],
        deliveries: |it| vec![it.paid(0, HALF), it.refund_made_there(0, 1_000_000)],
        ends: open(HALF - 1_000_000, HALF + 1_000_000, "link_dibuat"),
        alerts: &["money_refund_seen"],
    },
    Case {
        name: "a refund is made there of money known only by our own id",
        acts: &[(1, Act::Nothing)],
        deliveries: |it| {
            let made = it.refund_made_elsewhere(0, 1_000_000);
            vec![it.paid_elsewhere(0, HALF), made, it.paid_elsewhere(0, HALF)]
        },
        ends: open(HALF - 1_000_000, HALF + 1_000_000, "link_dibuat"),
        alerts: &["money_refund_seen"],
    },
];
