//! What the members of a function's definition may be, and what they come to.

use std::time::Duration;

use super::configuration::DeadLetterConfig;
use super::definition::{
    DEFAULT_MEMORY_SIZE_MB, DEFAULT_TIMEOUT_SECONDS, MAX_TIMEOUT_SECONDS, MEMORY_SIZE_MB, RUNTIMES,
};
use super::error::FunctionError;
use super::host::Host;
use crate::arn::Arn;
use crate::queue::{QueueName, parse_queue_arn};
use crate::topic::{FIFO_SUFFIX, parse_topic_arn};

/// Characters of a description. Source: `Description` in Lambda's model.
const MAX_DESCRIPTION_LENGTH: usize = 256;

pub(super) fn valid_description(
    description: Option<String>,
) -> Result<Option<String>, FunctionError> {
    let is_long = |text: &&String| text.chars().count() > MAX_DESCRIPTION_LENGTH;
    match description.as_ref().filter(is_long) {
        Some(text) => Err(FunctionError::Validation(format!(
            "1 validation error detected: Value '{text}' at 'description' failed to satisfy constraint: Member must have \
             length less than or equal to {MAX_DESCRIPTION_LENGTH}"
        ))),
        None => Ok(description),
    }
}

/// The ARN of the queue or topic for events that the function does not take, where there is to be one.
pub(super) fn valid_dead_letters(
    config: Option<DeadLetterConfig>,
) -> Result<Option<String>, FunctionError> {
    let Some(arn) = config.as_ref().and_then(DeadLetterConfig::target) else {
        return Ok(None);
    };
    if is_standard_queue(arn) || is_standard_topic(arn) {
        return Ok(Some(arn.to_owned()));
    }
    Err(FunctionError::invalid(format!(
        "Dead-letter targets other than standard queues and topics are not built in this emulator: {arn}"
    )))
}

/// Whether this may be the ARN of a standard queue, be it there or not.
pub(super) fn is_standard_queue(arn: &str) -> bool {
    let queue = parse_queue_arn(arn);
    queue.is_some_and(|(_, name)| QueueName::parse(name).is_ok())
}

/// Whether this may be the ARN of a standard topic, be it there or not.
pub(super) fn is_standard_topic(arn: &str) -> bool {
    parse_topic_arn(arn).is_some_and(|(_, name)| !name.ends_with(FIFO_SUFFIX))
}

/// The ARN of a key, where there is to be one; an empty text is none. Source: `KMSKeyArn` in Lambda's model.
pub(super) fn valid_key(
    member: &str,
    arn: Option<String>,
) -> Result<Option<String>, FunctionError> {
    match arn.filter(|arn| !arn.is_empty()) {
        Some(text) if Arn::parse(&text).is_none() => Err(FunctionError::bad_pattern(
            member,
            &text,
            "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()",
        )),
        arn => Ok(arn),
    }
}

pub(super) fn valid_handler(handler: Option<String>) -> Result<Option<String>, FunctionError> {
    let is_one = |handler: &str| !handler.is_empty() && !handler.contains(char::is_whitespace);
    match handler {
        Some(text) if !is_one(&text) => {
            Err(FunctionError::bad_pattern("handler", &text, r"[^\s]+"))
        }
        handler => Ok(handler),
    }
}

pub(super) fn valid_timeout(seconds: Option<u32>) -> Result<Duration, FunctionError> {
    let seconds = seconds.unwrap_or(DEFAULT_TIMEOUT_SECONDS);
    if !(1..=MAX_TIMEOUT_SECONDS).contains(&seconds) {
        return Err(FunctionError::out_of_range(
            "timeout",
            seconds,
            1,
            u64::from(MAX_TIMEOUT_SECONDS),
        ));
    }
    Ok(Duration::from_secs(u64::from(seconds)))
}

pub(super) fn valid_memory_size(megabytes: Option<u32>) -> Result<u32, FunctionError> {
    let megabytes = megabytes.unwrap_or(DEFAULT_MEMORY_SIZE_MB);
    if !MEMORY_SIZE_MB.contains(&megabytes) {
        let (least, most) = (*MEMORY_SIZE_MB.start(), *MEMORY_SIZE_MB.end());
        return Err(FunctionError::out_of_range(
            "memorySize",
            megabytes,
            u64::from(least),
            u64::from(most),
        ));
    }
    Ok(megabytes)
}

/// A runtime that is built. AWS has many more, and takes them.
pub(super) fn valid_runtime(named: Option<String>) -> Result<String, FunctionError> {
    let runtime = named.unwrap_or_else(|| RUNTIMES[0].to_owned());
    if RUNTIMES.contains(&runtime.as_str()) {
        return Ok(runtime);
    }
    Err(FunctionError::invalid(format!(
        "The runtime '{runtime}' is not built in this emulator, which runs native executables: {}. Hint: package an \
         executable called bootstrap that speaks the Lambda runtime API",
        RUNTIMES.join(", ")
    )))
}

/// One architecture, `x86_64` where none is named. One that is named has to be one that can be run.
pub(super) fn valid_architecture(
    named: Option<Vec<String>>,
    host: &Host,
) -> Result<String, FunctionError> {
    let Some(named) = named else {
        return Ok("x86_64".to_owned());
    };
    match named.as_slice() {
        [architecture] if architecture == "x86_64" || architecture == "arm64" => {
            host.check_architecture(architecture)?;
            Ok(architecture.clone())
        }
        _ => Err(FunctionError::Validation(format!(
            "1 validation error detected: Value '[{}]' at 'architectures' failed to satisfy constraint: Member must \
             satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
            named.join(", ")
        ))),
    }
}
