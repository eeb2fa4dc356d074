//! Words of requests about many orders.

use crate::wire::konveksi::words::Word;

/// What many orders may be asked at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkAction {
    /// What a change of one order may ask.
    UpdateStatus,
    /// To vanish from every list.
    Delete,
    /// To wear a mark, or no longer.
    SetAttention,
    /// To have their customers written to.
    SendNotification,
}

impl Word for BulkAction {
    const ALL: &'static [Self] = &[
        Self::UpdateStatus,
        Self::Delete,
        Self::SetAttention,
        Self::SendNotification,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::UpdateStatus => "update_status",
            Self::Delete => "delete",
            Self::SetAttention => "set_attention",
            Self::SendNotification => "send_notification",
        }
    }
}
