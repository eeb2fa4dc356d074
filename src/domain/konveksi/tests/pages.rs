//! What the provider does about pages.

use crate::domain::konveksi::Action;
use crate::domain::konveksi::Fact;
use crate::domain::konveksi::tests::kit::Trial;

impl Trial {
    /// With the page of its last invoice made by the provider.
    pub(crate) fn with_page(mut self) -> Self {
        self.opens_page();
        self
    }

    /// The provider makes the page of the last invoice.
    pub(crate) fn opens_page(&mut self) -> Vec<Fact> {
        let attempt = self.last_invoice().attempts.last().unwrap().id;
        self.does(Action::AttemptOpened {
            attempt,
            provider_id: format!("page-{attempt}"),
            url: format!("https://pay.example/{attempt}"),
        })
    }
}
