//! The key that signs tokens, when nobody configured one: made once, kept beside the data.

use std::ffi::OsString;
use std::fs;
use std::fs::OpenOptions;
use std::io;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::path::PathBuf;

use rand::TryRngCore;
use rand::rngs::OsRng;

use crate::config::database::DatabaseConfig;
use crate::config::database::DatabaseUrl;
use crate::config::secret::Secret;

/// As many bytes as the hash that signs with it, so that neither is the weaker part.
const KEY_BYTES: usize = 32;

/// The key kept for a store, made now if there is none yet.
pub(super) fn kept_for(database: &DatabaseConfig) -> io::Result<Secret> {
    match &database.url {
        DatabaseUrl::Memory => fresh(),
        DatabaseUrl::Embedded { path, .. } => kept_in(&file_beside(path)),
        DatabaseUrl::Server(_) => Err(io::Error::other(
            "nodes that share a database server must be given the same SECRET_KEY",
        )),
    }
}

/// The file of a store's key: beside its folder, so that emptying one keeps the other.
fn file_beside(folder: &Path) -> PathBuf {
    let folder: PathBuf = folder.components().collect();
    let mut name = OsString::from(folder);
    name.push(".secret_key");
    name.into()
}

fn kept_in(file: &Path) -> io::Result<Secret> {
    match fs::read_to_string(file) {
        Ok(text) if text.trim().len() >= KEY_BYTES => Ok(Secret::new(text.trim())),
        Ok(_) => Err(named(file, "holds no key; delete it and a new one is made")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = fresh()?;
            keep(&key, file).map_err(|error| named(file, &error.to_string()))?;
            Ok(key)
        }
        Err(error) => Err(named(file, &error.to_string())),
    }
}

/// Writes the key so that a crash leaves a whole file or none.
fn keep(key: &Secret, file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let unfinished = file.with_extension("secret_key.new");
    // A file left by a crash is replaced, not reused: its mode is not ours to trust.
    if let Err(error) = fs::remove_file(&unfinished)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut writer = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&unfinished)?;
    writer.write_all(key.expose().as_bytes())?;
    writer.write_all(b"\n")?;
    writer.sync_all()?;
    fs::rename(&unfinished, file)
}

fn fresh() -> io::Result<Secret> {
    let mut bytes = [0; KEY_BYTES];
    OsRng.try_fill_bytes(&mut bytes).map_err(io::Error::other)?;
    let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
    Ok(Secret::new(digits.collect::<String>()))
}

fn named(file: &Path, problem: &str) -> io::Error {
    io::Error::other(format!("{}: {problem}", file.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_we_may_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = file_beside(&folder.path().join("data/rajut/"));

        let made = kept_in(&file).unwrap();
        let again = kept_in(&file).unwrap();

        assert_eq!(file, folder.path().join("data/rajut.secret_key"));
        assert_eq!(made, again);
        assert_eq!(made.expose().len(), 2 * KEY_BYTES);
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_without_a_key_is_not_used_as_one() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rajut.secret_key");
        fs::write(&file, "\n").unwrap();

        let problem = kept_in(&file).unwrap_err().to_string();

        assert!(
            problem.ends_with("holds no key; delete it and a new one is made"),
            "{problem}"
        );
    }

    #[test]
    fn keys_differ() {
        assert_ne!(fresh().unwrap(), fresh().unwrap());
    }
}
