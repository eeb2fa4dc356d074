//! Texts by their words, in memory: an inverted index that answers without reading them.
//!
//! What was put in is found after the next [`Library::open`]. Nothing but words and the
//! numbers of rows is kept, so it cannot show a text, only find one.

use tantivy::DocId;
use tantivy::Index;
use tantivy::IndexReader;
use tantivy::IndexWriter;
use tantivy::ReloadPolicy;
use tantivy::Score;
use tantivy::Searcher;
use tantivy::SegmentReader;
use tantivy::TantivyDocument;
use tantivy::TantivyError;
use tantivy::Term;
use tantivy::collector::Collector;
use tantivy::collector::SegmentCollector;
use tantivy::columnar::Column;
use tantivy::indexer::IndexWriterOptions;
use tantivy::query::BooleanQuery;
use tantivy::query::FuzzyTermQuery;
use tantivy::query::Query;
use tantivy::query::RegexQuery;
use tantivy::schema::FAST;
use tantivy::schema::Field;
use tantivy::schema::INDEXED;
use tantivy::schema::IndexRecordOption;
use tantivy::schema::Schema;
use tantivy::schema::TextFieldIndexing;
use tantivy::schema::TextOptions;

use crate::actors::index::Rows;
use crate::actors::search::text::Sought;
use crate::actors::search::text::Text;
use crate::actors::search::text::forgives;

/// The field that holds the number of a row.
const ROW: &str = "row";

/// The library could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("the search library failed")]
pub struct LibraryError(#[from] TantivyError);

/// Where texts are put.
pub(super) struct Library {
    writer: IndexWriter,
    reader: IndexReader,
    fields: Fields,
}

/// What can be found.
#[derive(Clone)]
pub(in crate::actors) struct Catalogue {
    searcher: Searcher,
    fields: Fields,
}

#[derive(Debug, Clone, Copy)]
struct Fields {
    row: Field,
    name: Field,
    product: Field,
    phone: Field,
    /// The number from its end, so that an end is a beginning.
    phone_backwards: Field,
    email: Field,
}

impl Library {
    /// One with nothing in it. Its threads end with it.
    pub(super) fn new() -> Result<Self, LibraryError> {
        let mut schema = Schema::builder();
        let words = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        let words = TextOptions::default().set_indexing_options(words);
        let mut text = |name: &str| schema.add_text_field(name, words.clone());
        let (name, product) = (text("name"), text("product"));
        let (phone, phone_backwards) = (text("phone"), text("phone_backwards"));
        let email = text("email");
        let row = schema.add_u64_field(ROW, INDEXED | FAST);
        let index = Index::create_in_ram(schema.build());
        let options = IndexWriterOptions::builder().num_merge_threads(1).build();
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        Ok(Self {
            writer: index.writer_with_options(options)?,
            reader: reader.try_into()?,
            fields: Fields {
                row,
                name,
                product,
                phone,
                phone_backwards,
                email,
            },
        })
    }

    /// Puts the text of a row in, in place of an earlier one.
    pub(super) fn put(&self, row: u32, text: &Text, is_new: bool) -> Result<(), LibraryError> {
        let Fields {
            name,
            product,
            phone,
            phone_backwards,
            email,
            ..
        } = self.fields;
        if !is_new {
            let earlier = Term::from_field_u64(self.fields.row, row.into());
            self.writer.delete_term(earlier);
        }
        let mut document = TantivyDocument::new();
        document.add_u64(self.fields.row, row.into());
        for word in &text.name {
            document.add_text(name, word);
        }
        for word in &text.product {
            document.add_text(product, word);
        }
        if let Some(digits) = &text.phone {
            document.add_text(phone, digits);
            document.add_text(phone_backwards, backwards(digits));
        }
        if let Some(address) = &text.email {
            document.add_text(email, address);
        }
        self.writer.add_document(document)?;
        Ok(())
    }

    /// Makes everything that was put in ready to be found.
    pub(super) fn open(&mut self) -> Result<Catalogue, LibraryError> {
        self.writer.commit()?;
        self.reader.reload()?;
        Ok(Catalogue {
            searcher: self.reader.searcher(),
            fields: self.fields,
        })
    }
}

impl Catalogue {
    /// The rows whose text is found.
    pub(in crate::actors) fn find(&self, sought: &Sought) -> Result<Rows, LibraryError> {
        let mut ways = Vec::new();
        if !sought.words.is_empty() {
            let words = sought.words.iter().map(|word| self.word(word));
            let words = words.collect::<Result<_, _>>()?;
            ways.push(Box::new(BooleanQuery::intersection(words)) as Box<dyn Query>);
        }
        for digits in &sought.phone_starts {
            ways.push(beginning(self.fields.phone, digits));
        }
        if let Some(digits) = &sought.phone_end {
            ways.push(beginning(self.fields.phone_backwards, &backwards(digits)));
        }
        if let Some(address) = &sought.email_start {
            ways.push(beginning(self.fields.email, address));
        }
        if ways.is_empty() {
            return Ok(Rows::default());
        }
        let any = BooleanQuery::union(ways);
        Ok(self.searcher.search(&any, &Found)?)
    }

    /// A word in a name or in a product.
    fn word(&self, word: &str) -> Result<Box<dyn Query>, LibraryError> {
        // Words hold nothing that means anything in a pattern.
        let part = format!(".*{word}.*");
        let mut ways = vec![
            beginning(self.fields.name, word),
            Box::new(RegexQuery::from_pattern(&part, self.fields.product)?),
        ];
        if forgives(word) {
            let term = Term::from_field_text(self.fields.name, word);
            ways.push(Box::new(FuzzyTermQuery::new(term, 1, true)));
        }
        Ok(Box::new(BooleanQuery::union(ways)))
    }
}

fn beginning(field: Field, text: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, text);
    Box::new(FuzzyTermQuery::new_prefix(term, 0, false))
}

fn backwards(digits: &str) -> String {
    digits.chars().rev().collect()
}

/// Collects the rows of what is found.
struct Found;

/// The same in one segment.
struct FoundHere {
    row_of: Column<u64>,
    rows: Rows,
}

impl Collector for Found {
    type Fruit = Rows;
    type Child = FoundHere;

    fn for_segment(&self, _at: u32, segment: &SegmentReader) -> tantivy::Result<FoundHere> {
        Ok(FoundHere {
            row_of: segment.fast_fields().u64(ROW)?,
            rows: Rows::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, found: Vec<Rows>) -> tantivy::Result<Rows> {
        Ok(found.into_iter().fold(Rows::default(), Rows::union))
    }
}

impl SegmentCollector for FoundHere {
    type Fruit = Rows;

    fn collect(&mut self, document: DocId, _score: Score) {
        let row = self.row_of.first(document);
        if let Some(row) = row.and_then(|row| u32::try_from(row).ok()) {
            self.rows.insert(row);
        }
    }

    fn harvest(self) -> Rows {
        self.rows
    }
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue").finish_non_exhaustive()
    }
}
