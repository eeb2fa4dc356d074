//! The contract as a Postman collection, version 2.1: made from the `OpenAPI` document alone.
//!
//! Its variables are `host` and `token`; the request that signs in fills the second.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
const SIGN_IN: &str = "/api/v1/auth/login/";
const KEEP_TOKEN: &str = "if (pm.response.code === 200) { \
    pm.collectionVariables.set('token', pm.response.json().access); }";

/// The collection of a document.
#[must_use]
pub fn collection(document: &Value) -> Value {
    let tags = document["tags"].as_array();
    let folders: Vec<_> = tags
        .into_iter()
        .flatten()
        .map(|tag| {
            json!({
                "name": tag["name"], "description": tag["description"],
                "item": requests(document, &tag["name"]),
            })
        })
        .collect();
    json!({
        "info": {
            "name": document["info"]["title"],
            "description": document["info"]["description"],
            "version": document["info"]["version"],
            "schema": SCHEMA,
        },
        "auth": {
            "type": "bearer",
            "bearer": [{ "key": "token", "value": "{{token}}", "type": "string" }],
        },
        "variable": [
            { "key": "host", "value": document["servers"][0]["url"], "type": "string" },
            { "key": "token", "value": "", "type": "string" },
        ],
        "item": folders,
    })
}

/// The requests of one noun.
fn requests(document: &Value, tag: &Value) -> Vec<Value> {
    let paths = document["paths"].as_object();
    let operations = paths.into_iter().flatten().flat_map(|(path, item)| {
        let operations = item.as_object();
        let operations = operations.into_iter().flatten();
        operations.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    });
    let of_tag = operations.filter(|(_, _, operation)| operation["tags"][0] == *tag);
    of_tag
        .map(|(path, method, operation)| item(path, method, operation))
        .collect()
}

fn item(path: &str, method: &str, operation: &Value) -> Value {
    let mut request = json!({
        "method": method.to_uppercase(),
        "header": headers(operation),
        "url": url(path, operation),
        "description": operation["description"],
    });
    if let Some(body) = body(&operation["requestBody"]["content"]) {
        request["body"] = body;
    }
    if operation["security"][0] == json!({}) && method != "post" {
        request["auth"] = json!({ "type": "noauth" });
    }
    let mut item = json!({ "name": operation["summary"], "request": request, "response": [] });
    if path == SIGN_IN {
        let script = json!({ "type": "text/javascript", "exec": [KEEP_TOKEN] });
        item["request"]["auth"] = json!({ "type": "noauth" });
        item["event"] = json!([{ "listen": "test", "script": script }]);
    }
    item
}

fn url(path: &str, operation: &Value) -> Value {
    let parts = path.trim_start_matches('/').split('/');
    let parts: Vec<_> = parts
        .map(|part| match part.strip_prefix('{') {
            Some(name) => format!(":{}", name.trim_end_matches('}')),
            None => part.to_owned(),
        })
        .collect();
    let variables =
        parameters(operation, "path").map(|it| json!({ "key": it["name"], "value": "" }));
    let query = parameters(operation, "query").map(|it| {
        // Only what is needed is sent; the rest is there to be switched on.
        json!({
            "key": it["name"], "value": "", "description": it["description"],
            "disabled": it["required"] != json!(true),
        })
    });
    json!({
        "raw": format!("{{{{host}}}}/{}", parts.join("/")),
        "host": ["{{host}}"],
        "path": parts,
        "variable": variables.collect::<Vec<_>>(),
        "query": query.collect::<Vec<_>>(),
    })
}

fn headers(operation: &Value) -> Vec<Value> {
    let headers = parameters(operation, "header").map(|it| {
        json!({
            "key": it["name"], "value": "", "description": it["description"], "disabled": true,
        })
    });
    headers.collect()
}

fn parameters<'a>(operation: &'a Value, place: &'a str) -> impl Iterator<Item = &'a Value> {
    let parameters = operation["parameters"].as_array();
    let parameters = parameters.into_iter().flatten();
    parameters.filter(move |it| it["in"] == place)
}

fn body(content: &Value) -> Option<Value> {
    if let Some(form) = content.get("multipart/form-data") {
        let fields = form["schema"]["properties"].as_object();
        let field = |(name, schema): (&String, &Value)| {
            if is_file(schema) {
                json!({ "key": name, "type": "file", "src": null })
            } else {
                json!({ "key": name, "type": "text", "value": text(&form["example"][name]) })
            }
        };
        let fields: Vec<_> = fields.unwrap_or(&Map::new()).iter().map(field).collect();
        return Some(json!({ "mode": "formdata", "formdata": fields }));
    }
    let example = &content.get("application/json")?["example"];
    Some(json!({
        "mode": "raw",
        "raw": format!("{example:#}"),
        "options": { "raw": { "language": "json" } },
    }))
}

/// Whether a field of a form holds a file.
pub(super) fn is_file(schema: &Value) -> bool {
    let choices = schema["anyOf"].as_array();
    let is_binary = |schema: &Value| schema["format"] == "binary";
    is_binary(schema) || choices.is_some_and(|choices| choices.iter().any(is_binary))
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_ready_to_be_sent() {
        let document = json!({
            "info": { "title": "rajut", "version": "1" },
            "servers": [{ "url": "http://127.0.0.1:8000" }],
            "tags": [{ "name": "orders", "description": "Pesanan" }],
            "paths": { "/api/v1/order/{id}/cancel/": { "post": {
                "tags": ["orders"], "summary": "Batalkan", "description": "Untuk owner.",
                "security": [{ "bearer": [] }],
                "parameters": [{ "in": "path", "name": "id", "required": true }],
                "requestBody": { "content": { "application/json": { "example": { "money": "keep" } } } },
            } } },
        });

        let collection = collection(&document);

        let request = &collection["item"][0]["item"][0]["request"];
        assert_eq!(request["method"], "POST");
        assert_eq!(request["url"]["raw"], "{{host}}/api/v1/order/:id/cancel/");
        assert_eq!(request["url"]["variable"][0]["key"], "id");
        assert_eq!(request["body"]["raw"], "{\n  \"money\": \"keep\"\n}");
        assert_eq!(collection["variable"][0]["value"], "http://127.0.0.1:8000");
    }
}
