//! A template as those who manage read it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::contact::Channel;
use crate::domain::ids::TemplateId;
use crate::wire::konveksi::letter::Template;
use crate::wire::konveksi::letter::Written;
use crate::wire::konveksi::time::Moment;
use crate::wire::konveksi::words::Word;
use crate::wire::konveksi::words::message::TemplateKind;

/// A template, its fields in the documented order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Template)]
pub struct TemplateView<'a> {
    id: TemplateId,
    name: &'a str,
    #[schema(value_type = TemplateKind)]
    r#type: &'static str,
    #[schema(value_type = Channel)]
    channel: &'static str,
    subject: &'a str,
    body: &'a str,
    variables: Vec<&'a str>,
    is_active: bool,
    is_default: bool,
    created_at: Moment,
    updated_at: Moment,
}

impl<'a> TemplateView<'a> {
    /// One template.
    #[must_use]
    pub fn of(template: &'a Template) -> Self {
        Self {
            id: template.id,
            name: &template.name,
            r#type: template.kind.word(),
            channel: template.channel.word(),
            subject: template.subject.written(),
            body: template.body.written(),
            variables: template.variables(),
            is_active: template.is_active,
            is_default: template.is_default,
            created_at: Moment(template.created_at),
            updated_at: Moment(template.updated_at),
        }
    }
}

/// A template as the answer to a message made of it names it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemplateUsed<'a> {
    id: TemplateId,
    name: &'a str,
    #[schema(value_type = TemplateKind)]
    r#type: &'static str,
    #[schema(value_type = Channel)]
    channel: &'static str,
}

impl<'a> TemplateUsed<'a> {
    /// One template.
    #[must_use]
    pub fn of(template: &'a Template) -> Self {
        Self {
            id: template.id,
            name: &template.name,
            r#type: template.kind.word(),
            channel: template.channel.word(),
        }
    }
}

/// A letter as its customer would read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Letter)]
pub struct LetterView {
    subject: String,
    body: String,
}

impl From<Written> for LetterView {
    fn from(written: Written) -> Self {
        Self {
            subject: written.letter.subject,
            body: written.letter.body,
        }
    }
}
