//! A change that points at a file: the file first, then the change.

use crate::actors::order::Answer;
use crate::actors::order::OrderError;
use crate::actors::order::Submission;
use crate::actors::registry::Orders;
use crate::domain::aggregate::Aggregate;
use crate::domain::konveksi::Order;
use crate::store::files::FileRow;
use crate::store::files::Files;

/// Keeps a file, and makes the change that points at it.
///
/// A change must never point at a file that is not there, so the file is kept first, once
/// nothing speaks against the change. Should the order change its mind in that moment, the
/// file stays behind without anybody pointing at it.
///
/// # Errors
///
/// Whatever the order answers.
pub async fn submit(
    orders: &Orders,
    files: &Files,
    file: &FileRow,
    submission: Submission,
) -> Result<Answer, OrderError> {
    let command = &submission.command;
    let order = orders.view(command.order).await?;
    if let Err(refusal) = Order::decide(order.as_deref(), command) {
        return Err(OrderError::refused(refusal, order));
    }
    files.put(file).await?;
    orders.submit(submission).await
}
