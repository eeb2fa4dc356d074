//! What lists of orders and new orders are asked and answer, for the contract.

use serde_json::Value;
use serde_json::json;

use crate::domain::contact::Channel;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::attention::Attention;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::fields;
use crate::domain::konveksi::status::Status;
use crate::http::konveksi::links::Issued;
use crate::http::konveksi::messages::letter::no_such_template;
use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::orders::bulk::view::BulkView;
use crate::http::konveksi::orders::bulk::wish::ORDERS_MAX;
use crate::http::konveksi::orders::listing::PageView;
use crate::http::konveksi::parameters::ORDERINGS;
use crate::http::openapi::field::Field;
use crate::http::openapi::field::amount;
use crate::http::openapi::field::bare;
use crate::http::openapi::field::day;
use crate::http::openapi::field::file;
use crate::http::openapi::field::flag;
use crate::http::openapi::field::ids;
use crate::http::openapi::field::line;
use crate::http::openapi::field::one_of;
use crate::http::openapi::field::prose;
use crate::http::openapi::field::share;
use crate::http::openapi::field::whole;
use crate::http::openapi::field::word;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::Written;
use crate::http::openapi::operation::get;
use crate::http::openapi::operation::post;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::order::OrderView;
use crate::wire::konveksi::sentences::bulk as sentences;
use crate::wire::konveksi::words::PaymentType;
use crate::wire::konveksi::words::bulk::BulkAction;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    vec![
        listing(get("/api/v1/order/", "Daftar pesanan").by(Who::Staff)),
        listing(get(
            "/api/v1/admin/orders/",
            "Daftar pesanan, untuk yang mengelola",
        )),
        begin(
            post("/api/v1/order/", "Buat pesanan").by(Who::AnyoneOrManagers),
            [],
        ),
        begin(
            post(
                "/api/v1/admin/create-order/",
                "Buat pesanan untuk pelanggan",
            ),
            [flag("create_payment_link").about("True unless it is said.")],
        ),
        bulk(),
    ]
}

fn begin<const N: usize>(operation: Operation, more: [Field; N]) -> Operation {
    let order = [
        line("customer_name", fields::NAME_CHARS).required(),
        line("product_name", fields::NAME_CHARS).required(),
        whole("quantity", fields::QUANTITY).required(),
        amount("total_price").required(),
        word::<PaymentType>("payment_type").required(),
        dp_percent().about("Needed when `payment_type` is `dp`."),
        prose("design_notes", fields::DESIGN_NOTES_CHARS_MAX),
    ];
    operation
        .says(
            "Membuat pesanan dengan tagihan dan link pembayarannya. `payment_url` kosong bila \
             penyedia pembayaran belum menjawab; linknya menyusul.",
        )
        .written(
            Written::Both,
            order
                .into_iter()
                .chain(contact())
                .chain(more)
                .chain([file("design").about("A JPG, PNG or PDF, 10 MiB at most; in a form.")]),
            form(),
        )
        .keyed()
        .answers(201, Shape::of::<Issued<'_>>(), issued())
        .with_header(201, "ETag")
        .refuses(&[Refusal::ShareNeeded, Refusal::Unreachable])
}

fn bulk() -> Operation {
    let order = sample::order();
    let done = json!({
        "success": true, "message": sentences::done(1, 1), "action": "update_status",
        "requested": 1, "updated": 1, "failed": 0,
        "results": [{
            "order_id": order.id, "order_code": order.code, "success": true,
            "order": OrderView::of(order, sample::reader()),
        }],
    });
    let data = bare(
        "data",
        json!({ "type": ["object", "null"], "additionalProperties": true }),
    );
    post(
        "/api/v1/admin/orders/bulk-update/",
        "Ubah banyak pesanan sekaligus",
    )
    .says(
        "Setiap pesanan menjawab sendiri. `data` berisi yang diminta: untuk `update_status` \
             isi yang sama dengan mengubah satu pesanan, untuk `set_attention` `attention` dan \
             `value`, untuk `send_notification` `template_id`, `channel` dan `custom_context`.",
    )
    .body(
        [
            ids("order_ids", 1..=ORDERS_MAX).required(),
            word::<BulkAction>("action").required(),
            data.about("Needed for `update_status` and `set_attention`."),
        ],
        json!({
            "order_ids": [order.id], "action": "update_status",
            "data": { "production_status": "diproses" },
        }),
    )
    .keyed()
    .answers(200, Shape::of::<BulkView<'_>>(), done)
    .fails(no_such_template())
}

/// How a customer is reached: one text, or its parts.
pub(in crate::http::konveksi) fn contact() -> [Field; 4] {
    [
        line("contact_information", 0..=fields::CONTACT_CHARS_MAX)
            .about("A phone number, an e-mail address, or both; or give its parts instead."),
        line("customer_phone", 0..=fields::CONTACT_CHARS_MAX).or_null(),
        line("customer_email", 0..=fields::CONTACT_CHARS_MAX).or_null(),
        word::<Channel>("notification_channel"),
    ]
}

/// The share of a down payment.
pub(in crate::http::konveksi) fn dp_percent() -> Field {
    share("dp_percent", 50..=100).or_null()
}

/// The fields of an order, as a client sends them.
pub(in crate::http::konveksi) fn form() -> Value {
    json!({
        "customer_name": "Budi Santoso",
        "product_name": "Kaos Custom",
        "quantity": 50,
        "total_price": "7500000.00",
        "payment_type": "dp",
        "dp_percent": 50,
        "contact_information": "081234567890",
        "notification_channel": "whatsapp",
        "design_notes": "Logo di dada kiri",
    })
}

/// An order with the link that was asked for.
pub(in crate::http::konveksi) fn issued() -> Value {
    let order = sample::order();
    sample::written(&Issued::of(order, order.invoices.first(), sample::reader()))
}

fn listing(operation: Operation) -> Operation {
    let order = sample::written(&OrderView::of(sample::order(), sample::reader()));
    let mut page = sample::page(&order);
    page["filters_applied"] = json!({ "status": "dp_dibayar" });
    page["summary"] = json!({
        "total_revenue": "3750000.00", "avg_order_value": "7500000.00", "completion_rate": 0.0,
    });
    operation
        .says(
            "`summary` menjumlah semua yang cocok, bukan halaman ini saja. Menyaring atau \
             mengurutkan menurut jumlah uang tidak untuk peran `production`.",
        )
        .query([
            word::<Status>("status"),
            word::<ProductionTarget>("production_status"),
            word::<PaymentType>("payment_type"),
            word::<Attention>("attention"),
            day("date_from"),
            day("date_to"),
            amount("min_amount"),
            amount("max_amount"),
            one_of("ordering", &ORDERINGS),
            bare("search", json!({ "type": "string" }))
                .about("A name, a code, a product, a phone number, an e-mail address."),
            flag("include_deleted").about("Deleted ones too, for those who manage."),
        ])
        .paged()
        .picked()
        .answers(200, Shape::of::<PageView<'_>>().or_some_of("Order"), page)
        .with_header(200, "X-Feed-Cursor")
}
