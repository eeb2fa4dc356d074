//! Random histories of an order: whatever is asked, by whomever, the contract holds.

use proptest::collection::vec;
use proptest::prelude::ProptestConfig;
use proptest::prelude::any;
use proptest::test_runner::TestCaseError;
use proptest::test_runner::TestRunner;

use crate::domain::aggregate::Aggregate;
use crate::domain::code::OrderCode;
use crate::domain::contact::Contact;
use crate::domain::konveksi::Command;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::command::NewOrder;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::decide;
use crate::domain::konveksi::event::Private;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::tests::changes;
use crate::domain::konveksi::tests::invariants;
use crate::domain::konveksi::tests::invariants::Verdict;
use crate::domain::konveksi::tests::invariants::ensure;
use crate::domain::konveksi::tests::kit;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::konveksi::tests::model::Model;
use crate::domain::konveksi::tests::moves::Move;
use crate::domain::konveksi::tests::moves::Numbers;
use crate::domain::role::By;
use crate::domain::rupiah::BasisPoints;

/// How many histories a plain run tries; `RAJUT_CASES` says otherwise.
const CASES: u32 = 10_000;

#[test]
fn every_history_keeps_the_contract() {
    let moves = vec(any::<Numbers>(), 10..=40);
    let result = runner().run(&(any::<u8>(), moves), |(start, moves)| {
        live(start, &moves).map_err(TestCaseError::fail)
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
}

/// A runner that tries as many cases as the environment wants, and leaves no files.
pub(super) fn runner() -> TestRunner {
    runner_of(CASES)
}

/// The same with another number of cases on a plain run.
pub(crate) fn runner_of(cases: u32) -> TestRunner {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test run is configured by its environment"
    )]
    let wanted = std::env::var("RAJUT_CASES").ok();
    let wanted = wanted.and_then(|cases| cases.parse().ok());
    TestRunner::new(ProptestConfig {
        cases: wanted.unwrap_or(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    })
}

fn live(start: u8, moves: &[Numbers]) -> Verdict {
    let mut told = Vec::new();
    let mut witness = Witness::of(begun(start))?;
    for numbers in moves {
        let next = Move::of(&witness.trial, *numbers);
        let (pause, by, action) = (next.pause(), next.by(), next.action());
        witness.trial.wait(pause);
        witness.trial.by = by;
        let command = witness.trial.command(action);
        told.push(format!("{:?} {:?}", command.by, command.action));
        witness
            .sees(&command)
            .map_err(|flaw| format!("{flaw}\nafter {}", told.join("\n      ")))?;
    }
    witness.looks_back()
}

/// Every version of an order that lives through some moves. Orders of different numbers
/// share no ids and no code.
pub(crate) fn versions(number: u128, start: u8, moves: &[Numbers]) -> Vec<Order> {
    let mut trial = begun_as(number, start);
    let mut versions = vec![trial.order.clone()];
    for numbers in moves {
        let next = Move::of(&trial, *numbers);
        let (pause, by, action) = (next.pause(), next.by(), next.action());
        trial.wait(pause);
        trial.by = by;
        // What is refused, or changes nothing, makes no version.
        if let Ok(Some(_)) = trial.ask(action) {
            versions.push(trial.order.clone());
        }
    }
    versions
}

/// An order to which things will happen, by its number.
pub(crate) fn begun_as(number: u128, start: u8) -> Trial {
    let (by, new) = start_of(number, start);
    kit::begin_as(number, by, &new).unwrap()
}

/// The command that begins it.
pub(crate) fn beginning_as(number: u128, start: u8) -> Command {
    let (by, new) = start_of(number, start);
    kit::beginning_as(number, by, &new)
}

fn start_of(number: u128, start: u8) -> (By, NewOrder) {
    let terms = match start % 3 {
        0 => Terms::Full,
        1 => Terms::Dp(BasisPoints(5_000)),
        _ => Terms::Dp(BasisPoints(5_001 + u16::from(start) * 19)),
    };
    let by = match start / 3 % 3 {
        0 => kit::CUSTOMER,
        _ => kit::ADMIN,
    };
    let new = NewOrder {
        code: OrderCode::of(jiff::civil::date(2025, 6, 30), number, 6),
        ..kit::new_order(terms, (start / 9).is_multiple_of(2))
    };
    (by, new)
}

/// Lets time pass, and has somebody ask something of the order as it is.
pub(crate) fn asked(trial: &mut Trial, numbers: Numbers) -> Command {
    let next = Move::of(trial, numbers);
    let (pause, by, action) = (next.pause(), next.by(), next.action());
    trial.wait(pause);
    trial.by = by;
    trial.next_command(action)
}

fn begun(start: u8) -> Trial {
    begun_as(1, start)
}

/// Watches an order, beside two copies that only know it from its stored events: one
/// with the personal values, one without.
struct Witness {
    trial: Trial,
    model: Model,
    copy: Order,
    faceless: Order,
}

impl Witness {
    fn of(trial: Trial) -> Result<Self, String> {
        let first = &trial.events[0];
        let mut model = Model::default();
        model.read(first, &trial.order);
        Ok(Self {
            copy: Order::after(None, &stored(first)?),
            faceless: Order::after(None, &erased(first)),
            model,
            trial,
        })
    }

    fn sees(&mut self, command: &Command) -> Verdict {
        let before = &self.trial.order;
        let decided = Order::decide(Some(before), command);
        changes::must_be_heard(before, command, &decided)?;
        match decided {
            Err(refusal) => self.sees_refused(command, &refusal),
            Ok(None) => Ok(()),
            Ok(Some(event)) => self.sees_happen(command, event),
        }
    }

    fn sees_refused(&self, command: &Command, refusal: &Refusal) -> Verdict {
        let order = &self.trial.order;
        let again = |edit: Edit| {
            let command = Command {
                action: kit::edit(edit),
                ..command.clone()
            };
            matches!(Order::decide(Some(order), &command), Ok(Some(_)))
        };
        match refusal {
            Refusal::IllegalStatus {
                current, allowed, ..
            } => {
                ensure!(
                    *current == self.model.word(order),
                    "refused from {current:?}"
                );
                for status in allowed {
                    let works = again(Edit {
                        status: Some(*status),
                        money: Some(MoneyDecision::Keep),
                        ..Edit::default()
                    });
                    ensure!(works, "{status:?} is said to be allowed and is not");
                }
            }
            Refusal::IllegalStep { allowed, .. } => {
                for step in allowed {
                    let works = again(Edit {
                        production: Some(ProductionTarget::Step(*step)),
                        notes: Some("Alasan".to_owned()),
                        ..Edit::default()
                    });
                    ensure!(works, "{step:?} is said to be allowed and is not");
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn sees_happen(&mut self, command: &Command, event: Event) -> Verdict {
        let before = self.trial.order.clone();
        let second = Order::decide(Some(&before), command);
        ensure!(
            second == Ok(Some(event.clone())),
            "decided twice, two answers"
        );
        ensure!(!event.facts.is_empty(), "an event without facts");
        ensure!(event.version == before.version + 1, "a version is skipped");

        self.copy.take_in(&stored(&event)?);
        self.faceless.take_in(&erased(&event));
        self.trial.take_in(event);
        let event = self.trial.events.last().unwrap();
        let after = &self.trial.order;

        ensure!(after.version == event.version, "a version is lost");
        ensure!(*after == self.copy, "its stored events tell another order");
        let drafted = Order {
            version: after.version,
            updated_at: after.updated_at,
            ..decide::drafted(&before, command).map_err(|it| it.to_string())?
        };
        ensure!(*after == drafted, "the draft was another order");

        let was = self.model.clone();
        self.model.read(event, after);
        invariants::hold(after, &self.model)?;
        changes::gates(&before, &was, event)?;
        changes::money_moves(&before, command, event, after)?;
        changes::debts(&before, event, after)
    }

    /// At the end: everything once more, from the beginning and as it is stored.
    fn looks_back(&self) -> Verdict {
        let mut replayed = None;
        for event in &self.trial.events {
            replayed = Some(Order::after(replayed.as_ref(), &stored(event)?));
        }
        let order = &self.trial.order;
        ensure!(replayed.as_ref() == Some(order), "replay differs");
        ensure!(
            without_person(order) == self.faceless,
            "erasure changes more"
        );
        let text = serde_json::to_string(order).map_err(|it| it.to_string())?;
        let read: Order = serde_json::from_str(&text).map_err(|it| it.to_string())?;
        ensure!(read == *order, "it does not survive being stored");
        Ok(())
    }
}

/// The event as the store gives it back: two rows, put together again.
fn stored(event: &Event) -> Result<Event, String> {
    let read = || -> Result<Event, serde_json::Error> {
        let facts = serde_json::to_vec(event)?;
        let private = serde_json::to_vec(&event.private)?;
        Ok(Event {
            private: serde_json::from_slice(&private)?,
            ..serde_json::from_slice(&facts)?
        })
    };
    read().map_err(|flaw| flaw.to_string())
}

fn erased(event: &Event) -> Event {
    Event {
        private: Private::default(),
        ..event.clone()
    }
}

fn without_person(order: &Order) -> Order {
    let mut order = order.clone();
    order.customer.name.clear();
    order.customer.contact = Contact::default();
    order.product.notes.clear();
    for invoice in &mut order.invoices {
        invoice.description.clear();
    }
    for payment in &mut order.payments {
        payment.contact.clear();
        payment.notes.clear();
    }
    for refund in &mut order.refunds {
        refund.reason.clear();
    }
    order
}
