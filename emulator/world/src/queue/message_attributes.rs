//! Message attributes: their rules, their sizes and the MD5 by which clients check them.
//!
//! Rules: "Amazon SQS message metadata" in the developer guide, and `SendMessage` in the API reference.

use std::collections::BTreeMap;

use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

use super::body::is_allowed_text;
use super::digest::Md5Hex;
use super::error::QueueError;
use crate::value::Blob;

/// At most so many attributes a message.
const MAX_ATTRIBUTES: usize = 10;
/// The longest name and the longest type of an attribute, in characters.
const MAX_NAME_LENGTH: usize = 256;

/// A typed value: `DataType` says which of the two values counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MessageAttributeValue {
    /// `String`, `Number` or `Binary`, with an optional label after a period.
    #[serde(default)]
    pub data_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub string_value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub binary_value: Option<Blob>,
}

/// What the part of a `DataType` before the period says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Binary,
}

impl MessageAttributeValue {
    fn kind(&self) -> Option<Kind> {
        let prefix = self.data_type.split('.').next()?;
        match prefix {
            "String" => Some(Kind::Text),
            "Number" => Some(Kind::Number),
            "Binary" => Some(Kind::Binary),
            _ => None,
        }
    }

    fn bytes(&self) -> &[u8] {
        match (self.kind(), &self.binary_value, &self.string_value) {
            (Some(Kind::Binary), Some(blob), _) => &blob.0,
            (_, _, Some(text)) => text.as_bytes(),
            _ => &[],
        }
    }
}

/// # Errors
/// The first attribute, by name, that AWS would not take.
pub(super) fn check(
    attributes: &BTreeMap<String, MessageAttributeValue>,
) -> Result<(), QueueError> {
    if attributes.len() > MAX_ATTRIBUTES {
        return Err(QueueError::InvalidParameterValue(format!(
            "Number of message attributes [{}] exceeds the allowed maximum [{MAX_ATTRIBUTES}].",
            attributes.len()
        )));
    }
    for (name, value) in attributes {
        check_name(name)?;
        check_value(name, value)?;
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), QueueError> {
    let lower = name.to_ascii_lowercase();
    let fault = if name.is_empty() || name.len() > MAX_NAME_LENGTH {
        "Message (user) attribute names must be 1 to 256 characters long."
    } else if !name.bytes().all(is_attribute_name_byte) {
        "Message (user) attribute names can contain alphanumeric characters, underscores, hyphens and periods."
    } else if name.starts_with('.') || name.ends_with('.') || name.contains("..") {
        "Message (user) attribute names can't start or end with a period, nor have periods in succession."
    } else if lower.starts_with("aws.") || lower.starts_with("amazon.") {
        "Message (user) attribute names can't start with the reserved prefixes AWS. and Amazon."
    } else {
        return Ok(());
    };
    Err(QueueError::InvalidParameterValue(format!(
        "The message attribute name '{name}' is invalid. {fault}"
    )))
}

fn is_attribute_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

fn check_value(name: &str, value: &MessageAttributeValue) -> Result<(), QueueError> {
    let data_type = &value.data_type;
    if data_type.is_empty() {
        return Err(QueueError::InvalidParameterValue(format!(
            "The message attribute '{name}' must contain non-empty message attribute type."
        )));
    }
    let (Some(kind), true) = (value.kind(), data_type.len() <= MAX_NAME_LENGTH) else {
        return Err(QueueError::InvalidParameterValue(format!(
            "The message attribute '{name}' has an invalid message attribute type, the set of supported type \
             prefixes is Binary, Number, and String."
        )));
    };
    if value.bytes().is_empty() {
        return Err(QueueError::InvalidParameterValue(format!(
            "The message attribute '{name}' must contain non-empty message attribute value for message attribute \
             type '{data_type}'."
        )));
    }
    let text = value.string_value.as_deref().unwrap_or_default();
    if kind == Kind::Number && !is_number(text) {
        return Err(QueueError::InvalidParameterValue(format!(
            "Can't cast the value of message attribute '{name}' to a number."
        )));
    }
    if kind != Kind::Binary && !is_allowed_text(text) {
        return Err(QueueError::InvalidMessageContents);
    }
    Ok(())
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// What the attributes add to the size of their message: names, types and values. In bytes.
pub(super) fn size(attributes: &BTreeMap<String, MessageAttributeValue>) -> usize {
    attributes
        .iter()
        .map(|(name, value)| name.len() + value.data_type.len() + value.bytes().len())
        .sum()
}

/// The digest that clients compare with their own; `None` without attributes. In the order of names: each name, type
/// and value after its length in four bytes, the value also after one byte that tells text (1) from bytes (2).
/// Source: "Calculating the MD5 message digest for message attributes" in the developer guide.
pub(super) fn md5_of_attributes<'a>(
    attributes: impl IntoIterator<Item = (&'a String, &'a MessageAttributeValue)>,
) -> Option<String> {
    let mut digest = Md5::new();
    let mut any = false;
    for (name, value) in attributes {
        any = true;
        update_with_length(&mut digest, name.as_bytes());
        update_with_length(&mut digest, value.data_type.as_bytes());
        let is_binary = value.kind() == Some(Kind::Binary);
        digest.update([if is_binary { 2 } else { 1 }]);
        update_with_length(&mut digest, value.bytes());
    }
    any.then(|| Md5Hex::from(digest).as_str().to_owned())
}

fn update_with_length(digest: &mut Md5, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("a message is bounded to 1 MiB");
    digest.update(length.to_be_bytes());
    digest.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> MessageAttributeValue {
        MessageAttributeValue {
            data_type: "String".to_owned(),
            string_value: Some(value.to_owned()),
            binary_value: None,
        }
    }

    fn typed(data_type: &str, value: &str) -> MessageAttributeValue {
        MessageAttributeValue {
            data_type: data_type.to_owned(),
            ..text(value)
        }
    }

    fn attributes(
        pairs: &[(&str, MessageAttributeValue)],
    ) -> BTreeMap<String, MessageAttributeValue> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect()
    }

    /// The digests are those that AWS itself answered, as recorded by others.
    #[test]
    fn the_digest_of_attributes_is_the_one_that_aws_answers() {
        let all = attributes(&[
            ("General", text("Kenobi")),
            ("Hello", text("There")),
            ("Help.Me", text("Me")),
        ]);
        let digest = |names: &[&str]| {
            md5_of_attributes(
                all.iter()
                    .filter(|(name, _)| names.contains(&name.as_str())),
            )
        };
        let expected = [
            (
                vec!["General", "Hello", "Help.Me"],
                "4c360f3fdafd970e05fae2f149d997f5",
            ),
            (vec!["General", "Hello"], "fca026605781cb4126a1e9044df24232"),
            (vec!["Hello"], "a311262e065454b75da111d535b8dacd"),
            (vec!["Hello", "Help.Me"], "83fee93c1bcd8b9a5a923ffacdc636c7"),
        ];
        for (names, md5) in expected {
            assert_eq!(digest(&names).as_deref(), Some(md5), "{names:?}");
        }
        assert_eq!(digest(&[]), None);
    }

    #[test]
    fn the_digest_of_a_binary_attribute_is_the_one_that_aws_answers() {
        let bytes = b"traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01";
        let binary = MessageAttributeValue {
            data_type: "Binary".to_owned(),
            string_value: None,
            binary_value: Some(Blob(bytes.to_vec())),
        };
        let digest = md5_of_attributes(&attributes(&[("attr1", binary)]));
        assert_eq!(digest.as_deref(), Some("8cbe4db156db8a94db8b801b7addb984"));
    }

    #[test]
    fn attributes_that_aws_does_not_take_are_refused() {
        let refused = [
            ("", text("a")),
            ("a b", text("a")),
            (".a", text("a")),
            ("a..b", text("a")),
            ("aws.trace", text("a")),
            ("AMAZON.x", text("a")),
            ("a", text("")),
            ("a", text("\u{1}")),
            ("a", typed("", "a")),
            ("a", typed("Text", "a")),
            ("a", typed("Number", "seven")),
            ("a", typed("Number", "NaN")),
            ("a", typed("Binary", "")),
        ];
        for (name, value) in refused {
            assert!(
                check(&attributes(&[(name, value.clone())])).is_err(),
                "{name} {value:?}"
            );
        }
        let eleven = (0..11).map(|n| (format!("a{n}"), text("a"))).collect();
        assert!(check(&eleven).is_err());
    }

    #[test]
    fn a_type_may_carry_a_label() {
        let taken = attributes(&[
            ("a", typed("Number.int", "-7.5e3")),
            ("b", typed("String.json", "{}")),
        ]);
        assert_eq!(check(&taken), Ok(()));
    }
}
