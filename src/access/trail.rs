//! What is learned about a request on its way in, for whoever dresses and logs its answer.
//!
//! It lives beside the request's own task, so that it costs nothing to carry.

use std::cell::Cell;
use std::cell::RefCell;

use axum::extract::MatchedPath;
use axum::http::HeaderValue;
use tokio::task_local;

use crate::app::limits::Budget;
use crate::domain::ids::UserId;

task_local! {
    static TRAIL: Trail;
}

/// What was learned.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    user: Cell<Option<UserId>>,
    route: RefCell<Option<MatchedPath>>,
    renewed: RefCell<Vec<HeaderValue>>,
    budget: Cell<Option<Budget>>,
    code: RefCell<Option<(String, bool)>>,
    uploaded: Cell<usize>,
}

/// What was learned, once there is an answer.
#[derive(Debug)]
pub(crate) struct Learned {
    /// Who asked.
    pub(crate) user: Option<UserId>,
    /// The route that answered.
    pub(crate) route: Option<MatchedPath>,
    /// Cookies that last longer now.
    pub(crate) renewed: Vec<HeaderValue>,
    /// What they have left, if they are counted.
    pub(crate) budget: Option<Budget>,
    /// The code they looked up, and whether there is such a thing.
    pub(crate) code: Option<(String, bool)>,
    /// How many bytes of files came along.
    pub(crate) uploaded: usize,
}

/// Runs a request's work and collects what it learns.
pub(crate) async fn follow<T>(work: impl Future<Output = T>) -> (T, Learned) {
    let followed = async {
        let done = work.await;
        let learned = TRAIL.with(|trail| Learned {
            user: trail.user.get(),
            route: trail.route.take(),
            renewed: trail.renewed.take(),
            budget: trail.budget.get(),
            code: trail.code.take(),
            uploaded: trail.uploaded.get(),
        });
        (done, learned)
    };
    TRAIL.scope(Trail::default(), followed).await
}

/// Notes who asked.
pub(crate) fn remember_user(user: UserId) {
    note(|trail| trail.user.set(Some(user)));
}

/// Notes which route answers.
pub(crate) fn remember_route(route: MatchedPath) {
    note(|trail| trail.route.replace(Some(route)));
}

/// Notes what a caller has left.
pub(super) fn remember_budget(budget: Budget) {
    note(|trail| trail.budget.set(Some(budget)));
}

/// Notes which code was looked up, and whether there is such a thing.
pub(crate) fn remember_code(code: String, found: bool) {
    note(|trail| trail.code.replace(Some((code, found))));
}

/// Notes that a file of so many bytes came along.
pub(crate) fn remember_upload(bytes: usize) {
    note(|trail| {
        let before = trail.uploaded.get();
        trail.uploaded.set(before.saturating_add(bytes));
    });
}

/// Sends a cookie along with the answer, unless the answer sets cookies itself.
pub(super) fn renew(cookie: HeaderValue) {
    note(|trail| trail.renewed.borrow_mut().push(cookie));
}

/// Outside a request, in a test of one handler for instance, there is nothing to note.
fn note<T>(write: impl FnOnce(&Trail) -> T) {
    let _ = TRAIL.try_with(write);
}
