//! What a request about many orders asks of each.

use serde_json::Map;
use serde_json::Value;

use crate::app::App;
use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::TemplateId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::attention::Mark;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::messages;
use crate::http::konveksi::messages::letter;
use crate::http::konveksi::order::edit;
use crate::wire::konveksi::flaws::Flaw;
use crate::wire::konveksi::letter::Template;
use crate::wire::konveksi::letter::gaps::Fillings;
use crate::wire::konveksi::sentences::bulk;
use crate::wire::konveksi::words::bulk::BulkAction;

/// How many orders one request may name.
pub(in crate::http::konveksi::orders) const ORDERS_MAX: usize = 200;

/// What is asked of each order.
#[derive(Debug)]
pub(super) struct Wish<'a> {
    pub(super) action: BulkAction,
    pub(super) asks: Asks<'a>,
}

#[derive(Debug)]
pub(super) enum Asks<'a> {
    /// The same of each.
    Action(Action),
    /// A message about what each has to pay next.
    Letter(LetterWish<'a>),
}

/// A message, before it is known about which invoice.
#[derive(Debug)]
pub(super) struct LetterWish<'a> {
    template: Option<&'a Template>,
    channel: Option<Channel>,
    custom: Fillings,
}

impl LetterWish<'_> {
    pub(super) fn about(&self, invoice: InvoiceId) -> messages::Wish<'_> {
        messages::Wish {
            invoice,
            template: self.template,
            channel: self.channel,
            custom: self.custom.clone(),
        }
    }
}

/// Reads which orders are asked, and what; or tells what is wrong with it.
pub(super) fn read<'a>(
    mut form: Form<'_>,
    app: &'a App,
) -> Result<(Vec<OrderId>, Wish<'a>), ApiError> {
    for name in ["order_ids", "action"] {
        form.require(name);
    }
    let orders = form.ids("order_ids", 1..=ORDERS_MAX);
    let action = form.word("action");
    let needs_data = matches!(
        action,
        Some(BulkAction::UpdateStatus | BulkAction::SetAttention)
    );
    if needs_data {
        form.require("data");
    }
    let empty = Map::new();
    let data = form.object("data").unwrap_or(&empty);
    let (orders, action) = form.finish_whole(orders.zip(action))?;
    let form = Form::of(data);
    let asks = match action {
        BulkAction::UpdateStatus => Asks::Action(edit_of(form, data)?),
        BulkAction::Delete => Asks::Action(Action::Delete),
        BulkAction::SetAttention => Asks::Action(mark(form)?),
        BulkAction::SendNotification => Asks::Letter(message(form, app)?),
    };
    Ok((orders, Wish { action, asks }))
}

fn edit_of(mut form: Form<'_>, data: &Map<String, Value>) -> Result<Action, ApiError> {
    if data.is_empty() {
        form.complain("data", bulk::NOTHING_ASKED);
    }
    if form.has_partial_contact() {
        form.complain("contact_information", bulk::NO_CONTACT_PARTS);
    }
    form.finish(())?;
    let edit = edit::read(Form::of(data), &Contact::default())?;
    Ok(Action::Edit(Box::new(edit)))
}

fn mark(mut form: Form<'_>) -> Result<Action, ApiError> {
    form.require("attention");
    let mark: Option<Mark> = form.word("attention");
    let on = form.flag("value").unwrap_or(true);
    let mark = form.finish_whole(mark)?;
    Ok(Action::SetMark(mark, on))
}

fn message<'a>(mut form: Form<'_>, app: &'a App) -> Result<LetterWish<'a>, ApiError> {
    let template: Option<TemplateId> = form
        .has("template_id")
        .then(|| form.id("template_id"))
        .flatten();
    let channel = form.has("channel").then(|| form.word("channel")).flatten();
    let custom = form.fillings("custom_context");
    if template.is_none() && custom.as_ref().is_some_and(|it| !it.is_empty()) {
        form.flaw("template_id", &Flaw::Required);
    }
    let custom = form.finish_whole(custom)?;
    let Some(template) = template else {
        return Ok(LetterWish {
            template: None,
            channel,
            custom,
        });
    };
    let template = letter::usable(app.post.templates().find(template))?;
    Ok(LetterWish {
        template: Some(template),
        channel: channel.or(messages::channel_of(template)),
        custom,
    })
}
