//! What delivery policies say, and when a POST is tried again by them.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{SubscriptionPolicy, TopicPolicy};

/// The delays of a subscription's policy.
fn durations(policy: &Value) -> Vec<Duration> {
    let read = SubscriptionPolicy::read(&policy.to_string());
    let read = read.unwrap_or_else(|fault| panic!("{fault}"));
    let rules = SubscriptionPolicy::effective(&TopicPolicy::default(), Some(&read)).rules();
    (1..).map_while(|failure| rules.delay(failure)).collect()
}

/// The same, in milliseconds.
fn delays(policy: &Value) -> Vec<u128> {
    let durations = durations(policy).into_iter();
    durations.map(|delay| delay.as_millis()).collect()
}

fn healthy(policy: Value) -> Value {
    json!({ "healthyRetryPolicy": policy })
}

#[test]
fn nobody_says_anything_and_it_is_tried_three_times_more_20_s_apart() {
    assert_eq!(delays(&json!({})), [20_000; 3]);
}

/// The policy on AWS's page: what its four phases come to, by the page's own words.
#[test]
fn the_phases_of_the_guides_policy_follow_each_other() {
    let policy = healthy(json!({
        "minDelayTarget": 1, "maxDelayTarget": 60, "numRetries": 50, "numNoDelayRetries": 3,
        "numMinDelayRetries": 2, "numMaxDelayRetries": 35, "backoffFunction": "exponential",
    }));
    let delays = delays(&policy);
    assert_eq!(delays.len(), 50);
    assert_eq!(delays[..5], [0, 0, 0, 1_000, 1_000]);
    assert_eq!((delays[5], delays[14]), (1_000, 60_000));
    assert!(
        delays[5..15].is_sorted_by(|one, next| one < next),
        "{delays:?}"
    );
    assert_eq!(delays[15..], [60_000; 35]);
}

/// AWS's picture: ten retries from 5 to 260 seconds. The ends are the page's, what is between is ours.
#[test]
fn each_backoff_function_goes_from_the_least_delay_to_the_most() {
    for (function, expected) in [
        (
            "linear",
            [
                5_000, 33_333, 61_667, 90_000, 118_333, 146_667, 175_000, 203_333, 231_667, 260_000,
            ],
        ),
        (
            "arithmetic",
            [
                5_000, 10_667, 22_000, 39_000, 61_667, 90_000, 124_000, 163_667, 209_000, 260_000,
            ],
        ),
        (
            "geometric",
            [
                5_000, 7_756, 12_031, 18_663, 28_949, 44_906, 69_658, 108_054, 167_612, 260_000,
            ],
        ),
        (
            "exponential",
            [
                5_000, 5_499, 6_497, 8_493, 12_485, 20_470, 36_438, 68_376, 132_250, 260_000,
            ],
        ),
    ] {
        let policy = healthy(json!({
            "minDelayTarget": 5, "maxDelayTarget": 260, "numRetries": 10, "backoffFunction": function,
        }));
        assert_eq!(delays(&policy), expected, "{function}");
    }
    let one = healthy(json!({"minDelayTarget": 5, "maxDelayTarget": 260, "numRetries": 1}));
    assert_eq!(delays(&one), [5_000]);
}

fn refused(policy: &Value) -> String {
    SubscriptionPolicy::read(&policy.to_string()).unwrap_err()
}

#[test]
fn what_is_no_delivery_policy_is_refused_in_awss_words() {
    for (policy, words) in [
        (
            json!({"minDelayTarget": 0}),
            "healthyRetryPolicy.minDelayTarget must be greater than or equal to 1",
        ),
        (
            json!({"maxDelayTarget": 3601}),
            "healthyRetryPolicy.maxDelayTarget must be less than or equal to 3600",
        ),
        (
            json!({"numRetries": 101}),
            "healthyRetryPolicy.numRetries must be less than or equal to 100",
        ),
        (
            json!({"numNoDelayRetries": -1}),
            "healthyRetryPolicy.numNoDelayRetries must be greater than or equal to 0",
        ),
        (
            json!({"minDelayTarget": 5, "maxDelayTarget": 3}),
            "healthyRetryPolicy.maxDelayTarget must be greater than or equal to minDelayTarget",
        ),
        (
            json!({"numRetries": 20, "numMinDelayRetries": 7, "numMaxDelayRetries": 7, "numNoDelayRetries": 7}),
            "healthyRetryPolicy.numRetries must be greater than or equal to total of numMinDelayRetries, numNoDelayRetries and numMaxDelayRetries",
        ),
        (
            json!({"numRetries": 3, "numMinDelayRetries": u32::MAX, "numMaxDelayRetries": u32::MAX}),
            "healthyRetryPolicy.numRetries must be greater than or equal to total of",
        ),
        (
            json!({"minDelayTarget": 100, "maxDelayTarget": 100, "numRetries": 37}),
            "healthyRetryPolicy.numRetries: the total retry time must not be greater than 3600 seconds",
        ),
        (
            json!({"backoffFunction": "sudden"}),
            "healthyRetryPolicy.backoffFunction: the value [sudden] is not a valid backoff function",
        ),
        (
            json!({"numRetries": 1.5}),
            "healthyRetryPolicy.numRetries must be an integer",
        ),
        (json!({"colour": 1}), "Unexpected JSON member: colour"),
        (json!([]), "healthyRetryPolicy must be a JSON object"),
    ] {
        let refused = refused(&healthy(policy));
        let expected = format!("DeliveryPolicy: {words}");
        assert!(refused.starts_with(&expected), "{refused}");
    }
    for (policy, words) in [
        (
            json!({"throttlePolicy": {"maxReceivesPerSecond": 0}}),
            "throttlePolicy.maxReceivesPerSecond must be >= 1",
        ),
        (
            json!({"requestPolicy": {"headerContentType": "image/png"}}),
            "requestPolicy.headerContentType: Invalid value [image/png]",
        ),
        (
            json!({"requestPolicy": {"headerContentType": "text/plain;\r\nx: y"}}),
            "requestPolicy.headerContentType: Invalid value",
        ),
        (json!({"http": {}}), "Unexpected JSON member: http"),
        (json!({"guaranteed": 1}), "guaranteed must be a boolean"),
        (json!(1), "must be a JSON object"),
    ] {
        let refused = refused(&policy);
        let expected = format!("DeliveryPolicy: {words}");
        assert!(refused.starts_with(&expected), "{refused}");
    }
    let of_topic = |policy: Value| TopicPolicy::read(&policy.to_string()).unwrap_err();
    assert_eq!(
        of_topic(json!({"http": {"defaultHealthyRetryPolicy": {"numRetries": 101}}})),
        "DeliveryPolicy: http.defaultHealthyRetryPolicy.numRetries must be less than or equal to 100"
    );
    assert_eq!(
        of_topic(json!({"http": {"throttlePolicy": {}}})),
        "DeliveryPolicy: Unexpected JSON member: throttlePolicy"
    );
    assert!(
        of_topic(json!({"http": {"defaultRequestPolicy": {"headerContentType": "text/csv"}}}))
            .ends_with("[text/csv]")
    );
}

/// As recorded: with what nobody said left out of a topic's, and null in a subscription's.
#[test]
fn policies_are_given_back_as_aws_gives_them_back() {
    let topic = |text: &str| TopicPolicy::read(text).unwrap();
    for (said, given_back) in [
        (
            r#"{"http":{"defaultRequestPolicy":{"headerContentType":"application/json"}}}"#,
            r#"{"http":{"disableSubscriptionOverrides":false,"defaultRequestPolicy":{"headerContentType":"application/json"}}}"#,
        ),
        (
            r#"{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":5,"maxDelayTarget":6,"numRetries":1}}}"#,
            r#"{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":5,"maxDelayTarget":6,"numRetries":1},"disableSubscriptionOverrides":false}}"#,
        ),
        (
            r#"{"http":{"defaultHealthyRetryPolicy":null}}"#,
            r#"{"http":{"disableSubscriptionOverrides":false}}"#,
        ),
    ] {
        assert_eq!(topic(said).text(), given_back);
    }
    let json =
        topic(r#"{"http":{"defaultRequestPolicy":{"headerContentType":"application/json"}}}"#);
    let own = SubscriptionPolicy::read(
        r#"{"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":1,"numRetries":0,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"sicklyRetryPolicy":null,"throttlePolicy":{"maxReceivesPerSecond":1000},"guaranteed":false}"#,
    )
    .unwrap();
    assert_eq!(
        own.text(),
        r#"{"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":1,"numRetries":0,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"sicklyRetryPolicy":null,"throttlePolicy":{"maxReceivesPerSecond":1000},"requestPolicy":null,"guaranteed":false}"#
    );
    assert_eq!(
        SubscriptionPolicy::effective(&json, Some(&own)).text(),
        r#"{"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":1,"numRetries":0,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"sicklyRetryPolicy":null,"throttlePolicy":{"maxReceivesPerSecond":1000},"requestPolicy":{"headerContentType":"application/json"},"guaranteed":false}"#
    );
}

#[test]
fn a_topic_may_not_let_its_subscriptions_say_otherwise() {
    let own = SubscriptionPolicy::read(r#"{"healthyRetryPolicy":{"numRetries":1}}"#).unwrap();
    for (overrides, tries) in [(false, 1), (true, 5)] {
        let topic = json!({"http": {
            "defaultHealthyRetryPolicy": {"numRetries": 5}, "disableSubscriptionOverrides": overrides,
        }});
        let topic = TopicPolicy::read(&topic.to_string()).unwrap();
        let rules = SubscriptionPolicy::effective(&topic, Some(&own)).rules();
        assert!(rules.delay(tries).is_some());
        assert_eq!(rules.delay(tries + 1), None);
    }
}

/// What a policy may say, and what its delays are as its page tells it: phase after phase.
#[derive(Debug, Clone)]
struct Said {
    least: u32,
    most: u32,
    phases: [u32; 4],
    function: &'static str,
}

fn said() -> impl Strategy<Value = Said> {
    let function = prop::sample::select(vec!["linear", "arithmetic", "geometric", "exponential"]);
    let phases = [0_u32..25, 0..25, 0..25, 0..25];
    ((1_u32..40), (0_u32..60), phases, function).prop_map(|(least, more, phases, function)| Said {
        least,
        most: least + more,
        phases,
        function,
    })
}

/// Step by step: each delay is made of the one before it.
fn naive_backoff(said: &Said, length: u32) -> Vec<f64> {
    let (least, most) = (f64::from(said.least), f64::from(said.most));
    let steps = length.saturating_sub(1);
    let step = |number: u32| match said.function {
        "linear" => 1.0,
        "arithmetic" => f64::from(number + 1),
        _ => (0..number).fold(1.0, |step, _| step * 2.0),
    };
    let all: f64 = (0..steps).map(step).sum();
    let mut delay = least;
    let mut delays = Vec::new();
    for number in 0..length {
        delays.push(delay);
        if said.function == "geometric" {
            let root = ((most / least).ln() / f64::from(steps.max(1))).exp();
            delay *= root;
        } else {
            delay += (most - least) * step(number) / all;
        }
    }
    delays
}

proptest! {
    #[test]
    fn delays_are_those_of_the_phases_one_after_the_other(said in said()) {
        let [without, least, backoff, most] = said.phases;
        let policy = healthy(json!({
            "minDelayTarget": said.least, "maxDelayTarget": said.most,
            "numRetries": without + least + backoff + most,
            "numNoDelayRetries": without, "numMinDelayRetries": least, "numMaxDelayRetries": most,
            "backoffFunction": said.function,
        }));
        let mut expected = vec![0.0; without as usize];
        expected.extend(vec![f64::from(said.least); least as usize]);
        expected.extend(naive_backoff(&said, backoff));
        expected.extend(vec![f64::from(said.most); most as usize]);
        let total: f64 = expected.iter().sum();
        prop_assume!((total - 3_600.0).abs() > 1.0);
        let read = SubscriptionPolicy::read(&policy.to_string());
        prop_assert_eq!(read.is_ok(), total < 3_600.0, "{}", total);
        if read.is_ok() {
            let found = durations(&policy);
            prop_assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(&expected) {
                let is_near = (found.as_secs_f64() - expected).abs() < 0.01;
                prop_assert!(is_near, "{:?} {}", found, expected);
            }
        }
    }
}

#[test]
fn posts_are_as_far_apart_as_the_throttle_policy_has_it() {
    let gap = |rate: Value| {
        let policy = json!({"throttlePolicy": {"maxReceivesPerSecond": rate}});
        let own = SubscriptionPolicy::read(&policy.to_string()).unwrap();
        SubscriptionPolicy::effective(&TopicPolicy::default(), Some(&own))
            .rules()
            .gap
    };
    assert_eq!(gap(json!(null)), None);
    assert_eq!(gap(json!(1)), Some(Duration::from_secs(1)));
    assert_eq!(gap(json!(10)), Some(Duration::from_millis(100)));
}
