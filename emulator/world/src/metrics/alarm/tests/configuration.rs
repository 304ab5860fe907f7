//! What alarms may be told: AWS's refusals.

use super::*;

fn refused(extra: Value) -> MetricsError {
    let mut stage = Stage::new();
    let error = stage.put_alarm("a", extra).unwrap_err();
    assert_eq!(stage.state("a"), "absent");
    error
}

fn check_validation<const N: usize>(cases: [(Value, &str); N]) {
    for (extra, text) in cases {
        assert_eq!(refused(extra), MetricsError::Validation(text.to_owned()));
    }
}

#[test]
fn members_are_held_to_the_model() {
    let six: Vec<String> = (0..6).map(|n| format!("arn:{n}")).collect();
    check_validation([
        (
            json!({"AlarmName": ""}),
            "1 validation error detected: Value '' at 'alarmName' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            json!({"EvaluationPeriods": 0, "DatapointsToAlarm": 0}),
            "2 validation errors detected: Value '0' at 'evaluationPeriods' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '0' at 'datapointsToAlarm' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            json!({"ComparisonOperator": "Above"}),
            "1 validation error detected: Value 'Above' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold, LessThanOrEqualToThreshold, LessThanLowerOrGreaterThanUpperThreshold, LessThanLowerThreshold, GreaterThanUpperThreshold]",
        ),
        (
            json!({"Statistic": "Median"}),
            "1 validation error detected: Value 'Median' at 'statistic' failed to satisfy constraint: Member must satisfy enum value set: [SampleCount, Average, Sum, Minimum, Maximum]",
        ),
        (
            json!({"AlarmActions": six}),
            "1 validation error detected: Value '[arn:0, arn:1, arn:2, arn:3, arn:4, arn:5]' at 'alarmActions' failed to satisfy constraint: Member must have length less than or equal to 5",
        ),
        (
            json!({"AlarmName": "a\nb"}),
            "AlarmName must not contain ASCII control characters",
        ),
    ]);
    let unit = refused(json!({"Unit": "Tokens"})).to_string();
    assert!(unit.contains("Value 'Tokens' at 'unit'"), "{unit}");
}

#[test]
fn periods_and_the_span_they_cover_are_bounded() {
    check_validation([
        (
            json!({"Period": 45}),
            "Period must be 10, 20, 30 or a multiple of 60",
        ),
        (
            json!({"Period": 5}),
            "Period must be 10, 20, 30 or a multiple of 60",
        ),
        (
            json!({"EvaluationPeriods": 1441}),
            "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms using period < 3600",
        ),
        (
            json!({"Period": 86400, "EvaluationPeriods": 8}),
            "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600",
        ),
        (
            json!({"EvaluationPeriods": 2, "DatapointsToAlarm": 3}),
            "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
        ),
    ]);
    for extra in [
        json!({"Period": 86400, "EvaluationPeriods": 7}),
        json!({"EvaluationPeriods": 1440}),
        json!({"Period": 10, "EvaluationPeriods": 8640}),
    ] {
        Stage::with_alarm(extra);
    }
}

#[test]
fn what_is_missing_and_what_does_not_go_together_is_told() {
    for (extra, text) in [
        (
            json!({"EvaluationPeriods": null, "Threshold": null, "ComparisonOperator": null}),
            "The parameter EvaluationPeriods is required.\nThe parameter ComparisonOperator is required.\nThe parameter Threshold is required.",
        ),
        (
            json!({"MetricName": null, "Namespace": null}),
            "The parameter MetricName is required.\nThe parameter Namespace is required.",
        ),
        (json!({"Period": null}), "The parameter Period is required."),
        (
            json!({"Statistic": null}),
            "The parameter Statistic is required.",
        ),
    ] {
        assert_eq!(
            refused(extra),
            MetricsError::MissingParameter(text.to_owned())
        );
    }
    let both = refused(json!({"ExtendedStatistic": "p90"}));
    let text = "The parameters Statistic and ExtendedStatistic are mutually exclusive and you have specified both.";
    assert_eq!(
        both,
        MetricsError::InvalidParameterCombination(text.to_owned())
    );
    let metric_too = refused(json!({
        "Metrics": [{"Id": "m1", "MetricStat": {"Metric": {"Namespace": "N", "MetricName": "m"}, "Period": 60, "Stat": "Sum"}}],
    }));
    assert!(
        metric_too
            .to_string()
            .starts_with("The parameters MetricName and Metrics are mutually exclusive")
    );
}

#[test]
fn what_is_not_built_is_refused_by_name() {
    let query = |query: Value| {
        json!({
            "Namespace": null, "MetricName": null, "Statistic": null, "Period": null, "Metrics": [query],
        })
    };
    check_validation([
        (
            json!({"ThresholdMetricId": "ad1"}),
            "ThresholdMetricId (anomaly detection) is not implemented by this emulator.",
        ),
        (
            json!({"ComparisonOperator": "GreaterThanUpperThreshold"}),
            "The ComparisonOperator GreaterThanUpperThreshold (anomaly detection) is not implemented by this emulator.",
        ),
        (
            json!({"EvaluationCriteria": {"PromQLCriteria": {"Query": "up"}}}),
            "EvaluationCriteria (PromQL) is not implemented by this emulator.",
        ),
        (
            json!({"EvaluationWindow": {"WallClockWindow": {"Timezone": "UTC"}}}),
            "The EvaluationWindow WallClockWindow is not implemented by this emulator.",
        ),
        (
            json!({"Statistic": null, "ExtendedStatistic": "tm90x"}),
            "The value tm90x for parameter ExtendedStatistic is not supported.",
        ),
        (
            query(json!({"Id": "e1", "Period": 60, "Expression": "SEARCH('{N} m', 'Sum')"})),
            "SEARCH is not supported on Metric Alarms.",
        ),
        (query(json!({"Id": "E1"})), "Invalid metrics list"),
        (
            query(json!({
                "Id": "m1", "ReturnData": false,
                "MetricStat": {"Metric": {"Namespace": "N", "MetricName": "m"}, "Period": 60, "Stat": "Sum"},
            })),
            "Exactly one element of the metrics list should return data.",
        ),
        (
            json!({"TreatMissingData": "fine"}),
            "The value fine is not supported for TreatMissingData: it must be breaching, notBreaching, ignore or missing.",
        ),
    ]);
    let band = json!({"Id": "e1", "Period": 60, "Expression": "ANOMALY_DETECTION_BAND(m1)"});
    let band = refused(query(band)).to_string();
    assert!(band.contains("ANOMALY_DETECTION_BAND"), "{band}");
    let sliding = json!({"EvaluationWindow": {"SlidingWindow": {}}});
    let mut stage = Stage::with_alarm(sliding.clone());
    assert_eq!(
        stage.describe("a")["EvaluationWindow"],
        sliding["EvaluationWindow"]
    );
}

#[test]
fn tags_come_with_a_new_alarm_alone() {
    let mut stage = Stage::with_alarm(json!({"Tags": [{"Key": "tag1", "Value": "foo"}]}));
    let arn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:a";
    let list = |stage: &mut Stage| {
        let list = json!({"ResourceARN": arn});
        let reply = stage.call::<ListTagsForResource>(list).unwrap();
        serde_json::to_value(reply.tags).unwrap()
    };
    stage
        .put_alarm("a", json!({"Tags": [{"Key": "other", "Value": "x"}]}))
        .unwrap();
    assert_eq!(list(&mut stage), json!([{"Key": "tag1", "Value": "foo"}]));
    let tag = json!({"ResourceARN": arn, "Tags": [{"Key": "tag2", "Value": "bar"}, {"Key": "tag1", "Value": ""}]});
    stage.call::<TagResource>(tag).unwrap();
    let untag = json!({"ResourceARN": arn, "TagKeys": ["tag2", "absent"]});
    stage.call::<UntagResource>(untag).unwrap();
    assert_eq!(list(&mut stage), json!([{"Key": "tag1", "Value": ""}]));
    for (resource, expected) in [
        (
            "arn:aws:cloudwatch:us-east-1:000000000000:alarm:b",
            "ResourceNotFoundException",
        ),
        (
            "arn:aws:cloudwatch::000000000000:dashboard/d",
            "ResourceNotFoundException",
        ),
        (
            "arn:aws:sns:us-east-1:000000000000:alerts",
            "InvalidParameterValue",
        ),
        ("a", "InvalidParameterValue"),
    ] {
        let list = json!({"ResourceARN": resource});
        let error = stage.call::<ListTagsForResource>(list).unwrap_err();
        assert!(
            format!("{error:?}").starts_with(expected),
            "{resource}: {error:?}"
        );
    }
    let many: Vec<Value> = (0..51)
        .map(|n| json!({"Key": n.to_string(), "Value": ""}))
        .collect();
    let tag = json!({"ResourceARN": arn, "Tags": many});
    assert!(stage.call::<TagResource>(tag).is_err());
    let reserved = json!({"ResourceARN": arn, "Tags": [{"Key": "aws:x", "Value": ""}]});
    assert!(stage.call::<TagResource>(reserved).is_err());
}

#[test]
fn a_state_is_set_of_what_is_there_and_in_json() {
    let mut stage = Stage::with_alarm(json!({}));
    let mut set = |extra: Value| {
        let mut request = json!({"AlarmName": "a", "StateValue": "OK", "StateReason": "test"});
        merge(&mut request, extra);
        stage.call::<SetAlarmState>(request)
    };
    assert_eq!(
        set(json!({"StateValue": "FINE"})).unwrap_err().to_string(),
        "1 validation error detected: Value 'FINE' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"
    );
    let absent = set(json!({"AlarmName": "b"})).unwrap_err();
    assert!(matches!(absent, MetricsError::ResourceNotFound(_)));
    assert_eq!(
        set(json!({"StateReasonData": "{"})).unwrap_err(),
        MetricsError::InvalidFormat
    );
    set(json!({"StateReasonData": "{\"by\":\"hand\"}"})).unwrap();
    assert_eq!(stage.describe("a")["StateReasonData"], "{\"by\":\"hand\"}");
}
