//! The tables of the services beside AWS's own list of actions, kinds of resources and condition keys (`actions.txt`): what differs is here by
//! name, with its reason.

use std::collections::{BTreeMap, BTreeSet};

use crate::operation::MODELS;
use crate::service::{OperationModel, ServiceModel};

/// Operations that are for another resource than the list says.
const OTHER_RESOURCES: [(&str, &str); 12] = [
    (
        "CancelMessageMoveTask",
        "the request's handle names no queue",
    ),
    (
        "DeleteObjects",
        "each key is decided by itself, as the object that it is",
    ),
    (
        "GetAccessKeyLastUsed",
        "the request names a key, and not the user whose it is",
    ),
    (
        "GetContextKeysForPrincipalPolicy",
        "the request's ARN is a user's, a group's or a role's",
    ),
    ("GetMetricData", "datasets are not played"),
    (
        "GetSubscriptionAttributes",
        "the owner of a subscription may, whatever the topic's policy says",
    ),
    ("ListMetrics", "datasets are not played"),
    (
        "PutCompositeAlarm",
        "a narrower scope does not do (API PutCompositeAlarm)",
    ),
    ("PutMetricData", "datasets are not played"),
    (
        "SetSubscriptionAttributes",
        "the owner of a subscription may, whatever the topic's policy says",
    ),
    (
        "SimulatePrincipalPolicy",
        "the request's ARN is a user's, a group's or a role's",
    ),
    (
        "Unsubscribe",
        "the owner of a subscription may, whatever the topic's policy says",
    ),
];

/// Condition keys of kinds of resources that requests have no value for.
const ABSENT_KEYS: [(&str, &str, &str); 7] = [
    (
        "cloudwatch/dashboard",
        "aws:ResourceTag/",
        "tags of dashboards are refused",
    ),
    (
        "cloudwatch/alarm",
        "aws:ResourceTag/",
        "an alarm's tags are kept alone",
    ),
    (
        "s3/bucket",
        "aws:ResourceTag/",
        "it takes PutBucketAbac, which is not built",
    ),
    (
        "s3/bucket",
        "s3:BucketTag/",
        "it takes PutBucketAbac, which is not built",
    ),
    (
        "s3/object",
        "aws:ResourceTag/",
        "it takes PutBucketAbac, which is not built",
    ),
    (
        "s3/object",
        "s3:BucketTag/",
        "it takes PutBucketAbac, which is not built",
    ),
    (
        "sns/topic",
        "aws:ResourceTag/",
        "a topic's tags are kept alone",
    ),
];

/// What requests ask for beside their lines' actions.
const FURTHER: [&str; 10] = [
    "iam:PassRole",
    "s3:DeleteObjectVersion",
    "s3:DeleteObjectVersionTagging",
    "s3:GetObjectVersion",
    "s3:GetObjectVersionAttributes",
    "s3:GetObjectVersionTagging",
    "s3:PutObjectTagging",
    "s3:PutObjectVersionTagging",
    "s3:ListBucket",
    "sts:TagSession",
];

/// By action, or kind with its service, in lower case.
fn listed() -> BTreeMap<String, BTreeSet<&'static str>> {
    let lines = include_str!("actions.txt").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut words = line.split(' ');
            let name = words.next().unwrap_or_default().to_ascii_lowercase();
            (name, words.collect())
        })
        .collect()
}

/// The list's kind for a table's function; `None` for no resource in particular.
fn kind_of(service: &ServiceModel, operation: &OperationModel) -> Option<&'static str> {
    let kind = match operation.resource {
        "any" | "any_in_account_of" | "every" => return None,
        "at_arn" => match service.prefix {
            "sqs" => "queue",
            "iam" => "policy",
            "sts" => "role",
            "sns" => "topic",
            "cloudwatch" => "alarm",
            other => panic!("say here what {other} names by ARN: {operation:?}"),
        },
        "alarm_target" | "every_alarm" | "first_of" => "alarm",
        "first" | "named" if service.prefix == "cloudwatch" => "dashboard",
        "at_url" | "named" | "owned" => "queue",
        "bucket" | "new_bucket" => "bucket",
        "tagged" if service.prefix == "logs" => "log-group",
        "function_target" | "qualified_target" | "tagged" => "function",
        "published_target" => "function_alias",
        "group" | "new_group" => "group",
        "log_group" | "group_or_any" | "identified" => "log-group",
        "log_stream" | "identified_stream" => "log-stream",
        "mapping_target" => "eventSourceMapping",
        "new_policy" => "policy",
        "object" => "object",
        "role" | "new_role" => "role",
        "published" | "topic" => "topic",
        "user" | "new_user" | "user_or_caller" => "user",
        other => panic!("say here which of AWS's kinds {other} is: {operation:?}"),
    };
    Some(kind)
}

fn lines() -> impl Iterator<Item = (&'static ServiceModel, &'static OperationModel)> {
    let listed = listed();
    let services = MODELS.iter().copied().filter(move |service| {
        // Of a service that is not in it the list says nothing.
        listed
            .keys()
            .any(|name| name.starts_with(&format!("{}:", service.prefix)))
    });
    services.flat_map(|service| service.operations.iter().map(move |line| (service, line)))
}

#[test]
fn every_line_has_an_action_and_a_resource_of_awss_own() {
    let listed = listed();
    let mut differing = BTreeSet::new();
    for (service, line) in lines() {
        let Some(kinds) = listed.get(&line.action.to_ascii_lowercase()) else {
            panic!("{} is no action of AWS's: {line:?}", line.action);
        };
        let is_same = match kind_of(service, line) {
            Some(kind) => kinds.contains(kind),
            None => kinds.is_empty(),
        };
        if !is_same {
            differing.insert(line.name);
        }
    }
    let named = OTHER_RESOURCES.map(|(name, _)| name);
    assert_eq!(differing, BTreeSet::from(named));
    for action in FURTHER {
        assert!(
            listed.contains_key(&action.to_ascii_lowercase()),
            "{action}"
        );
    }
}

#[test]
fn every_key_of_a_kind_has_a_value_or_a_reason() {
    let listed = listed();
    let kinds: BTreeSet<String> = lines()
        .filter_map(|(service, line)| {
            let kind = kind_of(service, line)?;
            Some(format!("{}/{}", service.prefix, kind.to_ascii_lowercase()))
        })
        .collect();
    let keys = kinds.iter().flat_map(|kind| {
        let keys = listed.get(kind).into_iter().flatten();
        keys.map(move |key| (kind.as_str(), *key))
    });
    // That these have values is in `iam_keys` and in the tests of STS.
    let served = |kind: &str, key: &str| {
        let is_tag = key == "aws:ResourceTag/";
        match kind {
            "iam/role" | "iam/user" | "sts/role" => is_tag || key == "iam:ResourceTag/",
            "iam/policy"
            | "sqs/queue"
            | "logs/log-group"
            | "logs/log-stream"
            | "lambda/function"
            | "lambda/function_alias"
            | "lambda/eventsourcemapping" => is_tag,
            _ => false,
        }
    };
    let absent: BTreeSet<(&str, &str)> = keys.filter(|(kind, key)| !served(kind, key)).collect();
    let named = ABSENT_KEYS.map(|(kind, key, _)| (kind, key));
    assert_eq!(absent, BTreeSet::from(named));
}
