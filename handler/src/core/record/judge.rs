//! Whether a record is sound, and what it then says.

use std::borrow::Cow;

use super::envelope::RawRecord;
use super::scalar::{count, key_name, string_bytes, string_text};
use super::walk::{Kind, Raw, Walker};
use crate::core::aggregate::{Dimension, DimensionSet, Labels, Rules, Tokens};
use crate::core::malformed::MalformedReason;

/// A sound record: what is its own, and what follows from its labels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record<'a, L> {
    pub(crate) epoch_seconds: i64,
    pub(crate) labels: L,
    pub(crate) tokens: Tokens,
    /// The requestId's bytes, escapes undone.
    pub(crate) request_id: Option<Cow<'a, [u8]>>,
}

/// The optional values that the rules ask for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(super) identity: bool,
    pub(super) request_metadata: bool,
}

impl Wanted {
    pub(crate) fn by(rules: &Rules) -> Self {
        let mut wanted = Self::default();
        for dimension in rules.dimension_sets().flat_map(DimensionSet::dimensions) {
            match dimension {
                Dimension::Identity => wanted.identity = true,
                Dimension::RequestMetadata(_) => wanted.request_metadata = true,
                _ => {}
            }
        }
        wanted
    }
}

impl<'a, L> Record<'a, L> {
    /// What the record says besides, if it has what a record needs. Of several faults the first
    /// counts: that of its time, of its labels, and then what is judged here.
    ///
    /// Each field stands on its own: a call without tokens is an invocation all the same.
    pub(crate) fn judge(
        raw: &RawRecord<'a>,
        epoch_seconds: i64,
        labels: L,
    ) -> Result<Self, MalformedReason> {
        Ok(Self {
            epoch_seconds,
            labels,
            tokens: Tokens {
                input: tokens(raw.input.tokens)?,
                output: tokens(raw.output_tokens)?,
                cache_read: tokens(raw.input.cache_read)?,
                cache_write: tokens(raw.input.cache_write)?,
            },
            request_id: request_id(raw.request_id)?,
        })
    }
}

impl<'a> RawRecord<'a> {
    /// The labels, if those that a record needs are there.
    pub(crate) fn labels(&self, wanted: Wanted) -> Result<Labels<'a>, MalformedReason> {
        Ok(Labels {
            region: needed_text(self.region).ok_or(MalformedReason::Region)?,
            model_id: needed_text(self.model_id).ok_or(MalformedReason::ModelId)?,
            inference_region: optional_text(self.inference_region)?,
            error_code: error_code(self.error_code)?,
            identity: if wanted.identity {
                optional_text(self.identity_arn)?
            } else {
                None
            },
            request_metadata: match self.request_metadata {
                Some(object) if wanted.request_metadata => metadata(object),
                _ => Vec::new(),
            },
        })
    }
}

/// A string with something in it.
fn needed_text(raw: Raw<'_>) -> Option<Cow<'_, str>> {
    let (text, escaped) = raw.string()?;
    string_text(text, escaped).filter(|text| !text.is_empty())
}

/// A string with something in it; anything but a string counts as none.
fn optional_text(raw: Raw<'_>) -> Result<Option<Cow<'_, str>>, MalformedReason> {
    let Some((text, escaped)) = raw.string() else {
        return Ok(None);
    };
    let text = string_text(text, escaped).ok_or(MalformedReason::Unreadable)?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// An error's code. One that is not a string, which AWS does not write, is still an error.
fn error_code(raw: Raw<'_>) -> Result<Option<Cow<'_, str>>, MalformedReason> {
    match raw.kind {
        Kind::Absent => Ok(None),
        Kind::Text | Kind::EscapedText => optional_text(raw),
        Kind::Number => Ok(Some(String::from_utf8_lossy(raw.text))),
        Kind::Other => Ok(Some(Cow::Borrowed("Unknown"))),
    }
}

/// A string with something in it. An empty one names no call, or all calls without a name would be one
/// call; what is not a string counts as none.
fn request_id(raw: Raw<'_>) -> Result<Option<Cow<'_, [u8]>>, MalformedReason> {
    let Some((text, escaped)) = raw.string() else {
        return Ok(None);
    };
    match string_bytes(text, escaped) {
        Some(bytes) => Ok(Some(bytes).filter(|bytes| !bytes.is_empty())),
        None => Err(MalformedReason::Unreadable),
    }
}

fn tokens(raw: Raw<'_>) -> Result<Option<u64>, MalformedReason> {
    match raw.kind {
        Kind::Absent => Ok(None),
        Kind::Number => match count(raw.text) {
            Some(count) => Ok(Some(count)),
            None => Err(MalformedReason::TokenCount),
        },
        Kind::Text | Kind::EscapedText | Kind::Other => Err(MalformedReason::TokenCount),
    }
}

/// The text entries of an object that was already walked; of a repeated key the last.
fn metadata(object: &[u8]) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let mut entries: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    let mut walker = Walker::over_lines(object, 0);
    // It is known to be sound: the walk ends where the object does.
    let mut more = walker.enter().unwrap_or(false);
    let mut value = Raw::default();
    while more
        && let Ok(key) = walker.key()
        && walker.value(&mut value).is_ok()
    {
        more = walker.more().unwrap_or(false);
        let name = match key_name(key) {
            Cow::Borrowed(name) => String::from_utf8_lossy(name),
            Cow::Owned(name) => Cow::Owned(String::from_utf8_lossy(&name).into_owned()),
        };
        entries.retain(|(other, _)| *other != name);
        if let Ok(Some(text)) = optional_text(value) {
            entries.push((name, text));
        }
    }
    entries
}
