//! Money that staff checked against a bank's slip: the file first, then the payment.

use crate::actors::order::Answer;
use crate::actors::order::OrderError;
use crate::actors::order::Submission;
use crate::actors::registry::Orders;
use crate::flows::konveksi::with_file;
use crate::store::Unique;
use crate::store::files::FileRow;
use crate::store::files::Files;

/// Keeps a slip, and records the payment it proves.
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
    with_file::submit(orders, files, &file, submission).await
}
