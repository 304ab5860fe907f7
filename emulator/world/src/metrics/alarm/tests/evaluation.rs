//! When alarms look, what they come to, and why.

use super::*;
use crate::value::Epoch;

#[test]
fn an_alarm_looks_at_whole_minutes_at_the_minutes_before() {
    let mut stage = Stage::with_alarm(json!({}));
    assert_eq!(stage.state("a"), "INSUFFICIENT_DATA");
    assert_eq!(stage.reason("a"), "Unchecked: Initial alarm creation");
    stage.publish(5.0);
    stage.pass_to("13:28:59.999");
    assert_eq!(stage.state("a"), "INSUFFICIENT_DATA");
    stage.pass_to("13:29:00");
    assert_eq!(stage.state("a"), "ALARM");
    let alarm = stage.describe("a");
    assert_eq!(
        alarm["StateReason"],
        "Threshold Crossed: 1 datapoint [5.0 (19/04/26 13:28:00)] was greater than the threshold (0.0)."
    );
    assert_eq!(
        alarm["StateReasonData"],
        r#"{"version":"1.0","queryDate":"2026-04-19T13:29:00.000+0000","startDate":"2026-04-19T13:28:00.000+0000","statistic":"Sum","period":60,"recentDatapoints":[5.0],"threshold":0.0,"evaluatedDatapoints":[{"timestamp":"2026-04-19T13:28:00.000+0000","sampleCount":1.0,"value":5.0}]}"#
    );
    let changed = Epoch(stage.now).seconds();
    assert_eq!(alarm["StateUpdatedTimestamp"], json!(changed));
    assert_eq!(alarm["StateTransitionedTimestamp"], json!(changed));
}

#[test]
fn a_datapoint_stays_in_sight_while_none_follows() {
    let mut stage = Stage::with_alarm(json!({}));
    stage.publish(5.0);
    // One period, and two more in case it is missing.
    stage.pass_to("13:31:59");
    assert_eq!(stage.state("a"), "ALARM");
    stage.pass_to("13:32:00");
    assert_eq!(stage.state("a"), "INSUFFICIENT_DATA");
    assert_eq!(
        stage.reason("a"),
        "Insufficient Data: 1 datapoint was unknown."
    );
}

#[test]
fn a_window_slides_by_the_minute() {
    let mut stage = Stage::with_alarm(json!({"Period": 300, "TreatMissingData": "notBreaching"}));
    stage.pass_to("13:32:00");
    assert_eq!(
        stage.reason("a"),
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching]."
    );
    stage.pass_to("13:32:30");
    stage.publish(1.0);
    stage.pass_to("13:33:00");
    assert_eq!(
        stage.reason("a"),
        "Threshold Crossed: 1 datapoint [1.0 (19/04/26 13:28:00)] was greater than the threshold (0.0).",
        "the period ends where the look is"
    );
}

#[test]
fn short_periods_are_looked_at_every_ten_seconds() {
    let extra = json!({"Period": 10, "EvaluationPeriods": 2, "TreatMissingData": "breaching"});
    let mut stage = Stage::with_alarm(extra);
    stage.pass_to("13:28:59");
    assert_eq!(stage.state("a"), "INSUFFICIENT_DATA");
    stage.pass_to("13:29:00");
    assert_eq!(
        stage.reason("a"),
        "Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching]."
    );
    for value in [0.0, -1.0] {
        stage.publish_with(json!({"MetricName": "m", "Value": value, "StorageResolution": 1}));
        stage.pass(10);
    }
    assert_eq!(
        stage.reason("a"),
        "Threshold Crossed: 1 datapoint was received for 2 periods and 1 missing datapoint was treated as [Breaching].",
        "at the first look: one was fine and one was missing"
    );
    assert_eq!(stage.state("a"), "OK");
}

#[test]
fn m_out_of_n_says_so() {
    let extra = json!({"EvaluationPeriods": 3, "DatapointsToAlarm": 2});
    let mut stage = Stage::with_alarm(extra);
    for value in [1.0, 0.0, 2.0] {
        stage.publish(value);
        stage.pass(60);
    }
    assert_eq!(
        stage.reason("a"),
        "Threshold Crossed: 2 out of the last 3 datapoints [2.0 (19/04/26 13:30:00), 1.0 (19/04/26 13:28:00)] were greater than the threshold (0.0) (minimum 2 datapoints for OK -> ALARM transition)."
    );
    stage.publish(0.0);
    stage.pass(60);
    assert_eq!(
        stage.reason("a"),
        "Threshold Crossed: 2 out of the last 3 datapoints [0.0 (19/04/26 13:31:00), 0.0 (19/04/26 13:29:00)] were not greater than the threshold (0.0) (minimum 2 datapoints for ALARM -> OK transition)."
    );
}

#[test]
fn of_many_datapoints_the_newest_five_are_told() {
    let mut stage = Stage::with_alarm(json!({"EvaluationPeriods": 6}));
    for value in 1..=6 {
        stage.publish(f64::from(value));
        stage.pass(60);
    }
    assert_eq!(
        stage.reason("a"),
        "Threshold Crossed: 6 datapoints were greater than the threshold (0.0). The most recent datapoints which crossed the threshold: [6.0 (19/04/26 13:33:00), 5.0 (19/04/26 13:32:00), 4.0 (19/04/26 13:31:00), 3.0 (19/04/26 13:30:00), 2.0 (19/04/26 13:29:00)]."
    );
    let data = stage.describe("a")["StateReasonData"].clone();
    let data: Value = serde_json::from_str(data.as_str().unwrap()).unwrap();
    assert_eq!(
        data["recentDatapoints"],
        json!([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    );
    assert_eq!(data["evaluatedDatapoints"][0]["value"], 6.0);
}

#[test]
fn the_data_of_a_reason_are_never_longer_than_they_may_be() {
    let extra = json!({"EvaluationPeriods": 500, "TreatMissingData": "breaching"});
    let mut stage = Stage::with_alarm(extra);
    stage.pass(60);
    let alarm = stage.describe("a");
    let data = alarm["StateReasonData"].as_str().unwrap();
    assert!(data.len() <= 4000, "{}", data.len());
    let data: Value = serde_json::from_str(data).unwrap();
    assert!(data["evaluatedDatapoints"].as_array().unwrap().len() > 50);
}

#[test]
fn every_comparison_is_made_and_told() {
    for (operator, value, words) in [
        (
            "GreaterThanOrEqualToThreshold",
            1.0,
            "greater than or equal to",
        ),
        ("GreaterThanThreshold", 1.5, "greater than"),
        ("LessThanThreshold", 0.5, "less than"),
        ("LessThanOrEqualToThreshold", 1.0, "less than or equal to"),
    ] {
        let mut stage =
            Stage::with_alarm(json!({"ComparisonOperator": operator, "Threshold": 1.0}));
        stage.publish(value);
        stage.pass(60);
        assert_eq!(stage.state("a"), "ALARM", "{operator}");
        let reason = stage.reason("a");
        assert!(
            reason.contains(&format!("was {words} the threshold (1.0)")),
            "{reason}"
        );
    }
}

#[test]
fn a_unit_watches_what_was_published_in_it() {
    let mut stage = Stage::with_alarm(json!({"Unit": "Seconds"}));
    stage.publish_with(json!({"MetricName": "m", "Value": 1.0, "Unit": "Count"}));
    stage.pass(60);
    assert_eq!(stage.state("a"), "INSUFFICIENT_DATA");
    stage.publish_with(json!({"MetricName": "m", "Value": 1.0, "Unit": "Seconds"}));
    stage.pass(60);
    assert_eq!(stage.state("a"), "ALARM");
    let data = stage.describe("a")["StateReasonData"].clone();
    assert!(
        data.as_str()
            .unwrap()
            .contains(r#""unit":"Seconds","statistic":"Sum""#)
    );
}

#[test]
fn a_percentile_of_few_values_leaves_the_state_where_it_is_told_to() {
    let percentile = |low: Option<&str>| {
        let extra = json!({
            "Statistic": null, "ExtendedStatistic": "p90", "Threshold": 5.0,
            "EvaluateLowSampleCountPercentile": low,
        });
        let mut stage = Stage::with_alarm(extra);
        let values = json!({"MetricName": "m", "Values": [9.0], "Counts": [99.0]});
        stage.publish_with(values);
        stage.pass(9);
        stage
    };
    assert_eq!(percentile(None).state("a"), "ALARM");
    assert_eq!(percentile(Some("evaluate")).state("a"), "ALARM");
    let mut stage = percentile(Some("ignore"));
    assert_eq!(
        stage.state("a"),
        "INSUFFICIENT_DATA",
        "100 are needed for p90"
    );
    stage.publish_with(json!({"MetricName": "m", "Values": [9.0], "Counts": [100.0]}));
    stage.pass(60);
    assert_eq!(
        stage.state("a"),
        "INSUFFICIENT_DATA",
        "of the minute before there are too few"
    );
}

#[test]
fn a_query_of_one_metric_is_watched() {
    let extra = json!({
        "Namespace": null, "MetricName": null, "Statistic": null, "Period": null,
        "Metrics": [{
            "Id": "m1", "ReturnData": true,
            "MetricStat": {"Metric": {"Namespace": "N", "MetricName": "m"}, "Period": 60, "Stat": "Sum"},
        }],
    });
    let mut stage = Stage::with_alarm(extra);
    stage.publish(1.0);
    stage.pass(60);
    let alarm = stage.describe("a");
    assert_eq!(alarm["StateValue"], "ALARM");
    assert_eq!(alarm["Metrics"][0]["Id"], "m1");
    assert_eq!(alarm.get("MetricName"), None);
}

/// Errors of requests, in per cent, of 30 seconds each.
#[test]
fn an_expression_over_metrics_is_watched() {
    let metric = |id: &str, name: &str| {
        json!({
            "Id": id, "ReturnData": false,
            "MetricStat": {"Metric": {"Namespace": "N", "MetricName": name}, "Period": 30, "Stat": "Sum"},
        })
    };
    let extra = json!({
        "Namespace": null, "MetricName": null, "Statistic": null, "Period": null, "Threshold": 5.0,
        "EvaluationPeriods": 2,
        "Metrics": [metric("errors", "e"), metric("requests", "r"), {"Id": "rate", "Expression": "100 * errors / requests"}],
    });
    let mut stage = Stage::with_alarm(extra);
    for second in ["13:28:52", "13:29:25"] {
        stage.pass_to(second);
        for (name, value) in [("e", 1.0), ("r", 10.0)] {
            stage.publish_with(json!({"MetricName": name, "Value": value, "StorageResolution": 1}));
        }
    }
    stage.pass_to("13:29:30");
    let alarm = stage.describe("a");
    assert_eq!(
        alarm["StateReason"],
        "Threshold Crossed: 2 datapoints [10.0 (19/04/26 13:29:00), 10.0 (19/04/26 13:28:30)] were greater than the threshold (5.0)."
    );
    assert_eq!(
        alarm["StateReasonData"],
        r#"{"version":"1.0","queryDate":"2026-04-19T13:29:30.000+0000","startDate":"2026-04-19T13:28:30.000+0000","period":30,"recentDatapoints":[10.0,10.0],"threshold":5.0,"evaluatedDatapoints":[{"timestamp":"2026-04-19T13:29:00.000+0000","value":10.0},{"timestamp":"2026-04-19T13:28:30.000+0000","value":10.0}]}"#
    );
}

#[test]
fn a_set_state_lasts_until_the_next_look() {
    let mut stage = Stage::with_alarm(json!({}));
    stage.publish(5.0);
    stage.set_state("a", "OK");
    assert_eq!(
        (stage.state("a"), stage.reason("a")),
        ("OK".to_owned(), "test".to_owned())
    );
    stage.pass_to("13:29:00");
    assert_eq!(stage.state("a"), "ALARM");
}

#[test]
fn an_alarm_that_is_there_keeps_its_state_when_it_is_put_again() {
    let mut stage = Stage::with_alarm(json!({}));
    stage.set_state("a", "OK");
    stage.put_alarm("a", json!({"Threshold": 7.0})).unwrap();
    assert_eq!(stage.state("a"), "OK");
    stage.publish(5.0);
    stage.pass_to("13:29:00");
    assert_eq!(stage.state("a"), "OK", "5 is below the new threshold");
}

#[test]
fn an_alarm_is_nothing_that_waits_to_be_done() {
    let mut stage = Stage::new();
    assert_eq!(
        stage.world.next(),
        None,
        "a world without alarms looks at nothing"
    );
    stage.put_alarm("a", json!({})).unwrap();
    let upcoming: Vec<_> = stage.world.upcoming().collect();
    assert_eq!(upcoming.len(), 1);
    assert_eq!(upcoming[0].what, "an alarm is evaluated");
    assert_eq!(
        upcoming[0].whom,
        "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a"
    );
    assert_eq!(stage.world.next_work(), None);
    stage.pass(600);
    assert_eq!(stage.world.upcoming().count(), 1);
    stage
        .call::<DeleteAlarms>(json!({"AlarmNames": ["a"]}))
        .unwrap();
    assert_eq!(stage.world.next(), None);
}

/// In one jump of an hour an alarm comes to what it comes to minute by minute.
#[test]
fn a_jump_is_as_many_looks() {
    let run = |steps: i64| {
        let mut stage = Stage::with_alarm(json!({"TreatMissingData": "notBreaching"}));
        stage.publish(5.0);
        for _ in 0..steps {
            stage.pass(3600 / steps);
        }
        stage.summaries(json!({}))
    };
    let at_once = run(1);
    assert_eq!(
        at_once,
        [
            "Alarm updated from ALARM to OK",
            "Alarm updated from INSUFFICIENT_DATA to ALARM",
            "Alarm \"a\" created"
        ]
    );
    assert_eq!(at_once, run(60));
}
