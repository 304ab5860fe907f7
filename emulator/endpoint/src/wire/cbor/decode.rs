//! From a request's bytes to the operation's type, in one pass: text is borrowed, numbers go where they belong.
//!
//! The tokens are `minicbor`'s; what is done here is serde's side of them, and the rules that every protocol has: a member
//! that is null is absent, a whole number may be spelled as a double and a double as a whole number.

use std::borrow::Cow;

use minicbor::data::Type;
use minicbor::decode::{Decoder, Error};
use serde::de::value::{CowStrDeserializer, StringDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};

use crate::wire::value::{DecodeError, Value, whole};

/// How deep a request may nest. The deepest that AWS's models go is about ten.
const MAX_DEPTH: usize = 64;

/// A request's body that is being read.
#[derive(Debug)]
pub struct Reader<'de> {
    decoder: Decoder<'de>,
    depth: usize,
}

impl<'de> Reader<'de> {
    /// Reads from the beginning of a body. No body at all is a request without members.
    pub fn new(body: &'de [u8]) -> Self {
        Self {
            decoder: Decoder::new(body),
            depth: 0,
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// When there is something behind the request.
    pub fn finish(self) -> Result<(), DecodeError> {
        let behind = self.decoder.input().len() - self.decoder.position();
        if behind == 0 {
            return Ok(());
        }
        Err(invalid(&format!("{behind} bytes behind the request")))
    }

    /// What comes next. A tag says how its value is meant (1: a moment), which the member that is read knows anyway.
    fn next_type(&mut self) -> Result<Type, DecodeError> {
        loop {
            match self.decoder.datatype().map_err(broken)? {
                Type::Tag => {
                    self.decoder.tag().map_err(broken)?;
                }
                other => return Ok(other),
            }
        }
    }

    /// Takes a null away, if one comes next.
    fn take_null(&mut self) -> Result<bool, DecodeError> {
        let is_null = matches!(self.next_type()?, Type::Null | Type::Undefined);
        if is_null {
            self.decoder.skip().map_err(broken)?;
        }
        Ok(is_null)
    }

    fn text(&mut self) -> Result<Cow<'de, str>, DecodeError> {
        if self.next_type()? == Type::String {
            return self.decoder.str().map(Cow::Borrowed).map_err(broken);
        }
        let pieces = self.decoder.str_iter().map_err(broken)?;
        pieces
            .collect::<Result<String, Error>>()
            .map(Cow::Owned)
            .map_err(broken)
    }

    fn double(&mut self) -> Result<f64, DecodeError> {
        self.decoder.f64().map_err(broken)
    }

    fn integer(&mut self) -> Result<i64, DecodeError> {
        let number = self.decoder.int().map_err(broken)?;
        i64::try_from(number).map_err(|_| invalid("an integer beyond 64 bits"))
    }

    fn bytes(&mut self) -> Result<Cow<'de, [u8]>, DecodeError> {
        if self.next_type()? == Type::Bytes {
            return self.decoder.bytes().map(Cow::Borrowed).map_err(broken);
        }
        let pieces = self.decoder.bytes_iter().map_err(broken)?;
        let pieces: Vec<&[u8]> = pieces.collect::<Result<_, Error>>().map_err(broken)?;
        Ok(Cow::Owned(pieces.concat()))
    }

    /// What comes next, taken away unless it is an array or a map.
    ///
    /// It is the same code for whatever is read; what is read into is many types.
    fn token(&mut self) -> Result<Token<'de>, DecodeError> {
        Ok(match self.next_type()? {
            Type::F64 | Type::F32 | Type::F16 => Token::Double(self.double()?),
            Type::U8
            | Type::U16
            | Type::U32
            | Type::U64
            | Type::I8
            | Type::I16
            | Type::I32
            | Type::I64
            | Type::Int => Token::Integer(self.integer()?),
            Type::String | Type::StringIndef => Token::Text(self.text()?),
            Type::Map | Type::MapIndef => Token::Map(self.decoder.map().map_err(broken)?),
            Type::Array | Type::ArrayIndef => Token::Array(self.decoder.array().map_err(broken)?),
            Type::Bool => Token::Bool(self.decoder.bool().map_err(broken)?),
            Type::Bytes | Type::BytesIndef => Token::Bytes(self.bytes()?),
            Type::Null | Type::Undefined => {
                self.decoder.skip().map_err(broken)?;
                Token::Null
            }
            other => return Err(invalid(&format!("{other} is nothing that a request holds"))),
        })
    }

    fn go_down(&mut self) -> Result<(), DecodeError> {
        if self.depth == MAX_DEPTH {
            return Err(invalid("nested too deep"));
        }
        self.depth += 1;
        Ok(())
    }
}

/// What comes next in a body. An array and a map have their length, where they say it.
enum Token<'de> {
    Null,
    Bool(bool),
    Integer(i64),
    Double(f64),
    Text(Cow<'de, str>),
    Bytes(Cow<'de, [u8]>),
    Array(Option<u64>),
    Map(Option<u64>),
}

/// A whole body as a tree, for whoever has to look at it twice.
///
/// # Errors
/// What is not a request's body.
pub fn tree(body: &[u8]) -> Result<Value, DecodeError> {
    if body.is_empty() {
        return Ok(Value::Null);
    }
    let mut reader = Reader::new(body);
    let tree = Value::deserialize(&mut reader)?;
    reader.finish()?;
    Ok(tree)
}

fn broken(error: Error) -> DecodeError {
    invalid(&error.to_string())
}

fn invalid(reason: &str) -> DecodeError {
    DecodeError::Invalid(reason.to_owned())
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.token()? {
            Token::Null => visitor.visit_unit(),
            Token::Bool(value) => visitor.visit_bool(value),
            Token::Integer(number) => visitor.visit_i64(number),
            Token::Double(number) => visitor.visit_f64(number),
            Token::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Token::Text(Cow::Owned(text)) => visitor.visit_string(text),
            Token::Bytes(Cow::Borrowed(bytes)) => visitor.visit_borrowed_bytes(bytes),
            Token::Bytes(Cow::Owned(bytes)) => visitor.visit_byte_buf(bytes),
            Token::Array(left) => {
                self.go_down()?;
                let read = visitor.visit_seq(Elements::new(self, left));
                self.depth -= 1;
                read
            }
            Token::Map(left) => {
                self.go_down()?;
                let read = visitor.visit_map(Elements::new(self, left));
                self.depth -= 1;
                read
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.take_null()? {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if self.decoder.input().is_empty() || self.take_null()? {
            let left = Some(0);
            return visitor.visit_map(Elements::new(self, left));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let name: StringDeserializer<DecodeError> = self.text()?.into_owned().into_deserializer();
        visitor.visit_enum(name)
    }

    /// What a request type passes over: nobody reads it, and whoever sent it is told so.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, DecodeError> {
        Err(DecodeError::Unread(Vec::new()))
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if !matches!(self.next_type()?, Type::F64 | Type::F32 | Type::F16) {
            return self.deserialize_any(visitor);
        }
        let number = self.double()?;
        match whole(number) {
            Some(whole) => visitor.visit_i64(whole),
            None => Err(serde::de::Error::invalid_type(
                Unexpected::Float(number),
                &visitor,
            )),
        }
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_i64(visitor)
    }

    fn is_human_readable(&self) -> bool {
        // Bytes are byte strings.
        false
    }

    forward_to_deserialize_any! {
        bool i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map identifier
    }
}

/// The rest of an array or a map; without a number where it ends with a break.
struct Elements<'a, 'de> {
    reader: &'a mut Reader<'de>,
    left: Option<u64>,
    /// The name of the member whose value comes next.
    name: Cow<'de, str>,
}

impl<'a, 'de> Elements<'a, 'de> {
    fn new(reader: &'a mut Reader<'de>, left: Option<u64>) -> Self {
        Self {
            reader,
            left,
            name: Cow::Borrowed(""),
        }
    }

    /// Whether another element comes; a break is taken away.
    fn has_next(&mut self) -> Result<bool, DecodeError> {
        match &mut self.left {
            Some(0) => Ok(false),
            Some(left) => {
                *left -= 1;
                Ok(true)
            }
            None if self.reader.decoder.datatype().map_err(broken)? == Type::Break => {
                self.reader.decoder.skip().map_err(broken)?;
                self.left = Some(0);
                Ok(false)
            }
            None => Ok(true),
        }
    }

    /// Goes on to the next member of a map that is there, and its name; `false` at the end.
    fn next_member(&mut self) -> Result<bool, DecodeError> {
        while self.has_next()? {
            self.name = self.reader.text()?;
            if !self.reader.take_null()? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn size_hint(&self) -> Option<usize> {
        // No element is shorter than a byte: a length that the body can't hold reserves nothing.
        let bytes = self.reader.decoder.input().len() - self.reader.decoder.position();
        let left = usize::try_from(self.left?).ok()?;
        Some(left.min(bytes))
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, 'de> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        if !self.has_next()? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Elements::size_hint(self)
    }
}

impl<'de> MapAccess<'de> for Elements<'_, 'de> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        if !self.next_member()? {
            return Ok(None);
        }
        // Nearly always borrowed from the body: nothing is copied.
        let name: CowStrDeserializer<'_, DecodeError> = self.name.clone().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DecodeError> {
        seed.deserialize(&mut *self.reader)
            .map_err(|error| error.within(&self.name))
    }

    fn size_hint(&self) -> Option<usize> {
        Elements::size_hint(self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::wire::cbor::encode;
    use crate::wire::value::to_value;
    use crate::world::metrics::{MetricDatum, PutMetricData, StatisticSet};
    use crate::world::value::{Blob, Epoch};

    fn read<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Result<T, DecodeError> {
        let mut reader = Reader::new(body);
        let read = T::deserialize(&mut reader)?;
        reader.finish().map(|()| read)
    }

    #[derive(Debug, Default, PartialEq, serde::Serialize, Deserialize)]
    #[serde(default)]
    struct Everything {
        text: String,
        bytes: Blob,
        whole: i64,
        small: u8,
        numbers: Vec<i64>,
        doubles: Vec<f64>,
        on: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        when: Option<Epoch>,
        #[serde(skip_serializing_if = "Option::is_none")]
        absent: Option<String>,
        map: BTreeMap<String, String>,
    }

    #[test]
    fn what_is_encoded_is_read_as_it_was() {
        for length in [0, 1, 23, 24, 255, 256, 65_535, 65_536] {
            let written = Everything {
                text: "x".repeat(length),
                bytes: Blob(vec![7; length]),
                whole: -1 - i64::try_from(length).unwrap(),
                small: 255,
                numbers: vec![i64::MIN, i64::MAX, 0, 23, 24, -24, -25],
                doubles: vec![3.0; length],
                on: true,
                when: Epoch::from_seconds(1_776_605_331.5),
                absent: None,
                map: BTreeMap::from([("k".to_owned(), "v".to_owned())]),
            };
            let body = encode(&to_value(&written).unwrap());
            assert_eq!(read::<Everything>(&body).unwrap(), written);
        }
    }

    #[test]
    fn a_request_of_datapoints_is_read_as_it_was_sent() {
        let datum = MetricDatum {
            metric_name: "InputTokens".to_owned(),
            timestamp: Epoch::from_seconds(1_776_605_331.0),
            statistic_values: Some(StatisticSet {
                sample_count: 2.0,
                sum: 3.0,
                minimum: 1.0,
                maximum: 2.0,
            }),
            values: vec![1.0, 2.5],
            counts: vec![3.0, 4.0],
            unit: Some("Count".to_owned()),
            storage_resolution: Some(60),
            ..MetricDatum::default()
        };
        let sent = PutMetricData {
            namespace: "n".to_owned(),
            metric_data: vec![datum],
            ..PutMetricData::default()
        };
        let body = encode(&to_value(&sent).unwrap());
        let received: PutMetricData = read(&body).unwrap();
        assert_eq!(to_value(&received).unwrap(), to_value(&sent).unwrap());
    }

    #[test]
    fn indefinite_lengths_half_floats_and_tags_are_read() {
        // {_ "doubles": [_ 1.5 (half), 1(3)], "text": (_ "a", "b"), "bytes": (_ h'01', h'02'), "when": 1(1.5)}
        let mut body = vec![0xbf];
        body.extend(b"\x67doubles\x9f\xf9\x3e\x00\xc1\x03\xff");
        body.extend(b"\x64text\x7f\x61a\x61b\xff");
        body.extend(b"\x65bytes\x5f\x41\x01\x41\x02\xff");
        body.extend(b"\x64when\xc1\xf9\x3e\x00\xff");
        let read: Everything = read(&body).unwrap();
        assert_eq!(read.doubles, [1.5, 3.0]);
        assert_eq!(read.text, "ab");
        assert_eq!(read.bytes, Blob(vec![1, 2]));
        assert_eq!(read.when, Epoch::from_seconds(1.5));
    }

    #[test]
    fn a_null_is_absence_and_a_member_that_nobody_reads_is_named() {
        // {"text": null, "map": null, "unknown": {"a": [1, {}]}, "whole": 5.0}
        let body =
            b"\xa4\x64text\xf6\x63map\xf6\x67unknown\xa1\x61a\x82\x01\xa0\x65whole\xf9\x45\x00";
        assert_eq!(
            read::<Everything>(body).unwrap_err(),
            DecodeError::Unread(vec!["unknown".to_owned()])
        );
        let body = b"\xa4\x64text\xf6\x63map\xf6\x67unknown\xf6\x65whole\xf9\x45\x00";
        let read: Everything = read(body).unwrap();
        assert_eq!(
            read,
            Everything {
                whole: 5,
                ..Everything::default()
            }
        );
    }

    #[test]
    fn no_body_is_a_request_without_members() {
        assert_eq!(read::<Everything>(b"").unwrap(), Everything::default());
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for body in [
            &b"\x01"[..],
            b"\xa1",
            b"\xa1\x01\x01",
            b"\xa1\x64text",
            b"\xa1\x64text\x01",
            b"\xa1\x65whole\xf9\x3e\x00",
            b"\xa1\x65whole\x1b\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\xa1\x65small\x19\x01\x00",
            b"\xa1\x64text\x61\xff",
            b"\xa0\x00",
            b"\xff",
            b"\xf8\x21",
        ] {
            assert!(read::<Everything>(body).is_err(), "{body:02x?}");
        }
    }

    #[test]
    fn bombs_are_refused() {
        let known = |body: &[u8]| [b"\xa1\x67doubles", body].concat();
        let unknown = |body: &[u8]| [b"\xa1\x61x", body].concat();
        for bomb in [
            vec![0x81; 100_000],
            vec![0x9f; 100_000],
            vec![0xa1; 100_000],
            vec![0xc1; 100_000],
            b"\x7b\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(),
            b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(),
            b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(),
        ] {
            assert!(read::<Everything>(&known(&bomb)).is_err(), "a member");
            assert!(
                read::<Everything>(&unknown(&bomb)).is_err(),
                "an unknown member"
            );
            assert!(read::<Everything>(&bomb).is_err(), "the request");
        }
    }
}
