//! Somebody of staff, whose connection breaks again and again until the end.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::time::sleep;
use uuid::Uuid;

use crate::live::soak::line::Line;
use crate::live::soak::line::Next;
use crate::live::soak::world::AWAY_WAIT;
use crate::live::soak::world::Orders;
use crate::live::soak::world::Said;
use crate::live::soak::world::Shown;
use crate::live::soak::world::World;

/// One in so many reads slowly, until the last change.
const SLOW: u64 = 20;
/// How long each frame takes them.
const SLOW_WAIT: Duration = Duration::from_millis(100);
/// How long to wait for a frame before the end is looked for.
const MOMENT: Duration = Duration::from_millis(250);

/// After how many moments without a frame nothing will come any more.
const MOMENTS_MAX: u32 = 240;

/// What one client knows.
#[derive(Default)]
pub(super) struct Known {
    /// The last version that was told of each order, deleted ones included.
    versions: HashMap<Uuid, u64>,
    /// The newest that is known of it; none when it is gone.
    newest: HashMap<Uuid, (u64, Option<Shown>)>,
    cursor: Option<String>,
}

impl Known {
    /// Every order that is there, as this client shows it.
    pub(super) fn orders(&self) -> Orders {
        let there = |(id, (_, shown)): (&Uuid, &(u64, Option<Shown>))| Some((*id, (*shown)?));
        self.newest.iter().filter_map(there).collect()
    }

    /// Takes in a frame as a client should: nothing goes back, nothing is left out.
    fn take_in(&mut self, said: &Said) {
        let Some(order) = said.order.filter(|_| said.kind.starts_with("order_")) else {
            return;
        };
        let last = self.versions.entry(order).or_insert(said.version - 1);
        let (from, to) = (*last, said.version);
        assert!(to <= from + 1, "a gap in {order}: {to} after {from}");
        *last = to.max(from);
        let (version, shown) = match said.shown {
            Some(shown) => (shown.version, Some(shown)),
            None => (said.version, None),
        };
        assert!(version >= said.version, "an order older than its change");
        let newest = self.newest.entry(order).or_default();
        if version >= newest.0 {
            *newest = (version, shown);
        }
    }

    /// Starts over from a list, because what was missed cannot be told any more.
    fn start_over(&mut self, listed: Orders) {
        self.versions = listed.iter().map(|(id, it)| (*id, it.version)).collect();
        let newest = listed
            .into_iter()
            .map(|(id, it)| (id, (it.version, Some(it))));
        self.newest = newest.collect();
    }

    fn is_the_truth(&self, world: &World) -> bool {
        world.truth().is_some_and(|truth| *truth == self.orders())
    }

    /// The orders that are not shown as they are.
    fn wrong(&self, truth: &Orders) -> Vec<Uuid> {
        let known = self.orders();
        let all = known.keys().chain(truth.keys()).copied();
        all.filter(|id| known.get(id) != truth.get(id)).collect()
    }
}

/// Listens until everything is known.
pub(super) async fn listen(world: Arc<World>, number: u64) -> Known {
    let mut chance = StdRng::seed_from_u64(number);
    let mut known = Known::default();
    while !known.is_the_truth(&world) {
        let is_slow = number.is_multiple_of(SLOW) && world.truth().is_none();
        let since = known.cursor.as_ref().map(|it| format!("&since={it}"));
        let path = format!(
            "/ws/orders/?token={}{}",
            world.token,
            since.unwrap_or_default()
        );
        match world.line(&path, is_slow).await {
            Ok(line) => {
                let frames = chance.random_range(1..world.size.frames_max);
                hear(&world, &mut known, line, frames, is_slow).await;
                world.counts.broken.fetch_add(1, Ordering::Relaxed);
            }
            Err(None | Some(503)) => sleep(AWAY_WAIT).await,
            Err(Some(status)) => panic!("a handshake was answered {status}"),
        }
    }
    known
}

/// Hears so many frames, then cuts the line, be it in the middle of the next.
async fn hear(world: &World, known: &mut Known, mut line: Line, frames: u32, is_slow: bool) {
    let (mut heard, mut quiet) = (0, 0);
    // Whoever was slow does not wait in the end for what was sent slowly.
    while heard < frames && !(is_slow && world.truth().is_some()) {
        match line.next(MOMENT).await {
            Next::Text(frame) => {
                heard += 1;
                quiet = 0;
                let said = world.read(&frame);
                if said.kind == "connection_established" {
                    greeted(world, known, &said).await;
                } else {
                    known.take_in(&said);
                    // What is outside the feed has no place in it.
                    known.cursor = said.cursor.clone().or(known.cursor.take());
                }
                if is_slow {
                    sleep(SLOW_WAIT).await;
                }
            }
            Next::Closed(code) => {
                assert!(matches!(code, 1012 | 1013), "nobody is closed with {code}");
                world
                    .counts
                    .too_slow
                    .fetch_add(u64::from(code == 1013), Ordering::Relaxed);
                return;
            }
            Next::Cut => return,
            Next::Nothing if known.is_the_truth(world) => return,
            Next::Nothing => {
                quiet += 1;
                if let Some(truth) = world.truth().filter(|_| quiet > MOMENTS_MAX) {
                    panic!("nothing comes any more; wrong are {:?}", known.wrong(truth));
                }
            }
        }
    }
}

async fn greeted(world: &World, known: &mut Known, said: &Said) {
    if said.recovered {
        assert_eq!(said.cursor, known.cursor, "it goes on where we were");
        world.counts.recovered.fetch_add(1, Ordering::Relaxed);
    } else {
        known.start_over(world.listed().await);
        known.cursor.clone_from(&said.cursor);
        world.counts.started_over.fetch_add(1, Ordering::Relaxed);
    }
}
