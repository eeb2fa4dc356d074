//! What is old enough to be forgotten, in memory.

use async_trait::async_trait;

use super::Contents;
use super::StandIn;
use crate::domain::time::Timestamp;
use crate::store::CleanedKeys;
use crate::store::Cleaning;
use crate::store::Place;
use crate::store::StoreError;
use crate::store::Stream;
use crate::store::Unique;

#[async_trait]
impl Cleaning for StandIn {
    async fn floors(&self) -> Result<Vec<Place>, StoreError> {
        self.read(|contents| contents.floors.values().copied().collect())
            .await
    }

    async fn raise_floor(&self, floor: Place) -> Result<(), StoreError> {
        self.write(move |contents| {
            let node = contents
                .streams
                .keys()
                .any(|it| it.node == floor.stream.node);
            if node {
                let known = contents.floors.entry(floor.stream.node).or_insert(floor);
                *known = floor.max(*known);
            }
        })
        .await
    }

    async fn clean_journal(&self, limit: usize) -> Result<usize, StoreError> {
        self.write(move |contents| contents.clean_journal(limit))
            .await
    }

    async fn clean_keys(
        &self,
        before: Timestamp,
        after: Option<&(String, String)>,
        limit: usize,
    ) -> Result<CleanedKeys, StoreError> {
        let after = after.cloned();
        self.write(move |contents| contents.clean_keys(before, after.as_ref(), limit))
            .await
    }
}

impl Contents {
    fn clean_journal(&mut self, limit: usize) -> usize {
        let is_below = |place: &Place| {
            let floor = self.floors.get(&place.stream.node);
            floor.is_some_and(|floor| place <= floor)
        };
        let lines = self.journal.keys().filter(|place| is_below(place));
        let below: Vec<Place> = lines.take(limit).copied().collect();
        for place in &below {
            self.journal.remove(place);
        }
        if below.len() < limit {
            let floors = &self.floors;
            let is_over = |stream: &Stream| {
                let floor = floors.get(&stream.node);
                floor.is_some_and(|floor| *stream < floor.stream)
            };
            self.streams.retain(|stream, _| !is_over(stream));
        }
        below.len()
    }

    fn clean_keys(
        &mut self,
        before: Timestamp,
        after: Option<&(String, String)>,
        limit: usize,
    ) -> CleanedKeys {
        let named = |unique: &Unique| match unique {
            Unique::Idempotency { scope, key } => Some((scope.clone(), key.clone())),
            _ => None,
        };
        let keys = self.claims.iter().filter_map(|(unique, claim)| {
            let name = named(unique)?;
            after
                .is_none_or(|after| *after < name)
                .then_some((name, claim.at))
        });
        let seen: Vec<_> = keys.take(limit).collect();
        let next = seen.last().filter(|_| seen.len() == limit);
        let next = next.map(|(name, _)| name.clone());
        let old = seen.into_iter().filter(|(_, at)| *at < before);
        let mut count = 0;
        for ((scope, key), _) in old {
            self.claims.remove(&Unique::Idempotency { scope, key });
            count += 1;
        }
        CleanedKeys { count, next }
    }
}
