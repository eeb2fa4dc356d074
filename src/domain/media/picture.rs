//! Pictures without what their camera and their author wrote into them.
//!
//! Nothing is decoded: the parts that make the picture stay as they are, bit by bit, and
//! the parts that tell of it go. What decides how it looks stays too: colours, density,
//! and which side is up.

use bytes::Bytes;
use img_parts::ImageEXIF;
use img_parts::jpeg::Jpeg;
use img_parts::jpeg::JpegSegment;
use img_parts::jpeg::markers;
use img_parts::png::Png;

use crate::domain::media::Media;

/// Chunks of a PNG that change how it looks. Time, text, EXIF and what programs add for
/// themselves are not among them.
const PNG_KEPT: [&[u8; 4]; 20] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"cICP", b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

/// What a colour profile in a JPEG begins with.
const ICC: &[u8] = b"ICC_PROFILE\0";
/// What the segment that tells how colours are coded begins with.
const ADOBE: &[u8] = b"Adobe";
/// What the segment of a file's density begins with.
const JFIF: &[u8] = b"JFIF\0";

/// The picture without what is written about it; nothing when it does not read to its end.
/// Files that are no pictures come back as they are.
#[must_use]
pub fn without_metadata(media: Media, bytes: Vec<u8>) -> Option<Vec<u8>> {
    match media {
        Media::Jpeg => jpeg(bytes.into()),
        Media::Png => png(bytes.into()),
        Media::Pdf | Media::Ai => Some(bytes),
    }
}

fn png(bytes: Bytes) -> Option<Vec<u8>> {
    let mut png = Png::from_bytes(bytes).ok()?;
    png.dimensions()?;
    png.chunks_mut()
        .retain(|chunk| PNG_KEPT.contains(&&chunk.kind()));
    let is_there = |kind: &[u8; 4]| png.chunk_by_type(*kind).is_some();
    if !is_there(b"IDAT") || !is_there(b"IEND") {
        return None;
    }
    Some(png.encoder().bytes().into())
}

fn jpeg(bytes: Bytes) -> Option<Vec<u8>> {
    let mut jpeg = Jpeg::from_bytes(bytes).ok()?;
    let side_up = jpeg.exif().as_deref().and_then(orientation);
    jpeg.segments_mut()
        .retain(|segment| is_kept(segment.marker(), segment.contents()));
    let first = jpeg.segments_mut().pop().filter(JpegSegment::has_entropy)?;
    jpeg.segments_mut().push(whole(first)?);
    if let Some(side_up) = side_up {
        jpeg.set_exif(Some(Bytes::from(exif_of(side_up))));
    }
    Some(jpeg.encoder().bytes().into())
}

/// Whether a segment makes the picture, or only tells of it.
fn is_kept(marker: u8, contents: &[u8]) -> bool {
    match marker {
        markers::APP0 => contents.starts_with(JFIF),
        markers::APP2 => contents.starts_with(ICC),
        markers::APP14 => contents.starts_with(ADOBE),
        markers::APP1..=markers::APP15 | markers::COM => false,
        _ => true,
    }
}

/// The segment of the first scan, which holds the rest of the file, up to the end of the
/// picture.
fn whole(first: JpegSegment) -> Option<JpegSegment> {
    let (contents, head) = (first.contents().clone(), first.len());
    let bytes = first.encoder().bytes();
    let scans = scans(bytes.get(head..)?)?;
    Some(JpegSegment::new_with_entropy(markers::SOS, contents, scans))
}

/// All scans up to the end of the picture, which they hold, without what is between them
/// and what is behind them.
fn scans(entropy: &[u8]) -> Option<Bytes> {
    let mut kept = Vec::with_capacity(entropy.len());
    let mut rest = entropy;
    loop {
        let at = rest.iter().position(|byte| *byte == 0xFF)?;
        let marker = *rest.get(at + 1)?;
        match marker {
            // A byte of the picture, filling, or a mark inside a scan.
            0x00 | 0xFF | 0xD0..=0xD7 => {
                let whole = if marker == 0xFF { at + 1 } else { at + 2 };
                kept.extend_from_slice(&rest[..whole]);
                rest = &rest[whole..];
            }
            markers::EOI => {
                kept.extend_from_slice(&rest[..at + 2]);
                return Some(kept.into());
            }
            marker => {
                let length = rest.get(at + 2..at + 4)?;
                let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
                let end = at + 2 + length;
                let contents = rest.get(at + 4..end)?;
                let upto = if is_kept(marker, contents) { end } else { at };
                kept.extend_from_slice(&rest[..upto]);
                rest = &rest[end..];
            }
        }
    }
}

/// Which side of a picture is up, as its EXIF counts them: from 1, the usual one, to 8.
#[must_use]
pub fn side_up(exif: Option<&[u8]>) -> u8 {
    exif.and_then(orientation).unwrap_or(1)
}

/// Which side is up, as EXIF says it; nothing when it is the usual one.
fn orientation(exif: &[u8]) -> Option<u8> {
    let read_16: fn([u8; 2]) -> u16 = match exif.get(..4)? {
        b"II*\0" => u16::from_le_bytes,
        b"MM\0*" => u16::from_be_bytes,
        _ => return None,
    };
    let little = exif[0] == b'I';
    let number = |at: usize| Some(read_16(exif.get(at..at + 2)?.try_into().ok()?));
    let start: [u8; 4] = exif.get(4..8)?.try_into().ok()?;
    let start = if little {
        u32::from_le_bytes(start)
    } else {
        u32::from_be_bytes(start)
    };
    let start = usize::try_from(start).ok()?;
    let count = usize::from(number(start)?);
    let entry = |place: usize| start + 2 + place * 12;
    let place = (0..count).find(|place| number(entry(*place)) == Some(0x0112))?;
    let side = number(entry(place) + 8)?;
    u8::try_from(side)
        .ok()
        .filter(|side| (2..=8).contains(side))
}

/// EXIF that says which side is up, and nothing else.
fn exif_of(side_up: u8) -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend_from_slice(&[side_up, 0, 0, 0, 0, 0, 0]);
    exif
}

#[cfg(test)]
mod tests;
