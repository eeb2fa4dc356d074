//! Lists the files that `web` was built into, so that they become part of the binary.
//!
//! There may be none: the server then says so where its pages would be. What they are and
//! how they are served is in `src/http/pages.rs`.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

/// Where `make pages` puts them.
const DIST: &str = "web/dist";

fn main() -> io::Result<()> {
    // Asked for now: what is built in may be the folder of another checkout that builds
    // into the same target.
    let root = PathBuf::from(told("CARGO_MANIFEST_DIR")?);
    let dist = root.join(DIST);
    // Watching what is not there would build everything anew each time. A checkout that
    // nobody may write to has no pages to come either.
    let _ = fs::create_dir_all(&dist);
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={DIST}");

    let mut files = Vec::new();
    gather(&dist, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for file in &files {
        let name = file.strip_prefix(&dist).map_err(io::Error::other)?;
        let name = name.to_string_lossy().replace('\\', "/");
        let bytes =
            format!(r#"include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/{DIST}/{name}"))"#);
        writeln!(list, "    ({name:?}, {bytes}),").map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    fs::write(Path::new(&told("OUT_DIR")?).join("pages.rs"), list)
}

fn told(name: &str) -> io::Result<OsString> {
    std::env::var_os(name).ok_or_else(|| io::Error::other(format!("cargo names {name}")))
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
