//! Who has a job: compared and set by one statement, so that only one node can be it.

use async_trait::async_trait;

use super::SurrealStore;
use super::keys;
use super::rows::Row;
use super::values::bound;
use super::values::fields;
use super::values::instant;
use super::values::number;
use super::values::text;
use crate::domain::ids::NodeId;
use crate::domain::time::Timestamp;
use crate::store::JobRow;
use crate::store::Jobs;
use crate::store::StoreError;

const LEASE: &str = "BEGIN;
INSERT IGNORE INTO job $new RETURN NONE;
UPDATE $job SET holder = $node, leased_until = $until
    WHERE (next_at IS NONE OR next_at <= $now)
        AND (holder IS NONE OR holder = $node OR leased_until <= $now)
    RETURN AFTER;
COMMIT;";

/// Where the job stands among the answers of [`LEASE`], if it was lent.
const LEASED: usize = 2;

const FINISH: &str = "UPDATE $job SET holder = NONE, leased_until = NONE,
    ran_at = $ran_at, data = $data, next_at = $next_at
    WHERE holder = $node RETURN NONE";

#[async_trait]
impl Jobs for SurrealStore {
    async fn lease(
        &self,
        job: &str,
        node: NodeId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<JobRow>, StoreError> {
        let parameters = bound([
            ("new", fields([("id", keys::job(job)), ("data", text(""))])),
            ("job", keys::job(job)),
            ("node", number(node.0.into())),
            ("now", instant(now)),
            ("until", instant(until)),
        ]);
        let mut answers = self.transact(LEASE, parameters).await?;
        answers.row(LEASED)?.map(read).transpose()
    }

    async fn finish_job(
        &self,
        job: &str,
        node: NodeId,
        ran_at: Timestamp,
        data: &str,
        next_at: Timestamp,
    ) -> Result<(), StoreError> {
        let parameters = bound([
            ("job", keys::job(job)),
            ("node", number(node.0.into())),
            ("ran_at", instant(ran_at)),
            ("data", text(data)),
            ("next_at", instant(next_at)),
        ]);
        self.transact(FINISH, parameters).await?;
        Ok(())
    }
}

fn read(mut row: Row) -> Result<JobRow, StoreError> {
    Ok(JobRow {
        ran_at: row.instant_if_any("ran_at")?,
        data: row.text("data")?,
    })
}
