//! `rajut export` and `rajut import`: a whole store to a file and back, told on standard
//! error.

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::BufReader;
use std::io::BufWriter;
use std::io::IsTerminal;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;

use crate::app::SystemClock;
use crate::app::open_store;
use crate::config::Config;
use crate::domain::time::Clock;
use crate::flows::moving;
use crate::flows::moving::Moved;
use crate::flows::moving::Progress;
use crate::store::moving::Moving;

/// What stands for standard input or output.
const STANDARD: &str = "-";
/// How many bytes are written, or read, at once.
const BUFFER_BYTES: usize = 1024 * 1024;

/// Writes the whole store to a file, which is there only when it is whole.
///
/// # Errors
///
/// When the file exists or cannot be written, or the store does not let itself be read.
pub async fn export(config: &Config, to: &Path, with_secrets: bool) -> anyhow::Result<()> {
    let file = if to.to_str() == Some(STANDARD) {
        None
    } else {
        Some(NewFile::beside(to)?)
    };
    let store = Moving::new(Arc::new(open_store(config).await?));
    let out: Box<dyn Write + Send> = match &file {
        None => Box::new(io::stdout()),
        Some(file) => Box::new(file.part.try_clone()?),
    };
    let mut out = BufWriter::with_capacity(BUFFER_BYTES, out);
    let teller = Teller::new("written");
    let now = SystemClock.now();
    let tell = &mut |progress| teller.tell(progress);
    let moved = moving::export(&store, &mut out, with_secrets, now, tell).await?;
    drop(out);
    if let Some(file) = file {
        file.keep()?;
    }
    let what = if moved.with_secrets {
        "It holds everything, password hashes and personal values included: keep it safe."
    } else {
        "It holds no password hashes, tokens, files or personal values."
    };
    eprintln!("{} rows written. {what}", grouped(moved.rows));
    Ok(())
}

/// Fills an empty store with the rows of a file, all of them or none.
///
/// # Errors
///
/// When the file cannot be read or is not a whole export, or the store is not empty.
pub async fn import(config: &Config, from: &Path) -> anyhow::Result<()> {
    let file: Box<dyn Read + Send> = if from.to_str() == Some(STANDARD) {
        Box::new(io::stdin())
    } else {
        let file = File::open(from);
        Box::new(file.with_context(|| format!("cannot open {}", from.display()))?)
    };
    let mut read = BufReader::with_capacity(BUFFER_BYTES, file);
    let store = Moving::new(Arc::new(open_store(config).await?));
    let teller = Teller::new("taken in");
    let tell = &mut |progress| teller.tell(progress);
    let Moved { rows, with_secrets } = moving::import(&store, &mut read, tell).await?;
    let what = if with_secrets {
        "Start it with `rajut serve`."
    } else {
        "Nobody in it can sign in: it was exported without secrets."
    };
    eprintln!("{} rows taken in. {what}", grouped(rows));
    Ok(())
}

/// A file that is written beside its name and gets it when it is whole; one that did not
/// become whole is gone.
struct NewFile {
    part: File,
    path: PathBuf,
    name: PathBuf,
}

impl NewFile {
    fn beside(name: &Path) -> anyhow::Result<Self> {
        anyhow::ensure!(!name.exists(), "{} exists already", name.display());
        let mut path = name.as_os_str().to_owned();
        path.push(".part");
        let path = PathBuf::from(path);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        // There are secrets in it.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let part = options.open(&path);
        let part = part.with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self {
            part,
            path,
            name: name.to_owned(),
        })
    }

    fn keep(&self) -> anyhow::Result<()> {
        self.part.sync_all()?;
        let renamed = fs::rename(&self.path, &self.name);
        renamed.with_context(|| format!("cannot name the file {}", self.name.display()))
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // A file that was kept is not there any more.
        let _gone = fs::remove_file(&self.path);
    }
}

/// Tells on standard error how far it has come: a terminal all the time, a log once a table.
struct Teller {
    done: &'static str,
    is_terminal: bool,
}

impl Teller {
    fn new(done: &'static str) -> Self {
        Self {
            done,
            is_terminal: io::stderr().is_terminal(),
        }
    }

    fn tell(&self, progress: Progress) {
        let Progress {
            table,
            rows,
            is_done,
        } = progress;
        let line = format!("{table:<16}{:>12} rows {}", grouped(rows), self.done);
        if self.is_terminal {
            eprint!("\r{line}{}", if is_done { "\n" } else { "" });
        } else if is_done {
            eprintln!("{line}");
        }
    }
}

/// A number as people read it: `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let grouped: Vec<_> = [0, 999, 1_000, 1_234_567].map(grouped).to_vec();

        assert_eq!(grouped, ["0", "999", "1,000", "1,234,567"]);
    }
}
