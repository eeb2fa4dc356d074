//! The sentences of the audit trail. Amounts are in them only for those who see money.

use crate::domain::ids::InvoiceId;
use crate::domain::konveksi::attention::Mark;
use crate::domain::konveksi::event::Fact;
use crate::domain::konveksi::event::Task;
use crate::domain::konveksi::invoice::AttemptState;
use crate::domain::konveksi::message::Announcement;
use crate::domain::konveksi::order::Terms;
use crate::domain::konveksi::payment::Payment;
use crate::domain::konveksi::payment::PaymentSource;
use crate::domain::konveksi::refund::RefundState;
use crate::domain::konveksi::status::Status;
use crate::wire::konveksi::audit::ChangeType;
use crate::wire::konveksi::audit::happening::Happening;
use crate::wire::konveksi::audit::happening::Telling;
use crate::wire::konveksi::money::Percent;
use crate::wire::konveksi::words::Shown;
use crate::wire::konveksi::words::Word;

impl Telling<'_> {
    /// How the order came to a status.
    pub(super) fn arrival(self, was: Option<Status>, is: Status) -> String {
        let restored = self.event.facts.contains(&Fact::Restored);
        match (was, is) {
            (None, _) => format!("Pesanan {} dibuat.", self.after.code),
            (Some(_), _) if restored => "Pesanan dipulihkan.".to_owned(),
            (Some(_), Status::AwaitingLink) => "Pesanan kembali menunggu link.".to_owned(),
            (Some(Status::AwaitingLink), Status::LinkIssued) => {
                "Link pembayaran pertama dibuat.".to_owned()
            }
            (Some(_), Status::LinkIssued) => "Pembayaran belum mencukupi DP.".to_owned(),
            (Some(_), Status::DpPaid) => "DP sudah dibayar.".to_owned(),
            (Some(_), Status::FinalRequested) => {
                "Pengerjaan selesai, pelunasan diminta.".to_owned()
            }
            (Some(_), Status::AwaitingFinal) => {
                "Link pelunasan sudah di tangan pelanggan.".to_owned()
            }
            (Some(_), Status::Settled) => "Semua tagihan pesanan ini lunas.".to_owned(),
            (Some(_), Status::Cancelled) => self.cancelling(),
        }
    }

    fn cancelling(self) -> String {
        let due = self.after.refund_due();
        let kept = self.after.cancelled.map(|it| it.kept).unwrap_or_default();
        if due.is_positive() {
            self.with_amount(
                "Pesanan dibatalkan, dana perlu dikembalikan",
                "sebesar",
                due,
            )
        } else if kept.is_positive() {
            self.with_amount("Pesanan dibatalkan, dana disimpan", "sebesar", kept)
        } else {
            "Pesanan dibatalkan.".to_owned()
        }
    }

    /// A change of what is written on the order.
    pub(super) fn of_data(self, fact: &Fact) -> String {
        match fact {
            Fact::CustomerRenamed => "Nama pelanggan diperbarui.".to_owned(),
            Fact::ContactChanged => "Kontak pelanggan diperbarui.".to_owned(),
            Fact::ChannelChanged(channel) => {
                format!("Pesan kini dikirim lewat {}.", channel.shown())
            }
            Fact::ProductRenamed(name) => format!("Nama produk menjadi “{name}”."),
            Fact::QuantityChanged(quantity) => format!("Jumlah menjadi {quantity} potong."),
            Fact::DesignChanged => "Berkas desain diperbarui.".to_owned(),
            Fact::DesignNotesChanged => "Catatan desain diperbarui.".to_owned(),
            Fact::Priced(price) => self.with_amount("Harga diperbarui", "menjadi", *price),
            Fact::PriceConfirmed => "Harga disetujui.".to_owned(),
            Fact::TermsChanged(Terms::Full) => "Cara bayar menjadi lunas sekaligus.".to_owned(),
            Fact::TermsChanged(Terms::Dp(share)) => {
                format!("Cara bayar menjadi DP {}%.", Percent(*share))
            }
            Fact::DpFixed(due) => self.with_amount("Nilai DP ditetapkan", "sebesar", *due),
            Fact::DpReleased => "Nilai DP kembali mengikuti harga.".to_owned(),
            Fact::Marked(Mark::Stuck) => "Ditandai: lama tidak bergerak.".to_owned(),
            Fact::Marked(Mark::Custom) => "Ditandai: perlu perhatian.".to_owned(),
            Fact::Unmarked(_) => "Tanda perhatian dilepas.".to_owned(),
            Fact::Deleted => "Pesanan dihapus.".to_owned(),
            Fact::Undeleted => "Pesanan muncul kembali karena ada dana masuk.".to_owned(),
            _ => String::new(),
        }
    }

    /// Money in, money out, and what is odd about it.
    pub(super) fn of_money(self, fact: &Fact) -> String {
        match fact {
            Fact::Received(payment) => self.received(payment),
            Fact::PaymentAnnotated { .. } => "Keterangan pembayaran diperbarui.".to_owned(),
            Fact::RefundRequested(refund) => {
                self.with_amount("Pengembalian dana diminta", "sebesar", refund.amount)
            }
            Fact::RefundEnded { state, .. } => match state {
                RefundState::Pending => "Pengembalian dana diproses.".to_owned(),
                RefundState::Succeeded => "Dana berhasil dikembalikan.".to_owned(),
                RefundState::Failed => "Pengembalian dana gagal.".to_owned(),
                RefundState::Manual => "Dana dikembalikan secara manual.".to_owned(),
            },
            Fact::TaskRaised { task, amount, .. } => {
                let what = match task {
                    Task::Late => "Perlu diperiksa: dana masuk setelah tagihan ditutup",
                    Task::Short => "Perlu diperiksa: pembayaran kurang",
                    Task::Over => "Perlu diperiksa: pembayaran lebih",
                    Task::Double => "Perlu diperiksa: tagihan dibayar dua kali",
                    Task::OnCancelled => "Perlu diperiksa: dana masuk di pesanan batal",
                    Task::Mismatch => "Perlu diperiksa: nominal dari penyedia berbeda",
                    Task::RefundFailed => "Perlu diperiksa: pengembalian dana gagal",
                    Task::RefundSeen => "Perlu diperiksa: dana dikembalikan di penyedia",
                    Task::RefundDue => "Perlu ditindaklanjuti: dana harus dikembalikan",
                };
                self.with_amount(what, "sebesar", *amount)
            }
            _ => String::new(),
        }
    }

    /// A message on its way to the customer.
    pub(super) fn of_message(self, invoice: InvoiceId, announcement: &Announcement) -> String {
        let (code, channel) = (self.code_of(invoice), announcement.channel.shown());
        match &announcement.template {
            Some(template) => format!(
                "Pesan “{}” untuk tagihan {code} dikirim lewat {channel}.",
                template.name
            ),
            None => format!("Link tagihan {code} dikirim lewat {channel}."),
        }
    }

    fn received(self, payment: &Payment) -> String {
        let what = match (payment.source, payment.amount.is_positive()) {
            (PaymentSource::Credit, true) => "Kredit dari pesanan lain masuk".to_owned(),
            (PaymentSource::Credit, false) => "Kredit dipindahkan ke pesanan lain".to_owned(),
            (_, false) => "Catatan pembayaran dibatalkan".to_owned(),
            (_, true) => match payment.invoice {
                Some(invoice) => format!("Pembayaran tagihan {} diterima", self.code_of(invoice)),
                None => "Pembayaran diterima".to_owned(),
            },
        };
        self.with_amount(what, "sebesar", payment.amount)
    }

    /// What became of a payment page.
    pub(super) fn attempt(self, fact: &Fact) -> Option<Happening> {
        let (invoice, state, what) = match fact {
            Fact::AttemptOpening { invoice, .. } => {
                (invoice, AttemptState::Opening, "sedang disiapkan")
            }
            Fact::AttemptOpened { invoice, .. } => (invoice, AttemptState::Open, "siap dipakai"),
            Fact::AttemptClosed { invoice, state, .. } => (
                invoice,
                *state,
                match state {
                    AttemptState::Paid => "sudah dibayar",
                    AttemptState::Expired => "kedaluwarsa",
                    AttemptState::Superseded => "digantikan",
                    AttemptState::Failed => "ditolak penyedia",
                    AttemptState::Opening | AttemptState::Open => "ditutup",
                },
            ),
            _ => return None,
        };
        let sentence = format!("Halaman bayar {} {what}.", self.code_of(*invoice));
        let told = Happening::told(ChangeType::Attempt, sentence);
        Some(told.moving(None, Some(state.word())))
    }
}
