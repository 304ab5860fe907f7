//! The body of a message. What is asked of it again and again is found out once, when it is made. Its MD5 is made by whoever reads or writes
//! it as text, and that is outside of what shares the world: when it is read, for all that clients send, and when the first answer with it is
//! written, for what services send each other.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::digest::Md5Hex;
use super::error::QueueError;
use super::spelled::spelled_bytes;

/// What a message says. A megabyte of it takes milliseconds to digest, and is copied for none of its receivers: all hold the same.
#[derive(Debug, Clone)]
pub struct MessageBody(Arc<Judged>);

#[derive(Debug)]
struct Judged {
    text: String,
    is_allowed: bool,
    /// As JSON.
    spelled_bytes: usize,
    md5: OnceLock<Md5Hex>,
}

impl MessageBody {
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    pub(super) fn bytes(&self) -> usize {
        self.as_str().len()
    }

    /// Its length as JSON, without the quotes.
    pub(crate) fn spelled_bytes(&self) -> usize {
        self.0.spelled_bytes
    }

    fn md5(&self) -> &str {
        let md5 = self.0.md5.get_or_init(|| Md5Hex::of(self.as_bytes()));
        md5.as_str()
    }

    #[cfg(test)]
    pub(crate) fn is_digested(&self) -> bool {
        self.0.md5.get().is_some()
    }

    pub fn digest(&self) -> Md5OfBody {
        Md5OfBody(self.clone())
    }

    /// # Errors
    /// It is empty, or has a character that XML 1.0 does not allow.
    pub(super) fn check(&self) -> Result<(), QueueError> {
        if self.as_str().is_empty() {
            return Err(QueueError::MissingParameter("MessageBody"));
        }
        if !self.0.is_allowed {
            return Err(QueueError::InvalidMessageContents);
        }
        Ok(())
    }
}

impl From<String> for MessageBody {
    fn from(text: String) -> Self {
        Self(Arc::new(Judged {
            is_allowed: is_allowed_text(&text),
            spelled_bytes: spelled_bytes(&text),
            text,
            md5: OnceLock::new(),
        }))
    }
}

impl PartialEq for MessageBody {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for MessageBody {}

impl Deref for MessageBody {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
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
        self.as_str().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for MessageBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let body = String::deserialize(deserializer).map(Self::from)?;
        body.md5();
        Ok(body)
    }
}

/// The MD5 of a body, as 32 lower-case hex digits: made when it is asked for, once for all who hold the body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Md5OfBody(MessageBody);

impl Md5OfBody {
    pub fn as_str(&self) -> &str {
        self.0.md5()
    }
}

impl Serialize for Md5OfBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_str().serialize(serializer)
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
    fn a_body_is_digested_when_it_is_read_and_what_a_service_sends_when_it_is_written() {
        let read: MessageBody = serde_json::from_str(r#""hello\u0001""#).unwrap();
        assert!(read.is_digested());
        let made = MessageBody::from("hello\u{1}");
        assert_eq!(read, made);
        assert!(!made.is_digested());
        assert_eq!(read.check(), Err(QueueError::InvalidMessageContents));
        let body = MessageBody::from("hello");
        let (held, digest) = (body.clone(), body.digest());
        assert_eq!(serde_json::to_string(&body).unwrap(), r#""hello""#);
        assert!(!held.is_digested(), "nobody has asked for it");
        let md5 = "5d41402abc4b2a76b9719d911017c592";
        assert_eq!(digest.as_str(), md5);
        assert_eq!(
            serde_json::to_string(&digest).unwrap(),
            format!("\"{md5}\"")
        );
        assert!(held.is_digested(), "once for all");
    }
}
