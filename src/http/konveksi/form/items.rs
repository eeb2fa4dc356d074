//! A list of objects in a field, and what is wrong with each of them.

use serde_json::Value;

use crate::http::konveksi::form::Form;
use crate::wire::konveksi::flaws::Flaw;

impl Form<'_> {
    /// Reads every object of a list. What is wrong with one is told with its number.
    pub(crate) fn items<T>(
        &mut self,
        name: &str,
        mut read: impl FnMut(&mut Form<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let values = self.read(name, |value| match value {
            Value::Array(values) => Ok(values.clone()),
            _ => Err(Flaw::NotAList),
        })?;
        let mut items = Some(Vec::with_capacity(values.len()));
        for (number, value) in (1..).zip(&values) {
            let Value::Object(fields) = value else {
                self.complain(name, &format!("{number}: {}", Flaw::NotAList));
                return None;
            };
            let mut form = Form::of(fields);
            let item = read(&mut form);
            for (field, flaws) in form.flaws {
                for flaw in flaws {
                    self.complain(name, &format!("{number}, {field}: {flaw}"));
                }
            }
            items = items.zip(item).map(|(mut items, item)| {
                items.push(item);
                items
            });
        }
        items
    }
}
