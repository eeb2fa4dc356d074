//! The names in a line of code, and in a query of a dashboard.

use std::collections::BTreeSet;

/// Words that may stand beside metrics in a query of a dashboard.
const QUERY_WORDS: &[&str] = &[
    "and",
    "or",
    "unless",
    "by",
    "without",
    "on",
    "ignoring",
    "group_left",
    "group_right",
    "bool",
    "offset",
    "inf",
    "nan",
    "up",
];

/// The query on a line of a dashboard or of an alert's rules, without its escapes.
pub(crate) fn query(line: &str) -> Option<String> {
    let line = line.trim();
    let rest = line
        .strip_prefix("\"expr\":")
        .or_else(|| line.strip_prefix("expr:"))?;
    Some(
        rest.trim()
            .trim_end_matches(',')
            .trim_matches(['"', '\''])
            .replace("\\\"", "\""),
    )
}

/// The metrics a query asks for: names that are not labels, functions or words of it.
pub(crate) fn metrics_in(query: &str) -> BTreeSet<String> {
    let bare = without_groupings(&without(&without(query, '{', '}'), '[', ']'));
    let mut found = BTreeSet::new();
    let mut rest = bare.as_str();
    while let Some(start) = rest.find(is_name) {
        let name = first_name(&rest[start..]);
        rest = &rest[start + name.len()..];
        let is_function = rest.trim_start().starts_with('(');
        let is_number = name.starts_with(|letter: char| letter.is_ascii_digit());
        if !is_function && !is_number && !QUERY_WORDS.contains(&name) {
            found.insert(name.to_owned());
        }
    }
    found
}

/// The text without what stands between two marks, labels and ranges for instance.
fn without(text: &str, open: char, close: char) -> String {
    let mut depth = 0_usize;
    let outside = text.chars().filter(|letter| {
        let inside = depth > 0 || *letter == open;
        if *letter == open {
            depth += 1;
        } else if *letter == close {
            depth = depth.saturating_sub(1);
        }
        !inside
    });
    outside.collect()
}

/// The query without the label lists of `by (…)` and its relatives.
fn without_groupings(query: &str) -> String {
    let mut kept = query.to_owned();
    for word in [
        "by",
        "without",
        "on",
        "ignoring",
        "group_left",
        "group_right",
    ] {
        for opening in [format!(" {word} ("), format!(" {word}(")] {
            while let Some(start) = kept.find(&opening) {
                let end = kept[start..]
                    .find(')')
                    .map_or(kept.len(), |end| start + end + 1);
                kept.replace_range(start..end, " ");
            }
        }
    }
    kept
}

/// The name a text begins with.
pub(crate) fn first_name(path: &str) -> &str {
    path.split(|letter: char| !is_name(letter)).next().unwrap()
}

/// Whether a letter can be part of a name.
pub(crate) fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

#[test]
fn metrics_are_found_inside_queries() {
    let query = r#"sum by (route) (rate(http_requests_total{status=~"5.."}[5m])) / 2 > 0.1
        and histogram_quantile(0.99, sum(rate(a_seconds_bucket[$__rate_interval])) by (le))"#;

    let found: Vec<_> = metrics_in(query).into_iter().collect();

    assert_eq!(found, ["a_seconds_bucket", "http_requests_total"]);
}
