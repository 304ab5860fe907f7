//! Notification configurations. Queues are the one kind of destination here; others are refused rather than lost.

use s3s::dto;
use s3s::{S3Request, S3Response, S3Result};

use super::error::refusal;
use super::objects::not_implemented;
use super::store::{Store, context_of};
use crate::world::bucket::{
    FilterRule, GetBucketNotificationConfiguration, NotificationConfiguration,
    PutBucketNotificationConfiguration, QueueConfiguration,
};

pub(super) fn put_bucket_notification_configuration(
    store: &Store,
    request: S3Request<dto::PutBucketNotificationConfigurationInput>,
) -> S3Result<S3Response<dto::PutBucketNotificationConfigurationOutput>> {
    let context = context_of(&request)?;
    let input = request.input;
    let put = PutBucketNotificationConfiguration {
        bucket: input.bucket,
        notification_configuration: from_configuration(input.notification_configuration)?,
        skip_destination_validation: input.skip_destination_validation.unwrap_or(false),
    };
    store.aws.call(&context.origin, put).map_err(refusal)?;
    Ok(S3Response::new(
        dto::PutBucketNotificationConfigurationOutput {},
    ))
}

fn from_configuration(
    given: dto::NotificationConfiguration,
) -> S3Result<NotificationConfiguration> {
    if given
        .topic_configurations
        .is_some_and(|topics| !topics.is_empty())
    {
        return Err(not_implemented("notifications to SNS topics"));
    }
    if given
        .lambda_function_configurations
        .is_some_and(|functions| !functions.is_empty())
    {
        return Err(not_implemented("notifications to Lambda functions"));
    }
    if given.event_bridge_configuration.is_some() {
        return Err(not_implemented("notifications to EventBridge"));
    }
    let queues = given.queue_configurations.into_iter().flatten();
    Ok(NotificationConfiguration {
        queue_configurations: queues.map(from_queue).collect(),
    })
}

fn from_queue(given: dto::QueueConfiguration) -> QueueConfiguration {
    let rules = given
        .filter
        .and_then(|filter| filter.key)
        .and_then(|key| key.filter_rules);
    let rules = rules.into_iter().flatten().map(|rule| FilterRule {
        name: rule
            .name
            .map(|name| name.as_str().to_owned())
            .unwrap_or_default(),
        value: rule.value.unwrap_or_default(),
    });
    QueueConfiguration {
        id: given.id.filter(|id| !id.is_empty()),
        queue_arn: given.queue_arn,
        events: given.events.into_iter().map(String::from).collect(),
        filter_rules: rules.collect(),
    }
}

pub(super) fn get_bucket_notification_configuration(
    store: &Store,
    request: S3Request<dto::GetBucketNotificationConfigurationInput>,
) -> S3Result<S3Response<dto::GetBucketNotificationConfigurationOutput>> {
    let context = context_of(&request)?;
    let bucket = request.input.bucket;
    let found = store
        .aws
        .call(
            &context.origin,
            GetBucketNotificationConfiguration { bucket },
        )
        .map_err(refusal)?;
    let queues: Vec<_> = found
        .queue_configurations
        .into_iter()
        .map(to_queue)
        .collect();
    Ok(S3Response::new(
        dto::GetBucketNotificationConfigurationOutput {
            queue_configurations: Some(queues),
            ..dto::GetBucketNotificationConfigurationOutput::default()
        },
    ))
}

fn to_queue(queue: QueueConfiguration) -> dto::QueueConfiguration {
    let rules: Vec<_> = queue.filter_rules.into_iter().map(to_rule).collect();
    let filter = (!rules.is_empty()).then_some(dto::NotificationConfigurationFilter {
        key: Some(dto::S3KeyFilter {
            filter_rules: Some(rules),
        }),
    });
    dto::QueueConfiguration {
        id: queue.id,
        queue_arn: queue.queue_arn,
        events: queue.events.into_iter().map(Into::into).collect(),
        filter,
    }
}

/// S3 answers `Prefix` and `Suffix`, however they came.
fn to_rule(rule: FilterRule) -> dto::FilterRule {
    let name = if rule.name.eq_ignore_ascii_case("prefix") {
        "Prefix"
    } else {
        "Suffix"
    };
    dto::FilterRule {
        name: Some(dto::FilterRuleName::from_static(name)),
        value: Some(rule.value),
    }
}
