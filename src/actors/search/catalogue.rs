//! What is in the library, to be found: sets of rows, by the words their texts have.
//!
//! The words of a field are sorted, so those that begin alike lie side by side; each has a
//! list of the texts it is in. Nothing is ranked: whoever searches wants them by age or price.

use std::sync::Arc;

use tantivy::DocId;
use tantivy::Searcher;
use tantivy::SegmentReader;
use tantivy::Term;
use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

use crate::actors::index::Rows;
use crate::actors::search::library::Fields;
use crate::actors::search::library::LibraryError;
use crate::actors::search::library::ROW;
use crate::actors::search::library::backwards;
use crate::actors::search::text::Sought;
use crate::actors::search::text::forgives;

/// What can be found.
#[derive(Clone)]
pub(in crate::actors) struct Catalogue {
    shelves: Arc<[Shelf]>,
}

impl Catalogue {
    /// What a library holds now.
    pub(super) fn of(searcher: &Searcher, fields: Fields) -> Result<Self, LibraryError> {
        let segments = searcher.segment_readers().iter();
        let shelves = segments.map(|segment| Shelf::of(segment.clone(), fields));
        Ok(Self {
            shelves: shelves.collect::<Result<_, _>>()?,
        })
    }

    /// The rows whose text is found.
    pub(in crate::actors) fn find(&self, sought: &Sought) -> Result<Rows, LibraryError> {
        let mut rows = Rows::default();
        for shelf in &*self.shelves {
            shelf.find(sought, &mut rows)?;
        }
        Ok(rows)
    }
}

/// A part of the library that changes no more.
struct Shelf {
    segment: SegmentReader,
    fields: Fields,
    /// The row of each text, or none when it was taken out.
    rows: Vec<Option<u32>>,
}

impl Shelf {
    fn of(segment: SegmentReader, fields: Fields) -> Result<Self, LibraryError> {
        let column = segment.fast_fields().u64(ROW)?;
        let row = |text| u32::try_from(column.first(text)?).ok();
        let alive = segment.alive_bitset();
        let is_there = |text: &DocId| alive.is_none_or(|alive| alive.is_alive(*text));
        let texts = 0..segment.max_doc();
        let rows = texts.map(|text| is_there(&text).then(|| row(text))?);
        Ok(Self {
            rows: rows.collect(),
            segment,
            fields,
        })
    }

    fn find(&self, sought: &Sought, rows: &mut Rows) -> Result<(), LibraryError> {
        let mut found = self.with_words(&sought.words)?;
        for digits in &sought.phone_starts {
            self.beginning(self.fields.phone, digits, &mut found)?;
        }
        if let Some(digits) = &sought.phone_end {
            let digits = backwards(digits);
            self.beginning(self.fields.phone_backwards, &digits, &mut found)?;
        }
        if let Some(address) = &sought.email_start {
            self.beginning(self.fields.email, address, &mut found)?;
        }
        let found = found.iter().map(|text| self.rows[text as usize]);
        found.flatten().for_each(|row| rows.insert(row));
        Ok(())
    }

    /// The texts that have every one of these words, and none when there are none.
    fn with_words(&self, words: &[String]) -> Result<Rows, LibraryError> {
        let Some((first, others)) = words.split_first() else {
            return Ok(Rows::default());
        };
        let mut found = self.with_word(first)?;
        for word in others {
            if found.is_empty() {
                break;
            }
            found.intersect(&self.with_word(word)?);
        }
        Ok(found)
    }

    /// The texts with a word in a name or in a product.
    fn with_word(&self, word: &str) -> Result<Rows, LibraryError> {
        let mut found = Rows::default();
        self.beginning(self.fields.name, word, &mut found)?;
        if forgives(word) {
            let term = Term::from_field_text(self.fields.name, word);
            let alike = FuzzyTermQuery::new(term, 1, true).automaton()?;
            let names = self.segment.inverted_index(self.fields.name)?;
            let mut alike = names.terms().search(alike).without_keys().into_stream()?;
            while alike.advance() {
                collect(&names, alike.value(), &mut found)?;
            }
        }
        // Few words make up all products there are.
        let products = self.segment.inverted_index(self.fields.product)?;
        let mut product = products.terms().stream()?;
        while product.advance() {
            let has = |part: &[u8]| part == word.as_bytes();
            if product.key().windows(word.len()).any(has) {
                collect(&products, product.value(), &mut found)?;
            }
        }
        Ok(found)
    }

    /// Adds the texts with a word in a field that begins like this.
    fn beginning(&self, field: Field, text: &str, found: &mut Rows) -> Result<(), LibraryError> {
        let index = self.segment.inverted_index(field)?;
        // No byte of a text is the last one there is, so the next one after it ends the range.
        let mut end = text.as_bytes().to_vec();
        let Some(last) = end.last_mut() else {
            return Ok(());
        };
        *last += 1;
        let range = index.terms().range().ge(text).lt(end);
        let mut words = range.without_keys().into_stream()?;
        while words.advance() {
            collect(&index, words.value(), found)?;
        }
        Ok(())
    }
}

/// Adds the texts that have a word.
fn collect(
    index: &InvertedIndexReader,
    word: &TermInfo,
    found: &mut Rows,
) -> Result<(), LibraryError> {
    let mut texts = index.read_block_postings_from_terminfo(word, IndexRecordOption::Basic)?;
    while !texts.docs().is_empty() {
        for text in texts.docs() {
            found.insert(*text);
        }
        texts.advance();
    }
    Ok(())
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue").finish_non_exhaustive()
    }
}
