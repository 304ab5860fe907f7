//! What there is, and what happened.

use super::*;
use crate::value::Epoch;

fn names(stage: &mut Stage, request: Value) -> Vec<String> {
    let reply = stage.call::<DescribeAlarms>(request).unwrap();
    let reply = serde_json::to_value(reply).unwrap();
    let lists = ["CompositeAlarms", "MetricAlarms"];
    let alarms = lists
        .iter()
        .flat_map(|list| reply[list].as_array().unwrap());
    alarms
        .map(|alarm| alarm["AlarmName"].as_str().unwrap().to_owned())
        .collect()
}

/// Two metric alarms, `a` and `ab`, and a composite one, `c`, on `a`.
fn stage() -> Stage {
    let mut stage = Stage::with_alarm(json!({}));
    stage
        .put_alarm("ab", json!({"AlarmActions": [TOPIC]}))
        .unwrap();
    stage.put_composite("c", "ALARM(a)", json!({})).unwrap();
    stage
}

#[test]
fn an_alarm_is_described_as_it_was_said() {
    let mut stage = Stage::with_alarm(json!({
        "AlarmDescription": "d", "AlarmActions": [TOPIC], "Dimensions": [{"Name": "z", "Value": "1"}, {"Name": "b", "Value": "2"}],
        "Unit": "Count", "TreatMissingData": "ignore",
    }));
    let at = Epoch(stage.now).seconds();
    assert_eq!(
        stage.describe("a"),
        json!({
            "AlarmName": "a", "AlarmArn": "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a",
            "AlarmDescription": "d", "AlarmConfigurationUpdatedTimestamp": at, "ActionsEnabled": true,
            "OKActions": [], "AlarmActions": [TOPIC], "InsufficientDataActions": [],
            "StateValue": "INSUFFICIENT_DATA", "StateReason": "Unchecked: Initial alarm creation",
            "StateUpdatedTimestamp": at, "StateTransitionedTimestamp": at,
            "MetricName": "m", "Namespace": "N", "Statistic": "Sum",
            "Dimensions": [{"Name": "z", "Value": "1"}, {"Name": "b", "Value": "2"}],
            "Period": 60, "Unit": "Count", "EvaluationPeriods": 1, "Threshold": 0.0,
            "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "ignore",
        })
    );
}

#[test]
fn alarms_are_filtered_by_everything_that_there_is() {
    let mut stage = stage();
    for (request, expected) in [
        (json!({}), vec!["a", "ab"]),
        (json!({"AlarmTypes": ["MetricAlarm"]}), vec!["a", "ab"]),
        (json!({"AlarmTypes": ["CompositeAlarm"]}), vec!["c"]),
        (
            json!({"AlarmTypes": ["CompositeAlarm", "MetricAlarm"]}),
            vec!["c", "a", "ab"],
        ),
        (json!({"AlarmTypes": ["LogAlarm"]}), vec![]),
        (json!({"AlarmNames": ["ab", "c", "absent"]}), vec!["ab"]),
        (json!({"AlarmNamePrefix": "ab"}), vec!["ab"]),
        (
            json!({"StateValue": "OK", "AlarmTypes": ["CompositeAlarm", "MetricAlarm"]}),
            vec!["c"],
        ),
        (json!({"ActionPrefix": "arn:aws:sns"}), vec!["ab"]),
        (json!({"ActionPrefix": "arn:aws:lambda"}), vec![]),
        (json!({"ChildrenOfAlarmName": "c"}), vec!["a"]),
        (json!({"ParentsOfAlarmName": "a"}), vec!["c"]),
        (json!({"ParentsOfAlarmName": "ab"}), vec![]),
    ] {
        assert_eq!(names(&mut stage, request.clone()), expected, "{request}");
    }
    for request in [
        json!({"AlarmNames": ["a"], "AlarmNamePrefix": "a"}),
        json!({"ChildrenOfAlarmName": "c", "StateValue": "OK"}),
        json!({"ChildrenOfAlarmName": "a"}),
        json!({"AlarmTypes": ["Alarm"]}),
        json!({"MaxRecords": 101}),
    ] {
        let error = stage.call::<DescribeAlarms>(request.clone()).unwrap_err();
        assert!(
            matches!(error, MetricsError::Validation(_)),
            "{request}: {error:?}"
        );
    }
    let token = json!({"NextToken": "x"});
    let error = stage.call::<DescribeAlarms>(token).unwrap_err();
    assert_eq!(error, MetricsError::InvalidNextToken);
}

#[test]
fn of_children_and_parents_little_is_told() {
    let mut stage = stage();
    let children = stage
        .call::<DescribeAlarms>(json!({"ChildrenOfAlarmName": "c"}))
        .unwrap();
    let children = serde_json::to_value(children.metric_alarms).unwrap();
    let members: Vec<&String> = children[0].as_object().unwrap().keys().collect();
    assert_eq!(
        members,
        [
            "AlarmArn",
            "AlarmName",
            "StateUpdatedTimestamp",
            "StateValue"
        ]
    );
    let parents = stage
        .call::<DescribeAlarms>(json!({"ParentsOfAlarmName": "a"}))
        .unwrap();
    let parents = serde_json::to_value(parents.composite_alarms).unwrap();
    let members: Vec<&String> = parents[0].as_object().unwrap().keys().collect();
    assert_eq!(members, ["AlarmArn", "AlarmName"]);
}

#[test]
fn alarms_come_in_pages() {
    let mut stage = Stage::new();
    for number in 0..51 {
        stage
            .put_alarm(&format!("a{number:02}"), json!({}))
            .unwrap();
    }
    let first = stage.call::<DescribeAlarms>(json!({})).unwrap();
    assert_eq!(first.metric_alarms.len(), 50);
    let next = json!({"NextToken": first.next_token});
    let second = stage.call::<DescribeAlarms>(next).unwrap();
    assert_eq!((second.metric_alarms.len(), second.next_token), (1, None));
}

#[test]
fn the_alarms_on_a_metric_are_found() {
    let mut stage = Stage::with_alarm(json!({}));
    stage
        .put_alarm(
            "b",
            json!({"Dimensions": [{"Name": "d", "Value": "1"}, {"Name": "e", "Value": "2"}]}),
        )
        .unwrap();
    stage
        .put_alarm(
            "p",
            json!({"Statistic": null, "ExtendedStatistic": "p90", "Period": 300}),
        )
        .unwrap();
    for (extra, expected) in [
        (json!({}), vec!["a", "p"]),
        (json!({"Statistic": "Sum"}), vec!["a"]),
        (json!({"ExtendedStatistic": "p90"}), vec!["p"]),
        (json!({"Period": 300}), vec!["p"]),
        (json!({"Unit": "Count"}), vec![]),
        (
            json!({"Dimensions": [{"Name": "e", "Value": "2"}, {"Name": "d", "Value": "1"}]}),
            vec!["b"],
        ),
        (json!({"Dimensions": [{"Name": "d", "Value": "1"}]}), vec![]),
        (json!({"MetricName": "other"}), vec![]),
    ] {
        let mut request = json!({"Namespace": "N", "MetricName": "m"});
        merge(&mut request, extra.clone());
        let reply = stage.call::<DescribeAlarmsForMetric>(request).unwrap();
        let found: Vec<String> = reply
            .metric_alarms
            .into_iter()
            .filter_map(|alarm| alarm.alarm_name)
            .collect();
        assert_eq!(found, expected, "{extra}");
    }
}

#[test]
fn a_history_tells_of_creations_states_updates_and_ends() {
    let mut stage = Stage::with_alarm(json!({}));
    stage.pass(1);
    stage.put_alarm("a", json!({"Threshold": 1.0})).unwrap();
    stage.set_state("a", "OK");
    stage
        .call::<DeleteAlarms>(json!({"AlarmNames": ["a", "absent"]}))
        .unwrap();
    assert_eq!(stage.state("a"), "absent");
    let items = stage.history(json!({"ScanBy": "TimestampAscending"}));
    let of = |item: &Value| -> (String, Value) {
        let text = item["HistoryData"].as_str().unwrap();
        let kind = item["HistoryItemType"].as_str().unwrap().to_owned();
        (kind, serde_json::from_str(text).unwrap())
    };
    let summaries: Vec<&str> = items
        .iter()
        .map(|item| item["HistorySummary"].as_str().unwrap())
        .collect();
    assert_eq!(
        summaries,
        [
            "Alarm \"a\" created",
            "Alarm \"a\" updated",
            "Alarm updated from INSUFFICIENT_DATA to OK",
            "Alarm \"a\" deleted"
        ]
    );
    assert_eq!(
        items[0]["HistoryData"],
        r#"{"version":"1.0","type":"Create","createdAlarm":{"alarmName":"a","alarmArn":"arn:aws:cloudwatch:us-east-1:000000000000:alarm:a","alarmConfigurationUpdatedTimestamp":"2026-04-19T13:28:51.000+0000","namespace":"N","metricName":"m","statistic":"Sum","period":60,"dimensions":[],"threshold":0.0,"comparisonOperator":"GreaterThanThreshold","evaluationPeriods":1,"stateValue":"INSUFFICIENT_DATA","stateUpdatedTimestamp":"2026-04-19T13:28:51.000+0000","actionsEnabled":true,"alarmActions":[],"insufficientDataActions":[],"okactions":[]}}"#
    );
    assert_eq!(of(&items[1]).1["updatedAlarm"]["threshold"], 1.0);
    assert_eq!(
        of(&items[1]).1["originalUpdatedFields"],
        json!({"alarmConfigurationUpdatedTimestamp": "2026-04-19T13:28:51.000+0000", "threshold": 0.0})
    );
    assert_eq!(
        items[2]["HistoryData"],
        r#"{"version":"1.0","oldState":{"stateValue":"INSUFFICIENT_DATA","stateReason":"Unchecked: Initial alarm creation"},"newState":{"stateValue":"OK","stateReason":"test"}}"#
    );
    assert_eq!(of(&items[3]).0, "ConfigurationUpdate");
    assert_eq!(items[0]["AlarmType"], "MetricAlarm");
    for (extra, number) in [
        (json!({"AlarmName": "b"}), 0),
        (json!({"HistoryItemType": "StateUpdate"}), 1),
        (json!({"AlarmTypes": ["CompositeAlarm"]}), 0),
        (json!({"EndDate": "2026-04-19T13:28:51Z"}), 1),
        (json!({"StartDate": "2026-04-19T13:28:52Z"}), 3),
    ] {
        assert_eq!(stage.history(extra.clone()).len(), number, "{extra}");
    }
    let page = json!({"MaxRecords": 3});
    let first = stage.call::<DescribeAlarmHistory>(page).unwrap();
    assert_eq!(
        first.alarm_history_items[0].history_summary,
        "Alarm \"a\" deleted"
    );
    let rest = json!({"MaxRecords": 3, "NextToken": first.next_token});
    let rest = stage.call::<DescribeAlarmHistory>(rest).unwrap();
    assert_eq!((rest.alarm_history_items.len(), rest.next_token), (1, None));
}

#[test]
fn what_is_too_long_for_a_history_leaves_out_whole_fields() {
    let mut stage = Stage::with_alarm(json!({}));
    for value in ["ALARM", "OK"] {
        let data = json!({"by": "x".repeat(3900)}).to_string();
        let set = json!({
            "AlarmName": "a", "StateValue": value, "StateReason": "r".repeat(1023), "StateReasonData": data,
        });
        stage.call::<SetAlarmState>(set).unwrap();
    }
    for item in stage.history(json!({})) {
        let data = item["HistoryData"].as_str().unwrap();
        assert!(data.len() <= 4095);
        assert!(serde_json::from_str::<Value>(data).is_ok(), "{data}");
    }
}

#[test]
fn a_history_is_kept_for_thirty_days() {
    let mut stage = Stage::with_alarm(json!({"TreatMissingData": "notBreaching"}));
    stage.pass(30 * 86_400);
    assert_eq!(stage.summaries(json!({})).len(), 2);
    stage.pass(60);
    assert_eq!(stage.summaries(json!({})), Vec::<String>::new());
}

#[test]
fn one_composite_alarm_is_deleted_at_a_time_and_no_alarm_that_it_needs() {
    let mut stage = stage();
    stage.put_composite("d", "NOT ALARM(c)", json!({})).unwrap();
    let mut delete = |names: Value| stage.call::<DeleteAlarms>(json!({"AlarmNames": names}));
    assert_eq!(
        delete(json!(["a"])).unwrap_err().to_string(),
        "Cannot delete a as there are composite alarm(s) depending on it."
    );
    assert!(delete(json!(["c"])).is_err());
    assert!(delete(json!(["c", "d"])).is_err());
    delete(json!(["d", "ab"])).unwrap();
    delete(json!(["c", "a"])).unwrap();
    assert_eq!(stage.world.next(), None);
}
