//! What can be made to go wrong.

use std::time::Duration;

/// What goes wrong. Nothing by default; everything lasts until it is lifted, unless it
/// counts down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each goes wrong on its own")]
pub struct Faults {
    /// Answers are so late, though what was asked is done at once.
    pub delay: Duration,
    /// Calls are refused before anything is done.
    pub refusal: Option<Refusal>,
    /// So many creations are done and then not answered.
    pub lost_creations: u32,
    /// Only so many calls are answered.
    pub limit: Option<RateLimit>,
    /// Every webhook is sent twice.
    pub twice: bool,
    /// After a payment, an expiry of the same page is told too.
    pub expired_after_paid: bool,
    /// A page is paid, and that is told, before its creation is answered.
    pub paid_before_answer: bool,
    /// Webhooks are so late.
    pub webhook_delay: Duration,
    /// Webhooks carry a token that is not the agreed one.
    pub wrong_token: bool,
    /// Webhooks are not sent at all.
    pub silence: bool,
    /// An expiry is not told, as for merchants who did not ask for it.
    pub expiry_untold: bool,
    /// Refunds are taken on and fail later.
    pub refunds_fail: bool,
}

/// How calls are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// In which way.
    pub kind: RefusalKind,
    /// How many more; without a number, until it is lifted.
    pub calls: Option<u32>,
}

/// In which way calls are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// An answer that something broke: 500.
    Broken,
    /// An answer that nobody is there: 503.
    Unavailable,
    /// No answer: the connection is cut.
    Cut,
    /// An answer that the request is wrong and always will be: 400.
    Invalid,
}

/// How many calls are answered in a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// So many,
    pub calls: u32,
    /// in so long.
    pub window: Duration,
}

impl Faults {
    /// The refusal that meets this call, counted.
    pub(super) fn refuse_one(&mut self) -> Option<RefusalKind> {
        let refusal = self.refusal.as_mut()?;
        let kind = refusal.kind;
        match &mut refusal.calls {
            None => return Some(kind),
            Some(0) => {
                self.refusal = None;
                return None;
            }
            Some(left) => *left -= 1,
        }
        if refusal.calls == Some(0) {
            self.refusal = None;
        }
        Some(kind)
    }

    /// Whether the answer of this creation is lost, counted.
    pub(super) fn lose_one(&mut self) -> bool {
        let lost = self.lost_creations > 0;
        self.lost_creations = self.lost_creations.saturating_sub(1);
        lost
    }
}
