//! What happens to the orders of the demo workshop, scene by scene.

use std::collections::VecDeque;

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::domain::code::OrderCode;
use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::attention::Mark;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::Instalment;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::command::NewOrder;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::command::Receipt;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::production::Step;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;

/// Customers: groups and shops, so that nobody is named.
const CUSTOMERS: [&str; 16] = [
    "Panitia Reuni Angkatan 2010",
    "SMP Tunas Harapan",
    "Koperasi Karyawan Sejahtera",
    "Kedai Kopi Senja",
    "Komunitas Sepeda Pagi",
    "Karang Taruna Mekar",
    "Toko Melati",
    "Klub Futsal Garuda Muda",
    "Paud Pelangi",
    "Himpunan Mahasiswa Teknik",
    "Bengkel Maju Jaya",
    "Sanggar Tari Cendana",
    "Panitia Jalan Sehat RW 05",
    "Katering Dapur Ibu",
    "Klinik Sehat Sentosa",
    "Travel Nusantara Indah",
];

/// What the workshop makes, and what a piece costs.
const PRODUCTS: [(&str, i64); 10] = [
    ("Kaos sablon katun combed 30s", 68_000),
    ("Kaos polos katun combed 24s", 52_000),
    ("Polo bordir", 95_000),
    ("Kemeja kerja PDH", 145_000),
    ("Jaket angkatan", 185_000),
    ("Hoodie fleece", 160_000),
    ("Seragam olahraga", 120_000),
    ("Rompi panitia", 75_000),
    ("Topi bordir", 38_000),
    ("Tas belanja kanvas", 29_000),
];

const WISHES: [&str; 5] = [
    "Logo di dada kiri, nama di punggung",
    "Warna biru dongker, sablon putih",
    "Ukuran menyusul lewat pesan",
    "Mohon contoh satu potong dulu",
    "",
];

/// How an order's life goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Settled,
    Made,
    Handed,
    Waiting,
    Forgotten,
    Cancelled,
    CancelledAfterDp,
    Instalments,
    Undecided,
}

/// Tells one order.
#[derive(Debug)]
pub(super) struct Teller {
    age: f64,
    fate: Fate,
    new: NewOrder,
    by_customer: bool,
}

/// What happens next, and how much later.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) after_hours: i64,
    pub(super) by_customer: bool,
    pub(super) action: Deed,
}

/// What is done in a scene; some of it depends on the order as it is by then.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    Begin(Box<NewOrder>),
    Confirm,
    Pay,
    PayShort,
    Produce(Step),
    RequestFinal,
    HandOver,
    ExpireDue,
    Plan,
    Overdue,
    Cancel(MoneyDecision),
    Mark,
    Note(&'static str),
}

impl Teller {
    /// The teller of order `number` of `of`, the oldest first.
    #[expect(clippy::cast_precision_loss, reason = "a few hundred orders")]
    pub(super) fn new(chance: &mut StdRng, number: usize, of: usize) -> Self {
        let age = 1.0 - (number as f64 + chance.random::<f64>()) / of as f64;
        let fate = match chance.random_range(0..100) {
            0..54 => Fate::Settled,
            54..57 => Fate::Made,
            57..60 => Fate::Handed,
            60..68 => Fate::Waiting,
            68..78 => Fate::Forgotten,
            78..84 => Fate::Cancelled,
            84..89 => Fate::CancelledAfterDp,
            89..95 => Fate::Instalments,
            _ => Fate::Undecided,
        };
        let by_customer = fate != Fate::Undecided && chance.random_bool(0.3);
        Self {
            age,
            fate,
            new: some_order(chance, fate),
            by_customer,
        }
    }

    /// How long before now the order began.
    #[expect(clippy::cast_possible_truncation, reason = "whole hours are meant")]
    #[expect(clippy::cast_precision_loss, reason = "a few thousand hours")]
    pub(super) fn hours_ago(&self, days: i64) -> i64 {
        (self.age * (days * 24) as f64) as i64 + 1
    }

    /// The scenes of its life.
    pub(super) fn scenes(self) -> Scenes {
        let full = self.new.terms == Terms::Full;
        let begin = (0, self.by_customer, Deed::Begin(Box::new(self.new)));
        let work = [
            (20, false, Deed::Produce(Step::InProgress)),
            (90, false, Deed::Produce(Step::Done)),
        ];
        let mut scenes = vec![begin];
        // Staff look at the price of what customers ordered by themselves, mostly.
        if self.by_customer && self.fate != Fate::Waiting {
            scenes.push((5, false, Deed::Confirm));
        }
        match self.fate {
            Fate::Undecided => scenes.push((40, false, Deed::Mark)),
            Fate::Waiting => scenes.push((30, false, Deed::Note("Sudah diingatkan lewat telepon"))),
            Fate::Forgotten => scenes.push((100, false, Deed::ExpireDue)),
            Fate::Cancelled => {
                scenes.push((100, false, Deed::ExpireDue));
                scenes.push((50, false, Deed::Cancel(MoneyDecision::Keep)));
            }
            Fate::CancelledAfterDp => {
                scenes.push((26, false, Deed::Pay));
                let money = if full {
                    MoneyDecision::RefundDue
                } else {
                    MoneyDecision::Keep
                };
                scenes.push((70, false, Deed::Cancel(money)));
            }
            Fate::Instalments => {
                scenes.push((10, false, Deed::Plan));
                scenes.push((20, false, Deed::Pay));
                scenes.extend(work);
                scenes.extend([(700, false, Deed::Pay), (60, false, Deed::Overdue)]);
                scenes.extend([
                    (400, false, Deed::Pay),
                    (10, false, Deed::Produce(Step::Shipped)),
                ]);
            }
            Fate::Settled if full => {
                scenes.push((16, false, Deed::Pay));
                scenes.extend(work);
                scenes.push((30, false, Deed::Produce(Step::Shipped)));
            }
            Fate::Made | Fate::Handed | Fate::Settled => {
                scenes.push((26, false, Deed::Pay));
                scenes.extend(work);
                scenes.push((4, false, Deed::RequestFinal));
                if self.fate == Fate::Made {
                    return Scenes(scenes.into());
                }
                scenes.push((30, false, Deed::HandOver));
                if self.fate == Fate::Handed {
                    return Scenes(scenes.into());
                }
                scenes.extend([(20, false, Deed::PayShort), (18, false, Deed::Pay)]);
                scenes.push((24, false, Deed::Produce(Step::Shipped)));
            }
        }
        Scenes(scenes.into())
    }
}

/// The scenes that are still to come.
#[derive(Debug)]
pub(super) struct Scenes(VecDeque<(i64, bool, Deed)>);

impl Scenes {
    /// The next scene, a little earlier or later than usual.
    pub(super) fn next_for(&mut self, chance: &mut StdRng) -> Option<Scene> {
        let (hours, by_customer, action) = self.0.pop_front()?;
        let after_hours = hours * chance.random_range(50..150) / 100;
        Some(Scene {
            after_hours,
            by_customer,
            action,
        })
    }
}

impl Deed {
    /// The command for the order as it is; nothing when the scene does not fit it.
    pub(super) fn for_order(
        self,
        order: Option<&Order>,
        at: Timestamp,
        chance: &mut StdRng,
    ) -> Option<Action> {
        let edit = |production| {
            Action::Edit(Box::new(Edit {
                production,
                ..Edit::default()
            }))
        };
        match (self, order) {
            (Self::Begin(new), None) => Some(Action::Create(new)),
            (Self::Confirm, Some(_)) => Some(Action::Edit(Box::new(Edit {
                price_confirmed: true,
                ..Edit::default()
            }))),
            (Self::Pay, Some(order)) => receipt(order, at, chance, 100),
            // One in eight sends less than was asked for.
            (Self::PayShort, Some(order)) if chance.random_ratio(1, 8) => {
                receipt(order, at, chance, 60)
            }
            (Self::Produce(step), Some(_)) => Some(edit(Some(ProductionTarget::Step(step)))),
            (Self::RequestFinal, Some(_)) => Some(Action::RequestFinal),
            (Self::HandOver, Some(order)) => {
                let open = order.open_invoices().next()?.id;
                Some(Action::HandOver(open))
            }
            (Self::ExpireDue, Some(_)) => Some(Action::ExpireDue),
            (Self::Plan, Some(order)) => Some(plan(order, at)),
            (Self::Overdue, Some(_)) => Some(Action::MarkOverdue),
            (Self::Cancel(money), Some(_)) => Some(Action::Cancel {
                money: Some(money),
                reason: "Pelanggan membatalkan pesanan".to_owned(),
            }),
            (Self::Mark, Some(_)) => Some(Action::SetMark(Mark::Custom, true)),
            (Self::Note(text), Some(_)) => Some(Action::Note(text.to_owned())),
            _ => None,
        }
    }
}

fn some_order(chance: &mut StdRng, fate: Fate) -> NewOrder {
    let (product, piece) = PRODUCTS.choose(chance).copied().unwrap_or(PRODUCTS[0]);
    let quantity = chance.random_range(2..=40) * 6;
    let with_dp = matches!(fate, Fate::Instalments | Fate::Made | Fate::Handed);
    let full = chance.random_bool(0.25) && !with_dp;
    let share = [5_000, 5_000, 6_000, 7_500]
        .choose(chance)
        .copied()
        .unwrap_or(5_000);
    let phone = format!("0812-0000-{:04}", chance.random_range(0..10_000));
    let email = format!("pesan{}@example.com", chance.random_range(100..1_000));
    let (contact, channel) = match chance.random_range(0..10) {
        0..7 => (phone, Channel::Whatsapp),
        7..9 => (email, Channel::Email),
        _ => (format!("{phone} {email}"), Channel::Both),
    };
    NewOrder {
        // Drawn when the order begins: its day is known then.
        code: OrderCode::of(jiff::civil::Date::constant(2025, 1, 1), 0, 3),
        customer_name: CUSTOMERS
            .choose(chance)
            .copied()
            .unwrap_or(CUSTOMERS[0])
            .to_owned(),
        contact: Contact::parse(&contact).expect("the demo's contacts are well formed"),
        channel,
        product_name: product.to_owned(),
        quantity,
        price: Rupiah(piece * i64::from(quantity)),
        terms: if full {
            Terms::Full
        } else {
            Terms::Dp(BasisPoints(share))
        },
        design: None,
        design_notes: WISHES
            .choose(chance)
            .copied()
            .unwrap_or_default()
            .to_owned(),
        with_link: fate != Fate::Undecided,
    }
}

fn receipt(order: &Order, at: Timestamp, chance: &mut StdRng, percent: i64) -> Option<Action> {
    let invoice = order.open_invoices().next()?;
    let methods = ["BANK_TRANSFER", "BANK_TRANSFER", "QRIS", "CASH"];
    Some(Action::Receive(Box::new(Receipt {
        amount: Rupiah((invoice.remaining().0 * percent / 100).max(1)),
        source: PaymentSource::Manual,
        invoice: invoice.id,
        attempt: None,
        method: methods.choose(chance).copied().unwrap_or("CASH").to_owned(),
        paid_at: at,
        provider_id: None,
        contact: String::new(),
        notes: String::new(),
        slip: None,
    })))
}

/// Three instalments, a month apart.
fn plan(order: &Order, at: Timestamp) -> Action {
    let third = Rupiah(order.outstanding().0 / 3);
    let rest = order.outstanding() - third - third;
    let part = |number: i64, amount| Instalment {
        amount,
        due_at: at + Span::days(30 * number - 25),
        description: format!("Cicilan {number}"),
    };
    Action::MakePlan(vec![part(1, third), part(2, third), part(3, rest)])
}
