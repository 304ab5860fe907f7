//! Labels with dynamic parts.

use jiff::tz::Offset;

use super::*;

#[test]
fn a_label_shows_what_the_series_has() {
    let metric = Properties {
        account: "111122223333".to_owned(),
        region: "us-east-1".to_owned(),
        namespace: "Custom".to_owned(),
        name: "Errors".to_owned(),
        dimensions: vec![("FunctionName".to_owned(), "f".to_owned())],
        stat: "p99".to_owned(),
        period: 60,
    };
    let series = Series {
        label: "Errors".to_owned(),
        metric: Some(Arc::new(metric)),
        ..series(&[Some(3.0), None, Some(9.0), Some(1.5)])
    };
    let moments = Moments {
        now: "2026-04-19T14:05:00Z".parse().unwrap(),
        offset: Offset::from_seconds(5_400).unwrap(),
    };
    for (label, expected) in [
        ("plain", "plain"),
        ("", ""),
        ("[max: ${MAX} of ${LABEL}]", "[max: 9 of Errors]"),
        ("${MIN} ${AVG} ${SUM} ${DATAPOINT_COUNT}", "1.5 4.5 13.5 3"),
        (
            "${FIRST} ${LAST} ${FIRST_LAST_RANGE} ${MIN_MAX_RANGE}",
            "3 1.5 1.5 7.5",
        ),
        ("${FIRST_TIME}", "2026-04-19 14:30"),
        ("${LAST_TIME_RELATIVE}", "1h 2m"),
        (
            "${MIN_TIME} ${MAX_TIME}",
            "2026-04-19 14:33 2026-04-19 14:32",
        ),
        ("${FIRST_LAST_TIME_RANGE} ${MIN_MAX_TIME_RANGE}", "3m 1m"),
        (
            "${PROP('Dim.FunctionName')}/${PROP(\"MetricName\")}",
            "f/Errors",
        ),
        ("${PROP('Dim.Other')}", ""),
        (
            "${PROP('Namespace')} ${PROP('Stat')} ${PROP('Period')}",
            "Custom p99 60",
        ),
        (
            "${PROP('AccountId')} ${PROP('Region')}",
            "111122223333 us-east-1",
        ),
        (
            "${WHAT} ${PROP('What')} $${MAX} ${MAX",
            "${WHAT} ${PROP('What')} $9 ${MAX",
        ),
    ] {
        assert_eq!(Label(label).filled(&series, moments), expected, "{label}");
    }
    let empty = super::series(&[]);
    assert_eq!(
        Label("${MAX} ${LAST_TIME}").filled(&empty, moments),
        "-- --"
    );
}
