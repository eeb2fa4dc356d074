//! How an order begins.

use crate::domain::konveksi::command::Command;
use crate::domain::konveksi::command::LinkRequest;
use crate::domain::konveksi::command::NewOrder;
use crate::domain::konveksi::decide::Draft;
use crate::domain::konveksi::event::Event;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::event::Private;
use crate::domain::konveksi::order::Order;
use crate::domain::konveksi::refusal::Refusal;

/// Begins an order, with a first payment link when one is wanted.
pub(super) fn create(command: &Command, new: &NewOrder) -> Result<Event, Refusal> {
    if !new.contact.reaches(new.channel) {
        return Err(Refusal::Unreachable);
    }
    let created = Event {
        order: command.order,
        version: 0,
        at: command.at,
        by: command.by,
        facts: vec![Fact::Created {
            code: new.code.clone(),
            channel: new.channel,
            product: new.product_name.clone(),
            quantity: new.quantity,
            price: new.price,
            terms: new.terms,
            price_confirmed: command.by.is_staff(),
        }],
        private: Private {
            customer_name: Some(new.customer_name.clone()),
            contact: Some(new.contact.clone()),
            design_notes: (!new.design_notes.is_empty()).then(|| new.design_notes.clone()),
            ..Private::default()
        },
    };
    let mut draft = Draft::of(&Order::begun_by(&created), command);
    draft.facts = created.facts;
    draft.private = created.private;
    if new.design.is_some() {
        draft.private.design.clone_from(&new.design);
        draft.push(Fact::DesignChanged);
    }
    if new.with_link {
        draft.issue_link(LinkRequest::default())?;
    }
    Ok(draft
        .finish()
        .expect("a draft that begins an order holds a fact"))
}
