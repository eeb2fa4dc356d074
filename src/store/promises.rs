//! What every store promises, said once and asked of each of them.

mod alerts;
mod cleaning;
mod inbox;
mod jobs;
mod journal;
mod kept;
mod names;
mod outbox;
mod requests;

use std::time::Duration;

use tempfile::TempDir;
use uuid::Uuid;

use super::Batch;
use super::Change;
use super::Claim;
use super::CommitError;
use super::OrderRow;
use super::OutboxRow;
use super::Part;
use super::Store;
use super::Stream;
use super::Unique;
use super::standin::StandIn;
use super::surreal::StoreAddress;
use super::surreal::SurrealStore;
use crate::domain::ids::DebtId;
use crate::domain::ids::OrderId;
use crate::domain::time::Timestamp;

/// Longer than any store takes to keep a promise.
const PATIENCE: Duration = Duration::from_secs(20);

/// Texts that a careless store would stumble over.
const ODD_TEXTS: [&str; 6] = [
    "",
    "kaos \"Bumi\" – 100 % katun, l'été, 北京, 🧶, \u{200f}\u{301}",
    "'; DELETE order; --",
    "$data $row.id ⟨order:1⟩ `order` \\ \\u0041 \u{1f}",
    "[1, 2]",
    "null",
];

macro_rules! promised {
    ($($module:ident { $($promise:ident)+ })+) => {
        mod by_memory {
            $($(
                #[tokio::test]
                async fn $promise() {
                    super::$module::$promise(&super::opened("mem://").await).await;
                }
            )+)+
        }

        mod by_disk {
            $($(
                #[tokio::test]
                async fn $promise() {
                    let place = super::a_place();
                    super::$module::$promise(&super::opened(&super::url(&place)).await).await;
                }
            )+)+
        }

        mod by_stand_in {
            $($(
                #[tokio::test]
                async fn $promise() {
                    super::$module::$promise(&super::StandIn::calm_one()).await;
                }
            )+)+
        }
    };
}

promised! {
    journal {
        a_batch_is_written_whole
        a_batch_that_fails_leaves_nothing
        the_second_writer_of_a_version_is_named
        two_versions_of_one_order_fit_in_one_batch
        a_change_of_an_order_nobody_made_is_refused
        a_number_is_written_once
        numbers_are_read_without_gaps
        streams_know_their_tips
        incarnations_grow
        writers_of_different_streams_do_not_meet
    }
    names {
        a_name_remembers_who_took_it
        the_second_to_take_a_name_is_told_which
        names_of_different_kinds_do_not_meet
        one_batch_cannot_take_a_name_twice
    }
    kept {
        odd_texts_come_back_as_they_went
        orders_are_found_by_id_and_in_pages
        events_come_in_pages
        debts_come_back_oldest_first
        a_snapshot_replaces_the_one_before
        the_doorbell_rings
        an_empty_store_answers_with_nothing
    }
    outbox {
        what_is_due_is_taken_oldest_first
        a_row_nobody_settled_comes_due_again
        what_a_node_holds_is_let_go
        what_was_let_go_is_not_settled_by_whoever_held_it
        two_takers_never_get_the_same_row
        a_settled_row_is_gone
        a_row_that_was_moved_is_not_settled
        a_postponed_row_waits_with_what_it_was_given
        a_settled_or_moved_row_is_not_postponed
        owing_the_same_again_changes_nothing
        the_next_is_the_earliest
        takers_and_the_journal_do_not_meet
    }
    inbox {
        a_message_comes_back_as_it_came
        a_message_is_found_with_what_it_may_be_about
        the_same_message_again_is_left_as_it_is
        one_of_two_that_bring_a_message_is_the_first
        what_became_of_a_message_is_noted
        a_change_settles_the_message_it_came_from
        messages_are_found_by_their_order
        money_waits_until_it_is_matched
        money_is_listed_newest_first
    }
    alerts {
        an_alert_raised_again_counts
        a_change_raises_alerts_with_itself
        an_acknowledged_alert_stays_so_until_it_is_raised
        alerts_are_listed_last_seen_first
    }
    requests {
        requests_come_back_as_they_went
        requests_are_listed_latest_first
        every_filter_of_requests_filters
        old_requests_are_forgotten_some_at_a_time
    }
    cleaning {
        lines_below_the_floor_go_some_at_a_time
        a_floor_never_falls
        streams_that_are_over_go_with_their_last_line
        old_keys_are_forgotten_and_young_ones_are_not
    }
    jobs {
        one_node_at_a_time_has_a_job
        of_two_that_ask_at_once_one_gets_the_job
        a_finished_job_remembers_and_waits
        only_its_holder_finishes_a_job
    }
}

pub(super) fn a_place() -> TempDir {
    TempDir::new().unwrap()
}

pub(super) fn url(place: &TempDir) -> String {
    format!("surrealkv://{}", place.path().join("store").display())
}

pub(super) async fn opened(url: &str) -> SurrealStore {
    let store = SurrealStore::open(&StoreAddress::embedded(url))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    store
}

pub(super) fn an_order(number: u32) -> OrderId {
    OrderId(Uuid::from_u128(number.into()))
}

pub(super) fn a_part(order: OrderId, version: u64) -> Part {
    Part {
        row: OrderRow {
            id: order,
            version,
            code: format!("ORD-{}", order.0.as_u128()),
            status: "diproses",
            data: format!("{{\"version\":{version}}}"),
        },
        event: format!("{{\"became\":{version}}}"),
        private: None,
    }
}

pub(super) fn a_change(order: OrderId, version: u64) -> Change {
    Change {
        parts: vec![a_part(order, version)],
        ..Change::default()
    }
}

fn a_claim(unique: Unique, order: OrderId) -> Claim {
    Claim {
        unique,
        order,
        at: Timestamp(1_751_279_400_000),
        note: "sha256:ab".to_owned(),
    }
}

pub(super) fn a_debt(number: u32, due_at: i64) -> OutboxRow {
    OutboxRow {
        id: DebtId(Uuid::from_u128(number.into())),
        kind: "open_attempt".into(),
        order: Some(an_order(number)),
        due_at: Timestamp(due_at),
        not_after: Timestamp(due_at + 60_000),
        data: ODD_TEXTS[1].to_owned(),
        tries: 0,
        holder: None,
    }
}

pub(super) async fn commit(
    store: &dyn Store,
    stream: Stream,
    first: u64,
    changes: &[Change],
) -> Result<(), CommitError> {
    let changes: Vec<&Change> = changes.iter().collect();
    store
        .commit(Batch {
            stream,
            first,
            changes: &changes,
        })
        .await
}
