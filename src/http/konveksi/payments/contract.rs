//! What payments, refunds and plans are asked and answer, for the contract.

use serde_json::Value;
use serde_json::json;

use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::fields;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::refund::RefundMethod;
use crate::domain::konveksi::refund::Settles;
use crate::domain::rupiah::Rupiah;
use crate::http::konveksi::openapi::refusals::slip_used;
use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::order::contract::illegal_status;
use crate::http::konveksi::payments::Method;
use crate::http::konveksi::payments::ledger::Detail;
use crate::http::konveksi::payments::plan::Planned;
use crate::http::konveksi::payments::recorded::Recorded;
use crate::http::konveksi::payments::refund::Refunded;
use crate::http::konveksi::payments::verify::BANK_CHARS_MAX;
use crate::http::konveksi::payments::verify::Verified;
use crate::http::openapi::field::Field;
use crate::http::openapi::field::amount;
use crate::http::openapi::field::day;
use crate::http::openapi::field::file;
use crate::http::openapi::field::flag;
use crate::http::openapi::field::id;
use crate::http::openapi::field::items;
use crate::http::openapi::field::line;
use crate::http::openapi::field::lines;
use crate::http::openapi::field::moment;
use crate::http::openapi::field::one_of;
use crate::http::openapi::field::order;
use crate::http::openapi::field::prose;
use crate::http::openapi::field::when;
use crate::http::openapi::field::whole;
use crate::http::openapi::field::word;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::Written;
use crate::http::openapi::operation::delete;
use crate::http::openapi::operation::get;
use crate::http::openapi::operation::patch;
use crate::http::openapi::operation::post;
use crate::http::openapi::operation::put;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::invoice::InvoiceView;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::payment::PaymentView;
use crate::wire::konveksi::plan::PlanView;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::sentences::money;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::money::PlanShape;

const ID: &str = "/api/v1/payment/{id}/";
const PLAN: &str = "/api/v1/payment/plan/{id}/";

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let mut told = ledger();
    told.extend([record(), verify(), refund()]);
    told.extend(plans());
    told
}

fn ledger() -> Vec<Operation> {
    let of = sample::order();
    let payment = &of.payments[0];
    let view = sample::written(&PaymentView::of(of, payment, sample::NAME));
    let detail = sample::written(&Detail::of(of, payment, sample::NAME));
    let annotate = |operation: Operation| {
        operation
            .says("Hanya keterangan dari pembayaran yang dicatat staf; jumlahnya tidak berubah.")
            .body(
                [
                    method().or_null(),
                    prose("contact_info", fields::CONTACT_CHARS_MAX),
                    prose("notes", fields::NOTE_CHARS_MAX),
                ],
                json!({ "notes": "Lewat BCA" }),
            )
            .versioned()
            .answers(200, Shape::of::<PaymentView<'_>>(), view.clone())
            .refuses(&[Refusal::NotByHand])
    };
    vec![
        get("/api/v1/payment/", "Daftar pembayaran")
            .by(Who::SeesMoney)
            .query([
                order("order"),
                id("invoice"),
                word::<PaymentSource>("source"),
                day("date_from"),
                day("date_to"),
                flag("include_deleted").about("Of deleted orders too, for those who manage."),
            ])
            .paged()
            .picked()
            .answers(
                200,
                Shape::of::<PaymentView<'_>>().page().or_some_of("Payment"),
                sample::page(&view),
            )
            .with_header(200, "X-Feed-Cursor"),
        get(ID, "Lihat pembayaran")
            .by(Who::SeesMoney)
            .says("Dengan tagihan yang menerimanya, dan apa yang dikembalikan darinya.")
            .query([flag("include_deleted").about("Of deleted orders too, for those who manage.")])
            .answers(200, Shape::of::<Detail<'_>>(), detail)
            .with_header(200, "ETag"),
        annotate(patch(ID, "Ubah keterangan pembayaran")),
        annotate(put(
            ID,
            "Ubah keterangan pembayaran, isi lama dikirim balik",
        )),
        delete(ID, "Batalkan pembayaran yang salah catat")
            .says("Buku kas hanya bertambah: yang ini menulis baris kedua yang menariknya kembali.")
            .query([prose("reason", fields::NOTE_CHARS_MAX).about("Why; also in the body.")])
            .versioned()
            .answers_nothing(204)
            .refuses(&[
                Refusal::NotByHand,
                Refusal::AlreadyReversed,
                Refusal::WentBack,
                Refusal::RefundUnderWay,
            ]),
        get("/api/v1/payment/{id}/slip/", "Lihat bukti transfer")
            .by(Who::SeesMoney)
            .answers_as(200, &["image/jpeg", "image/png", "application/pdf"]),
    ]
}

fn record() -> Operation {
    post("/api/v1/payment/", "Catat pembayaran")
        .also("/api/v1/payment/manual/")
        .body(
            [
                id("invoice_id").required(),
                method().required(),
                amount("amount").required(),
                moment("payment_time").or_null(),
                prose("contact_info", fields::CONTACT_CHARS_MAX),
                prose("notes", fields::NOTE_CHARS_MAX),
            ],
            json!({
                "invoice_id": sample::order().invoices[0].id, "payment_method": "BANK_TRANSFER",
                "amount": "3750000.00", "payment_time": "2025-06-30T14:30:00+07:00",
                "notes": "Lewat BCA",
            }),
        )
        .versioned()
        .answers(201, Shape::of::<Recorded<'_>>(), recorded())
        .refuses(&[
            Refusal::NoInvoice,
            Refusal::NotPayable,
            Refusal::FuturePayment,
            Refusal::NotFound,
        ])
}

fn verify() -> Operation {
    let mut verified = recorded();
    verified["verification"] = json!({
        "bank_name": "BCA", "account_name": "Budi Santoso", "transfer_amount": "3750000.00",
        "transfer_date": sample::MOMENT,
        "bank_statement_url": format!(
            "{}/api/v1/payment/{}/slip/", sample::BASE, sample::order().payments[0].id
        ),
        "amount_matches": true, "verified_by": "admin", "verified_at": sample::MOMENT,
    });
    post(
        "/api/v1/payment/verify-manual/",
        "Catat transfer dengan buktinya",
    )
    .says("Bukti berupa JPG, PNG atau PDF, paling besar 10 MiB. Satu bukti untuk satu pembayaran.")
    .written(
        Written::Form,
        [
            id("invoice_id").required(),
            amount("transfer_amount").required(),
            when("transfer_date").required(),
            line("bank_name", 1..=BANK_CHARS_MAX).required(),
            line("account_name", 1..=fields::CONTACT_CHARS_MAX).required(),
            prose("notes", fields::NOTE_CHARS_MAX),
            file("bank_statement").required(),
        ],
        json!({
            "invoice_id": sample::order().invoices[0].id, "transfer_amount": "3750000.00",
            "transfer_date": "2025-06-30", "bank_name": "BCA", "account_name": "Budi Santoso",
        }),
    )
    .versioned()
    .answers(201, Shape::of::<Verified<'_>>(), verified)
    .refuses(&[Refusal::NoInvoice, Refusal::NotPayable])
    .fails(slip_used())
}

fn refund() -> Operation {
    let order = sample::order();
    let payment = &order.payments[0];
    post("/api/v1/payment/refund/", "Kembalikan uang")
        .says(
            "`original` lewat penyedia pembayaran, bila uangnya datang dari sana; selain itu staf \
             yang mengembalikan. `settles` memutuskan apakah harga turun (`price`) atau tetap \
             terutang (`debt`).",
        )
        .body(
            [
                id("payment_id").required(),
                amount("refund_amount").required(),
                word::<RefundMethod>("refund_method").required(),
                lines("reason", 1..=fields::NOTE_CHARS_MAX).required(),
                word::<Settles>("settles").or_null(),
            ],
            json!({
                "payment_id": payment.id, "refund_amount": "250000.00",
                "refund_method": "bank_transfer", "reason": "Dua kaos cacat",
            }),
        )
        .versioned()
        .answers(201, Shape::of::<Refunded<'_>>(), refunded())
        .refuses(&[
            Refusal::NoPayment,
            Refusal::TooMuch(Rupiah(3_750_000)),
            Refusal::AlreadyReversed,
            Refusal::RefundUnderWay,
            Refusal::NotByHand,
        ])
}

fn plans() -> [Operation; 3] {
    let order_of_example = sample::planned();
    let plan = sample::written(&PlanView::of(order_of_example, &order_of_example.plans[0]));
    let made = json!({
        "success": true, "message": money::PLAN_MADE, "plan": plan,
        "order": OrderView::of(order_of_example, sample::reader()),
    });
    let part = [
        amount("amount").required(),
        when("due_date").required(),
        line("description", 0..=fields::DESCRIPTION_CHARS_MAX),
    ];
    [
        post("/api/v1/payment/create-plan/", "Buat rencana cicilan")
            .says("`custom` menyebut tiap cicilan, `equal` membagi rata per bulan.")
            .body(
                [
                    order("order_id").required(),
                    word::<PlanShape>("plan").required(),
                    items("installments", fields::INSTALMENTS, &part).about("With `custom`."),
                    whole("count", fields::INSTALMENTS_COUNT).about("With `equal`."),
                    when("first_due_date").or_null().about("With `equal`."),
                ],
                json!({ "order_id": "ORD-20250630-A1B", "plan": "equal", "count": 2 }),
            )
            .versioned()
            .answers(201, Shape::of::<Planned<'_>>(), made)
            .refuses(&[
                illegal_status(),
                Refusal::NotFound,
                Refusal::PlanSum(Rupiah(7_500_000)),
                Refusal::PlanActive,
                Refusal::NothingDue,
            ]),
        get(PLAN, "Lihat rencana cicilan")
            .by(Who::SeesMoney)
            .answers(200, Shape::of::<PlanView<'_>>(), plan)
            .with_header(200, "ETag"),
        delete(PLAN, "Akhiri rencana cicilan")
            .says("Yang sudah dibayar tetap dibayar.")
            .versioned()
            .answers_nothing(204)
            .refuses(&[Refusal::NoPlan]),
    ]
}

fn method() -> Field {
    let words: Vec<_> = Method::ALL.iter().map(|it| it.word()).collect();
    one_of("payment_method", &words)
}

/// A payment with what it was for.
pub(in crate::http::konveksi) fn recorded() -> Value {
    let order = sample::order();
    json!({
        "success": true, "message": sentences::PAYMENT_RECORDED,
        "payment": PaymentView::of(order, &order.payments[0], sample::NAME),
        "invoice": InvoiceView::of(order, &order.invoices[0]),
        "order": OrderView::of(order, sample::reader()),
    })
}

fn refunded() -> Value {
    let order = sample::order();
    let payment = &order.payments[0];
    json!({
        "success": true, "message": money::REFUND_RECORDED,
        "refund": {
            "id": "0197c0de-0000-7000-8000-000000000901", "payment_id": payment.id,
            "order_code": order.code, "amount": "250000.00", "reason": "Dua kaos cacat",
            "refund_method": "bank_transfer", "status": "manual", "provider_refund_id": null,
            "created_at": sample::MOMENT, "recorded_by": "admin",
        },
        "payment": {
            "id": payment.id, "amount": "3750000.00", "refunded_amount": "250000.00",
            "refundable_amount": "3500000.00",
        },
        "order": OrderView::of(order, sample::reader()),
    })
}
