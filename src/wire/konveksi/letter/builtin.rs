//! The templates everybody starts with: one for each kind of invoice.

use uuid::Uuid;

use crate::domain::contact::Channel;
use crate::domain::ids::TemplateId;
use crate::domain::time::Timestamp;
use crate::wire::konveksi::letter::Template;
use crate::wire::konveksi::letter::Text;
use crate::wire::konveksi::words::message::TemplateKind;

/// 1 November 2026: they came with the program, so they have no other date.
const WRITTEN_AT: Timestamp = Timestamp(1_793_491_200_000);

const DP: &str = "\
Halo {{customer_name}},

Terima kasih sudah memesan di {{business_name}}. Pesanan Anda sudah kami catat:

{{product_name}}, {{quantity}} potong
Kode pesanan: {{order_code}}
Total: {{total_price_id}}

{{#if installment}}Cicilan {{installment}}{{else}}Uang muka (DP){{/if}}: {{amount_due_id}}
{{#if expiry_date}}Paling lambat: {{expiry_date}} {{expiry_zone}}
{{/if}}
Bayar di sini:
{{payment_link}}

Pengerjaan kami mulai setelah pembayaran pertama masuk. Simpan kode pesanan di atas untuk \
melihat perkembangannya.";

const FINAL: &str = "\
Halo {{customer_name}},

Kabar baik dari {{business_name}}: tinggal satu langkah lagi untuk pesanan {{order_code}} \
({{product_name}}, {{quantity}} potong).

Sudah dibayar: {{paid_amount_id}} dari {{total_price_id}}
Sisa pembayaran: {{amount_due_id}}
{{#if expiry_date}}Paling lambat: {{expiry_date}} {{expiry_zone}}
{{/if}}
Lunasi di sini:
{{payment_link}}

Terima kasih sudah mempercayakan pesanan ini kepada kami.";

const FULL: &str = "\
Halo {{customer_name}},

Terima kasih sudah memesan di {{business_name}}. Pesanan Anda sudah kami catat:

{{product_name}}, {{quantity}} potong
Kode pesanan: {{order_code}}

Pembayaran penuh: {{amount_due_id}}
{{#if expiry_date}}Paling lambat: {{expiry_date}} {{expiry_zone}}
{{/if}}
Bayar di sini:
{{payment_link}}

Pengerjaan kami mulai setelah pembayaran masuk. Simpan kode pesanan di atas untuk melihat \
perkembangannya.";

/// The templates everybody starts with. Their ids never change: clients may keep them.
///
/// # Panics
///
/// When one of them cannot be read, which a test would tell first.
#[must_use]
pub fn builtin() -> Vec<Template> {
    vec![
        template(
            1,
            TemplateKind::DpInvoice,
            "Tagihan DP",
            "Pembayaran awal untuk pesanan {{order_code}} di {{business_name}}",
            DP,
        ),
        template(
            2,
            TemplateKind::FinalInvoice,
            "Tagihan pelunasan",
            "Pelunasan pesanan {{order_code}} di {{business_name}}",
            FINAL,
        ),
        template(
            3,
            TemplateKind::FullInvoice,
            "Tagihan penuh",
            "Pembayaran pesanan {{order_code}} di {{business_name}}",
            FULL,
        ),
    ]
}

fn template(
    number: u128,
    kind: TemplateKind,
    name: &'static str,
    subject: &'static str,
    body: &'static str,
) -> Template {
    let text = |text| Text::read(text).expect("a test reads every template there is");
    Template {
        id: TemplateId(Uuid::from_u128(
            0x7261_6a75_7400_4000_8000_0000_0000_0000 | number,
        )),
        name: name.into(),
        kind,
        channel: Channel::Both,
        subject: text(subject),
        body: text(body),
        is_active: true,
        is_default: true,
        created_at: WRITTEN_AT,
        updated_at: WRITTEN_AT,
    }
}
