//! Random commands, made of a few numbers and whatever the order holds just then.

mod money;

use uuid::Uuid;

use crate::domain::contact::Channel;
use crate::domain::contact::Contact;
use crate::domain::ids::AttemptId;
use crate::domain::ids::InvoiceId;
use crate::domain::ids::OrderId;
use crate::domain::ids::PaymentId;
use crate::domain::ids::PlanId;
use crate::domain::ids::RefundId;
use crate::domain::ids::UserId;
use crate::domain::konveksi::Action;
use crate::domain::konveksi::Status;
use crate::domain::konveksi::attention::Mark;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::InvoiceEdit;
use crate::domain::konveksi::command::LinkKind;
use crate::domain::konveksi::command::LinkRequest;
use crate::domain::konveksi::command::MoneyDecision;
use crate::domain::konveksi::command::ProductionTarget;
use crate::domain::konveksi::command::Receipt;
use crate::domain::konveksi::command::TermsEdit;
use crate::domain::konveksi::message::SendRequest;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::production::Step;
use crate::domain::konveksi::tests::kit;
use crate::domain::konveksi::tests::kit::Trial;
use crate::domain::role::By;
use crate::domain::role::Role;
use crate::domain::role::Source;
use crate::domain::rupiah::BasisPoints;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;

/// The numbers a move is made of: what, and on what, how much, in which way.
pub(crate) type Numbers = (u8, u16, u16, u16);

/// One move: somebody asks something, after a while.
pub(super) struct Move<'a> {
    trial: &'a Trial,
    what: u8,
    which: usize,
    amount: u16,
    way: u16,
}

impl<'a> Move<'a> {
    pub(super) fn of(trial: &'a Trial, (what, which, amount, way): Numbers) -> Self {
        Self {
            trial,
            what,
            which: usize::from(which),
            amount,
            way,
        }
    }

    /// Mostly a few hours pass, now and then a month.
    pub(super) fn pause(&self) -> Span {
        match self.way >> 11 {
            0 => Span::days(31),
            1..=3 => Span::days(2),
            hours => Span::hours(i64::from(hours) / 8),
        }
    }

    /// Mostly an admin asks.
    pub(super) fn by(&self) -> By {
        let staff = |role| By::staff(UserId(7), role);
        match self.what ^ self.way.to_le_bytes()[0] {
            0..=7 => staff(Role::Production),
            8..=11 => staff(Role::Viewer),
            12..=40 => By::nobody(Source::Provider),
            41..=60 => By::nobody(Source::System),
            61..=64 => By::nobody(Source::Customer),
            65..=74 => By::nobody(Source::Automation),
            75..=80 => By::nobody(Source::Import),
            81..=90 => staff(Role::Owner),
            _ => staff(Role::Admin),
        }
    }

    pub(super) fn action(&self) -> Action {
        match self.what {
            0..=49 => self.next_thing(),
            50..=61 => Action::IssueLink(self.link_request()),
            62..=68 => Action::RequestFinal,
            69..=78 => Action::Regenerate(self.invoice()),
            79..=81 => Action::HandOver(self.invoice()),
            82..=83 | 112..=114 => Action::Send(Box::new(SendRequest {
                invoice: self.invoice(),
                template: None,
                channel: self.one_in(3).then(|| self.channel()),
                letter: None,
            })),
            84 => Action::EditInvoice(InvoiceEdit {
                invoice: self.invoice(),
                channel: self.one_in(3).then(|| self.channel()),
                expires_at: self.one_in(2).then(|| self.trial.now + self.pause()),
                handed_over: self.one_in(5).then(|| self.one_in(2)),
                status: self.one_in(7).then(|| self.invoice_word()),
            }),
            85..=88 => Action::CancelInvoice(self.invoice()),
            89..=96 => Action::ExpireDue,
            97..=103 => Action::AttemptOpened {
                attempt: self.attempt(),
                provider_id: format!("page-{}", self.which % 16),
                url: "https://pay.example/1".to_owned(),
            },
            104..=105 => Action::AttemptFailed(self.attempt()),
            106..=111 => Action::AttemptExpired(self.attempt()),
            115..=117 => Action::MarkOverdue,
            118..=143 => Action::Receive(Box::new(self.receipt())),
            144..=151 => Action::Reverse {
                payment: self.payment(),
                reason: "Salah catat".to_owned(),
            },
            152..=153 => Action::Annotate(Box::new(self.remarks())),
            154..=166 => Action::Refund(Box::new(self.refund_request())),
            167..=175 => Action::RefundEnded {
                refund: self.refund(),
                succeeded: !self.amount.is_multiple_of(3),
                provider_id: self.one_in(2).then(|| format!("refund-{}", self.which)),
            },
            176 => Action::RefundSeen {
                payment: self.payment(),
                amount: self.some_of(self.paid()),
                provider_id: format!("seen-{}", self.amount % 4),
            },
            177..=184 => self.some_plan(),
            185..=187 => Action::EndPlan(self.plan()),
            188..=190 => Action::GiveCredit {
                to: OrderId(Uuid::from_u128(2)),
                amount: self.amount(),
                reason: "Pindah".to_owned(),
            },
            191..=193 => Action::TakeCredit {
                from: OrderId(Uuid::from_u128(2)),
                amount: self.amount(),
                reason: "Pindah".to_owned(),
            },
            194..=197 => kit::cancel(self.money()),
            198..=200 => kit::restore(),
            201 => Action::Delete,
            202..=203 => Action::Note(["", "Catatan"][self.which % 2].to_owned()),
            204..=205 => {
                Action::SetMark([Mark::Stuck, Mark::Custom][self.which % 2], self.one_in(2))
            }
            206 => Action::Create(Box::new(kit::new_order(Terms::Full, true))),
            _ => Action::Edit(Box::new(self.edit())),
        }
    }

    /// What usually comes next, so that histories get somewhere.
    fn next_thing(&self) -> Action {
        match self.trial.order.status() {
            Status::AwaitingLink => Action::IssueLink(LinkRequest::default()),
            Status::DpPaid if self.trial.order.active_plan().is_none() => Action::RequestFinal,
            Status::FinalRequested if self.one_in(2) => Action::HandOver(self.invoice()),
            Status::Settled => kit::priced(self.trial.order.price.0 + i64::from(self.amount)),
            Status::Cancelled => kit::restore(),
            _ => Action::Receive(Box::new(self.receipt())),
        }
    }

    fn one_in(&self, many: u16) -> bool {
        self.way.is_multiple_of(many)
    }

    fn link_request(&self) -> LinkRequest {
        let kinds = [LinkKind::Dp, LinkKind::Full, LinkKind::Final];
        LinkRequest {
            kind: kinds.get(self.which % 9).copied(),
            share: self.one_in(5).then(|| self.share()),
            channel: self.amount.is_multiple_of(7).then(|| self.channel()),
            quiet: self.one_in(2),
        }
    }

    /// Any of what there is, or sometimes one that nobody knows.
    fn pick<T>(
        &self,
        mut from: impl DoubleEndedIterator<Item = T> + ExactSizeIterator,
    ) -> Option<T> {
        let known = from.len();
        // The newest is the one most often spoken of.
        let place = match self.which % 4 {
            0..=1 => 0,
            _ => self.which / 4 % (known + 1),
        };
        from.nth_back(place)
    }

    fn invoice(&self) -> InvoiceId {
        let known = self.pick(self.trial.invoices.iter());
        known.map_or(InvoiceId(Uuid::from_u128(9)), |it| it.id)
    }

    fn attempt(&self) -> AttemptId {
        let pages: Vec<_> = self
            .trial
            .invoices
            .iter()
            .flat_map(|it| &it.attempts)
            .collect();
        let known = self.pick(pages.into_iter());
        known.map_or(AttemptId(Uuid::from_u128(9)), |it| it.id)
    }

    fn payment(&self) -> PaymentId {
        let known = self.pick(self.trial.payments.iter());
        known.map_or(PaymentId(Uuid::from_u128(9)), |it| it.id)
    }

    fn paid(&self) -> Rupiah {
        let known = self.pick(self.trial.payments.iter());
        known.map_or(Rupiah(1), |it| it.amount.max(Rupiah(1)))
    }

    fn refund(&self) -> RefundId {
        let known = self.pick(self.trial.refunds.iter());
        known.map_or(RefundId(Uuid::from_u128(9)), |it| it.id)
    }

    fn plan(&self) -> PlanId {
        let known = self.pick(self.trial.plans.iter());
        known.map_or(PlanId(Uuid::from_u128(9)), |it| it.id)
    }

    /// Half the time exactly what matters somewhere, else anything.
    fn amount(&self) -> Rupiah {
        let order = &self.trial.order;
        let exact = match self.amount % 10 {
            0 => order.outstanding(),
            1 => order.credit(),
            2 => order.refund_due(),
            3 => order.dp_due(),
            4 => order.net_paid(),
            _ => Rupiah(i64::from(self.amount) * 8),
        };
        exact.max(Rupiah(1))
    }

    /// Mostly near the present one.
    fn price(&self) -> Rupiah {
        let near = self.trial.order.price.0 + i64::from(self.amount) * 16 - 500_000;
        match self.amount % 8 {
            0 => self.amount(),
            _ => Rupiah(near.clamp(1, 9_000_000)),
        }
    }

    fn some_of(&self, whole: Rupiah) -> Rupiah {
        match self.amount % 3 {
            0 => whole,
            _ => Rupiah(1 + i64::from(self.amount) % whole.0),
        }
    }

    fn share(&self) -> BasisPoints {
        BasisPoints(5_000 + self.amount % 5_001)
    }

    fn channel(&self) -> Channel {
        [Channel::Whatsapp, Channel::Email, Channel::Both][usize::from(self.way) % 3]
    }

    fn receipt(&self) -> Receipt {
        let invoices = self.trial.invoices.iter();
        let pages: Vec<_> = invoices
            .flat_map(|invoice| invoice.attempts.iter().map(move |page| (invoice, page)))
            .collect();
        let page = self.pick(pages.into_iter());
        let by_hand = self.one_in(5);
        let amount = match page {
            Some((_, page)) if !self.amount.is_multiple_of(4) && !by_hand => page.amount,
            _ => self.amount(),
        };
        let sources = [
            PaymentSource::Manual,
            PaymentSource::Verified,
            PaymentSource::Import,
        ];
        let source = sources[usize::from(self.way / 5) % 3];
        let late = Span::hours(i64::from(self.one_in(97)));
        Receipt {
            source: if by_hand {
                source
            } else {
                PaymentSource::Provider
            },
            attempt: page.map(|(_, page)| page.id).filter(|_| !by_hand),
            provider_id: (!by_hand).then(|| format!("pay-{}", self.amount % 32)),
            paid_at: self.trial.now + late,
            ..self
                .trial
                .receipt(page.map_or_else(|| self.invoice(), |(it, _)| it.id), amount)
        }
    }

    fn money(&self) -> Option<MoneyDecision> {
        [
            None,
            Some(MoneyDecision::Keep),
            Some(MoneyDecision::RefundDue),
        ][usize::from(self.amount) % 3]
    }

    /// Usually one field, as people do, sometimes several at once.
    fn edit(&self) -> Edit {
        let mut edit = Edit::default();
        for round in 0..=(self.which % 5 / 3) {
            self.set(&mut edit, usize::from(self.way) / 7 + round * 5);
        }
        if self.amount.is_multiple_of(3) {
            edit.notes = Some("Alasan".to_owned());
        }
        edit
    }

    fn set(&self, edit: &mut Edit, field: usize) {
        match field % 17 {
            0 => edit.customer_name = Some("Siti".to_owned()),
            1 => {
                edit.contact =
                    Contact::parse(["081299999999", "siti@example.com"][self.which % 2]).ok();
            }
            2 => edit.channel = Some(self.channel()),
            3 => edit.product_name = Some("Jaket".to_owned()),
            4 => edit.quantity = Some(u32::from(self.amount) + 1),
            5..=7 => edit.price = Some(self.price()),
            8 => edit.price_confirmed = true,
            9 => {
                edit.terms = Some(TermsEdit {
                    with_dp: [None, Some(true), Some(false)][self.which % 3],
                    share: self.which.is_multiple_of(2).then(|| self.share()),
                });
            }
            10 => edit.design_notes = Some("Lengan pendek".to_owned()),
            11..=13 => edit.production = Some(self.production()),
            _ => {
                edit.status = Some(Status::ALL[usize::from(self.amount) % 13 % 7]);
                edit.money = self.money();
            }
        }
    }

    fn production(&self) -> ProductionTarget {
        let step = Step::ALL.get(usize::from(self.amount) % 9 % 5);
        step.map_or(ProductionTarget::Cancelled, |step| {
            ProductionTarget::Step(*step)
        })
    }
}
