//! The values of condition keys.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;

/// What a condition key stands for in a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    Text(Cow<'a, str>),
    /// Of a key that may have several values: `aws:TagKeys`.
    List(Vec<Cow<'a, str>>),
    Bool(bool),
    Number(f64),
    Time(Timestamp),
    Bytes(Cow<'a, [u8]>),
}

impl<'a> Value<'a> {
    /// As text, which is what string and ARN operators compare, and what a variable stands for. `None` for several values,
    /// which no variable can be, and for bytes that are no text.
    pub(super) fn into_text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bool(true) => Some(Cow::Borrowed("true")),
            Self::Bool(false) => Some(Cow::Borrowed("false")),
            Self::Number(number) => Some(Cow::Owned(number.to_string())),
            Self::Time(time) => Some(Cow::Owned(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())),
            Self::List(_) | Self::Bytes(_) => None,
        }
    }
}

impl Value<'_> {
    /// The same, for as long as anybody likes.
    pub fn into_owned(self) -> Value<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Text(text) => Value::Text(owned(text)),
            Self::List(list) => Value::List(list.into_iter().map(owned).collect()),
            Self::Bool(value) => Value::Bool(value),
            Self::Number(number) => Value::Number(number),
            Self::Time(time) => Value::Time(time),
            Self::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.into_owned())),
        }
    }

    /// As a reader is told it: each value as text.
    pub(super) fn texts(&self) -> Vec<String> {
        match self {
            Self::List(list) => list.iter().map(ToString::to_string).collect(),
            Self::Bytes(bytes) => vec![STANDARD.encode(bytes)],
            one => one
                .clone()
                .into_text()
                .map(Cow::into_owned)
                .into_iter()
                .collect(),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(time: Timestamp) -> Self {
        Self::Time(time)
    }
}
