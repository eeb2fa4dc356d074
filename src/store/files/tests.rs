//! Files are whole or not there, and are written once.

use futures_util::TryStreamExt;
use uuid::Uuid;

use super::*;
use crate::store::promises::a_place;
use crate::store::promises::opened;
use crate::store::promises::url;

/// A file of so many bytes, no chunk of it like another.
fn a_file(number: u32, length: usize) -> FileRow {
    let bytes = (0..length).map(|place| (place / 251 + place).to_le_bytes()[0]);
    FileRow {
        id: FileId(Uuid::from_u128(number.into())),
        kind: FileKind::ALL[number as usize % 3],
        media_type: "image/jpeg".to_owned(),
        name: "bukti transfer 🧶.jpg".to_owned(),
        digest: format!("digest of {number}"),
        owner: number.is_multiple_of(2).then(|| OrderId(Uuid::nil())),
        at: Timestamp(1_000),
        bytes: bytes.collect(),
    }
}

#[tokio::test]
async fn a_file_comes_back_whole() {
    let files = Files::new(Arc::new(opened("mem://").await));
    let lengths = [
        0,
        1,
        CHUNK_BYTES_MAX - 1,
        CHUNK_BYTES_MAX,
        CHUNK_BYTES_MAX + 1,
        10 * 1024 * 1024,
    ];
    for (number, length) in (1..).zip(lengths) {
        files.put(&a_file(number, length)).await.unwrap();
    }

    for (number, length) in (1..).zip(lengths) {
        let file = a_file(number, length);
        assert_eq!(files.get(file.id).await.unwrap(), Some(file));
    }
    assert_eq!(files.get(a_file(99, 0).id).await.unwrap(), None);
}

#[tokio::test]
async fn any_part_of_a_file_is_read_by_itself() {
    let files = Files::new(Arc::new(opened("mem://").await));
    let file = a_file(1, CHUNK_BYTES_MAX * 2 + 77);
    files.put(&file).await.unwrap();
    let head = files.head(file.id).await.unwrap().unwrap();
    let length = file.bytes.len() as u64;
    assert_eq!(head.length, length);

    for part in [
        0..length,
        0..0,
        0..1,
        CHUNK_BYTES - 1..CHUNK_BYTES + 1,
        CHUNK_BYTES..2 * CHUNK_BYTES,
        100..length - 1,
        length - 1..length,
    ] {
        let read: Vec<Vec<u8>> = files.read(&head, part.clone()).try_collect().await.unwrap();

        let expected = &file.bytes[place(part.start)..place(part.end)];
        assert_eq!(read.concat(), expected, "{part:?}");
        assert!(read.iter().all(|chunk| chunk.len() <= CHUNK_BYTES_MAX));
    }
    let behind = files.read(&head, length - 1..length + 1);
    assert!(behind.try_collect::<Vec<_>>().await.is_err());
}

#[tokio::test]
async fn a_large_file_is_found_on_disk_again() {
    let place = a_place();
    let file = a_file(1, 10 * 1024 * 1024);
    let store = opened(&url(&place)).await;
    Files::new(Arc::new(store)).put(&file).await.unwrap();

    let files = Files::new(Arc::new(opened(&url(&place)).await));

    assert_eq!(files.get(file.id).await.unwrap(), Some(file));
}

#[tokio::test]
async fn a_file_is_written_once() {
    let files = Files::new(Arc::new(opened("mem://").await));
    let file = a_file(1, CHUNK_BYTES_MAX * 2);
    let other = FileRow {
        id: file.id,
        ..a_file(2, CHUNK_BYTES_MAX * 3)
    };
    files.put(&file).await.unwrap();

    files.put(&file).await.unwrap();
    let refused = files.put(&other).await;

    assert!(refused.is_err());
    assert_eq!(files.get(file.id).await.unwrap(), Some(file));
}

#[tokio::test]
async fn a_file_with_a_hole_is_not_believed() {
    let store = Arc::new(opened("mem://").await);
    let files = Files::new(Arc::clone(&store));
    let file = a_file(1, CHUNK_BYTES_MAX * 3);
    files.put(&file).await.unwrap();
    let hole = record("file_chunk", key([uuid(file.id.0), number(1)]));
    store
        .query("DELETE $hole", bound([("hole", hole)]))
        .await
        .unwrap();

    let refused = files.get(file.id).await.unwrap_err().to_string();

    assert!(refused.ends_with("chunks of it are missing"), "{refused}");
}

#[test]
fn a_file_is_not_spelled_out_in_logs() {
    let spelled = format!("{:?}", a_file(1, 1_000));

    assert!(
        !spelled.contains("bukti") && spelled.len() < 200,
        "{spelled}"
    );
}
