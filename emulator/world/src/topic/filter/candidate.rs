//! A message as policies look at it.

use std::cell::OnceCell;
use std::fmt::Debug;

use serde_json::{Map, Value};

/// What a message says beside its text.
pub(in super::super) trait Attributed: Debug {
    /// As a policy looks at it: what it cannot look at is left out.
    fn as_object(&self) -> Map<String, Value>;
}

/// A message as policies look at it: read once, however many of them there are.
#[derive(Debug)]
pub(in super::super) struct Candidate<'a> {
    attributes: &'a dyn Attributed,
    text: &'a str,
    members: OnceCell<Map<String, Value>>,
    body: OnceCell<Option<Map<String, Value>>>,
}

impl<'a> Candidate<'a> {
    pub(in super::super) fn new(attributes: &'a dyn Attributed, text: &'a str) -> Self {
        Self {
            attributes,
            text,
            members: OnceCell::new(),
            body: OnceCell::new(),
        }
    }

    pub(super) fn members(&self) -> &Map<String, Value> {
        self.members.get_or_init(|| self.attributes.as_object())
    }

    pub(super) fn body(&self) -> Option<&Map<String, Value>> {
        let body = self
            .body
            .get_or_init(|| serde_json::from_str(self.text).ok());
        body.as_ref()
    }
}
