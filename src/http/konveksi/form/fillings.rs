//! Values for a template's gaps, out of an object.

use serde_json::Map;
use serde_json::Value;

use crate::domain::text::clean;
use crate::http::konveksi::form::Form;
use crate::wire::konveksi::letter::gaps::Filling;
use crate::wire::konveksi::letter::gaps::Fillings;
use crate::wire::konveksi::letter::gaps::is_name;
use crate::wire::konveksi::letter::plain;
use crate::wire::konveksi::sentences::messages;

/// How many values one message may bring.
const FILLINGS_MAX: usize = 50;
/// Characters of one value.
const FILLING_CHARS_MAX: usize = 1_000;

impl Form<'_> {
    /// Values for gaps, cleaned and without HTML; none when the field is absent or null.
    pub(crate) fn fillings(&mut self, name: &str) -> Option<Fillings> {
        let fillings = match self.fields.get(name) {
            None | Some(Value::Null) => return Some(Fillings::new()),
            Some(Value::Object(given)) => read(given),
            Some(_) => None,
        };
        if fillings.is_none() {
            self.complain(name, messages::FILLINGS_WRONG);
        }
        fillings
    }
}

fn read(given: &Map<String, Value>) -> Option<Fillings> {
    if given.len() > FILLINGS_MAX {
        return None;
    }
    let filling = |(name, value): (&String, &Value)| {
        let filling = match Filling::given(value)? {
            Filling::Text(text) if text.chars().count() > FILLING_CHARS_MAX => return None,
            Filling::Text(text) => Filling::Text(plain(&clean(&text, true))),
            flag @ Filling::Flag(_) => flag,
        };
        is_name(name).then(|| (name.clone(), filling))
    };
    given.iter().map(filling).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fillings(value: &Value) -> Option<Fillings> {
        let fields = json!({ "custom_context": value });
        Form::of(fields.as_object().unwrap()).fillings("custom_context")
    }

    #[test]
    fn texts_numbers_and_flags_fill_gaps() {
        let read = fillings(&json!({ "a": " <b>x</b> ", "b": 5, "c": true })).unwrap();

        let text = |text: &str| Filling::Text(text.to_owned());
        assert_eq!(read["a"], text("x"));
        assert_eq!(read["b"], text("5"));
        assert_eq!(read["c"], Filling::Flag(true));
        assert_eq!(fillings(&Value::Null), Some(Fillings::new()));
    }

    #[test]
    fn nothing_else_does() {
        let many: Map<_, _> = (0..=FILLINGS_MAX)
            .map(|number| (format!("n{number}"), json!(1)))
            .collect();
        for wrong in [
            json!("teks"),
            json!([]),
            json!({ "a": null }),
            json!({ "a": ["x"] }),
            json!({ "a b": "x" }),
            json!({ "": "x" }),
            json!({ "a": "x".repeat(FILLING_CHARS_MAX + 1) }),
            Value::Object(many),
        ] {
            assert_eq!(fillings(&wrong), None, "{wrong}");
        }
    }
}
