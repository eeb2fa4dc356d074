//! The sandbox before and after a restart.

use std::collections::HashMap;

use super::*;

/// A shelf of its own.
#[derive(Debug, Default)]
struct Board(Mutex<HashMap<String, String>>);

#[async_trait]
impl Shelf for Board {
    async fn put(&self, key: &str, json: String) {
        self.0.lock().await.insert(key.to_owned(), json);
    }

    async fn all(&self) -> Vec<(String, String)> {
        self.0.lock().await.clone().into_iter().collect()
    }
}

#[derive(Debug)]
struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp(1_760_000_000_000)
    }
}

async fn sandbox(board: &Arc<Board>) -> MessageSandbox {
    let shelf = Arc::clone(board) as Arc<dyn Shelf>;
    let zone = BusinessZone::named("Asia/Jakarta").unwrap();
    MessageSandbox::open(shelf, Arc::new(Noon), zone).await
}

fn a_message(number: usize) -> Message {
    Message {
        id: Uuid::from_u128(number as u128),
        carrier: Carrier::Whatsapp,
        to: "+6281234567890".to_owned(),
        subject: String::new(),
        body: format!("Pesan {number}"),
        not_after: Timestamp(1_760_000_060_000),
    }
}

async fn bodies(sandbox: &MessageSandbox) -> Vec<String> {
    let kept = sandbox.0.kept.lock().await;
    kept.iter().map(|it| it.body.clone()).collect()
}

#[tokio::test]
async fn a_message_sent_twice_is_one() {
    let sandbox = sandbox(&Arc::default()).await;

    let first = sandbox.send(&a_message(1)).await;
    let again = sandbox.send(&a_message(1)).await;

    assert_eq!(first, again);
    assert_eq!(bodies(&sandbox).await, ["Pesan 1"]);
    assert!(sandbox.is_sandbox());
}

#[tokio::test]
async fn messages_survive_a_restart_and_stay_one() {
    let board = Arc::default();
    let before = sandbox(&board).await;
    for number in [1, 2] {
        before.send(&a_message(number)).await.unwrap();
    }

    let after = sandbox(&board).await;
    after.send(&a_message(2)).await.unwrap();
    after.send(&a_message(3)).await.unwrap();

    assert_eq!(bodies(&after).await, ["Pesan 1", "Pesan 2", "Pesan 3"]);
}

#[tokio::test]
async fn the_oldest_make_room_in_memory_and_on_the_shelf() {
    let board = Arc::default();
    let full = sandbox(&board).await;
    for number in 0..MESSAGES_KEPT_MAX + 3 {
        full.send(&a_message(number)).await.unwrap();
    }

    let again = sandbox(&board).await;

    assert_eq!(board.0.lock().await.len(), MESSAGES_KEPT_MAX);
    for sandbox in [full, again] {
        let bodies = bodies(&sandbox).await;
        assert_eq!(bodies.len(), MESSAGES_KEPT_MAX);
        assert_eq!(bodies.first().unwrap(), "Pesan 3");
    }
}

#[tokio::test]
async fn what_cannot_be_read_or_is_not_ours_is_left_alone() {
    let board: Arc<Board> = Arc::default();
    board.put("message/0", "{".to_owned()).await;
    board.put("page/1", "{}".to_owned()).await;

    let sandbox = sandbox(&board).await;

    assert_eq!(bodies(&sandbox).await, Vec::<String>::new());
}
