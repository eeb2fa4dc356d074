//! Fields of bodies and parameters of queries: one function for each way of reading them.
//!
//! The names are those of the readers in a surface's `Form` and `Parameters`, so that a
//! description can be laid beside the handler it describes.

use std::ops::RangeInclusive;

use serde_json::Value;
use serde_json::json;
use utoipa::ToSchema;

use crate::domain::rupiah::Rupiah;
use crate::http::openapi::shape::Shape;

/// A field of a body, or a parameter.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) is_required: bool,
    pub(crate) about: &'static str,
}

impl Field {
    pub(crate) const fn new(name: &'static str, shape: Shape) -> Self {
        Self {
            name,
            shape,
            is_required: false,
            about: "",
        }
    }

    /// It has to be there.
    pub(crate) fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// What it means.
    pub(crate) fn about(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }

    /// Null means that it was left out.
    pub(crate) fn or_null(mut self) -> Self {
        self.shape = self.shape.or_null();
        self
    }
}

/// One line of text, of so many characters.
pub(crate) fn line(name: &'static str, chars: RangeInclusive<usize>) -> Field {
    text(name, chars)
}

/// Text that may have several lines, of so many characters.
pub(crate) fn lines(name: &'static str, chars: RangeInclusive<usize>) -> Field {
    text(name, chars)
}

/// Text that may have several lines or be empty.
pub(crate) fn prose(name: &'static str, chars_max: usize) -> Field {
    text(name, 0..=chars_max).or_null()
}

fn text(name: &'static str, chars: RangeInclusive<usize>) -> Field {
    bare(
        name,
        json!({ "type": "string", "minLength": chars.start(), "maxLength": chars.end() }),
    )
}

/// A whole number, written as a number or as text.
pub(crate) fn whole(name: &'static str, range: RangeInclusive<u32>) -> Field {
    let number = json!({ "type": "integer", "minimum": range.start(), "maximum": range.end() });
    bare(
        name,
        json!({ "anyOf": [number, { "type": "string", "pattern": r"^\d+(\.00?)?$" }] }),
    )
}

/// An amount of money, above nothing.
pub(crate) fn amount(name: &'static str) -> Field {
    let number = json!({ "type": "integer", "minimum": 1, "maximum": Rupiah::MAX.0 });
    let text = json!({ "type": "string", "pattern": r"^\d{1,9}(\.00?)?$" });
    let mut field = bare(
        name,
        json!({ "anyOf": [text, number], "examples": ["7500000.00"] }),
    );
    field.about = "Whole rupiah: a fraction of one is refused.";
    field
}

/// A share in percent.
pub(crate) fn share(name: &'static str, range: RangeInclusive<u8>) -> Field {
    let number = json!({
        "type": "number", "minimum": range.start(), "maximum": range.end(), "multipleOf": 0.01,
    });
    let text = json!({ "type": "string", "pattern": r"^\d{1,3}(\.\d{1,2})?$" });
    bare(
        name,
        json!({ "anyOf": [number, text], "examples": [50, "50.00"] }),
    )
}

/// A word out of a closed set, or anything else that has a name of its own.
pub(crate) fn word<T: ToSchema>(name: &'static str) -> Field {
    Field::new(name, Shape::of::<T>())
}

/// One of some words.
pub(crate) fn one_of(name: &'static str, words: &[&'static str]) -> Field {
    bare(name, json!({ "type": "string", "enum": words }))
}

/// True or false.
pub(crate) fn flag(name: &'static str) -> Field {
    bare(name, json!({ "type": "boolean" }))
}

/// An instant, with any offset.
pub(crate) fn moment(name: &'static str) -> Field {
    bare(
        name,
        json!({
            "type": "string", "format": "date-time", "examples": ["2025-06-30T14:30:00+07:00"],
        }),
    )
}

/// A business day.
pub(crate) fn day(name: &'static str) -> Field {
    bare(
        name,
        json!({ "type": "string", "format": "date", "examples": ["2025-06-30"] }),
    )
}

/// An instant or a business day.
pub(crate) fn when(name: &'static str) -> Field {
    let choices = json!([
        { "type": "string", "format": "date" },
        { "type": "string", "format": "date-time" },
    ]);
    bare(
        name,
        json!({ "anyOf": choices, "examples": ["2025-07-15", "2025-07-15T00:00:00Z"] }),
    )
}

/// An id.
pub(crate) fn id(name: &'static str) -> Field {
    bare(name, json!({ "type": "string", "format": "uuid" }))
}

/// An order, by its id or its code.
pub(crate) fn order(name: &'static str) -> Field {
    let choices = json!([
        { "type": "string", "format": "uuid" },
        { "type": "string", "pattern": "^ORD-[A-Z0-9]{3,8}-[A-Z0-9]{3,32}$" },
    ]);
    let mut field = bare(
        name,
        json!({ "anyOf": choices, "examples": ["ORD-20250630-A1B"] }),
    );
    field.about = "The id of an order, or its code.";
    field
}

/// A list of objects with these fields.
pub(crate) fn items(name: &'static str, count: RangeInclusive<usize>, fields: &[Field]) -> Field {
    let shape = object(fields).within(|items| {
        json!({
            "type": "array", "items": items, "minItems": count.start(), "maxItems": count.end(),
        })
    });
    Field::new(name, shape)
}

/// Values of any kind under names of the sender's.
pub(crate) fn values(name: &'static str) -> Field {
    let value = json!({ "type": ["string", "number", "boolean"] });
    bare(
        name,
        json!({ "type": ["object", "null"], "additionalProperties": value, "maxProperties": 50 }),
    )
}

/// So many ids.
pub(crate) fn ids(name: &'static str, count: RangeInclusive<usize>) -> Field {
    bare(
        name,
        json!({
            "type": "array", "items": { "type": "string", "format": "uuid" },
            "minItems": count.start(), "maxItems": count.end(),
        }),
    )
}

/// A file of a form.
pub(crate) fn file(name: &'static str) -> Field {
    bare(name, json!({ "type": "string", "format": "binary" }))
}

/// Whatever a schema says.
pub(crate) fn bare(name: &'static str, schema: Value) -> Field {
    Field::new(name, Shape::bare(schema))
}

/// An object with these fields, and others that nobody reads.
pub(crate) fn object(fields: &[Field]) -> Shape {
    let required: Vec<_> = fields
        .iter()
        .filter(|field| field.is_required)
        .map(|field| field.name)
        .collect();
    let mut shape = Shape::bare(json!({ "type": "object", "properties": {} }));
    for field in fields {
        shape.named.extend(field.shape.named.clone());
        shape.schema["properties"][field.name] = told(field);
    }
    if !required.is_empty() {
        shape.schema["required"] = json!(required);
    }
    shape
}

/// The schema of a field, with what it means.
fn told(field: &Field) -> Value {
    let mut schema = field.shape.schema.clone();
    if !field.about.is_empty() {
        schema["description"] = json!(field.about);
    }
    schema
}
