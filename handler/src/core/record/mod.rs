//! One log record: from its opening brace to what it says.
//!
//! - `walk` moves through JSON, `skip` over what nobody wants;
//! - [`read_record`], here, walks the envelope and keeps the few values that count, as they stand
//!   in the text;
//! - `scalar` turns such values into texts, counts and times;
//! - [`Record::judge`], in `judge`, decides whether the record is sound.
//!
//! Nothing here knows lines, arrays or recovery: that is [`frames`](super::frames).

mod judge;
mod scalar;
mod skip;
mod walk;

pub(crate) use judge::{Record, Wanted};
pub(crate) use walk::open_objects;

use skip::Stop;
use walk::{Key, Raw, Walker};

/// The values of one record that matter, as they stand in the text. Of a repeated key the last one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RawRecord<'a> {
    timestamp: Raw<'a>,
    region: Raw<'a>,
    model_id: Raw<'a>,
    request_id: Raw<'a>,
    inference_region: Raw<'a>,
    error_code: Raw<'a>,
    input: RawInput<'a>,
    output_tokens: Raw<'a>,
    identity_arn: Raw<'a>,
    /// The whole object, outcome once and found sound.
    request_metadata: Option<&'a [u8]>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct RawInput<'a> {
    tokens: Raw<'a>,
    cache_read: Raw<'a>,
    cache_write: Raw<'a>,
}

/// What reading a value at some place of a text came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A value, which ends before that index. `over_lines`: there is a line end, or another
    /// control character, in it.
    Complete { end: usize, over_lines: bool },
    /// The text ends first. `over_lines`: after a line end within the value.
    Incomplete { over_lines: bool },
    /// No value can be read here, as is seen at that index.
    Broken { at: usize, over_lines: bool },
}

/// Reads the object that opens at `start`. What `record` holds afterwards is the object's only if
/// it is [`Reading::Complete`].
pub(crate) fn read_record<'a>(text: &'a [u8], start: usize, record: &mut RawRecord<'a>) -> Reading {
    let mut walker = Walker::<false>::new(text, start);
    match envelope(&mut walker, record) {
        Err(Stop::Control) => {
            let mut walker = Walker::<true>::new(text, start);
            let outcome = envelope(&mut walker, record);
            reading(outcome, &walker)
        }
        outcome => reading(outcome, &walker),
    }
}

/// Reads a value of any kind at `start`, to know where it ends.
pub(crate) fn read_value(text: &[u8], start: usize) -> Reading {
    let mut walker = Walker::<false>::new(text, start);
    match walker.value() {
        Err(Stop::Control) => {
            let mut walker = Walker::<true>::new(text, start);
            let outcome = walker.value();
            reading(outcome, &walker)
        }
        outcome => reading(outcome, &walker),
    }
}

fn reading<T, const LINES: bool>(outcome: Result<T, Stop>, walker: &Walker<'_, LINES>) -> Reading {
    match outcome {
        Ok(_) => Reading::Complete {
            end: walker.at(),
            over_lines: LINES,
        },
        Err(Stop::Incomplete) => Reading::Incomplete { over_lines: LINES },
        Err(Stop::Broken | Stop::Control) => Reading::Broken {
            at: walker.at(),
            over_lines: LINES,
        },
    }
}

/// Walks quickly within the line; where that meets a line end, the caller walks again over lines.
fn envelope<'a, const LINES: bool>(
    walker: &mut Walker<'a, LINES>,
    record: &mut RawRecord<'a>,
) -> Result<(), Stop> {
    *record = RawRecord::default();
    walker.object(|walker, key| {
        match &*scalar::key_name(key) {
            b"timestamp" => record.timestamp = walker.value()?,
            b"region" => record.region = walker.value()?,
            b"modelId" => record.model_id = walker.value()?,
            b"requestId" => record.request_id = walker.value()?,
            b"inferenceRegion" => record.inference_region = walker.value()?,
            b"errorCode" => record.error_code = walker.value()?,
            b"input" => record.input = input(walker)?,
            b"output" => record.output_tokens = member(walker, b"outputTokenCount")?,
            b"identity" => record.identity_arn = member(walker, b"arn")?,
            b"requestMetadata" => record.request_metadata = whole_object(walker)?,
            _ => {
                walker.value()?;
            }
        }
        Ok(())
    })
}

/// The wanted members of `input`. Of anything but an object, none.
fn input<'a, const LINES: bool>(walker: &mut Walker<'a, LINES>) -> Result<RawInput<'a>, Stop> {
    let mut input = RawInput::default();
    object_or_value(walker, |walker, key| {
        match &*scalar::key_name(key) {
            b"inputTokenCount" => input.tokens = walker.value()?,
            b"cacheReadInputTokenCount" => input.cache_read = walker.value()?,
            b"cacheWriteInputTokenCount" => input.cache_write = walker.value()?,
            _ => {
                walker.value()?;
            }
        }
        Ok(())
    })?;
    Ok(input)
}

/// One member of an object. Of anything but an object, none.
fn member<'a, const LINES: bool>(
    walker: &mut Walker<'a, LINES>,
    name: &[u8],
) -> Result<Raw<'a>, Stop> {
    let mut found = Raw::Absent;
    object_or_value(walker, |walker, key| {
        let value = walker.value()?;
        if *scalar::key_name(key) == *name {
            found = value;
        }
        Ok(())
    })?;
    Ok(found)
}

/// An object's text, braces included. Of anything but an object, none.
fn whole_object<'a, const LINES: bool>(
    walker: &mut Walker<'a, LINES>,
) -> Result<Option<&'a [u8]>, Stop> {
    let start = walker.at();
    let is_object = object_or_value(walker, |walker, _| walker.value().map(drop))?;
    Ok(is_object.then(|| walker.since(start)))
}

fn object_or_value<'a, const LINES: bool>(
    walker: &mut Walker<'a, LINES>,
    member: impl FnMut(&mut Walker<'a, LINES>, Key<'a>) -> Result<(), Stop>,
) -> Result<bool, Stop> {
    let is_object = walker.peek()? == b'{';
    if is_object {
        walker.object(member)?;
    } else {
        walker.value()?;
    }
    Ok(is_object)
}

#[cfg(test)]
mod tests;
