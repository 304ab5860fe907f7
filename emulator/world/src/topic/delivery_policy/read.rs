//! Reading the JSON of a delivery policy, in AWS's words.
//!
//! The texts about bounds, unknown members and backoff functions are AWS's as its users report them; those about types are unverified.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

/// The object that a policy is.
///
/// # Errors
/// What is no JSON, or no object.
pub(super) fn document(text: &str) -> Result<Members, String> {
    let read = serde_json::from_str::<Value>(text);
    let value = read.map_err(|error| format!("DeliveryPolicy: failed to parse JSON. {error}"))?;
    Members::of(String::new(), value)
}

/// The members of an object, of which each has to be taken.
#[derive(Debug)]
pub(super) struct Members {
    /// Where the object stands: `http.defaultHealthyRetryPolicy`.
    path: String,
    members: Map<String, Value>,
}

impl Members {
    fn of(path: String, value: Value) -> Result<Self, String> {
        match value {
            Value::Object(members) => Ok(Self { path, members }),
            _ if path.is_empty() => Err("DeliveryPolicy: must be a JSON object".to_owned()),
            _ => Err(format!("DeliveryPolicy: {path} must be a JSON object")),
        }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            return name.to_owned();
        }
        format!("{}.{name}", self.path)
    }

    /// `null` is nothing.
    fn take(&mut self, name: &str) -> Option<Value> {
        let value = self.members.remove(name)?;
        (!value.is_null()).then_some(value)
    }

    pub(super) fn object(&mut self, name: &str) -> Result<Option<Self>, String> {
        let path = self.path_of(name);
        let value = self.take(name);
        value.map(|value| Self::of(path, value)).transpose()
    }

    pub(super) fn number(
        &mut self,
        name: &str,
        bounds: RangeInclusive<u32>,
    ) -> Result<Option<u32>, String> {
        let Some(value) = self.take(name) else {
            return Ok(None);
        };
        let path = self.path_of(name);
        let number = value
            .as_i64()
            .ok_or_else(|| format!("DeliveryPolicy: {path} must be an integer"))?;
        let (least, most) = bounds.into_inner();
        if number < i64::from(least) {
            return Err(format!(
                "DeliveryPolicy: {path} must be greater than or equal to {least}"
            ));
        }
        match u32::try_from(number) {
            Ok(number) if number <= most => Ok(Some(number)),
            _ => Err(format!(
                "DeliveryPolicy: {path} must be less than or equal to {most}"
            )),
        }
    }

    pub(super) fn boolean(&mut self, name: &str) -> Result<bool, String> {
        match self.take(name) {
            None => Ok(false),
            Some(Value::Bool(value)) => Ok(value),
            Some(_) => Err(format!(
                "DeliveryPolicy: {} must be a boolean",
                self.path_of(name)
            )),
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(format!(
                "DeliveryPolicy: {} must be a string",
                self.path_of(name)
            )),
        }
    }

    /// # Errors
    /// A member that nobody took.
    pub(super) fn end(self) -> Result<(), String> {
        match self.members.keys().next() {
            None => Ok(()),
            Some(name) => Err(format!("DeliveryPolicy: Unexpected JSON member: {name}")),
        }
    }
}
