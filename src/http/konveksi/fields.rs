//! `?fields=`: answers that hold only what is wanted.
//!
//! It only takes away from what the reader may see, so a field that is not for them is
//! absent, asked for or not.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Map;
use serde_json::Value;

use crate::http::konveksi::error::ApiError;
use crate::http::konveksi::parameters::Parameters;
use crate::wire::konveksi::flaws::Flaw;

/// The fields that are wanted; all of them when none is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fields(Option<BTreeSet<&'static str>>);

/// A view, whole or some of it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Picked<T> {
    /// Every field.
    Whole(T),
    /// The fields that are wanted.
    Some(Map<String, Value>),
}

impl Fields {
    /// Reads which of the known fields are wanted.
    pub(crate) fn read(given: &mut Parameters, known: &[&[&'static str]]) -> Self {
        let Some(text) = given.text("fields") else {
            return Self(None);
        };
        let known: Vec<_> = known.concat();
        let names = text.split(',').map(str::trim).filter(|it| !it.is_empty());
        let find = |name: &str| known.iter().copied().find(|it| *it == name);
        match names.map(find).collect::<Option<BTreeSet<_>>>() {
            Some(wanted) if wanted.is_empty() => Self(None),
            Some(wanted) => Self(Some(wanted)),
            None => {
                given.flaw("fields", &Flaw::Choice(known));
                Self(None)
            }
        }
    }

    /// What is wanted of a view, which is an object.
    pub(crate) fn of<T: Serialize>(&self, view: T) -> Result<Picked<T>, ApiError> {
        let Some(wanted) = &self.0 else {
            return Ok(Picked::Whole(view));
        };
        let internal = |error: serde_json::Error| ApiError::Internal(error.into());
        let Value::Object(mut fields) = serde_json::to_value(view).map_err(internal)? else {
            return Err(ApiError::Internal("a view without fields".into()));
        };
        fields.retain(|name, _| wanted.contains(name.as_str()));
        Ok(Picked::Some(fields))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn picked(query: &str) -> Result<Value, ApiError> {
        let mut given = Parameters::of(query);
        let fields = Fields::read(&mut given, &[&["id", "harga"], &["nama"]]);
        let fields = given.finish(fields)?;
        let view = json!({ "id": 1, "nama": "Kaos", "catatan": "x" });
        Ok(serde_json::to_value(fields.of(view)?).unwrap())
    }

    #[test]
    fn only_what_is_wanted_and_there_is_answered() {
        assert_eq!(
            picked("fields=nama,%20id").unwrap(),
            json!({ "id": 1, "nama": "Kaos" })
        );
        assert_eq!(picked("fields=harga").unwrap(), json!({}));
        for whole in ["", "fields=", "fields=,"] {
            assert_eq!(picked(whole).unwrap()["catatan"], "x", "{whole}");
        }
    }

    #[test]
    fn what_no_view_has_is_refused() {
        for unknown in ["fields=catatan", "fields=id,stok", "fields=ID", "fields=*"] {
            assert!(picked(unknown).is_err(), "{unknown}");
        }
    }
}
