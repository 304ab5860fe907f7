//! Topics: their attributes, policies, tags and lists.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::stage::*;
use crate::origin::{AccountId, Caller, Principal};
use crate::service_message::ServiceMessage;
use crate::topic::*;
use crate::world::World;

fn with(attribute: &str, value: &str) -> CreateTopic {
    CreateTopic {
        attributes: BTreeMap::from([(attribute.to_owned(), value.to_owned())]),
        ..create("alerts")
    }
}

fn tags(pairs: &[(&str, &str)]) -> Vec<Tag> {
    let tags = pairs.iter().map(|(key, value)| Tag {
        key: (*key).to_owned(),
        value: (*value).to_owned(),
    });
    tags.collect()
}

#[test]
fn a_topic_is_made_once_listed_and_deleted() {
    let world = &mut world();
    assert_eq!(call(world, create("alerts")).unwrap().topic_arn, TOPIC);
    assert_eq!(call(world, ListTopics::default()).unwrap().topics.len(), 1);
    for _ in 0..2 {
        let delete = DeleteTopic {
            topic_arn: TOPIC.to_owned(),
        };
        call(world, delete).unwrap();
    }
    let listed = call(world, ListTopics::default()).unwrap();
    assert!(listed.topics.is_empty());
    let gone = call(world, publish("x")).unwrap_err();
    assert_eq!(gone.to_string(), "Topic does not exist");
}

#[test]
fn what_is_said_otherwise_of_a_topic_that_is_there_is_refused() {
    let world = &mut World::new(0);
    call(world, with("DisplayName", "one")).unwrap();
    call(world, with("DisplayName", "one")).unwrap();
    call(world, create("alerts")).unwrap();
    let other = call(world, with("DisplayName", "other")).unwrap_err();
    assert_eq!(
        other.to_string(),
        "Invalid parameter: Attributes Reason: Topic already exists with different attributes"
    );
    let tagged = CreateTopic {
        tags: tags(&[("a", "b")]),
        ..create("alerts")
    };
    assert_eq!(
        call(world, tagged).unwrap_err().to_string(),
        "Invalid parameter: Tags Reason: Topic already exists with different tags"
    );
}

#[test]
fn what_cannot_be_a_topic_is_refused() {
    let world = &mut World::new(0);
    for name in ["", "a b", "a.b", "orders.fifo", &"t".repeat(257)] {
        assert!(call(world, create(name)).is_err(), "{name}");
    }
    assert!(call(world, with("Colour", "red")).is_err());
    assert!(call(world, with("FifoTopic", "true")).is_err());
    assert!(call(world, with("SQSSuccessFeedbackSampleRate", "5")).is_ok());
    for (arn, fault) in [
        (
            "alerts",
            "TopicArn Reason: An ARN must have at least 6 elements, not 1",
        ),
        (
            "",
            "TopicArn Reason: An ARN must have at least 6 elements, not 1",
        ),
        ("arn:aws:sqs:us-east-1:000000000000:alerts", "TopicArn"),
        ("arn:aws:sns:eu-west-1:000000000000:alerts", "TopicArn"),
        ("arn:aws:sns:us-east-1:000000000000:alerts:id", "TopicArn"),
    ] {
        let delete = DeleteTopic {
            topic_arn: arn.to_owned(),
        };
        let refused = call(world, delete).unwrap_err();
        assert_eq!(refused.to_string(), format!("Invalid parameter: {fault}"));
    }
}

#[test]
fn topics_come_in_pages_of_a_hundred() {
    let world = &mut World::new(0);
    for number in 0..101 {
        call(world, create(&format!("t{number:03}"))).unwrap();
    }
    let first = call(world, ListTopics::default()).unwrap();
    assert_eq!(first.topics.len(), 100);
    let second = ListTopics {
        next_token: first.next_token,
    };
    let second = call(world, second).unwrap();
    assert_eq!((second.topics.len(), second.next_token), (1, None));
    let stray = ListTopics {
        next_token: Some("x".to_owned()),
    };
    assert!(call(world, stray).is_err());
}

#[test]
fn a_new_topic_has_the_attributes_that_aws_gives_it() {
    let mut shown = attributes(&mut world());
    let policy: Value = serde_json::from_str(&shown.remove("Policy").unwrap()).unwrap();
    assert_eq!(policy["Id"], "__default_policy_ID");
    assert_eq!(
        policy["Statement"][0]["Condition"],
        json!({"StringEquals": {"AWS:SourceOwner": "000000000000"}})
    );
    assert_eq!(
        shown.remove("EffectiveDeliveryPolicy").unwrap(),
        r#"{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"disableSubscriptionOverrides":false,"defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}}"#
    );
    let expected = [
        ("DisplayName", ""),
        ("Owner", "000000000000"),
        ("TopicArn", TOPIC),
    ];
    for (name, value) in expected {
        assert_eq!(shown.remove(name).as_deref(), Some(value), "{name}");
    }
    assert!(
        shown.keys().all(|name| name.starts_with("Subscriptions")),
        "{shown:?}"
    );
}

#[test]
fn what_is_set_of_a_topic_is_answered_and_nothing_wrong_is_taken() {
    let world = &mut world();
    for (name, value) in [
        ("DisplayName", "Alerts"),
        ("KmsMasterKeyId", "alias/aws/sns"),
        ("MaximumMessageSize", "1048576"),
        ("SignatureVersion", "2"),
        ("TracingConfig", "Active"),
        ("HTTPSuccessFeedbackSampleRate", "0"),
        (
            "SQSFailureFeedbackRoleArn",
            "arn:aws:iam::000000000000:role/r",
        ),
        (
            "DeliveryPolicy",
            r#"{"http":{"defaultHealthyRetryPolicy":{"numRetries":5},"disableSubscriptionOverrides":false}}"#,
        ),
    ] {
        set(world, name, value).unwrap();
        assert_eq!(attributes(world)[name], value);
    }
    let effective = &attributes(world)["EffectiveDeliveryPolicy"];
    assert!(effective.contains(r#""numRetries":5,"#), "{effective}");
    set(world, "KmsMasterKeyId", "").unwrap();
    assert!(!attributes(world).contains_key("KmsMasterKeyId"));
    for (name, value) in [
        ("DisplayName", &*"n".repeat(101)),
        ("MaximumMessageSize", "1023"),
        ("MaximumMessageSize", "1048577"),
        ("SignatureVersion", "3"),
        ("TracingConfig", "On"),
        ("SQSSuccessFeedbackSampleRate", "101"),
        ("SQSSuccessFeedbackRoleArn", "role"),
        ("DeliveryPolicy", "{"),
        ("Policy", "{}"),
    ] {
        assert!(set(world, name, value).is_err(), "{name} {value}");
    }
    for name in ["Colour", "FifoTopic", "TopicArn", "SQSColour"] {
        let refused = set(world, name, "true").unwrap_err();
        assert_eq!(refused.to_string(), "Invalid parameter: AttributeName");
    }
}

#[test]
fn a_permission_is_a_statement_of_the_policy() {
    let world = &mut world();
    let add = |label: &str, action: &str| AddPermission {
        topic_arn: TOPIC.to_owned(),
        label: label.to_owned(),
        aws_account_id: vec![OTHER.to_owned()],
        action_name: vec![action.to_owned()],
    };
    let as_other = |world: &mut World| call_as(world, OTHER, publish("x"));
    assert_eq!(
        as_other(world).unwrap_err().to_string(),
        "User: arn:aws:iam::111122223333:root is not authorized to perform: SNS:Publish on resource: \
         arn:aws:sns:us-east-1:000000000000:alerts because no resource-based policy allows the SNS:Publish action"
    );
    call(world, add("other", "Publish")).unwrap();
    as_other(world).unwrap();
    let policy: Value = serde_json::from_str(&attributes(world)["Policy"]).unwrap();
    assert_eq!(
        policy["Statement"][1],
        json!({
            "Sid": "other",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": "SNS:Publish",
            "Resource": TOPIC,
        })
    );
    let twice = call(world, add("other", "Publish")).unwrap_err();
    assert_eq!(
        twice.to_string(),
        "Invalid parameter: Statement already exists"
    );
    let foreign = call(world, add("more", "SendMessage")).unwrap_err();
    assert_eq!(
        foreign.to_string(),
        "Invalid parameter: Policy statement action out of service scope!"
    );
    let remove = RemovePermission {
        topic_arn: TOPIC.to_owned(),
        label: "other".to_owned(),
    };
    call(world, remove).unwrap();
    assert!(as_other(world).is_err());
}

#[test]
fn a_policy_is_for_what_is_done_to_a_topic() {
    let world = &mut world();
    let policy = |element: &str, action: &str| {
        json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": "*", element: ["sns:Publish", action], "Resource": TOPIC,
        }})
        .to_string()
    };
    for action in [
        "*",
        "sns:*",
        "SNS:Get*",
        "sns:publish",
        "sns:Subscrib?",
        "SNS:Receive",
        "sns:ListTagsForResource",
    ] {
        let set = set(world, "Policy", &policy("Action", action));
        assert!(set.is_ok(), "{action}");
    }
    let refused = "Invalid parameter: Policy statement action out of service scope!";
    for action in [
        "sns:CreateTopic",
        "sns:Foo",
        "sns:SetSubscriptionAttributes",
        "sns:ListTopics",
        "sns:Create*",
        "sqs:SendMessage",
    ] {
        let error = set(world, "Policy", &policy("Action", action)).unwrap_err();
        assert_eq!(error.to_string(), refused, "{action}");
    }
    let create = CreateTopic {
        name: "new".to_owned(),
        attributes: [("Policy".to_owned(), policy("Action", "sns:CreateTopic"))].into(),
        ..CreateTopic::default()
    };
    let error = call(world, create).unwrap_err();
    assert!(
        error.to_string().ends_with("out of service scope!"),
        "{error}"
    );
    set(world, "Policy", &policy("NotAction", "sns:CreateTopic")).unwrap();
}

#[test]
fn the_default_policy_lets_services_of_the_account_but_not_s3() {
    let world = &mut world();
    let from = |principal| ServiceMessage {
        from: Caller::Service {
            principal,
            source: "arn:aws:s3:::logs".into(),
        },
        account: AccountId::default(),
        to: TOPIC.to_owned(),
        body: "x".to_owned(),
        subject: Some("About x".to_owned()),
        ..ServiceMessage::default()
    };
    assert!(world.send(from(Principal::Sns)).is_ok());
    let refused = world.send(from(Principal::S3)).unwrap_err().to_string();
    assert!(refused.contains("SNS:Publish"), "{refused}");
    let other = ServiceMessage {
        account: AccountId::parse(OTHER).unwrap(),
        ..from(Principal::Sns)
    };
    assert!(world.send(other).is_err());
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"s3.amazonaws.com"}},"Action":"sns:Publish","Resource":"{TOPIC}","Condition":{{"ArnLike":{{"aws:SourceArn":"arn:aws:s3:::logs"}}}}}}]}}"#
    );
    set(world, "Policy", &policy).unwrap();
    assert!(world.send(from(Principal::S3)).is_ok());
}

#[test]
fn tags_are_added_replaced_and_removed() {
    let world = &mut world();
    let tag = |tags| TagResource {
        resource_arn: TOPIC.to_owned(),
        tags,
    };
    let list = || ListTagsForResource {
        resource_arn: TOPIC.to_owned(),
    };
    let twice = call(world, tag(tags(&[("k", "a"), ("k", "b")]))).unwrap_err();
    assert_eq!(
        twice.to_string(),
        "Invalid parameter: Duplicated keys are not allowed."
    );
    call(world, tag(tags(&[("k1", "v1"), ("k2", "v2")]))).unwrap();
    let untag = UntagResource {
        resource_arn: TOPIC.to_owned(),
        tag_keys: vec!["k1".to_owned()],
    };
    call(world, untag).unwrap();
    call(world, tag(tags(&[("k2", "v2b")]))).unwrap();
    assert_eq!(call(world, list()).unwrap().tags, tags(&[("k2", "v2b")]));
    let many: Vec<String> = (0..50).map(|number| number.to_string()).collect();
    let many: Vec<_> = many.iter().map(|key| (key.as_str(), "")).collect();
    assert_eq!(
        call(world, tag(tags(&many))).unwrap_err(),
        TopicError::TagLimitExceeded
    );
    let gone = ListTagsForResource {
        resource_arn: format!("{TOPIC}s"),
    };
    assert_eq!(
        call(world, gone).unwrap_err().to_string(),
        "Resource does not exist"
    );
}

#[test]
fn the_last_permission_can_be_removed_and_leaves_none() {
    let world = &mut world();
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"one","Effect":"Allow","Principal":{{"AWS":"{OTHER}"}},"Action":"SNS:Publish","Resource":"{TOPIC}"}}]}}"#
    );
    set(world, "Policy", &policy).unwrap();
    call_as(world, OTHER, publish("x")).unwrap();
    let remove = RemovePermission {
        topic_arn: TOPIC.to_owned(),
        label: "one".to_owned(),
    };
    call(world, remove).unwrap();
    assert!(call_as(world, OTHER, publish("x")).is_err());
    assert!(attributes(world)["Policy"].contains(r#""Statement":[]"#));
}
