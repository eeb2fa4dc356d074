//! An order to try things on, a clock to move, and a way to ask.

use std::ops::Deref;

use uuid::Uuid;

use crate::domain::aggregate::Aggregate;
use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::ids::AttemptId;
use crate::domain::ids::Fresh;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Command;
use crate::domain::konveksi::Event;
use crate::domain::konveksi::Fact;
use crate::domain::konveksi::Order;
use crate::domain::konveksi::Refusal;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::Instalment;
use crate::domain::konveksi::command::LinkRequest;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::command::NewOrder;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::command::Receipt;
use crate::domain::konveksi::event::Task;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::production::Step;
use crate::domain::role::By;
use crate::domain::role::Role;
use crate::domain::role::Source;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;

/// The price of every order that does not say otherwise.
pub(crate) const PRICE: Rupiah = Rupiah(1_000_000);
/// Half of it: the down payment.
pub(crate) const HALF: Rupiah = Rupiah(500_000);

pub(crate) const ADMIN: By = By::staff(UserId(1), Role::Admin);
pub(crate) const PRODUCTION: By = By::staff(UserId(2), Role::Production);
pub(crate) const VIEWER: By = By::staff(UserId(3), Role::Viewer);
pub(crate) const CUSTOMER: By = By::nobody(Source::Customer);
pub(crate) const PROVIDER: By = By::nobody(Source::Provider);

/// An order with everything that ever happened to it, and the present instant.
#[derive(Debug, Clone)]
pub(crate) struct Trial {
    pub(crate) order: Order,
    pub(crate) events: Vec<Event>,
    pub(crate) now: Timestamp,
    pub(crate) by: By,
    drawn: u128,
}

impl Deref for Trial {
    type Target = Order;

    fn deref(&self) -> &Order {
        &self.order
    }
}

/// An order of staff: Rp 1.000.000, half of it down, no link yet.
pub(crate) fn an_order() -> Trial {
    begin(ADMIN, &new_order(Terms::Dp(BasisPoints(5_000)), false)).unwrap()
}

/// One that is paid all at once.
pub(crate) fn a_full_order() -> Trial {
    begin(ADMIN, &new_order(Terms::Full, false)).unwrap()
}

/// One that a visitor made, with a link at once and a price nobody has seen.
pub(crate) fn a_public_order() -> Trial {
    let mut trial = begin(CUSTOMER, &new_order(Terms::Dp(BasisPoints(5_000)), true)).unwrap();
    trial.by = ADMIN;
    trial
}

pub(crate) fn new_order(terms: Terms, with_link: bool) -> NewOrder {
    NewOrder {
        code: "ORD-20250630-A1B".parse().unwrap(),
        customer_name: "Budi Santoso".to_owned(),
        contact: Contact::parse("081234567890 budi@example.com").unwrap(),
        channel: Channel::Whatsapp,
        product_name: "Kaos panitia".to_owned(),
        quantity: 50,
        price: PRICE,
        terms,
        design_notes: "Lengan panjang".to_owned(),
        design: None,
        with_link,
    }
}

/// Begins an order, whoever asks.
pub(crate) fn begin(by: By, new: &NewOrder) -> Result<Trial, Refusal> {
    begin_as(1, by, new)
}

/// The same under a number of its own: orders of different numbers share no ids.
pub(crate) fn begin_as(number: u128, by: By, new: &NewOrder) -> Result<Trial, Refusal> {
    let command = beginning_as(number, by, new);
    let event = Order::decide(None, &command)?.expect("beginning is a change");
    Ok(Trial {
        order: Order::after(None, &event),
        events: vec![event],
        now: command.at,
        by,
        drawn: ((number - 1) << 32) + 1,
    })
}

/// The command that begins it.
pub(crate) fn beginning_as(number: u128, by: By, new: &NewOrder) -> Command {
    Command {
        order: OrderId(Uuid::from_u128(number)),
        at: Timestamp(1_750_000_000_000),
        by,
        expected: None,
        fresh: Fresh::new(Uuid::from_u128((((number - 1) << 32) + 1) << 32)),
        action: Action::Create(Box::new(new.clone())),
    }
}

/// Asking.
impl Trial {
    /// The command that asks for `action` now; each brings ids of its own.
    pub(crate) fn command(&self, action: Action) -> Command {
        Command {
            order: self.order.id,
            at: self.now,
            by: self.by,
            expected: None,
            fresh: Fresh::new(Uuid::from_u128((self.drawn + 1) << 32)),
            action,
        }
    }

    /// The same, and the next one brings other ids.
    pub(crate) fn next_command(&mut self, action: Action) -> Command {
        let command = self.command(action);
        self.drawn += 1;
        command
    }

    /// Asks, and believes the answer.
    pub(crate) fn ask(&mut self, action: Action) -> Result<Option<Event>, Refusal> {
        let command = self.command(action);
        let event = Order::decide(Some(&self.order), &command)?;
        self.drawn += 1;
        if let Some(event) = &event {
            self.take_in(event.clone());
        }
        Ok(event)
    }

    pub(crate) fn take_in(&mut self, event: Event) {
        self.drawn += 1;
        self.order = Order::after(Some(&self.order), &event);
        self.events.push(event);
    }

    /// Asks for what is legal and changes something; answers the facts.
    #[track_caller]
    pub(crate) fn does(&mut self, action: Action) -> Vec<Fact> {
        let event = self.ask(action).unwrap();
        event.expect("the command changes something").facts
    }

    /// Asks for what is legal and changes nothing.
    #[track_caller]
    pub(crate) fn ignores(&mut self, action: Action) {
        assert_eq!(self.ask(action), Ok(None));
    }

    /// Asks for what is not legal; answers why.
    #[track_caller]
    pub(crate) fn refuses(&mut self, action: Action) -> Refusal {
        self.ask(action).expect_err("the command is not legal")
    }

    /// The same order, asked by somebody else from now on.
    pub(crate) fn asked_by(mut self, by: By) -> Self {
        self.by = by;
        self
    }

    pub(crate) fn wait(&mut self, span: Span) {
        self.now = self.now + span;
    }
}

/// Getting somewhere.
impl Trial {
    pub(crate) fn with_link(mut self) -> Self {
        self.does(Action::IssueLink(LinkRequest::default()));
        self
    }

    pub(crate) fn with_dp_paid(self) -> Self {
        let mut trial = self.with_link();
        trial.pays(HALF);
        trial
    }

    pub(crate) fn final_requested(self) -> Self {
        let mut trial = self.with_dp_paid();
        trial.does(Action::RequestFinal);
        trial
    }

    pub(crate) fn settled(self) -> Self {
        let mut trial = self.final_requested();
        trial.pays(HALF);
        trial
    }

    /// With a plan of these amounts, due a month apart.
    pub(crate) fn plan(mut self, amounts: &[i64]) -> Self {
        let parts = self.instalments(amounts);
        self.does(Action::MakePlan(parts));
        self
    }

    pub(crate) fn instalments(&self, amounts: &[i64]) -> Vec<Instalment> {
        let part = |(month, amount): (i64, &i64)| Instalment {
            amount: Rupiah(*amount),
            due_at: self.now + Span::days(30 * month),
            description: format!("Cicilan {month}"),
        };
        (1..).zip(amounts).map(part).collect()
    }

    pub(crate) fn cancelled(mut self, money: MoneyDecision) -> Self {
        self.does(cancel(Some(money)));
        self
    }

    /// Pays so much at the newest page that is open.
    #[track_caller]
    pub(crate) fn pays(&mut self, amount: Rupiah) -> Vec<Fact> {
        let open = self
            .open_invoices()
            .filter(|it| it.open_attempt().is_some());
        let invoice = open.last().expect("an invoice has an open page").id;
        self.pays_for(invoice, amount)
    }

    /// Pays so much at the open page of an invoice, or at the last that was.
    #[track_caller]
    pub(crate) fn pays_for(&mut self, invoice: InvoiceId, amount: Rupiah) -> Vec<Fact> {
        let its = self.invoice(invoice).expect("the order has the invoice");
        let page = its.open_attempt().or(its.attempts.last());
        let page = page.expect("the invoice had a page").id;
        self.pays_at(page, amount)
    }

    /// Pays so much at a page, whatever became of it.
    #[track_caller]
    pub(crate) fn pays_at(&mut self, page: AttemptId, amount: Rupiah) -> Vec<Fact> {
        let id = format!("pay-{}", self.payments.len());
        let receipt = self.delivery(page, amount, &id);
        let by = std::mem::replace(&mut self.by, PROVIDER);
        let facts = self.does(receipt);
        self.by = by;
        facts
    }

    /// What the provider says when money came in at a page.
    #[track_caller]
    pub(crate) fn delivery(&self, page: AttemptId, amount: Rupiah, id: &str) -> Action {
        let invoice = self.invoices.iter().find(|it| it.attempt(page).is_some());
        let receipt = Receipt {
            attempt: Some(page),
            source: PaymentSource::Provider,
            provider_id: Some(id.to_owned()),
            ..self.receipt(invoice.expect("some invoice has the page").id, amount)
        };
        Action::Receive(Box::new(receipt))
    }

    /// Money that staff record for an invoice.
    pub(crate) fn receipt(&self, invoice: InvoiceId, amount: Rupiah) -> Receipt {
        Receipt {
            amount,
            source: PaymentSource::Manual,
            invoice,
            attempt: None,
            method: "BANK_TRANSFER".to_owned(),
            paid_at: self.now,
            provider_id: None,
            contact: "081200000000".to_owned(),
            notes: "Titipan".to_owned(),
            slip: None,
        }
    }

    /// Records money that came by hand.
    #[track_caller]
    pub(crate) fn records(&mut self, invoice: InvoiceId, amount: Rupiah) -> PaymentId {
        let receipt = self.receipt(invoice, amount);
        self.does(Action::Receive(Box::new(receipt)));
        self.last_payment().id
    }
}

/// Looking.
impl Trial {
    #[track_caller]
    pub(crate) fn last_invoice(&self) -> &Invoice {
        self.invoices.last().expect("the order has an invoice")
    }

    #[track_caller]
    pub(crate) fn last_payment(&self) -> &Payment {
        self.payments.last().expect("the order has a payment")
    }

    /// What its open invoices lack, oldest first.
    pub(crate) fn asks(&self) -> Vec<i64> {
        self.open_invoices().map(|it| it.remaining().0).collect()
    }

    /// What its open pages ask for, oldest invoice first.
    pub(crate) fn pages(&self) -> Vec<i64> {
        let pages = self.invoices.iter().filter_map(Invoice::open_attempt);
        pages.map(|page| page.amount.0).collect()
    }

    pub(crate) fn invoice_words(&self) -> Vec<InvoiceStatus> {
        self.invoices.iter().map(Invoice::status).collect()
    }

    pub(crate) fn page_words(&self, invoice: InvoiceId) -> Vec<AttemptState> {
        let invoice = self.invoice(invoice).expect("the order has the invoice");
        invoice.attempts.iter().map(|page| page.state).collect()
    }
}

/// The tasks among some facts.
pub(crate) fn tasks(facts: &[Fact]) -> Vec<Task> {
    let task = |fact: &Fact| match fact {
        Fact::TaskRaised { task, .. } => Some(*task),
        _ => None,
    };
    facts.iter().filter_map(task).collect()
}

pub(crate) fn cancel(money: Option<MoneyDecision>) -> Action {
    Action::Cancel {
        money,
        reason: "Batal".to_owned(),
    }
}

pub(crate) fn restore() -> Action {
    Action::Restore {
        notes: "Jadi lanjut".to_owned(),
    }
}

pub(crate) fn edit(edit: Edit) -> Action {
    Action::Edit(Box::new(edit))
}

pub(crate) fn priced(price: i64) -> Action {
    edit(Edit {
        price: Some(Rupiah(price)),
        ..Edit::default()
    })
}

pub(crate) fn status(status: Status) -> Action {
    edit(Edit {
        status: Some(status),
        ..Edit::default()
    })
}

pub(crate) fn step(step: Step, notes: &str) -> Action {
    edit(Edit {
        production: Some(ProductionTarget::Step(step)),
        notes: Some(notes.to_owned()),
        ..Edit::default()
    })
}
