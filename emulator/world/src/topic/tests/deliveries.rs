//! What is published, and what arrives where.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::stage::*;
use crate::call::Call;
use crate::effect::Effect;
use crate::function::{AddPermission, CreateFunction, FunctionCode};
use crate::metrics::{Dimension, GetMetricStatistics};
use crate::operation::Request as _;
use crate::origin::{Caller, Origin};
use crate::queue::DeleteQueue;
use crate::topic::*;
use crate::value::Epoch;
use crate::world::World;

fn stage() -> World {
    let mut world = world();
    for name in ["inbox", "dead"] {
        create_queue(&mut world, name, true);
    }
    world
}

/// What the topic tells CloudWatch of the minute, which then is over: each metric's sum.
fn told_to_cloudwatch(world: &mut World) -> Vec<(&'static str, f64)> {
    let minute = Timestamp::from_second(60).unwrap();
    world.advance(minute);
    let metrics = [
        "NumberOfMessagesPublished",
        "NumberOfNotificationsDelivered",
        "NumberOfNotificationsFailed",
        "NumberOfNotificationsFilteredOut",
        "NumberOfNotificationsRedrivenToDlq",
        "NumberOfNotificationsFailedToRedriveToDlq",
        "PublishSize",
    ];
    let mut told = Vec::new();
    for metric in metrics {
        let query = GetMetricStatistics {
            namespace: "AWS/SNS".to_owned(),
            metric_name: metric.to_owned(),
            dimensions: vec![Dimension::new("TopicName", "alerts")],
            start_time: Epoch(Timestamp::UNIX_EPOCH),
            end_time: Epoch(minute),
            period: 60,
            statistics: vec!["Sum".to_owned()],
            extended_statistics: Vec::new(),
            unit: None,
        };
        let points = call(world, query).unwrap().datapoints;
        told.extend(points.first().map(|point| (metric, point.sum.unwrap())));
    }
    told
}

/// One of them.
fn told_of(world: &mut World, metric: &str) -> f64 {
    let told = told_to_cloudwatch(world);
    let found = told.iter().find(|(name, _)| *name == metric);
    found.map_or(0.0, |(_, sum)| *sum)
}

fn redrive() -> String {
    format!(r#"{{"deadLetterTargetArn":"{}"}}"#, queue_arn("dead"))
}

fn told(world: &mut World) -> Vec<String> {
    let told = world.take_effects().filter_map(|effect| match effect {
        Effect::Tell(notice) => Some(notice.what),
        _ => None,
    });
    told.collect()
}

#[test]
fn a_queue_gets_a_letter_in_awss_form() {
    let world = &mut stage();
    let arn = subscribe_queue(world, "inbox", &[]);
    let message = Publish {
        subject: Some("Hi".to_owned()),
        message_attributes: BTreeMap::from([
            ("attr1".to_owned(), text("Number", "99.12")),
            ("attr2".to_owned(), bytes(&[2, 3, 4])),
        ]),
        ..publish("a \"ü\"\nb")
    };
    let id = tell(world, message).message_id;
    let bodies = bodies(world, "inbox");
    let signature = serde_json::from_str::<Value>(&bodies[0]).unwrap()["Signature"].clone();
    assert_eq!(signature.as_str().unwrap().len(), 344);
    let expected = format!(
        r#"{{
  "Type" : "Notification",
  "MessageId" : "{id}",
  "TopicArn" : "{TOPIC}",
  "Subject" : "Hi",
  "Message" : "a \"ü\"\nb",
  "Timestamp" : "1970-01-01T00:00:00.000Z",
  "SignatureVersion" : "1",
  "Signature" : {signature},
  "SigningCertURL" : "http://localhost:4566{CERTIFICATE_PATH}",
  "UnsubscribeURL" : "http://localhost:4566/?Action=Unsubscribe&SubscriptionArn={arn}",
  "MessageAttributes" : {{
    "attr1" : {{"Type":"Number","Value":"99.12"}},
    "attr2" : {{"Type":"Binary","Value":"AgME"}}
  }}
}}"#
    );
    assert_eq!(bodies, [expected]);
    let told = told_to_cloudwatch(world);
    assert_eq!(
        told,
        [
            ("NumberOfMessagesPublished", 1.0),
            ("NumberOfNotificationsDelivered", 1.0),
            ("PublishSize", 38.0),
        ]
    );
}

#[test]
fn a_letter_without_subject_and_attributes_has_neither() {
    let world = &mut stage();
    set(world, "SignatureVersion", "2").unwrap();
    subscribe_queue(world, "inbox", &[]);
    tell(world, publish("x"));
    let letter = letter(world, "inbox");
    assert_eq!(letter["SignatureVersion"], "2");
    for member in ["Subject", "MessageAttributes"] {
        assert!(letter.get(member).is_none(), "{letter}");
    }
}

#[test]
fn raw_delivery_is_the_message_and_its_attributes() {
    let world = &mut stage();
    subscribe_queue(world, "inbox", &[("RawMessageDelivery", "true")]);
    let message = Publish {
        message_attributes: BTreeMap::from([("attr1".to_owned(), text("Number", "99.12"))]),
        message_group_id: Some("g".to_owned()),
        ..publish("Test msg")
    };
    tell(world, message);
    let messages = received(world, "inbox");
    assert_eq!(&*messages[0].body, "Test msg");
    // As recorded.
    assert_eq!(
        messages[0].md5_of_message_attributes.as_deref(),
        Some("d302007e9aa062660afc85fd0a482472")
    );
}

#[test]
fn a_message_for_each_protocol_goes_to_each() {
    let world = &mut stage();
    subscribe_queue(world, "inbox", &[("RawMessageDelivery", "true")]);
    let structured = |message: &str| Publish {
        message_structure: Some("json".to_owned()),
        ..publish(message)
    };
    tell(world, structured(r#"{"default":"d","sqs":"s","http":1}"#));
    tell(world, structured(r#"{"default":"d","email":"e"}"#));
    assert_eq!(bodies(world, "inbox"), ["s", "d"]);
    for (message, words) in [
        (r#"{"sqs":"s"}"#, "No default entry in JSON message body"),
        (r#"{"default":1}"#, "No default entry in JSON message body"),
        ("{}x", "JSON message body failed to parse"),
    ] {
        let refused = call(world, structured(message)).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!("Invalid parameter: Message Structure - {words}")
        );
    }
}

#[test]
fn what_cannot_be_published_is_refused() {
    let world = &mut stage();
    let subject = |subject: &str| Publish {
        subject: Some(subject.to_owned()),
        ..publish("x")
    };
    for wrong in ["", "a\nb", &"s".repeat(101)] {
        let refused = call(world, subject(wrong)).unwrap_err();
        assert_eq!(refused.to_string(), "Invalid parameter: Subject");
    }
    call(world, subject(&"ü".repeat(100))).unwrap();
    let attribute = |name: &str, value| Publish {
        message_attributes: BTreeMap::from([(name.to_owned(), value)]),
        ..publish("x")
    };
    for (request, words) in [
        (publish(""), "Invalid parameter: Empty message"),
        (
            publish(&"x".repeat(262_145)),
            "Invalid parameter: Message too long",
        ),
        (
            Publish {
                message_deduplication_id: Some("d".to_owned()),
                ..publish("x")
            },
            "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
        ),
        (
            Publish {
                topic_arn: None,
                ..publish("x")
            },
            "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter",
        ),
        (
            Publish {
                topic_arn: None,
                target_arn: Some("arn:aws:sns:us-east-1:000000000000:endpoint/APNS/a/b".to_owned()),
                ..publish("x")
            },
            "Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified",
        ),
        (
            attribute("a", text("String", "")),
            "The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'.",
        ),
        (
            attribute("a", text("", "x")),
            "1 validation error detected: Value null at 'messageAttributes.a.member.dataType' failed to satisfy constraint: Member must not be null",
        ),
        (
            attribute("a", text("Binary", "x")),
            "The message attribute 'a' with type 'Binary' must use field 'Binary'.",
        ),
        (
            attribute("a", text("Text", "x")),
            "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
        ),
        (
            attribute("a^", text("String", "x")),
            "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.",
        ),
        (
            attribute(".a", text("String", "x")),
            "Invalid message attribute name starting with character '.' was found.",
        ),
        (
            attribute("a.", text("String", "x")),
            "Invalid message attribute name ending with character '.' was found.",
        ),
        (
            attribute("a..b", text("String", "x")),
            "Message attribute name can not have successive '.' character.",
        ),
        (
            attribute(&"a".repeat(257), text("String", "x")),
            "Length of message attribute name must be less than 256 bytes.",
        ),
    ] {
        assert_eq!(call(world, request).unwrap_err().to_string(), words);
    }
    set(world, "MaximumMessageSize", "1048576").unwrap();
    call(world, publish(&"x".repeat(262_145))).unwrap();
}

fn entry(id: &str, message: &str) -> PublishBatchRequestEntry {
    PublishBatchRequestEntry {
        id: id.to_owned(),
        message: message.to_owned(),
        ..PublishBatchRequestEntry::default()
    }
}

fn batch(entries: Vec<PublishBatchRequestEntry>) -> PublishBatch {
    PublishBatch {
        topic_arn: TOPIC.to_owned(),
        publish_batch_request_entries: entries,
    }
}

#[test]
fn a_batch_is_published_whole_or_not_at_all() {
    let world = &mut stage();
    subscribe_queue(world, "inbox", &[("RawMessageDelivery", "true")]);
    let answered = call(world, batch(vec![entry("1", "a"), entry("2", "b")])).unwrap();
    let ids: Vec<_> = answered.successful.iter().map(|entry| &*entry.id).collect();
    assert_eq!((ids, answered.failed.len()), (vec!["1", "2"], 0));
    assert_eq!(bodies(world, "inbox"), ["a", "b"]);
    let many = (0..11).map(|id| entry(&id.to_string(), "x")).collect();
    let half = "x".repeat(150_000);
    for (entries, refusal) in [
        (vec![], TopicError::EmptyBatchRequest),
        (many, TopicError::TooManyEntriesInBatchRequest),
        (
            vec![entry("1", "a"), entry("1", "b")],
            TopicError::BatchEntryIdsNotDistinct,
        ),
        (
            vec![entry("1", &half), entry("2", &half)],
            TopicError::BatchRequestTooLong,
        ),
        (
            vec![entry("1", "a"), entry("2", "")],
            TopicError::InvalidParameter("Empty message".to_owned()),
        ),
    ] {
        assert_eq!(call(world, batch(entries)).unwrap_err(), refusal);
    }
    for id in ["", "a b", &"i".repeat(81)] {
        let refused = call(world, batch(vec![entry(id, "a")])).unwrap_err();
        assert!(matches!(refused, TopicError::InvalidBatchEntryId(_)));
    }
    assert!(bodies(world, "inbox").is_empty());
}

#[test]
fn a_filter_policy_keeps_messages_back() {
    let world = &mut stage();
    let arn = subscribe_queue(
        world,
        "inbox",
        &[
            ("FilterPolicy", r#"{"level":["high"]}"#),
            ("RawMessageDelivery", "true"),
        ],
    );
    let with_level = |message: &str, level: &str| Publish {
        message_attributes: BTreeMap::from([("level".to_owned(), text("String", level))]),
        ..publish(message)
    };
    tell(world, with_level("1", "high"));
    tell(world, with_level("2", "low"));
    tell(world, publish("3"));
    assert_eq!(bodies(world, "inbox"), ["1"]);
    set_of(world, &arn, "FilterPolicy", "").unwrap();
    set_of(world, &arn, "FilterPolicyScope", "MessageBody").unwrap();
    set_of(
        world,
        &arn,
        "FilterPolicy",
        r#"{"a":{"b":[{"prefix":"x"}]}}"#,
    )
    .unwrap();
    tell(world, publish(r#"{"a":{"b":"xy"}}"#));
    tell(world, publish(r#"{"a":{"b":"y"}}"#));
    assert_eq!(bodies(world, "inbox"), [r#"{"a":{"b":"xy"}}"#]);
    assert_eq!(
        told_of(world, "NumberOfNotificationsFilteredOut").to_string(),
        "3"
    );
}

#[test]
fn a_topic_has_two_hundred_filter_policies() {
    let world = &mut stage();
    let filter = [("FilterPolicy", r#"{"a":["b"]}"#)];
    for number in 0..200 {
        subscribe_queue(world, &format!("q{number}"), &filter);
    }
    let one_more = call(world, subscribe(&queue_arn("q"), &filter));
    assert_eq!(one_more.unwrap_err(), TopicError::FilterPolicyLimitExceeded);
    let arn = subscribe_queue(world, "q", &[]);
    assert!(set_of(world, &arn, "FilterPolicy", filter[0].1).is_err());
}

#[test]
fn a_queue_without_a_policy_can_be_subscribed_and_what_fails_is_told() {
    let world = &mut stage();
    create_queue(world, "closed", false);
    let arn = subscribe_queue(world, "closed", &[]);
    tell(world, publish("x"));
    assert!(bodies(world, "closed").is_empty());
    let notices = told(world);
    assert_eq!(notices.len(), 1);
    assert!(
        notices[0].contains("sns.amazonaws.com is not authorized to perform: sqs:sendmessage"),
        "{notices:?}"
    );
    set_of(world, &arn, "RedrivePolicy", &redrive()).unwrap();
    let id = tell(world, publish("y")).message_id;
    assert_eq!(letter(world, "dead")["MessageId"], id.as_str());
    let told = told_to_cloudwatch(world);
    assert!(
        told.contains(&("NumberOfNotificationsFailed", 2.0)),
        "{told:?}"
    );
    assert!(
        told.contains(&("NumberOfNotificationsRedrivenToDlq", 1.0)),
        "{told:?}"
    );
}

#[test]
fn what_a_deleted_queue_does_not_take_goes_to_the_dead_letter_queue_as_it_was() {
    let world = &mut stage();
    let raw = [
        ("RawMessageDelivery", "true"),
        ("RedrivePolicy", &*redrive()),
    ];
    subscribe_queue(world, "inbox", &raw);
    let delete = |name: &str| DeleteQueue {
        queue_url: format!("http://h/000000000000/{name}"),
    };
    call(world, delete("inbox")).unwrap();
    let message = Publish {
        message_attributes: BTreeMap::from([("attr1".to_owned(), text("Number", "111"))]),
        ..publish("x")
    };
    tell(world, message);
    let messages = received(world, "dead");
    assert_eq!(&*messages[0].body, "x");
    assert!(messages[0].md5_of_message_attributes.is_some());
    call(world, delete("dead")).unwrap();
    told(world);
    tell(world, publish("y"));
    assert_eq!(told(world).len(), 2);
    let failed = told_of(world, "NumberOfNotificationsFailedToRedriveToDlq");
    assert_eq!(failed.to_string(), "1");
}

fn create_function(world: &mut World) {
    let create = CreateFunction {
        function_name: "f".to_owned(),
        code: FunctionCode {
            executable_path: Some("/bin/true".into()),
            ..FunctionCode::default()
        },
        ..CreateFunction::default()
    };
    // One that this process makes needs no role.
    let origin = Origin {
        caller: Caller::Emulator,
        ..Origin::default()
    };
    let call = Call::new(origin, create.into_operation());
    world.apply(Timestamp::UNIX_EPOCH, call).result.unwrap();
}

#[test]
fn a_function_gets_an_event_in_awss_form() {
    let world = &mut stage();
    create_function(world);
    let function = "arn:aws:lambda:us-east-1:000000000000:function:f";
    let arn = call(world, subscribe(function, &[("RedrivePolicy", &redrive())]));
    let arn = arn.unwrap().subscription_arn;
    tell(world, publish("not let in"));
    // The dead-letter queue gets what a queue would.
    assert_eq!(letter(world, "dead")["Message"], "not let in");
    let permission = AddPermission {
        function_name: "f".to_owned(),
        statement_id: "sns".to_owned(),
        action: "lambda:InvokeFunction".to_owned(),
        principal: "sns.amazonaws.com".to_owned(),
        source_arn: Some(TOPIC.to_owned()),
        ..AddPermission::default()
    };
    call(world, permission).unwrap();
    let _ = world.take_effects().count();
    let id = tell(world, publish("Hello world.")).message_id;
    let order = world.take_effects().find_map(|effect| match effect {
        Effect::Invoke(order) => Some(order),
        _ => None,
    });
    let event: Value = serde_json::from_slice(&order.unwrap().payload.render()).unwrap();
    let event = &event["Records"][0];
    assert_eq!(event["EventSource"], "aws:sns");
    assert_eq!(event["EventSubscriptionArn"], arn);
    assert_eq!(event["Sns"]["MessageId"], id);
    assert_eq!(event["Sns"]["Message"], "Hello world.");
    let names: Vec<_> = event["Sns"].as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "Message",
            "MessageAttributes",
            "MessageId",
            "Signature",
            "SignatureVersion",
            "SigningCertUrl",
            "Subject",
            "Timestamp",
            "TopicArn",
            "Type",
            "UnsubscribeUrl",
        ]
    );
    assert_eq!(event["Sns"]["Subject"], Value::Null);
    assert_eq!(event["Sns"]["MessageAttributes"], json!({}));
}

#[test]
fn a_topic_that_is_deleted_has_its_last_minute_told() {
    let world = &mut stage();
    tell(world, publish("x"));
    let delete = DeleteTopic {
        topic_arn: TOPIC.to_owned(),
    };
    call(world, delete).unwrap();
    let published = told_of(world, "NumberOfMessagesPublished");
    assert_eq!(published.to_string(), "1");
}
