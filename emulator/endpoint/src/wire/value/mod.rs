//! One tree for what every protocol carries.
//!
//! A codec turns bytes into this tree and back; `de` and `ser` are serde's two halves between the tree and the
//! operations' own types. So an operation has one request type and one reply type, and a protocol knows no operation.

mod de;
mod ser;

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;

use crate::world::value::Epoch;

pub use de::DecodeError;
pub(super) use de::whole;
pub use ser::{EncodeError, to_value};

/// A value on the wire, freed of its spelling.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing: a `null`, or the reply of an operation whose model has no output.
    #[default]
    Null,
    Bool(bool),
    Integer(i64),
    Double(f64),
    Text(String),
    /// Text of a form or a query string, whose type only the operation knows: read as whatever it asks for.
    Form(String),
    Bytes(Vec<u8>),
    Timestamp(Timestamp),
    List(Vec<Value>),
    /// In the order of the wire or of the reply type's fields.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The value under `key`, where this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let Self::Map(entries) = self else {
            return None;
        };
        entries
            .iter()
            .find_map(|(name, value)| (name == key).then_some(value))
    }

    /// Takes the member at this path away, in every element of the lists on the way.
    pub fn remove(&mut self, path: &[String]) {
        match (self, path) {
            (Self::List(elements), _) => {
                for element in elements {
                    element.remove(path);
                }
            }
            (Self::Map(entries), [name]) => entries.retain(|(known, _)| known != name),
            (Self::Map(entries), [name, rest @ ..]) => {
                for (_, value) in entries.iter_mut().filter(|(known, _)| known == name) {
                    value.remove(rest);
                }
            }
            _ => {}
        }
    }

    /// The text of a text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Form(text) => Some(text),
            _ => None,
        }
    }
}

/// From JSON (or any format that describes itself).
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(unsigned(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Double(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Value, E> {
        Ok(Value::Bytes(bytes.to_vec()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = sequence.next_element()? {
            elements.push(element);
        }
        Ok(Value::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Value::Map(entries))
    }
}

/// An integer, or the nearest double where it is larger than any that AWS has.
#[expect(
    clippy::cast_precision_loss,
    reason = "no AWS field holds an integer above 2^63: such a number is out of range either way"
)]
fn unsigned(value: u64) -> Value {
    i64::try_from(value).map_or(Value::Double(value as f64), Value::Integer)
}

/// To JSON: moments as epoch seconds, bytes as base64.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Double(value) => serializer.serialize_f64(*value),
            Self::Text(text) | Self::Form(text) => serializer.serialize_str(text),
            Self::Bytes(bytes) => serializer.serialize_str(&BASE64_STANDARD.encode(bytes)),
            Self::Timestamp(moment) => serializer.serialize_f64(Epoch(*moment).seconds()),
            Self::List(elements) => {
                let mut sequence = serializer.serialize_seq(Some(elements.len()))?;
                for element in elements {
                    sequence.serialize_element(element)?;
                }
                sequence.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::world::value::Blob;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Everything {
        name: String,
        count: u32,
        sum: f64,
        on: bool,
        when: Epoch,
        body: Blob,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        absent: Option<String>,
        #[serde(default)]
        list: Vec<i64>,
        #[serde(default)]
        map: BTreeMap<String, String>,
    }

    fn everything() -> Everything {
        Everything {
            name: "a".to_owned(),
            count: 7,
            sum: 2.0,
            on: true,
            when: Epoch("2026-04-19T13:28:51.5Z".parse().expect("a timestamp")),
            body: Blob(b"\x00\xff".to_vec()),
            absent: None,
            list: vec![1, -2],
            map: BTreeMap::from([("k".to_owned(), "v".to_owned())]),
        }
    }

    #[test]
    fn what_goes_into_the_tree_comes_out_of_it() {
        let tree = to_value(&everything()).unwrap();
        assert_eq!(
            tree.get("When"),
            Some(&Value::Timestamp(everything().when.0))
        );
        assert_eq!(tree.get("Sum"), Some(&Value::Double(2.0)));
        assert_eq!(tree.get("Body"), Some(&Value::Bytes(vec![0, 255])));
        assert_eq!(tree.get("Absent"), None);
        assert_eq!(Everything::deserialize(tree).unwrap(), everything());
    }

    #[test]
    fn form_text_is_read_as_what_is_asked_for() {
        let form = |text: &str| Value::Form(text.to_owned());
        let tree = Value::Map(vec![
            ("Name".to_owned(), form("a")),
            ("Count".to_owned(), form("7")),
            ("Sum".to_owned(), form("2")),
            ("On".to_owned(), form("true")),
            ("When".to_owned(), form("2026-04-19T13:28:51.5Z")),
            ("Body".to_owned(), form("AP8=")),
            ("List".to_owned(), Value::List(vec![form("1"), form("-2")])),
            (
                "Map".to_owned(),
                Value::Map(vec![("k".to_owned(), form("v"))]),
            ),
        ]);
        assert_eq!(Everything::deserialize(tree).unwrap(), everything());
    }

    #[test]
    fn null_is_absence() {
        let tree: Value = serde_json::from_str(
            r#"{"Name":"a","Count":7.0,"Sum":2,"On":true,"When":1776605331.5,"Body":"AP8=",
                "Absent":null,"List":[1,-2],"Map":{"k":"v"},"Unknown":null}"#,
        )
        .unwrap();
        assert_eq!(Everything::deserialize(tree).unwrap(), everything());
        let tree: Value = serde_json::from_str(r#"{"Name":null}"#).unwrap();
        assert_eq!(
            Everything::deserialize(tree),
            Err(DecodeError::Missing("Name"))
        );
    }

    #[test]
    fn what_nobody_reads_is_named_by_its_path() {
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Outer {
            #[expect(dead_code, reason = "only read")]
            list: Vec<Everything>,
        }
        let mut tree: Value = serde_json::from_str(
            r#"{"List":[{"Name":"a","Count":7,"Sum":2,"On":true,"When":1,"Body":"","Extra":{"a":1}}]}"#,
        )
        .unwrap();
        let path = vec!["List".to_owned(), "Extra".to_owned()];
        let error = Outer::deserialize(tree.clone()).unwrap_err();
        assert_eq!(error, DecodeError::Unread(path.clone()));
        tree.remove(&path);
        assert!(Outer::deserialize(tree).is_ok());
    }

    #[test]
    fn text_is_no_number_where_the_protocol_has_numbers() {
        let tree: Value = serde_json::from_str(r#"{"Name":"a","Count":"7"}"#).unwrap();
        assert!(matches!(
            Everything::deserialize(tree),
            Err(DecodeError::Invalid(_))
        ));
    }
}
