//! What papers are asked and answer, for the contract.

use crate::http::konveksi::papers::PDF;
use crate::http::konveksi::papers::no_receipt;
use crate::http::openapi::field::flag;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::get;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let paper = |path, summary| {
        let deleted = flag("include_deleted").about("Of a deleted order, for those who manage.");
        get(path, summary).query([deleted]).answers_as(200, &[PDF])
    };
    vec![
        paper("/api/v1/invoice/{id}/pdf/", "Cetak tagihan")
            .by(Who::SeesMoney)
            .says("Dengan jumlah terbilang dan kode QR ke halaman lacak."),
        paper("/api/v1/payment/{id}/receipt/", "Cetak kwitansi")
            .by(Who::SeesMoney)
            .says("Untuk uang yang masuk dan masih berlaku; baris lain ditolak.")
            .fails(no_receipt()),
        paper(
            "/api/v1/order/{id}/work-order/",
            "Cetak surat perintah kerja",
        )
        .by(Who::Staff)
        .says(
            "Tanpa jumlah uang dan tanpa kontak pemesan, dengan gambar desainnya bila ada, untuk \
             dibawa ke ruang produksi.",
        ),
    ]
}
