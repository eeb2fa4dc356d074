//! A text with gaps: `{{name}}` and `{{#if name}}…{{else}}…{{/if}}`, nothing else.
//!
//! What is put into a gap is never read as part of the text, so a customer whose name looks
//! like a gap is only a customer with an odd name.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// How deep conditions may stand in each other.
const DEPTH_MAX: usize = 8;
/// Characters a name may have.
const NAME_CHARS_MAX: usize = 64;

/// What goes into gaps, by name.
pub type Fillings = BTreeMap<String, Filling>;

/// What goes into one gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Filling {
    /// A text, true to a condition unless it is empty.
    Text(String),
    /// True or false.
    Flag(bool),
}

impl Filling {
    /// Reads what a client gives for a gap: a text, a number, true or false.
    #[must_use]
    pub fn given(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::Text(text.clone())),
            Value::Number(number) => Some(Self::Text(number.to_string())),
            Value::Bool(flag) => Some(Self::Flag(*flag)),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    const fn holds(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Flag(flag) => *flag,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Flag(true) => "ya",
            Self::Flag(false) => "tidak",
        }
    }
}

/// A text with gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gapped(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Gap(String),
    If {
        name: String,
        then: Vec<Part>,
        otherwise: Vec<Part>,
    },
}

/// What is wrong with a text, and in which line, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GapFlaw {
    /// The line.
    pub line: usize,
    /// What.
    pub kind: GapFlawKind,
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapFlawKind {
    /// `{{` without `}}`.
    Unclosed,
    /// Between the braces is neither a name nor a word we know.
    Unreadable,
    /// `{{else}}` or `{{/if}}` without its `{{#if}}`, or a second `{{else}}`.
    Stray,
    /// `{{#if}}` without `{{/if}}`.
    Endless,
    /// Too many conditions in each other.
    TooDeep,
}

/// A text whose gaps were filled as far as possible.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// The text; a gap that nothing was given for stands in it as it was.
    pub text: String,
    /// The names of those gaps.
    pub missing: BTreeSet<String>,
    /// The names that were asked for and known.
    pub used: BTreeSet<String>,
}

/// A condition that is being read, and the parts after it.
#[derive(Debug, Default)]
struct Open {
    name: String,
    line: usize,
    then: Option<Vec<Part>>,
    parts: Vec<Part>,
}

impl Gapped {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// When its braces make no sense.
    pub fn parse(text: &str) -> Result<Self, GapFlaw> {
        // The first is the text itself, the others are conditions in it.
        let mut open = vec![Open::default()];
        let (mut rest, mut line) = (text, 1);
        while let Some((before, after)) = rest.split_once("{{") {
            line += before.matches('\n').count();
            let flaw = |kind| GapFlaw { line, kind };
            let (tag, after) = after
                .split_once("}}")
                .ok_or_else(|| flaw(GapFlawKind::Unclosed))?;
            push(&mut open, Part::text(before));
            take(&mut open, tag.trim(), line).map_err(flaw)?;
            line += tag.matches('\n').count();
            rest = after;
        }
        push(&mut open, Part::text(rest));
        match open.pop() {
            Some(Open { line, .. }) if !open.is_empty() => Err(GapFlaw {
                line,
                kind: GapFlawKind::Endless,
            }),
            whole => Ok(Self(whole.unwrap_or_default().parts)),
        }
    }

    /// The names of its gaps and conditions, in the order they first stand there.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        collect(&self.0, &mut names);
        names
    }

    /// Fills its gaps.
    #[must_use]
    pub fn fill(&self, values: &Fillings) -> Filled {
        let mut filled = Filled::default();
        fill(&self.0, values, &mut filled);
        filled
    }
}

impl Part {
    fn text(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self::Text(text.to_owned()))
    }
}

/// Whether something may be the name of a gap.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let fits = (1..=NAME_CHARS_MAX).contains(&name.len());
    let plain = |c: u8| c.is_ascii_alphanumeric() || c == b'_';
    fits && name.bytes().all(plain) && name != "else"
}

fn push(open: &mut [Open], part: Option<Part>) {
    if let Some(innermost) = open.last_mut() {
        innermost.parts.extend(part);
    }
}

/// Takes in what stands between two braces.
fn take(open: &mut Vec<Open>, tag: &str, line: usize) -> Result<(), GapFlawKind> {
    if let Some(name) = tag.strip_prefix("#if ").map(str::trim) {
        if !is_name(name) {
            return Err(GapFlawKind::Unreadable);
        }
        if open.len() > DEPTH_MAX {
            return Err(GapFlawKind::TooDeep);
        }
        open.push(Open {
            name: name.to_owned(),
            line,
            ..Open::default()
        });
        return Ok(());
    }
    let in_condition = open.len() > 1;
    match tag {
        "else" => match open.last_mut() {
            Some(condition) if in_condition && condition.then.is_none() => {
                condition.then = Some(std::mem::take(&mut condition.parts));
            }
            _ => return Err(GapFlawKind::Stray),
        },
        "/if" => match open.pop() {
            Some(Open {
                name, then, parts, ..
            }) if in_condition => {
                let (then, otherwise) = match then {
                    Some(then) => (then, parts),
                    None => (parts, Vec::new()),
                };
                push(
                    open,
                    Some(Part::If {
                        name,
                        then,
                        otherwise,
                    }),
                );
            }
            _ => return Err(GapFlawKind::Stray),
        },
        name if is_name(name) => push(open, Some(Part::Gap(name.to_owned()))),
        _ => return Err(GapFlawKind::Unreadable),
    }
    Ok(())
}

fn collect<'a>(parts: &'a [Part], names: &mut Vec<&'a str>) {
    for part in parts {
        let (name, inner) = match part {
            Part::Text(_) => continue,
            Part::Gap(name) => (name, None),
            Part::If {
                name,
                then,
                otherwise,
            } => (name, Some((then, otherwise))),
        };
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
        if let Some((then, otherwise)) = inner {
            collect(then, names);
            collect(otherwise, names);
        }
    }
}

fn fill(parts: &[Part], values: &Fillings, filled: &mut Filled) {
    for part in parts {
        match part {
            Part::Text(text) => filled.text.push_str(text),
            Part::Gap(name) => {
                if let Some(value) = values.get(name) {
                    filled.text.push_str(value.text());
                    filled.used.insert(name.clone());
                } else {
                    filled.text.extend(["{{", name, "}}"]);
                    filled.missing.insert(name.clone());
                }
            }
            Part::If {
                name,
                then,
                otherwise,
            } => {
                let value = values.get(name);
                filled.used.extend(value.map(|_| name.clone()));
                let holds = value.is_some_and(Filling::holds);
                fill(if holds { then } else { otherwise }, values, filled);
            }
        }
    }
}

#[cfg(test)]
mod tests;
