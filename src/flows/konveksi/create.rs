//! Finding a free code for a new order.

use jiff::civil::Date;

use crate::actors::order::Answer;
use crate::actors::order::OrderError;
use crate::actors::order::Submission;
use crate::actors::registry::Orders;
use crate::domain::code::OrderCode;
use crate::store::Unique;

/// How often a code is drawn before we give up: tails are long enough that one in ten
/// draws at most is taken.
const DRAWS_MAX: usize = 12;

/// Submits a new order under codes drawn for `day` until one is free.
///
/// `of_the_day` is how many orders that day has already; `chance` gives the dice;
/// `submission` makes the submission for a code. Only the code differs between tries,
/// so the request's key names all of them.
///
/// # Errors
///
/// Whatever the order answers; that the code is taken only when every draw was.
pub async fn create(
    orders: &Orders,
    day: Date,
    of_the_day: usize,
    mut chance: impl FnMut() -> u128 + Send,
    submission: impl Fn(OrderCode) -> Submission + Send,
) -> Result<Answer, OrderError> {
    let length = OrderCode::tail_length(of_the_day);
    let mut draws = 0;
    loop {
        // Each node counts for itself; whoever keeps losing draws from a larger pool.
        let code = OrderCode::of(day, chance(), length + draws / 4);
        draws += 1;
        match orders.submit(submission(code)).await {
            Err(OrderError::Taken(Unique::OrderCode(_))) if draws < DRAWS_MAX => {}
            answer => return answer,
        }
    }
}
