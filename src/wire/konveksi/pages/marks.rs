//! Small drawings, as SVG without a style: the sheet of the pages colours them.

/// A tick.
pub(super) const TICK: &str = "M5 12.5l4.5 4.5L19 7.5";

/// A speech bubble.
pub(super) const CHAT: &str = "M20 11.5a7.5 7.5 0 0 1-11 6.6L4 19.5l1.4-4.6A7.5 7.5 0 1 1 20 11.5z";

/// An arrow to the right.
pub(super) const ARROW: &str = "M5 12h14M13 6l6 6-6 6";

/// A paper with a folded corner.
pub(super) const PAPER: &str = "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5";

/// A clock.
pub(super) const CLOCK: &str = "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3.5 2";

/// A looking glass.
pub(super) const SEARCH: &str = "M11 4a7 7 0 1 0 0 14a7 7 0 1 0 0-14M16 16l4.5 4.5";

/// A cross.
pub(super) const CROSS: &str = "M6.5 6.5l11 11M17.5 6.5l-11 11";

/// A drawing that says nothing by itself.
pub(super) fn mark(path: &str) -> String {
    format!(
        "<svg class=\"mark\" viewBox=\"0 0 24 24\" width=\"20\" height=\"20\" \
         aria-hidden=\"true\"><path d=\"{path}\"/></svg>"
    )
}
