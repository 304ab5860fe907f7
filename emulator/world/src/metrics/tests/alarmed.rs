//! The queries that an alarm watches.

use super::super::alarmed::AlarmQueries;
use super::*;
use crate::metrics::query::MetricDataQuery;

fn queries(queries: Value) -> Vec<MetricDataQuery> {
    serde_json::from_value(queries).unwrap()
}

fn metric(id: &str, name: &str, extra: Value) -> Value {
    let mut stat =
        json!({"Metric": {"Namespace": "Custom", "MetricName": name}, "Period": 60, "Stat": "Sum"});
    merge(&mut stat, extra);
    json!({"Id": id, "MetricStat": stat, "ReturnData": false})
}

fn watched(text: &str) -> Value {
    json!({"Id": "e1", "Expression": text, "ReturnData": true})
}

fn refusal(given: Value) -> String {
    let home = Origin::default().home();
    let error = AlarmQueries::new(&queries(given), &home).unwrap_err();
    assert!(matches!(error, MetricsError::Validation(_)), "{error:?}");
    error.to_string()
}

#[test]
fn an_alarm_watches_the_one_series_that_is_returned() {
    let world = world_of(json!([
        {"MetricName": "errors", "Value": 1.0, "Timestamp": "2026-04-19T13:01:00Z"},
        {"MetricName": "calls", "Value": 4.0, "Timestamp": "2026-04-19T13:01:00Z"},
        {"MetricName": "calls", "Value": 4.0, "Timestamp": "2026-04-19T13:03:00Z"},
    ]));
    let home = Origin::default().home();
    let metrics = &world.local(&home).unwrap().metrics;
    let given = queries(json!([
        watched("100 * FILL(m1, 0) / m2"),
        metric("m1", "errors", json!({})),
        metric("m2", "calls", json!({})),
    ]));
    let alarmed = AlarmQueries::new(&given, &home).unwrap();
    assert_eq!(alarmed.period(), 60);
    let start: Timestamp = "2026-04-19T13:01:00Z".parse().unwrap();
    let end = start + SignedDuration::from_mins(3);
    let second = start.as_second();
    assert_eq!(
        alarmed.points(&metrics.series, &home, start, end),
        [(second, 25.0), (second + 120, 0.0)]
    );
    assert_eq!(
        alarmed.points(&Metrics::default().series, &home, start, end),
        []
    );
}

fn check(cases: &[(Value, &str)]) {
    for (given, expected) in cases {
        assert_eq!(refusal(given.clone()), *expected, "{given}");
    }
}

#[test]
fn queries_that_an_alarm_cannot_watch_are_refused() {
    let m = |id: &str| metric(id, "m", json!({}));
    let many = |count: usize, of: &dyn Fn(String) -> Value| {
        let all: Vec<Value> = (0..count).map(|n| of(format!("m{n}"))).collect();
        json!(all)
    };
    check(&[
        (
            json!([m("m1")]),
            "Exactly one element of the metrics list should return data.",
        ),
        (
            json!([]),
            "Exactly one element of the metrics list should return data.",
        ),
        (
            json!([{"Id": "a", "Expression": "1"}, {"Id": "b", "Expression": "1"}]),
            "Exactly one element of the metrics list should return data.",
        ),
        (
            many(11, &|id| m(&id)),
            "Too many metrics in alarm, maximum is 10",
        ),
        (
            many(11, &|id| json!({"Id": id, "Expression": "m1"})),
            "Too many expressions in alarm, maximum is 10",
        ),
        (
            json!([watched("SUM(SEARCH('m', 'Sum', 60))"), m("m1")]),
            "SEARCH is not supported on Metric Alarms.",
        ),
        (
            json!([watched("[m1, m1]"), m("m1")]),
            "Metrics expression that return multi time series are only allowed for MetricsInsights expression with an ORDER BY clause",
        ),
        (
            json!([watched("METRICS()"), m("m1")]),
            "Metrics expression that return multi time series are only allowed for MetricsInsights expression with an ORDER BY clause",
        ),
    ]);
}

#[test]
fn expressions_and_statistics_that_an_alarm_cannot_watch_are_refused() {
    let m = |id: &str| metric(id, "m", json!({}));
    check(&[
        (
            json!([watched("m1 +"), m("m1")]),
            "Error in expression 'e1': Invalid syntax",
        ),
        (
            json!([watched("m2"), m("m1")]),
            "Error in expression 'e1': Unknown id 'm2'",
        ),
        (
            json!([watched("e1"), m("m1")]),
            "Error in expression 'e1': Circular reference",
        ),
        (
            json!([watched("AVG(m1)"), m("m1")]),
            "Error in expression 'e1': The result must be a time series or an array of time series",
        ),
        (
            json!([watched("m1 + [m1] > 2"), m("m1")]),
            "Error in expression 'e1': Unsupported operand type(s) for >: '[TS[], S]'",
        ),
        (
            json!([watched("ANOMALY_DETECTION_BAND(m1)"), m("m1")]),
            "Error in expression 'e1': The function ANOMALY_DETECTION_BAND is not built in this emulator",
        ),
        (
            json!([watched("m1"), m("m1"), m("m1")]),
            "Invalid metrics list",
        ),
        (
            json!([watched("m1"), metric("m1", "m", json!({"Stat": "p101"}))]),
            "Invalid metrics list",
        ),
        (
            json!([watched("m1"), metric("m1", "m", json!({"Unit": "Tokens"}))]),
            "Invalid metrics list",
        ),
        (
            json!([watched("m1"), metric("m1", "m", json!({"Period": 5}))]),
            "Period must be 10, 20, 30 or a multiple of 60",
        ),
        (
            json!([
                watched("m1 + m2"),
                m("m1"),
                metric("m2", "m", json!({"Period": 120}))
            ]),
            "All metrics of an alarm on a math expression must have the same period",
        ),
        (
            json!([watched("TIME_SERIES(1)")]),
            "Period must not be null",
        ),
        (
            json!([{"Id": "a", "ReturnData": true}]),
            "Period must not be null",
        ),
        (
            json!([{
                "Id": "m1", "Expression": "m1",
                "MetricStat": {"Metric": {"Namespace": "N", "MetricName": "m"}, "Period": 60, "Stat": "Sum"},
            }]),
            "The parameters MetricDataQuery Expression and MetricStat are mutually exclusive and you have specified both.",
        ),
    ]);
}
