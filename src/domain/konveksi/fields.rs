//! What the fields of an order may hold, and what is wrong when they do not.

use std::ops::RangeInclusive;

use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;

/// Characters in a customer's or product's name.
pub const NAME_CHARS: RangeInclusive<usize> = 2..=255;
/// Pieces in an order.
pub const QUANTITY: RangeInclusive<u32> = 1..=10_000;
/// The price of an order.
pub const PRICE: RangeInclusive<Rupiah> = Rupiah(1)..=Rupiah::MAX;
/// The share of a down payment.
pub const DP_SHARE: RangeInclusive<BasisPoints> = BasisPoints(5_000)..=BasisPoints::WHOLE;
/// Characters in a contact.
pub const CONTACT_CHARS_MAX: usize = 255;
/// Characters in design notes.
pub const DESIGN_NOTES_CHARS_MAX: usize = 1_000;
/// Characters in a note or a reason.
pub const NOTE_CHARS_MAX: usize = 2_000;
/// Characters in the name of a payment method.
pub const METHOD_CHARS_MAX: usize = 50;
/// Characters in what an instalment is called.
pub const DESCRIPTION_CHARS_MAX: usize = 255;
/// Instalments in a plan, as a client counts them.
pub const INSTALMENTS_COUNT: RangeInclusive<u32> = 2..=24;
/// Instalments in a plan.
pub const INSTALMENTS: RangeInclusive<usize> = 2..=24;
