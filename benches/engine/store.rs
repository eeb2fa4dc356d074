//! What the disk and the bare store can do.

use std::time::Duration;

use crate::kit::commits;
use crate::kit::disk;
use crate::kit::table;

const TIME: Duration = Duration::from_secs(5);

pub(crate) async fn measure() {
    table::part("durable, without the engine");
    let (syncs, times) = disk::syncs(TIME);
    let what = "bare write of 4 KiB and fdatasync";
    table::line(what, &table::rate(syncs), &times.summary());
    let changes = commits::grouped(TIME).await;
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let batches = changes / commits::BATCH as f64;
    let remark = format!(
        "{} transactions a second of 64 changes",
        table::thousands(batches)
    );
    table::line("bare grouped commits", &table::rate(changes), &remark);
}
