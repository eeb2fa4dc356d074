//! Papers: a bill, a receipt and a work order as PDF, with a QR code to the tracker.
//!
//! Each paper is drawn here line by line on a [`canvas`], with a typeface that comes along, so
//! a paper looks the same on every machine and needs nothing from anywhere. Pure: the same
//! order at the same instant is the same file. What a reader may not see is left out before
//! it is drawn: see [`Reader`], and the work order, on which there is no amount. Every paper is
//! tagged: what is a heading, a paragraph or a cell can be read out.

mod canvas;
mod fonts;
mod invoice;
mod outline;
mod pdf;
mod picture;
mod qr;
mod receipt;
mod sheet;
mod table;
mod text;
mod tree;
mod words;
mod work_order;

use crate::domain::konveksi::order::Order;
use crate::domain::time::BusinessZone;
use crate::domain::time::Timestamp;

pub use self::invoice::invoice;
pub use self::picture::Picture;
pub use self::receipt::is_receipted;
pub use self::receipt::receipt;
pub use self::work_order::Design;
pub use self::work_order::work_order;

/// Whose papers they are.
#[derive(Debug, Clone, Copy)]
pub struct House<'a> {
    /// What the business is called.
    pub name: &'a str,
    /// Where it is; empty when that is nobody's business.
    pub address: &'a str,
    /// How it is called on the telephone; may be empty.
    pub phone: &'a str,
    /// Where it reads mail; may be empty.
    pub email: &'a str,
    /// What the addresses of its pages begin with, without a slash at the end.
    pub base: &'a str,
    /// Where its days end.
    pub zone: &'a BusinessZone,
    /// When the paper is made.
    pub now: Timestamp,
}

/// Who reads a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Staff, and the customer they hand it to: whole names and how to reach them.
    Staff,
    /// Anyone who knows the code: the name masked, no contact.
    Anyone,
}

impl House<'_> {
    /// Where an order is followed.
    fn tracker(&self, order: &Order) -> String {
        format!("{}/lacak/{}", self.base, order.code)
    }

    /// How to reach the business, in one line.
    fn reach(&self) -> String {
        let parts = [self.phone, self.email].into_iter();
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        parts.join("  ·  ")
    }
}

/// An address as people read it: without the scheme.
fn readable(address: &str) -> &str {
    let bare = address.strip_prefix("https://");
    bare.or_else(|| address.strip_prefix("http://"))
        .unwrap_or(address)
}

#[cfg(test)]
mod tests;
