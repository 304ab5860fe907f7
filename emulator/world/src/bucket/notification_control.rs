//! `PutBucketNotificationConfiguration` and its Get: what a configuration has to be, and whether its destinations let S3 send.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html>

use serde::{Deserialize, Serialize};

use super::destination::Destination;
use super::error::BucketError;
use super::event;
use super::notification::{DestinationConfiguration, FilterRule, NotificationConfiguration};
use crate::access::{self, Ask};
use crate::arn::{Resource, Target};
use crate::context::{Context, View};
use crate::function::function_target;
use crate::origin::{Home, Origin};
use crate::queue::parse_queue_arn;
use crate::state::State;

/// The longest value of a filter rule, in bytes of UTF-8.
const MAX_FILTER_VALUE_BYTES: usize = 1024;

/// Source: <https://docs.aws.amazon.com/general/latest/gr/s3.html>, "Event notifications", a bucket; the text is unverified.
const MAX_CONFIGURATIONS: usize = 100;

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

/// `PutBucketNotificationConfiguration`: takes the place of the whole configuration.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PutBucketNotificationConfiguration {
    pub bucket: String,
    pub notification_configuration: NotificationConfiguration,
    /// Neither looks for the destinations nor sends them a test event.
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
    if !request.skip_destination_validation {
        for configured in &configuration.destinations {
            let view = context.view();
            check_destination(&configured.destination, scope, &view, &sender)?;
        }
        for configured in &configuration.destinations {
            if configured.destination.is_tested() {
                let arn = configured.destination.arn();
                let message = event::test(&request.bucket, arn, context);
                context.deliver(message);
            }
        }
    }
    for configured in &mut configuration.destinations {
        configured.id.get_or_insert_with(|| context.ids.uuid());
    }
    let bucket = scope.buckets.find_mut(context.origin, &request.bucket)?;
    bucket.notification = configuration;
    Ok(())
}

/// A destination is there, in the bucket's own Region, and lets S3 send for this bucket.
fn check_destination(
    destination: &Destination,
    state: &State,
    view: &View<'_>,
    sender: &Origin,
) -> Result<(), BucketError> {
    let home = destination.home()?;
    if home.region != sender.region {
        return Err(BucketError::invalid_argument(
            "The notification destination service region is not valid for the bucket location constraint",
        ));
    }
    let (action, target) = sending(destination, &home);
    let ask = Ask {
        origin: sender,
        ..view.ask(action, target)
    };
    if access::is_absent(state, &target) || access::authorise(state, &ask).is_err() {
        return Err(BucketError::invalid_argument(
            "Unable to validate the following destination configurations",
        ));
    }
    Ok(())
}

/// What S3 does to send to it.
fn sending<'a>(destination: &'a Destination, home: &'a Home) -> (&'static str, Target<'a>) {
    match destination {
        Destination::Queue(arn) => {
            let name = parse_queue_arn(arn).map_or("", |(_home, name)| name);
            ("sqs:SendMessage", Resource::Queue(name).of(home))
        }
        Destination::Function(arn) => ("lambda:InvokeFunction", function_target(home, arn)),
        Destination::Topic(arn) => ("sns:Publish", Resource::Named(arn).of(home)),
    }
}

/// What can be said of a configuration without looking for what it names.
fn check(configuration: &NotificationConfiguration) -> Result<(), BucketError> {
    let all = &configuration.destinations;
    if all.len() > MAX_CONFIGURATIONS {
        return Err(BucketError::invalid_argument(format!(
            "A bucket can have at most {MAX_CONFIGURATIONS} event notification configurations"
        )));
    }
    for (position, one) in all.iter().enumerate() {
        check_events(&one.events)?;
        check_filter(&one.filter_rules)?;
        for earlier in &all[..position] {
            if one.id.is_some() && one.id == earlier.id {
                return Err(BucketError::invalid_argument(
                    "Same ID used for multiple configurations. IDs must be unique.",
                ));
            }
            if one.overlaps(earlier) {
                return Err(BucketError::invalid_argument(overlap_message(one, earlier)));
            }
        }
    }
    for one in all {
        one.destination.home()?;
    }
    Ok(())
}

fn overlap_message(
    one: &DestinationConfiguration,
    other: &DestinationConfiguration,
) -> &'static str {
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
    if events.len() > EVENTS.len() {
        // More than there are: some stand there twice.
        return Err(BucketError::MalformedXml);
    }
    for event in events {
        if !EVENTS.contains(&event.as_str()) {
            return Err(BucketError::invalid_argument(format!(
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
            return Err(BucketError::invalid_argument(
                "filter rule name must be either prefix or suffix",
            ));
        }
        if rules[..position]
            .iter()
            .any(|earlier| earlier.name.eq_ignore_ascii_case(&name))
        {
            return Err(BucketError::invalid_argument(format!(
                "Cannot specify more than one {name} rule in a filter."
            )));
        }
        if rule.value.len() > MAX_FILTER_VALUE_BYTES {
            return Err(BucketError::invalid_argument(
                "Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation",
            ));
        }
    }
    Ok(())
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
    use super::super::event_name::EventName;
    use super::*;

    fn configuration(events: &[&str], rules: &[(&str, &str)]) -> DestinationConfiguration {
        DestinationConfiguration {
            id: None,
            destination: Destination::Queue("arn:aws:sqs:us-east-1:000000000000:q".to_owned()),
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

    fn refusal(configurations: &[DestinationConfiguration]) -> Option<String> {
        let configuration = NotificationConfiguration {
            destinations: configurations.to_vec(),
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
