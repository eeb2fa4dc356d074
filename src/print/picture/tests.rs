//! Pictures that are read, and what is none.

use img_parts::png::PngChunk;
use proptest::prelude::*;

use super::*;
use crate::print::picture::png::read;

/// A PNG of these rows, each with the byte that names its filter.
fn png_of(head: [u8; 13], more: &[([u8; 4], &[u8])], rows: &[u8]) -> Vec<u8> {
    let chunk = |kind: [u8; 4], contents: &[u8]| {
        let chunk = PngChunk::new(kind, Bytes::copy_from_slice(contents));
        chunk.encoder().bytes().to_vec()
    };
    let packed = compress_to_vec_zlib(rows, 6);
    let (first, second) = packed.split_at(packed.len() / 2);
    let more: Vec<_> = more.iter().map(|(kind, it)| chunk(*kind, it)).collect();
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(*b"IHDR", &head),
        more.concat(),
        chunk(*b"IDAT", first),
        chunk(*b"IDAT", second),
        chunk(*b"IEND", &[]),
    ]
    .concat()
}

fn head(width: u8, height: u8, depth: u8, kind: u8, interlaced: u8) -> [u8; 13] {
    [
        0, 0, 0, width, 0, 0, 0, height, depth, kind, 0, 0, interlaced,
    ]
}

/// The smallest picture with something to see in it: two pixels, red and clear.
pub(in crate::print) fn a_png() -> Vec<u8> {
    let rows = [0, 255, 0, 0, 255, 9, 9, 9, 0];
    png_of(head(2, 1, 8, 6, 0), &[], &rows)
}

fn rgb(file: Vec<u8>) -> Vec<u8> {
    read(file.into(), SIDE_MAX).unwrap().rgb
}

#[test]
fn every_kind_of_colour_is_laid_on_white() {
    let palette = (*b"PLTE", &[1, 2, 3, 9, 8, 7][..]);
    let clear = |contents: &'static [u8]| (*b"tRNS", contents);
    let cases = [
        (
            head(3, 1, 1, 0, 0),
            vec![],
            vec![0, 0b1010_0000],
            vec![255, 255, 255, 0, 0, 0, 255, 255, 255],
        ),
        (
            head(2, 1, 4, 0, 0),
            vec![],
            vec![0, 0x5F],
            vec![85, 85, 85, 255, 255, 255],
        ),
        (
            head(1, 1, 16, 0, 0),
            vec![],
            vec![0, 0x80, 0x12],
            vec![128; 3],
        ),
        (
            head(1, 1, 8, 2, 0),
            vec![],
            vec![0, 10, 20, 30],
            vec![10, 20, 30],
        ),
        (
            head(1, 1, 8, 2, 0),
            vec![clear(&[0, 10, 0, 20, 0, 30])],
            vec![0, 10, 20, 30],
            vec![255; 3],
        ),
        (
            head(2, 1, 2, 3, 0),
            vec![palette],
            vec![0, 0b0100_0000],
            vec![9, 8, 7, 1, 2, 3],
        ),
        (
            head(2, 1, 8, 3, 0),
            vec![palette, clear(&[255, 0])],
            vec![0, 0, 1],
            vec![1, 2, 3, 255, 255, 255],
        ),
        (head(1, 1, 8, 4, 0), vec![], vec![0, 0, 51], vec![204; 3]),
        (
            head(1, 1, 16, 6, 0),
            vec![],
            vec![0, 0, 0, 255, 255, 0, 0, 255, 255],
            vec![0, 255, 0],
        ),
    ];

    for (head, more, rows, expected) in cases {
        assert_eq!(rgb(png_of(head, &more, &rows)), expected, "{head:?}");
    }
    assert_eq!(rgb(a_png()), [255, 0, 0, 255, 255, 255]);
}

#[test]
fn an_interlaced_picture_is_the_same_picture() {
    let shade = |x: usize, y: usize| u8::try_from(x * 29 + y * 7).unwrap();
    let passes = [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];
    for (width, height) in [(8, 8), (5, 3), (1, 1), (3, 7)] {
        let mut rows = Vec::new();
        for (first_x, first_y, step_x, step_y) in passes {
            for y in (first_y..height).step_by(step_y) {
                let row: Vec<_> = (first_x..width)
                    .step_by(step_x)
                    .map(|x| shade(x, y))
                    .collect();
                if !row.is_empty() {
                    rows.push(0);
                    rows.extend(row);
                }
            }
        }
        let head = head(
            u8::try_from(width).unwrap(),
            u8::try_from(height).unwrap(),
            8,
            0,
            1,
        );
        let all = (0..height).flat_map(|y| (0..width).flat_map(move |x| [shade(x, y); 3]));

        let read = rgb(png_of(head, &[], &rows));

        assert_eq!(read, all.collect::<Vec<_>>(), "{width} × {height}");
    }
}

proptest! {
    #[test]
    fn whatever_its_rows_were_filtered_by_a_picture_reads_the_same(
        pixels in prop::collection::vec(any::<u8>(), 3 * 4 * 5),
        filters in prop::collection::vec(0_u8..5, 5),
    ) {
        let mut rows = Vec::new();
        let at = |x: usize, y: usize| pixels[y * 12 + x];
        for (y, filter) in filters.iter().enumerate() {
            rows.push(*filter);
            for x in 0..12 {
                let left = if x < 3 { 0 } else { at(x - 3, y) };
                let above = if y == 0 { 0 } else { at(x, y - 1) };
                let corner = if x < 3 || y == 0 { 0 } else { at(x - 3, y - 1) };
                let hint = i32::from(left) + i32::from(above) - i32::from(corner);
                let nearest = [left, above, corner];
                let nearest = nearest.into_iter().min_by_key(|it| (hint - i32::from(*it)).abs());
                let told = match filter {
                    0 => 0,
                    1 => left,
                    2 => above,
                    3 => left.midpoint(above),
                    _ => nearest.unwrap(),
                };
                rows.push(at(x, y).wrapping_sub(told));
            }
        }
        prop_assert_eq!(rgb(png_of(head(4, 5, 8, 2, 0), &[], &rows)), pixels);
    }

    #[test]
    fn no_file_makes_it_fall(cut in 0_usize..90, place in 8_usize..90, byte in any::<u8>()) {
        let mut file = a_png();
        let place = place % file.len();
        file[place] = byte;
        file.truncate(file.len() - cut % file.len());

        for media in Media::ALL {
            drop(Picture::read(media, file.clone()));
        }
    }
}

#[test]
fn a_large_picture_becomes_the_mean_of_its_squares() {
    let rows = [0, 0, 100, 200, 0, 50, 150, 10];

    let small = read(png_of(head(3, 2, 8, 0, 0), &[], &rows).into(), 2).unwrap();

    assert_eq!((small.width, small.height), (2, 1));
    assert_eq!(small.rgb, [75, 75, 75, 105, 105, 105]);
}

#[test]
fn what_is_broken_or_needs_too_much_memory_is_no_picture() {
    let rows = [0, 1, 2];
    let huge = [0, 0, 255, 255, 0, 0, 255, 255, 8, 6, 0, 0, 0];
    for file in [
        png_of(head(2, 2, 8, 0, 0), &[], &rows),
        png_of(head(1, 1, 8, 0, 0), &[], &rows),
        png_of(head(2, 1, 3, 0, 0), &[], &rows),
        png_of(head(2, 1, 8, 3, 0), &[], &rows),
        png_of(head(2, 1, 8, 0, 2), &[], &rows),
        png_of(head(2, 1, 8, 0, 0), &[], &[7, 1, 2]),
        png_of(head(0, 1, 8, 0, 0), &[], &[]),
        png_of(huge, &[], &rows),
        b"\x89PNG\r\n\x1a\n".to_vec(),
    ] {
        assert!(Picture::read(Media::Png, file).is_none());
    }
}

fn jpeg_of(frame: u8, told: &[u8], more: &[u8]) -> Vec<u8> {
    let length = u8::try_from(told.len() + 2).unwrap();
    let scan = b"\xFF\xDA\0\x08\x01\x01\0\0\x3F\0\x12\x34\xFF\xD9";
    [&[0xFF, 0xD8], more, &[0xFF, frame, 0, length], told, scan].concat()
}

#[test]
fn a_jpeg_goes_through_as_it_is_and_lies_as_its_camera_says() {
    let told = [8, 0, 100, 0, 200, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
    let exif =
        b"\xFF\xE1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let plain = jpeg_of(0xC0, &told, &[]);
    let turned = jpeg_of(0xC2, &told, exif);

    let lying = Picture::read(Media::Jpeg, plain.clone()).unwrap();
    let standing = Picture::read(Media::Jpeg, turned).unwrap();

    assert_eq!(lying.bytes, plain);
    assert!((lying.ratio() - 2.0).abs() < 0.01 && (standing.ratio() - 0.5).abs() < 0.01);
    let place = Rect::new(10.0, 20.0, 60.0, 120.0);
    // The upper left corner of what the camera saw is the upper right one of the print.
    let turned = standing.placed(place);
    let near = |one: f32, other: f32| (one - other).abs() < 0.01;
    assert!(near(turned[2] + turned[4], 60.0) && near(turned[3] + turned[5], 120.0));
    assert!(near(turned[1], -100.0) && near(turned[0], 0.0));

    for (frame, told) in [
        (0xC3, &told[..]),
        (0xC0, &[12, 0, 1, 0, 1, 1, 1, 0x11, 0]),
        (0xC0, &[8, 0, 0, 0, 1, 1, 1, 0x11, 0]),
        (0xC0, &[8, 0, 1, 0, 1, 2, 1, 0x11, 0]),
        (0xC0, &[8]),
    ] {
        let file = jpeg_of(frame, told, &[]);
        assert!(
            Picture::read(Media::Jpeg, file).is_none(),
            "{frame:x} {told:?}"
        );
    }
}
