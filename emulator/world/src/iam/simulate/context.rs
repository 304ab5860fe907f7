//! What a simulation knows of its requests.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use super::source::Caller;
use crate::iam::IamError;
use crate::policy::{Keys, Value};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ContextEntry {
    pub context_key_name: String,
    pub context_key_values: Vec<String>,
    pub context_key_type: String,
}

/// Source: botocore's IAM model, `ContextKeyTypeEnum`.
const TYPES: [&str; 6] = ["string", "numeric", "boolean", "ip", "binary", "date"];

/// The condition keys that are said, by their names in lower case, and those that were asked for and are not.
pub(super) struct Context<'a> {
    caller: &'a Caller<'a>,
    values: BTreeMap<String, Value<'static>>,
    missing: RefCell<BTreeSet<String>>,
}

impl<'a> Context<'a> {
    /// # Errors
    /// A type that there is not, or bytes that are not base64 (texts unverified).
    pub(super) fn read(caller: &'a Caller<'a>, entries: &[ContextEntry]) -> Result<Self, IamError> {
        let mut values = BTreeMap::new();
        for entry in entries {
            let value = value(entry).ok_or_else(|| {
                let ContextEntry {
                    context_key_name: name,
                    context_key_type: kind,
                    ..
                } = entry;
                IamError::InvalidInput(format!("Invalid ContextEntry: {name} of type {kind}"))
            })?;
            values.insert(entry.context_key_name.to_ascii_lowercase(), value);
        }
        Ok(Self {
            caller,
            values,
            missing: RefCell::default(),
        })
    }

    /// The names, in lower case, of the keys that were asked for since the last time and are not said.
    pub(super) fn take_missing(&self) -> BTreeSet<String> {
        self.missing.take()
    }
}

impl Keys for Context<'_> {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        let value = self.values.get(key);
        if value.is_none() {
            self.missing.borrow_mut().insert(key.to_owned());
        }
        value.cloned()
    }

    /// An entry goes before what the caller says itself, and of what is made up nothing is said.
    fn speak_for_principal(&self, key: &str) -> bool {
        self.values.contains_key(key) || !self.caller.knows(key)
    }
}

/// Conditions read what their operators compare, so that text will do for everything but bytes.
fn value(entry: &ContextEntry) -> Option<Value<'static>> {
    let kind = entry.context_key_type.as_str();
    let (one, is_list) = kind
        .strip_suffix("List")
        .map_or((kind, false), |one| (one, true));
    if !TYPES.contains(&one) {
        return None;
    }
    let values = &entry.context_key_values;
    match values.as_slice() {
        [bytes] if kind == "binary" => {
            let bytes = BASE64_STANDARD.decode(bytes).ok()?;
            Some(Value::Bytes(Cow::Owned(bytes)))
        }
        [text] if !is_list => Some(Value::Text(Cow::Owned(text.clone()))),
        texts => {
            let texts = texts.iter().cloned().map(Cow::Owned);
            Some(Value::List(texts.collect()))
        }
    }
}
