//! The fields by which an order is changed.

use crate::domain::contact::Contact;
use crate::domain::konveksi::command::Edit;
use crate::domain::konveksi::command::TermsEdit;
use crate::domain::konveksi::fields;
use crate::domain::media::FileEdit;
use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::form::Form;
use crate::wire::konveksi::words::PaymentType;

/// What a whole order must hold, its contact aside.
const WHOLE: [&str; 5] = [
    "customer_name",
    "product_name",
    "quantity",
    "total_price",
    "payment_type",
];

/// Reads whatever is given; `known` is the contact that parts of one are laid over.
pub(in crate::http::konveksi) fn read(
    mut form: Form<'_>,
    known: &Contact,
) -> Result<Edit, ApiError> {
    let edit = Edit {
        customer_name: form.line("customer_name", fields::NAME_CHARS),
        contact: form.contact(known),
        channel: form.word("notification_channel"),
        product_name: form.line("product_name", fields::NAME_CHARS),
        quantity: form.whole("quantity", fields::QUANTITY),
        price: form.amount("total_price", fields::PRICE),
        price_confirmed: form.flag("price_confirmed").unwrap_or(false),
        terms: terms(&mut form),
        design_notes: form.prose("design_notes", fields::DESIGN_NOTES_CHARS_MAX),
        // Files are for whoever takes them in.
        design: FileEdit::Keep,
        production: form.word("production_status"),
        status: form.word("status_order"),
        money: form.has("money").then(|| form.word("money")).flatten(),
        notes: form.prose("notes", fields::NOTE_CHARS_MAX),
    };
    form.finish(edit)
}

/// Wants everything that makes a whole order.
pub(super) fn require_whole(mut form: Form<'_>) -> Result<(), ApiError> {
    for name in WHOLE {
        form.require(name);
    }
    form.require_contact();
    form.finish(())
}

fn terms(form: &mut Form<'_>) -> Option<TermsEdit> {
    let with_dp = form
        .word::<PaymentType>("payment_type")
        .map(|kind| kind == PaymentType::Dp);
    // All at once has no share, whatever old forms still send along.
    let wants_share = with_dp != Some(false) && form.has("dp_percent");
    let share = wants_share
        .then(|| form.share("dp_percent", fields::DP_SHARE))
        .flatten();
    (with_dp.is_some() || share.is_some()).then_some(TermsEdit { with_dp, share })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use serde_json::json;

    use super::*;
    use crate::domain::konveksi::Status;
    use crate::domain::rupiah::BasisPoints;
    use crate::domain::rupiah::Rupiah;

    fn edit(body: &Value) -> Result<Edit, ApiError> {
        read(Form::of(body.as_object().unwrap()), &Contact::default())
    }

    #[test]
    fn only_what_is_given_changes() {
        let edit = edit(&json!({
            "total_price": "8000000.00",
            "status_order": "pengerjaan_selesai",
            "payment_type": "dp",
            "dp_percent": "60",
            "paid_amount": "999",
            "id": "read-only",
        }))
        .unwrap();

        assert_eq!(edit.price, Some(Rupiah(8_000_000)));
        assert_eq!(edit.status, Some(Status::FinalRequested));
        assert_eq!(edit.terms.unwrap().share, Some(BasisPoints(6_000)));
        assert!(edit.customer_name.is_none() && edit.contact.is_none() && edit.notes.is_none());
    }

    #[test]
    fn an_order_as_it_was_read_can_be_sent_back() {
        let body = json!({
            "customer_name": "Budi Santoso",
            "product_name": "Kaos",
            "quantity": 50,
            "total_price": "7500000.00",
            "payment_type": "full",
            "dp_percent": null,
            "design": null,
            "contact_information": "081234567890",
            "customer_phone": "+6281234567890",
            "customer_email": null,
            "design_notes": "",
            "attention": [],
            "price_confirmed": false,
            "deleted_at": null,
        });

        assert!(require_whole(Form::of(body.as_object().unwrap())).is_ok());
        assert!(!edit(&body).unwrap().price_confirmed);
    }

    #[test]
    fn null_is_no_value_for_what_must_have_one() {
        for body in [
            json!({ "customer_name": null }),
            json!({ "total_price": null }),
            json!({ "status_order": null }),
            json!({ "status_order": "selesai" }),
            json!({ "production_status": 3 }),
        ] {
            assert!(edit(&body).is_err(), "{body}");
        }
    }
}
