//! Answers given under an `Idempotency-Key`, kept to be given again.
//!
//! This memory is short and this process's own. What makes a repeat safe across crashes
//! is that the key is committed with its change; this only answers it word for word.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use serde_json::Map;
use serde_json::Value;
use sha2::Digest;
use sha2::Sha256;

use crate::actors::change::RequestKey;
use crate::domain::time::Span;
use crate::domain::time::Timestamp;

/// Characters a key may have.
pub(crate) const KEY_CHARS_MAX: usize = 255;
/// How many answers are kept; the oldest go first.
const ANSWERS_MAX: usize = 10_000;
/// The largest answer kept; a repeat of a larger one is answered from the order. The answer
/// about two hundred orders has some 300 KiB.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// How much all kept answers have together; the oldest go first.
const BYTES_MAX: usize = 64 * 1024 * 1024;
/// How long an answer is kept.
const KEPT_FOR: Span = Span::hours(24);

/// Who sent a key, and which.
type Name = (String, String);

/// The answers given under keys. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answers(Arc<Mutex<Memory>>);

#[derive(Debug, Default)]
struct Memory {
    slots: HashMap<Name, Slot>,
    /// The kept ones, oldest first.
    kept: VecDeque<(Timestamp, Name)>,
    /// The length of their bodies, together.
    bytes: usize,
}

#[derive(Debug)]
struct Slot {
    digest: String,
    /// `None` while the first request runs.
    answer: Option<Kept>,
}

/// An answer, ready to be given again.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What is known about a key.
#[derive(Debug)]
pub(crate) enum Known {
    /// Nothing: the request may run, holding this.
    New(Ticket),
    /// Its first request still runs.
    Running,
    /// It names another request.
    Other,
    /// It was answered.
    Answered(Kept),
}

impl Answers {
    /// Looks a key up, and reserves it when it is new.
    pub(crate) fn begin(&self, request: RequestKey, now: Timestamp) -> Known {
        let mut memory = self.lock();
        memory.forget_until(now);
        let name = (request.scope.clone(), request.key.clone());
        match memory.slots.get(&name) {
            Some(slot) if slot.digest != request.digest => Known::Other,
            Some(Slot {
                answer: Some(kept), ..
            }) => Known::Answered(kept.clone()),
            Some(_) => Known::Running,
            None => {
                let slot = Slot {
                    digest: request.digest.clone(),
                    answer: None,
                };
                memory.slots.insert(name.clone(), slot);
                drop(memory);
                Known::New(Ticket {
                    answers: self.clone(),
                    request,
                    name,
                })
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn forget_until(&mut self, now: Timestamp) {
        while let Some((at, name)) = self.kept.front()
            && (*at + KEPT_FOR <= now || self.kept.len() > ANSWERS_MAX || self.bytes > BYTES_MAX)
        {
            let answer = self.slots.remove(name).and_then(|slot| slot.answer);
            self.bytes -= answer.map_or(0, |answer| answer.body.len());
            self.kept.pop_front();
        }
    }
}

/// A key whose request runs. Dropping it, also because the client went away, frees the
/// key, unless an answer was kept.
#[derive(Debug)]
pub(crate) struct Ticket {
    answers: Answers,
    request: RequestKey,
    name: Name,
}

impl Ticket {
    /// The key, to be committed with the change.
    pub(crate) const fn request(&self) -> &RequestKey {
        &self.request
    }

    /// Keeps the answer for repeats.
    pub(crate) fn keep(self, answer: &Kept, now: Timestamp) {
        if answer.body.len() > ANSWER_BYTES_MAX {
            return;
        }
        let mut memory = self.answers.lock();
        if let Some(slot) = memory.slots.get_mut(&self.name) {
            slot.answer = Some(answer.clone());
            memory.bytes += answer.body.len();
            memory.kept.push_back((now, self.name.clone()));
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut memory = self.answers.lock();
        let runs = |slot: &Slot| slot.answer.is_none();
        if memory.slots.get(&self.name).is_some_and(runs) {
            memory.slots.remove(&self.name);
        }
    }
}

/// A digest of what a request asks: two spellings of one object have the same.
pub(crate) fn digest(method: &str, path: &str, body: &Map<String, Value>) -> String {
    let mut canonical = String::new();
    write_object(body, &mut canonical);
    let mut hasher = Sha256::new();
    for part in [method, path.trim_end_matches('/'), &canonical] {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part);
    }
    format!("{:x}", hasher.finalize())
}

fn write_object(object: &Map<String, Value>, to: &mut String) {
    let mut fields: Vec<_> = object.iter().collect();
    // Sorted here, whatever order the map keeps.
    fields.sort_unstable_by_key(|(name, _)| *name);
    to.push('{');
    for (name, value) in fields {
        to.push_str(&Value::from(name.as_str()).to_string());
        to.push(':');
        write_value(value, to);
        to.push(',');
    }
    to.push('}');
}

fn write_value(value: &Value, to: &mut String) {
    match value {
        Value::Object(object) => write_object(object, to),
        Value::Array(values) => {
            to.push('[');
            for value in values {
                write_value(value, to);
                to.push(',');
            }
            to.push(']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            to.push_str(&value.to_string());
        }
    }
}

#[cfg(test)]
mod tests;
