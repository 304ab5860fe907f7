//! What alarms tell topics and functions, and what their history keeps of it.

use super::*;
use crate::agenda::Due;
use crate::effect::Effect;
use crate::function::{AddPermission, CreateFunction, Order};
use crate::origin::{Caller, Principal};
use crate::service_message::ServiceMessage;
use crate::topic::{CreateTopic, SetTopicAttributes};

const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:mend";

impl Stage {
    fn with_topic(mut self) -> Self {
        self.call::<CreateTopic>(json!({"Name": "alerts"})).unwrap();
        self
    }

    /// What is sent when the alarm's state is set so, without sending it.
    fn messages(&mut self, name: &str, value: &str) -> Vec<ServiceMessage> {
        let set = json!({"AlarmName": name, "StateValue": value, "StateReason": "test"});
        let set: SetAlarmState = serde_json::from_value(set).unwrap();
        self.world.advance(self.now);
        let call = Call::new(Origin::default(), set.into_operation());
        self.world.perform(call).result.unwrap();
        let mut messages = Vec::new();
        while let Some(due) = self.world.agenda.take_soon() {
            if let Due::AlarmAction(action) = due {
                messages.push(action.message);
            }
        }
        messages
    }

    /// The text of the last message that was taken.
    fn published(&mut self, name: &str) -> String {
        let items = self.history(json!({"AlarmName": name, "HistoryItemType": "Action"}));
        let data: Value = serde_json::from_str(items[0]["HistoryData"].as_str().unwrap()).unwrap();
        assert_eq!(data["actionState"], "Succeeded");
        data["publishedMessage"].as_str().unwrap().to_owned()
    }
}

#[test]
fn a_topic_hears_of_a_metric_alarm_in_awss_message() {
    let mut stage = Stage::new().with_topic();
    let extra = json!({
        "AlarmDescription": "too many", "AlarmActions": [TOPIC], "OKActions": [TOPIC],
        "Dimensions": [{"Name": "Queue", "Value": "dead"}], "Unit": "Count",
        "DatapointsToAlarm": 1, "TreatMissingData": "notBreaching",
    });
    stage.put_alarm("a", extra).unwrap();
    let datum = json!({
        "MetricName": "m", "Value": 3.0, "Unit": "Count",
        "Dimensions": [{"Name": "Queue", "Value": "dead"}],
    });
    stage.publish_with(datum);
    stage.pass_to("13:29:00");
    assert_eq!(
        stage.published("a"),
        concat!(
            r#"{"AlarmName":"a","AlarmDescription":"too many","AWSAccountId":"000000000000","#,
            r#""AlarmConfigurationUpdatedTimestamp":"2026-04-19T13:28:51.000+0000","NewStateValue":"ALARM","#,
            r#""NewStateReason":"Threshold Crossed: 1 out of the last 1 datapoints [3.0 (19/04/26 13:28:00)] was greater than the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition).","#,
            r#""StateChangeTime":"2026-04-19T13:29:00.000+0000","Region":"US East (N. Virginia)","#,
            r#""AlarmArn":"arn:aws:cloudwatch:us-east-1:000000000000:alarm:a","OldStateValue":"INSUFFICIENT_DATA","#,
            r#""OKActions":["arn:aws:sns:us-east-1:000000000000:alerts"],"AlarmActions":["arn:aws:sns:us-east-1:000000000000:alerts"],"InsufficientDataActions":[],"#,
            r#""Trigger":{"MetricName":"m","Namespace":"N","StatisticType":"Statistic","Statistic":"SUM","Unit":"Count","#,
            r#""Dimensions":[{"value":"dead","name":"Queue"}],"Period":60,"EvaluationPeriods":1,"DatapointsToAlarm":1,"#,
            r#""ComparisonOperator":"GreaterThanThreshold","Threshold":0.0,"TreatMissingData":"notBreaching","EvaluateLowSampleCountPercentile":""}}"#,
        )
    );
    stage.pass(240);
    let recovered = stage.published("a");
    assert!(recovered.contains(r#""NewStateValue":"OK""#), "{recovered}");
    assert_eq!(
        stage.summaries(json!({"AlarmName": "a"})),
        [
            "Successfully executed action arn:aws:sns:us-east-1:000000000000:alerts",
            "Alarm updated from ALARM to OK",
            "Successfully executed action arn:aws:sns:us-east-1:000000000000:alerts",
            "Alarm updated from INSUFFICIENT_DATA to ALARM",
            "Alarm \"a\" created",
        ]
    );
}

/// Nothing but what is said stands in the trigger; of a percentile its own members.
#[test]
fn a_trigger_says_what_was_said() {
    let mut stage = Stage::new().with_topic();
    let extra = json!({
        "Statistic": null, "ExtendedStatistic": "p99", "AlarmActions": [TOPIC],
        "EvaluateLowSampleCountPercentile": "ignore",
    });
    stage.put_alarm("a", extra).unwrap();
    stage.set_state("a", "ALARM");
    let message = stage.published("a");
    let (_, trigger) = message.split_once(r#""Trigger":"#).unwrap();
    assert_eq!(
        trigger,
        r#"{"MetricName":"m","Namespace":"N","StatisticType":"ExtendedStatistic","ExtendedStatistic":"p99","Unit":null,"Dimensions":[],"Period":60,"EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold","Threshold":0.0,"TreatMissingData":"","EvaluateLowSampleCountPercentile":"ignore"}}"#
    );
    assert!(message.contains(r#""AlarmDescription":null"#), "{message}");
    let query = json!({
        "Namespace": null, "MetricName": null, "Statistic": null, "Period": null,
        "AlarmActions": [TOPIC],
        "Metrics": [{
            "Id": "m1", "ReturnData": true,
            "MetricStat": {
                "Metric": {"Namespace": "N", "MetricName": "m", "Dimensions": [{"Name": "d", "Value": "v"}]},
                "Period": 60, "Stat": "Sum",
            },
        }],
    });
    stage.put_alarm("b", query).unwrap();
    stage.set_state("b", "ALARM");
    let message = stage.published("b");
    let (_, trigger) = message.split_once(r#""Trigger":"#).unwrap();
    assert_eq!(
        trigger,
        r#"{"Period":60,"EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold","Threshold":0.0,"TreatMissingData":"","EvaluateLowSampleCountPercentile":"","Metrics":[{"Id":"m1","MetricStat":{"Metric":{"Dimensions":[{"value":"v","name":"d"}],"MetricName":"m","Namespace":"N"},"Period":60,"Stat":"Sum"},"ReturnData":true}]}}"#
    );
    let math = json!({
        "Namespace": null, "MetricName": null, "Statistic": null, "Period": null, "AlarmActions": [TOPIC],
        "Metrics": [
            {
                "Id": "m1", "ReturnData": false,
                "MetricStat": {"Metric": {"Namespace": "N", "MetricName": "m"}, "Period": 60, "Stat": "Sum"},
            },
            {"Id": "e1", "Expression": "m1 * 2", "Label": "twice", "ReturnData": true},
        ],
    });
    stage.put_alarm("c", math).unwrap();
    stage.set_state("c", "ALARM");
    let message = stage.published("c");
    let (_, trigger) = message.split_once(r#""Trigger":"#).unwrap();
    assert_eq!(
        trigger,
        r#"{"Period":60,"EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold","Threshold":0.0,"TreatMissingData":"","EvaluateLowSampleCountPercentile":"","Metrics":[{"Id":"m1","MetricStat":{"Metric":{"Dimensions":[],"MetricName":"m","Namespace":"N"},"Period":60,"Stat":"Sum"},"ReturnData":false},{"Expression":"m1 * 2","Id":"e1","Label":"twice","ReturnData":true}]}}"#
    );
}

#[test]
fn who_sends_and_under_which_subject() {
    let mut stage = Stage::with_alarm(json!({"AlarmActions": [TOPIC, FUNCTION]}));
    let messages = stage.messages("a", "ALARM");
    let [topic, function] = messages.as_slice() else {
        panic!("{messages:?}");
    };
    let from = |principal| Caller::Service {
        principal,
        source: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a".into(),
    };
    assert_eq!(topic.from, from(Principal::CloudWatch));
    assert_eq!(function.from, from(Principal::CloudWatchAlarms));
    let subject = "ALARM: \"a\" in US East (N. Virginia)";
    assert_eq!(topic.subject.as_deref(), Some(subject));
    assert_eq!(function.subject, None);
    let long = "n".repeat(200);
    stage
        .put_alarm(&long, json!({"AlarmActions": [TOPIC]}))
        .unwrap();
    let messages = stage.messages(&long, "ALARM");
    let subject = messages[0].subject.as_deref().unwrap();
    assert_eq!(subject.chars().count(), 100, "as long as SNS takes");
}

#[test]
fn a_function_is_invoked_with_awss_event() {
    let mut stage = Stage::with_alarm(json!({
        "AlarmDescription": "too many", "AlarmActions": [FUNCTION],
        "Dimensions": [{"Name": "Queue", "Value": "dead"}],
    }));
    let create = json!({
        "FunctionName": "mend", "Timeout": 5, "Code": {"ExecutablePath": "/opt/bootstrap"},
    });
    // One that this process makes needs no role.
    let create: CreateFunction = serde_json::from_value(create).unwrap();
    let origin = Origin {
        caller: Caller::Emulator,
        ..Origin::default()
    };
    let call = Call::new(origin, create.into_operation());
    stage.world.apply(stage.now, call).result.unwrap();
    stage.set_state("a", "ALARM");
    let failed = &stage.summaries(json!({"HistoryItemType": "Action"}))[0];
    assert!(
        failed.starts_with(&format!(
            "Failed to execute action {FUNCTION}. Received error: \""
        )),
        "its policy lets nobody: {failed}"
    );
    let permission = json!({
        "FunctionName": "mend", "StatementId": "alarms", "Action": "lambda:InvokeFunction",
        "Principal": "lambda.alarms.cloudwatch.amazonaws.com", "SourceAccount": "000000000000",
        "SourceArn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a",
    });
    stage.call::<AddPermission>(permission).unwrap();
    stage.set_state("a", "OK");
    stage.now += SignedDuration::from_millis(490);
    stage.set_state("a", "ALARM");
    let effects: Vec<Effect> = stage.world.take_effects().collect();
    let orders: Vec<&Order> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Invoke(order) => Some(order.as_ref()),
            _ => None,
        })
        .collect();
    let event: Value = serde_json::from_slice(&orders[0].payload.render()).unwrap();
    let id = event["alarmData"]["configuration"]["metrics"][0]["id"].clone();
    assert_eq!(
        event,
        json!({
            "source": "aws.cloudwatch",
            "alarmArn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a",
            "accountId": "000000000000",
            "time": "2026-04-19T13:28:51.490+0000",
            "region": "us-east-1",
            "alarmData": {
                "alarmName": "a",
                "state": {"value": "ALARM", "reason": "test", "timestamp": "2026-04-19T13:28:51.490+0000"},
                "previousState": {"value": "OK", "reason": "test", "timestamp": "2026-04-19T13:28:51.000+0000"},
                "configuration": {
                    "description": "too many",
                    "metrics": [{
                        "id": id,
                        "metricStat": {
                            "metric": {"namespace": "N", "name": "m", "dimensions": {"Queue": "dead"}},
                            "period": 60,
                            "stat": "Sum",
                        },
                        "returnData": true,
                    }],
                },
            },
        })
    );
}

#[test]
fn what_is_not_taken_stands_in_the_history_and_is_told() {
    let mut stage = Stage::with_alarm(json!({"AlarmActions": [TOPIC]}));
    stage.set_state("a", "ALARM");
    let items = stage.history(json!({"HistoryItemType": "Action"}));
    let summary = items[0]["HistorySummary"].as_str().unwrap();
    assert!(summary.starts_with(&format!(
        "Failed to execute action {TOPIC}. Received error: \""
    )));
    let data: Value = serde_json::from_str(items[0]["HistoryData"].as_str().unwrap()).unwrap();
    assert_eq!(data["actionState"], "Failed");
    assert_eq!(data["publishedMessage"], Value::Null);
    let told = stage.world.take_effects().find_map(|effect| match effect {
        Effect::Tell(notice) => Some(notice),
        _ => None,
    });
    let told = told.unwrap();
    assert_eq!(
        told.about,
        "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a"
    );
    assert!(told.what.contains(TOPIC), "{}", told.what);
}

#[test]
fn a_topics_policy_lets_alarms_or_does_not() {
    let mut stage = Stage::new().with_topic();
    stage
        .put_alarm("a", json!({"AlarmActions": [TOPIC]}))
        .unwrap();
    let policy = |source: &str| {
        json!({
            "TopicArn": TOPIC, "AttributeName": "Policy",
            "AttributeValue": json!({
                "Version": "2012-10-17",
                "Statement": [{
                    "Sid": "alarms", "Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"},
                    "Action": "SNS:Publish", "Resource": TOPIC,
                    "Condition": {
                        "ArnLike": {"aws:SourceArn": source},
                        "StringEquals": {"aws:SourceAccount": "000000000000"},
                    },
                }],
            }).to_string(),
        })
    };
    for (source, expected) in [
        (
            "arn:aws:cloudwatch:us-east-1:000000000000:alarm:*",
            "Successfully",
        ),
        (
            "arn:aws:cloudwatch:us-east-1:000000000000:alarm:b",
            "Failed",
        ),
    ] {
        stage.call::<SetTopicAttributes>(policy(source)).unwrap();
        stage.set_state("a", "OK");
        stage.set_state("a", "ALARM");
        let summary = &stage.summaries(json!({"HistoryItemType": "Action"}))[0];
        assert!(summary.starts_with(expected), "{source}: {summary}");
    }
}

#[test]
fn actions_that_are_switched_off_are_not_done() {
    let mut stage = Stage::new().with_topic();
    let actions = json!({"AlarmActions": [TOPIC], "ActionsEnabled": false});
    stage.put_alarm("a", actions).unwrap();
    let acted = json!({"HistoryItemType": "Action"});
    stage.set_state("a", "ALARM");
    assert_eq!(stage.summaries(acted.clone()), Vec::<String>::new());
    let names = json!({"AlarmNames": ["a", "absent"]});
    stage.call::<EnableAlarmActions>(names.clone()).unwrap();
    assert_eq!(stage.describe("a")["ActionsEnabled"], true);
    stage.set_state("a", "OK");
    stage.set_state("a", "ALARM");
    assert_eq!(stage.summaries(acted.clone()).len(), 1);
    stage.set_state("a", "ALARM");
    assert_eq!(
        stage.summaries(acted.clone()).len(),
        1,
        "it was in it already"
    );
    stage.call::<DisableAlarmActions>(names).unwrap();
    stage.set_state("a", "OK");
    stage.set_state("a", "ALARM");
    assert_eq!(stage.summaries(acted).len(), 1);
}

#[test]
fn what_alarms_do_not_act_on_is_refused() {
    for (action, text) in [
        ("alerts", "Invalid arn syntax: alerts"),
        (
            "arn:aws:sns:eu-west-1:000000000000:alerts",
            "Invalid region eu-west-1 specified. Only us-east-1 is supported.",
        ),
        (
            "arn:aws:automate:us-east-1:ec2:stop",
            "The action arn:aws:automate:us-east-1:ec2:stop is not implemented by this emulator: alarms act on SNS topics and Lambda functions.",
        ),
        (
            "arn:aws:ssm:us-east-1:000000000000:opsitem:1",
            "The action arn:aws:ssm:us-east-1:000000000000:opsitem:1 is not implemented by this emulator: alarms act on SNS topics and Lambda functions.",
        ),
    ] {
        for member in ["AlarmActions", "OKActions", "InsufficientDataActions"] {
            let mut stage = Stage::new();
            let refused = stage.put_alarm("a", json!({member: [action]})).unwrap_err();
            assert_eq!(refused, MetricsError::Validation(text.to_owned()));
        }
    }
}
