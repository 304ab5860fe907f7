//! Composite alarms: their rules by their children, and what suppresses their actions.

use super::*;
use crate::topic::CreateTopic;

const ARN: &str = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:";

/// Alarms `a`, `b` and `s`, all OK, and the topic. Nothing is published and what is missing is ignored: they stay as they are set.
fn stage() -> Stage {
    let mut stage = Stage::new();
    stage
        .call::<CreateTopic>(json!({"Name": "alerts"}))
        .unwrap();
    for name in ["a", "b", "s"] {
        stage
            .put_alarm(name, json!({"TreatMissingData": "ignore"}))
            .unwrap();
        stage.set_state(name, "OK");
    }
    stage
}

fn actions(stage: &mut Stage) -> usize {
    let acted = json!({"HistoryItemType": "Action", "AlarmTypes": ["CompositeAlarm"]});
    stage.history(acted).len()
}

#[test]
fn a_composite_alarm_follows_its_children() {
    let mut stage = stage();
    stage
        .put_composite("c", "ALARM(a) AND NOT ALARM(b)", json!({}))
        .unwrap();
    let alarm = stage.describe("c");
    assert_eq!(alarm["StateValue"], "OK");
    let reason = format!("{ARN}c was created and its alarm rule evaluates to OK");
    assert_eq!(alarm["StateReason"], json!(reason));
    let data: Value = serde_json::from_str(alarm["StateReasonData"].as_str().unwrap()).unwrap();
    assert_eq!(data["triggeringAlarms"].as_array().unwrap().len(), 2);
    stage.set_state("a", "ALARM");
    let alarm = stage.describe("c");
    assert_eq!(alarm["StateValue"], "ALARM");
    let reason = format!("{ARN}a transitioned to ALARM at Sunday 19 April, 2026 13:28:51 UTC");
    assert_eq!(alarm["StateReason"], json!(reason));
    assert_eq!(
        alarm["StateReasonData"],
        format!(
            r#"{{"triggeringAlarms":[{{"arn":"{ARN}a","state":{{"value":"ALARM","timestamp":"2026-04-19T13:28:51.000+0000"}}}}]}}"#
        )
    );
    stage.set_state("b", "ALARM");
    assert_eq!(stage.state("c"), "OK");
    stage.put_composite("c", "ALARM(a)", json!({})).unwrap();
    let reason = format!("{ARN}c was updated and its alarm rule evaluates to ALARM");
    assert_eq!(stage.reason("c"), reason);
}

#[test]
fn a_composite_alarm_is_described_as_it_was_said() {
    let mut stage = stage();
    let extra = json!({
        "AlarmDescription": "d", "ActionsSuppressor": format!("{ARN}s"),
        "ActionsSuppressorWaitPeriod": 60, "ActionsSuppressorExtensionPeriod": 120, "OKActions": [TOPIC],
    });
    stage
        .put_composite("c", &format!("ALARM(\"{ARN}a\")"), extra)
        .unwrap();
    let mut alarm = stage.describe("c");
    let members = alarm.as_object_mut().unwrap();
    for name in [
        "AlarmConfigurationUpdatedTimestamp",
        "StateUpdatedTimestamp",
        "StateTransitionedTimestamp",
        "StateReasonData",
        "StateReason",
    ] {
        assert!(members.remove(name).is_some(), "{name}");
    }
    assert_eq!(
        alarm,
        json!({
            "ActionsEnabled": true, "AlarmActions": [], "AlarmArn": format!("{ARN}c"), "AlarmDescription": "d",
            "AlarmName": "c", "AlarmRule": format!("ALARM(\"{ARN}a\")"), "InsufficientDataActions": [], "OKActions": [TOPIC],
            "StateValue": "OK", "ActionsSuppressedBy": "WaitPeriod", "ActionsSuppressedReason": "Actions suppressed by WaitPeriod",
            "ActionsSuppressor": format!("{ARN}s"), "ActionsSuppressorWaitPeriod": 60, "ActionsSuppressorExtensionPeriod": 120,
        })
    );
    let needed = json!({"AlarmNames": ["s"]});
    assert!(
        stage.call::<DeleteAlarms>(needed).is_err(),
        "the suppressor is needed"
    );
}

#[test]
fn a_topic_hears_of_a_composite_alarm_in_awss_message() {
    let mut stage = stage();
    stage
        .put_composite("c", "ALARM(a)", json!({"AlarmActions": [TOPIC]}))
        .unwrap();
    stage.set_state("a", "ALARM");
    let items = stage.history(json!({"AlarmName": "c", "HistoryItemType": "Action"}));
    let data: Value = serde_json::from_str(items[0]["HistoryData"].as_str().unwrap()).unwrap();
    assert_eq!(
        data["publishedMessage"],
        concat!(
            r#"{"AlarmName":"c","AlarmDescription":null,"AWSAccountId":"000000000000","NewStateValue":"ALARM","#,
            r#""NewStateReason":"arn:aws:cloudwatch:us-east-1:000000000000:alarm:a transitioned to ALARM at Sunday 19 April, 2026 13:28:51 UTC","#,
            r#""StateChangeTime":"2026-04-19T13:28:51.000+0000","Region":"US East (N. Virginia)","AlarmArn":"arn:aws:cloudwatch:us-east-1:000000000000:alarm:c","#,
            r#""OKActions":[],"AlarmActions":["arn:aws:sns:us-east-1:000000000000:alerts"],"InsufficientDataActions":[],"OldStateValue":"OK","AlarmRule":"ALARM(a)","#,
            r#""TriggeringChildren":[{"Arn":"arn:aws:cloudwatch:us-east-1:000000000000:alarm:a","State":{"Value":"ALARM","Timestamp":"2026-04-19T13:28:51.000+0000"}}]}"#,
        )
    );
}

#[test]
fn composites_watch_composites_and_stop_on_a_cycle() {
    let mut stage = stage();
    stage.put_composite("c", "ALARM(a)", json!({})).unwrap();
    stage.put_composite("d", "NOT OK(c)", json!({})).unwrap();
    stage.set_state("a", "ALARM");
    assert_eq!(stage.state("d"), "ALARM");
    stage.set_state("a", "OK");
    assert_eq!(stage.state("d"), "OK");
    stage
        .put_composite("c", "ALARM(a) OR OK(d)", json!({}))
        .unwrap();
    stage.set_state("a", "ALARM");
    assert_eq!(stage.state("c"), "OK", "its rule leads back to it");
    for name in ["c", "d"] {
        let delete = json!({"AlarmNames": [name]});
        assert!(stage.call::<DeleteAlarms>(delete).is_err());
    }
    stage.put_composite("c", "FALSE", json!({})).unwrap();
    stage
        .call::<DeleteAlarms>(json!({"AlarmNames": ["d"]}))
        .unwrap();
}

#[test]
fn what_cannot_be_a_composite_alarm_is_refused() {
    let mut stage = stage();
    for (name, rule, extra, text) in [
        (
            "c",
            "ALARM(x) OR OK(y)",
            json!({}),
            "Could not save the composite alarm c as alarms [x, y] in the alarm rule do not exist",
        ),
        (
            "c",
            "ALARM(a",
            json!({}),
            "AlarmRule: a closing parenthesis expected at character 8",
        ),
        (
            "c",
            "AT_LEAST(1, ALARM, (a))",
            json!({}),
            "AlarmRule: AT_LEAST is not implemented by this emulator.",
        ),
        (
            "a",
            "ALARM(b)",
            json!({}),
            "An alarm of another type (MetricAlarm) already exists with the name a.",
        ),
        (
            "c",
            "TRUE",
            json!({"ActionsSuppressor": "s"}),
            "ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod are required with an ActionsSuppressor.",
        ),
        (
            "c",
            "TRUE",
            json!({"ActionsSuppressorWaitPeriod": 1}),
            "ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod need an ActionsSuppressor.",
        ),
        (
            "c",
            "TRUE",
            json!({"ActionsSuppressor": "x", "ActionsSuppressorWaitPeriod": 1, "ActionsSuppressorExtensionPeriod": 1}),
            "The ActionsSuppressor x does not exist.",
        ),
        (
            "c",
            "TRUE",
            json!({"AlarmActions": ["arn:aws:ssm:us-east-1:000000000000:opsitem:1"]}),
            "The action arn:aws:ssm:us-east-1:000000000000:opsitem:1 is not implemented by this emulator: alarms act on SNS topics and Lambda functions.",
        ),
    ] {
        let error = stage.put_composite(name, rule, extra).unwrap_err();
        assert_eq!(error, MetricsError::Validation(text.to_owned()));
    }
    stage.put_composite("c", "TRUE", json!({})).unwrap();
    assert!(stage.put_alarm("c", json!({})).is_err());
}

/// A composite alarm on `a` whose actions `s` suppresses: it waits 60 s for it, and 120 s after it.
fn suppressed() -> Stage {
    let mut stage = stage();
    let extra = json!({
        "AlarmActions": [TOPIC], "ActionsSuppressor": "s",
        "ActionsSuppressorWaitPeriod": 60, "ActionsSuppressorExtensionPeriod": 120,
    });
    stage.put_composite("c", "ALARM(a)", extra).unwrap();
    stage.pass(60);
    assert_eq!(stage.describe("c").get("ActionsSuppressedBy"), None);
    stage
}

#[test]
fn actions_wait_for_a_suppressor_that_does_not_come() {
    let mut stage = suppressed();
    stage.set_state("a", "ALARM");
    assert_eq!(stage.describe("c")["ActionsSuppressedBy"], "WaitPeriod");
    assert_eq!(
        stage.world.next_work(),
        Some(stage.now + SignedDuration::from_secs(60)),
        "it waits to be done"
    );
    stage.pass(59);
    assert_eq!(actions(&mut stage), 0);
    stage.pass(1);
    assert_eq!(actions(&mut stage), 1);
    assert_eq!(stage.describe("c").get("ActionsSuppressedBy"), None);
    assert_eq!(stage.world.next_work(), None);
}

#[test]
fn actions_wait_while_the_suppressor_is_in_alarm_and_a_while_after() {
    let mut stage = suppressed();
    stage.set_state("a", "ALARM");
    stage.pass(30);
    stage.set_state("s", "ALARM");
    assert_eq!(stage.describe("c")["ActionsSuppressedBy"], "Alarm");
    stage.pass(600);
    assert_eq!(actions(&mut stage), 0);
    stage.set_state("s", "OK");
    assert_eq!(
        stage.describe("c")["ActionsSuppressedBy"],
        "ExtensionPeriod"
    );
    stage.pass(119);
    assert_eq!(actions(&mut stage), 0);
    stage.pass(1);
    assert_eq!(actions(&mut stage), 1);
}

#[test]
fn what_is_over_before_the_wait_is_does_nothing() {
    let mut stage = suppressed();
    stage.set_state("s", "ALARM");
    stage.set_state("a", "ALARM");
    assert_eq!(
        stage.describe("c")["ActionsSuppressedBy"],
        "Alarm",
        "it is there already"
    );
    stage.set_state("a", "OK");
    stage.set_state("s", "OK");
    stage.pass(120);
    assert_eq!(actions(&mut stage), 0);
    assert_eq!(stage.describe("c").get("ActionsSuppressedBy"), None);
}
