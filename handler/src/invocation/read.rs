//! One object, from its claim to its tally.
//!
//! The object streams through the core's reader: nothing but the reader's buffers is held. A broken
//! stream starts again from the beginning with a fresh reader, as often as the settings allow and the
//! deadline permits; what the core finds wrong with the content is final.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::lock::OwnedMutexGuard;
use jiff::Timestamp;

use super::buffers::SpareBuffers;
use super::deadline::{Deadline, OutOfTime, until, wait_until};
use super::failure::Failure;
use super::memory::Memory;
use super::ports::{
    Claim, FetchClass, FetchError, MetricSink, ObjectBody, ObjectSource, Ports, SettledObjects,
    Time,
};
use super::retry::RetryPolicy;
use super::stages::{Stage, StageClock};
use crate::core::aggregate::Rules;
use crate::core::object::{
    Advance, AgeWindow, Limits, ObjectError, ObjectReader, ObjectTally, Problem,
};
use crate::core::object_ref::ObjectRef;

/// How an object ended.
#[derive(Debug)]
pub(super) enum Reading {
    /// Read wholly.
    Read(Box<ObjectTally>),
    /// It was read, or found empty or replaced, and counts for a message already.
    Counted,
    /// There was nothing in it.
    Empty,
    /// Its data was published before.
    Settled,
    /// Another write took its place before it was read.
    Replaced,
    /// It could not be read.
    Failed(Failure),
}

impl Reading {
    /// About how many bytes of memory it holds.
    pub(super) fn held_bytes(&self) -> usize {
        match self {
            Self::Read(tally) => {
                tally.aggregate.held_bytes() + tally.problems.capacity() * size_of::<Problem>()
            }
            _ => 0,
        }
    }

    /// The application inference profiles in it of which nothing is known.
    pub(super) fn unmapped_profiles(&self) -> &[String] {
        match self {
            Self::Read(tally) => &tally.unmapped_profiles,
            Self::Counted | Self::Empty | Self::Settled | Self::Replaced | Self::Failed(_) => &[],
        }
    }
}

/// What reading needs besides the object.
pub(super) struct ReadContext {
    pub limits: Limits,
    pub window: AgeWindow,
    pub deadline: Deadline,
    pub batch_size: usize,
    pub max_object_bytes: u64,
    pub retry: RetryPolicy,
    pub buffers: Arc<SpareBuffers>,
    pub memory: Arc<Memory>,
    /// Attempts beyond the first, of all objects.
    pub retries: AtomicU64,
    pub stages: StageClock,
}

/// Why one attempt did not end in a tally.
#[derive(Debug, thiserror::Error)]
enum AttemptError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error(transparent)]
    Content(#[from] ObjectError),
    #[error("object is longer than {0} bytes")]
    TooLong(u64),
    #[error(
        "its sums take more than the {0} bytes that the function's memory leaves for them; hint: give the function more memory"
    )]
    OutOfMemory(usize),
    #[error(transparent)]
    OutOfTime(#[from] OutOfTime),
}

/// Claims and reads one object.
pub(super) async fn read_object<O, M, T, S>(
    ports: &Ports<O, M, T, S>,
    context: &ReadContext,
    rules: &Arc<Rules>,
    object: &ObjectRef,
) -> Reading
where
    O: ObjectSource,
    M: MetricSink,
    T: Time,
    S: SettledObjects,
{
    match claim(ports, context, object).await {
        Ok(Claim::Granted) => {}
        Ok(Claim::Settled) => return Reading::Settled,
        Ok(Claim::Busy) => {
            return Reading::Failed(Failure::retry("another invocation is reading the object"));
        }
        Err(failure) => return Reading::Failed(failure),
    }
    let mut attempt = 1;
    loop {
        let error = match attempt_once(ports, context, rules, object).await {
            Ok(Some(tally)) => return Reading::Read(Box::new(tally)),
            Ok(None) => return Reading::Empty,
            Err(error) => error,
        };
        match class_of(&error) {
            Some(FetchClass::Transient) => {}
            Some(FetchClass::Replaced) => {
                let (bucket, key) = (object.bucket.as_str(), object.key.as_str());
                tracing::debug!(bucket, key, "object was replaced before it was read");
                return Reading::Replaced;
            }
            _ => return Reading::Failed(failure_of(&error)),
        }
        let Some(wait) = context.retry.wait_after(attempt) else {
            return Reading::Failed(failure_of(&error));
        };
        if wait_until(&ports.time, context.deadline.fetch_until(), wait)
            .await
            .is_err()
        {
            return Reading::Failed(failure_of(&error));
        }
        attempt += 1;
        context.retries.fetch_add(1, Ordering::Relaxed);
    }
}

async fn claim<O, M, T, S>(
    ports: &Ports<O, M, T, S>,
    context: &ReadContext,
    object: &ObjectRef,
) -> Result<Claim, Failure>
where
    T: Time,
    S: SettledObjects,
{
    let identity = object.identity();
    if !identity.outlives_the_invocation() {
        return Ok(Claim::Granted);
    }
    let until_moment = context.deadline.fetch_until();
    let claim = ports
        .settled
        .claim(&identity, ports.time.now(), context.deadline.ends_at());
    match until(&ports.time, until_moment, claim).await {
        Ok(Ok(claim)) => Ok(claim),
        Ok(Err(error)) => Err(Failure::retry_because(&error)),
        Err(error) => Err(Failure::retry_because(&error)),
    }
}

/// What a failed fetch means, where it was the fetch that failed.
fn class_of(error: &AttemptError) -> Option<FetchClass> {
    match error {
        AttemptError::Fetch(error) => Some(error.class),
        AttemptError::Content(_)
        | AttemptError::TooLong(_)
        | AttemptError::OutOfMemory(_)
        | AttemptError::OutOfTime(_) => None,
    }
}

fn failure_of(error: &AttemptError) -> Failure {
    let gone = class_of(error) == Some(FetchClass::Gone);
    let unreadable = matches!(error, AttemptError::Content(_) | AttemptError::TooLong(_));
    if gone || unreadable {
        Failure::poison_because(error)
    } else {
        Failure::retry_because(error)
    }
}

/// One attempt; `None` is an empty object.
async fn attempt_once<O, M, T, S>(
    ports: &Ports<O, M, T, S>,
    context: &ReadContext,
    rules: &Arc<Rules>,
    object: &ObjectRef,
) -> Result<Option<ObjectTally>, AttemptError>
where
    O: ObjectSource,
    T: Time,
{
    check_length(object.size, context)?;
    let (time, stages) = (&ports.time, &context.stages);
    let fetch_until = context.deadline.fetch_until();
    let began = time.now();
    let body = until(time, fetch_until, ports.objects.open(object)).await;
    let mut lap = stages.lap(Stage::Fetch, began, time.now());
    let mut body = body??;
    check_length(body.length(), context)?;
    let whole = context.memory.whole_object(body.length());
    let limits = Limits {
        max_whole_text_bytes: whole.as_ref().map_or(0, |whole| whole.max_text_bytes),
        ..context.limits
    };
    let buffers = context.buffers.take();
    let mut reader = ObjectReader::within(buffers, rules, &limits, context.window);
    let mut large_object = None;
    if let Some(announced) = body.length() {
        reader.announce(announced);
    }
    let mut length: u64 = 0;
    loop {
        let chunk = until(time, fetch_until, body.next()).await;
        lap = stages.lap(Stage::Fetch, lap, time.now());
        let Some(chunk) = chunk?? else { break };
        length += chunk.len() as u64;
        check_length(Some(length), context)?;
        reader.push(&chunk);
        lap = read_chunk(&mut reader, &mut large_object, context, time, lap).await?;
    }
    if length == 0 {
        return Ok(None);
    }
    let finished = reader.finish_within();
    // What is left for the end is the last buffer of text: it was decoded before.
    stages.lap(Stage::Aggregate, lap, time.now());
    let (tally, buffers) = finished?;
    check_sums(tally.aggregate.held_bytes(), context)?;
    // Memory that one object at a time may take is not kept for the next.
    if large_object.is_none() {
        context.buffers.give_back(buffers);
    }
    Ok(Some(tally))
}

fn check_length(length: Option<u64>, context: &ReadContext) -> Result<(), AttemptError> {
    match length {
        Some(length) if length > context.max_object_bytes => {
            Err(AttemptError::TooLong(context.max_object_bytes))
        }
        _ => Ok(()),
    }
}

/// The right to more memory than an object's share, once it is taken.
type LargeObject = Option<OwnedMutexGuard<()>>;

/// Reads what was pushed. Where that takes more memory than an object's share, it waits until no other object has more.
/// The stages' next lap begins with what is returned.
async fn read_chunk<T: Time>(
    reader: &mut ObjectReader,
    large: &mut LargeObject,
    context: &ReadContext,
    time: &T,
    mut lap: Timestamp,
) -> Result<Timestamp, AttemptError> {
    let memory = &context.memory;
    loop {
        let sums_bytes = match large {
            Some(_) => memory.sums_bytes(),
            None => memory.object_sums_bytes(),
        };
        let (pause, at) = read_pushed(reader, sums_bytes, context, time, lap)?;
        lap = at;
        let is_within = reader.held_bytes() <= sums_bytes;
        if pause == Pause::NeedsInput && is_within {
            return Ok(lap);
        }
        if large.is_some() && !is_within {
            return Err(AttemptError::OutOfMemory(sums_bytes));
        }
        if large.is_none() {
            let right = until(time, context.deadline.fetch_until(), memory.large_object());
            *large = Some(right.await?);
        }
        if pause == Pause::LongRecord {
            reader.grant();
        }
    }
}

fn check_sums(held_bytes: usize, context: &ReadContext) -> Result<(), AttemptError> {
    let most = context.memory.sums_bytes();
    if held_bytes > most {
        return Err(AttemptError::OutOfMemory(most));
    }
    Ok(())
}

/// Why the reading of what was pushed pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pause {
    /// All of it is read.
    NeedsInput,
    /// A record is longer than the buffer of text.
    LongRecord,
    /// The sums are beyond what they may take.
    Sums,
}

/// Reads what was pushed, looking at the clock every `BATCH_SIZE` records, and with every buffer of text:
/// a few compressed bytes may be a great deal of text without records. With the pause comes when the stages' next lap begins.
fn read_pushed<T: Time>(
    reader: &mut ObjectReader,
    sums_bytes: usize,
    context: &ReadContext,
    time: &T,
    mut lap: Timestamp,
) -> Result<(Pause, Timestamp), AttemptError> {
    let mut left = context.batch_size;
    loop {
        let advance = reader.advance(left);
        let stage = match advance {
            Ok(Advance::Aggregated(_)) => Stage::Aggregate,
            Ok(Advance::Decoded | Advance::NeedsInput | Advance::NeedsMemory) | Err(_) => {
                Stage::Decode
            }
        };
        lap = context.stages.lap(stage, lap, time.now());
        match advance? {
            Advance::NeedsInput => return Ok((Pause::NeedsInput, lap)),
            Advance::NeedsMemory => return Ok((Pause::LongRecord, lap)),
            Advance::Decoded => {}
            Advance::Aggregated(records) => left -= records,
        }
        if lap >= context.deadline.fetch_until() {
            return Err(OutOfTime.into());
        }
        if reader.held_bytes_at_least() > sums_bytes {
            return Ok((Pause::Sums, lap));
        }
        if left == 0 {
            left = context.batch_size;
        }
    }
}
