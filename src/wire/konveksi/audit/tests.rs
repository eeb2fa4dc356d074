//! A short life, told to two audiences.

use uuid::Uuid;

use crate::domain::aggregate::Aggregate;
use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::ids::Fresh;
use crate::domain::ids::OrderId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::command::Action;
use crate::domain::konveksi::command::Command;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::command::NewOrder;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::command::Receipt;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::production::Step;
use crate::domain::role::By;
use crate::domain::role::Role;
use crate::domain::role::Source;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::Audience;
use crate::wire::konveksi::audit::Trail;
use crate::wire::konveksi::audit::entries;

const NOON: Timestamp = Timestamp(1_751_256_000_000);

#[derive(Default)]
struct Life {
    order: Option<Order>,
    history: Vec<Event>,
}

impl Life {
    fn live(&mut self, by: By, action: Action) {
        let turn = self.history.len() as u64;
        let command = Command {
            order: OrderId(Uuid::from_u128(1)),
            at: Timestamp(NOON.0 + 60_000 * turn.cast_signed()),
            by,
            expected: None,
            fresh: Fresh::new(Uuid::from_u128(100 * u128::from(turn + 1))),
            action,
        };
        let event = Order::decide(self.order.as_ref(), &command)
            .unwrap()
            .unwrap();
        self.order = Some(Order::after(self.order.as_ref(), &event));
        self.history.push(event);
    }
}

fn a_life() -> Vec<Event> {
    let admin = By::staff(UserId(7), Role::Admin);
    let mut life = Life::default();
    let new = NewOrder {
        code: "ORD-20250630-A1B".parse().unwrap(),
        customer_name: "Budi Santoso".into(),
        contact: Contact::parse("081234567890").unwrap(),
        channel: Channel::Whatsapp,
        product_name: "Kaos Custom".into(),
        quantity: 50,
        price: Rupiah(7_500_000),
        terms: Terms::Dp(BasisPoints(5_000)),
        design_notes: String::new(),
        design: None,
        with_link: true,
    };
    life.live(By::nobody(Source::Customer), Action::Create(Box::new(new)));
    let invoice = life.order.as_ref().unwrap().invoices[0].id;
    let receipt = Receipt {
        amount: Rupiah(3_750_000),
        source: PaymentSource::Manual,
        invoice,
        attempt: None,
        method: "BANK_TRANSFER".into(),
        paid_at: NOON,
        provider_id: None,
        contact: String::new(),
        notes: "transfer Rp 3.750.000".into(),
        slip: None,
    };
    life.live(admin, Action::Receive(Box::new(receipt)));
    let edit = Edit {
        price: Some(Rupiah(8_000_000)),
        production: Some(ProductionTarget::Step(Step::InProgress)),
        notes: Some("Bahan sudah datang".into()),
        price_confirmed: true,
        ..Edit::default()
    };
    life.live(admin, Action::Edit(Box::new(edit)));
    life.live(admin, Action::Note("Jahitan rapi".into()));
    let cancel = Action::Cancel {
        money: Some(MoneyDecision::RefundDue),
        reason: String::new(),
    };
    life.live(admin, cancel);
    life.history
}

fn lines(audience: Audience) -> Vec<String> {
    let name = |_| Some("Siti".to_owned());
    let line = |entry: crate::wire::konveksi::audit::Entry| {
        let effect = entry.money_effect.and_then(|it| it.0);
        format!(
            "{} {} {}→{} by {} {}: {} {}",
            entry.version,
            entry.change_type,
            entry.previous_status.unwrap_or("-"),
            entry.new_status.unwrap_or("-"),
            entry.trigger_source,
            entry.actor.unwrap_or_default(),
            entry.notes,
            effect.map(|it| it.to_string()).unwrap_or_default()
        )
    };
    entries(&a_life(), audience, &name)
        .into_iter()
        .map(line)
        .collect()
}

#[test]
fn a_life_is_told_line_by_line() {
    insta::assert_debug_snapshot!(lines(Audience::Staff), @r#"
    [
        "1 order_status -→link_dibuat by customer Pelanggan: Pesanan ORD-20250630-A1B dibuat. ",
        "1 invoice_status -→belum dibayar by customer Pelanggan: Tagihan INV-239334-VVJ (Down Payment) dibuat sebesar Rp 3.750.000. ",
        "1 attempt -→opening by customer Pelanggan: Halaman bayar INV-239334-VVJ sedang disiapkan. ",
        "2 order_status link_dibuat→dp_dibayar by admin Siti: DP sudah dibayar. ",
        "2 payment -→sudah dibayar by admin Siti: Pembayaran tagihan INV-239334-VVJ diterima sebesar Rp 3.750.000. 3750000.00",
        "2 attempt -→superseded by admin Siti: Halaman bayar INV-239334-VVJ digantikan. ",
        "2 invoice_status belum dibayar→sudah dibayar by admin Siti: Tagihan INV-239334-VVJ (Down Payment): Sudah Dibayar. ",
        "3 order_status dp_dibayar→link_dibuat by admin Siti: Bahan sudah datang ",
        "3 order_data -→- by admin Siti: Harga diperbarui menjadi Rp 8.000.000. ",
        "3 order_data -→- by admin Siti: Harga disetujui. ",
        "3 production_status menunggu→diproses by admin Siti: Bahan sudah datang ",
        "3 order_data -→- by admin Siti: Nilai DP ditetapkan sebesar Rp 4.000.000. ",
        "4 note -→- by admin Siti: Jahitan rapi ",
        "5 order_status link_dibuat→dibatalkan by admin Siti: Pesanan dibatalkan, dana perlu dikembalikan sebesar Rp 3.750.000. ",
    ]
    "#);
}

#[test]
fn production_reads_the_same_lines_without_amounts() {
    let told = lines(Audience::Production);

    assert_eq!(told.len(), lines(Audience::Staff).len());
    for line in &told {
        assert!(!line.contains("Rp") && !line.contains("750"), "{line}");
    }
}

#[test]
fn the_trail_has_both_documented_shapes() {
    let life = a_life();
    let trail = Trail::of(&life[..1], Audience::Staff, &|_| None).unwrap();
    let mut trail = serde_json::to_value(trail).unwrap();
    for list in ["audit_trail", "status_histories"] {
        trail[list].as_array_mut().unwrap().truncate(1);
    }

    insta::assert_json_snapshot!(trail, @r#"
    {
      "audit_trail": [
        {
          "actor": "Pelanggan",
          "change_type": "order_status",
          "created_at": "2025-06-30T04:00:00Z",
          "money_effect": null,
          "new_status": "link_dibuat",
          "notes": "Pesanan ORD-20250630-A1B dibuat.",
          "previous_status": null,
          "timestamp": "2025-06-30T04:00:00Z",
          "trigger_source": "customer",
          "version": 1
        }
      ],
      "order": {
        "customer_name": "Budi Santoso",
        "order_code": "ORD-20250630-A1B"
      },
      "order_code": "ORD-20250630-A1B",
      "status_histories": [
        {
          "actor": "Pelanggan",
          "change_type": "order_status",
          "created_at": "2025-06-30T04:00:00Z",
          "money_effect": null,
          "new_status": "link_dibuat",
          "notes": "Pesanan ORD-20250630-A1B dibuat.",
          "previous_status": null,
          "timestamp": "2025-06-30T04:00:00Z",
          "trigger_source": "customer",
          "version": 1
        }
      ],
      "webhook_logs": []
    }
    "#);
    assert!(Trail::of(&[], Audience::Staff, &|_| None).is_none());
}
