//! The files that `web` was built into, and which of them a page needs.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use axum::http::HeaderValue;
use serde::Deserialize;
use sha2::Digest;
use sha2::Sha256;

/// Names below `web/dist`, and what is in them; empty when nothing was built.
static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

static BUILT: LazyLock<Built> = LazyLock::new(|| Built::of(EMBEDDED));

/// Which files belong together, as the build tells it.
const MANIFEST: &str = ".vite/manifest.json";

/// How a packed twin of a file is called.
const PACKED: &str = ".gz";

/// A file, and its packed twin where packing pays.
#[derive(Debug)]
pub(in crate::http) struct File {
    pub(super) plain: &'static [u8],
    pub(super) packed: Option<&'static [u8]>,
    name: &'static str,
    digest: String,
}

/// What a page has to name so that it works: paths on this server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::http) struct Entry {
    /// The module that starts it.
    pub(in crate::http) script: String,
    /// What that module needs at once.
    pub(in crate::http) preloads: Vec<String>,
    /// How it looks.
    pub(in crate::http) styles: Vec<String>,
}

/// The file of that name below `web/dist`.
pub(in crate::http) fn file(name: &str) -> Option<&'static File> {
    BUILT.files.get(name)
}

/// What the page of an entry needs, such as `src/customer/main.ts`; nothing when it was not
/// built.
pub(in crate::http) fn entry(source: &str) -> Option<Entry> {
    BUILT.entry(source)
}

#[derive(Debug)]
struct Built {
    files: BTreeMap<&'static str, File>,
    manifest: BTreeMap<String, Chunk>,
}

#[derive(Debug, Deserialize)]
struct Chunk {
    file: String,
    #[serde(default)]
    css: Vec<String>,
    #[serde(default)]
    imports: Vec<String>,
}

impl Built {
    fn of(embedded: &[(&'static str, &'static [u8])]) -> Self {
        let all: BTreeMap<_, _> = embedded.iter().copied().collect();
        let manifest = all.get(MANIFEST).map(|it| serde_json::from_slice(it));
        let plain = all.iter().filter(|(name, _)| !name.ends_with(PACKED));
        let file = |(name, plain): (&&'static str, &&'static [u8])| {
            let packed = all.get(format!("{name}{PACKED}").as_str()).copied();
            (*name, File::new(name, plain, packed))
        };
        Self {
            files: plain.map(file).collect(),
            manifest: manifest.transpose().ok().flatten().unwrap_or_default(),
        }
    }

    fn entry(&self, source: &str) -> Option<Entry> {
        let first = self.manifest.get(source)?;
        let mut entry = Entry {
            script: path(&first.file),
            ..Entry::default()
        };
        let mut seen = BTreeSet::from([source]);
        let mut open = vec![first];
        while let Some(chunk) = open.pop() {
            entry.styles.extend(chunk.css.iter().map(|name| path(name)));
            for name in &chunk.imports {
                if let Some(next) = self.manifest.get(name).filter(|_| seen.insert(name)) {
                    entry.preloads.push(path(&next.file));
                    open.push(next);
                }
            }
        }
        Some(entry)
    }
}

impl File {
    fn new(name: &'static str, plain: &'static [u8], packed: Option<&'static [u8]>) -> Self {
        let digest = Sha256::digest(plain);
        let first = digest.first_chunk().copied().map(u64::from_be_bytes);
        Self {
            plain,
            packed,
            name,
            digest: format!("{:016x}", first.unwrap_or_default()),
        }
    }

    /// What it is.
    pub(super) fn kind(&self) -> HeaderValue {
        let kind = match self.name.rsplit_once('.').map(|(_, end)| end) {
            Some("html") => "text/html; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            Some("woff2") => "font/woff2",
            Some("json") => "application/json",
            _ => "application/octet-stream",
        };
        HeaderValue::from_static(kind)
    }

    /// A name for exactly this content. Weak: its packed twin has the same.
    pub(super) fn tag(&self) -> HeaderValue {
        let tag = format!("W/\"{}\"", self.digest);
        HeaderValue::try_from(tag).expect("a digest is plain letters")
    }

    /// Whether one of these tags is its own.
    pub(super) fn is_among(&self, tags: &str) -> bool {
        let own = format!("\"{}\"", self.digest);
        tags.split(',')
            .map(|tag| tag.trim().trim_start_matches("W/"))
            .any(|tag| tag == own || tag == "*")
    }
}

fn path(name: &str) -> String {
    format!("/{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    static SOME: &[(&str, &[u8])] = &[
        (
            MANIFEST,
            br#"{
                "src/a.ts": { "file": "assets/a-1.js", "css": ["assets/a-1.css"],
                    "imports": ["_both-2.js"] },
                "_both-2.js": { "file": "assets/both-2.js", "css": ["assets/both-2.css"],
                    "imports": ["src/a.ts"] }
            }"#,
        ),
        ("assets/a-1.js", b"let a = 1"),
        ("assets/a-1.js.gz", b"packed"),
        ("assets/a-1.css", b"a{}"),
    ];

    #[test]
    fn a_page_names_what_its_entry_needs_and_each_file_once() {
        let built = Built::of(SOME);

        let entry = built.entry("src/a.ts").unwrap();

        assert_eq!(entry.script, "/assets/a-1.js");
        assert_eq!(entry.preloads, ["/assets/both-2.js"]);
        assert_eq!(entry.styles, ["/assets/a-1.css", "/assets/both-2.css"]);
        assert_eq!(built.entry("src/b.ts"), None);
    }

    #[test]
    fn packed_twins_belong_to_their_files() {
        let built = Built::of(SOME);

        let script = &built.files["assets/a-1.js"];
        assert_eq!(script.packed, Some(&b"packed"[..]));
        assert_eq!(script.kind(), "text/javascript; charset=utf-8");
        assert_eq!(built.files["assets/a-1.css"].packed, None);
        assert!(!built.files.contains_key("assets/a-1.js.gz"));
    }

    #[test]
    fn a_tag_is_known_however_it_is_sent_back() {
        let file = File::new("admin.html", b"page", None);
        let tag = file.tag();
        let tag = tag.to_str().unwrap();

        assert!(file.is_among(tag) && file.is_among(&format!("\"other\", {tag}")));
        assert!(file.is_among(tag.trim_start_matches("W/")) && file.is_among("*"));
        assert!(!file.is_among("\"other\"") && !file.is_among(""));
    }

    #[test]
    fn without_a_build_there_is_nothing() {
        let built = Built::of(&[]);
        assert!(built.files.is_empty() && built.entry("src/a.ts").is_none());
    }
}
