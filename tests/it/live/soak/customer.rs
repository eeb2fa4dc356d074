//! A customer, whose connection breaks too.

use std::sync::Arc;
use std::time::Duration;

use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;
use tokio::time::sleep;
use uuid::Uuid;

use crate::kit::text;
use crate::live::soak::changes::Begun;
use crate::live::soak::line::Next;
use crate::live::soak::world::AWAY_WAIT;
use crate::live::soak::world::World;

/// How long to wait for a frame before the end is looked for.
const MOMENT: Duration = Duration::from_millis(250);
/// After how many frames the connection breaks, at most.
const FRAMES_MAX: u32 = 40;

/// Follows an order until it is shown as it is in the end; answers its version then.
pub(super) async fn follow(world: Arc<World>, number: u64, order: Begun) -> (Uuid, u64) {
    let mut chance = StdRng::seed_from_u64(1_000_000 + number);
    let mut since = String::new();
    let (mut told, mut shown) = (0, 0);
    let is_there = |shown: u64| {
        let truth = world.truth().and_then(|truth| truth.get(&order.id));
        truth.is_some_and(|truth| truth.version == shown)
    };
    loop {
        let path = format!("/ws/orders/{}/?since={since}", order.code);
        let mut line = match world.line(&path, false).await {
            Ok(line) => line,
            Err(None | Some(503)) => {
                sleep(AWAY_WAIT).await;
                continue;
            }
            Err(Some(status)) => panic!("a handshake was answered {status}"),
        };
        for _ in 0..chance.random_range(1..FRAMES_MAX) {
            match line.next(MOMENT).await {
                Next::Text(frame) => {
                    let event: Value = serde_json::from_slice(&frame).unwrap();
                    let is_greeting = event["type"] == "connection_established";
                    if is_greeting {
                        assert_eq!(event["recovered"], !since.is_empty());
                    }
                    let version = event["version"].as_u64().unwrap_or(told);
                    assert!(version >= told, "{version} after {told}");
                    told = version;
                    let now = if is_greeting {
                        &event["snapshot"]["order"]
                    } else {
                        &event["order"]
                    };
                    let now = now["version"].as_u64().unwrap();
                    assert!(now >= told, "an order older than its change");
                    shown = now.max(shown);
                    text(&event["cursor"]).clone_into(&mut since);
                }
                Next::Closed(code) => {
                    assert!(matches!(code, 1012 | 1013), "nobody is closed with {code}");
                    break;
                }
                Next::Cut => break,
                Next::Nothing => {}
            }
            if is_there(shown) {
                return (order.id, shown);
            }
        }
    }
}
