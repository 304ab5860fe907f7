//! From a reply's tree to bytes, in one form: definite lengths, every double and every moment a 64-bit float, as AWS
//! sends them. Our own because libraries shorten floats where they can, and the Rust SDK takes an integer
//! or a half float for a type error in places.

use crate::wire::value::Value;
use crate::world::value::Epoch;

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
}
