//! What values look like, on the page: a word for a type, a table for an object.

use std::fmt;

use serde_json::Value;

use crate::wire::html::Escaped;
use crate::wire::reference::anchor;
use crate::wire::reference::inline;
use crate::wire::reference::text;

/// A schema with a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape<'a> {
    pub(super) name: &'a str,
    pub(super) schema: &'a Value,
}

impl fmt::Display for Shape<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = anchor(self.name);
        let name = Escaped(self.name);
        write!(
            f,
            r#"<article class="shape" id="bentuk-{id}"><h3>{name}</h3><p>"#
        )?;
        inline(f, text(&self.schema["description"]))?;
        writeln!(f, "</p>{}</article>", Fields(self.schema))
    }
}

/// The fields of an object; of anything else, what it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a>(pub(super) &'a Value);

impl fmt::Display for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schema = self.0;
        for part in schema["allOf"].as_array().into_iter().flatten() {
            if part["properties"].is_object() {
                write!(f, "{}", Self(part))?;
            } else {
                write!(f, "<p>Semua dari {}, dan:</p>", Kind(part))?;
            }
        }
        let Some(properties) = schema["properties"].as_object() else {
            if schema["allOf"].is_array() {
                return Ok(());
            }
            return write!(f, "<p>{}</p>", Kind(schema));
        };
        let required = schema["required"].as_array();
        f.write_str("<table>")?;
        for (name, property) in properties {
            let is_required = required.is_some_and(|it| it.iter().any(|it| it == name));
            let word = if is_required {
                ""
            } else {
                "<small>boleh tidak ada</small>"
            };
            write!(
                f,
                "<tr><th><code>{}</code>{word}</th><td>{}<div>",
                Escaped(name),
                Kind(property)
            )?;
            inline(f, text(&property["description"]))?;
            f.write_str("</div></td></tr>")?;
        }
        f.write_str("</table>")
    }
}

/// What kind of value it is, in a few words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind<'a>(pub(super) &'a Value);

impl fmt::Display for Kind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schema = self.0;
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap_or(name);
            let id = anchor(name);
            return write!(f, r##"<a href="#bentuk-{id}">{}</a>"##, Escaped(name));
        }
        let choices = schema["anyOf"].as_array().or(schema["oneOf"].as_array());
        if let Some(choices) = choices {
            for (place, choice) in choices.iter().enumerate() {
                let between = if place == 0 { "" } else { " | " };
                write!(f, "{between}{}", Self(choice))?;
            }
            return Ok(());
        }
        if let Some(words) = schema["enum"].as_array() {
            for word in words {
                write!(f, "<code>{}</code> ", Escaped(text(word)))?;
            }
            return Ok(());
        }
        if schema["items"].is_object() {
            return write!(f, "daftar {}", Self(&schema["items"]));
        }
        match &schema["type"] {
            Value::Array(types) => {
                let types: Vec<_> = types.iter().map(text).collect();
                f.write_str(&types.join(" | "))?;
            }
            kind => f.write_str(text(kind))?,
        }
        for name in ["format", "pattern"] {
            if let Some(told) = schema[name].as_str() {
                write!(f, " <code>{}</code>", Escaped(told))?;
            }
        }
        for (name, word) in [
            ("minLength", "≥"),
            ("maxLength", "≤"),
            ("minimum", "≥"),
            ("maximum", "≤"),
        ] {
            if let Some(limit) = schema.get(name).filter(|it| it.is_number()) {
                write!(f, " {word} {limit}")?;
            }
        }
        Ok(())
    }
}
