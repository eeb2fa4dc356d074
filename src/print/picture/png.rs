//! PNG, read far enough to be printed: every depth and kind of colour, in one go or
//! interlaced, laid on white paper.

use std::ops::Range;

use bytes::Bytes;
use img_parts::png::Png;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

/// How much memory the rows of a picture may need.
const ROWS_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Where the passes of an interlaced picture begin, and how far apart their pixels are.
const PASSES: [Pass; 7] = [
    Pass::of((0, 0), (8, 8)),
    Pass::of((4, 0), (8, 8)),
    Pass::of((0, 4), (4, 8)),
    Pass::of((2, 0), (4, 4)),
    Pass::of((0, 2), (2, 4)),
    Pass::of((1, 0), (2, 2)),
    Pass::of((0, 1), (1, 2)),
];
/// The only pass of a picture that is not.
const ONE_PASS: [Pass; 1] = [Pass::of((0, 0), (1, 1))];

/// A picture as rows of pixels: red, green, blue.
pub(super) struct Pixels {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) rgb: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Pass {
    first: (usize, usize),
    step: (usize, usize),
}

/// What is said before the pixels.
struct Head {
    width: usize,
    height: usize,
    /// Bits of a sample.
    depth: usize,
    kind: Kind,
    passes: &'static [Pass],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Grey,
    Rgb,
    Palette,
    GreyAlpha,
    RgbAlpha,
}

/// What samples mean.
struct Meaning<'a> {
    head: &'a Head,
    palette: &'a [u8],
    /// How solid the colours of the palette are, or which colour is none.
    clear: &'a [u8],
}

/// The picture in a file, made smaller until its sides are within `side_max`; nothing when
/// it is broken, or too large.
pub(super) fn read(file: Bytes, side_max: usize) -> Option<Pixels> {
    let png = Png::from_bytes(file).ok()?;
    let chunk = |kind: &[u8; 4]| png.chunk_by_type(*kind).map(|it| it.contents().as_ref());
    let head = Head::read(chunk(b"IHDR")?)?;
    let meaning = Meaning {
        head: &head,
        palette: chunk(b"PLTE").unwrap_or_default(),
        clear: chunk(b"tRNS").unwrap_or_default(),
    };
    let parts = png.chunks().iter().filter(|it| it.kind() == *b"IDAT");
    let packed: Vec<_> = parts.map(|it| it.contents().as_ref()).collect();
    let length = head.bytes().filter(|it| *it <= ROWS_BYTES_MAX)?;
    let rows = decompress_to_vec_zlib_with_limit(&packed.concat(), length);
    let mut rows = rows.ok().filter(|rows| rows.len() == length)?;
    let mut paper = Paper::of(&head, side_max);
    let mut rest = rows.as_mut_slice();
    for pass in head.passes {
        let (across, down) = pass.size(&head);
        let stride = head.stride(across);
        let (present, next) = rest.split_at_mut(if across == 0 { 0 } else { stride * down });
        rest = next;
        if present.is_empty() {
            continue;
        }
        unfilter(present, stride, head.pixel_bytes())?;
        for (row, samples) in present.chunks(stride).enumerate() {
            let y = pass.first.1 + row * pass.step.1;
            for column in 0..across {
                let x = pass.first.0 + column * pass.step.0;
                paper.put(x, y, meaning.colour(&samples[1..], column)?);
            }
        }
    }
    Some(paper.pixels())
}

impl Pass {
    const fn of(first: (usize, usize), step: (usize, usize)) -> Self {
        Self { first, step }
    }

    fn size(self, head: &Head) -> (usize, usize) {
        let count =
            |all: usize, first: usize, step: usize| all.saturating_sub(first).div_ceil(step);
        (
            count(head.width, self.first.0, self.step.0),
            count(head.height, self.first.1, self.step.1),
        )
    }
}

impl Head {
    fn read(told: &[u8]) -> Option<Self> {
        let side = |range: Range<usize>| {
            let bytes: [u8; 4] = told.get(range)?.try_into().ok()?;
            let side = usize::try_from(u32::from_be_bytes(bytes)).ok()?;
            (side > 0 && u16::try_from(side).is_ok()).then_some(side)
        };
        let [depth, kind, 0, 0, interlaced] = *told.get(8..13)? else {
            return None;
        };
        let kind = match (kind, depth) {
            (0, 1 | 2 | 4 | 8 | 16) => Kind::Grey,
            (2, 8 | 16) => Kind::Rgb,
            (3, 1 | 2 | 4 | 8) => Kind::Palette,
            (4, 8 | 16) => Kind::GreyAlpha,
            (6, 8 | 16) => Kind::RgbAlpha,
            _ => return None,
        };
        Some(Self {
            width: side(0..4)?,
            height: side(4..8)?,
            depth: usize::from(depth),
            kind,
            passes: match interlaced {
                0 => &ONE_PASS,
                1 => &PASSES,
                _ => return None,
            },
        })
    }

    const fn samples(&self) -> usize {
        match self.kind {
            Kind::Grey | Kind::Palette => 1,
            Kind::GreyAlpha => 2,
            Kind::Rgb => 3,
            Kind::RgbAlpha => 4,
        }
    }

    /// How many bytes a pixel has, at least one.
    fn pixel_bytes(&self) -> usize {
        (self.samples() * self.depth).div_ceil(8)
    }

    /// How many bytes a row has, the one that names its filter included.
    fn stride(&self, across: usize) -> usize {
        1 + (across * self.samples() * self.depth).div_ceil(8)
    }

    /// How many bytes all rows have.
    fn bytes(&self) -> Option<usize> {
        let sizes = self.passes.iter().map(|pass| pass.size(self));
        let sizes = sizes.filter(|(across, _)| *across > 0);
        sizes
            .map(|(across, down)| self.stride(across).checked_mul(down))
            .sum()
    }
}

impl Meaning<'_> {
    /// The colour of a pixel, on white paper.
    fn colour(&self, row: &[u8], column: usize) -> Option<[u8; 3]> {
        let count = self.head.samples();
        let sample = |place: usize| self.sample(row, column * count + place);
        let shade = |place: usize| Some(self.shade(sample(place)?));
        let is_clear = |samples: &[u16]| {
            let named = self.clear.chunks_exact(2);
            let named = named.map(|it| u16::from_be_bytes([it[0], it[1]]));
            !self.clear.is_empty() && named.eq(samples.iter().copied())
        };
        let (rgb, solid) = match self.head.kind {
            Kind::Palette => {
                let index = usize::from(sample(0)?);
                let rgb = self.palette.get(index * 3..index * 3 + 3)?;
                let rgb: [u8; 3] = rgb.try_into().ok()?;
                (rgb, self.clear.get(index).copied().unwrap_or(u8::MAX))
            }
            Kind::Grey => {
                let clear = is_clear(&[sample(0)?]);
                ([shade(0)?; 3], if clear { 0 } else { u8::MAX })
            }
            Kind::GreyAlpha => ([shade(0)?; 3], shade(1)?),
            Kind::Rgb => {
                let clear = is_clear(&[sample(0)?, sample(1)?, sample(2)?]);
                let rgb = [shade(0)?, shade(1)?, shade(2)?];
                (rgb, if clear { 0 } else { u8::MAX })
            }
            Kind::RgbAlpha => ([shade(0)?, shade(1)?, shade(2)?], shade(3)?),
        };
        Some(rgb.map(|shade| on_white(shade, solid)))
    }

    fn sample(&self, row: &[u8], place: usize) -> Option<u16> {
        let depth = self.head.depth;
        match depth {
            16 => Some(u16::from_be_bytes([
                *row.get(place * 2)?,
                *row.get(place * 2 + 1)?,
            ])),
            8 => row.get(place).copied().map(u16::from),
            _ => {
                let at = place * depth;
                let shift = 8 - depth - at % 8;
                let byte = row.get(at / 8)? >> shift;
                Some(u16::from(byte) & ((1 << depth) - 1))
            }
        }
    }

    /// A sample as one of 256 shades.
    fn shade(&self, sample: u16) -> u8 {
        let shade = match self.head.depth {
            16 => sample >> 8,
            depth => sample * (255 / ((1 << depth) - 1)),
        };
        u8::try_from(shade).unwrap_or(u8::MAX)
    }
}

fn on_white(shade: u8, solid: u8) -> u8 {
    let (shade, solid) = (u32::from(shade), u32::from(solid));
    let mixed = (shade * solid + 255 * (255 - solid)) / 255;
    u8::try_from(mixed).unwrap_or(u8::MAX)
}

/// Takes the filters off rows: each byte was told by its neighbours.
fn unfilter(rows: &mut [u8], stride: usize, pixel: usize) -> Option<()> {
    let mut above = vec![0; stride];
    for row in rows.chunks_mut(stride) {
        let filter = row[0];
        for at in 1..stride {
            let left = if at > pixel { row[at - pixel] } else { 0 };
            let corner = if at > pixel { above[at - pixel] } else { 0 };
            let told = match filter {
                0 => 0,
                1 => left,
                2 => above[at],
                3 => left.midpoint(above[at]),
                4 => nearest(left, above[at], corner),
                _ => return None,
            };
            row[at] = row[at].wrapping_add(told);
        }
        above.copy_from_slice(row);
    }
    Some(())
}

/// Of three neighbours the one nearest to what they hint at.
fn nearest(left: u8, above: u8, corner: u8) -> u8 {
    let hint = i16::from(left) + i16::from(above) - i16::from(corner);
    let far = |it: u8| (hint - i16::from(it)).abs();
    if far(left) <= far(above) && far(left) <= far(corner) {
        left
    } else if far(above) <= far(corner) {
        above
    } else {
        corner
    }
}

/// What a picture is drawn on: squares of some pixels each, which come out as their mean.
struct Paper {
    width: usize,
    height: usize,
    /// How many pixels a square has along a side.
    coarse: usize,
    sums: Vec<[u32; 3]>,
    counts: Vec<u32>,
}

impl Paper {
    fn of(head: &Head, side_max: usize) -> Self {
        let coarse = head.width.max(head.height).div_ceil(side_max).max(1);
        let (width, height) = (head.width.div_ceil(coarse), head.height.div_ceil(coarse));
        Self {
            width,
            height,
            coarse,
            sums: vec![[0; 3]; width * height],
            counts: vec![0; width * height],
        }
    }

    fn put(&mut self, x: usize, y: usize, rgb: [u8; 3]) {
        let square = y / self.coarse * self.width + x / self.coarse;
        for (sum, shade) in self.sums[square].iter_mut().zip(rgb) {
            *sum += u32::from(shade);
        }
        self.counts[square] += 1;
    }

    fn pixels(self) -> Pixels {
        let mean = |(sums, count): ([u32; 3], u32)| {
            sums.map(|sum| u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX))
        };
        Pixels {
            width: self.width,
            height: self.height,
            rgb: self
                .sums
                .into_iter()
                .zip(self.counts)
                .flat_map(mean)
                .collect(),
        }
    }
}
