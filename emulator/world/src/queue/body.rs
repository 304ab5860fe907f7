//! The body of a message, judged and digested when it is made: that is outside of whoever shares the world, for all that clients send.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::digest::md5_hex;
use super::error::QueueError;

/// What a message says. A megabyte of it takes milliseconds to digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageBody {
    text: String,
    /// 32 lower-case hex digits.
    md5: String,
    is_allowed: bool,
}

impl MessageBody {
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }

    pub(super) fn md5(&self) -> &str {
        &self.md5
    }

    /// # Errors
    /// It is empty, or has a character that XML 1.0 does not allow.
    pub(super) fn check(&self) -> Result<(), QueueError> {
        if self.text.is_empty() {
            return Err(QueueError::MissingParameter("MessageBody"));
        }
        if !self.is_allowed {
            return Err(QueueError::InvalidMessageContents);
        }
        Ok(())
    }
}

impl From<String> for MessageBody {
    fn from(text: String) -> Self {
        Self {
            md5: md5_hex(text.as_bytes()),
            is_allowed: is_allowed_text(&text),
            text,
        }
    }
}

impl From<&str> for MessageBody {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Default for MessageBody {
    fn default() -> Self {
        String::new().into()
    }
}

impl Serialize for MessageBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for MessageBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// `#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF`; a `char` is no surrogate anyway.
pub(super) fn is_allowed_text(text: &str) -> bool {
    text.chars().all(|character| match character {
        '\t' | '\n' | '\r' => true,
        '\u{FFFE}' | '\u{FFFF}' => false,
        character => character >= ' ',
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_judged_and_digested_once_whoever_made_it() {
        let read: MessageBody = serde_json::from_str(r#""hello\u0001""#).unwrap();
        assert_eq!(read, MessageBody::from("hello\u{1}"));
        assert_eq!(read.check(), Err(QueueError::InvalidMessageContents));
        let body = MessageBody::from("hello");
        assert_eq!(body.md5(), "5d41402abc4b2a76b9719d911017c592");
        assert_eq!(serde_json::to_string(&body).unwrap(), r#""hello""#);
    }
}
