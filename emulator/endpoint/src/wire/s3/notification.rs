//! Notification configurations: to queues, functions and topics. `EventBridge` is refused rather than lost.

use s3s::dto;
use s3s::{S3Request, S3Response, S3Result};

use super::context::{Store, context_of};
use super::error::{not_implemented, refusal};
use crate::world::bucket::{
    Destination, DestinationConfiguration, FilterRule, GetBucketNotificationConfiguration,
    NotificationConfiguration, PutBucketNotificationConfiguration,
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
    if given.event_bridge_configuration.is_some() {
        return Err(not_implemented("notifications to EventBridge"));
    }
    let queues = given.queue_configurations.into_iter().flatten();
    let queues = queues.map(|queue| DestinationConfiguration {
        id: queue.id,
        destination: Destination::Queue(queue.queue_arn),
        events: from_events(queue.events),
        filter_rules: from_filter(queue.filter),
    });
    let functions = given.lambda_function_configurations.into_iter().flatten();
    let functions = functions.map(|function| DestinationConfiguration {
        id: function.id,
        destination: Destination::Function(function.lambda_function_arn),
        events: from_events(function.events),
        filter_rules: from_filter(function.filter),
    });
    let topics = given.topic_configurations.into_iter().flatten();
    let topics = topics.map(|topic| DestinationConfiguration {
        id: topic.id,
        destination: Destination::Topic(topic.topic_arn),
        events: from_events(topic.events),
        filter_rules: from_filter(topic.filter),
    });
    let destinations =
        queues
            .chain(functions)
            .chain(topics)
            .map(|configured| DestinationConfiguration {
                id: configured.id.filter(|id| !id.is_empty()),
                ..configured
            });
    Ok(NotificationConfiguration {
        destinations: destinations.collect(),
    })
}

fn from_events(events: Vec<dto::Event>) -> Vec<String> {
    events.into_iter().map(String::from).collect()
}

fn from_filter(filter: Option<dto::NotificationConfigurationFilter>) -> Vec<FilterRule> {
    let rules = filter
        .and_then(|filter| filter.key)
        .and_then(|key| key.filter_rules);
    let rules = rules.into_iter().flatten().map(|rule| FilterRule {
        name: rule
            .name
            .map(|name| name.as_str().to_owned())
            .unwrap_or_default(),
        value: rule.value.unwrap_or_default(),
    });
    rules.collect()
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
    Ok(S3Response::new(to_configuration(found)))
}

fn to_configuration(
    found: NotificationConfiguration,
) -> dto::GetBucketNotificationConfigurationOutput {
    let (mut queues, mut functions, mut topics) = (Vec::new(), Vec::new(), Vec::new());
    for configured in found.destinations {
        let events = configured.events.into_iter().map(Into::into).collect();
        let filter = to_filter(configured.filter_rules);
        match configured.destination {
            Destination::Queue(queue_arn) => queues.push(dto::QueueConfiguration {
                id: configured.id,
                queue_arn,
                events,
                filter,
            }),
            Destination::Function(lambda_function_arn) => {
                functions.push(dto::LambdaFunctionConfiguration {
                    id: configured.id,
                    lambda_function_arn,
                    events,
                    filter,
                });
            }
            Destination::Topic(topic_arn) => topics.push(dto::TopicConfiguration {
                id: configured.id,
                topic_arn,
                events,
                filter,
            }),
        }
    }
    dto::GetBucketNotificationConfigurationOutput {
        queue_configurations: Some(queues),
        lambda_function_configurations: Some(functions),
        topic_configurations: Some(topics),
        ..dto::GetBucketNotificationConfigurationOutput::default()
    }
}

fn to_filter(rules: Vec<FilterRule>) -> Option<dto::NotificationConfigurationFilter> {
    let rules: Vec<_> = rules.into_iter().map(to_rule).collect();
    (!rules.is_empty()).then_some(dto::NotificationConfigurationFilter {
        key: Some(dto::S3KeyFilter {
            filter_rules: Some(rules),
        }),
    })
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
