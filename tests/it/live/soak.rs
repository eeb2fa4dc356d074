//! Many clients, broken connections, slow readers, a server that is killed twice: everyone
//! ends with what is in the database, and nobody ever saw an order go back or a gap.
//!
//! `make soak` runs the same for ten minutes, with as many clients as a busy day has.

mod changes;
mod customer;
mod line;
mod staff;
mod world;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::live::soak::world::Size;
use crate::live::soak::world::World;
use crate::process::Connection;
use crate::process::Server;

/// How often the server is killed on the way.
const KILLS: usize = 2;
const LOOK_EVERY: Duration = Duration::from_millis(20);
const SETTINGS: &str = "[live]\nsessions_per_user_max = 20_000\n\
     sessions_per_address_max = 20_000\nqueue_bytes_max = 65_536\n";

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_everyone_ends_with_the_truth() {
    let seconds = std::env::vars().find(|(name, _)| name == "RAJUT_SOAK");
    let size = match seconds {
        Some((_, seconds)) => Size::long(seconds.parse().unwrap()),
        None => Size::short(),
    };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("default.toml"), SETTINGS).unwrap();
    let mut server = start(folder.path()).await;
    let staff = Connection::signed_in(server.address).await;
    let world = Arc::new(World::new(size, server.address, staff.token()));
    let orders = changes::begin(&world).await;

    let mut listening = JoinSet::new();
    for number in 0..size.staff {
        listening.spawn(staff::listen(Arc::clone(&world), number));
    }
    let mut following = JoinSet::new();
    for (number, order) in (0..size.customers).zip(orders.iter().cycle()) {
        let order = order.clone();
        following.spawn(customer::follow(Arc::clone(&world), number, order));
    }
    let mut changing = changes::go_on(&world, &orders);
    for kill in 1..=KILLS {
        let until = size.changes * kill / (KILLS + 1);
        while world.changed.load(Ordering::Acquire) < until {
            sleep(LOOK_EVERY).await;
            fall_with(&mut changing);
            fall_with(&mut listening);
        }
        world.say(&format!(
            "killing the server, {} MiB",
            server.resident() >> 20
        ));
        server.kill();
        server = start(folder.path()).await;
        world.moved_to(server.address);
    }
    changing.join_all().await;
    world.say("the last change");
    changes::end(&world, &orders).await;
    let truth = world.settle().await;
    let known = listening.join_all().await;
    let shown = following.join_all().await;
    world.say(&format!(
        "everyone is there, {} MiB",
        server.resident() >> 20
    ));

    for known in known {
        assert_eq!(known.orders(), truth);
    }
    for (id, version) in shown {
        assert_eq!(truth[&id].version, version);
    }
    server.kill();
    let server = start(folder.path()).await;
    world.moved_to(server.address);
    assert_eq!(world.listed().await, truth, "it is all in the database");
    let seen = world.seen();
    assert!(seen.broken > size.staff, "{seen}");
    assert!(seen.recovered > size.staff, "{seen}");
    assert!(seen.too_slow >= size.too_slow_min, "{seen}");
}

async fn start(folder: &Path) -> Server {
    Server::start_as(&folder.join("store"), &[], Some(folder)).await
}

/// Falls when one of those at work has fallen.
fn fall_with<T: 'static>(tasks: &mut JoinSet<T>) {
    if let Some(Err(error)) = tasks.try_join_next() {
        std::panic::resume_unwind(error.into_panic());
    }
}
