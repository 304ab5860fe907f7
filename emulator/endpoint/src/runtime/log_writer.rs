//! Writes lines into a function's log stream.

use std::sync::Arc;

use super::log_batches::batches;
use crate::aws::Aws;
use crate::world::function::Function;
use crate::world::logs::{CreateLogGroup, CreateLogStream, InputLogEvent, LogsError, PutLogEvents};
use crate::world::origin::{Caller, Origin};

/// The log stream of one process. Cheap to clone.
#[derive(Debug, Clone)]
pub struct LogWriter {
    aws: Arc<Aws>,
    origin: Origin,
    group: Arc<str>,
    stream: Arc<str>,
}

impl LogWriter {
    /// Makes the stream, and the group when this is the function's first process.
    pub fn create(aws: Arc<Aws>, function: &Function, stream_id: &str) -> Self {
        let writer = Self::prepare(aws, function, stream_id);
        writer.make_stream();
        writer
    }

    /// Names the stream, which [`LogWriter::make_stream`] makes.
    pub fn prepare(aws: Arc<Aws>, function: &Function, stream_id: &str) -> Self {
        let day = aws.clock().now().strftime("%Y/%m/%d").to_string();
        Self {
            origin: Origin {
                caller: Caller::Role {
                    role: function.role.as_str().into(),
                    session: function.name.as_str().into(),
                },
                account: function.home.account,
                region: function.home.region.clone(),
                ..Origin::default()
            },
            group: function.log_group_name().into(),
            stream: function.log_stream_name(&day, stream_id).into(),
            aws,
        }
    }

    pub fn stream_name(&self) -> &str {
        &self.stream
    }

    /// Writes lines, in their order, as of now.
    pub fn write(&self, lines: impl IntoIterator<Item = String>) {
        let timestamp = self.aws.clock().now().as_millisecond();
        for batch in batches(lines) {
            let messages = batch.into_iter();
            let log_events = messages.map(|message| InputLogEvent { timestamp, message });
            self.write_batch(log_events.collect());
        }
    }

    fn write_batch(&self, log_events: Vec<InputLogEvent>) {
        if self.put(log_events.clone()).is_err() {
            // Somebody deleted the group or the stream. Lambda makes them again, and so do we.
            self.make_stream();
            if let Err(error) = self.put(log_events) {
                tracing::error!(group = %self.group, %error, "function output was lost");
            }
        }
    }

    fn put(&self, log_events: Vec<InputLogEvent>) -> Result<(), LogsError> {
        let request = PutLogEvents {
            log_group_name: self.group.to_string(),
            log_stream_name: self.stream.to_string(),
            log_events,
            ..PutLogEvents::default()
        };
        self.aws.call(&self.origin, request).map(drop)
    }

    /// What exists already is what is wanted: both refusals are fine.
    pub fn make_stream(&self) {
        let group = CreateLogGroup {
            log_group_name: self.group.to_string(),
            ..CreateLogGroup::default()
        };
        let _ = self.aws.call(&self.origin, group);
        let stream = CreateLogStream {
            log_group_name: self.group.to_string(),
            log_stream_name: self.stream.to_string(),
        };
        let _ = self.aws.call(&self.origin, stream);
    }
}
