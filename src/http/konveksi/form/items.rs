//! Fields that hold more than one value: lists of objects, lists of ids, objects.

use std::ops::RangeInclusive;
use std::str::FromStr;

use serde_json::Map;
use serde_json::Value;

use crate::http::konveksi::form::Form;
use crate::wire::konveksi::flaws::Flaw;

impl<'a> Form<'a> {
    /// An object; absent and null read the same.
    pub(crate) fn object(&mut self, name: &str) -> Option<&'a Map<String, Value>> {
        match self.fields.get(name)? {
            Value::Null => None,
            Value::Object(fields) => Some(fields),
            _ => {
                self.flaw(name, &Flaw::NotAnObject);
                None
            }
        }
    }

    /// So many ids; one that is named twice is there once.
    pub(crate) fn ids<T: FromStr + PartialEq>(
        &mut self,
        name: &str,
        count: RangeInclusive<usize>,
    ) -> Option<Vec<T>> {
        self.read(name, |value| {
            let flaw = || Flaw::NotIds(count.clone());
            let values = value.as_array().filter(|it| count.contains(&it.len()));
            let mut ids: Vec<T> = Vec::new();
            for value in values.ok_or_else(flaw)? {
                let text = value.as_str().ok_or_else(flaw)?.trim();
                let id = text.parse().map_err(|_| flaw())?;
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            Ok(ids)
        })
    }

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
