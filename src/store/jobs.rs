//! Who runs a job that one node at a time should run, and what it remembers.

use async_trait::async_trait;

use super::StoreError;
use crate::domain::ids::NodeId;
use crate::domain::time::Timestamp;

/// What a job left behind when it last finished.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobRow {
    /// When that was, if it ever did.
    pub ran_at: Option<Timestamp>,
    /// What it wanted to know the next time; empty at first.
    pub data: String,
}

/// Lends each job to one node at a time.
#[async_trait]
pub trait Jobs {
    /// Lends a job that is due to a node, until an instant or until it is finished. `None`
    /// while another node has it. The node that has it may ask again, for longer.
    async fn lease(
        &self,
        job: &str,
        node: NodeId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<JobRow>, StoreError>;

    /// Gives a job back: keeps what it wants to know the next time, which is not before
    /// `next_at`. Nothing happens if another node has it by now, or nobody.
    async fn finish_job(
        &self,
        job: &str,
        node: NodeId,
        ran_at: Timestamp,
        data: &str,
        next_at: Timestamp,
    ) -> Result<(), StoreError>;
}
