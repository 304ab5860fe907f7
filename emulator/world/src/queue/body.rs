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
    // In UTF-8 a byte below 0x20 is the character. Block by block, and within one without an exit: that is several bytes at a time.
    let has_control = |block: &[u8]| {
        block.iter().fold(false, |found, byte| {
            found | (*byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r'))
        })
    };
    if text.as_bytes().chunks(64).any(has_control) {
        return false;
    }
    text.is_ascii() || !text.contains(['\u{FFFE}', '\u{FFFF}'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_allowed_or_not_wherever_it_stands() {
        let ends = [
            '\u{D7FF}',
            '\u{E000}',
            '\u{FFFC}',
            '\u{FFFD}',
            '\u{FFFE}',
            '\u{FFFF}',
            '\u{10000}',
            char::MAX,
        ];
        for character in ('\0'..='\u{800}').chain(ends) {
            let allowed = match character {
                '\t' | '\n' | '\r' => true,
                '\u{FFFE}' | '\u{FFFF}' => false,
                character => character >= ' ',
            };
            for before in [0, 1, 63, 64, 100] {
                let text = format!("{}{character}b", "a".repeat(before));
                assert_eq!(
                    is_allowed_text(&text),
                    allowed,
                    "{character:?} after {before}"
                );
            }
        }
    }

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
