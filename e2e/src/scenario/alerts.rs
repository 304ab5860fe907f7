//! Who hears of it: from an alarm to a topic to a queue, and which of the messages a subscription wants.

use std::time::Duration;

use aws_sdk_cloudwatch::types::StateValue;
use serde_json::json;

use crate::env::Env;
use crate::stack::{Alarm, Spec, Stack, Wanted};

/// What an alarm tells in its own words; how a Region is called in them differs (docs/parity.md).
pub async fn an_alarm_is_heard_by_the_queue_of_its_topic<E: Env>(env: &E) {
    let stack = super::stack(env).await;
    let topic = stack.topic().await;
    let listener = stack.listener(&topic, "inbox", &Wanted::Everything).await;
    let name = format!("{}-malformed", stack.bucket);
    let alarm = Alarm {
        name: &name,
        namespace: &stack.namespace,
        metric_name: "MalformedRecords",
        dimension: Some(("FunctionName", "f")),
        // Nothing but what the scenario says sets the alarm's state: an evaluation, which a cloud makes soon after the alarm
        // is put and then once a period, finds no data and keeps it.
        period: Duration::from_secs(300),
        treat_missing_data: "ignore",
    };
    stack.alarm(&alarm, &topic).await;
    for (before, state) in [
        (StateValue::InsufficientData, StateValue::Alarm),
        (StateValue::Alarm, StateValue::Ok),
    ] {
        let reason = format!("a scenario says {state}");
        stack.set_alarm(&name, state.clone(), &reason).await;
        let letter = stack.letters(&listener, 1).await.remove(0);
        let subject = format!(r#"{state}: "{name}" in "#);
        assert!(letter.subject.starts_with(&subject), "{}", letter.subject);
        assert_eq!(letter.topic_arn, topic.arn);
        let told = letter.told();
        assert_eq!(told["AlarmName"], name.as_str());
        assert_eq!(told["AWSAccountId"], "000000000000");
        assert_eq!(told["OldStateValue"], before.as_str());
        assert_eq!(told["NewStateValue"], state.as_str());
        assert_eq!(told["NewStateReason"], reason.as_str());
        let trigger = &told["Trigger"];
        assert_eq!(trigger["MetricName"], "MalformedRecords");
        assert_eq!(trigger["Namespace"], stack.namespace.as_str());
        assert_eq!(trigger["StatisticType"], "Statistic");
        assert_eq!(trigger["Statistic"], "SUM");
        let dimensions = json!([{"name": "FunctionName", "value": "f"}]);
        assert_eq!(trigger["Dimensions"], dimensions);
    }
}

/// Four queues of one topic, of which one hears everything: the last message is for all, so that whatever else was on its way is there.
pub async fn a_filter_policy_chooses_what_its_queue_hears<E: Env>(env: &E) {
    let stack = super::stack(env).await;
    let topic = stack.topic().await;
    let loud = json!({"severity": ["high", {"prefix": "crit"}]});
    let not_low = json!({"severity": [{"anything-but": ["low", "high"]}]});
    let costly =
        json!({"cost": {"tokens": [{"numeric": [">=", 100]}]}, "who": ["everybody", "me"]});
    let mut listeners = Vec::new();
    for (name, wanted) in [
        ("all", Wanted::Everything),
        ("loud", Wanted::Attributes(loud)),
        ("not-low", Wanted::Attributes(not_low)),
        ("costly", Wanted::Body(costly)),
    ] {
        listeners.push((name, stack.listener(&topic, name, &wanted).await));
    }
    let published = [
        ("cheap", 7, "me", "low"),
        ("dear", 100, "me", "high"),
        ("somebody else's", 250, "her", "critical"),
        ("everybody's", 250, "everybody", "critical"),
    ];
    for (name, tokens, who, severity) in published {
        let message = json!({"name": name, "cost": {"tokens": tokens}, "who": who});
        let attribute = ("severity", severity);
        stack.publish(&topic, &message.to_string(), attribute).await;
    }
    let expected: [&[&str]; 4] = [
        &["cheap", "dear", "everybody's", "somebody else's"],
        &["dear", "everybody's", "somebody else's"],
        &["everybody's", "somebody else's"],
        &["dear", "everybody's"],
    ];
    for ((name, listener), expected) in listeners.iter().zip(expected) {
        let letters = stack.letters(listener, expected.len()).await;
        let mut heard: Vec<String> = letters
            .iter()
            .map(|letter| {
                letter.told()["name"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect();
        heard.sort();
        assert_eq!(heard, expected, "{name}");
    }
}

/// The guide's alarm, from the poison message on.
pub async fn a_dead_letter_raises_the_alarm_that_a_queue_hears<E: Env>(env: &E) {
    let stack = Stack::new(env, Spec::redelivering(env.timing(), 1)).await;
    let topic = stack.topic().await;
    let listener = stack.listener(&topic, "inbox", &Wanted::Everything).await;
    let alarm = stack.alarm_on_dead_letters(&topic).await;
    stack.send(r#"{"orderId": "A-1001"}"#).await;
    stack.played_out().await;
    let letter = stack.letter_of_alarm(&listener, &alarm, "ALARM").await;
    let subject = format!(r#"ALARM: "{alarm}" in "#);
    assert!(letter.subject.starts_with(&subject), "{}", letter.subject);
    let trigger = &letter.told()["Trigger"];
    assert_eq!(trigger["MetricName"], "ApproximateNumberOfMessagesVisible");
    assert_eq!(trigger["Dimensions"][0]["name"], "QueueName");
    stack.dead_letters(1).await;
}
