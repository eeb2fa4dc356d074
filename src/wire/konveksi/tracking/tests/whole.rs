//! One order, told whole.

use super::check;
use super::in_production;
use super::track;
use crate::wire::konveksi::tracking::invoice::InvoiceDetailView;

#[test]
fn an_order_in_production_is_told_as_the_first_document_has_it() {
    let mut answer = track(&in_production());
    answer["data"]["timeline"].take();

    insta::assert_json_snapshot!(answer["data"], @r#"
    {
      "created_at": "2025-06-15T15:06:40Z",
      "current_stage": {
        "code": "production",
        "display": "Produksi"
      },
      "customer_name": "Budi S.",
      "invoices": [
        {
          "due_at": null,
          "installment": null,
          "invoice_amount": "500000.00",
          "invoice_code": "INV-577944-AHH",
          "invoice_created_at": "2025-06-15T15:06:40Z",
          "invoice_expired_at": "2025-06-18T15:06:40Z",
          "invoice_paid_at": "2025-06-15T16:06:40Z",
          "invoice_status": "sudah dibayar",
          "invoice_type_display": "Down Payment",
          "order_code": "ORD-20250630-A1B",
          "overdue": false,
          "paid_amount": "500000.00",
          "payment_link": null,
          "payment_type": "dp",
          "payment_url": null,
          "remaining": "0.00",
          "status_display": "Sudah Dibayar"
        }
      ],
      "is_fully_paid": false,
      "next_milestone": {
        "description": "Setelah selesai dibuat, pesanan disiapkan untuk dikirim.",
        "estimated_date": null,
        "icon": "✨",
        "milestone": "Produksi Selesai"
      },
      "order_code": "ORD-20250630-A1B",
      "order_status_display": "DP Dibayar",
      "payment_summary": {
        "amount_paid": "500000.00",
        "amount_refunded": "0.00",
        "payment_type": "dp",
        "payment_type_display": "Down Payment",
        "remaining_balance": "500000.00",
        "total_amount": "1000000.00"
      },
      "product_name": "Kaos panitia",
      "production_status": "diproses",
      "production_status_display": "Sedang Diproduksi",
      "progress": {
        "completed_milestones": 4,
        "percentage": 55.0,
        "status": "in_progress",
        "total_milestones": 7
      },
      "quantity": 50,
      "status_order": "dp_dibayar",
      "timeline": null
    }
    "#);
}

#[test]
fn its_way_is_told_milestone_by_milestone() {
    insta::assert_json_snapshot!(track(&in_production())["data"]["timeline"], @r#"
    [
      {
        "category": "order",
        "description": "Pesanan ORD-20250630-A1B sudah kami terima.",
        "icon": "📝",
        "id": "order_created_00000000-0000-0000-0000-000000000001",
        "is_estimated": false,
        "milestone": "Pesanan Diterima",
        "order": 1,
        "status": "completed",
        "timestamp": "2025-06-15T15:06:40Z"
      },
      {
        "amount": "500000.00",
        "category": "payment",
        "description": "Tagihan INV-577944-AHH sebesar Rp 500.000 sudah dibayar.",
        "icon": "🧾",
        "id": "invoice_created_00000000-0000-0000-0000-000200000000",
        "invoice_code": "INV-577944-AHH",
        "is_estimated": false,
        "milestone": "Tagihan DP Dibuat",
        "order": 10,
        "status": "completed",
        "timestamp": "2025-06-15T15:06:40Z"
      },
      {
        "amount": "500000.00",
        "category": "payment",
        "description": "Rp 500.000 untuk tagihan INV-577944-AHH kami terima.",
        "icon": "✅",
        "id": "payment_received_00000000-0000-0000-0000-000600000000",
        "invoice_code": "INV-577944-AHH",
        "is_estimated": false,
        "milestone": "DP Dibayar",
        "order": 20,
        "status": "completed",
        "timestamp": "2025-06-15T16:06:40Z"
      },
      {
        "category": "production",
        "description": "Pesanan Anda sedang dikerjakan.",
        "icon": "🔧",
        "id": "production_diproses",
        "is_estimated": false,
        "milestone": "Sedang Diproduksi",
        "order": 40,
        "status": "current",
        "timestamp": "2025-06-15T17:06:40Z"
      },
      {
        "amount": "500000.00",
        "category": "payment",
        "description": "Sisa Rp 500.000 dilunasi sebelum pesanan dikirim.",
        "icon": "📅",
        "id": "future_pelunasan",
        "is_estimated": true,
        "milestone": "Pelunasan",
        "order": 50,
        "status": "pending",
        "timestamp": null
      },
      {
        "category": "shipping",
        "description": "Pesanan dikirim setelah selesai dibuat dan lunas.",
        "icon": "📦",
        "id": "future_shipping",
        "is_estimated": true,
        "milestone": "Pengiriman",
        "order": 60,
        "status": "pending",
        "timestamp": null
      }
    ]
    "#);
}

#[test]
fn it_is_told_as_the_second_document_has_it_too() {
    let mut answer = track(&in_production());
    answer["data"].take();

    insta::assert_json_snapshot!(answer, @r#"
    {
      "data": null,
      "message": "Berikut perkembangan pesanan Anda.",
      "order": {
        "created_at": "2025-06-15T15:06:40Z",
        "customer_name": "Budi S.",
        "dp_percent": "50.00",
        "id": "00000000-0000-0000-0000-000000000001",
        "is_fully_paid": false,
        "order_code": "ORD-20250630-A1B",
        "order_status_display": "DP Dibayar",
        "paid_amount": "500000.00",
        "payment_type": "dp",
        "product_name": "Kaos panitia",
        "production_status": "diproses",
        "production_status_display": "Diproses",
        "quantity": 50,
        "remaining": "500000.00",
        "status_order": "dp_dibayar",
        "total_paid": "500000.00",
        "total_price": "1000000.00",
        "updated_at": "2025-06-15T17:06:40Z",
        "version": 5
      },
      "payments": [
        {
          "amount": "500000.00",
          "description": "Pembayaran diterima.",
          "invoice_code": "INV-577944-AHH",
          "paid_at": "2025-06-15T16:06:40Z",
          "payment_type": "dp",
          "refunded_amount": "0.00",
          "status": "sudah dibayar"
        }
      ],
      "success": true,
      "summary": {
        "is_fully_paid": false,
        "next_payment_amount": "500000.00",
        "remaining": "500000.00",
        "total_paid": "500000.00",
        "total_price": "1000000.00",
        "total_refunded": "0.00"
      },
      "timeline": [
        {
          "description": "Pesanan Anda kami terima.",
          "status": "menunggu_link",
          "timestamp": "2025-06-15T15:06:40Z"
        },
        {
          "description": "Tagihan sudah dibuat.",
          "status": "link_dibuat",
          "timestamp": "2025-06-15T15:06:40Z"
        },
        {
          "description": "DP kami terima: Rp 500.000.",
          "status": "dp_dibayar",
          "timestamp": "2025-06-15T16:06:40Z"
        }
      ]
    }
    "#);
}

#[test]
fn a_check_tells_the_same_without_the_way() {
    let trial = in_production();
    let (tracked, checked) = (track(&trial), check(&trial));

    let names: Vec<_> = checked.as_object().unwrap().keys().collect();
    assert_eq!(names, ["invoices", "order", "payments", "summary"]);
    for name in ["order", "payments", "summary"] {
        assert_eq!(checked[name], tracked[name], "{name}");
    }
    assert_eq!(checked["invoices"], tracked["data"]["invoices"]);
}

#[test]
fn an_invoice_is_told_nested_and_flat() {
    let trial = in_production();
    let view = InvoiceDetailView::of(&trial.order, &trial.invoices[0], trial.now);

    insta::assert_json_snapshot!(view, @r#"
    {
      "invoice": {
        "invoice_code": "INV-577944-AHH",
        "order_code": "ORD-20250630-A1B",
        "payment_type": "dp",
        "invoice_type_display": "Down Payment",
        "invoice_status": "sudah dibayar",
        "status_display": "Sudah Dibayar",
        "invoice_amount": "500000.00",
        "paid_amount": "500000.00",
        "remaining": "0.00",
        "invoice_created_at": "2025-06-15T15:06:40Z",
        "invoice_expired_at": "2025-06-18T15:06:40Z",
        "invoice_paid_at": "2025-06-15T16:06:40Z",
        "due_at": null,
        "overdue": false,
        "installment": null,
        "payment_link": null,
        "payment_url": null
      },
      "order": {
        "order_code": "ORD-20250630-A1B",
        "customer_name": "Budi S.",
        "product_name": "Kaos panitia",
        "quantity": 50
      },
      "payment_url": null,
      "invoice_code": "INV-577944-AHH",
      "order_code": "ORD-20250630-A1B",
      "customer_name": "Budi S.",
      "product_name": "Kaos panitia",
      "invoice_amount": "500000.00",
      "invoice_status": "sudah dibayar",
      "invoice_expired_at": "2025-06-18T15:06:40Z"
    }
    "#);
}
