//! Truths about the code itself: rules that a test remembers, so that nobody else has to.
//!
//! Only the standard library and the files of this repository are used; a failure lists
//! each place and the rule it breaks.
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail as the test may"
)]

#[path = "tidy/files.rs"]
mod files;
#[path = "tidy/names.rs"]
mod names;

use std::collections::BTreeSet;
use std::path::Path;

use files::Breaches;
use files::File;
use files::all_rust_files;
use files::files;
use files::files_in_root;
use files::read;
use files::rust_files;
use names::first_name;
use names::is_name;
use names::metrics_in;
use names::query;

/// Who may know whom: a module sees rows above its own only, never its neighbours.
const ROWS: &[&[&str]] = &[
    &["domain"],
    &["wire", "config", "telemetry"],
    &["store", "integrations", "print"],
    &["actors"],
    &["flows"],
    &["app"],
    &["access"],
    &["http", "live"],
    &["cli", "demo"],
    &["main"],
];

/// The longest a source file may be; long before it, ask what its second subject is.
const LINES_MAX: usize = 400;

/// How many packages `Cargo.lock` may name. The database brings most of them; whoever
/// raises this number says in the commit what the newcomers are for.
const PACKAGES_MAX: usize = 658;

#[test]
fn layers_only_look_down() {
    let mut breaches = Breaches::of("a module may only use modules of the rows above its own");

    for file in rust_files("src") {
        let owner = top_module(&file.path);
        if owner == "lib" {
            continue;
        }
        let Some(floor) = row(&owner) else {
            breaches.add(
                &file,
                1,
                format!("`{owner}` has no row; give it one in tests/tidy.rs"),
            );
            continue;
        };
        for (number, line) in file.code() {
            for used in line.split("crate::").skip(1).map(first_name) {
                if used != owner && row(used).is_some_and(|its| its >= floor) {
                    breaches.add(&file, number, format!("`{owner}` uses `{used}`"));
                }
            }
        }
    }

    breaches.expect_none();
}

#[test]
fn every_import_is_one_line_without_braces() {
    let mut breaches = Breaches::of("one name per `use`, so that a search sees every dependency");

    for file in all_rust_files() {
        for (number, line) in file.code() {
            let braced = import(line).is_some_and(|path| path.contains('{'));
            if braced || line.contains(concat!("crate::", "{")) {
                breaches.add(&file, number, line.trim());
            }
        }
    }

    breaches.expect_none();
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let mut breaches = Breaches::of("a file begins with a `//!` line");

    for file in all_rust_files() {
        if !file.text.starts_with("//! ") {
            breaches.add(&file, 1, "no `//!` line");
        }
    }

    breaches.expect_none();
}

#[test]
fn no_source_file_is_too_long_to_read() {
    let mut breaches = Breaches::of(&format!("at most {LINES_MAX} lines a file"));

    let files = rust_files("src");
    let mut lengths: Vec<_> = files.iter().map(|file| file.text.lines().count()).collect();
    for (file, length) in files.iter().zip(&lengths) {
        if *length > LINES_MAX {
            breaches.add(file, LINES_MAX, format!("{length} lines"));
        }
    }
    lengths.sort_unstable();
    let at = |share: usize| lengths[(lengths.len() - 1) * share / 100];
    println!(
        "{} files, median {} lines, ninetieth percentile {}",
        files.len(),
        at(50),
        at(90)
    );

    breaches.expect_none();
}

#[test]
fn modules_stand_beside_their_folders() {
    let mut breaches = Breaches::of("`order.rs` beside `order/`, never `order/mod.rs`");

    for file in rust_files("src") {
        if file.path.ends_with("mod.rs") {
            breaches.add(&file, 1, "rename it after its folder");
        }
    }

    breaches.expect_none();
}

#[test]
fn nothing_is_left_half_done() {
    let unfinished = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("dbg", "!("),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("#[al", "low("),
    ];
    let mut breaches = Breaches::of("what is merged is finished, and lints are expected by name");

    for file in all_rust_files() {
        for (number, line) in file.lines() {
            if unfinished.iter().any(|word| line.contains(word)) {
                breaches.add(&file, number, line.trim());
            }
        }
    }

    breaches.expect_none();
}

#[test]
fn no_file_knows_whose_machine_it_was_written_on() {
    let homes = [
        concat!("/ho", "me/"),
        concat!("/ro", "ot/"),
        concat!("/Us", "ers/"),
    ];
    let kinds = [
        "rs", "toml", "md", "json", "yml", "yaml", "surql", "html", "css", "js", "sh",
    ];
    let mut breaches = Breaches::of("no absolute path into somebody's home");

    let folders = [
        "src", "tests", "benches", "config", "grafana", "web", "docs", ".ci", ".github",
    ];
    let mut files: Vec<_> = folders
        .iter()
        .flat_map(|folder| files(folder, |_| true))
        .collect();
    files.extend(files_in_root());
    files.retain(|file| {
        let extension = file
            .path
            .extension()
            .map(|kind| kind.to_string_lossy().into_owned());
        extension.is_none_or(|kind| kinds.contains(&kind.as_str()))
    });
    for file in &files {
        for (number, line) in file.lines() {
            if homes.iter().any(|home| line.contains(home)) {
                breaches.add(file, number, line.trim());
            }
        }
    }

    breaches.expect_none();
}

#[test]
fn every_key_of_the_default_configuration_is_read() {
    let mut breaches = Breaches::of("a key of config/default.toml is read by its section's file");

    let default = read("config/default.toml").expect("config/default.toml exists");
    let mut section = String::new();
    for (number, line) in default.lines() {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            section = name.to_owned();
        } else if let Some((key, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
            let reader = read(&format!("src/config/{section}.rs"));
            if !reader.is_some_and(|reader| reader.text.contains(&format!("\"{key}\""))) {
                breaches.add(&default, number, format!("nobody reads {section}.{key}"));
            }
        }
    }

    breaches.expect_none();
}

#[test]
fn every_metric_is_measured_somewhere() {
    let mut breaches = Breaches::of("a metric that is described is also measured");

    let table = read("src/telemetry/metrics.rs").expect("the table of metrics exists");
    let sources = rust_files("src");
    for (number, constant, _) in metrics(&table) {
        let uses: usize = sources
            .iter()
            .map(|file| count_of_name(file, &constant))
            .sum();
        // Once where it is declared, once in the table; a third time where it is measured.
        if uses < 3 {
            breaches.add(&table, number, format!("nobody measures {constant}"));
        }
    }

    breaches.expect_none();
}

#[test]
fn dashboards_and_alerts_name_only_metrics_that_exist() {
    let mut breaches = Breaches::of("a metric a dashboard asks for is in src/telemetry/metrics.rs");

    let table = read("src/telemetry/metrics.rs").expect("the table of metrics exists");
    let known: BTreeSet<_> = metrics(&table)
        .into_iter()
        .map(|(_, _, name)| name)
        .collect();
    for file in files("grafana", |path| {
        path.extension()
            .is_some_and(|kind| kind == "json" || kind == "yml" || kind == "yaml")
    }) {
        for (number, line) in file.lines() {
            let Some(query) = query(line) else { continue };
            for name in metrics_in(&query) {
                let parts = ["_bucket", "_sum", "_count"];
                let whole = parts
                    .iter()
                    .find_map(|part| name.strip_suffix(part))
                    .unwrap_or(&name);
                if !known.contains(&name) && !known.contains(whole) {
                    breaches.add(&file, number, format!("no metric is called {name}"));
                }
            }
        }
    }

    breaches.expect_none();
}

#[test]
fn the_dependencies_stay_within_their_budget() {
    let lock = read("Cargo.lock").expect("Cargo.lock exists");

    let packages = lock
        .text
        .lines()
        .filter(|line| *line == "[[package]]")
        .count();

    println!("{packages} packages of {PACKAGES_MAX}");
    assert!(
        packages <= PACKAGES_MAX,
        "Cargo.lock: {packages} packages, budget {PACKAGES_MAX}"
    );
}

/// The module right below the crate's root that a file belongs to.
fn top_module(path: &Path) -> String {
    let below = path.strip_prefix("src").unwrap();
    let first = Path::new(below.iter().next().unwrap());
    first.file_stem().unwrap().to_string_lossy().into_owned()
}

fn row(module: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&module))
}

/// The path a line imports, if it is an import.
fn import(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let visible = ["pub ", "pub(crate) ", "pub(super) "];
    let bare = visible
        .iter()
        .find_map(|word| line.strip_prefix(word))
        .unwrap_or(line);
    bare.strip_prefix("use ")
}

/// Line, constant and name of every metric in the table's file.
fn metrics(table: &File) -> Vec<(usize, String, String)> {
    let declared = table.lines().filter_map(|(number, line)| {
        let (constant, value) = line.strip_prefix("pub const ")?.split_once(": &str = \"")?;
        Some((
            number,
            constant.to_owned(),
            value.strip_suffix("\";")?.to_owned(),
        ))
    });
    declared.collect()
}

/// How often a name stands in a file's code, whole.
fn count_of_name(file: &File, name: &str) -> usize {
    let words = file
        .code()
        .flat_map(|(_, line)| line.split(|letter| !is_name(letter)));
    words.filter(|word| *word == name).count()
}
