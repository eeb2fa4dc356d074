//! What can be asked of a path, and what is answered: one description per handler.
//!
//! A description says only what is particular. What follows from who may ask, from the
//! method and from the path (refusals, headers, parameters) is added when it is told.

mod telling;

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::json;

use crate::http::openapi::field;
use crate::http::openapi::field::Field;
use crate::http::openapi::operation::telling::done;
use crate::http::openapi::shape::Shape;

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Anyone at all.
    Anyone,
    /// Anyone; who is signed in has to manage.
    AnyoneOrManagers,
    /// Whoever is signed in, on any surface.
    SignedIn,
    /// All staff.
    Staff,
    /// Staff who change something.
    Workers,
    /// Staff who may see amounts.
    SeesMoney,
    /// Those who manage.
    Managers,
    /// The owner.
    Owner,
    /// The payment provider.
    Provider,
}

/// What a body is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// JSON.
    Json,
    /// A form with files.
    Form,
    /// Either; in JSON there are no files.
    Both,
}

/// An answer: what it means, and what it looks like.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) about: String,
    pub(crate) content: Vec<(&'static str, Shape)>,
    pub(crate) examples: BTreeMap<String, Value>,
    pub(crate) headers: Vec<&'static str>,
}

/// What a request asks for.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    pub(crate) paths: Vec<&'static str>,
    pub(crate) tag: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) about: &'static str,
    pub(crate) who: Who,
    pub(crate) parameters: Vec<Field>,
    pub(crate) body: Option<(Written, Vec<Field>, Value)>,
    pub(crate) answers: BTreeMap<u16, Told>,
    pub(crate) has_versions: bool,
    pub(crate) has_key: bool,
    pub(crate) is_counted: bool,
    /// What the `id` of its path looks like.
    pub(crate) id: Value,
    /// What else stands in its path.
    pub(crate) segments: Vec<Field>,
}

/// Reads something.
pub(crate) fn get(path: &'static str, summary: &'static str) -> Operation {
    Operation::new("get", path, summary)
}

/// Asks for something to happen.
pub(crate) fn post(path: &'static str, summary: &'static str) -> Operation {
    Operation::new("post", path, summary)
}

/// Replaces something.
pub(crate) fn put(path: &'static str, summary: &'static str) -> Operation {
    Operation::new("put", path, summary)
}

/// Changes something.
pub(crate) fn patch(path: &'static str, summary: &'static str) -> Operation {
    Operation::new("patch", path, summary)
}

/// Takes something away.
pub(crate) fn delete(path: &'static str, summary: &'static str) -> Operation {
    Operation::new("delete", path, summary)
}

impl Operation {
    fn new(method: &'static str, path: &'static str, summary: &'static str) -> Self {
        Self {
            method,
            paths: vec![path],
            tag: "",
            summary,
            about: "",
            who: Who::Managers,
            parameters: Vec::new(),
            body: None,
            answers: BTreeMap::new(),
            has_versions: false,
            has_key: false,
            is_counted: false,
            id: json!({ "type": "string", "format": "uuid" }),
            segments: Vec::new(),
        }
    }

    /// The same at another path.
    pub(crate) fn also(mut self, path: &'static str) -> Self {
        self.paths.push(path);
        self
    }

    /// More about it, in Markdown.
    pub(crate) fn says(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }

    /// Who may ask; those who manage unless it is said.
    pub(crate) fn by(mut self, who: Who) -> Self {
        self.who = who;
        self
    }

    /// What may be in its query.
    pub(crate) fn query(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.parameters.extend(fields);
        self
    }

    /// It is answered a page at a time.
    pub(crate) fn paged(self) -> Self {
        let count = |name, about| {
            let field = field::bare(name, json!({ "type": "integer", "minimum": 1 }));
            field.about(about)
        };
        self.query([
            count("page", "Which page, from 1."),
            count("page_size", "Results on a page: 20, and 100 at most."),
        ])
    }

    /// It may be asked for some fields only.
    pub(crate) fn picked(self) -> Self {
        let names = json!({ "type": "string", "pattern": "^[a-z_]+(,[a-z_]+)*$" });
        self.query([field::bare("fields", names)
            .about("Names of the fields that are wanted, with commas; the others are left out.")])
    }

    /// What its body holds, as JSON, with an example.
    pub(crate) fn body(self, fields: impl IntoIterator<Item = Field>, example: Value) -> Self {
        self.written(Written::Json, fields, example)
    }

    /// What its body holds, and as what it is written.
    pub(crate) fn written(
        mut self,
        written: Written,
        fields: impl IntoIterator<Item = Field>,
        example: Value,
    ) -> Self {
        self.body = Some((written, fields.into_iter().collect(), example));
        self
    }

    /// It may bring a key, under which a repeat of it counts once.
    pub(crate) fn keyed(mut self) -> Self {
        self.has_key = true;
        self
    }

    /// It changes what has versions: it may bring a key and name the version it saw, and is
    /// told the version it made.
    pub(crate) fn versioned(mut self) -> Self {
        self.has_versions = true;
        self.keyed()
    }

    /// What stands in its path beside an `id`.
    pub(crate) fn placed(mut self, segments: impl IntoIterator<Item = Field>) -> Self {
        self.segments.extend(segments);
        self
    }

    /// The `id` of its path is a number.
    pub(crate) fn numbered(mut self) -> Self {
        self.id = json!({ "type": "integer", "minimum": 1 });
        self
    }

    /// It counts against its caller's budget.
    pub(crate) fn counted(mut self) -> Self {
        self.is_counted = true;
        self
    }

    /// What it is answered when it is done.
    pub(crate) fn answers(self, status: u16, shape: Shape, example: Value) -> Self {
        let examples = BTreeMap::from([("contoh".to_owned(), example)]);
        self.tells(
            status,
            Told {
                about: done(status).to_owned(),
                content: vec![("application/json", shape)],
                examples,
                headers: Vec::new(),
            },
        )
    }

    /// It is answered without a body when it is done.
    pub(crate) fn answers_nothing(self, status: u16) -> Self {
        self.tells(
            status,
            Told {
                about: done(status).to_owned(),
                content: Vec::new(),
                examples: BTreeMap::new(),
                headers: Vec::new(),
            },
        )
    }

    /// It is answered with a text or a file of one of these types.
    pub(crate) fn answers_as(self, status: u16, kinds: &[&'static str]) -> Self {
        let shape = |kind: &str| {
            Shape::bare(if kind.starts_with("text/") {
                json!({ "type": "string" })
            } else {
                json!({ "type": "string", "format": "binary" })
            })
        };
        self.tells(
            status,
            Told {
                about: done(status).to_owned(),
                content: kinds.iter().map(|kind| (*kind, shape(kind))).collect(),
                examples: BTreeMap::new(),
                headers: Vec::new(),
            },
        )
    }

    /// A header that comes with its answers, beyond those that follow from what it is.
    pub(crate) fn with_header(mut self, status: u16, name: &'static str) -> Self {
        if let Some(told) = self.answers.get_mut(&status)
            && !told.headers.contains(&name)
        {
            told.headers.push(name);
        }
        self
    }

    /// An answer, beside what is known of that status.
    pub(crate) fn tells(mut self, status: u16, told: Told) -> Self {
        match self.answers.get_mut(&status) {
            Some(known) => {
                let is_new = |(kind, _): &(&str, Shape)| {
                    known.content.iter().all(|(other, _)| other != kind)
                };
                let more: Vec<_> = told.content.into_iter().filter(is_new).collect();
                known.content.extend(more);
                known.examples.extend(told.examples);
                for name in told.headers {
                    if !known.headers.contains(&name) {
                        known.headers.push(name);
                    }
                }
            }
            None => {
                self.answers.insert(status, told);
            }
        }
        self
    }
}

impl Who {
    const fn told(self) -> &'static str {
        match self {
            Self::Anyone => "Untuk siapa saja.",
            Self::AnyoneOrManagers => "Untuk siapa saja; dari staf hanya `owner` dan `admin`.",
            Self::SignedIn => "Untuk siapa pun yang sudah masuk.",
            Self::Staff => "Untuk semua staf.",
            Self::Workers => "Untuk `owner`, `admin` dan `production`.",
            Self::SeesMoney => "Untuk `owner`, `admin` dan `viewer`.",
            Self::Managers => "Untuk `owner` dan `admin`.",
            Self::Owner => "Untuk `owner`.",
            Self::Provider => "Untuk penyedia pembayaran.",
        }
    }

    fn security(self, method: &str) -> Value {
        let cookie = if method == "get" {
            json!({ "cookie": [] })
        } else {
            json!({ "cookie": [], "csrf": [] })
        };
        match self {
            Self::Anyone => json!([{}]),
            Self::AnyoneOrManagers => json!([{}, { "bearer": [] }, cookie]),
            Self::Provider => json!([{ "provider": [] }]),
            _ => json!([{ "bearer": [] }, cookie]),
        }
    }

    /// Whether somebody has to be signed in.
    pub(crate) const fn is_signed_in(self) -> bool {
        !matches!(self, Self::Anyone | Self::AnyoneOrManagers | Self::Provider)
    }
}
