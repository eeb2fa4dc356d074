//! Places in the feed: how far a reader is, on every node's stream at once.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

use crate::domain::ids::NodeId;
use crate::store::Place;
use crate::store::Stream;

/// How far a reader is. Opaque on the wire; good on every node and after a restart.
///
/// One incarnation of a node ends before its next begins, so the latest one seen, with
/// the number in it, says all there is to say about a node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position(BTreeMap<NodeId, (u32, u64)>);

/// A text that is no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct NotACursor;

impl Position {
    /// Moves past a place; never backwards.
    pub fn pass(&mut self, place: Place) {
        let reached = self.0.entry(place.stream.node).or_default();
        *reached = (*reached).max((place.stream.incarnation, place.seq));
    }

    /// Moves past everything another position has passed.
    pub fn join(&mut self, other: &Self) {
        for (node, theirs) in &other.0 {
            let ours = self.0.entry(*node).or_default();
            *ours = (*ours).max(*theirs);
        }
    }

    /// Whether everything another position has passed lies behind.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let behind = |(node, theirs): (&NodeId, &(u32, u64))| {
            self.0.get(node).is_some_and(|ours| ours >= theirs)
        };
        other.0.iter().all(behind)
    }

    /// Whether a place lies behind.
    #[must_use]
    pub fn has_passed(&self, place: Place) -> bool {
        self.after(place.stream).is_none_or(|seq| place.seq <= seq)
    }

    /// Whether everything after this can still be read, the journal being cleaned up to
    /// these floors.
    #[must_use]
    pub fn reaches(&self, floors: &[Place]) -> bool {
        floors.iter().all(|floor| {
            let Stream { node, incarnation } = floor.stream;
            let reached = self.0.get(&node);
            // A later incarnation's floor took the rest of ours along.
            reached.is_some_and(|reached| *reached >= (incarnation, floor.seq))
        })
    }

    /// The place on each node's stream.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        self.0.iter().map(|(node, (incarnation, seq))| Place {
            stream: Stream {
                node: *node,
                incarnation: *incarnation,
            },
            seq: *seq,
        })
    }

    /// The number in a stream after which there may be news; `None` when the stream is
    /// over and wholly behind.
    #[must_use]
    pub fn after(&self, stream: Stream) -> Option<u64> {
        match self.0.get(&stream.node) {
            Some((incarnation, _)) if *incarnation > stream.incarnation => None,
            Some((incarnation, seq)) if *incarnation == stream.incarnation => Some(*seq),
            _ => Some(0),
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("0");
        }
        for (at, (node, (incarnation, seq))) in self.0.iter().enumerate() {
            let between = if at == 0 { "" } else { "~" };
            write!(f, "{between}{}.{incarnation}.{seq}", node.0)?;
        }
        Ok(())
    }
}

impl FromStr for Position {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        if text == "0" {
            return Ok(Self::default());
        }
        let read = |part: &str| {
            let mut numbers = part.split('.');
            let node = numbers.next()?.parse().ok()?;
            let incarnation = numbers.next()?.parse().ok()?;
            let seq = numbers.next()?.parse().ok()?;
            numbers
                .next()
                .is_none()
                .then_some((NodeId(node), (incarnation, seq)))
        };
        let parts: Option<_> = text.split('~').map(read).collect();
        parts.map(Self).ok_or(NotACursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(node: u32, incarnation: u32, seq: u64) -> Place {
        Place {
            stream: Stream {
                node: NodeId(node),
                incarnation,
            },
            seq,
        }
    }

    #[test]
    fn a_position_reads_back_as_it_was_written() {
        let mut position = Position::default();
        assert_eq!(position.to_string().parse(), Ok(position.clone()));

        position.pass(place(1, 3, 42));
        position.pass(place(2, 1, 7));

        assert_eq!(position.to_string(), "1.3.42~2.1.7");
        assert_eq!("1.3.42~2.1.7".parse(), Ok(position));
        for wrong in ["", "x", "1.2", "1.2.3.4", "1.2.3~", "-1.0.0"] {
            assert_eq!(wrong.parse::<Position>(), Err(NotACursor), "{wrong}");
        }
    }

    #[test]
    fn a_later_incarnation_leaves_the_earlier_behind() {
        let mut position = Position::default();
        position.pass(place(1, 2, 5));

        assert!(position.has_passed(place(1, 1, 999)));
        assert!(position.has_passed(place(1, 2, 5)));
        assert!(!position.has_passed(place(1, 2, 6)));
        assert!(!position.has_passed(place(1, 3, 1)));
        assert!(!position.has_passed(place(9, 1, 1)));
    }

    #[test]
    fn a_position_below_a_floor_has_missed_something() {
        let mut position = Position::default();
        assert!(position.reaches(&[]));
        assert!(!position.reaches(&[place(1, 1, 1)]));

        position.pass(place(1, 2, 5));

        assert!(position.reaches(&[place(1, 2, 5)]));
        assert!(position.reaches(&[place(1, 1, 99)]));
        assert!(!position.reaches(&[place(1, 2, 6)]));
        assert!(!position.reaches(&[place(1, 3, 0)]));
        assert!(!position.reaches(&[place(1, 2, 5), place(2, 1, 1)]));
        assert_eq!(position.places().collect::<Vec<_>>(), [place(1, 2, 5)]);
    }

    #[test]
    fn a_position_never_goes_back() {
        let mut position = Position::default();
        position.pass(place(1, 2, 5));
        position.pass(place(1, 1, 9));
        position.pass(place(1, 2, 4));

        assert_eq!(position.to_string(), "1.2.5");
    }
}
