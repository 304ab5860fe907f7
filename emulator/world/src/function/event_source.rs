//! What an event source mapping is: a queue, a function, and how messages are carried from one to the other.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::error::FunctionError;
use super::mapping_id::MappingId;
use super::payload_size::MAX_PAYLOAD_BYTES;
use super::poller::batch::BatchLimits;
use super::poller::record::EventSourceName;
use super::poller::{Next, Poller, Rules};
use super::qualifier::QualifiedName;
use crate::agenda::Slot;
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
#[derive(Debug, PartialEq)]
pub struct EventSourceMapping {
    pub uuid: String,
    /// The function's.
    pub home: Home,
    pub event_source_arn: String,
    pub queue: QueueName,
    /// By its version or alias, where it was named so.
    pub function: QualifiedName,
    pub settings: MappingSettings,
    pub enabled: bool,
    pub tags: BTreeMap<String, String>,
    pub last_modified: Timestamp,
    /// Its batches at work.
    pub(super) poller: Poller,
    /// When the poller goes on by itself.
    pub(super) slot: Slot,
    /// It stays until its batches have ended.
    pub(super) is_deleted: bool,
}

impl EventSourceMapping {
    pub fn id(&self) -> MappingId {
        MappingId {
            home: self.home.clone(),
            uuid: self.uuid.clone(),
        }
    }

    /// As Lambda names it. <https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html>
    pub(super) fn state(&self) -> &'static str {
        match (self.is_deleted, self.enabled) {
            (true, _) => "Deleting",
            (false, true) => "Enabled",
            (false, false) if self.poller.is_idle() => "Disabled",
            (false, false) => "Disabling",
        }
    }

    /// Whether it takes messages out of its queue.
    pub(crate) fn is_polling(&self) -> bool {
        self.poller.is_polling()
    }

    /// What it waits for.
    pub(crate) fn next(&self) -> Option<Next> {
        self.poller.next()
    }

    /// What its poller goes by.
    pub(super) fn rules(&self) -> Rules {
        rules(&self.event_source_arn, &self.queue, self.settings)
    }
}

/// What the poller of a mapping with these settings goes by.
pub(super) fn rules(event_source_arn: &str, queue: &QueueName, settings: MappingSettings) -> Rules {
    let maximum = settings.maximum_concurrency;
    Rules {
        source: Arc::new(EventSourceName::new(
            event_source_arn,
            queue.home.region.as_str(),
        )),
        limits: BatchLimits {
            messages: settings.batch_size.get(),
            window: settings.window,
            event_bytes: MAX_PAYLOAD_BYTES,
        },
        concurrency: maximum.map_or(usize::MAX, |maximum| maximum as usize),
        reports_failures: settings.report_batch_item_failures,
    }
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
