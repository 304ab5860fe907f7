//! From the tree to an operation's request type.

use serde::de::value::{SeqDeserializer, StrDeserializer, StringDeserializer};
use serde::de::{
    self, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::world::value::Epoch;

use super::Value;

/// Why a tree is not the request it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// A member that the operation requires is absent.
    #[error("missing the required member {0}")]
    Missing(&'static str),
    /// A member that nobody reads, by its path from the request.
    #[error("the member {} is not read", .0.join("."))]
    Unread(Vec<String>),
    #[error("{0}")]
    Invalid(String),
}

impl DecodeError {
    /// The same, of a value that is the member `name` of something larger.
    pub(in crate::wire) fn within(self, name: &str) -> Self {
        match self {
            Self::Unread(mut path) => {
                path.insert(0, name.to_owned());
                Self::Unread(path)
            }
            other => other,
        }
    }
}

impl de::Error for DecodeError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Invalid(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
}

impl IntoDeserializer<'_, DecodeError> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Integer(value) => visitor.visit_i64(value),
            Self::Double(value) => visitor.visit_f64(value),
            Self::Text(text) | Self::Form(text) => visitor.visit_string(text),
            Self::Bytes(bytes) => visitor.visit_byte_buf(bytes),
            Self::Timestamp(moment) => visitor.visit_f64(Epoch(moment).seconds()),
            Self::List(elements) => visitor.visit_seq(SeqDeserializer::new(elements.into_iter())),
            Self::Map(entries) => visit_entries(entries, visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            Self::Form(text) if text.eq_ignore_ascii_case("true") => visitor.visit_bool(true),
            Self::Form(text) if text.eq_ignore_ascii_case("false") => visitor.visit_bool(false),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.integer(visitor)
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.integer(visitor)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.integer(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.integer(visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.integer(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.integer(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.integer(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.integer(visitor)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            Self::Form(text) => match text.trim().parse::<f64>() {
                Ok(number) => visitor.visit_f64(number),
                Err(_) => Err(de::Error::invalid_type(Unexpected::Str(&text), &visitor)),
            },
            // How JSON spells what it has no number for.
            Self::Text(text) if text == "NaN" => visitor.visit_f64(f64::NAN),
            Self::Text(text) if text == "Infinity" => visitor.visit_f64(f64::INFINITY),
            Self::Text(text) if text == "-Infinity" => visitor.visit_f64(f64::NEG_INFINITY),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            Self::Null => visitor.visit_none(),
            other => visitor.visit_some(other),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            // `Dimensions=` is how a form spells an empty list.
            Self::Form(text) if text.is_empty() => Self::List(Vec::new()).deserialize_any(visitor),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            Self::Form(text) if text.is_empty() => visit_entries(Vec::new(), visitor),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self {
            // A request without any member may come without any body.
            Self::Null => visit_entries(Vec::new(), visitor),
            other => other.deserialize_map(visitor),
        }
    }

    /// What a request type passes over: nobody reads it, and whoever sent it is told so.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, DecodeError> {
        Err(DecodeError::Unread(Vec::new()))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self {
            Self::Text(text) | Self::Form(text) => {
                let name: StringDeserializer<DecodeError> = text.into_deserializer();
                visitor.visit_enum(name)
            }
            other => other.deserialize_any(visitor),
        }
    }

    fn is_human_readable(&self) -> bool {
        // Bytes are bytes in the tree; only where a protocol has none are they still base64 text.
        false
    }

    forward_to_deserialize_any! {
        i128 u128 char str string bytes unit unit_struct tuple tuple_struct identifier
    }
}

impl Value {
    fn integer<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self {
            Self::Form(text) => match text.trim().parse::<i64>() {
                Ok(number) => visitor.visit_i64(number),
                Err(_) => Err(de::Error::invalid_type(Unexpected::Str(&text), &visitor)),
            },
            Self::Double(number) => match whole(number) {
                Some(whole) => visitor.visit_i64(whole),
                None => Err(de::Error::invalid_type(Unexpected::Float(number), &visitor)),
            },
            other => other.deserialize_any(visitor),
        }
    }
}

/// The integer that a double spells (`5.0`), where it spells one that a double can hold exactly.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the bound is below 2^53, where every whole double is an i64"
)]
pub(in crate::wire) fn whole(number: f64) -> Option<i64> {
    const LARGEST_EXACT: f64 = 9_007_199_254_740_991.0;
    (number.fract() == 0.0 && number.abs() <= LARGEST_EXACT).then_some(number as i64)
}

/// A member that is null is absent, in every protocol.
fn visit_entries<'de, V: Visitor<'de>>(
    entries: Vec<(String, Value)>,
    visitor: V,
) -> Result<V::Value, DecodeError> {
    visitor.visit_map(Members {
        left: entries.into_iter(),
        value: None,
    })
}

/// The members of a map, each read under its name.
struct Members {
    left: std::vec::IntoIter<(String, Value)>,
    value: Option<(String, Value)>,
}

impl Members {
    /// Goes on to the next member that is there, and tells its name.
    fn step(&mut self) -> Option<&str> {
        self.value = self.left.find(|(_, value)| !matches!(value, Value::Null));
        let (name, _) = self.value.as_ref()?;
        Some(name)
    }

    fn take(&mut self) -> (String, Value) {
        self.value.take().expect("serde asks for a key first")
    }
}

impl<'de> MapAccess<'de> for Members {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        let Some(name) = self.step() else {
            return Ok(None);
        };
        // Borrowed: a field's name is looked at, not kept.
        let name: StrDeserializer<'_, DecodeError> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DecodeError> {
        let (name, value) = self.take();
        seed.deserialize(value).map_err(|error| error.within(&name))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}
