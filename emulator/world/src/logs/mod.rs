//! Amazon CloudWatch Logs: what functions print.
//!
//! A log group keeps its events in the order they came in, whatever their stream: so a reader inside the process can
//! follow a group with one cursor ([`LogGroups::events_after`]), and the streams are only names on the events.
//!
//! `group` is the state, `write`, `read` and `streams` are the operations; `pattern` is what events are filtered by, `tally` the
//! service's own metrics.

pub mod group;
mod pattern;
pub mod read;
pub mod streams;
mod tally;
#[cfg(test)]
mod tests;
pub mod write;

use crate::access::Denial;
use std::collections::BTreeMap;

use super::arn::{Resource, Target, any};
use super::origin::Home;
use super::service::service;
use super::{Context, View};

pub use group::{Cursor, LogEvent, LogGroup, NewEvents};
pub use read::{
    DescribeLogGroups, DescribeLogGroupsResponse, FilterLogEvents, FilterLogEventsResponse,
    GetLogEvents, GetLogEventsResponse,
};
pub use streams::{DescribeLogStreams, DescribeLogStreamsResponse};
use tally::Incoming;
pub use write::{
    CreateLogGroup, CreateLogStream, DeleteLogGroup, InputLogEvent, PutLogEvents,
    PutLogEventsResponse,
};

/// The log groups of one Region, by name.
#[derive(Debug, Default, PartialEq)]
pub struct LogGroups {
    groups: BTreeMap<String, LogGroup>,
    incoming: Incoming,
}

impl LogGroups {
    pub fn get(&self, name: &str) -> Option<&LogGroup> {
        self.groups.get(name)
    }

    /// What came into the group since `cursor`; nothing while there is no such group.
    pub fn events_after(&self, name: &str, cursor: Cursor) -> NewEvents {
        match self.groups.get(name) {
            Some(group) => group.events_after(cursor),
            None => NewEvents {
                events: Vec::new(),
                next: cursor,
                lost: 0,
            },
        }
    }

    fn existing(&self, name: &str) -> Result<&LogGroup, LogsError> {
        self.groups.get(name).ok_or(LogsError::NoGroup)
    }

    fn existing_mut(&mut self, name: &str) -> Result<&mut LogGroup, LogsError> {
        self.groups.get_mut(name).ok_or(LogsError::NoGroup)
    }
}

/// Why CloudWatch Logs refuses a request; codes and statuses are the wire's business.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogsError {
    /// Who asked may not.
    #[error(transparent)]
    AccessDenied(#[from] Box<Denial>),
    /// `ResourceNotFoundException`.
    #[error("The specified log group does not exist.")]
    NoGroup,
    /// `ResourceNotFoundException`.
    #[error("The specified log stream does not exist.")]
    NoStream,
    /// `ResourceAlreadyExistsException`.
    #[error("The specified log group already exists")]
    GroupExists,
    /// `ResourceAlreadyExistsException`.
    #[error("The specified log stream already exists")]
    StreamExists,
    /// `InvalidParameterException`.
    #[error("{0}")]
    InvalidParameter(String),
}

fn invalid_token() -> LogsError {
    LogsError::InvalidParameter("The specified nextToken is invalid.".to_owned())
}

service! {
    Logs = "Amazon CloudWatch Logs", "logs"; error LogsError;
    change CreateLogGroup -> () = write::create_log_group, on log_group(log_group_name) keeps(tags);
    change CreateLogStream -> () = write::create_log_stream, on log_stream(log_group_name, log_stream_name);
    change DeleteLogGroup -> () = write::delete_log_group, on log_group(log_group_name);
    read DescribeLogGroups -> DescribeLogGroupsResponse = read::describe_log_groups, on any();
    read DescribeLogStreams -> DescribeLogStreamsResponse = streams::describe_log_streams, on log_group(log_group_name);
    /// terms and quoted phrases; `-`, `?`, regular expressions and patterns on fields are refused, saying so
    read FilterLogEvents -> FilterLogEventsResponse = read::filter_log_events, on log_group(log_group_name) keeps(interleaved);
    read GetLogEvents -> GetLogEventsResponse = read::get_log_events, on log_stream(log_group_name, log_stream_name);
    change PutLogEvents -> PutLogEventsResponse = write::put_log_events, on log_stream(log_group_name, log_stream_name) keeps(sequenceToken);
}

fn log_group<'a>(home: &'a Home, group: &'a str) -> Target<'a> {
    Resource::LogGroup(group).of(home)
}

fn log_stream<'a>(home: &'a Home, group: &'a str, stream: &'a str) -> Target<'a> {
    Resource::LogStream { group, stream }.of(home)
}
