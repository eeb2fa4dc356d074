//! The moments of a call and of a webhook, for tests that want to cut the power exactly there.

use std::sync::Arc;

/// What is called at each step, on the task that takes it.
pub type OnStep = Arc<dyn Fn(Step) + Send + Sync>;

/// A moment of a call or of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A creation arrived; nothing was done.
    CreateReceived,
    /// The invoice exists; nothing was answered.
    CreateDone,
    /// The answer is on its way. Only where the sandbox serves alone.
    CreateAnswered,
    /// An expiry arrived; nothing was done.
    ExpireReceived,
    /// The invoice has ended, or would not; nothing was answered.
    ExpireDone,
    /// The answer is on its way. Only where the sandbox serves alone.
    ExpireAnswered,
    /// A refund arrived; nothing was done.
    RefundReceived,
    /// The refund exists; nothing was answered.
    RefundDone,
    /// The answer is on its way. Only where the sandbox serves alone.
    RefundAnswered,
    /// A webhook's bytes left.
    WebhookSent,
    /// Its answer came.
    WebhookAnswered,
}
