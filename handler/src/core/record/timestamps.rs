//! When records were written.

use super::envelope::RawRecord;
use super::scalar::{epoch_seconds, string_bytes};
use super::walk::{Kind, Raw};
use crate::core::malformed::MalformedReason;

/// Bytes of a timestamp as AWS writes it: `2026-04-19T13:28:51Z`.
const BYTES: usize = 20;

/// Reads timestamps. A busy account's records come many to a second, so the last one is kept.
#[derive(Debug)]
pub(crate) struct Timestamps {
    last: [u8; BYTES],
    /// Of the last one, in epoch seconds.
    time: i64,
}

impl Default for Timestamps {
    fn default() -> Self {
        Self {
            last: *b"1970-01-01T00:00:00Z",
            time: 0,
        }
    }
}

impl Timestamps {
    /// A record's time in epoch seconds, not negative.
    pub(crate) fn read(&mut self, raw: &RawRecord<'_>) -> Result<i64, MalformedReason> {
        let raw = raw.timestamp;
        let as_aws_writes = match raw.kind {
            Kind::Text => raw.text.as_array(),
            _ => None,
        };
        if as_aws_writes == Some(&self.last) {
            return Ok(self.time);
        }
        let time = parsed(raw).ok_or(MalformedReason::Timestamp)?;
        if let Some(last) = as_aws_writes {
            (self.last, self.time) = (*last, time);
        }
        Ok(time)
    }
}

fn parsed(raw: Raw<'_>) -> Option<i64> {
    let (text, escaped) = raw.string()?;
    epoch_seconds(&string_bytes(text, escaped)?)
}
