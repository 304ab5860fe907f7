//! The table of operations: one line each.

use super::address::{group_or_any, identified, identified_stream, log_group, log_stream, tagged};
use super::create::{CreateLogGroup, CreateLogStream};
use super::delete::{DeleteLogGroup, DeleteLogStream};
use super::describe::{DescribeLogGroups, DescribeLogGroupsResponse};
use super::error::LogsError;
use super::filter::{FilterLogEvents, FilterLogEventsResponse};
use super::get::{GetLogEvents, GetLogEventsResponse};
use super::metric_filter::{
    DeleteMetricFilter, DescribeMetricFilters, DescribeMetricFiltersResponse, PutMetricFilter,
    TestMetricFilter, TestMetricFilterResponse,
};
use super::put::{PutLogEvents, PutLogEventsResponse};
use super::retention_policy::{DeleteRetentionPolicy, PutRetentionPolicy};
use super::streams::{DescribeLogStreams, DescribeLogStreamsResponse};
use super::subscription::{
    DeleteSubscriptionFilter, DescribeSubscriptionFilters, DescribeSubscriptionFiltersResponse,
    PutSubscriptionFilter,
};
use super::tagging::{
    ListTagsForResource, ListTagsLogGroup, ListTagsResponse, TagLogGroup, TagResource,
    UntagLogGroup, UntagResource,
};
use super::{
    create, delete, describe, filter, get, metric_filter, put, retention_policy, streams,
    subscription, tagging,
};
use crate::arn::any;
use crate::service::service;

service! {
    "Amazon CloudWatch Logs", "logs"; error LogsError, asks;
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
