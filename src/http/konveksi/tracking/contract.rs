//! What look-ups by code are asked and answer, for the contract.

use crate::domain::time::BusinessZone;
use crate::http::konveksi::openapi::sample;
use crate::http::konveksi::tracking::no_such_invoice;
use crate::http::konveksi::tracking::no_such_order;
use crate::http::openapi::field::Field;
use crate::http::openapi::field::line;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::get;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::callback::CallbackView;
use crate::wire::konveksi::callback::Outcome;
use crate::wire::konveksi::tracking::TrackingView;
use crate::wire::konveksi::tracking::check::CheckView;
use crate::wire::konveksi::tracking::invoice::InvoiceDetailView;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let order = sample::order();
    let zone = BusinessZone::named("Asia/Jakarta").expect("the zone of the examples exists");
    let tracking = TrackingView::of(order, sample::history(), sample::NOW, &zone);
    let invoice = InvoiceDetailView::of(order, &order.invoices[0], sample::NOW);
    vec![
        get("/api/v1/track-order/", "Lacak pesanan")
            .by(Who::Anyone)
            .says("Nama disamarkan, kontak dan catatan tidak ikut.")
            .query([code().required()])
            .counted()
            .answers(
                200,
                Shape::of::<TrackingView<'_>>(),
                sample::written(&tracking),
            )
            .with_header(200, "X-Feed-Cursor")
            .fails(no_such_order()),
        get("/api/v1/check-order/", "Periksa pembayaran pesanan")
            .by(Who::Anyone)
            .query([code().required()])
            .counted()
            .answers(
                200,
                Shape::of::<CheckView<'_>>(),
                sample::written(&CheckView::of(order, sample::NOW)),
            )
            .fails(no_such_order()),
        get(
            "/api/v1/invoice/detail/{invoice_code}/",
            "Lihat tagihan untuk dibayar",
        )
        .by(Who::Anyone)
        .counted()
        .answers(
            200,
            Shape::of::<InvoiceDetailView<'_>>(),
            sample::written(&invoice),
        )
        .fails(no_such_invoice()),
        callback(
            "/api/v1/payment/success/",
            "Kembali setelah membayar",
            Outcome::Success,
        ),
        callback(
            "/api/v1/payment/failed/",
            "Kembali tanpa membayar",
            Outcome::Failure,
        ),
    ]
}

fn callback(path: &'static str, summary: &'static str, outcome: Outcome) -> Operation {
    let view = CallbackView::of(outcome, Some(&sample::order().code));
    get(path, summary)
        .by(Who::Anyone)
        .says("Halaman untuk peramban, JSON untuk program. Bukan bukti pembayaran.")
        .query([code()])
        .answers(200, Shape::of::<CallbackView<'_>>(), sample::written(&view))
        .answers_as(200, &["text/html"])
}

fn code() -> Field {
    line("order_code", 1..=64).about("The code of an order: `ORD-20250630-A1B`.")
}
