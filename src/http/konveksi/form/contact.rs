//! The contact of a customer: one text, or its two parts on their own.

use crate::domain::contact::Contact;
use crate::domain::contact::ContactFlaw;
use crate::domain::contact::parse_email;
use crate::domain::contact::parse_phone;
use crate::domain::konveksi::fields::CONTACT_CHARS_MAX;
use crate::http::konveksi::form::Form;
use crate::wire::konveksi::flaws::Flaw;

const TEXT: &str = "contact_information";
const PHONE: &str = "customer_phone";
const EMAIL: &str = "customer_email";

impl Form<'_> {
    /// Whether only a part of the contact is given, so that the rest must be known.
    pub(crate) fn has_partial_contact(&self) -> bool {
        let given = |name: &str| self.fields.contains_key(name);
        !given(TEXT) && (given(PHONE) || given(EMAIL))
    }

    /// Wants a contact to be there, in any of its forms.
    pub(crate) fn require_contact(&mut self) {
        if !self.fields.contains_key(TEXT) && !self.has(PHONE) && !self.has(EMAIL) {
            self.flaw(TEXT, &Flaw::Required);
        }
    }

    /// The contact that is asked for. The parts are laid over the text where there is
    /// one, else over `known`; there, an empty part takes that part away.
    pub(crate) fn contact(&mut self, known: &Contact) -> Option<Contact> {
        let whole = self.fields.contains_key(TEXT);
        if !whole && !self.has_partial_contact() {
            return None;
        }
        let mut contact = if whole {
            self.whole_contact()?
        } else {
            known.clone()
        };
        let phone = self.part(PHONE, parse_phone)?;
        let email = self.part(EMAIL, parse_email)?;
        for (part, value) in [(&mut contact.phone, phone), (&mut contact.email, email)] {
            match value {
                Part::Value(value) => *part = Some(value),
                Part::Empty if !whole => *part = None,
                Part::Empty | Part::Absent => {}
            }
        }
        if !whole && contact != *known {
            let parts = [contact.phone.as_deref(), contact.email.as_deref()];
            let parts: Vec<_> = parts.into_iter().flatten().collect();
            contact.text = parts.join(", ");
        }
        if contact.phone.is_none() && contact.email.is_none() {
            self.flaw(TEXT, &Flaw::Contact(ContactFlaw::Nothing));
            return None;
        }
        Some(contact)
    }

    fn whole_contact(&mut self) -> Option<Contact> {
        let text = self.line(TEXT, 0..=CONTACT_CHARS_MAX)?;
        let contact = Contact::parse(&text);
        contact
            .map_err(|flaw| self.flaw(TEXT, &Flaw::Contact(flaw)))
            .ok()
    }

    /// A part of the contact; `None` when it is flawed.
    fn part(&mut self, name: &str, parse: fn(&str) -> Result<String, ContactFlaw>) -> Option<Part> {
        match self.fields.get(name) {
            None => Some(Part::Absent),
            Some(_) if !self.has(name) => Some(Part::Empty),
            Some(value) => {
                let text = value.as_str().map(str::trim).ok_or(Flaw::NotText);
                let parsed = text.and_then(|text| parse(text).map_err(Flaw::Contact));
                let part = parsed.map(Part::Value);
                part.map_err(|flaw| self.flaw(name, &flaw)).ok()
            }
        }
    }
}

/// A part of a contact as a request may give it.
enum Part {
    Absent,
    Empty,
    Value(String),
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use serde_json::json;

    use super::*;

    fn read(fields: &Value, known: &Contact) -> Option<Contact> {
        let mut form = Form::of(fields.as_object().unwrap());
        let contact = form.contact(known);
        form.finish(contact).ok().flatten()
    }

    #[test]
    fn parts_are_laid_over_the_text() {
        let fields = json!({
            "contact_information": "081234567890",
            "customer_email": "budi@contoh.id",
            "customer_phone": null,
        });
        let contact = read(&fields, &Contact::default()).unwrap();

        assert_eq!(contact.text, "081234567890");
        assert_eq!(contact.phone.as_deref(), Some("+6281234567890"));
        assert_eq!(contact.email.as_deref(), Some("budi@contoh.id"));
    }

    #[test]
    fn a_part_alone_changes_what_is_known() {
        let known = Contact::parse("081234567890").unwrap();
        let both = read(&json!({ "customer_email": "budi@contoh.id" }), &known).unwrap();

        assert_eq!(both.text, "+6281234567890, budi@contoh.id");
        assert_eq!(
            read(&json!({ "customer_email": null }), &known),
            Some(known.clone())
        );
        assert_eq!(read(&json!({ "customer_phone": "" }), &known), None);
        assert_eq!(read(&json!({ "customer_phone": 5 }), &known), None);
    }
}
