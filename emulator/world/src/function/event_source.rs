//! What an event source mapping is: a queue, a function, and how messages are carried from one to the other.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::definition::FunctionName;
use super::error::FunctionError;
use crate::origin::Home;

/// Messages a batch may hold on a standard queue.
/// <https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html>
pub const MAX_BATCH_SIZE: u32 = 10_000;

/// Messages a batch may hold on a FIFO queue, and on a standard queue without a window.
pub const MAX_BATCH_SIZE_WITHOUT_WINDOW: u32 = 10;

/// Messages a batch holds where the mapping says nothing.
pub const DEFAULT_BATCH_SIZE: u32 = 10;

/// Seconds for which a batch may be gathered.
pub const MAX_WINDOW_SECONDS: u32 = 300;

/// Invocations at once that a mapping may be limited to.
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html>
pub const MAXIMUM_CONCURRENCY: std::ops::RangeInclusive<u32> = 2..=1000;

/// An event source mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventSourceMapping {
    pub uuid: String,
    /// The function's.
    pub home: Home,
    pub event_source_arn: String,
    pub queue: QueueName,
    pub function: FunctionName,
    pub settings: MappingSettings,
    pub enabled: bool,
    pub tags: BTreeMap<String, String>,
    pub last_modified: Timestamp,
}

/// The queue an ARN names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueName {
    pub home: Home,
    pub name: String,
}

impl QueueName {
    pub fn is_fifo(&self) -> bool {
        self.name.to_ascii_lowercase().ends_with(".fifo")
    }
}

/// How a mapping gathers and settles batches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MappingSettings {
    pub batch_size: BatchSize,
    /// How long a batch is gathered before it is delivered short. Zero: as soon as there is a message.
    pub window: Duration,
    /// Whether the function says which messages failed (`ReportBatchItemFailures`).
    pub report_batch_item_failures: bool,
    /// Invocations at once; `None` leaves it to the runtime.
    pub maximum_concurrency: Option<u32>,
}

impl Default for MappingSettings {
    fn default() -> Self {
        Self {
            batch_size: BatchSize(DEFAULT_BATCH_SIZE),
            window: Duration::ZERO,
            report_batch_item_failures: false,
            maximum_concurrency: None,
        }
    }
}

/// Messages a batch may hold: 1 to [`MAX_BATCH_SIZE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BatchSize(u32);

impl BatchSize {
    /// # Errors
    /// `ValidationException` outside of 1 to [`MAX_BATCH_SIZE`].
    pub fn new(messages: u32) -> Result<Self, FunctionError> {
        if !(1..=MAX_BATCH_SIZE).contains(&messages) {
            return Err(FunctionError::out_of_range(
                "batchSize",
                messages,
                1,
                u64::from(MAX_BATCH_SIZE),
            ));
        }
        Ok(Self(messages))
    }

    pub fn get(self) -> usize {
        self.0 as usize
    }

    pub(super) fn messages(self) -> u32 {
        self.0
    }
}

impl MappingSettings {
    /// # Errors
    /// `ValidationException` or `InvalidParameterValueException`: a value out of range, or values that do not go together
    /// on this queue.
    pub(super) fn validate(&self, queue: &QueueName) -> Result<(), FunctionError> {
        let window_seconds = self.window.as_secs();
        if window_seconds > u64::from(MAX_WINDOW_SECONDS) {
            return Err(FunctionError::out_of_range(
                "maximumBatchingWindowInSeconds",
                window_seconds,
                0,
                u64::from(MAX_WINDOW_SECONDS),
            ));
        }
        if let Some(concurrency) = self.maximum_concurrency
            && !MAXIMUM_CONCURRENCY.contains(&concurrency)
        {
            return Err(FunctionError::out_of_range(
                "scalingConfig.maximumConcurrency",
                concurrency,
                u64::from(*MAXIMUM_CONCURRENCY.start()),
                u64::from(*MAXIMUM_CONCURRENCY.end()),
            ));
        }
        self.validate_gathering(queue)
    }

    fn validate_gathering(&self, queue: &QueueName) -> Result<(), FunctionError> {
        let large = self.batch_size.messages() > MAX_BATCH_SIZE_WITHOUT_WINDOW;
        if queue.is_fifo() {
            if large {
                return Err(FunctionError::invalid(
                    "Batch size must be less than or equal to 10 for FIFO queues.",
                ));
            }
            if !self.window.is_zero() {
                return Err(FunctionError::invalid(
                    "Batching window is not supported for FIFO queues.",
                ));
            }
        } else if large && self.window.is_zero() {
            return Err(FunctionError::invalid(
                "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
            ));
        }
        Ok(())
    }
}
