//! What a value looks like: a JSON schema, and the named schemas it points at.

use std::collections::BTreeMap;

use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use utoipa::ToSchema;

/// A JSON schema, and the named schemas it points at.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) schema: Value,
    pub(crate) named: BTreeMap<String, Value>,
}

impl Shape {
    /// What values of a type look like.
    pub(crate) fn of<T: ToSchema>() -> Self {
        let mut schemas = Vec::new();
        T::schemas(&mut schemas);
        schemas.push((T::name().into_owned(), T::schema()));
        let named = schemas
            .into_iter()
            .map(|(name, schema)| (name, finished(json!(schema))));
        Self {
            schema: reference(&T::name()),
            named: named.collect(),
        }
    }

    /// A schema that points at nothing.
    pub(crate) fn bare(schema: Value) -> Self {
        Self {
            schema,
            named: BTreeMap::new(),
        }
    }

    /// With every field there, of a type that leaves some out elsewhere.
    pub(crate) fn whole(mut self) -> Self {
        let name = named_in(&self.schema).unwrap_or_default();
        if let Some(schema) = self.named.get_mut(name) {
            let fields = schema["properties"].as_object();
            let fields: Vec<_> = fields.into_iter().flat_map(Map::keys).cloned().collect();
            schema["required"] = json!(fields);
        }
        self
    }

    /// A list of such values.
    pub(crate) fn list(self) -> Self {
        self.within(|items| json!({ "type": "array", "items": items }))
    }

    /// A page of such values.
    pub(crate) fn page(self) -> Self {
        self.within(|items| {
            json!({
                "type": "object",
                "required": ["count", "next", "previous", "results"],
                "properties": {
                    "count": { "type": "integer", "minimum": 0, "description": "All that match." },
                    "next": { "type": ["string", "null"], "description": "The next page." },
                    "previous": { "type": ["string", "null"], "description": "The page before." },
                    "results": { "type": "array", "items": items, "maxItems": 100 },
                },
            })
        })
    }

    /// Such a value, or one in which each `item` has only the fields that were asked for.
    pub(crate) fn or_some_of(mut self, item: &str) -> Self {
        let some = format!("{item}Fields");
        let Some(mut loose) = self.named.get(item).cloned() else {
            return self;
        };
        if let Some(schema) = loose.as_object_mut() {
            schema.remove("required");
            let about = "Those of its fields that `fields` names.";
            schema.insert("description".to_owned(), about.into());
        }
        let picked = match named_in(&self.schema).filter(|root| *root != item) {
            Some(root) => {
                let schema = pointing_elsewhere(&self.named[root], item, &some);
                let root = format!("{root}Fields");
                let picked = reference(&root);
                self.named.insert(root, schema);
                picked
            }
            None => pointing_elsewhere(&self.schema, item, &some),
        };
        self.named.insert(some, loose);
        self.within(|whole| json!({ "anyOf": [whole, picked] }))
    }

    /// Such a value, or the envelope of an error.
    pub(crate) fn or_error(self) -> Self {
        self.within(|it| json!({ "anyOf": [it, reference("Error")] }))
    }

    /// Such a value, or null.
    pub(crate) fn or_null(self) -> Self {
        self.within(|it| json!({ "anyOf": [it, { "type": "null" }] }))
    }

    /// A schema around this one.
    pub(crate) fn within(self, around: impl FnOnce(Value) -> Value) -> Self {
        Self {
            schema: around(self.schema),
            named: self.named,
        }
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The name a schema points at, if it does nothing else.
fn named_in(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// A schema that points at another wherever it pointed at one.
fn pointing_elsewhere(schema: &Value, from: &str, to: &str) -> Value {
    if named_in(schema) == Some(from) {
        return reference(to);
    }
    match schema {
        Value::Object(parts) => {
            let parts = parts.iter();
            let parts = parts.map(|(name, it)| (name.clone(), pointing_elsewhere(it, from, to)));
            Value::Object(parts.collect())
        }
        Value::Array(items) => items
            .iter()
            .map(|it| pointing_elsewhere(it, from, to))
            .collect(),
        plain => plain.clone(),
    }
}

/// A view's description as it is: what may be null is there, only what is not for
/// everybody can be absent.
fn finished(mut schema: Value) -> Value {
    if let Some(parts) = schema.get_mut("allOf").and_then(Value::as_array_mut) {
        for part in parts {
            *part = finished(part.take());
        }
    }
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return schema;
    };
    let listed = schema.get("required").and_then(Value::as_array);
    let is_listed = |name: &String| {
        let mut listed = listed.into_iter().flatten();
        listed.any(|it| it.as_str() == Some(name))
    };
    let there = properties
        .iter()
        .filter(|(name, property)| is_listed(name) || may_be_null(property));
    let there: Vec<_> = there.map(|(name, _)| name.clone()).collect();
    schema["required"] = json!(there);
    schema
}

fn may_be_null(property: &Value) -> bool {
    let says_null = |value: &Value| {
        let types = value["type"].as_array();
        value["type"] == "null" || types.is_some_and(|types| types.contains(&json!("null")))
    };
    let choices = property["oneOf"].as_array();
    says_null(property) || choices.is_some_and(|choices| choices.iter().any(says_null))
}
