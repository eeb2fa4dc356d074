//! A picture somebody sent, made ready to be printed.
//!
//! A JPEG goes into the file as it is; a PNG is laid on white paper and packed anew. Whatever
//! cannot be read, or would need too much memory, is no picture: the paper is printed without.

mod png;

use bytes::Bytes;
use img_parts::ImageEXIF;
use img_parts::jpeg::Jpeg;
use img_parts::jpeg::markers;
use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::Chunk;
use pdf_writer::Filter;
use pdf_writer::Rect;
use pdf_writer::Ref;

use crate::domain::media::Media;
use crate::domain::media::picture::side_up;
use crate::print::fonts::PACKING;

/// How many dots a printed PNG has along a side at most: more than any printer shows there.
const SIDE_MAX: usize = 1_600;

/// A picture that can be printed. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Picture {
    width: u16,
    height: u16,
    /// Which side is up, as EXIF counts them; the first is the usual one.
    side_up: u8,
    colours: Colours,
    filter: Filter,
    bytes: Bytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Colours {
    Grey,
    Rgb,
    Cmyk,
    /// As Adobe writes it: the less, the darker.
    CmykInverted,
}

impl Picture {
    /// The picture in a file; nothing when it is none, or none that can be printed.
    #[must_use]
    pub fn read(media: Media, file: Vec<u8>) -> Option<Self> {
        match media {
            Media::Jpeg => jpeg(file.into()),
            Media::Png => png(file.into()),
            Media::Pdf | Media::Ai => None,
        }
    }

    /// How wide it is for its height, once its right side is up.
    pub(super) fn ratio(&self) -> f32 {
        let ratio = f32::from(self.width) / f32::from(self.height);
        if self.side_up >= 5 {
            1.0 / ratio
        } else {
            ratio
        }
    }

    /// What turns and stretches it into a rectangle.
    pub(super) fn placed(&self, place: Rect) -> [f32; 6] {
        let (x, y) = (place.x1, place.y1);
        let (width, height) = (place.x2 - place.x1, place.y2 - place.y1);
        let (right, top) = (place.x2, place.y2);
        match self.side_up {
            2 => [-width, 0.0, 0.0, height, right, y],
            3 => [-width, 0.0, 0.0, -height, right, top],
            4 => [width, 0.0, 0.0, -height, x, top],
            5 => [0.0, -height, -width, 0.0, right, top],
            6 => [0.0, -height, width, 0.0, x, top],
            7 => [0.0, height, width, 0.0, x, y],
            8 => [0.0, height, -width, 0.0, right, y],
            _ => [width, 0.0, 0.0, height, x, y],
        }
    }

    /// Writes it into a file.
    pub(super) fn write(&self, pdf: &mut Chunk, id: Ref) {
        let mut image = pdf.image_xobject(id, &self.bytes);
        image.width(i32::from(self.width));
        image.height(i32::from(self.height));
        image.bits_per_component(8);
        match self.colours {
            Colours::Grey => image.color_space().device_gray(),
            Colours::Rgb => image.color_space().device_rgb(),
            Colours::Cmyk | Colours::CmykInverted => image.color_space().device_cmyk(),
        }
        if self.colours == Colours::CmykInverted {
            image.decode([1.0, 0.0].repeat(4));
        }
        image.filter(self.filter);
    }
}

/// A JPEG that readers of PDF can show: eight bits a colour, coded the common ways.
fn jpeg(file: Bytes) -> Option<Picture> {
    let jpeg = Jpeg::from_bytes(file.clone()).ok()?;
    let frames = jpeg.segments().iter();
    let frame = frames.clone().find(|it| {
        let coded = [markers::SOF0, markers::SOF1, markers::SOF2];
        coded.contains(&it.marker())
    })?;
    let told = frame.contents();
    let number = |at: usize| Some(u16::from_be_bytes([*told.get(at)?, *told.get(at + 1)?]));
    let (height, width) = (number(1)?, number(3)?);
    let is_adobe = frames
        .filter(|it| it.marker() == markers::APP14)
        .any(|it| it.contents().starts_with(b"Adobe"));
    let colours = match told.get(5)? {
        1 => Colours::Grey,
        3 => Colours::Rgb,
        4 if is_adobe => Colours::CmykInverted,
        4 => Colours::Cmyk,
        _ => return None,
    };
    let is_sound = told.first() == Some(&8) && width > 0 && height > 0;
    is_sound.then(|| Picture {
        width,
        height,
        side_up: side_up(jpeg.exif().as_deref()),
        colours,
        filter: Filter::DctDecode,
        bytes: file,
    })
}

fn png(file: Bytes) -> Option<Picture> {
    let pixels = png::read(file, SIDE_MAX)?;
    Some(Picture {
        width: u16::try_from(pixels.width).ok()?,
        height: u16::try_from(pixels.height).ok()?,
        side_up: 1,
        colours: Colours::Rgb,
        filter: Filter::FlateDecode,
        bytes: compress_to_vec_zlib(&pixels.rgb, PACKING).into(),
    })
}

#[cfg(test)]
pub(super) mod tests;
