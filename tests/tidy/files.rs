//! The files of this repository, and the places in them that break a rule.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// What a rule found, told all at once.
pub(crate) struct Breaches {
    rule: String,
    places: String,
}

impl Breaches {
    pub(crate) fn of(rule: &str) -> Self {
        Self {
            rule: rule.to_owned(),
            places: String::new(),
        }
    }

    pub(crate) fn add(&mut self, file: &File, line: usize, what: impl AsRef<str>) {
        let what = what.as_ref();
        writeln!(self.places, "  {}:{line}: {what}", file.path.display()).unwrap();
    }

    pub(crate) fn expect_none(self) {
        assert!(
            self.places.is_empty(),
            "{}, but:\n{}",
            self.rule,
            self.places
        );
    }
}

/// Folders in which package managers put what others wrote.
const OF_OTHERS: [&str; 2] = ["node_modules", ".venv"];

/// A file of the repository, with its path from there.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }

    /// The lines that are not comments: a comment may point anywhere.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn read(path: &str) -> Option<File> {
    let text = fs::read_to_string(root().join(path)).ok()?;
    Some(File {
        path: path.into(),
        text,
    })
}

pub(crate) fn all_rust_files() -> Vec<File> {
    ["src", "tests", "benches"]
        .iter()
        .flat_map(|folder| rust_files(folder))
        .collect()
}

pub(crate) fn rust_files(folder: &str) -> Vec<File> {
    files(folder, |path| {
        path.extension().is_some_and(|kind| kind == "rs")
    })
}

/// The readable files below a folder, in order; none when there is no such folder.
pub(crate) fn files(folder: &str, wanted: impl Fn(&Path) -> bool) -> Vec<File> {
    let mut folders = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // What a package manager put there is not ours.
                if !OF_OTHERS.iter().any(|it| path.ends_with(it)) {
                    folders.push(path);
                }
            } else if wanted(&path) {
                found.extend(file(&path));
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

pub(crate) fn files_in_root() -> Vec<File> {
    let entries = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.is_file())
        .filter_map(|path| file(&path))
        .collect()
}

fn file(path: &Path) -> Option<File> {
    let text = fs::read_to_string(path).ok()?;
    Some(File {
        path: path.strip_prefix(root()).unwrap().to_owned(),
        text,
    })
}
