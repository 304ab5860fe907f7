//! One log record: from its opening brace to what it says.
//!
//! - `walk` moves through JSON, `skip` over what nobody wants;
//! - [`read_record`], here, walks the envelope and keeps the few values that count, as they stand
//!   in the text;
//! - `scalar` turns such values into texts, counts and times;
//! - [`Record::judge`], in `judge`, decides whether the record is sound.
//!
//! Nothing here knows lines, arrays or recovery: that is [`frames`](super::frames).

#![expect(
    clippy::inline_always,
    reason = "the kernel is only fast where the walk is inlined into a function for its processor"
)]

mod judge;
mod scalar;
mod skip;
mod walk;

pub(crate) use judge::{Record, Wanted};
pub(crate) use walk::open_objects;

use skip::{Kernel, Stop, Task, Words, with_kernel};
use walk::{Members, Raw, Walker};

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
    let on_one_line = with_kernel(Envelope {
        text,
        start,
        record,
    });
    on_one_line.unwrap_or_else(|| {
        let mut walker = Walker::over_lines(text, start);
        let outcome = walk_envelope(&mut walker, record);
        reading(outcome, &walker)
    })
}

/// Reads a value of any kind at `start`, to know where it ends.
pub(crate) fn read_value(text: &[u8], start: usize) -> Reading {
    let mut walker = Walker::<_, false>::new(text, start, &Words);
    match walker.pass_value() {
        Err(Stop::Control) => {
            let mut walker = Walker::over_lines(text, start);
            let outcome = walker.pass_value();
            reading(outcome, &walker)
        }
        outcome => reading(outcome, &walker),
    }
}

#[inline(always)]
fn reading<T, K: Kernel, const LINES: bool>(
    outcome: Result<T, Stop>,
    walker: &Walker<'_, '_, K, LINES>,
) -> Reading {
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

/// Walks an envelope quickly within its line. `None` where that meets a line end: then the caller
/// walks again, over lines.
struct Envelope<'r, 'a> {
    text: &'a [u8],
    start: usize,
    record: &'r mut RawRecord<'a>,
}

impl Task for Envelope<'_, '_> {
    type Output = Option<Reading>;

    #[inline(always)]
    fn run(self, kernel: &impl Kernel) -> Option<Reading> {
        let mut walker = Walker::<_, false>::new(self.text, self.start, kernel);
        match walk_envelope(&mut walker, self.record) {
            Err(Stop::Control) => None,
            outcome => Some(reading(outcome, &walker)),
        }
    }
}

#[inline(always)]
fn walk_envelope<'a, K: Kernel, const LINES: bool>(
    walker: &mut Walker<'a, '_, K, LINES>,
    record: &mut RawRecord<'a>,
) -> Result<(), Stop> {
    *record = RawRecord::default();
    let mut other = Raw::default();
    let mut members = walker.open_object();
    while let Some(key) = walker.next_key(&mut members)? {
        let place = match &*scalar::key_name(key) {
            b"timestamp" => &mut record.timestamp,
            b"region" => &mut record.region,
            b"modelId" => &mut record.model_id,
            b"requestId" => &mut record.request_id,
            b"inferenceRegion" => &mut record.inference_region,
            b"errorCode" => &mut record.error_code,
            b"input" => {
                record.input = input(walker)?;
                continue;
            }
            b"output" => {
                record.output_tokens = member(walker, b"outputTokenCount")?;
                continue;
            }
            b"identity" => {
                record.identity_arn = member(walker, b"arn")?;
                continue;
            }
            b"requestMetadata" => {
                record.request_metadata = whole_object(walker)?;
                continue;
            }
            _ => &mut other,
        };
        walker.value(place)?;
    }
    Ok(())
}

/// The wanted members of `input`. Of anything but an object, none.
#[inline(always)]
fn input<'a, K: Kernel, const LINES: bool>(
    walker: &mut Walker<'a, '_, K, LINES>,
) -> Result<RawInput<'a>, Stop> {
    let mut input = RawInput::default();
    let Some(mut members) = object_or_value(walker)? else {
        return Ok(input);
    };
    let mut other = Raw::default();
    while let Some(key) = walker.next_key(&mut members)? {
        let place = match &*scalar::key_name(key) {
            b"inputTokenCount" => &mut input.tokens,
            b"cacheReadInputTokenCount" => &mut input.cache_read,
            b"cacheWriteInputTokenCount" => &mut input.cache_write,
            _ => &mut other,
        };
        walker.value(place)?;
    }
    Ok(input)
}

/// One member of an object. Of anything but an object, none.
#[inline(always)]
fn member<'a, K: Kernel, const LINES: bool>(
    walker: &mut Walker<'a, '_, K, LINES>,
    name: &[u8],
) -> Result<Raw<'a>, Stop> {
    let mut found = Raw::default();
    let Some(mut members) = object_or_value(walker)? else {
        return Ok(found);
    };
    let mut other = Raw::default();
    while let Some(key) = walker.next_key(&mut members)? {
        let is_it = *scalar::key_name(key) == *name;
        walker.value(if is_it { &mut found } else { &mut other })?;
    }
    Ok(found)
}

/// An object's text, braces included. Of anything but an object, none.
#[inline(always)]
fn whole_object<'a, K: Kernel, const LINES: bool>(
    walker: &mut Walker<'a, '_, K, LINES>,
) -> Result<Option<&'a [u8]>, Stop> {
    let start = walker.at();
    let Some(mut members) = object_or_value(walker)? else {
        return Ok(None);
    };
    while walker.next_key(&mut members)?.is_some() {
        walker.pass_value()?;
    }
    Ok(Some(walker.since(start)))
}

/// Enters an object, or passes any other value.
#[inline(always)]
fn object_or_value<K: Kernel, const LINES: bool>(
    walker: &mut Walker<'_, '_, K, LINES>,
) -> Result<Option<Members>, Stop> {
    if walker.peek()? == b'{' {
        return Ok(Some(walker.open_object()));
    }
    walker.pass_value()?;
    Ok(None)
}

#[cfg(test)]
mod tests;
