//! What is done again and again, each on its beat.

use std::sync::Arc;

use crate::actors::scheduler::Job;
use crate::config::Config;
use crate::domain::time::Span;
use crate::flows::cleaning::CleanUp;
use crate::flows::konveksi::cashier::Cashier;
use crate::flows::konveksi::cashier::ExpireInvoices;
use crate::flows::konveksi::cashier::OldInvoices;
use crate::flows::konveksi::cashier::Reconcile;
use crate::store::Store;
use crate::store::accounts::Accounts;
use crate::store::surreal::SurrealStore;

/// All of them.
pub(super) fn of(
    cashier: &Cashier,
    store: &Arc<SurrealStore>,
    accounts: Accounts,
    config: &Config,
) -> Vec<Arc<dyn Job>> {
    vec![
        Arc::new(ExpireInvoices(cashier.clone())),
        Arc::new(Reconcile(cashier.clone())),
        Arc::new(OldInvoices(cashier.clone())),
        Arc::new(CleanUp {
            store: Arc::clone(store) as Arc<dyn Store>,
            accounts,
            journal_kept: Span::of(config.engine.journal_kept),
            requests_kept: Span::of(config.security.request_log_kept),
        }),
    ]
}
