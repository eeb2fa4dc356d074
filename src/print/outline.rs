//! Rectangles with round corners.

use pdf_writer::Content;
use pdf_writer::Rect;

/// How far a curve's handles stand off for a quarter of a circle, as a share of its radius.
const QUARTER: f32 = 0.552_285;

/// Goes around a rectangle.
pub(super) fn round(content: &mut Content, place: Rect, radius: f32) {
    let (left, bottom, right, top) = (place.x1, place.y1, place.x2, place.y2);
    let (turn, handle) = (radius, radius * QUARTER);
    content.move_to(left + turn, top);
    content.line_to(right - turn, top);
    content.cubic_to(
        right - turn + handle,
        top,
        right,
        top - turn + handle,
        right,
        top - turn,
    );
    content.line_to(right, bottom + turn);
    content.cubic_to(
        right,
        bottom + turn - handle,
        right - turn + handle,
        bottom,
        right - turn,
        bottom,
    );
    content.line_to(left + turn, bottom);
    content.cubic_to(
        left + turn - handle,
        bottom,
        left,
        bottom + turn - handle,
        left,
        bottom + turn,
    );
    content.line_to(left, top - turn);
    content.cubic_to(
        left,
        top - turn + handle,
        left + turn - handle,
        top,
        left + turn,
        top,
    );
    content.close_path();
}
