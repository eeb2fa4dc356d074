//! Whether a letter can go out as it is, and what to say when it cannot.

use axum::http::StatusCode;

use crate::domain::konveksi::invoice::Invoice;
use crate::domain::konveksi::message::Letter;
use crate::http::konveksi::error::ApiError;
use crate::wire::konveksi::invoice::payment_url;
use crate::wire::konveksi::letter::LETTER_CHARS_MAX;
use crate::wire::konveksi::letter::PAYMENT_LINK;
use crate::wire::konveksi::letter::Template;
use crate::wire::konveksi::letter::Written;
use crate::wire::konveksi::sentences::messages;

/// Seconds after which a page that is being opened is mostly there.
const OPENING_SECONDS: u64 = 5;

/// The template staff chose, if it may be used.
pub(in crate::http::konveksi) fn usable(
    template: Option<&Template>,
) -> Result<&Template, ApiError> {
    let template = template.ok_or_else(no_such_template)?;
    if template.is_active {
        Ok(template)
    } else {
        Err(ApiError::field("template_id", messages::TEMPLATE_INACTIVE))
    }
}

/// The letter, if the invoice has a page to write of; else nothing, and it is written again
/// when there is one: then of the template alone, as `alone` is.
pub(super) fn ready(
    invoice: &Invoice,
    mut written: Written,
    alone: impl FnOnce() -> Written,
) -> Result<Option<Letter>, ApiError> {
    let has_page = payment_url(invoice).is_some();
    if !has_page {
        written.missing.remove(PAYMENT_LINK);
    }
    if !written.missing.is_empty() {
        let missing: Vec<_> = written.missing.into_iter().collect();
        let sentence = messages::missing(&missing);
        return Err(ApiError::field("custom_context", sentence).with("missing_variables", missing));
    }
    if !written.fits() {
        let sentence = messages::too_long(LETTER_CHARS_MAX);
        return Err(ApiError::field("custom_context", sentence));
    }
    if has_page {
        return Ok(Some(written.letter));
    }
    if alone().used != written.used {
        return Err(link_opening());
    }
    Ok(None)
}

pub(super) fn link_opening() -> ApiError {
    let (status, code) = (StatusCode::CONFLICT, "LINK_OPENING");
    ApiError::client(status, code, messages::LINK_OPENING).retry_after(OPENING_SECONDS)
}

pub(in crate::http::konveksi) fn no_such_template() -> ApiError {
    let sentence = messages::NO_TEMPLATE;
    ApiError::client(StatusCode::NOT_FOUND, "NOT_FOUND", sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::konveksi::tests::kit::Trial;
    use crate::domain::konveksi::tests::kit::an_order;
    use crate::domain::time::BusinessZone;
    use crate::wire::konveksi::letter::House;
    use crate::wire::konveksi::letter::Text;
    use crate::wire::konveksi::letter::builtin;
    use crate::wire::konveksi::letter::gaps::Filling;
    use crate::wire::konveksi::letter::gaps::Fillings;
    use crate::wire::konveksi::letter::values_of;

    fn a_template(body: &'static str) -> Template {
        Template {
            body: Text::read(body).unwrap(),
            ..builtin().remove(0)
        }
    }

    /// What becomes of a letter about the last invoice of an order.
    fn asked(
        order: &Trial,
        body: &'static str,
        custom: &[(&str, &str)],
    ) -> Result<Option<Letter>, ApiError> {
        let house = House {
            name: "Benang Merah".to_owned(),
            zone: BusinessZone::named("Asia/Jakarta").unwrap(),
        };
        let text = |text: &str| Filling::Text(text.to_owned());
        let custom = custom
            .iter()
            .map(|(name, value)| ((*name).to_owned(), text(value)));
        let alone = values_of(order, order.last_invoice(), &house);
        let mut values: Fillings = custom.collect();
        values.extend(alone.clone());
        let template = a_template(body);
        ready(order.last_invoice(), template.write(&values), || {
            template.write(&alone)
        })
    }

    fn refused(answer: Result<Option<Letter>, ApiError>) -> (u16, &'static str, String) {
        match answer {
            Err(ApiError::Client(client)) => {
                let fields = client.fields.into_values().flatten();
                let told: Vec<String> = fields.collect();
                (client.status.as_u16(), client.code, told.join(" "))
            }
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn a_letter_with_all_its_values_is_ready() {
        let order = an_order().with_link().with_page();
        let body = "{{payment_link}} {{salam}} {{customer_name}}";

        let letter = asked(&order, body, &[("salam", "Salam"), ("customer_name", "X")]);

        let body = letter.unwrap().unwrap().body;
        assert!(body.starts_with("https://pay.example/"), "{body}");
        assert!(body.ends_with(" Salam Budi Santoso"), "{body}");
    }

    #[test]
    fn a_value_that_nobody_gave_is_named() {
        for order in [an_order().with_link(), an_order().with_link().with_page()] {
            let (status, code, told) = refused(asked(&order, "{{salam}} {{payment_link}}", &[]));

            assert_eq!((status, code), (400, "VALIDATION_ERROR"));
            assert_eq!(told, "Template ini butuh isian untuk: salam.");
        }
    }

    #[test]
    fn a_letter_about_a_page_on_its_way_follows_unless_it_needs_more_than_its_template() {
        let order = an_order().with_link();
        let given = [("salam", "Salam")];

        assert_eq!(asked(&order, "{{payment_link}}", &given).unwrap(), None);

        let (status, code, _) = refused(asked(&order, "{{salam}} {{payment_link}}", &given));
        assert_eq!((status, code), (409, "LINK_OPENING"));
        let (status, code, _) = refused(asked(&order, "{{#if salam}}ya{{/if}}", &given));
        assert_eq!((status, code), (409, "LINK_OPENING"));
    }

    #[test]
    fn a_letter_longer_than_a_message_is_refused() {
        let order = an_order().with_link().with_page();
        let long = "a".repeat(LETTER_CHARS_MAX);

        let (status, _, told) = refused(asked(&order, "x{{isi}}", &[("isi", &long)]));

        assert_eq!(status, 400);
        assert!(told.contains("4096"), "{told}");
    }

    #[test]
    fn only_an_active_template_is_usable() {
        let mut template = builtin().remove(0);
        assert!(usable(Some(&template)).is_ok());

        template.is_active = false;

        assert!(matches!(
            usable(Some(&template)),
            Err(ApiError::Client(client)) if client.status.as_u16() == 400
        ));
        assert!(matches!(
            usable(None),
            Err(ApiError::Client(client)) if client.status.as_u16() == 404
        ));
    }
}
