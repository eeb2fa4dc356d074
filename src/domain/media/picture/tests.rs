//! What tells of a picture goes, what makes it stays.

use img_parts::png::PngChunk;

use super::*;

fn segment(marker: u8, contents: &[u8]) -> Vec<u8> {
    let length = u16::try_from(contents.len() + 2).unwrap();
    [&[0xFF, marker], &length.to_be_bytes()[..], contents].concat()
}

const FRAME: &[u8] = &[8, 0, 1, 0, 1, 1, 1, 0x11, 0];
const SCAN: &[u8] = &[1, 1, 0, 0, 63, 0];
const PIXELS: &[u8] = &[0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56];

/// A picture with two scans, with these segments before its frame, and one between scans.
fn a_jpeg(before: &[Vec<u8>], between: &[u8]) -> Vec<u8> {
    [
        &[0xFF, 0xD8][..],
        &before.concat(),
        &segment(0xC2, FRAME),
        &segment(0xDA, SCAN),
        PIXELS,
        between,
        &segment(0xC4, &[0; 5]),
        &segment(0xDA, SCAN),
        PIXELS,
        &[0xFF, 0xD9],
    ]
    .concat()
}

fn exif(side_up: u8, little: bool) -> Vec<u8> {
    let gps = b"GPS: di rumah Budi";
    let mut exif = if little {
        b"II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x04\0\0\0HP!\0\x12\x01\x03\0\x01\0\0\0".to_vec()
    } else {
        b"MM\0*\0\0\0\x08\0\x02\x01\x0f\0\x02\0\0\0\x04HP!\0\x01\x12\0\x03\0\0\0\x01".to_vec()
    };
    exif.extend_from_slice(if little { &[1, 0, 0, 0] } else { &[0, 1, 0, 0] });
    let place = exif.len() - if little { 4 } else { 3 };
    exif[place] = side_up;
    exif.extend_from_slice(gps);
    segment(0xE1, &[b"Exif\0\0", &exif[..]].concat())
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|it| it == what)
}

#[test]
fn what_a_camera_and_an_author_wrote_is_gone_and_colours_stay() {
    let jfif = segment(0xE0, b"JFIF\0\x01\x01\0\0\x48\0\x48\0\0");
    let profile = segment(0xE2, b"ICC_PROFILE\0\x01\x01warna");
    let adobe = segment(0xEE, b"Adobe\0\x64\0\0\0\0\x02");
    let told = [
        jfif.clone(),
        exif(1, true),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0Budi"),
        segment(0xE2, b"MPF\0Budi"),
        segment(0xED, b"Photoshop 3.0\0Budi"),
        segment(0xFE, b"komentar Budi"),
        profile.clone(),
        adobe.clone(),
    ];
    let mut given = a_jpeg(&told, &segment(0xFE, b"Budi di antara"));
    given.extend_from_slice(b"PK\x03\x04 Budi di belakang");

    let bare = without_metadata(Media::Jpeg, given).unwrap();

    assert!(!holds(&bare, b"Budi") && !holds(&bare, b"GPS"));
    assert_eq!(bare, a_jpeg(&[jfif, profile, adobe], &[]));
    assert_eq!(without_metadata(Media::Jpeg, bare.clone()), Some(bare));
}

#[test]
fn a_picture_that_lies_on_its_side_is_not_turned() {
    for little in [true, false] {
        for side_up in 2..=8 {
            let given = a_jpeg(&[exif(side_up, little)], &[]);

            let bare = without_metadata(Media::Jpeg, given).unwrap();

            let kept = Jpeg::from_bytes(bare.clone().into()).unwrap().exif();
            assert_eq!(kept.as_deref().and_then(orientation), Some(side_up));
            assert!(!holds(&bare, b"Budi"));
        }
        let given = a_jpeg(&[exif(1, little)], &[]);
        let bare = without_metadata(Media::Jpeg, given).unwrap();
        assert_eq!(bare, a_jpeg(&[], &[]));
    }
}

#[test]
fn a_picture_that_breaks_off_is_none() {
    let whole = a_jpeg(&[exif(6, true)], &[]);
    for end in 0..whole.len() {
        let broken = without_metadata(Media::Jpeg, whole[..end].to_vec());
        assert_eq!(broken, None, "{end} of {}", whole.len());
    }
    let whole = a_png(&[]);
    for end in 0..whole.len() {
        let broken = without_metadata(Media::Png, whole[..end].to_vec());
        assert_eq!(broken, None, "{end} of {}", whole.len());
    }
}

fn a_png(told: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let header = b"\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
    let chunk = |kind: &[u8; 4], contents: &[u8]| {
        let chunk = PngChunk::new(*kind, Bytes::copy_from_slice(contents));
        Vec::from(chunk.encoder().bytes())
    };
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(chunk(b"IHDR", header));
    for (kind, contents) in told {
        png.extend(chunk(kind, contents));
    }
    png.extend(chunk(b"IDAT", b"isi"));
    png.extend(chunk(b"IEND", b""));
    png
}

#[test]
fn texts_and_times_of_a_png_are_gone_and_colours_stay() {
    let colours: [(&[u8; 4], &[u8]); 2] = [(b"gAMA", b"\0\0\xb1\x8f"), (b"pHYs", b"123456789")];
    let mut told = colours.to_vec();
    told.extend([
        (b"tEXt", &b"Author\0Budi"[..]),
        (b"iTXt", b"XML:com.adobe.xmp\0Budi"),
        (b"zTXt", b"Comment\0\0Budi"),
        (b"eXIf", b"MM\0*Budi"),
        (b"tIME", b"\x07\xe9\x06\x1e\0\0\0"),
        (b"prVt", b"Budi"),
    ]);
    let mut given = a_png(&told);
    given.extend_from_slice(b"Budi di belakang");

    let bare = without_metadata(Media::Png, given).unwrap();

    assert!(!holds(&bare, b"Budi"));
    assert_eq!(bare, a_png(&colours));
}

#[test]
fn a_png_whose_sums_are_wrong_is_none() {
    let mut given = a_png(&[]);
    let place = given.len() - 15;
    given[place] ^= 1;

    assert_eq!(without_metadata(Media::Png, given), None);
}

#[test]
fn papers_come_back_as_they_are() {
    let paper = b"%PDF-1.7\nBudi".to_vec();

    assert_eq!(without_metadata(Media::Pdf, paper.clone()), Some(paper));
}
