//! Holds answers against the contract: every answer that any test here gets.
//!
//! It reads as much of JSON Schema as the contract is written in, and is stricter in one
//! thing: a field that nobody described is a fault.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use axum::http::HeaderMap;
use serde_json::Map;
use serde_json::Value;

/// Headers that are there whenever they are promised.
const ALWAYS: [&str; 3] = ["ETag", "Set-Cookie", "X-Feed-Cursor"];

/// The contract as it is served.
pub(crate) fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| rajut::http::openapi::document("http://127.0.0.1:8000"))
}

/// The operation that a request means, with its path as the contract writes it.
pub(crate) fn operation(method: &str, path: &str) -> Option<(&'static str, &'static Value)> {
    let path = path.split('?').next().unwrap_or(path);
    let asked: Vec<_> = path.trim_end_matches('/').split('/').collect();
    let paths = document()["paths"].as_object().unwrap();
    let fits = |told: &str| {
        let told: Vec<_> = told.trim_end_matches('/').split('/').collect();
        let mut pairs = told.iter().zip(&asked);
        told.len() == asked.len()
            && pairs.all(|(told, asked)| told.starts_with('{') || told == asked)
    };
    // What is written out goes before what stands in braces.
    let braces = |told: &&String| told.matches('{').count();
    let found = paths.keys().filter(|told| fits(told)).min_by_key(braces)?;
    let operation = paths[found].get(method.to_lowercase())?;
    Some((found, operation))
}

/// Faults of an answer; none when the contract does not know the request.
pub(crate) fn faults(
    method: &str,
    path: &str,
    status: u16,
    headers: &HeaderMap,
    body: &Value,
) -> Vec<String> {
    let Some((_, operation)) = operation(method, path) else {
        return Vec::new();
    };
    let Some(told) = operation["responses"].get(status.to_string()) else {
        return vec![format!("{status} is not described")];
    };
    let promised = told["headers"].as_object();
    let promised = |name: &&str| promised.is_some_and(|it| it.contains_key(*name));
    let mut faults: Vec<_> = ALWAYS
        .into_iter()
        .filter(promised)
        .filter(|name| !headers.contains_key(*name))
        .map(|name| format!("the header {name} is missing"))
        .collect();
    faults.extend(unlike_the_example(told, body));
    let is_page = body.is_null() && told["content"].get("text/html").is_some();
    let schema = asked_for(
        &told["content"]["application/json"]["schema"],
        path,
        operation,
    );
    if !is_page && !schema.is_null() {
        check(schema, body, "", &mut faults);
    }
    faults
}

/// What the example of an error shows and the error itself does not hold.
fn unlike_the_example(told: &Value, body: &Value) -> Vec<String> {
    let code = body["error_code"].as_str().unwrap_or_default();
    let example = &told["content"]["application/json"]["examples"][code]["value"];
    let shown = example.as_object().into_iter().flat_map(Map::keys);
    let missing = shown.filter(|name| body.get(name).is_none());
    let told = missing.map(|name| format!("{code} has no {name}, its example has"));
    told.collect()
}

/// Of an answer that may be whole or hold some fields, the one that was asked for.
fn asked_for<'a>(schema: &'a Value, path: &str, operation: &Value) -> &'a Value {
    let parameters = operation["parameters"].as_array();
    let mut parameters = parameters.into_iter().flatten();
    match schema["anyOf"].as_array() {
        Some(choices) if parameters.any(|it| it["name"] == "fields") => {
            &choices[usize::from(path.contains("fields="))]
        }
        _ => schema,
    }
}

/// Notes what is wrong with a value.
pub(crate) fn check(schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
    let known = verify(schema, value, place, faults);
    if let (Value::Object(fields), Some(known)) = (value, known) {
        for name in fields.keys().filter(|name| !known.contains(*name)) {
            faults.push(format!("{place}.{name} is not described"));
        }
    }
}

/// The names a schema knows of an object; nothing when it takes any.
fn verify(
    schema: &Value,
    value: &Value,
    place: &str,
    faults: &mut Vec<String>,
) -> Option<BTreeSet<String>> {
    let schema = resolved(schema);
    if let Some(choices) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        choose(choices, value, place, faults);
        return None;
    }
    let mut known = BTreeSet::new();
    let mut open = false;
    for part in schema["allOf"].as_array().into_iter().flatten() {
        match verify(part, value, place, faults) {
            Some(names) => known.extend(names),
            None => open = true,
        }
    }
    let types = &schema["type"];
    let types: Vec<_> = types
        .as_array()
        .map_or(vec![types], |it| it.iter().collect());
    let fits = types
        .iter()
        .any(|it| it.as_str().is_none_or(|it| is(value, it)));
    if !fits {
        faults.push(format!("{place} is {value}, not {}", schema["type"]));
        return None;
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
        && !value.is_null()
    {
        faults.push(format!("{place} is {value}, none of {words:?}"));
    }
    if let (Some(text), Some(pattern)) = (value.as_str(), schema["pattern"].as_str())
        && !looks_like(pattern, text)
    {
        faults.push(format!("{place} is {text}, which is not {pattern}"));
    }
    match value {
        Value::Array(values) => {
            for (number, value) in values.iter().enumerate() {
                if schema["items"].is_object() {
                    check(
                        &schema["items"],
                        value,
                        &format!("{place}[{number}]"),
                        faults,
                    );
                }
            }
            None
        }
        Value::Object(fields) => {
            let names = object(schema, fields, place, faults);
            known.extend(names?);
            (!open).then_some(known)
        }
        _ => None,
    }
}

fn choose(choices: &[Value], value: &Value, place: &str, faults: &mut Vec<String>) {
    let tried = choices.iter().map(|choice| {
        let mut faults = Vec::new();
        check(choice, value, place, &mut faults);
        faults
    });
    let best = tried.min_by_key(Vec::len).unwrap_or_default();
    faults.extend(best);
}

fn object(
    schema: &Value,
    fields: &Map<String, Value>,
    place: &str,
    faults: &mut Vec<String>,
) -> Option<BTreeSet<String>> {
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap();
        if !fields.contains_key(name) {
            faults.push(format!("{place}.{name} is missing"));
        }
    }
    let empty = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&empty);
    for (name, property) in properties {
        if let Some(value) = fields.get(name) {
            check(property, value, &format!("{place}.{name}"), faults);
        }
    }
    match &schema["additionalProperties"] {
        // What says nothing of its own may hold anything; unless its parts say it all.
        Value::Null if schema.get("type").is_none() && properties.is_empty() => {
            schema.get("allOf").map(|_| BTreeSet::new())
        }
        Value::Null | Value::Bool(false) => Some(properties.keys().cloned().collect()),
        Value::Object(_) => {
            let others = fields
                .iter()
                .filter(|(name, _)| !properties.contains_key(*name));
            for (name, value) in others {
                let place = format!("{place}.{name}");
                check(&schema["additionalProperties"], value, &place, faults);
            }
            None
        }
        _ => None,
    }
}

fn resolved(schema: &Value) -> &Value {
    match schema["$ref"].as_str() {
        Some(name) => {
            let pointer = name.trim_start_matches('#');
            let found = document().pointer(pointer);
            resolved(found.unwrap_or_else(|| panic!("{name} is nowhere")))
        }
        None => schema,
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other} is no type"),
    }
}

/// Whether a text is of a form; the forms of answers are few.
fn looks_like(pattern: &str, text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let decimal = |places: fn(&str) -> bool| {
        let number = text.strip_prefix('-').unwrap_or(text);
        let parts = number.split_once('.');
        parts.is_some_and(|(whole, rest)| digits(whole) && places(rest))
    };
    match pattern {
        r"^-?\d+\.00$" => decimal(|rest| rest == "00"),
        r"^\d+\.\d{2}$" | r"^-?\d+\.\d{2}$" => decimal(|rest| rest.len() == 2),
        r"^ORD-[A-Z0-9]{3,8}-[A-Z0-9]{3,32}$" => text.starts_with("ORD-"),
        r"^INV-[A-Z0-9-]{1,40}$" => text.starts_with("INV-"),
        _ => true,
    }
}
