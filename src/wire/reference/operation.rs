//! One operation on the page: what it is for, what it takes, what it answers, and how to try.

use std::fmt;

use serde_json::Value;

use crate::wire::html::Escaped;
use crate::wire::postman::is_file;
use crate::wire::reference::anchor;
use crate::wire::reference::inline;
use crate::wire::reference::paragraphs;
use crate::wire::reference::schema::Fields;
use crate::wire::reference::schema::Kind;
use crate::wire::reference::text;

/// An operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Article<'a> {
    pub(super) base: &'a str,
    pub(super) path: &'a str,
    pub(super) method: &'a str,
    pub(super) operation: &'a Value,
}

impl fmt::Display for Article<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.operation;
        let id = anchor(text(&told["operationId"]));
        let (method, path) = (self.method, Escaped(self.path));
        let summary = Escaped(text(&told["summary"]));
        writeln!(
            f,
            r#"<article id="{id}"><h3>{summary}</h3><p class="line"><b class="{method}">{method}</b> <code>{path}</code></p>"#
        )?;
        paragraphs(f, text(&told["description"]))?;
        self.parameters(f)?;
        self.body(f)?;
        self.example(f)?;
        self.answers(f)?;
        f.write_str("</article>\n")
    }
}

impl Article<'_> {
    fn parameters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parameters = self.operation["parameters"].as_array();
        let Some(parameters) = parameters.filter(|it| !it.is_empty()) else {
            return Ok(());
        };
        f.write_str("<details><summary>Parameter</summary><table>")?;
        for it in parameters {
            write!(
                f,
                "<tr><th><code>{}</code><small>{}{}</small></th><td>{}<div>",
                Escaped(text(&it["name"])),
                place(text(&it["in"])),
                if it["required"] == true {
                    ", wajib"
                } else {
                    ""
                },
                Kind(&it["schema"]),
            )?;
            inline(f, text(&it["description"]))?;
            f.write_str("</div></td></tr>")?;
        }
        f.write_str("</table></details>\n")
    }

    fn body(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let content = self.operation["requestBody"]["content"].as_object();
        for (kind, content) in content.into_iter().flatten() {
            let fields = Fields(&content["schema"]);
            writeln!(
                f,
                "<details open><summary>Isi <code>{kind}</code></summary>{fields}</details>"
            )?;
        }
        Ok(())
    }

    /// The request as somebody types it.
    fn example(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = self.operation;
        write!(f, "<pre class=\"try\"><code>curl ")?;
        if self.method != "get" {
            write!(f, "-X {} ", self.method.to_uppercase())?;
        }
        write!(f, "{}{}", Escaped(self.base), Escaped(self.path))?;
        let ways = told["security"].as_array();
        if ways.is_some_and(|ways| ways.iter().any(|way| way.get("bearer").is_some())) {
            f.write_str(" \\\n  -H \"Authorization: Bearer $TOKEN\"")?;
        }
        let content = &told["requestBody"]["content"];
        if let Some(json) = content.get("application/json") {
            let example = json["example"].to_string().replace('\'', "'\\''");
            write!(
                f,
                " \\\n  -H \"Content-Type: application/json\" \\\n  -d '{}'",
                Escaped(&example)
            )?;
        }
        if let Some(form) = content.get("multipart/form-data") {
            let fields = form["schema"]["properties"].as_object();
            for (name, schema) in fields.into_iter().flatten() {
                let value = &form["example"][name];
                match value.as_str() {
                    _ if is_file(schema) => write!(f, " \\\n  -F {name}=@bukti.jpg")?,
                    Some(value) => write!(f, " \\\n  -F {name}=\"{}\"", Escaped(value))?,
                    None => {}
                }
            }
        }
        f.write_str("</code></pre>\n")
    }

    fn answers(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answers = self.operation["responses"].as_object();
        for (status, answer) in answers.into_iter().flatten() {
            let class = if status.starts_with('2') || status.starts_with('3') {
                "good"
            } else {
                "bad"
            };
            write!(f, "<details class=\"{class}\"><summary><b>{status}</b> ")?;
            inline(f, text(&answer["description"]))?;
            f.write_str("</summary>")?;
            let contents = answer["content"].as_object();
            for (kind, content) in contents.into_iter().flatten() {
                write!(f, "<p><code>{kind}</code> {}</p>", Kind(&content["schema"]))?;
                let examples = content["examples"].as_object();
                for (name, example) in examples.into_iter().flatten() {
                    let value = format!("{:#}", example["value"]);
                    write!(
                        f,
                        "<p class=\"case\">{}</p><pre><code>{}</code></pre>",
                        Escaped(name),
                        Escaped(&value)
                    )?;
                }
            }
            f.write_str("</details>\n")?;
        }
        Ok(())
    }
}

fn place(place: &str) -> &str {
    match place {
        "path" => "di jalur",
        "query" => "di kueri",
        "header" => "di header",
        other => other,
    }
}
