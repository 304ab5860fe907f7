//! Amazon CloudWatch Logs: what functions print.
//!
//! A log group keeps its events in the order they came in, whatever their stream: so a reader inside the process can
//! follow a group with one cursor ([`LogGroups::events_after`]), and the streams are only names on the events.
//!
//! `group` is the state, with its `retention` and `tags`; `put` is where events come in, judged as a `batch`. `get`, `filter`, `describe` and
//! `streams` read, from a `position` and by the `page`. `pattern` is the language of filters; `metric_filter` and `subscription` are those
//! that look at what comes in. `address` says how requests name groups, `tally` counts the service's own metrics.

mod address;
mod asks;
mod batch;
mod create;
mod delete;
mod describe;
mod error;
mod filter;
mod get;
pub mod group;
mod metric_filter;
mod page;
pub mod pattern;
mod position;
mod put;
mod regexes;
mod retention;
mod retention_policy;
mod streams;
mod subscription;
mod tags;
mod tally;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::arn::any;
use crate::context::{Context, View};
use crate::service::service;

use address::{group_or_any, identified, identified_stream, log_group, log_stream, tagged};
pub use batch::{InputLogEvent, MAX_BATCH_BYTES, MAX_BATCH_EVENTS, RejectedLogEventsInfo};
pub use create::{CreateLogGroup, CreateLogStream};
pub use delete::{DeleteLogGroup, DeleteLogStream};
pub use describe::{DescribeLogGroups, DescribeLogGroupsResponse, LogGroupDescription};
pub use error::LogsError;
pub use filter::{FilterLogEvents, FilterLogEventsResponse, FilteredLogEvent};
pub use get::{GetLogEvents, GetLogEventsResponse, OutputLogEvent};
pub use group::{Cursor, LogEvent, LogGroup, NewEvents};
use metric_filter::Extracted;
pub use metric_filter::{
    DeleteMetricFilter, DescribeMetricFilters, DescribeMetricFiltersResponse,
    MetricFilterDescription, MetricFilterMatchRecord, MetricTransformation, PutMetricFilter,
    TestMetricFilter, TestMetricFilterResponse,
};
pub use put::{Entity, PutLogEvents, PutLogEventsResponse};
pub use retention_policy::{DeleteRetentionPolicy, PutRetentionPolicy};
pub use streams::{DescribeLogStreams, DescribeLogStreamsResponse, LogStreamDescription};
pub use subscription::{
    DeleteSubscriptionFilter, DescribeSubscriptionFilters, DescribeSubscriptionFiltersResponse,
    PutSubscriptionFilter, SubscriptionFilterDescription,
};
pub use tags::{
    ListTagsForResource, ListTagsLogGroup, ListTagsResponse, TagLogGroup, TagResource,
    UntagLogGroup, UntagResource,
};
use tally::Incoming;

/// The log groups of one Region, by name.
#[derive(Debug, Default, PartialEq)]
pub struct LogGroups {
    groups: BTreeMap<String, LogGroup>,
    incoming: Incoming,
    /// By metric filters.
    extracted: Extracted,
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

    /// The tags of a group.
    pub(crate) fn tags(&self, name: &str) -> Option<&BTreeMap<String, String>> {
        self.groups.get(name).map(|group| &group.tags)
    }

    fn existing(&self, name: &str) -> Result<&LogGroup, LogsError> {
        self.groups.get(name).ok_or(LogsError::NoGroup)
    }

    fn existing_mut(&mut self, name: &str) -> Result<&mut LogGroup, LogsError> {
        self.groups.get_mut(name).ok_or(LogsError::NoGroup)
    }
}

service! {
    Logs = "Amazon CloudWatch Logs", "logs"; error LogsError, asks;
    /// of the class `STANDARD`
    change CreateLogGroup -> () = create::create_log_group, on log_group(log_group_name);
    change CreateLogStream -> () = create::create_log_stream, on log_stream(log_group_name, log_stream_name);
    change DeleteLogGroup -> () = delete::delete_log_group, on log_group(log_group_name);
    change DeleteLogStream -> () = delete::delete_log_stream, on log_stream(log_group_name, log_stream_name);
    change DeleteMetricFilter -> () = metric_filter::delete_metric_filter, on log_group(log_group_name);
    change DeleteRetentionPolicy -> () = retention_policy::delete_retention_policy, on log_group(log_group_name);
    change DeleteSubscriptionFilter -> () = subscription::delete_subscription_filter, on log_group(log_group_name);
    /// of the own account
    read DescribeLogGroups -> DescribeLogGroupsResponse = describe::describe_log_groups, on any()
        keeps(accountIdentifiers, includeLinkedAccounts);
    read DescribeLogStreams -> DescribeLogStreamsResponse = streams::describe_log_streams, on identified(log_group_name, log_group_identifier);
    read DescribeMetricFilters -> DescribeMetricFiltersResponse = metric_filter::describe_metric_filters, on group_or_any(log_group_name);
    read DescribeSubscriptionFilters -> DescribeSubscriptionFiltersResponse = subscription::describe_subscription_filters,
        on log_group(log_group_name);
    /// the whole language of patterns
    read FilterLogEvents -> FilterLogEventsResponse = filter::filter_log_events, on identified(log_group_name, log_group_identifier)
        keeps(interleaved, unmask);
    read GetLogEvents -> GetLogEventsResponse = get::get_log_events,
        on identified_stream(log_group_name, log_group_identifier, log_stream_name) keeps(unmask);
    /// of log groups
    read ListTagsForResource -> ListTagsResponse = tags::list_tags_for_resource, on tagged(resource_arn);
    read ListTagsLogGroup -> ListTagsResponse = tags::list_tags_log_group, on log_group(log_group_name);
    change PutLogEvents -> PutLogEventsResponse = put::put_log_events, on log_stream(log_group_name, log_stream_name)
        keeps(sequenceToken, entity);
    /// published each minute; `fieldSelectionCriteria` and `emitSystemFieldDimensions` are refused
    change PutMetricFilter -> () = metric_filter::put_metric_filter, on log_group(log_group_name);
    /// events are deleted at the whole hour after they expired
    change PutRetentionPolicy -> () = retention_policy::put_retention_policy, on log_group(log_group_name);
    /// to Lambda functions, a second after the events came in; Kinesis, Firehose and destinations of Logs are refused, and so are
    /// `fieldSelectionCriteria` and `emitSystemFields`
    change PutSubscriptionFilter -> () = subscription::put_subscription_filter, on log_group(log_group_name) keeps(distribution, roleArn);
    change TagLogGroup -> () = tags::tag_log_group, on log_group(log_group_name);
    /// of log groups
    change TagResource -> () = tags::tag_resource, on tagged(resource_arn);
    read TestMetricFilter -> TestMetricFilterResponse = metric_filter::test_metric_filter, on any();
    change UntagLogGroup -> () = tags::untag_log_group, on log_group(log_group_name);
    /// of log groups
    change UntagResource -> () = tags::untag_resource, on tagged(resource_arn);
}
