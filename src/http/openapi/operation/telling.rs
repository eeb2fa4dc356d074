//! An operation as the document tells it.

use std::collections::BTreeMap;

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::http::openapi::field;
use crate::http::openapi::field::Field;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::operation::Told;
use crate::http::openapi::operation::Written;

impl Operation {
    /// The operation at one of its paths, as the document holds it; `named` takes the
    /// schemas it points at.
    pub(crate) fn told(&self, path: &str, named: &mut BTreeMap<String, Value>) -> Value {
        let mut told = Map::new();
        told.insert("tags".into(), json!([self.tag]));
        told.insert("summary".into(), self.summary.into());
        told.insert("operationId".into(), name(self.method, path).into());
        told.insert("description".into(), self.description().into());
        let parameters: Vec<_> = self
            .in_path(path)
            .chain(
                self.parameters
                    .iter()
                    .map(|field| parameter(field, "query")),
            )
            .chain(self.headers())
            .collect();
        if !parameters.is_empty() {
            told.insert("parameters".into(), parameters.into());
        }
        for field in &self.parameters {
            named.extend(field.shape.named.clone());
        }
        if let Some(body) = self.told_body(named) {
            told.insert("requestBody".into(), body);
        }
        let answers: Map<String, Value> = self
            .answers
            .iter()
            .map(|(status, it)| (status.to_string(), answer(it, named)))
            .collect();
        told.insert("responses".into(), answers.into());
        told.insert("security".into(), self.who.security(self.method));
        Value::Object(told)
    }

    fn description(&self) -> String {
        let who = self.who.told();
        if self.about.is_empty() {
            who.to_owned()
        } else {
            format!("{}\n\n{who}", self.about)
        }
    }

    fn headers(&self) -> impl Iterator<Item = Value> {
        let text = |name, about| {
            let field = field::bare(name, json!({ "type": "string" }));
            parameter(&field.about(about), "header")
        };
        let seen = "The version that was seen, as `ETag` told it: `\"v3\"`. A stale one is 412.";
        let key = "Any text of up to 255 characters, the same for every repeat of this request.";
        let seen = self.has_versions.then(|| text("If-Match", seen));
        let key = self.has_key.then(|| text("Idempotency-Key", key));
        seen.into_iter().chain(key)
    }

    /// What stands in braces in a path.
    fn in_path<'a>(&'a self, path: &'a str) -> impl Iterator<Item = Value> + 'a {
        let names = path.split('/').filter_map(|part| {
            let name = part.strip_prefix('{')?;
            name.strip_suffix('}')
        });
        names.map(|name| {
            let placed = self.segments.iter().find(|field| field.name == name);
            let schema = match placed {
                Some(field) => field.shape.schema.clone(),
                None if name.ends_with("_code") => {
                    json!({ "$ref": "#/components/schemas/InvoiceCode" })
                }
                None => self.id.clone(),
            };
            json!({ "name": name, "in": "path", "required": true, "schema": schema })
        })
    }

    fn told_body(&self, named: &mut BTreeMap<String, Value>) -> Option<Value> {
        let (written, fields, example) = self.body.as_ref()?;
        let mut fields = fields.clone();
        if self.has_versions {
            fields.push(version());
        }
        let shape = field::object(&fields);
        named.extend(shape.named);
        let content = json!({ "schema": shape.schema, "example": example });
        let kinds: &[&str] = match written {
            Written::Json => &["application/json"],
            Written::Form => &["multipart/form-data"],
            Written::Both => &["application/json", "multipart/form-data"],
        };
        let content: Map<String, Value> = kinds
            .iter()
            .map(|kind| ((*kind).to_owned(), content.clone()))
            .collect();
        let required = fields.iter().any(|field| field.is_required);
        Some(json!({ "required": required, "content": content }))
    }
}

fn answer(told: &Told, named: &mut BTreeMap<String, Value>) -> Value {
    let mut answer = json!({ "description": told.about });
    for (kind, shape) in &told.content {
        named.extend(shape.named.clone());
        let mut content = json!({ "schema": shape.schema });
        if *kind == "application/json" && !told.examples.is_empty() {
            let examples = told.examples.iter();
            let examples = examples.map(|(name, value)| (name.clone(), json!({ "value": value })));
            content["examples"] = Value::Object(examples.collect());
        }
        answer["content"][*kind] = content;
    }
    for name in &told.headers {
        answer["headers"][*name] = json!({ "$ref": format!("#/components/headers/{name}") });
    }
    answer
}

fn parameter(field: &Field, place: &str) -> Value {
    let mut parameter = json!({
        "name": field.name, "in": place, "required": field.is_required, "schema": field.shape.schema,
    });
    if !field.about.is_empty() {
        parameter["description"] = json!(field.about);
    }
    parameter
}

/// The version that was seen, for clients that do not send `If-Match`.
fn version() -> Field {
    let number = json!({ "type": ["integer", "null"], "minimum": 1 });
    field::bare("version", number).about("The version that was seen; `If-Match` goes before it.")
}

/// A name for an operation out of its method and its path: `postOrderByIdCancel`.
fn name(method: &str, path: &str) -> String {
    let path = path.trim_start_matches("/api/v1");
    let words = path.split(['/', '-', '_']).filter(|word| !word.is_empty());
    let words = words.map(|word| {
        let (by, word) = match word.strip_prefix('{') {
            Some(name) => ("By", name.trim_end_matches('}')),
            None => ("", word.trim_end_matches('}')),
        };
        let (first, rest) = word.split_at(1.min(word.len()));
        format!("{by}{}{rest}", first.to_uppercase())
    });
    method.to_owned() + &words.collect::<String>()
}

pub(super) const fn done(status: u16) -> &'static str {
    match status {
        201 => "Dibuat.",
        204 => "Selesai, tanpa isi.",
        205 => "Selesai; kosongkan yang disimpan.",
        304 => "Tidak berubah sejak versi itu.",
        _ => "Berhasil.",
    }
}
