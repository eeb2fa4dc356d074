//! The contract as a page for people: made from the `OpenAPI` document alone, without scripts.
//!
//! Everything is in the page, so that a browser finds it; what is long is folded.

mod operation;
mod schema;

use std::fmt;

use serde_json::Value;

use self::operation::Article;
use self::schema::Shape;
use crate::wire::html::Escaped;

/// How the page looks; it is served beside it.
pub const STYLE: &str = include_str!("reference/style.css");

/// The page of a document.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a>(pub &'a Value);

impl fmt::Display for Reference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(document) = self;
        let info = &document["info"];
        let (title, version) = (text(&info["title"]), text(&info["version"]));
        write!(
            f,
            r#"<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API {title}</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<header>
<h1>API {title} <small>{version}</small></h1>
<p><a href="/openapi.json">OpenAPI 3.1</a> · <a href="/openapi.postman.json">Koleksi Postman</a></p>
</header>
<nav aria-label="Isi">
"#
        )?;
        for tag in tags(document) {
            let name = text(&tag["name"]);
            let id = anchor(name);
            writeln!(f, "<details><summary>{}</summary>\n<ul>", Escaped(name))?;
            for (path, method, operation) in operations(document, name) {
                let link = anchor(text(&operation["operationId"]));
                let summary = Escaped(text(&operation["summary"]));
                writeln!(
                    f,
                    r##"<li><a href="#{link}"><b class="{method}">{method}</b> {summary}<small>{}</small></a></li>"##,
                    Escaped(path)
                )?;
            }
            writeln!(f, r##"<li><a href="#{id}">Semua</a></li></ul></details>"##)?;
        }
        writeln!(f, "</nav>\n<main>\n<section class=\"about\">")?;
        paragraphs(f, text(&info["description"]))?;
        writeln!(f, "</section>")?;
        for tag in tags(document) {
            let name = text(&tag["name"]);
            let about = Escaped(text(&tag["description"]));
            let id = anchor(name);
            writeln!(
                f,
                r#"<section id="{id}"><h2>{}</h2><p>{about}</p>"#,
                Escaped(name)
            )?;
            for (path, method, operation) in operations(document, name) {
                let base = text(&document["servers"][0]["url"]);
                write!(
                    f,
                    "{}",
                    Article {
                        base,
                        path,
                        method,
                        operation
                    }
                )?;
            }
            writeln!(f, "</section>")?;
        }
        writeln!(f, r#"<section id="bentuk"><h2>Bentuk data</h2>"#)?;
        let schemas = document["components"]["schemas"].as_object();
        for (name, schema) in schemas.into_iter().flatten() {
            write!(f, "{}", Shape { name, schema })?;
        }
        f.write_str("</section>\n</main>\n</body>\n</html>\n")
    }
}

fn tags(document: &Value) -> impl Iterator<Item = &Value> {
    document["tags"].as_array().into_iter().flatten()
}

/// The operations of a tag: path, method, and what is told.
fn operations<'a>(
    document: &'a Value,
    tag: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str, &'a Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let all = paths.flat_map(|(path, item)| {
        let operations = item.as_object().into_iter().flatten();
        operations.map(move |(method, told)| (path.as_str(), method.as_str(), told))
    });
    all.filter(move |(_, _, told)| told["tags"][0] == tag)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A name as the target of a link.
fn anchor(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    name.chars().map(plain).collect()
}

/// The little Markdown that descriptions are written in: paragraphs, lists, code.
fn paragraphs(f: &mut fmt::Formatter<'_>, markdown: &str) -> fmt::Result {
    for block in markdown.split("\n\n").filter(|block| !block.is_empty()) {
        if block.starts_with("- ") {
            f.write_str("<ul>")?;
            for line in block.lines() {
                f.write_str("<li>")?;
                inline(f, line.trim_start_matches("- "))?;
                f.write_str("</li>")?;
            }
            f.write_str("</ul>\n")?;
        } else {
            f.write_str("<p>")?;
            inline(f, block)?;
            f.write_str("</p>\n")?;
        }
    }
    Ok(())
}

fn inline(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for (place, part) in text.split('`').enumerate() {
        if place % 2 == 1 {
            write!(f, "<code>{}</code>", Escaped(part))?;
        } else {
            write!(f, "{}", Escaped(part))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_document_says_is_only_text_on_the_page() {
        let document = json!({
            "info": { "title": "rajut", "version": "1", "description": "a <b> `c<d>`" },
            "servers": [{ "url": "http://127.0.0.1:8000" }],
            "tags": [{ "name": "orders", "description": "<i>" }],
            "paths": { "/a/{id}/": { "get": {
                "tags": ["orders"], "operationId": "getA", "summary": "Lihat <u>",
                "description": "x", "responses": { "200": { "description": "Berhasil." } },
                "security": [{ "bearer": [] }],
            } } },
            "components": { "schemas": { "A": { "type": "string" } } },
        });

        let page = Reference(&document).to_string();

        for tag in ["<b> ", "<d>", "<i>", "<u>"] {
            assert!(!page.contains(tag), "{tag} is markup");
        }
        assert!(page.contains("curl http://127.0.0.1:8000/a/{id}/"));
        assert!(page.contains(r##"href="#getA""##) && page.contains(r#"id="getA""#));
    }
}
