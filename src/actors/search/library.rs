//! Texts by their words, in memory: an inverted index that answers without reading them.
//!
//! What was put in is found after the next [`Library::open`]. Nothing but words and the
//! numbers of rows is kept, so it cannot show a text, only find one.

use tantivy::Index;
use tantivy::IndexReader;
use tantivy::IndexWriter;
use tantivy::ReloadPolicy;
use tantivy::TantivyDocument;
use tantivy::TantivyError;
use tantivy::Term;
use tantivy::indexer::IndexWriterOptions;
use tantivy::indexer::LogMergePolicy;
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::FAST;
use tantivy::schema::Field;
use tantivy::schema::INDEXED;
use tantivy::schema::IndexRecordOption;
use tantivy::schema::Schema;
use tantivy::schema::TextFieldIndexing;
use tantivy::schema::TextOptions;

use crate::actors::search::catalogue::Catalogue;
use crate::actors::search::text::Text;

/// The field that holds the number of a row.
pub(super) const ROW: &str = "row";

/// The library could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("the search library failed")]
pub struct LibraryError(#[from] TantivyError);

impl From<std::io::Error> for LibraryError {
    fn from(error: std::io::Error) -> Self {
        Self(error.into())
    }
}

/// Where texts are put.
pub(super) struct Library {
    writer: IndexWriter,
    reader: IndexReader,
    fields: Fields,
}

/// What is kept of a text, each in words of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    row: Field,
    pub(super) name: Field,
    pub(super) product: Field,
    pub(super) phone: Field,
    /// The number from its end, so that an end is a beginning.
    pub(super) phone_backwards: Field,
    pub(super) email: Field,
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
        let writer: IndexWriter = index.writer_with_options(options)?;
        // Parts are made of what its memory holds, and put together by `bind`.
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Self {
            writer,
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

    /// Makes one part of all there are: each one has to be searched on its own. What is put
    /// in from now on becomes small parts that grow together by themselves.
    pub(super) fn bind(&mut self) -> Result<(), LibraryError> {
        self.writer.commit()?;
        let parts = self.writer.index().searchable_segment_ids()?;
        if parts.len() > 1 {
            self.writer.merge(&parts).wait()?;
        }
        self.writer
            .set_merge_policy(Box::new(LogMergePolicy::default()));
        Ok(())
    }

    /// Makes everything that was put in ready to be found.
    pub(super) fn open(&mut self) -> Result<Catalogue, LibraryError> {
        self.writer.commit()?;
        self.reader.reload()?;
        Catalogue::of(&self.reader.searcher(), self.fields)
    }
}

pub(super) fn backwards(digits: &str) -> String {
    digits.chars().rev().collect()
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").finish_non_exhaustive()
    }
}
