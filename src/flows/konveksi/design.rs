//! The design of an order, taken from where it is kept and made ready to be printed.
//!
//! A paper never waits for, or fails because of, a picture that is not as it should be: then
//! there is only its name.

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tracing::warn;

use crate::domain::konveksi::Order;
use crate::domain::media::Media;
use crate::domain::media::place::Place;
use crate::print::Design;
use crate::print::Picture;
use crate::store::files::Files;

/// The largest file that is read to be printed: what may be sent to us.
const FILE_BYTES_MAX: u64 = 10 * 1024 * 1024;
/// How many pictures are made ready at the same time: one may need 150 MB for a moment. Those
/// who wait do so within the time their request has.
const READERS_MAX: usize = 2;

static READERS: Semaphore = Semaphore::const_new(READERS_MAX);

/// The design of an order, if it has one.
pub async fn printable(files: &Files, order: &Order) -> Option<Design> {
    let place: &str = order.product.design.as_deref()?;
    let mut design = Design {
        name: String::new(),
        picture: None,
    };
    let Ok(place) = place.parse::<Place>() else {
        return Some(design);
    };
    let head = match files.head(place.file).await {
        Ok(Some(head)) => head,
        Ok(None) => return Some(design),
        Err(error) => {
            warn!(%error, "a design could not be looked up, the paper goes without");
            return Some(design);
        }
    };
    design.name = head.name;
    let media = Media::declared(&head.media_type);
    let media = media.filter(|it| Media::PICTURES.contains(it));
    if let Some(media) = media.filter(|_| head.length <= FILE_BYTES_MAX) {
        design.picture = picture(files, place, media).await;
    }
    Some(design)
}

async fn picture(files: &Files, place: Place, media: Media) -> Option<Picture> {
    let _place = READERS.acquire().await.ok()?;
    let file = files.get(place.file).await;
    let file = file.inspect_err(|error| {
        warn!(%error, "a design could not be read, the paper goes without");
    });
    let bytes = file.ok().flatten()?.bytes;
    // Unpacking takes a while, and nobody else should wait for it.
    let read = spawn_blocking(move || Picture::read(media, bytes));
    read.await.ok().flatten()
}
