//! Reads the text out of a file of ours, as a program for PDF does: by its fonts' tables.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::iter::Peekable;
use std::str::Bytes;

use miniz_oxide::inflate::decompress_to_vec_zlib;

/// Something drawn in one go: what it is numbered by, if it belongs to a part, and its text.
type Piece = (Option<u32>, String);

/// The text of each page, a line for each piece.
pub(super) fn pages(file: &[u8]) -> Vec<String> {
    let page = |pieces: Vec<Piece>| {
        let lines = pieces.into_iter().map(|(_, text)| text + "\n");
        lines.collect()
    };
    drawn(file).into_iter().map(page).collect()
}

/// Of each page, the texts that belong to a part, by their numbers.
pub(super) fn numbered(file: &[u8]) -> Vec<BTreeMap<u32, String>> {
    let page = |pieces: Vec<Piece>| {
        let numbered = pieces
            .into_iter()
            .filter_map(|(id, text)| Some((id?, text)));
        numbered.collect()
    };
    drawn(file).into_iter().map(page).collect()
}

fn drawn(file: &[u8]) -> Vec<Vec<Piece>> {
    let streams = streams(file);
    let text = |stream: &Vec<u8>| String::from_utf8(stream.clone()).ok();
    let texts: Vec<_> = streams.iter().filter_map(text).collect();
    let letters: Vec<_> = texts.iter().filter(|it| it.contains("begincmap")).collect();
    let [regular, bold] = letters[..] else {
        panic!("there are {} fonts", letters.len());
    };
    let fonts = HashMap::from([("R", table(regular)), ("B", table(bold))]);
    let drawn = texts.iter().filter(|it| it.contains("BT\n"));
    drawn.map(|page| pieces(page, &fonts)).collect()
}

fn pieces(page: &str, fonts: &HashMap<&str, HashMap<u16, char>>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut font = &fonts["R"];
    let (mut id, mut said) = (None, String::new());
    for line in page.lines() {
        if let Some((_, number)) = line.split_once("/MCID ") {
            let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
            id = digits.parse().ok();
        } else if let Some(set) = line.strip_suffix(" Tf") {
            let key = set.split(' ').next().unwrap();
            font = &fonts[key.trim_start_matches('/')];
        } else if line == "EMC" {
            pieces.push((id.take(), std::mem::take(&mut said)));
        } else if line.ends_with("TJ") {
            let bytes = strings(line);
            let glyphs = bytes.chunks(2).map(|it| u16::from_be_bytes([it[0], it[1]]));
            said.extend(glyphs.map(|it| font.get(&it).copied().unwrap_or('\u{fffd}')));
        }
    }
    pieces
}

/// The bytes of all strings of a line: written as digits, or as letters with escapes.
fn strings(line: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = line.bytes().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'<' => {
                let digits: Vec<u8> = rest.by_ref().take_while(|it| *it != b'>').collect();
                let pairs = digits.chunks(2).map(|it| str::from_utf8(it).unwrap());
                bytes.extend(pairs.map(|it| u8::from_str_radix(it, 16).unwrap()));
            }
            b'(' => letters(&mut rest, &mut bytes),
            _ => {}
        }
    }
    bytes
}

fn letters(rest: &mut Peekable<Bytes<'_>>, bytes: &mut Vec<u8>) {
    let mut depth = 1;
    while let Some(byte) = rest.next() {
        match byte {
            b'\\' => {
                let escaped = rest.next().unwrap();
                let value = match escaped {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    b'0'..=b'7' => {
                        let mut value = escaped - b'0';
                        for digit in rest.by_ref().take(2) {
                            value = value * 8 + (digit - b'0');
                        }
                        value
                    }
                    other => other,
                };
                bytes.push(value);
            }
            b'(' => {
                depth += 1;
                bytes.push(byte);
            }
            b')' if depth == 1 => return,
            b')' => {
                depth -= 1;
                bytes.push(byte);
            }
            plain => bytes.push(plain),
        }
    }
}

fn table(cmap: &str) -> HashMap<u16, char> {
    let pair = |line: &str| {
        let (glyph, letter) = line.strip_prefix('<')?.split_once("> <")?;
        let letter = u32::from_str_radix(letter.strip_suffix('>')?, 16).ok()?;
        Some((
            u16::from_str_radix(glyph, 16).ok()?,
            char::from_u32(letter)?,
        ))
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
