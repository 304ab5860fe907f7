//! Subscriptions of URLs: asked, confirmed, told, tried again, ended and taken back.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::stage::*;
use crate::call::Call;
use crate::effect::Effect;
use crate::metrics::{Dimension, GetMetricStatistics};
use crate::operation::Request;
use crate::origin::Origin;
use crate::topic::*;
use crate::value::Epoch;
use crate::world::World;

const URL: &str = "http://example.com:8080/hook?x=y";

fn subscribe_url(attributes: &[(&str, &str)]) -> Subscribe {
    Subscribe {
        protocol: "http".to_owned(),
        ..subscribe(URL, attributes)
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// The POSTs that were ordered since the last time.
fn posts(world: &mut World) -> Vec<Post> {
    let ordered = world.take_effects().filter_map(|effect| match effect {
        Effect::Post(post) => Some(*post),
        _ => None,
    });
    ordered.collect()
}

fn only_post(world: &mut World) -> Post {
    let mut posts = posts(world);
    assert_eq!(posts.len(), 1, "{posts:?}");
    posts.remove(0)
}

fn header<'a>(post: &'a Post, name: &str) -> Option<&'a str> {
    let mut headers = post.headers.iter();
    let (_, value) = headers.find(|(known, _)| *known == name)?;
    Some(value)
}

fn body(post: &Post) -> Value {
    serde_json::from_str(&post.body).unwrap()
}

/// Without a signature, as an endpoint asks.
fn unsigned<R: Request>(world: &mut World, request: R) -> Result<R::Reply, R::Error> {
    let call = Call::new(Origin::default(), request.into_operation());
    let now = world.now();
    R::answer(world.apply(now, call).result)
}

fn confirm(post: &Post) -> ConfirmSubscription {
    ConfirmSubscription {
        topic_arn: TOPIC.to_owned(),
        token: body(post)["Token"].as_str().unwrap().to_owned(),
        ..ConfirmSubscription::default()
    }
}

fn unsubscribe(arn: &str) -> Unsubscribe {
    Unsubscribe {
        subscription_arn: arn.to_owned(),
    }
}

/// A confirmed subscription's ARN.
fn confirmed(world: &mut World, attributes: &[(&str, &str)]) -> String {
    call(world, subscribe_url(attributes)).unwrap();
    let asked = only_post(world);
    world.end_post(at(0), asked.id, Posted::Answered(200));
    let confirmed = unsigned(world, confirm(&asked)).unwrap();
    confirmed.subscription_arn
}

fn answer(world: &mut World, second: i64, post: &Post, status: u16) {
    world.end_post(at(second), post.id, Posted::Answered(status));
}

/// At which seconds a message is posted that always fails so, and what is told of it.
fn tried(world: &mut World, failure: &Posted) -> (Vec<i64>, Vec<String>) {
    let (mut seconds, mut told) = (Vec::new(), Vec::new());
    for second in 0..4_000 {
        world.advance(at(second));
        loop {
            let effects: Vec<_> = world.take_effects().collect();
            if effects.is_empty() {
                break;
            }
            for effect in effects {
                match effect {
                    Effect::Post(post) => {
                        seconds.push(second);
                        world.end_post(at(second), post.id, failure.clone());
                    }
                    Effect::Tell(notice) => told.push(notice.what),
                    _ => {}
                }
            }
        }
    }
    (seconds, told)
}

#[test]
fn a_url_is_asked_before_anything_is_sent() {
    let world = &mut world();
    let answered = call(world, subscribe_url(&[])).unwrap();
    assert_eq!(answered.subscription_arn, "pending confirmation");
    let with_arn = Subscribe {
        return_subscription_arn: true,
        ..subscribe_url(&[])
    };
    let asked = only_post(world);
    assert!(world.has_posts());
    let arn = call(world, with_arn).unwrap().subscription_arn;
    let again = only_post(world);
    assert_eq!(body(&again)["Token"], body(&asked)["Token"]);
    assert!(arn.starts_with(&format!("{TOPIC}:")), "{arn}");
    let id = body(&asked)["MessageId"].as_str().unwrap().to_owned();
    let expected = [
        ("content-type", "text/plain; charset=UTF-8"),
        ("user-agent", "Amazon Simple Notification Service Agent"),
        ("accept-encoding", "gzip,deflate"),
        ("x-amz-sns-message-type", "SubscriptionConfirmation"),
        ("x-amz-sns-message-id", &*id),
        ("x-amz-sns-topic-arn", TOPIC),
    ];
    let headers = asked.headers.iter();
    let headers: Vec<_> = headers.map(|(name, value)| (*name, &**value)).collect();
    assert_eq!(headers, expected);
    let endpoint = (
        &*asked.endpoint.host,
        asked.endpoint.port,
        &*asked.endpoint.path,
    );
    assert_eq!(endpoint, ("example.com", 8080, "/hook?x=y"));
    assert_eq!(body(&asked)["Type"], "SubscriptionConfirmation");
    tell(world, publish("too early"));
    assert!(posts(world).is_empty());
    let shown = attributes_of(world, &arn).unwrap();
    assert_eq!(shown["PendingConfirmation"], "true");
    assert_eq!(shown["ConfirmationWasAuthenticated"], "false");
    assert_eq!(
        shown["EffectiveDeliveryPolicy"],
        r#"{"healthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"sicklyRetryPolicy":null,"throttlePolicy":null,"requestPolicy":{"headerContentType":"text/plain; charset=UTF-8"},"guaranteed":false}"#
    );
    for post in [asked, again] {
        answer(world, 0, &post, 200);
    }
    assert!(!world.has_posts());
}

/// As recorded: the token says which subscription it is for, whatever topic of the account is named.
#[test]
fn a_token_confirms_whatever_topic_is_named() {
    let world = &mut world();
    call(world, subscribe_url(&[])).unwrap();
    let asked = only_post(world);
    let of = |topic: &str| ConfirmSubscription {
        topic_arn: topic.to_owned(),
        ..confirm(&asked)
    };
    for (topic, words) in [
        ("not-an-arn", "Invalid parameter: Topic"),
        (
            "arn:aws:sns:us-east-1:111122223333:alerts",
            "Invalid parameter: Token",
        ),
    ] {
        assert_eq!(unsigned(world, of(topic)).unwrap_err().to_string(), words);
    }
    let other = "arn:aws:sns:us-east-1:000000000000:alertz";
    let arn = unsigned(world, of(other)).unwrap().subscription_arn;
    assert_eq!(unsigned(world, of(TOPIC)).unwrap().subscription_arn, arn);
    let shown = attributes_of(world, &arn).unwrap();
    assert_eq!(shown["PendingConfirmation"], "false");
    assert_eq!(shown["ConfirmationWasAuthenticated"], "false");
}

#[test]
fn what_is_no_url_of_the_protocol_is_refused() {
    let world = &mut world();
    for (protocol, endpoint, words) in [
        ("http", "", "Endpoint must match the specified protocol"),
        (
            "http",
            "https://a",
            "Endpoint must match the specified protocol",
        ),
        (
            "https",
            "http://a",
            "Endpoint must match the specified protocol",
        ),
        ("https", "https://a b", "Endpoint Reason: it is not a URL"),
        ("https", "https://", "Endpoint Reason: it is not a URL"),
    ] {
        let request = Subscribe {
            protocol: protocol.to_owned(),
            ..subscribe(endpoint, &[])
        };
        let refused = call(world, request).unwrap_err().to_string();
        assert_eq!(refused, format!("Invalid parameter: {words}"));
    }
}

#[test]
fn a_confirmed_url_gets_letters_and_what_came_of_them_is_counted() {
    let world = &mut world();
    let arn = confirmed(world, &[("FilterPolicy", r#"{"level":["high"]}"#)]);
    tell(world, publish("not wanted"));
    assert!(posts(world).is_empty());
    let message = Publish {
        message_structure: Some("json".to_owned()),
        message_attributes: BTreeMap::from([("level".to_owned(), text("String", "high"))]),
        ..publish(r#"{"default":"d","http":"h"}"#)
    };
    let id = tell(world, message).message_id;
    let post = only_post(world);
    let letter = body(&post);
    assert_eq!(
        (&letter["Type"], &letter["Message"]),
        (&json!("Notification"), &json!("h"))
    );
    assert_eq!(letter["MessageAttributes"]["level"]["Value"], "high");
    assert_eq!(
        header(&post, "x-amz-sns-message-type"),
        Some("Notification")
    );
    assert_eq!(header(&post, "x-amz-sns-message-id"), Some(&*id));
    assert_eq!(header(&post, "x-amz-sns-subscription-arn"), Some(&*arn));
    assert_eq!(header(&post, "x-amz-sns-rawdelivery"), None);
    answer(world, 1, &post, 204);
    assert_eq!(counted(world, "NumberOfNotificationsDelivered"), "1");
}

/// The sum of a metric in the first minute.
fn counted(world: &mut World, metric: &str) -> String {
    world.advance(at(60).max(world.now()));
    let query = GetMetricStatistics {
        namespace: "AWS/SNS".to_owned(),
        metric_name: metric.to_owned(),
        dimensions: vec![Dimension::new("TopicName", "alerts")],
        start_time: Epoch(Timestamp::UNIX_EPOCH),
        end_time: Epoch(at(86_400)),
        period: 86_400,
        statistics: vec!["Sum".to_owned()],
        extended_statistics: Vec::new(),
        unit: None,
    };
    let points = call(world, query).unwrap().datapoints;
    let sum = points.first().map_or(0.0, |point| point.sum.unwrap());
    sum.to_string()
}

#[test]
fn raw_delivery_is_the_message_with_a_header_and_the_content_type_that_is_said() {
    let world = &mut world();
    let policy = r#"{"requestPolicy":{"headerContentType":"text/csv"}}"#;
    let raw = [("RawMessageDelivery", "true"), ("DeliveryPolicy", policy)];
    call(world, subscribe_url(&raw)).unwrap();
    let asked = only_post(world);
    assert_eq!(
        header(&asked, "content-type"),
        Some("text/plain; charset=UTF-8")
    );
    unsigned(world, confirm(&asked)).unwrap();
    let message = Publish {
        message_attributes: BTreeMap::from([("a".to_owned(), text("String", "b"))]),
        ..publish("a,b")
    };
    tell(world, message);
    let post = only_post(world);
    assert_eq!(&*post.body, "a,b");
    assert_eq!(header(&post, "content-type"), Some("text/csv"));
    assert_eq!(header(&post, "x-amz-sns-rawdelivery"), Some("true"));
}

#[test]
fn what_fails_is_tried_again_by_the_policy_and_then_told() {
    let unreachable = Posted::Failed("nobody is there".to_owned());
    for (policy, failure, seconds) in [
        ("", Posted::Answered(500), vec![0, 20, 40, 60]),
        ("", Posted::Answered(429), vec![0, 20, 40, 60]),
        ("", unreachable.clone(), vec![0, 20, 40, 60]),
        ("", Posted::Answered(404), vec![0]),
        ("", Posted::Answered(301), vec![0]),
        (
            r#"{"healthyRetryPolicy":{"numRetries":0}}"#,
            unreachable,
            vec![0],
        ),
        (
            r#"{"healthyRetryPolicy":{"numRetries":7,"numNoDelayRetries":2,"numMinDelayRetries":1,"numMaxDelayRetries":1,"minDelayTarget":1,"maxDelayTarget":10}}"#,
            Posted::Answered(503),
            // Two at once, one after 1 s, three from 1 to 10 s, one after 10 s.
            vec![0, 0, 0, 1, 2, 8, 18, 28],
        ),
    ] {
        let world = &mut world();
        let attributes = [("DeliveryPolicy", policy)];
        confirmed(world, if policy.is_empty() { &[] } else { &attributes });
        tell(world, publish("x"));
        let (tried, told) = tried(world, &failure);
        assert_eq!(tried, seconds, "{policy} {failure:?}");
        assert_eq!(told.len(), 1, "{told:?}");
        let times = format!(
            "{URL} did not take a Notification, tried {} times:",
            tried.len()
        );
        assert!(told[0].starts_with(&times), "{told:?}");
        let failed = counted(world, "NumberOfNotificationsFailed");
        assert_eq!(failed, tried.len().to_string(), "each attempt counts");
        assert!(!world.has_posts());
    }
}

#[test]
fn a_retry_is_the_same_message_and_stands_on_the_agenda() {
    let world = &mut world();
    let arn = confirmed(world, &[]);
    tell(world, publish("x"));
    let first = only_post(world);
    assert_eq!(world.next_work(), None, "what is under way is not due");
    answer(world, 3, &first, 502);
    assert_eq!(world.next_work(), Some(at(23)), "20 s after it failed");
    let mut upcoming = world.upcoming().filter(|upcoming| upcoming.is_work);
    let (what, whom) = upcoming.next().map(|next| (next.what, next.whom)).unwrap();
    assert_eq!((what, &*whom), ("a message is sent to an endpoint", &*arn));
    drop(upcoming);
    world.advance(at(23));
    let second = only_post(world);
    assert_eq!(
        (&second.headers, &second.body),
        (&first.headers, &first.body)
    );
    answer(world, 24, &second, 200);
    answer(world, 24, &second, 500);
    assert_eq!(
        world.next_work(),
        None,
        "what is said twice changes nothing"
    );
    assert_eq!(counted(world, "NumberOfNotificationsDelivered"), "1");
}

#[test]
fn what_is_given_up_goes_to_the_dead_letter_queue_as_a_queue_would_have_it() {
    let redrive = format!(r#"{{"deadLetterTargetArn":"{}"}}"#, queue_arn("dead"));
    for raw in ["false", "true"] {
        let world = &mut world();
        create_queue(world, "dead", true);
        confirmed(
            world,
            &[("RedrivePolicy", &*redrive), ("RawMessageDelivery", raw)],
        );
        let message = Publish {
            message_attributes: BTreeMap::from([("a".to_owned(), text("String", "b"))]),
            ..publish("m")
        };
        tell(world, message);
        let post = only_post(world);
        answer(world, 0, &post, 404);
        let dead = received(world, "dead");
        assert_eq!(*dead[0].body, *post.body);
        assert_eq!(dead[0].md5_of_message_attributes.is_some(), raw == "true");
        assert_eq!(counted(world, "NumberOfNotificationsRedrivenToDlq"), "1");
    }
}

#[test]
fn a_confirmation_is_tried_again_too() {
    let world = &mut world();
    call(world, subscribe_url(&[])).unwrap();
    let (tried, told) = tried(world, &Posted::Answered(500));
    assert_eq!(tried, [0, 20, 40, 60]);
    assert!(
        told[0].contains("did not take a SubscriptionConfirmation"),
        "{told:?}"
    );
    assert_eq!(counted(world, "NumberOfNotificationsFailed"), "0");
}

#[test]
fn messages_come_no_faster_than_the_throttle_policy_has_it() {
    let world = &mut world();
    let throttle = r#"{"throttlePolicy":{"maxReceivesPerSecond":1}}"#;
    confirmed(world, &[("DeliveryPolicy", throttle)]);
    world.advance(at(1));
    for _ in 0..3 {
        tell(world, publish("x"));
    }
    let first = only_post(world);
    for second in [2, 3] {
        world.advance(at(second));
        assert_eq!(posts(world).len(), 1, "second {second}");
    }
    world.advance(at(10));
    assert!(posts(world).is_empty());
    answer(world, 10, &first, 500);
    world.advance(at(30));
    assert_eq!(posts(world).len(), 1);
}

#[test]
fn who_ends_a_subscription_unsigned_has_its_endpoint_told_which_may_take_it_back() {
    let world = &mut world();
    let arn = confirmed(world, &[]);
    unsigned(world, unsubscribe(&arn)).unwrap();
    assert!(attributes_of(world, &arn).is_err());
    let post = only_post(world);
    assert_eq!(
        header(&post, "x-amz-sns-message-type"),
        Some("UnsubscribeConfirmation")
    );
    assert_eq!(header(&post, "x-amz-sns-subscription-arn"), Some(&*arn));
    let told = body(&post);
    assert_eq!(told["Type"], "UnsubscribeConfirmation");
    assert_eq!(
        told["Message"],
        format!(
            "You have chosen to deactivate subscription {arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message."
        )
    );
    tell(world, publish("nobody hears it"));
    assert!(posts(world).is_empty());
    let back = unsigned(world, confirm(&post)).unwrap().subscription_arn;
    assert_eq!(back, arn);
    tell(world, publish("heard again"));
    assert_eq!(posts(world).len(), 1);
    // The owner knows what he does: nobody is told.
    call(world, unsubscribe(&arn)).unwrap();
    assert!(posts(world).is_empty());
}

#[test]
fn what_was_ended_comes_back_for_two_days_and_not_beside_a_new_one() {
    let world = &mut world();
    let arn = confirmed(world, &[]);
    unsigned(world, unsubscribe(&arn)).unwrap();
    let late = only_post(world);
    world.advance(at(2 * 86_400));
    let refused = unsigned(world, confirm(&late)).unwrap_err();
    assert_eq!(refused.to_string(), "Invalid parameter: Token");
    let arn = confirmed_at(world);
    unsigned(world, unsubscribe(&arn)).unwrap();
    let ended = only_post(world);
    confirmed_at(world);
    assert!(unsigned(world, confirm(&ended)).is_err());
}

/// [`confirmed`], whatever the time.
fn confirmed_at(world: &mut World) -> String {
    call(world, subscribe_url(&[])).unwrap();
    let asked = only_post(world);
    unsigned(world, confirm(&asked)).unwrap().subscription_arn
}

#[test]
fn a_password_is_shown_to_who_may_read_the_subscription_alone() {
    let world = &mut world();
    let url = "https://me:secret@example.com/";
    let request = Subscribe {
        protocol: "https".to_owned(),
        return_subscription_arn: true,
        ..subscribe(url, &[])
    };
    let arn = call(world, request).unwrap().subscription_arn;
    assert_eq!(attributes_of(world, &arn).unwrap()["Endpoint"], url);
    let own = call(world, ListSubscriptions::default()).unwrap();
    assert_eq!(
        own.subscriptions[0].endpoint,
        "https://me:****@example.com/"
    );
    let post = only_post(world);
    let authorization = post.endpoint.authorization.as_deref();
    assert_eq!(authorization, Some("Basic bWU6c2VjcmV0"));
    answer(world, 0, &post, 403);
    let lines: Vec<_> = std::iter::from_fn(|| world.ledger().take()).collect();
    let line = lines.last().unwrap();
    assert_eq!(line.operation, "SubscriptionConfirmation");
    let refused = line.refused.as_ref().unwrap().to_string();
    assert_eq!(refused, "https://me:****@example.com/: it answered 403");
}
