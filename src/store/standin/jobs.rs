//! Who has which job, in memory.

use async_trait::async_trait;

use super::Contents;
use super::StandIn;
use crate::domain::ids::NodeId;
use crate::domain::time::Timestamp;
use crate::store::JobRow;
use crate::store::Jobs;
use crate::store::StoreError;

/// A job as the stand-in keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredJob {
    /// Who has it, and until when.
    pub holder: Option<(NodeId, Timestamp)>,
    /// What it left behind.
    pub row: JobRow,
    /// Before this it is not lent.
    pub next_at: Option<Timestamp>,
}

#[async_trait]
impl Jobs for StandIn {
    async fn lease(
        &self,
        job: &str,
        node: NodeId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<JobRow>, StoreError> {
        let job = job.to_owned();
        self.write(move |contents| contents.lease(&job, node, now, until))
            .await
    }

    async fn finish_job(
        &self,
        job: &str,
        node: NodeId,
        ran_at: Timestamp,
        data: &str,
        next_at: Timestamp,
    ) -> Result<(), StoreError> {
        let job = job.to_owned();
        let finished = StoredJob {
            holder: None,
            row: JobRow {
                ran_at: Some(ran_at),
                data: data.to_owned(),
            },
            next_at: Some(next_at),
        };
        self.write(move |contents| {
            let held = contents.jobs.get_mut(&job);
            let is_his = |it: &&mut StoredJob| it.holder.is_some_and(|(holder, _)| holder == node);
            if let Some(held) = held.filter(is_his) {
                *held = finished.clone();
            }
        })
        .await
    }
}

impl Contents {
    fn lease(
        &mut self,
        job: &str,
        node: NodeId,
        now: Timestamp,
        until: Timestamp,
    ) -> Option<JobRow> {
        let job = self.jobs.entry(job.to_owned()).or_default();
        let is_due = job.next_at.is_none_or(|next_at| next_at <= now);
        let is_free = job
            .holder
            .is_none_or(|(holder, lasts)| holder == node || lasts <= now);
        if !is_due || !is_free {
            return None;
        }
        job.holder = Some((node, until));
        Some(job.row.clone())
    }
}
