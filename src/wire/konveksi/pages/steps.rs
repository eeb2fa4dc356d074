//! The steps an order takes, and where this one stands: five, four when it is paid at once,
//! and as many as it came when it was cancelled.

use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::production::Step;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::tracking::journey::Journey;
use crate::wire::konveksi::tracking::journey::may_be_made;
use crate::wire::language::Language;

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Done, since then where that is known.
    Done(Option<Timestamp>),
    /// Under way, or waited for.
    Present,
    /// Not yet.
    Ahead,
    /// The end of an order that will not go on.
    Ended(Timestamp),
}

/// A step of the way.
#[derive(Debug)]
pub(super) struct Milestone {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) standing: Standing,
}

/// The way of an order.
#[derive(Debug)]
pub(super) struct Way {
    pub(super) steps: Vec<Milestone>,
    /// What is to be said above all of it.
    pub(super) headline: &'static str,
    /// What happens next, and what it takes.
    pub(super) next: &'static str,
}

impl Way {
    pub(super) fn of(order: &Order, history: &[Event], language: Language) -> Self {
        let journey = Journey::of(order, history);
        let step = journey.step();
        let reached = |step: Step| journey.reached.get(&step).copied();
        let done = |is: bool, since: Option<Timestamp>| is.then_some(Standing::Done(since));
        let paid = may_be_made(order);
        let mut standings = [
            done(true, Some(order.created_at)),
            done(paid, journey.opened),
            done(step >= Step::Done, reached(Step::Done)),
            done(order.is_settled(), journey.settled),
            done(step >= Step::Shipped, reached(Step::Shipped)),
        ];
        let present = standings.iter().position(Option::is_none);
        if let Some(place) = present.filter(|_| order.cancelled.is_none()) {
            standings[place] = Some(Standing::Present);
        }
        let pick = |texts: [&'static str; 2]| language.pick(texts[0], texts[1]);
        let milestone = |[name, about]: [[&'static str; 2]; 2], standing| Milestone {
            name: pick(name),
            about: pick(about),
            standing,
        };
        let mut steps = Vec::new();
        for (place, (texts, standing)) in STEPS.into_iter().zip(standings).enumerate() {
            match standing {
                // Nothing lies ahead of an order that was cancelled.
                None if order.cancelled.is_some() => {}
                _ if place == 3 && is_paid_at_once(order) => {}
                _ if place == 1 && is_paid_at_once(order) => {
                    steps.push(milestone(PAYMENT, standing.unwrap_or(Standing::Ahead)));
                }
                _ => steps.push(milestone(texts, standing.unwrap_or(Standing::Ahead))),
            }
        }
        if let Some(cancelled) = &order.cancelled {
            steps.push(milestone(CANCELLED, Standing::Ended(cancelled.at)));
        }
        let said = said(order, step, present);
        Self {
            steps,
            headline: pick(said[0]),
            next: pick(said[1]),
        }
    }
}

/// Whether there is one payment and no rest: everything is asked for before production.
fn is_paid_at_once(order: &Order) -> bool {
    let is_short = may_be_made(order) && !order.is_settled();
    order.terms == Terms::Full && !is_short
}

/// The payment of an order that is paid at once.
const PAYMENT: [[&str; 2]; 2] = [
    ["Pembayaran", "Payment"],
    [
        "Setelah masuk, pesanan masuk antrean.",
        "Once it is in, your order joins the queue.",
    ],
];

const CANCELLED: [[&str; 2]; 2] = [
    ["Dibatalkan", "Cancelled"],
    [
        "Pesanan ini tidak dilanjutkan.",
        "This order does not go on.",
    ],
];

const STEPS: [[[&str; 2]; 2]; 5] = [
    [
        ["Pesanan diterima", "Order received"],
        [
            "Pesanan tercatat di tempat kami.",
            "We have your order on file.",
        ],
    ],
    [
        ["Pembayaran awal", "First payment"],
        [
            "Setelah masuk, pesanan masuk antrean.",
            "Once it is in, your order joins the queue.",
        ],
    ],
    [
        ["Produksi", "Production"],
        [
            "Dipotong, dijahit, dan diperiksa.",
            "Cut, sewn and checked.",
        ],
    ],
    [
        ["Pelunasan", "Final payment"],
        [
            "Sisa pembayaran sebelum dikirim.",
            "The rest, before it is shipped.",
        ],
    ],
    [
        ["Dikirim", "Shipped"],
        [
            "Setelah lunas, pesanan kami kirim.",
            "We ship it once it is paid in full.",
        ],
    ],
];

/// The headline of an order, and what is next, in both languages.
fn said(order: &Order, step: Step, present: Option<usize>) -> [[&'static str; 2]; 2] {
    if order.cancelled.is_some() {
        return [
            ["Pesanan dibatalkan", "Order cancelled"],
            [
                "Tidak ada yang perlu dibayar. Bila ada dana yang perlu kembali, kami hubungi Anda.",
                "There is nothing to pay. If money is due back to you, we will be in touch.",
            ],
        ];
    }
    match (present, step) {
        (None, _) => [
            ["Pesanan sudah dikirim", "Your order has been shipped"],
            [
                "Semua selesai. Terima kasih sudah memesan di tempat kami.",
                "All done. Thank you for ordering from us.",
            ],
        ],
        (Some(0 | 1), _) if !order.link_issued => [
            ["Pesanan sedang diperiksa", "We are checking your order"],
            [
                "Setelah harga kami pastikan, tagihan pertama kami kirim.",
                "Once we have confirmed the price, we send the first bill.",
            ],
        ],
        (Some(0 | 1), _) if is_paid_at_once(order) => [
            ["Menunggu pembayaran", "Waiting for your payment"],
            [
                "Setelah pembayaran masuk, pesanan langsung masuk antrean produksi.",
                "As soon as the payment arrives, your order joins the production queue.",
            ],
        ],
        (Some(0 | 1), _) => [
            ["Menunggu pembayaran awal", "Waiting for the first payment"],
            [
                "Setelah pembayaran masuk, pesanan langsung masuk antrean produksi.",
                "As soon as the payment arrives, your order joins the production queue.",
            ],
        ],
        (Some(2), Step::Waiting) => [
            ["Masuk antrean produksi", "In the production queue"],
            [
                "Begitu giliran tiba, kain mulai dipotong.",
                "When it is your turn, we start cutting the fabric.",
            ],
        ],
        (Some(2), _) => [
            ["Sedang diproduksi", "In production"],
            [
                "Setelah selesai dibuat dan diperiksa, pesanan disiapkan untuk dikirim.",
                "Once it is made and checked, we get it ready to ship.",
            ],
        ],
        (Some(3), Step::Shipped) => [
            ["Dikirim, menunggu pelunasan", "Shipped, final payment due"],
            [
                "Pesanan sudah kami kirim. Masih ada sisa yang perlu dilunasi.",
                "Your order is on its way. There is a balance left to pay.",
            ],
        ],
        (Some(3), _) => [
            [
                "Selesai dibuat, menunggu pelunasan",
                "Made, final payment due",
            ],
            [
                "Setelah lunas, pesanan segera kami kirim.",
                "Once it is paid in full, we ship it.",
            ],
        ],
        (Some(_), _) => [
            ["Siap dikirim", "Ready to ship"],
            [
                "Pesanan sudah selesai dan lunas, tinggal kami kirim.",
                "It is made and paid. We are about to ship it.",
            ],
        ],
    }
}
