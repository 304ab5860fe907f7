//! What message attributes may be. They are SQS's, with refusals of their own.
//!
//! Source: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html>; the texts are recorded.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::error::TopicError;
use super::filter::Attributed;
use crate::queue::MessageAttributeValue;

pub(super) type Attributes = BTreeMap<String, MessageAttributeValue>;

/// In bytes.
const MAX_NAME_LENGTH: usize = 256;

/// What the part of a `DataType` before the period says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Binary,
}

/// `None` for a type that is none of the three.
pub(super) fn kind(data_type: &str) -> Option<Kind> {
    let (name, label) = match data_type.split_once('.') {
        Some((name, label)) => (name, Some(label)),
        None => (data_type, None),
    };
    if label.is_some_and(str::is_empty) {
        return None;
    }
    match name {
        "String" => Some(Kind::Text),
        "Number" => Some(Kind::Number),
        "Binary" => Some(Kind::Binary),
        _ => None,
    }
}

/// Text is text and a number a number; `String.Array` is a JSON array. Binary attributes are none for a policy.
impl Attributed for Attributes {
    fn as_object(&self) -> Map<String, Value> {
        let members = self.iter().filter_map(|(name, attribute)| {
            let text = attribute.string_value.as_deref()?;
            let value = match kind(&attribute.data_type)? {
                Kind::Text if attribute.data_type == "String.Array" => {
                    serde_json::from_str(text).ok()?
                }
                Kind::Text => Value::from(text),
                Kind::Number => Value::Number(Number::from_f64(text.parse().ok()?)?),
                Kind::Binary => return None,
            };
            Some((name.clone(), value))
        });
        members.collect()
    }
}

/// `at` is the path of the attributes in the request.
///
/// # Errors
/// The first attribute, by name, that AWS would not take.
pub(super) fn check(attributes: &Attributes, at: &str) -> Result<(), TopicError> {
    for (name, value) in attributes {
        check_name(name)?;
        if value.data_type.is_empty() {
            return Err(TopicError::ValidationError(format!(
                "1 validation error detected: Value null at '{at}.{name}.member.dataType' failed to satisfy constraint: Member must \
                 not be null"
            )));
        }
        check_value(name, value).map_err(TopicError::ParameterValueInvalid)?;
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), TopicError> {
    let is_name =
        |character: &char| character.is_ascii_alphanumeric() || "-_.".contains(*character);
    let fault = if name.len() > MAX_NAME_LENGTH {
        "Length of message attribute name must be less than 256 bytes.".to_owned()
    } else if let Some(other) = name.chars().find(|character| !is_name(character)) {
        format!(
            "Invalid non-alphanumeric character '#x{:X}' was found in the message attribute name. Can only include alphanumeric \
             characters, hyphens, underscores, or dots.",
            u32::from(other)
        )
    } else if name.starts_with('.') {
        "Invalid message attribute name starting with character '.' was found.".to_owned()
    } else if name.ends_with('.') {
        "Invalid message attribute name ending with character '.' was found.".to_owned()
    } else if name.contains("..") {
        "Message attribute name can not have successive '.' character.".to_owned()
    } else {
        return Ok(());
    };
    Err(TopicError::ParameterValueInvalid(fault))
}

fn check_value(name: &str, value: &MessageAttributeValue) -> Result<(), String> {
    let data_type = &value.data_type;
    let Some(kind) = kind(data_type) else {
        return Err(format!(
            "The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes is Binary, \
             Number, and String."
        ));
    };
    let text = value.string_value.as_deref().unwrap_or_default();
    let bytes = value.binary_value.as_ref().map_or(0, |blob| blob.0.len());
    let (field, is_other) = match kind {
        Kind::Binary => ("Binary", value.string_value.is_some()),
        Kind::Text | Kind::Number => ("String", value.binary_value.is_some()),
    };
    if is_other {
        return Err(format!(
            "The message attribute '{name}' with type '{data_type}' must use field '{field}'."
        ));
    }
    if text.is_empty() && bytes == 0 {
        return Err(format!(
            "The message attribute '{name}' must contain non-empty message attribute value for message attribute type '{data_type}'."
        ));
    }
    if kind == Kind::Number && !text.parse::<f64>().is_ok_and(f64::is_finite) {
        return Err(format!(
            "Could not cast message attribute '{name}' value to number."
        ));
    }
    Ok(())
}

/// What they add to the size of their message: names, types and values. In bytes.
pub(super) fn size(attributes: &Attributes) -> usize {
    let sizes = attributes.iter().map(|(name, value)| {
        let text = value.string_value.as_ref().map_or(0, String::len);
        let bytes = value.binary_value.as_ref().map_or(0, |blob| blob.0.len());
        name.len() + value.data_type.len() + text + bytes
    });
    sizes.sum()
}
