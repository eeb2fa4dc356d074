//! Things a field may name in more than one way.

use crate::actors::index::OrderName;
use crate::actors::order::OrderError;
use crate::app::App;
use crate::domain::code::InvoiceCode;
use crate::domain::ids::OrderId;
use crate::domain::konveksi::Refusal;
use crate::http::konveksi::form::Form;
use crate::wire::konveksi::flaws::Flaw;

impl Form<'_> {
    /// An order, by its id or its code.
    pub(crate) fn order(&mut self, name: &str) -> Option<OrderName> {
        self.read(name, |value| {
            let text = value.as_str().ok_or(Flaw::NotAnOrder)?.trim();
            let id = text.parse().map(OrderName::Id).ok();
            let name = id.or_else(|| text.parse().map(OrderName::Code).ok());
            name.ok_or(Flaw::NotAnOrder)
        })
    }

    /// The code of an invoice.
    pub(crate) fn invoice_code(&mut self, name: &str) -> Option<InvoiceCode> {
        self.read(name, |value| {
            let text = value.as_str().ok_or(Flaw::NotAnInvoice)?;
            text.parse().map_err(|_| Flaw::NotAnInvoice)
        })
    }
}

/// The order of a name. Whether there is one of that id, whoever asks it will hear.
pub(crate) fn find_order(app: &App, name: &OrderName) -> Result<OrderId, OrderError> {
    let found = match name {
        OrderName::Id(id) => Some(*id),
        OrderName::Code(code) => app.index.order_of_code(code),
    };
    found.ok_or_else(|| OrderError::refused(Refusal::NotFound, None))
}
