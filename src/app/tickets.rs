//! Short-lived tickets: whoever opened a page by a code may ask for it again, and connect,
//! without being counted again.
//!
//! A ticket says only that this process showed the page of that code a moment ago. It is not
//! kept anywhere: whoever starts anew, or asks another node, is counted as everybody is.

use std::fmt;

use hmac::Hmac;
use hmac::Mac;
use sha2::Sha256;

use crate::domain::time::Span;
use crate::domain::time::Timestamp;

/// How long a ticket is good for. Each look at the page brings a new one.
const LIFETIME: Span = Span::minutes(15);

/// Gives out tickets, and knows them again.
#[derive(Clone)]
pub struct Tickets([u8; 32]);

impl Tickets {
    /// Tickets of this process alone.
    #[must_use]
    pub fn new() -> Self {
        Self(rand::random())
    }

    /// A ticket for a code, made of letters that need no care in an address. It carries 128
    /// bits of its seal: nobody guesses those in its time.
    #[must_use]
    pub fn issue(&self, code: &str, now: Timestamp) -> String {
        let until = now + LIFETIME;
        let seal = self.seal(code, until).finalize().into_bytes();
        let seal = seal.first_chunk().copied().map_or(0, u128::from_be_bytes);
        format!("{:x}.{seal:032x}", until.0)
    }

    /// Whether a ticket is one of ours, for that code, and still good.
    #[must_use]
    pub fn admits(&self, ticket: &str, code: &str, now: Timestamp) -> bool {
        let read = || {
            let (until, seal) = ticket.split_once('.')?;
            let until = Timestamp(i64::from_str_radix(until, 16).ok()?);
            let is_whole = seal.len() == 2 * size_of::<u128>();
            let seal = u128::from_str_radix(seal, 16).ok().filter(|_| is_whole)?;
            Some((until, seal.to_be_bytes()))
        };
        read().is_some_and(|(until, seal)| {
            let is_ours = self.seal(code, until).verify_truncated_left(&seal).is_ok();
            is_ours && until > now
        })
    }

    fn seal(&self, code: &str, until: Timestamp) -> Hmac<Sha256> {
        let mut seal = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key may be of any length");
        seal.update(code.as_bytes());
        seal.update(&until.0.to_be_bytes());
        seal
    }
}

impl Default for Tickets {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Tickets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tickets(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "ORD-20250630-A1B";
    const NOW: Timestamp = Timestamp(1_751_256_000_000);

    #[test]
    fn a_ticket_is_good_for_its_code_and_its_time() {
        let tickets = Tickets::new();
        let ticket = tickets.issue(CODE, NOW);

        assert!(tickets.admits(&ticket, CODE, NOW + Span::minutes(14)));
        assert!(!tickets.admits(&ticket, CODE, NOW + Span::minutes(15)));
        assert!(!tickets.admits(&ticket, "ORD-20250630-A1C", NOW));
        assert!(!Tickets::new().admits(&ticket, CODE, NOW));
    }

    #[test]
    fn what_is_no_ticket_admits_nobody() {
        let tickets = Tickets::new();
        let good = tickets.issue(CODE, NOW);
        let (until, seal) = good.split_once('.').unwrap();
        let later = format!("{:x}.{seal}", (NOW + Span::days(1)).0);
        for wrong in [
            "",
            ".",
            until,
            &format!("{until}."),
            &format!("{until}.{}", &seal[..30]),
            &format!("{until}.{seal}00"),
            &format!("{until}.{}é", &seal[..30]),
            &later,
            "7fffffffffffffff.00",
        ] {
            assert!(!tickets.admits(wrong, CODE, NOW), "{wrong}");
        }
    }
}
