//! An event that patterns look at: however many do, it is read as JSON and as words once at most.

use std::cell::OnceCell;

use serde_json::Value;

use super::words::words;

/// The message of an event.
#[derive(Debug)]
pub struct Candidate<'a> {
    message: &'a str,
    json: OnceCell<Option<Value>>,
    words: OnceCell<Vec<&'a str>>,
}

impl<'a> Candidate<'a> {
    pub fn new(message: &'a str) -> Self {
        Self {
            message,
            json: OnceCell::new(),
            words: OnceCell::new(),
        }
    }

    pub(super) fn message(&self) -> &'a str {
        self.message
    }

    /// `None` for what is no object.
    pub(super) fn json(&self) -> Option<&Value> {
        let read = || {
            let is_object = self.message.trim_start().starts_with('{');
            is_object
                .then(|| serde_json::from_str(self.message).ok())
                .flatten()
        };
        self.json.get_or_init(read).as_ref()
    }

    pub(super) fn words(&self) -> &[&'a str] {
        self.words.get_or_init(|| words(self.message))
    }
}
