//! Which events of a bucket go to which queue: the configuration, its rules, and whether it wants an event.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html>

use serde::{Deserialize, Serialize};

use super::error::BucketError;
use super::event::{self, EventName};
use crate::access::{self, Ask};
use crate::arn::Resource;
use crate::origin::{Home, Origin};
use crate::{Context, State, View, queue};

/// The longest value of a filter rule, in bytes of UTF-8.
const MAX_FILTER_VALUE_BYTES: usize = 1024;

/// The events that may be asked for. Only creations, removals and taggings ever happen here.
const EVENTS: [&str; 30] = [
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:ReducedRedundancyLostObject",
    "s3:ObjectRestore:*",
    "s3:ObjectRestore:Post",
    "s3:ObjectRestore:Completed",
    "s3:ObjectRestore:Delete",
    "s3:Replication:*",
    "s3:Replication:OperationFailedReplication",
    "s3:Replication:OperationMissedThreshold",
    "s3:Replication:OperationReplicatedAfterThreshold",
    "s3:Replication:OperationNotTracked",
    "s3:LifecycleExpiration:*",
    "s3:LifecycleExpiration:Delete",
    "s3:LifecycleExpiration:DeleteMarkerCreated",
    "s3:LifecycleTransition",
    "s3:IntelligentTiering",
    "s3:ObjectAcl:Put",
    "s3:ObjectTagging:*",
    "s3:ObjectTagging:Put",
    "s3:ObjectTagging:Delete",
    "s3:ObjectAnnotation:*",
    "s3:ObjectAnnotation:Put",
    "s3:ObjectAnnotation:Delete",
];

/// A bucket's notification configuration: queues are the only destinations here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NotificationConfiguration {
    #[serde(default)]
    pub queue_configurations: Vec<QueueConfiguration>,
}

/// Which events, of which keys, go to one queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueueConfiguration {
    /// Made up when absent.
    #[serde(default)]
    pub id: Option<String>,
    pub queue_arn: String,
    /// `s3:ObjectCreated:*` and the like.
    pub events: Vec<String>,
    #[serde(default)]
    pub filter_rules: Vec<FilterRule>,
}

/// One rule of a filter. The name is `prefix` or `suffix` in any case; the value is URL-encoded as keys in events are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FilterRule {
    pub name: String,
    pub value: String,
}

impl QueueConfiguration {
    /// Whether this queue is to be told of `event` on `key`.
    pub(super) fn wants(&self, event: EventName, key: &str) -> bool {
        let asked_for = self
            .events
            .iter()
            .any(|asked| covers(asked, event.as_str()));
        asked_for && key.starts_with(&self.rule("prefix")) && key.ends_with(&self.rule("suffix"))
    }

    /// The decoded value of a filter rule; empty, which fits every key, when there is none.
    fn rule(&self, name: &str) -> String {
        let rule = self
            .filter_rules
            .iter()
            .find(|rule| rule.name.eq_ignore_ascii_case(name));
        rule.map(|rule| decode(&rule.value)).unwrap_or_default()
    }

    fn overlaps(&self, other: &Self) -> bool {
        let nested = |one: &str, other: &str| one.starts_with(other) || other.starts_with(one);
        let nested_ends = |one: &str, other: &str| one.ends_with(other) || other.ends_with(one);
        self.shares_event_with(other)
            && nested(&self.rule("prefix"), &other.rule("prefix"))
            && nested_ends(&self.rule("suffix"), &other.rule("suffix"))
    }

    fn shares_event_with(&self, other: &Self) -> bool {
        let shared =
            |one: &String, other: &String| covers(one, bare(other)) || covers(other, bare(one));
        self.events
            .iter()
            .any(|one| other.events.iter().any(|another| shared(one, another)))
    }
}

/// Whether the configured event (`s3:ObjectCreated:*`) stands for the event that happened (`ObjectCreated:Put`).
fn covers(configured: &str, happened: &str) -> bool {
    let configured = bare(configured);
    match configured.strip_suffix('*') {
        Some(family) => happened.starts_with(family),
        None => configured == happened,
    }
}

fn bare(event: &str) -> &str {
    event.strip_prefix("s3:").unwrap_or(event)
}

/// A filter value as the key it stands for.
fn decode(value: &str) -> String {
    let spaced = value.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8();
    decoded.map_or_else(|_| value.to_owned(), std::borrow::Cow::into_owned)
}

/// `PutBucketNotificationConfiguration`: takes the place of the whole configuration.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutBucketNotificationConfiguration {
    pub bucket: String,
    pub notification_configuration: NotificationConfiguration,
    /// Neither looks for the queues nor sends them a test event.
    #[serde(default)]
    pub skip_destination_validation: bool,
}

pub(super) fn put_bucket_notification_configuration(
    scope: &mut State,
    context: &mut Context<'_>,
    request: PutBucketNotificationConfiguration,
) -> Result<(), BucketError> {
    let mut configuration = request.notification_configuration;
    let region = scope
        .buckets
        .find(context.origin, &request.bucket)?
        .region
        .clone();
    let sender = Origin {
        caller: event::sender(region.partition(), &request.bucket),
        account: context.home.account,
        region: region.clone(),
        ..Origin::default()
    };
    check(&configuration)?;
    let destinations = destinations(&configuration)?;
    if !request.skip_destination_validation {
        for (queue_home, name) in destinations {
            check_destination(scope, &context.view(), &sender, &queue_home, name)?;
        }
        for queue in &configuration.queue_configurations {
            let message = event::test(&request.bucket, &queue.queue_arn, context);
            context.deliver(message);
        }
    }
    for queue in &mut configuration.queue_configurations {
        queue.id.get_or_insert_with(|| context.ids.uuid());
    }
    let bucket = scope.buckets.find_mut(context.origin, &request.bucket)?;
    bucket.notification = configuration;
    Ok(())
}

fn check(configuration: &NotificationConfiguration) -> Result<(), BucketError> {
    let queues = &configuration.queue_configurations;
    for (position, queue) in queues.iter().enumerate() {
        check_events(&queue.events)?;
        check_filter(&queue.filter_rules)?;
        for earlier in &queues[..position] {
            if queue.id.is_some() && queue.id == earlier.id {
                return Err(invalid(
                    "Same ID used for multiple configurations. IDs must be unique.",
                ));
            }
            if queue.overlaps(earlier) {
                return Err(invalid(overlap_message(queue, earlier)));
            }
        }
    }
    Ok(())
}

fn overlap_message(one: &QueueConfiguration, other: &QueueConfiguration) -> &'static str {
    if one.filter_rules.is_empty() && other.filter_rules.is_empty() {
        "Configurations overlap. Configurations on the same bucket cannot share a common event type."
    } else {
        "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type."
    }
}

fn check_events(events: &[String]) -> Result<(), BucketError> {
    if events.is_empty() {
        return Err(BucketError::MalformedXml);
    }
    for event in events {
        if !EVENTS.contains(&event.as_str()) {
            return Err(invalid(&format!(
                "The event '{event}' is not supported for notifications"
            )));
        }
    }
    Ok(())
}

fn check_filter(rules: &[FilterRule]) -> Result<(), BucketError> {
    for (position, rule) in rules.iter().enumerate() {
        let name = rule.name.to_ascii_lowercase();
        if name != "prefix" && name != "suffix" {
            return Err(invalid("filter rule name must be either prefix or suffix"));
        }
        if rules[..position]
            .iter()
            .any(|earlier| earlier.name.eq_ignore_ascii_case(&name))
        {
            return Err(invalid(&format!(
                "Cannot specify more than one {name} rule in a filter."
            )));
        }
        if rule.value.len() > MAX_FILTER_VALUE_BYTES {
            return Err(invalid(
                "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation",
            ));
        }
    }
    Ok(())
}

/// Where every queue is, and its name. That an ARN is none is told before anything is looked for.
fn destinations(
    configuration: &NotificationConfiguration,
) -> Result<Vec<(Home, &str)>, BucketError> {
    let queues = configuration.queue_configurations.iter();
    let arns = queues.map(|queue| queue::parse_queue_arn(&queue.queue_arn));
    let parsed: Option<Vec<_>> = arns.collect();
    parsed.ok_or_else(|| invalid("The ARN could not be parsed"))
}

/// A destination is a standard queue that is there, in the bucket's own Region, and lets S3 send for this bucket.
fn check_destination(
    scope: &State,
    view: &View<'_>,
    sender: &Origin,
    home: &Home,
    name: &str,
) -> Result<(), BucketError> {
    if home.region != sender.region {
        return Err(invalid(
            "The notification destination service region is not valid for the bucket location constraint",
        ));
    }
    let state = scope.locals.get(home);
    let is_there = state.is_some_and(|state| state.queues.contains(name));
    let ask = Ask {
        origin: sender,
        ..view.ask("sqs:SendMessage", Resource::Queue(name).of(home))
    };
    if !is_there || access::authorise(scope, &ask).is_err() {
        return Err(invalid(
            "Unable to validate the following destination configurations",
        ));
    }
    Ok(())
}

fn invalid(message: &str) -> BucketError {
    BucketError::InvalidArgument(message.to_owned())
}

/// `GetBucketNotificationConfiguration`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetBucketNotificationConfiguration {
    pub bucket: String,
}

pub(super) fn get_bucket_notification_configuration(
    scope: &State,
    context: &View<'_>,
    request: GetBucketNotificationConfiguration,
) -> Result<NotificationConfiguration, BucketError> {
    let bucket = scope.buckets.find(context.origin, &request.bucket)?;
    Ok(bucket.notification.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configuration(events: &[&str], rules: &[(&str, &str)]) -> QueueConfiguration {
        QueueConfiguration {
            id: None,
            queue_arn: "arn:aws:sqs:us-east-1:000000000000:q".to_owned(),
            events: events.iter().map(|event| (*event).to_owned()).collect(),
            filter_rules: rules
                .iter()
                .map(|(name, value)| FilterRule {
                    name: (*name).to_owned(),
                    value: (*value).to_owned(),
                })
                .collect(),
        }
    }

    fn refusal(configurations: &[QueueConfiguration]) -> Option<String> {
        let configuration = NotificationConfiguration {
            queue_configurations: configurations.to_vec(),
        };
        check(&configuration).err().map(|error| error.to_string())
    }

    #[test]
    fn a_family_of_events_covers_its_members() {
        let put = EventName::CREATED_BY_PUT;
        assert!(configuration(&["s3:ObjectCreated:*"], &[]).wants(put, "k"));
        assert!(configuration(&["s3:ObjectCreated:Put"], &[]).wants(put, "k"));
        assert!(!configuration(&["s3:ObjectCreated:Copy"], &[]).wants(put, "k"));
        assert!(!configuration(&["s3:ObjectRemoved:*"], &[]).wants(put, "k"));
    }

    #[test]
    fn filter_names_have_no_case_and_values_are_decoded() {
        let wants = |rules: &[(&str, &str)], key: &str| {
            configuration(&["s3:ObjectCreated:*"], rules).wants(EventName::CREATED_BY_PUT, key)
        };
        assert!(wants(
            &[("Prefix", "logs/"), ("SUFFIX", ".gz")],
            "logs/a.gz"
        ));
        assert!(!wants(
            &[("prefix", "logs/"), ("suffix", ".gz")],
            "logs/a.json"
        ));
        assert!(wants(&[("prefix", "my+logs%2B")], "my logs+1"));
        assert!(!wants(&[("prefix", "my+logs")], "my+logs"));
    }

    #[test]
    fn overlapping_configurations_are_refused() {
        let all = &["s3:ObjectCreated:*"][..];
        let overlap = |one: &[(&str, &str)], other: &[(&str, &str)]| {
            refusal(&[configuration(all, one), configuration(all, other)]).is_some()
        };
        assert!(overlap(&[], &[]));
        assert!(overlap(&[("prefix", "a")], &[("prefix", "ab")]));
        assert!(overlap(&[("prefix", "a")], &[("suffix", "b")]));
        assert!(!overlap(&[("prefix", "a")], &[("prefix", "b")]));
        assert!(!overlap(&[("suffix", ".gz")], &[("suffix", ".json")]));
        assert_eq!(
            refusal(&[
                configuration(&["s3:ObjectCreated:Put"], &[]),
                configuration(&["s3:ObjectCreated:Copy"], &[]),
            ]),
            None
        );
    }

    #[test]
    fn malformed_rules_are_refused_in_awss_words() {
        let with = |rules: &[(&str, &str)]| {
            refusal(&[configuration(&["s3:ObjectCreated:*"], rules)]).unwrap()
        };
        assert_eq!(
            with(&[("infix", "x")]),
            "filter rule name must be either prefix or suffix"
        );
        assert_eq!(
            with(&[("prefix", "x"), ("Prefix", "y")]),
            "Cannot specify more than one prefix rule in a filter."
        );
        assert_eq!(
            refusal(&[configuration(&["s3:ObjectCreated:Bogus"], &[])]).unwrap(),
            "The event 's3:ObjectCreated:Bogus' is not supported for notifications"
        );
    }
}
