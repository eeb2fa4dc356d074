//! What one order is asked and answers, for the contract.

use serde_json::json;

use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::fields;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::status::Status;
use crate::domain::rupiah::Rupiah;
use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::order::credit::Moved;
use crate::http::konveksi::order::release::Freed;
use crate::http::konveksi::order::view::Detail;
use crate::http::konveksi::order::view::Saved;
use crate::http::konveksi::orders::contract::contact;
use crate::http::konveksi::orders::contract::dp_percent;
use crate::http::konveksi::orders::contract::form;
use crate::http::openapi::field::Field;
use crate::http::openapi::field::amount;
use crate::http::openapi::field::file;
use crate::http::openapi::field::flag;
use crate::http::openapi::field::line;
use crate::http::openapi::field::lines;
use crate::http::openapi::field::order;
use crate::http::openapi::field::prose;
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
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::sentences;
use crate::wire::konveksi::sentences::money;
use crate::wire::konveksi::words::PaymentType;

const ID: &str = "/api/v1/order/{id}/";
const ALIAS: &str = "/api/v1/{id}/";
const ADMIN: &str = "/api/v1/admin/orders/{id}/";

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let mut told = vec![
        detail(get(ID, "Lihat pesanan").also(ALIAS).by(Who::Staff)),
        detail(get(ADMIN, "Lihat pesanan, untuk yang mengelola")),
        change(
            patch(ID, "Ubah pesanan").also(ALIAS).by(Who::Workers),
            false,
        ),
        change(patch(ADMIN, "Ubah pesanan, untuk yang mengelola"), false),
        change(
            put(ID, "Ganti seluruh isi pesanan").also(ALIAS).also(ADMIN),
            true,
        ),
        delete(ID, "Hapus pesanan")
            .also(ALIAS)
            .also(ADMIN)
            .says("Menyembunyikan pesanan yang belum pernah ada uangnya; riwayatnya tetap ada.")
            .versioned()
            .answers_nothing(204)
            .refuses(&[Refusal::HasMoney]),
    ];
    told.extend(ends());
    told
}

fn ends() -> [Operation; 4] {
    let released = json!({
        "success": true, "message": money::ORDER_RELEASED, "order_id": sample::order().id,
        "released": true,
    });
    [
        post("/api/v1/order/{id}/cancel/", "Batalkan pesanan")
            .also("/api/v1/admin/orders/{id}/cancel/")
            .says("`money` wajib bila ada uang di pesanan itu: dikembalikan, atau hangus.")
            .body(
                [
                    word::<MoneyDecision>("money").or_null(),
                    prose("reason", fields::NOTE_CHARS_MAX),
                ],
                json!({ "money": "refund_due", "reason": "Pelanggan pindah kota" }),
            )
            .versioned()
            .answers(
                200,
                Shape::of::<Saved<'_>>(),
                saved(sentences::ORDER_CANCELLED),
            )
            .refuses(&[illegal_status(), Refusal::MoneyUndecided(Rupiah(3_750_000))]),
        post(
            "/api/v1/order/{id}/restore/",
            "Pulihkan pesanan yang dibatalkan",
        )
        .also("/api/v1/admin/orders/{id}/restore/")
        .body(
            [prose("notes", fields::NOTE_CHARS_MAX).about("Why; it has to be given.")],
            json!({ "notes": "Pelanggan jadi memesan" }),
        )
        .versioned()
        .answers(
            200,
            Shape::of::<Saved<'_>>(),
            saved(sentences::ORDER_RESTORED),
        )
        .refuses(&[Refusal::NotesNeeded, Refusal::NotRestorable]),
        post(
            "/api/v1/order/{id}/move-credit/",
            "Pindahkan kelebihan uang ke pesanan lain",
        )
        .also("/api/v1/admin/orders/{id}/move-credit/")
        .body(
            [
                order("to_order").required(),
                amount("amount").required(),
                lines("reason", 1..=fields::NOTE_CHARS_MAX).required(),
            ],
            json!({
                "to_order": "ORD-20250701-B2C", "amount": "250000.00",
                "reason": "Kelebihan bayar, atas permintaan pelanggan",
            }),
        )
        .versioned()
        .answers(200, Shape::of::<Moved<'_>>(), moved())
        .refuses(&[
            Refusal::NotFound,
            Refusal::SameOrder,
            Refusal::NotSpare(Rupiah(100_000)),
            Refusal::NotPayable,
            Refusal::NothingDue,
        ]),
        post(
            "/api/v1/admin/orders/{id}/release/",
            "Lepaskan pesanan yang disisihkan",
        )
        .says("Pesanan disisihkan bila terlalu sering jatuh; yang ini melepaskannya lagi.")
        .answers(200, Shape::of::<Freed>(), released),
    ]
}

fn detail(operation: Operation) -> Operation {
    let order = Detail::of(sample::order(), sample::reader(), sample::NAME);
    operation
        .picked()
        .query([flag("include_deleted").about("Also when it is deleted, for those who manage.")])
        .answers(
            200,
            Shape::of::<Detail<'_>>().or_some_of("Order"),
            sample::written(&order),
        )
        .with_header(200, "ETag")
        .answers_nothing(304)
        .with_header(304, "ETag")
}

fn change(operation: Operation, is_whole: bool) -> Operation {
    let fields = fields(is_whole);
    let example = if is_whole {
        form()
    } else {
        json!({ "production_status": "diproses", "notes": "Mulai potong kain" })
    };
    operation
        .says(
            "Semua atau tidak sama sekali. `status_order` meminta sesuatu: `link_dibuat` membuat \
             link, `pengerjaan_selesai` meminta pelunasan, `menunggu_pelunasan` mencatat bahwa \
             linknya sudah dikirim, `dibatalkan` membatalkan. Kata lain dibuat oleh uang.",
        )
        .written(Written::Both, fields, example)
        .versioned()
        .answers(200, Shape::of::<Saved<'_>>(), saved(sentences::ORDER_SAVED))
        .refuses(&[
            illegal_status(),
            illegal_step(),
            Refusal::NotesNeeded,
            Refusal::ShareNeeded,
            Refusal::Unreachable,
            Refusal::Forbidden,
            Refusal::TermsFixed,
            Refusal::MoneyUndecided(Rupiah(3_750_000)),
            Refusal::InvoiceOpen,
            Refusal::NothingDue,
            Refusal::PlanActive,
            Refusal::FinalRequested,
        ])
}

fn fields(is_whole: bool) -> Vec<Field> {
    let needed = |field: Field| if is_whole { field.required() } else { field };
    let whole_order = [
        line("customer_name", fields::NAME_CHARS),
        line("product_name", fields::NAME_CHARS),
        whole("quantity", fields::QUANTITY),
        amount("total_price"),
        word::<PaymentType>("payment_type"),
    ];
    let rest = [
        file("design")
            .or_null()
            .about("A JPG, PNG or PDF, 10 MiB at most; null takes it away."),
        dp_percent(),
        flag("price_confirmed").about("Confirms the price of a visitor's order."),
        prose("design_notes", fields::DESIGN_NOTES_CHARS_MAX),
        word::<ProductionTarget>("production_status"),
        word::<Status>("status_order"),
        word::<MoneyDecision>("money").or_null(),
        prose("notes", fields::NOTE_CHARS_MAX),
    ];
    let parts = whole_order.into_iter().map(needed);
    parts.chain(contact()).chain(rest).collect()
}

fn saved(message: &str) -> serde_json::Value {
    let order = OrderView::of(sample::order(), sample::reader());
    let mut saved = sample::written(&order);
    saved["success"] = json!(true);
    saved["message"] = json!(message);
    saved
}

fn moved() -> serde_json::Value {
    let order = sample::written(&OrderView::of(sample::order(), sample::reader()));
    json!({
        "success": true, "message": money::CREDIT_MOVED, "amount": "250000.00",
        "order": order, "to_order": order,
    })
}

/// A status that no way leads to from here.
pub(in crate::http::konveksi) fn illegal_status() -> Refusal {
    Refusal::IllegalStatus {
        current: Status::DpPaid,
        wanted: Some(Status::Settled),
        allowed: vec![Status::FinalRequested, Status::Cancelled],
    }
}

fn illegal_step() -> Refusal {
    Refusal::IllegalStep {
        current: Some(Step::Done),
        wanted: ProductionTarget::Step(Step::Shipped),
        allowed: Vec::new(),
    }
}
