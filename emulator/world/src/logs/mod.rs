//! Amazon CloudWatch Logs: what functions print.
//!
//! A log group keeps its events in the order they came in, whatever their stream: so a reader inside the process can
//! follow a group with one cursor ([`LogGroups::events_after`]), and the streams are only names on the events.
//!
//! `state` is what there is: a `group` by its name, with its `event`s, its `retention` and `tags`. `put` is where events come in, judged as
//! a `batch`. `get`, `filter`, `describe` and `streams` read, from a `position` and by the `page`. `pattern` is the language of filters;
//! `metric_filter` and `subscription` are those that look at what comes in. `address` says how requests name groups. `incoming` counts for
//! the service's own metrics, which `tally` publishes; what else happens by itself is `due`: events reach their `expiry`, and what
//! subscriptions collected is sent.

mod address;
mod asks;
mod batch;
mod class;
mod create;
mod delete;
mod describe;
mod due;
mod error;
mod event;
mod expiry;
mod filter;
mod get;
pub mod group;
mod incoming;
mod metric_filter;
mod page;
pub mod pattern;
mod position;
mod put;
mod regexes;
mod retention;
mod retention_policy;
mod state;
mod streams;
mod subscription;
mod table;
mod tagging;
mod tags;
mod tally;
#[cfg(test)]
mod tests;

pub use batch::{InputLogEvent, MAX_BATCH_BYTES, MAX_BATCH_EVENTS, RejectedLogEventsInfo};
pub use create::{CreateLogGroup, CreateLogStream};
pub use delete::{DeleteLogGroup, DeleteLogStream};
pub use describe::{DescribeLogGroups, DescribeLogGroupsResponse, LogGroupDescription};
pub use error::LogsError;
pub use event::{EVENT_OVERHEAD_BYTES, LogEvent};
pub use filter::{FilterLogEvents, FilterLogEventsResponse, FilteredLogEvent};
pub use get::{GetLogEvents, GetLogEventsResponse, OutputLogEvent};
pub use group::{Cursor, LogGroup, NewEvents};
pub use metric_filter::{
    DeleteMetricFilter, DescribeMetricFilters, DescribeMetricFiltersResponse,
    MetricFilterDescription, MetricFilterMatchRecord, MetricTransformation, PutMetricFilter,
    TestMetricFilter, TestMetricFilterResponse,
};
pub use put::{Entity, PutLogEvents, PutLogEventsResponse};
pub use retention_policy::{DeleteRetentionPolicy, PutRetentionPolicy};
pub use state::LogGroups;
pub use streams::{DescribeLogStreams, DescribeLogStreamsResponse, LogStreamDescription};
pub use subscription::{
    DeleteSubscriptionFilter, DescribeSubscriptionFilters, DescribeSubscriptionFiltersResponse,
    PutSubscriptionFilter, SubscriptionFilterDescription,
};
pub use table::{MODEL, Operation, Reply};
pub use tagging::{
    ListTagsForResource, ListTagsLogGroup, ListTagsResponse, TagLogGroup, TagResource,
    UntagLogGroup, UntagResource,
};
