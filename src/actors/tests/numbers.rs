//! The numbers of the dashboard against a plain recount of the rows, after ten thousand
//! random changes: on the node that made them, on another, and after a restart.

use std::collections::BTreeMap;
use std::sync::Arc;

use rand::Rng;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;

use super::kit::settings;
use crate::actors::engine::Engine;
use crate::actors::engine::EngineSettings;
use crate::actors::index::OrderIndex;
use crate::actors::order::OrderError;
use crate::actors::order::Submission;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Command;
use crate::domain::konveksi::statistics::Figures;
use crate::domain::konveksi::tests::histories;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::time::BusinessZone;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;
use crate::store::OrderRow;
use crate::store::standin::StandIn;
use crate::wire::konveksi::statistics::StatisticsView;

const ORDERS: u8 = 250;
const CHANGES: usize = 10_000;
/// Jakarta's clocks are this far ahead, all year and for as long as there was money here.
const AHEAD: i64 = 7 * 3_600_000;
const DAY: i64 = 24 * 3_600_000;

#[tokio::test(start_paused = true)]
async fn ten_thousand_random_changes_add_up_to_what_the_rows_say() {
    let store = StandIn::calm_one();
    let engine = start(&store, 1).await;
    let other = start(&store.another_process(), 2).await;
    let mut chance = StdRng::seed_from_u64(10_000);
    let mut trials = begin(&engine).await;

    agrees(&engine.index, &store, &trials);
    let mut changes = trials.len();
    let mut refused = 0;
    while changes < CHANGES {
        let which = chance.random_range(0..trials.len());
        let trial = &mut trials[which];
        let command = histories::asked(trial, chance.random());
        let submitted = engine.orders.submit(Submission::of(own_names(command)));
        match submitted.await {
            Ok(answer) => {
                changes += usize::from(answer.event.is_some());
                trial.order = (*answer.order).clone();
            }
            Err(OrderError::Refused(_) | OrderError::Taken(_)) => refused += 1,
            Err(other) => panic!("{other}"),
        }
        if changes.is_multiple_of(500) {
            agrees(&engine.index, &store, &trials);
        }
    }

    agrees(&engine.index, &store, &trials);
    let figures = figures(&engine.index, &trials);
    assert!(
        refused > 0 && figures.orders < i64::from(ORDERS),
        "some is refused, some deleted"
    );
    assert!(figures.by_status.iter().filter(|count| **count > 0).count() > 3);
    assert!(
        figures
            .chart
            .iter()
            .filter(|(_, it)| it.is_positive())
            .count()
            > 6
    );

    let mut reader = other.feed.since(other.feed.position());
    while other.index.position() != engine.index.position() {
        reader.next().await.unwrap();
    }
    agrees(&other.index, &store, &trials);
    engine.stop().await;
    let again = OrderIndex::load(&store, jakarta()).await.unwrap();
    agrees(&again, &store, &trials);
    assert_eq!(self::figures(&again, &trials), figures);
    other.abandon();
}

async fn start(store: &StandIn, node: u32) -> Engine {
    let settings = EngineSettings {
        zone: jakarta(),
        ..settings(node)
    };
    Engine::start(Arc::new(store.clone()), settings)
        .await
        .unwrap()
}

async fn begin(engine: &Engine) -> Vec<Trial> {
    let mut trials = Vec::new();
    for start in 0..ORDERS {
        let number = u128::from(start) + 1;
        let mut command = histories::beginning_as(number, start);
        // Spread over eight months.
        command.at = command.at + Span::days(start.into());
        let mut trial = histories::begun_as(number, start);
        trial.now = command.at;
        let answer = engine.orders.submit(Submission::of(command)).await.unwrap();
        trial.order = (*answer.order).clone();
        trials.push(trial);
    }
    trials
}

/// What a provider names is its own in the whole business; moves draw from a few names.
fn own_names(mut command: Command) -> Command {
    let order = command.order;
    let own = |name: &mut String| *name = format!("{name}-{order}");
    match &mut command.action {
        Action::Receive(receipt) => receipt.provider_id.iter_mut().for_each(own),
        Action::AttemptOpened { provider_id, .. } => own(provider_id),
        _ => {}
    }
    command
}

fn figures(index: &OrderIndex, trials: &[Trial]) -> Figures {
    index.statistics(latest(trials), 0).figures
}

fn latest(trials: &[Trial]) -> Timestamp {
    trials.iter().map(|trial| trial.now).max().unwrap()
}

/// Whether what staff would read is what the rows say.
#[track_caller]
fn agrees(index: &OrderIndex, store: &StandIn, trials: &[Trial]) {
    let figures = figures(index, trials);
    let read = serde_json::to_value(StatisticsView::whole(&figures, &[])).unwrap();
    let rows = store.contents().orders;
    let counted = Recount::of(rows.values(), latest(trials));

    assert_eq!(read["total_orders"], counted.orders);
    assert_eq!(read["total_revenue"], format!("{}.00", counted.revenue));
    let words = read["status_distribution"].as_object().unwrap();
    assert_eq!(words.len(), 7);
    for (word, count) in words {
        let rows = counted.words.get(word.as_str()).copied().unwrap_or(0);
        assert_eq!(*count, rows, "{word}");
    }
    let of = |words: &[&str]| {
        words
            .iter()
            .map(|it| counted.words.get(it).unwrap_or(&0))
            .sum()
    };
    let pending: i64 = of(&["menunggu_link", "link_dibuat"]);
    let completed: i64 = of(&["lunas"]);
    assert_eq!(read["pending_orders"], pending);
    assert_eq!(read["completed_orders"], completed);
    let chart = read["revenue_chart"].as_array().unwrap();
    let months: Vec<_> = chart
        .iter()
        .map(|it| it["month"].as_str().unwrap())
        .collect();
    assert_eq!(months, counted.last_months);
    for month in chart {
        let name = month["month"].as_str().unwrap();
        let revenue = counted.months.get(name).copied().unwrap_or(0);
        assert_eq!(month["revenue"], format!("{revenue}.00"), "{name}");
    }
    assert_eq!(read["monthly_growth"], counted.growth);
}

/// The numbers, counted anew out of the rows' JSON and nothing else.
struct Recount {
    orders: i64,
    words: BTreeMap<&'static str, i64>,
    revenue: i64,
    months: BTreeMap<String, i64>,
    last_months: Vec<String>,
    growth: f64,
}

impl Recount {
    fn of<'a>(rows: impl Iterator<Item = &'a OrderRow>, now: Timestamp) -> Self {
        let (year, month, today) = civil(now.0);
        let before = if month == 1 {
            (year - 1, 12)
        } else {
            (year, month - 1)
        };
        let mut counted = Self {
            orders: 0,
            words: BTreeMap::new(),
            revenue: 0,
            months: BTreeMap::new(),
            last_months: last_months(year, month),
            growth: 0.0,
        };
        let (mut this_month, mut last_month) = (0_i32, 0_i32);
        for row in rows {
            let order: Value = serde_json::from_str(&row.data).unwrap();
            if !order["deleted_at"].is_null() {
                continue;
            }
            counted.orders += 1;
            *counted.words.entry(row.status).or_default() += 1;
            let (its_year, its_month, its_day) = civil(order["created_at"].as_i64().unwrap());
            if its_day <= today {
                this_month += i32::from((its_year, its_month) == (year, month));
                last_month += i32::from((its_year, its_month) == before);
            }
            counted.add_money(&order);
        }
        counted.growth = match (this_month, last_month) {
            (0, 0) => 0.0,
            (_, 0) => 100.0,
            (this, last) => (f64::from(this - last) * 1_000.0 / f64::from(last)).round() / 10.0,
        };
        counted
    }

    fn add_money(&mut self, order: &Value) {
        let lines = |name: &str| order[name].as_array().cloned().unwrap_or_default();
        let payments = lines("payments");
        for payment in &payments {
            self.add(payment, payment["amount"].as_i64().unwrap());
        }
        for refund in lines("refunds") {
            if refund["state"] == "succeeded" || refund["state"] == "manual" {
                let payment = payments.iter().find(|it| it["id"] == refund["payment"]);
                self.add(payment.unwrap(), -refund["amount"].as_i64().unwrap());
            }
        }
    }

    fn add(&mut self, payment: &Value, amount: i64) {
        let (year, month, _) = civil(payment["paid_at"].as_i64().unwrap());
        *self.months.entry(name(year, month)).or_default() += amount;
        self.revenue += amount;
    }
}

fn last_months(year: i64, month: i64) -> Vec<String> {
    let last = year * 12 + month - 1;
    let months = (last - 11)..=last;
    months.map(|it| name(it / 12, it % 12 + 1)).collect()
}

fn name(year: i64, month: i64) -> String {
    format!("{year:04}-{month:02}")
}

/// Year, month and day that a calendar in Jakarta shows, by counting.
fn civil(millis: i64) -> (i64, i64, i64) {
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let mut days = (millis + AHEAD).div_euclid(DAY);
    let mut year = 1970;
    while days >= 365 + i64::from(leap(year)) {
        days -= 365 + i64::from(leap(year));
        year += 1;
    }
    let february = 28 + i64::from(leap(year));
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}

fn jakarta() -> BusinessZone {
    BusinessZone::named("Asia/Jakarta").unwrap()
}
