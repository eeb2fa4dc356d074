//! A file that came with a form, ready to be kept.

use uuid::Uuid;

use crate::app::App;
use crate::domain::ids::FileId;
use crate::domain::media::FileEdit;
use crate::domain::media::picture::without_metadata;
use crate::domain::media::place::Place;
use crate::http::konveksi::form::Form;
use crate::http::konveksi::upload::Received;
use crate::http::konveksi::upload::Wanted;
use crate::http::konveksi::upload::digest;
use crate::store::files::FileRow;
use crate::wire::konveksi::flaws::Flaw;

/// A file that is what it should be, and where it will be found.
#[derive(Debug)]
pub(crate) struct NewFile {
    pub(crate) row: FileRow,
    /// Its place, below `/media/`.
    pub(crate) path: String,
}

/// The file of a form, if there is one. What is wrong with it is noted in the form; what a
/// picture tells beside itself is gone.
pub(crate) fn file(
    form: &mut Form<'_>,
    received: Option<Received>,
    wanted: Wanted,
    app: &App,
) -> Option<NewFile> {
    let received = received?;
    let found = received.media(wanted).and_then(|media| {
        let bytes = without_metadata(media, received.bytes);
        let bytes = bytes.ok_or_else(|| Flaw::File(wanted.media.to_vec()))?;
        Ok((media, bytes))
    });
    let (media, bytes) = found.map_err(|flaw| form.flaw(wanted.field, &flaw)).ok()?;
    // Its whole id is chance: whoever does not know it cannot guess it.
    let (id, at) = (FileId(Uuid::new_v4()), app.clock.now());
    let row = FileRow {
        id,
        kind: wanted.kind,
        media_type: media.media_type().to_owned(),
        name: received.name,
        digest: digest(&bytes),
        owner: None,
        at,
        bytes,
    };
    let path = Place::of(wanted.kind, id, media, at).to_string();
    Some(NewFile { row, path })
}

/// What becomes of the file there is: a new one takes its place, and null takes it away. Its
/// address, which whoever sends back what they read sends along, changes nothing.
pub(crate) fn edit(form: &mut Form<'_>, new: Option<&NewFile>, wanted: Wanted) -> FileEdit {
    if let Some(new) = new {
        return FileEdit::Replace(new.path.clone());
    }
    if form.is_null(wanted.field) {
        return FileEdit::Remove;
    }
    form.check_text(wanted.field);
    FileEdit::Keep
}
