//! How the server says it is, for the contract.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::http::konveksi::openapi::sample;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Told;
use crate::http::openapi::operation::Who;
use crate::http::openapi::operation::get;
use crate::http::openapi::shape::Shape;
use crate::wire::konveksi::health::Busy;
use crate::wire::konveksi::health::Health;
use crate::wire::konveksi::health::HealthView;
use crate::wire::konveksi::health::Part;
use crate::wire::konveksi::health::PerformanceView;

pub(in crate::http::konveksi) fn operations() -> Vec<Operation> {
    let well = Health {
        missing: None,
        search: true,
        payment_sandbox: true,
        started_at: sample::NOW,
        uptime: Duration::from_hours(72),
    };
    let away = Health {
        missing: Some(Part::Store),
        ..well
    };
    let busy = Busy {
        requests: 1_200,
        failures: 1,
        took: Duration::from_millis(4_800),
        calls: 2_400,
        slow_calls: 0,
        over: Duration::from_mins(5),
        memory: 41,
        cpu: 12,
    };
    let view = |health| sample::written(&HealthView::of(health));
    vec![
        get("/api/v1/health/", "Kesehatan server")
            .by(Who::Anyone)
            .answers(200, Shape::of::<HealthView>(), view(well))
            .tells(
                503,
                Told {
                    about: "Tidak ada yang bisa dijawab sekarang.".to_owned(),
                    content: vec![("application/json", Shape::of::<HealthView>().or_error())],
                    examples: BTreeMap::from([("contoh".to_owned(), view(away))]),
                    headers: Vec::new(),
                },
            ),
        get("/api/v1/admin/performance/", "Kesibukan server")
            .says("Dari lima menit terakhir.")
            .answers(
                200,
                Shape::of::<PerformanceView>(),
                sample::written(&PerformanceView::of(busy)),
            ),
    ]
}
