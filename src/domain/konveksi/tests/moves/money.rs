//! Moves about payments already taken, refunds and plans.

use crate::domain::konveksi::Action;
use crate::domain::konveksi::command::Due;
use crate::domain::konveksi::command::Instalment;
use crate::domain::konveksi::command::PaymentRemarks;
use crate::domain::konveksi::command::RefundRequest;
use crate::domain::konveksi::invoice::InvoiceStatus;
use crate::domain::konveksi::refund::RefundMethod;
use crate::domain::konveksi::refund::Settles;
use crate::domain::konveksi::tests::moves::Move;
use crate::domain::rupiah::Rupiah;
use crate::domain::time::Span;

impl Move<'_> {
    pub(super) fn remarks(&self) -> PaymentRemarks {
        PaymentRemarks {
            payment: self.payment(),
            method: self.one_in(2).then(|| "CASH".to_owned()),
            contact: self.one_in(3).then(|| "0812".to_owned()),
            notes: self.one_in(5).then(|| "Lunas di toko".to_owned()),
        }
    }

    pub(super) fn refund_request(&self) -> RefundRequest {
        let methods = [
            RefundMethod::Original,
            RefundMethod::BankTransfer,
            RefundMethod::Cash,
        ];
        RefundRequest {
            payment: self.payment(),
            amount: if self.one_in(4) {
                self.amount()
            } else {
                self.some_of(self.paid())
            },
            method: methods[usize::from(self.way) % 3],
            settles: [Settles::Price, Settles::Debt][usize::from(self.way / 3) % 2],
            reason: ["", "Cacat jahitan"][self.which % 2].to_owned(),
        }
    }

    pub(super) fn invoice_word(&self) -> InvoiceStatus {
        let words = [
            InvoiceStatus::Open,
            InvoiceStatus::Paid,
            InvoiceStatus::Expired,
            InvoiceStatus::Cancelled,
        ];
        words[usize::from(self.way) % 4]
    }

    /// A plan of parts that somebody chose, or of equal ones.
    pub(super) fn some_plan(&self) -> Action {
        let instalments = self.instalments();
        if !self.one_in(4) {
            return Action::MakePlan(instalments);
        }
        let due = |it: Instalment| Due {
            due_at: it.due_at,
            description: it.description,
        };
        Action::MakeEqualPlan(instalments.into_iter().map(due).collect())
    }

    /// Mostly instalments that add up, now and then nonsense.
    fn instalments(&self) -> Vec<Instalment> {
        let count = 1 + i64::from(self.way % 4);
        let whole = match self.way % 13 {
            0 => self.amount(),
            _ => self.trial.order.outstanding(),
        };
        let each = (whole.0 / count - i64::from(self.amount % 50)).max(1);
        let part = |place: i64| Instalment {
            amount: match place {
                0 => Rupiah(whole.0 - each * (count - 1)),
                _ => Rupiah(each),
            },
            due_at: self.trial.now + Span::days(place + i64::from(!self.amount.is_multiple_of(9))),
            description: format!("Cicilan {place}"),
        };
        (0..count).map(part).collect()
    }
}
