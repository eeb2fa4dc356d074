//! Money that staff checked against a bank's slip: the file first, then the payment.

use crate::actors::order::Answer;
use crate::actors::order::OrderError;
use crate::actors::order::Submission;
use crate::actors::registry::Orders;
use crate::domain::aggregate::Aggregate;
use crate::domain::konveksi::Order;
use crate::store::Unique;
use crate::store::files::FileRow;
use crate::store::files::Files;

/// Keeps a slip, and records the payment it proves.
///
/// A payment must never point at a file that is not there, so the file is kept first, once
/// nothing speaks against the payment. Should the order change its mind in that moment,
/// the file stays behind without anybody pointing at it.
///
/// # Errors
///
/// Whatever the order answers; that the slip is taken when it proved a payment before.
pub async fn record(
    orders: &Orders,
    files: &Files,
    file: FileRow,
    submission: Submission,
) -> Result<Answer, OrderError> {
    let slip = Unique::Slip(file.digest.clone());
    if orders.claim(&slip).await?.is_some() {
        return Err(OrderError::Taken(slip));
    }
    let command = &submission.command;
    let order = orders.view(command.order).await?;
    if let Err(refusal) = Order::decide(order.as_deref(), command) {
        return Err(OrderError::refused(refusal, order));
    }
    files.put(&file).await?;
    orders.submit(submission).await
}
