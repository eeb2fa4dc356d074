//! Reads the text out of a file of ours, as a program for PDF does: by its fonts' tables.

use std::collections::HashMap;

use miniz_oxide::inflate::decompress_to_vec_zlib;

/// The text of each page, a line for each piece.
pub(super) fn pages(file: &[u8]) -> Vec<String> {
    let streams = streams(file);
    let text = |stream: &Vec<u8>| String::from_utf8(stream.clone()).ok();
    let texts: Vec<_> = streams.iter().filter_map(text).collect();
    let letters: Vec<_> = texts.iter().filter(|it| it.contains("begincmap")).collect();
    let [regular, bold] = letters[..] else {
        panic!("there are {} fonts", letters.len());
    };
    let fonts = HashMap::from([("R", table(regular)), ("B", table(bold))]);
    let drawn = texts.iter().filter(|it| it.contains("BT\n"));
    drawn.map(|page| said(page, &fonts)).collect()
}

fn said(page: &str, fonts: &HashMap<&str, HashMap<u16, char>>) -> String {
    let mut said = String::new();
    let mut font = &fonts["R"];
    for line in page.lines() {
        if let Some(set) = line.strip_suffix(" Tf") {
            let key = set.split(' ').next().unwrap();
            font = &fonts[key.trim_start_matches('/')];
        } else if line == "ET" {
            said.push('\n');
        } else if line.ends_with("TJ") {
            for run in line.split('<').skip(1) {
                let run = run.split('>').next().unwrap();
                let ids = run.as_bytes().chunks(4).map(|it| str::from_utf8(it).unwrap());
                let glyphs = ids.map(|it| u16::from_str_radix(it, 16).unwrap());
                said.extend(glyphs.map(|it| font.get(&it).copied().unwrap_or('\u{fffd}')));
            }
        }
    }
    said
}

fn table(cmap: &str) -> HashMap<u16, char> {
    let pair = |line: &str| {
        let (glyph, letter) = line.strip_prefix('<')?.split_once("> <")?;
        let letter = u32::from_str_radix(letter.strip_suffix('>')?, 16).ok()?;
        Some((u16::from_str_radix(glyph, 16).ok()?, char::from_u32(letter)?))
    };
    cmap.lines().filter_map(pair).collect()
}

fn streams(file: &[u8]) -> Vec<Vec<u8>> {
    let mut streams = Vec::new();
    let mut rest = file;
    while let Some(start) = find(rest, b"stream\n") {
        let body = &rest[start + 7..];
        let end = find(body, b"\nendstream").unwrap();
        streams.push(decompress_to_vec_zlib(&body[..end]).expect("streams are packed"));
        rest = &body[end + 10..];
    }
    streams
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|it| it == wanted)
}
