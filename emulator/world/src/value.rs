//! Values that every protocol knows but spells differently: moments and bytes.
//!
//! The types here say only what they are, by the names and shapes that `aws_endpoint::wire` looks for: a moment becomes a
//! number in JSON, a tagged float in CBOR and ISO 8601 text in XML; bytes become base64 text or a byte string. Outside
//! of the wire (a journal in JSON, say) they are epoch seconds and base64.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use serde::de::{Error, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Microseconds from 1970-01-01T00:00:00Z to 10000-01-01T00:00:00Z.
const END_OF_YEAR_9999: i64 = 253_402_300_800_000_000;

/// A moment in a request or a reply. Millisecond precision is what AWS promises; microseconds survive the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub Timestamp);

impl Epoch {
    /// The name of the serde newtype by which a serializer can tell a moment from a number.
    pub const NEWTYPE: &'static str = "Timestamp";

    /// Seconds since 1970-01-01T00:00:00Z, fractions kept to the microsecond.
    #[expect(
        clippy::cast_precision_loss,
        reason = "the microseconds of the years 1685 to 2255 fit the 53 bits of a double"
    )]
    pub fn seconds(self) -> f64 {
        self.0.as_microsecond() as f64 / 1e6
    }

    /// The moment so many seconds after 1970-01-01T00:00:00Z; `None` outside of the years -9999 to 9999 and for NaN.
    /// The last 26 hours of the year 9999, which [`Timestamp`] does not have, are its last moment.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast from a double saturates, and what saturates is out of a timestamp's range"
    )]
    pub fn from_seconds(seconds: f64) -> Option<Self> {
        if !seconds.is_finite() {
            return None;
        }
        let microseconds = (seconds * 1e6).round() as i64;
        if (Timestamp::MAX.as_second() * 1_000_000..END_OF_YEAR_9999).contains(&microseconds) {
            return Some(Self(Timestamp::MAX));
        }
        Timestamp::from_microsecond(microseconds).ok().map(Self)
    }

    /// Reads ISO 8601 (`2026-04-19T13:28:51Z`, an offset in place of `Z`, or no zone at all, which means UTC; a date
    /// alone means its midnight) or a number of epoch seconds.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(moment) = text.parse::<Timestamp>() {
            return Some(Self(moment));
        }
        if let Ok(seconds) = text.parse::<f64>() {
            return Self::from_seconds(seconds);
        }
        let civil = text.parse::<jiff::civil::DateTime>().ok()?;
        let zoned = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Self(zoned.timestamp()))
    }
}

impl From<Timestamp> for Epoch {
    fn from(moment: Timestamp) -> Self {
        Self(moment)
    }
}

impl Serialize for Epoch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(Self::NEWTYPE, &self.seconds())
    }
}

impl<'de> Deserialize<'de> for Epoch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(Self::NEWTYPE, EpochVisitor)
    }
}

struct EpochVisitor;

impl<'de> Visitor<'de> for EpochVisitor {
    type Value = Epoch;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a timestamp: epoch seconds or ISO 8601")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Epoch, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_f64<E: Error>(self, seconds: f64) -> Result<Epoch, E> {
        Epoch::from_seconds(seconds)
            .ok_or_else(|| E::invalid_value(Unexpected::Float(seconds), &self))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "what loses precision here is far outside of a timestamp's range"
    )]
    fn visit_i64<E: Error>(self, seconds: i64) -> Result<Epoch, E> {
        self.visit_f64(seconds as f64)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "what loses precision here is far outside of a timestamp's range"
    )]
    fn visit_u64<E: Error>(self, seconds: u64) -> Result<Epoch, E> {
        self.visit_f64(seconds as f64)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Epoch, E> {
        Epoch::parse(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

/// Bytes in a request or a reply. Its `Debug` says how many they are, not what: they may be a user's payload.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Blob(pub Vec<u8>);

impl fmt::Debug for Blob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Blob({} bytes)", self.0.len())
    }
}

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&BASE64_STANDARD.encode(&self.0))
        } else {
            serializer.serialize_bytes(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A self-describing text format would hand out the base64 text itself when asked for bytes.
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(BlobVisitor)
        } else {
            deserializer.deserialize_byte_buf(BlobVisitor)
        }
    }
}

struct BlobVisitor;

impl<'de> Visitor<'de> for BlobVisitor {
    type Value = Blob;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("bytes, or their base64 text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Blob, E> {
        BASE64_STANDARD
            .decode(text)
            .map(Blob)
            .map_err(|_| E::invalid_value(Unexpected::Other("text that is not base64"), &self))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Blob, E> {
        Ok(Blob(bytes.to_vec()))
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Blob, E> {
        Ok(Blob(bytes))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Blob, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = sequence.next_element()? {
            bytes.push(byte);
        }
        Ok(Blob(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_in_every_form_that_clients_send() {
        let moment = Epoch("2026-04-19T13:28:51.5Z".parse().unwrap());
        for text in [
            "1776605331.5",
            "\"1776605331.5\"",
            "\"2026-04-19T13:28:51.5Z\"",
            "\"2026-04-19T13:28:51.500\"",
            "\"2026-04-19T15:28:51.500+02:00\"",
        ] {
            assert_eq!(
                serde_json::from_str::<Epoch>(text).unwrap(),
                moment,
                "{text}"
            );
        }
        let last = Epoch::from_seconds(253_402_300_799.0).unwrap();
        assert_eq!(last.0.as_second(), Timestamp::MAX.as_second());
        assert_eq!(Epoch::from_seconds(253_402_300_800.0), None);
        let midnight = Epoch("2026-04-19T00:00:00Z".parse().unwrap());
        assert_eq!(Epoch::parse("2026-04-19"), Some(midnight));
        assert_eq!(Epoch::parse("yesterday"), None);
        assert_eq!(Epoch::from_seconds(f64::NAN), None);
        assert_eq!(Epoch::from_seconds(1e300), None);
    }

    #[test]
    fn a_moment_survives_a_journal() {
        let moment = Epoch("2026-04-19T13:28:51.123456Z".parse().unwrap());
        let text = serde_json::to_string(&moment).unwrap();
        assert_eq!(
            serde_json::from_str::<Epoch>(&text).unwrap(),
            moment,
            "{text}"
        );
    }

    #[test]
    fn bytes_are_base64_in_a_journal() {
        let blob = Blob(vec![0, 255, 7]);
        let text = serde_json::to_string(&blob).unwrap();
        assert_eq!(text, "\"AP8H\"");
        assert_eq!(serde_json::from_str::<Blob>(&text).unwrap(), blob);
        assert!(serde_json::from_str::<Blob>("\"not base64!\"").is_err());
    }
}
