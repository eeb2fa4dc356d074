//! Which orders a text finds, among those that a list is asked for.
//!
//! Texts are found by a [catalogue](crate::actors::search::library) that is filled in batches.
//! What it does not hold yet stands beside it and is read word by word, so that a list
//! that is searched knows a change as soon as any other list does.

use std::collections::HashMap;

use crate::actors::index::Indexed;
use crate::actors::index::OrderIndex;
use crate::actors::index::Query;
use crate::actors::index::Selection;
use crate::actors::index::select;
use crate::actors::index::select::rows::Rows;
use crate::actors::search::catalogue::Catalogue;
use crate::actors::search::library::LibraryError;
use crate::actors::search::text::Sought;
use crate::actors::search::text::Text;
use crate::actors::search::text::digest;
use crate::domain::konveksi::Order;

/// So many texts wait beside the catalogue at most. Of more, nobody keeps up with them, and
/// the catalogue is filled anew.
const WAITING_MAX: usize = 16_384;
/// How often to search again because the catalogue was changed meanwhile.
const TRIES_MAX: u32 = 3;

/// The texts of orders, as far as they are known.
#[derive(Debug, Default)]
pub(super) struct Texts {
    state: State,
    /// The digest of each row's text as it is in the catalogue or waits; 0 when it is neither.
    digests: Vec<u64>,
    /// What is not in the catalogue yet.
    waiting: HashMap<u32, Text>,
    /// Another number when the catalogue is another one.
    issue: u64,
}

#[derive(Debug, Default)]
enum State {
    /// Nobody will ever ask.
    #[default]
    Off,
    /// The catalogue is being filled.
    Filling,
    /// Everything is in the catalogue or waits.
    Open(Catalogue),
    /// Too many texts waited, and were let go of.
    Behind,
}

/// Why a search has no answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Not every text has been read yet.
    #[error("the texts of orders are still being read")]
    NotReady,
    /// The library failed.
    #[error(transparent)]
    Failed(#[from] LibraryError),
}

impl OrderIndex {
    /// Answers a query among the orders that a text finds.
    ///
    /// # Errors
    ///
    /// While the texts are still being read, or when the library fails.
    pub fn search(&self, query: &Query, sought: &Sought) -> Result<Selection, SearchError> {
        for _ in 0..TRIES_MAX {
            // The library takes its time: nobody has to wait for it meanwhile.
            let (catalogue, issue) = self.0.read().texts.catalogue()?;
            let found = catalogue.find(sought)?;
            let answer = self.timed(|indexed| {
                let same = indexed.texts.issue == issue;
                same.then(|| indexed.select_found(query, sought, found))
            });
            if let Some(answer) = answer {
                return Ok(answer);
            }
        }
        self.timed(|indexed| {
            let (catalogue, _) = indexed.texts.catalogue()?;
            let found = catalogue.find(sought)?;
            Ok(indexed.select_found(query, sought, found))
        })
    }

    /// Forgets all texts and begins to note those that change.
    pub(in crate::actors) fn begin_texts(&self) {
        self.0.write().texts = Texts {
            state: State::Filling,
            ..Texts::default()
        };
    }

    /// Of orders as they were read from the store, those that belong in the catalogue, with
    /// their rows: not those that changed since and wait already, nor those nobody here
    /// knows yet, which will.
    pub(in crate::actors) fn admit_texts(&self, orders: &[Order]) -> Vec<(u32, Text)> {
        let texts: Vec<_> = orders.iter().map(|it| (digest(it), Text::of(it))).collect();
        let mut indexed = self.0.write();
        let Indexed {
            columns,
            texts: known,
            ..
        } = &mut *indexed;
        let rows = orders.iter().map(|order| columns.row(order.id));
        let known_here = rows.zip(texts).filter_map(|(row, text)| Some((row?, text)));
        let new = known_here.filter(|(row, (digest, _))| known.admit(*row, *digest));
        new.map(|(row, (_, text))| (row, text)).collect()
    }

    /// Has a catalogue answer from now on. What of the waiting is on it no longer waits.
    /// Answers whether it may: too many texts may have waited meanwhile.
    pub(in crate::actors) fn let_answer(&self, catalogue: Catalogue, put: &[(u32, Text)]) -> bool {
        let mut indexed = self.0.write();
        let texts = &mut indexed.texts;
        if matches!(texts.state, State::Behind) {
            return false;
        }
        for (row, text) in put {
            if texts.waiting.get(row) == Some(text) {
                texts.waiting.remove(row);
            }
        }
        texts.state = State::Open(catalogue);
        texts.issue += 1;
        true
    }

    /// So many of the texts that wait, at most.
    pub(in crate::actors) fn waiting_texts(&self, max: usize) -> Vec<(u32, Text)> {
        let indexed = self.0.read();
        let waiting = indexed.texts.waiting.iter().take(max);
        waiting.map(|(row, text)| (*row, text.clone())).collect()
    }

    /// How many texts wait; `None` when there were too many.
    pub(in crate::actors) fn count_waiting_texts(&self) -> Option<usize> {
        let texts = &self.0.read().texts;
        (!matches!(texts.state, State::Behind)).then_some(texts.waiting.len())
    }
}

impl Indexed {
    fn select_found(&self, query: &Query, sought: &Sought, mut found: Rows) -> Selection {
        for (row, text) in &self.texts.waiting {
            found.set(*row, sought.finds(text));
        }
        if let Some(row) = self.columns.row_of_code(&sought.code) {
            found.insert(row);
        }
        select::select_among(&self.columns, query, Some(&found), &self.position)
    }
}

impl Texts {
    fn catalogue(&self) -> Result<(Catalogue, u64), SearchError> {
        match &self.state {
            State::Open(catalogue) => Ok((catalogue.clone(), self.issue)),
            State::Off | State::Filling | State::Behind => Err(SearchError::NotReady),
        }
    }

    /// Notes the text of an order that has just been taken into a row.
    pub(super) fn note(&mut self, row: u32, digest: u64, order: &Order) {
        if matches!(self.state, State::Off | State::Behind) || self.digest(row) == digest {
            return;
        }
        if self.waiting.len() >= WAITING_MAX && !self.waiting.contains_key(&row) {
            *self = Self {
                state: State::Behind,
                ..Self::default()
            };
            return;
        }
        self.set_digest(row, digest);
        self.waiting.insert(row, Text::of(order));
    }

    fn admit(&mut self, row: u32, digest: u64) -> bool {
        let is_new = self.digest(row) == 0;
        if is_new {
            self.set_digest(row, digest);
        }
        is_new
    }

    fn digest(&self, row: u32) -> u64 {
        self.digests.get(row as usize).copied().unwrap_or(0)
    }

    fn set_digest(&mut self, row: u32, digest: u64) {
        let row = row as usize;
        if self.digests.len() <= row {
            self.digests.resize(row + 1, 0);
        }
        self.digests[row] = digest;
    }
}
