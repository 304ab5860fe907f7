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
mod tagging;
mod tags;
mod tally;
#[cfg(test)]
mod tests;

use crate::arn::any;
use crate::service::service;

use address::{group_or_any, identified, identified_stream, log_group, log_stream, tagged};
pub use batch::{InputLogEvent, MAX_BATCH_BYTES, MAX_BATCH_EVENTS, RejectedLogEventsInfo};
pub use create::{CreateLogGroup, CreateLogStream};
pub use delete::{DeleteLogGroup, DeleteLogStream};
pub use describe::{DescribeLogGroups, DescribeLogGroupsResponse, LogGroupDescription};
pub use error::LogsError;
pub use event::LogEvent;
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
pub use tagging::{
    ListTagsForResource, ListTagsLogGroup, ListTagsResponse, TagLogGroup, TagResource,
    UntagLogGroup, UntagResource,
};

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
    read ListTagsForResource -> ListTagsResponse = tagging::list_tags_for_resource, on tagged(resource_arn);
    read ListTagsLogGroup -> ListTagsResponse = tagging::list_tags_log_group, on log_group(log_group_name);
    change PutLogEvents -> PutLogEventsResponse = put::put_log_events, on log_stream(log_group_name, log_stream_name)
        keeps(sequenceToken, entity);
    /// published each minute; `fieldSelectionCriteria` and `emitSystemFieldDimensions` are refused
    change PutMetricFilter -> () = metric_filter::put_metric_filter, on log_group(log_group_name);
    /// events are deleted at the whole hour after they expired
    change PutRetentionPolicy -> () = retention_policy::put_retention_policy, on log_group(log_group_name);
    /// to Lambda functions, a second after the events came in; Kinesis, Firehose and destinations of Logs are refused, and so are
    /// `fieldSelectionCriteria` and `emitSystemFields`
    change PutSubscriptionFilter -> () = subscription::put_subscription_filter, on log_group(log_group_name) keeps(distribution, roleArn);
    change TagLogGroup -> () = tagging::tag_log_group, on log_group(log_group_name);
    /// of log groups
    change TagResource -> () = tagging::tag_resource, on tagged(resource_arn);
    read TestMetricFilter -> TestMetricFilterResponse = metric_filter::test_metric_filter, on any();
    change UntagLogGroup -> () = tagging::untag_log_group, on log_group(log_group_name);
    /// of log groups
    change UntagResource -> () = tagging::untag_resource, on tagged(resource_arn);
}
