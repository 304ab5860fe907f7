//! rpc-v2-cbor's bodies: [RFC 8949](https://www.rfc-editor.org/rfc/rfc8949) maps with text keys.
//!
//! Requests are read in every form that the standard allows (indefinite lengths, half floats, tagged or bare moments).
//! Answers have one form: definite lengths, every double and every moment a 64-bit float, as AWS sends them. The
//! encoder is our own because `ciborium` shortens floats where it can, and the Rust SDK takes an integer
//! or a half float for a type error in places.

use ciborium::Value as Cbor;

use crate::world::value::Epoch;

use super::value::{DecodeError, Value};

/// How deep a request may nest. The deepest that AWS's models go is about ten.
const MAX_DEPTH: usize = 64;

/// The tree of a body. No body at all is a request without members.
pub fn decode(body: &[u8]) -> Result<Value, DecodeError> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    let cbor: Cbor = ciborium::de::from_reader_with_recursion_limit(body, MAX_DEPTH)
        .map_err(|error| DecodeError::Invalid(error.to_string()))?;
    tree(cbor)
}

fn tree(cbor: Cbor) -> Result<Value, DecodeError> {
    match cbor {
        Cbor::Null => Ok(Value::Null),
        Cbor::Bool(value) => Ok(Value::Bool(value)),
        Cbor::Integer(value) => i64::try_from(value)
            .map(Value::Integer)
            .map_err(|_| DecodeError::Invalid("an integer above 2^63".to_owned())),
        Cbor::Float(value) => Ok(Value::Double(value)),
        Cbor::Text(text) => Ok(Value::Text(text)),
        Cbor::Bytes(bytes) => Ok(Value::Bytes(bytes)),
        // Tag 1 is a moment in epoch seconds: a member of that type reads the number as one.
        Cbor::Tag(_, inner) => tree(*inner),
        Cbor::Array(elements) => elements
            .into_iter()
            .map(tree)
            .collect::<Result<_, _>>()
            .map(Value::List),
        Cbor::Map(entries) => entries
            .into_iter()
            .map(entry)
            .collect::<Result<_, _>>()
            .map(Value::Map),
        _ => Err(DecodeError::Invalid(
            "a value of an unknown kind".to_owned(),
        )),
    }
}

fn entry((key, value): (Cbor, Cbor)) -> Result<(String, Value), DecodeError> {
    match key {
        Cbor::Text(key) => Ok((key, tree(value)?)),
        _ => Err(DecodeError::Invalid(
            "a map whose key is no text".to_owned(),
        )),
    }
}

/// The body of a tree. An operation without an output has none.
pub fn encode(tree: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    if !matches!(tree, Value::Null) {
        write(&mut bytes, tree);
    }
    bytes
}

const UNSIGNED: u8 = 0 << 5;
const NEGATIVE: u8 = 1 << 5;
const BYTES: u8 = 2 << 5;
const TEXT: u8 = 3 << 5;
const ARRAY: u8 = 4 << 5;
const MAP: u8 = 5 << 5;
const TAG: u8 = 6 << 5;
const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
const NULL: u8 = 0xf6;
const DOUBLE: u8 = 0xfb;
const EPOCH_SECONDS: u64 = 1;

fn write(bytes: &mut Vec<u8>, tree: &Value) {
    match tree {
        Value::Null => bytes.push(NULL),
        Value::Bool(false) => bytes.push(FALSE),
        Value::Bool(true) => bytes.push(TRUE),
        Value::Integer(value) => write_integer(bytes, *value),
        Value::Double(value) => write_double(bytes, *value),
        Value::Text(text) | Value::Form(text) => write_text(bytes, text),
        Value::Bytes(content) => {
            head(bytes, BYTES, content.len() as u64);
            bytes.extend_from_slice(content);
        }
        Value::Timestamp(moment) => {
            head(bytes, TAG, EPOCH_SECONDS);
            write_double(bytes, Epoch(*moment).seconds());
        }
        Value::List(elements) => {
            head(bytes, ARRAY, elements.len() as u64);
            for element in elements {
                write(bytes, element);
            }
        }
        Value::Map(entries) => {
            head(bytes, MAP, entries.len() as u64);
            for (key, value) in entries {
                write_text(bytes, key);
                write(bytes, value);
            }
        }
    }
}

fn write_integer(bytes: &mut Vec<u8>, value: i64) {
    match u64::try_from(value) {
        Ok(value) => head(bytes, UNSIGNED, value),
        Err(_) => head(bytes, NEGATIVE, (-1 - value).unsigned_abs()),
    }
}

fn write_double(bytes: &mut Vec<u8>, value: f64) {
    bytes.push(DOUBLE);
    bytes.extend_from_slice(&value.to_be_bytes());
}

fn write_text(bytes: &mut Vec<u8>, text: &str) {
    head(bytes, TEXT, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

/// The major type with its argument, in the fewest bytes that hold it.
fn head(bytes: &mut Vec<u8>, major: u8, argument: u64) {
    let big_endian = argument.to_be_bytes();
    match argument {
        0..=23 => bytes.push(major | big_endian[7]),
        24..=0xff => bytes.extend_from_slice(&[major | 0x18, big_endian[7]]),
        0x100..=0xffff => {
            bytes.push(major | 0x19);
            bytes.extend_from_slice(&big_endian[6..]);
        }
        0x1_0000..=0xffff_ffff => {
            bytes.push(major | 0x1a);
            bytes.extend_from_slice(&big_endian[4..]);
        }
        _ => {
            bytes.push(major | 0x1b);
            bytes.extend_from_slice(&big_endian);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_decodes_to_itself() {
        for length in [0, 1, 23, 24, 255, 256, 65_535, 65_536] {
            let tree = Value::Map(vec![
                ("text".to_owned(), Value::Text("x".repeat(length))),
                ("bytes".to_owned(), Value::Bytes(vec![7; length])),
                (
                    "numbers".to_owned(),
                    Value::List(vec![
                        Value::Integer(i64::try_from(length).unwrap()),
                        Value::Integer(-1 - i64::try_from(length).unwrap()),
                        Value::Integer(i64::MIN),
                        Value::Integer(i64::MAX),
                        Value::Double(3.0),
                        Value::Bool(true),
                        Value::Bool(false),
                        Value::Null,
                    ]),
                ),
            ]);
            assert_eq!(decode(&encode(&tree)).unwrap(), tree);
        }
    }

    #[test]
    fn a_double_is_always_sent_as_eight_bytes() {
        assert_eq!(
            encode(&Value::Double(3.0)),
            [0xfb, 0x40, 0x08, 0, 0, 0, 0, 0, 0]
        );
    }

    #[test]
    fn a_moment_is_sent_with_its_tag() {
        let moment = "1970-01-01T00:00:03Z".parse().unwrap();
        assert_eq!(
            encode(&Value::Timestamp(moment)),
            [0xc1, 0xfb, 0x40, 0x08, 0, 0, 0, 0, 0, 0]
        );
    }

    #[test]
    fn indefinite_lengths_half_floats_and_tags_are_read() {
        // {_ "a": [_ 1.5 (half), 1(3)]}
        let body = [
            0xbf, 0x61, b'a', 0x9f, 0xf9, 0x3e, 0x00, 0xc1, 0x03, 0xff, 0xff,
        ];
        let expected = Value::Map(vec![(
            "a".to_owned(),
            Value::List(vec![Value::Double(1.5), Value::Integer(3)]),
        )]);
        assert_eq!(decode(&body).unwrap(), expected);
    }

    #[test]
    fn bombs_are_refused() {
        assert!(decode(&vec![0x81; 100_000]).is_err(), "nested arrays");
        let endless_text = [0x7b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert!(decode(&endless_text).is_err(), "a text of 2^64 bytes");
        let endless_list = [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert!(decode(&endless_list).is_err(), "a list of 2^64 elements");
    }
}
