//! Whether a record is sound, and what it then says.

use std::borrow::Cow;

use super::RawRecord;
use super::scalar::{count, epoch_seconds, key_name, string_bytes, string_text};
use super::walk::{Kind, Raw, Walker};
use crate::core::aggregate::{Dimension, DimensionSet, Invocation, Rules, Tokens};
use crate::core::object::MalformedReason;
use crate::core::profile::InferenceProfileClass;

/// A sound record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record<'a> {
    /// What is summed; its class is not yet told.
    pub(crate) invocation: Invocation<'a>,
    /// The requestId's bytes, escapes undone.
    pub(crate) request_id: Option<Cow<'a, [u8]>>,
}

/// The optional values that the rules ask for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    identity: bool,
    request_metadata: bool,
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

impl<'a> Record<'a> {
    /// What the record says, if it has what a record needs.
    ///
    /// Each field stands on its own: a call without tokens is an invocation all the same.
    pub(crate) fn judge(raw: &RawRecord<'a>, wanted: Wanted) -> Result<Self, MalformedReason> {
        let invocation = Invocation {
            epoch_seconds: timestamp(raw.timestamp).ok_or(MalformedReason::Timestamp)?,
            region: needed_text(raw.region).ok_or(MalformedReason::Region)?,
            model_id: needed_text(raw.model_id).ok_or(MalformedReason::ModelId)?,
            class: InferenceProfileClass::Unknown,
            inference_region: optional_text(raw.inference_region)?,
            error_code: error_code(raw.error_code)?,
            identity: if wanted.identity {
                optional_text(raw.identity_arn)?
            } else {
                None
            },
            request_metadata: match raw.request_metadata {
                Some(object) if wanted.request_metadata => metadata(object),
                _ => Vec::new(),
            },
            tokens: Tokens {
                input: tokens(raw.input.tokens)?,
                output: tokens(raw.output_tokens)?,
                cache_read: tokens(raw.input.cache_read)?,
                cache_write: tokens(raw.input.cache_write)?,
            },
        };
        Ok(Self {
            invocation,
            request_id: request_id(raw.request_id)?,
        })
    }
}

fn timestamp(raw: Raw<'_>) -> Option<i64> {
    let (text, escaped) = raw.string()?;
    epoch_seconds(&string_bytes(text, escaped)?)
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

/// Any string, the empty one too; what is not a string counts as none.
fn request_id(raw: Raw<'_>) -> Result<Option<Cow<'_, [u8]>>, MalformedReason> {
    let Some((text, escaped)) = raw.string() else {
        return Ok(None);
    };
    match string_bytes(text, escaped) {
        Some(bytes) => Ok(Some(bytes)),
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
