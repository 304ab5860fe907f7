//! From an operation's reply type to the tree.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{
    self, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    SerializeTupleStruct, Serializer,
};

use crate::world::value::Epoch;

use super::{Value, unsigned};

/// Why a reply is no tree: its type has a shape that no AWS model has. A fault of the emulator's own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EncodeError(String);

impl ser::Error for EncodeError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// The tree of a reply.
pub fn to_value<T: Serialize + ?Sized>(reply: &T) -> Result<Value, EncodeError> {
    reply.serialize(TreeSerializer)
}

struct TreeSerializer;

type NoVariant = Impossible<Value, EncodeError>;

impl Serializer for TreeSerializer {
    type Ok = Value;
    type Error = EncodeError;
    type SerializeSeq = Elements;
    type SerializeTuple = Elements;
    type SerializeTupleStruct = Elements;
    type SerializeTupleVariant = NoVariant;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = NoVariant;

    fn serialize_bool(self, value: bool) -> Result<Value, EncodeError> {
        Ok(Value::Bool(value))
    }

    fn serialize_i8(self, value: i8) -> Result<Value, EncodeError> {
        Ok(Value::Integer(value.into()))
    }

    fn serialize_i16(self, value: i16) -> Result<Value, EncodeError> {
        Ok(Value::Integer(value.into()))
    }

    fn serialize_i32(self, value: i32) -> Result<Value, EncodeError> {
        Ok(Value::Integer(value.into()))
    }

    fn serialize_i64(self, value: i64) -> Result<Value, EncodeError> {
        Ok(Value::Integer(value))
    }

    fn serialize_u8(self, value: u8) -> Result<Value, EncodeError> {
        Ok(Value::Integer(value.into()))
    }

    fn serialize_u16(self, value: u16) -> Result<Value, EncodeError> {
        Ok(Value::Integer(value.into()))
    }

    fn serialize_u32(self, value: u32) -> Result<Value, EncodeError> {
        Ok(Value::Integer(value.into()))
    }

    fn serialize_u64(self, value: u64) -> Result<Value, EncodeError> {
        Ok(unsigned(value))
    }

    fn serialize_f32(self, value: f32) -> Result<Value, EncodeError> {
        Ok(Value::Double(value.into()))
    }

    fn serialize_f64(self, value: f64) -> Result<Value, EncodeError> {
        Ok(Value::Double(value))
    }

    fn serialize_char(self, value: char) -> Result<Value, EncodeError> {
        Ok(Value::Text(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Result<Value, EncodeError> {
        Ok(Value::Text(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Value, EncodeError> {
        Ok(Value::Bytes(value.to_vec()))
    }

    fn serialize_none(self) -> Result<Value, EncodeError> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, EncodeError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, EncodeError> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Value, EncodeError> {
        Ok(Value::Map(Vec::new()))
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Value, EncodeError> {
        Ok(Value::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Value, EncodeError> {
        let inner = value.serialize(self)?;
        match inner {
            Value::Double(seconds) if name == Epoch::NEWTYPE => Epoch::from_seconds(seconds)
                .map(|epoch| Value::Timestamp(epoch.0))
                .ok_or_else(|| EncodeError(format!("{seconds} s is out of a timestamp's range"))),
            other => Ok(other),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, EncodeError> {
        let inner = value.serialize(self)?;
        Ok(Value::Map(vec![(variant.to_owned(), inner)]))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Elements, EncodeError> {
        Ok(Elements(Vec::with_capacity(length.unwrap_or_default())))
    }

    fn serialize_tuple(self, length: usize) -> Result<Elements, EncodeError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        length: usize,
    ) -> Result<Elements, EncodeError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<NoVariant, EncodeError> {
        Err(no_such_shape(name))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Entries, EncodeError> {
        Ok(Entries {
            entries: Vec::with_capacity(length.unwrap_or_default()),
            key: None,
        })
    }

    fn serialize_struct(self, _name: &'static str, length: usize) -> Result<Entries, EncodeError> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _index: u32,
        _variant: &'static str,
        _length: usize,
    ) -> Result<NoVariant, EncodeError> {
        Err(no_such_shape(name))
    }

    fn is_human_readable(&self) -> bool {
        // Bytes stay bytes: their spelling is each protocol's business.
        false
    }
}

fn no_such_shape(name: &str) -> EncodeError {
    EncodeError(format!("{name} has variants with several members"))
}

/// A list that is being filled.
struct Elements(Vec<Value>);

impl Elements {
    fn push<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), EncodeError> {
        self.0.push(to_value(element)?);
        Ok(())
    }
}

impl SerializeSeq for Elements {
    type Ok = Value;
    type Error = EncodeError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), EncodeError> {
        self.push(element)
    }

    fn end(self) -> Result<Value, EncodeError> {
        Ok(Value::List(self.0))
    }
}

impl SerializeTuple for Elements {
    type Ok = Value;
    type Error = EncodeError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), EncodeError> {
        self.push(element)
    }

    fn end(self) -> Result<Value, EncodeError> {
        Ok(Value::List(self.0))
    }
}

impl SerializeTupleStruct for Elements {
    type Ok = Value;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, element: &T) -> Result<(), EncodeError> {
        self.push(element)
    }

    fn end(self) -> Result<Value, EncodeError> {
        Ok(Value::List(self.0))
    }
}

/// A map or structure that is being filled. What serializes to nothing is left out, as AWS leaves it out.
struct Entries {
    entries: Vec<(String, Value)>,
    key: Option<String>,
}

impl Entries {
    fn keep(&mut self, key: Cow<'static, str>, value: Value) {
        if !matches!(value, Value::Null) {
            self.entries.push((key.into_owned(), value));
        }
    }

    fn take_key(&mut self) -> Result<Cow<'static, str>, EncodeError> {
        let key = self.key.take();
        key.map(Cow::Owned)
            .ok_or_else(|| EncodeError("a map's value came before its key".to_owned()))
    }
}

impl SerializeMap for Entries {
    type Ok = Value;
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EncodeError> {
        match to_value(key)? {
            Value::Text(text) => self.key = Some(text),
            Value::Integer(number) => self.key = Some(number.to_string()),
            other => return Err(EncodeError(format!("{other:?} is no key of a map"))),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        let key = self.take_key()?;
        self.keep(key, to_value(value)?);
        Ok(())
    }

    fn end(self) -> Result<Value, EncodeError> {
        Ok(Value::Map(self.entries))
    }
}

impl SerializeStruct for Entries {
    type Ok = Value;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), EncodeError> {
        self.keep(Cow::Borrowed(key), to_value(value)?);
        Ok(())
    }

    fn end(self) -> Result<Value, EncodeError> {
        Ok(Value::Map(self.entries))
    }
}
