//! What invoices are asked and answer, for the contract.

use serde_json::json;

use crate::domain::contact::Channel;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::http::konveksi::invoices::Detail;
use crate::http::konveksi::openapi::sample;
use crate::http::openapi::field::bare;
use crate::http::openapi::field::day;
use crate::http::openapi::field::flag;
use crate::http::openapi::field::moment;
use crate::http::openapi::field::order;
use crate::http::openapi::field::word;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::delete;
use crate::http::openapi::operation::get;
use crate::http::openapi::operation::patch;
use crate::http::openapi::operation::put;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::invoice::InvoiceView;

const ID: &str = "/api/v1/invoice/{id}/";

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let order_of_example = sample::order();
    let invoice = &order_of_example.invoices[0];
    let view = sample::written(&InvoiceView::of(order_of_example, invoice));
    let detail = Detail::of(order_of_example, invoice, sample::NAME);
    let change = |operation: Operation| {
        operation
            .says("Jumlah dan jenisnya mengikuti pesanan, jadi tidak ditulis di sini.")
            .body(
                [
                    word::<Channel>("notification_channel"),
                    moment("invoice_expired_at").or_null(),
                    flag("blast_notification").about("The customer was given the link by hand."),
                    word::<InvoiceStatus>("invoice_status")
                        .about("Only `dibatalkan` can be asked."),
                ],
                json!({ "notification_channel": "email" }),
            )
            .versioned()
            .answers(200, Shape::of::<InvoiceView<'_>>(), view.clone())
            .refuses(&[
                Refusal::Unreachable,
                Refusal::NoExpiry,
                Refusal::NotPayable,
                illegal(),
            ])
    };
    vec![
        get("/api/v1/invoice/", "Daftar tagihan")
            .by(Who::SeesMoney)
            .query([
                order("order"),
                word::<LinkKind>("payment_type"),
                word::<InvoiceStatus>("invoice_status"),
                day("date_from"),
                day("date_to"),
                bare("search", json!({ "type": "string" }))
                    .about("The beginning of its code, or the code of its order."),
                flag("include_deleted").about("Of deleted orders too, for those who manage."),
            ])
            .paged()
            .picked()
            .answers(
                200,
                Shape::of::<InvoiceView<'_>>().page().or_some_of("Invoice"),
                sample::page(&view),
            )
            .with_header(200, "X-Feed-Cursor"),
        get(ID, "Lihat tagihan")
            .by(Who::SeesMoney)
            .says("Dengan halaman-halaman pembayarannya, juga yang lama, dan uang yang masuk.")
            .query([flag("include_deleted").about("Of deleted orders too, for those who manage.")])
            .answers(200, Shape::of::<Detail<'_>>(), sample::written(&detail))
            .with_header(200, "ETag"),
        change(patch(ID, "Ubah tagihan")),
        change(put(ID, "Ubah tagihan, isi lama dikirim balik")),
        delete(ID, "Batalkan tagihan")
            .says("Tagihannya tetap tercatat sebagai `dibatalkan`.")
            .versioned()
            .answers_nothing(204)
            .refuses(&[illegal(), Refusal::NotPayable]),
    ]
}

fn illegal() -> Refusal {
    Refusal::IllegalInvoice {
        current: InvoiceStatus::Paid,
        cancellable: false,
    }
}
