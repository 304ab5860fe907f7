//! Subscriptions: made, confirmed, listed, changed and ended.

use super::stage::*;
use crate::call::Call;
use crate::operation::Request;
use crate::origin::Origin;
use crate::queue;
use crate::topic::*;
use crate::world::World;

const OTHER_QUEUE: &str = "arn:aws:sqs:us-east-1:111122223333:inbox";

fn unsubscribe(arn: &str) -> Unsubscribe {
    Unsubscribe {
        subscription_arn: arn.to_owned(),
    }
}

fn confirm(token: &str) -> ConfirmSubscription {
    ConfirmSubscription {
        topic_arn: TOPIC.to_owned(),
        token: token.to_owned(),
        ..ConfirmSubscription::default()
    }
}

/// Without a signature, at this moment.
fn call_unsigned<R: Request>(
    world: &mut World,
    second: i64,
    request: R,
) -> Result<R::Reply, R::Error> {
    let call = Call::new(Origin::default(), request.into_operation());
    let now = jiff::Timestamp::from_second(second).unwrap();
    R::answer(world.apply(now, call).result)
}

fn listed(world: &mut World) -> Vec<Subscription> {
    let list = ListSubscriptionsByTopic {
        topic_arn: TOPIC.to_owned(),
        next_token: None,
    };
    call(world, list).unwrap().subscriptions
}

#[test]
fn a_queue_of_ones_own_is_subscribed_at_once_and_once() {
    let world = &mut world();
    let arn = subscribe_queue(world, "inbox", &[]);
    assert!(arn.starts_with(&format!("{TOPIC}:")), "{arn}");
    assert_eq!(subscribe_queue(world, "inbox", &[]), arn);
    assert_eq!(
        subscribe_queue(world, "inbox", &[("RawMessageDelivery", "False")]),
        arn
    );
    let other = subscribe(&queue_arn("inbox"), &[("RawMessageDelivery", "true")]);
    assert_eq!(
        call(world, other).unwrap_err().to_string(),
        "Invalid parameter: Attributes Reason: Subscription already exists with different attributes"
    );
    let expected = Subscription {
        subscription_arn: arn.clone(),
        owner: "000000000000".to_owned(),
        protocol: "sqs",
        endpoint: queue_arn("inbox"),
        topic_arn: TOPIC.to_owned(),
    };
    assert_eq!(listed(world), std::slice::from_ref(&expected));
    let own = call(world, ListSubscriptions::default()).unwrap();
    assert_eq!(own.subscriptions, [expected]);
    let counts = attributes(world);
    assert_eq!(counts["SubscriptionsConfirmed"], "1");
    for _ in 0..2 {
        call(world, unsubscribe(&arn)).unwrap();
    }
    assert_eq!(listed(world), []);
    let counts = attributes(world);
    assert_eq!(
        (
            &*counts["SubscriptionsConfirmed"],
            &*counts["SubscriptionsDeleted"]
        ),
        ("0", "1")
    );
    assert_eq!(
        attributes_of(world, &arn).unwrap_err().to_string(),
        "Subscription does not exist"
    );
}

#[test]
fn a_new_subscription_has_the_attributes_that_aws_gives_it() {
    let world = &mut world();
    let arn = subscribe_queue(world, "inbox", &[]);
    let shown = attributes_of(world, &arn).unwrap();
    let shown: Vec<_> = shown
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    assert_eq!(
        shown,
        [
            ("ConfirmationWasAuthenticated", "true"),
            ("Endpoint", &*queue_arn("inbox")),
            ("Owner", "000000000000"),
            ("PendingConfirmation", "false"),
            ("Protocol", "sqs"),
            ("RawMessageDelivery", "false"),
            ("SubscriptionArn", &*arn),
            ("SubscriptionPrincipal", "arn:aws:iam::000000000000:root"),
            ("TopicArn", TOPIC),
        ]
    );
}

#[test]
fn what_cannot_be_subscribed_is_refused() {
    let world = &mut world();
    let mut check = |protocol: &str, endpoint: &str, words: &str| {
        let request = Subscribe {
            protocol: protocol.to_owned(),
            ..subscribe(endpoint, &[])
        };
        let refused = call(world, request).unwrap_err().to_string();
        assert!(
            refused.starts_with(&format!("Invalid parameter: {words}")),
            "{refused}"
        );
    };
    check("sqs", "http://h/000000000000/inbox", "SQS endpoint ARN");
    check("sqs", "", "SQS endpoint ARN");
    check("lambda", &queue_arn("inbox"), "Lambda endpoint ARN");
    check(
        "sqs",
        &queue_arn("inbox.fifo"),
        "Invalid parameter: Endpoint Reason: FIFO SQS Queues",
    );
    check(
        "pigeon",
        "x",
        "Amazon SNS does not support this protocol string: pigeon",
    );
    for protocol in ["email", "email-json", "sms", "application", "firehose"] {
        check(
            protocol,
            "x",
            &format!("Protocol Reason: the protocol {protocol} is not emulated"),
        );
    }
    let mut check = |attributes: &[(&str, &str)], words: &str| {
        let request = subscribe(&queue_arn("inbox"), attributes);
        let refused = call(world, request).unwrap_err().to_string();
        assert!(
            refused.starts_with(&format!("Invalid parameter: Attributes Reason: {words}")),
            "{refused}"
        );
    };
    check(
        &[("RawMessageDelivery", "wrongvalue")],
        "RawMessageDelivery: Invalid value [wrongvalue]. Must be true or false.",
    );
    check(
        &[("FilterPolicy", r#"{"a":["b"],"c":"d"}"#)],
        "FilterPolicy: \"c\" must be an object or an array",
    );
    check(&[("Colour", "red")], "Unknown attribute Colour");
    let raw = subscribe(
        "arn:aws:lambda:us-east-1:000000000000:function:f",
        &[("RawMessageDelivery", "true")],
    );
    assert!(call(world, raw).is_err());
    assert_eq!(listed(world), []);
    let gone = Subscribe {
        topic_arn: format!("{TOPIC}s"),
        ..subscribe(&queue_arn("inbox"), &[])
    };
    assert_eq!(
        call(world, gone).unwrap_err().to_string(),
        "Topic does not exist"
    );
}

#[test]
fn attributes_are_set_in_awss_words() {
    let world = &mut world();
    let arn = subscribe_queue(world, "inbox", &[]);
    for (name, value, words) in [
        ("fake-attribute", "x", "AttributeName"),
        (
            "RawMessageDelivery",
            "test-ValUe",
            "RawMessageDelivery: Invalid value [test-ValUe]. Must be true or false.",
        ),
        (
            "RawMessageDelivery",
            "",
            "RawMessageDelivery: Invalid value []. Must be true or false.",
        ),
        (
            "RedrivePolicy",
            r#"{"deadLetterTargetArn":"fake-arn"}"#,
            "RedrivePolicy: deadLetterTargetArn is an invalid arn",
        ),
        (
            "RedrivePolicy",
            r#"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111122223333:d"}"#,
            "RedrivePolicy: deadLetterTargetArn must be",
        ),
        (
            "RedrivePolicy",
            "{invalidjson}",
            "RedrivePolicy: failed to parse JSON.",
        ),
        (
            "FilterPolicy",
            "{invalidjson}",
            "FilterPolicy: failed to parse JSON.",
        ),
        (
            "FilterPolicyScope",
            "RandomValue",
            "FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or MessageAttributes",
        ),
        (
            "FilterPolicy",
            r#"{"a":{"b":["c"]}}"#,
            "Filter policy scope MessageAttributes does not support nested filter policy",
        ),
        (
            "DeliveryPolicy",
            "{",
            "DeliveryPolicy: failed to parse JSON.",
        ),
        (
            "SubscriptionRoleArn",
            "arn:aws:iam::000000000000:role/r",
            "SubscriptionRoleArn: only",
        ),
    ] {
        let refused = set_of(world, &arn, name, value).unwrap_err().to_string();
        assert!(
            refused.starts_with(&format!("Invalid parameter: {words}")),
            "{refused}"
        );
    }
    set_of(world, &arn, "FilterPolicyScope", "MessageBody").unwrap();
    assert!(
        !attributes_of(world, &arn)
            .unwrap()
            .contains_key("FilterPolicyScope")
    );
    let redrive = format!(r#"{{"deadLetterTargetArn":"{}"}}"#, queue_arn("dead"));
    for (name, value) in [
        ("FilterPolicy", r#"{"a":{"b":["c"]}}"#),
        ("RedrivePolicy", &redrive),
        (
            "DeliveryPolicy",
            r#"{"healthyRetryPolicy":{"numRetries":2},"sicklyRetryPolicy":null,"throttlePolicy":null,"requestPolicy":null,"guaranteed":false}"#,
        ),
        ("RawMessageDelivery", "true"),
    ] {
        set_of(world, &arn, name, value).unwrap();
        assert_eq!(attributes_of(world, &arn).unwrap()[name], value);
    }
    assert_eq!(
        attributes_of(world, &arn).unwrap()["FilterPolicyScope"],
        "MessageBody"
    );
    // What the policy cannot be read by is no scope for it.
    assert!(set_of(world, &arn, "FilterPolicyScope", "MessageAttributes").is_err());
    for name in ["FilterPolicy", "RedrivePolicy", "DeliveryPolicy"] {
        set_of(world, &arn, name, "").unwrap();
        assert!(!attributes_of(world, &arn).unwrap().contains_key(name));
    }
}

#[test]
fn arns_of_subscriptions_are_checked() {
    let world = &mut world();
    let refused =
        |arn: &str, world: &mut World| call(world, unsubscribe(arn)).unwrap_err().to_string();
    assert_eq!(
        refused("randomstring", world),
        "Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 1"
    );
    assert_eq!(refused(TOPIC, world), "Invalid parameter: SubscriptionId");
    assert_eq!(
        attributes_of(world, TOPIC).unwrap_err().to_string(),
        "Invalid parameter: SubscriptionArn"
    );
}

#[test]
fn subscriptions_come_in_pages_of_a_hundred() {
    let world = &mut world();
    for number in 0..101 {
        subscribe_queue(world, &format!("q{number}"), &[]);
    }
    let first = call(world, ListSubscriptions::default()).unwrap();
    assert_eq!(first.subscriptions.len(), 100);
    let second = ListSubscriptions {
        next_token: first.next_token,
    };
    assert_eq!(call(world, second).unwrap().subscriptions.len(), 1);
}

/// The queue of another account, which lets SNS.
fn other_queue(world: &mut World) {
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"sns.amazonaws.com"}},"Action":"sqs:SendMessage","Resource":"{OTHER_QUEUE}"}}]}}"#
    );
    let create = queue::CreateQueue {
        queue_name: "inbox".to_owned(),
        attributes: [("Policy".to_owned(), policy)].into(),
        ..queue::CreateQueue::default()
    };
    call_as(world, OTHER, create).unwrap();
}

#[test]
fn another_accounts_queue_hears_nothing_before_somebody_confirmed() {
    let world = &mut world();
    other_queue(world);
    let answered = call(world, subscribe(OTHER_QUEUE, &[])).unwrap();
    assert_eq!(answered.subscription_arn, "pending confirmation");
    assert_eq!(listed(world)[0].subscription_arn, "PendingConfirmation");
    assert_eq!(attributes(world)["SubscriptionsPending"], "1");
    tell(world, publish("too early"));
    let messages = received_as(world, OTHER, "inbox");
    assert_eq!(messages.len(), 1);
    let asked: serde_json::Value = serde_json::from_str(&messages[0].body).unwrap();
    assert_eq!(asked["Type"], "SubscriptionConfirmation");
    let token = asked["Token"].as_str().unwrap();
    assert_eq!(
        asked["SubscribeURL"],
        format!("http://localhost:4566/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token={token}")
    );
    for (token, words) in [
        ("randomtoken", "Invalid token"),
        ("51b2", "Invalid parameter: Token"),
    ] {
        let refused = call_unsigned(world, 0, confirm(token)).unwrap_err();
        assert_eq!(refused.to_string(), words);
    }
    let confirmed = call_unsigned(world, 0, confirm(token))
        .unwrap()
        .subscription_arn;
    assert_eq!(
        call_unsigned(world, 0, confirm(token))
            .unwrap()
            .subscription_arn,
        confirmed
    );
    assert_eq!(
        attributes_of(world, &confirmed).unwrap()["PendingConfirmation"],
        "false"
    );
    tell(world, publish("now"));
    assert_eq!(received_as(world, OTHER, "inbox").len(), 1);
    // Whoever has the ARN may end it, as it was not confirmed otherwise.
    call_unsigned(world, 0, unsubscribe(&confirmed)).unwrap();
    assert_eq!(listed(world), []);
}

#[test]
fn a_subscription_that_was_confirmed_with_a_signature_is_ended_by_owners_alone() {
    let world = &mut world();
    other_queue(world);
    call(world, subscribe(OTHER_QUEUE, &[])).unwrap();
    let body = received_as(world, OTHER, "inbox").remove(0).body;
    let asked: serde_json::Value = serde_json::from_str(&body).unwrap();
    let confirm = ConfirmSubscription {
        authenticate_on_unsubscribe: "true".to_owned(),
        ..confirm(asked["Token"].as_str().unwrap())
    };
    let arn = call(world, confirm).unwrap().subscription_arn;
    assert!(call_unsigned(world, 0, unsubscribe(&arn)).is_err());
    let stranger = call_as(world, "999999999999", unsubscribe(&arn)).unwrap_err();
    assert!(matches!(stranger, TopicError::AuthorizationError(_)));
    call(world, unsubscribe(&arn)).unwrap();
}

#[test]
fn a_subscription_that_nobody_confirms_is_gone_after_two_days() {
    let world = &mut world();
    other_queue(world);
    call(world, subscribe(OTHER_QUEUE, &[])).unwrap();
    assert_eq!(listed(world).len(), 1);
    world.advance(jiff::Timestamp::from_second(2 * 86_400 - 1).unwrap());
    assert_eq!(listed(world).len(), 1);
    world.advance(jiff::Timestamp::from_second(2 * 86_400).unwrap());
    assert_eq!(listed(world), []);
}

#[test]
fn who_may_subscribe_what_is_the_topics_policys_to_say() {
    let world = &mut world();
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"{OTHER}"}},"Action":"sns:Subscribe","Resource":"{TOPIC}","Condition":{{"StringEquals":{{"sns:Protocol":"sqs"}},"StringLike":{{"sns:Endpoint":"arn:aws:sqs:*:111122223333:*"}}}}}}]}}"#
    );
    set(world, "Policy", &policy).unwrap();
    let own = call_as(world, OTHER, subscribe(OTHER_QUEUE, &[])).unwrap();
    assert!(
        own.subscription_arn.starts_with(TOPIC),
        "its owner subscribes it"
    );
    for endpoint in [
        "arn:aws:lambda:us-east-1:111122223333:function:f",
        "arn:aws:sqs:us-east-1:000000000000:inbox",
    ] {
        let refused = call_as(world, OTHER, subscribe(endpoint, &[])).unwrap_err();
        assert!(matches!(refused, TopicError::AccessDenied(_)), "{refused}");
    }
    let theirs = call_as(world, OTHER, ListSubscriptions::default()).unwrap();
    assert_eq!(theirs.subscriptions.len(), 1);
    let ours = call(world, ListSubscriptions::default()).unwrap();
    assert_eq!(ours.subscriptions, []);
    // The owner of the subscription may read it, whoever has the topic.
    let get = GetSubscriptionAttributes {
        subscription_arn: own.subscription_arn,
    };
    call_as(world, OTHER, get.clone()).unwrap();
    assert!(call_as(world, "999999999999", get).is_err());
}

/// Each of its 150 alternatives would have had the whole list: a gigabyte.
#[test]
fn a_filter_policy_of_many_conditions_is_too_complex() {
    let world = &mut world();
    let ways = vec![r#"{"a":[1]}"#; 150].join(",");
    let listed = vec!["1"; 1_000].join(",");
    let policy = format!(r#"{{"$or":[{ways}],"z":[{{"anything-but":[{listed}]}}]}}"#);
    let refused = call(
        world,
        subscribe(&queue_arn("q"), &[("FilterPolicy", &policy)]),
    );
    let refused = refused.unwrap_err().to_string();
    assert!(
        refused.contains("Filter policy is too complex"),
        "{refused}"
    );
}
