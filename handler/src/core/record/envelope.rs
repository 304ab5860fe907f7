//! A record's envelope: the few values in it that count, as they stand in the text.

use super::scalar::{SpelledName, short_name};
use super::skip::{Kernel, Stop, Task, Words, with_kernel};
use super::walk::{Raw, Walker};

/// The values of one record that matter, as they stand in the text. Of a repeated key the last one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RawRecord<'a> {
    pub(super) timestamp: Raw<'a>,
    pub(super) region: Raw<'a>,
    pub(super) model_id: Raw<'a>,
    pub(super) request_id: Raw<'a>,
    pub(super) inference_region: Raw<'a>,
    pub(super) error_code: Raw<'a>,
    pub(super) input: RawInput<'a>,
    pub(super) output_tokens: Raw<'a>,
    pub(super) identity_arn: Raw<'a>,
    /// The whole object, outcome once and found sound.
    pub(super) request_metadata: Option<&'a [u8]>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RawInput<'a> {
    pub(super) tokens: Raw<'a>,
    pub(super) cache_read: Raw<'a>,
    pub(super) cache_write: Raw<'a>,
}

/// What reading a value at some place of a text came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A value, which ends before that index. `over_lines`: there is a line end, or another
    /// control character, in it.
    Complete { end: usize, over_lines: bool },
    /// The text ends first. `over_lines`: after a line end within the value.
    Incomplete { over_lines: bool },
    /// No value can be read here: no quote and no bracket is between that index and the fault.
    Broken { at: usize, over_lines: bool },
}

/// Reads the object that opens at `start`. What `record` holds afterwards is the object's only if
/// it is [`Reading::Complete`].
pub(crate) fn read_record<'a>(text: &'a [u8], start: usize, record: &mut RawRecord<'a>) -> Reading {
    let on_one_line = with_kernel(Envelope::<false> {
        text,
        start,
        record,
    });
    match on_one_line {
        (Err(Stop::Control), _) => {
            let over_lines = with_kernel(Envelope::<true> {
                text,
                start,
                record,
            });
            reading::<true>(over_lines)
        }
        outcome => reading::<false>(outcome),
    }
}

/// Reads a value of any kind at `start`, to know where it ends.
pub(crate) fn read_value(text: &[u8], start: usize) -> Reading {
    let mut walker = Walker::<_, false>::new(text, start, &Words);
    match walker.pass_value() {
        Err(Stop::Control) => {
            let mut walker = Walker::over_lines(text, start);
            let outcome = walker.pass_value();
            reading::<true>((outcome, walker.at()))
        }
        outcome => reading::<false>((outcome, walker.at())),
    }
}

/// What a walk came to that ended, or stopped, at an index.
fn reading<const LINES: bool>((outcome, at): (Result<(), Stop>, usize)) -> Reading {
    let over_lines = LINES;
    match outcome {
        Ok(()) => Reading::Complete {
            end: at,
            over_lines,
        },
        Err(Stop::Incomplete) => Reading::Incomplete { over_lines },
        Err(Stop::Broken | Stop::Control) => Reading::Broken { at, over_lines },
    }
}

/// Walks an envelope, within its line or over lines. The first is quicker and stops at a control
/// character: then the caller walks again, over lines.
struct Envelope<'r, 'a, const LINES: bool> {
    text: &'a [u8],
    start: usize,
    record: &'r mut RawRecord<'a>,
}

impl<const LINES: bool> Task for Envelope<'_, '_, LINES> {
    type Output = (Result<(), Stop>, usize);

    #[inline(always)]
    fn run(self, kernel: &impl Kernel) -> Self::Output {
        let mut walker = Walker::<_, LINES>::new(self.text, self.start, kernel);
        let outcome = walk_envelope(&mut walker, self.record);
        (outcome, walker.at())
    }
}

#[inline(always)]
fn walk_envelope<'a, K: Kernel, const LINES: bool>(
    walker: &mut Walker<'a, '_, K, LINES>,
    record: &mut RawRecord<'a>,
) -> Result<(), Stop> {
    *record = RawRecord::default();
    let mut other = Raw::default();
    let mut spelled = SpelledName::default();
    let mut more = walker.enter()?;
    while more {
        let place = match short_name(walker.key()?, &mut spelled) {
            b"timestamp" => &mut record.timestamp,
            b"region" => &mut record.region,
            b"modelId" => &mut record.model_id,
            b"requestId" => &mut record.request_id,
            b"inferenceRegion" => &mut record.inference_region,
            b"errorCode" => &mut record.error_code,
            b"input" => {
                record.input = input(walker)?;
                more = walker.more()?;
                continue;
            }
            b"output" => {
                record.output_tokens = member(walker, b"outputTokenCount")?;
                more = walker.more()?;
                continue;
            }
            b"identity" => {
                record.identity_arn = member(walker, b"arn")?;
                more = walker.more()?;
                continue;
            }
            b"requestMetadata" => {
                record.request_metadata = whole_object(walker)?;
                more = walker.more()?;
                continue;
            }
            _ => &mut other,
        };
        walker.value(place)?;
        more = walker.more()?;
    }
    Ok(())
}

/// The wanted members of `input`. Of anything but an object, none.
#[inline(always)]
fn input<'a, K: Kernel, const LINES: bool>(
    walker: &mut Walker<'a, '_, K, LINES>,
) -> Result<RawInput<'a>, Stop> {
    let mut input = RawInput::default();
    let mut other = Raw::default();
    let mut spelled = SpelledName::default();
    let mut more = enter_or_pass(walker)?;
    while more {
        let place = match short_name(walker.key()?, &mut spelled) {
            b"inputTokenCount" => &mut input.tokens,
            b"cacheReadInputTokenCount" => &mut input.cache_read,
            b"cacheWriteInputTokenCount" => &mut input.cache_write,
            _ => &mut other,
        };
        walker.value(place)?;
        more = walker.more()?;
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
    let mut other = Raw::default();
    let mut spelled = SpelledName::default();
    let mut more = enter_or_pass(walker)?;
    while more {
        let is_it = short_name(walker.key()?, &mut spelled) == name;
        walker.value(if is_it { &mut found } else { &mut other })?;
        more = walker.more()?;
    }
    Ok(found)
}

/// An object's text, braces included. Of anything but an object, none.
#[inline(always)]
fn whole_object<'a, K: Kernel, const LINES: bool>(
    walker: &mut Walker<'a, '_, K, LINES>,
) -> Result<Option<&'a [u8]>, Stop> {
    let is_object = walker.peek()? == b'{';
    let start = walker.at();
    let mut more = enter_or_pass(walker)?;
    while more {
        walker.key()?;
        walker.pass_value()?;
        more = walker.more()?;
    }
    Ok(is_object.then(|| walker.since(start)))
}

/// Enters an object, or passes any other value; whether a member comes next.
#[inline(always)]
fn enter_or_pass<K: Kernel, const LINES: bool>(
    walker: &mut Walker<'_, '_, K, LINES>,
) -> Result<bool, Stop> {
    if walker.peek()? == b'{' {
        return walker.enter();
    }
    walker.pass_value()?;
    Ok(false)
}
