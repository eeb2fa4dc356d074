//! What the numbers of the business are asked and answer, for the contract.

use serde_json::json;

use crate::domain::konveksi::statistics::Figures;
use crate::http::konveksi::openapi::sample;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::get;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::statistics::StatisticsView;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let figures = Figures::default();
    let mut numbers = sample::written(&StatisticsView::whole(&figures, &[]));
    numbers["total_orders"] = json!(128);
    numbers["total_revenue"] = json!("96500000.00");
    numbers["revenue_chart"] = json!([{ "month": "2025-06", "revenue": "12500000.00" }]);
    vec![
        get("/api/v1/admin/dashboard/stats/", "Angka di dasbor")
            .by(Who::SeesMoney)
            .answers(200, Shape::of::<StatisticsView<'_>>().whole(), numbers)
            .with_header(200, "X-Feed-Cursor"),
    ]
}
