//! Metric filters: what they publish, and what is refused.

use super::*;
use crate::metrics::reading::{datapoints, names, points};

impl Logs {
    /// A filter `f` that publishes to `Custom/m`.
    fn filter(&mut self, pattern: &str, transformation: Value) -> Result<Value, LogsError> {
        self.ask("PutMetricFilter", request(pattern, transformation))
    }

    /// What was published, after the minute is over.
    fn published(&mut self, dimensions: &[(&str, &str)]) -> Vec<(String, f64, f64)> {
        self.wait(60);
        points(&mut self.world, "Custom", "m", dimensions)
    }
}

fn request(pattern: &str, transformation: Value) -> Value {
    let metric = json!({"metricName": "m", "metricNamespace": "Custom", "metricValue": "1"});
    json!({
        "logGroupName": GROUP,
        "filterName": "f",
        "filterPattern": pattern,
        "metricTransformations": [with(metric, transformation)],
    })
}

fn minute(name: &str, samples: f64, sum: f64) -> (String, f64, f64) {
    (name.to_owned(), samples, sum)
}

#[test]
fn matching_events_are_counted_when_the_minute_is_over() {
    let mut logs = Logs::with_streams(&["a", "b"]);
    logs.put("a", &["ERROR before the filter"]).unwrap();
    logs.filter("ERROR", json!({"unit": "Count"})).unwrap();
    logs.put("a", &["ERROR 1", "INFO", "ERROR 2"]).unwrap();
    logs.put("b", &["ERROR 3"]).unwrap();
    assert!(points(&mut logs.world, "Custom", "m", &[]).is_empty());
    assert_eq!(logs.published(&[]), [minute("13:28", 3.0, 3.0)]);
    let unit = datapoints(&mut logs.world, "Custom", "m", &[])[0].unit;
    assert_eq!(serde_json::to_value(unit).unwrap(), "Count");
    assert_eq!(names(&mut logs.world, "Custom"), ["m"]);
    assert_eq!(logs.world.next(), None);
}

#[test]
fn a_field_is_what_is_published() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.filter("{ $.latency = * }", json!({"metricValue": "$.latency"}))
        .unwrap();
    let events = [
        r#"{"latency": 50}"#,
        r#"{"latency": "7.5"}"#,
        r#"{"latency": "slow"}"#,
        "{}",
    ];
    logs.put("a", &events).unwrap();
    assert_eq!(logs.published(&[]), [minute("13:28", 2.0, 57.5)]);
    logs.filter("[..., status, bytes]", json!({"metricValue": "$bytes"}))
        .unwrap();
    logs.put("a", &["GET 200 1534", "GET 200 -"]).unwrap();
    assert_eq!(logs.published(&[])[1], minute("13:29", 1.0, 1534.0));
}

#[test]
fn an_event_that_does_not_match_is_worth_the_default_value() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.filter("ERROR", json!({"defaultValue": 0.5})).unwrap();
    logs.put("a", &["ERROR", "fine", "fine"]).unwrap();
    assert_eq!(logs.published(&[]), [minute("13:28", 3.0, 2.0)]);
    logs.wait(60);
    // Without events there is no value.
    assert_eq!(logs.published(&[]).len(), 1);
}

#[test]
fn dimensions_have_the_values_of_fields() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.filter(
        "{ $.code = * || $.user.name = * }",
        json!({"dimensions": {"Code": "$.code", "User": "$.user.name"}}),
    )
    .unwrap();
    let events = [
        r#"{"code": 404, "user": {"name": "a"}}"#,
        r#"{"code": 404, "user": {"name": "a"}}"#,
        r#"{"code": 500}"#,
    ];
    logs.put("a", &events).unwrap();
    let both = logs.published(&[("Code", "404"), ("User", "a")]);
    assert_eq!(both, [minute("13:28", 2.0, 2.0)]);
    // What an event does not have is no dimension of its datapoint.
    let one = points(&mut logs.world, "Custom", "m", &[("Code", "500")]);
    assert_eq!(one, [minute("13:28", 1.0, 1.0)]);
}

/// Its datapoint is of the event's minute, and published when the minute is over in which it came in.
#[test]
fn a_datapoint_is_of_its_events_minute() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.filter("", json!({})).unwrap();
    let now = logs.now.as_millisecond();
    let events = [-600_000, 0, 120_000].map(|at| json!({"timestamp": now + at, "message": "x"}));
    logs.put_events("a", events.to_vec()).unwrap();
    let come = [minute("13:18", 1.0, 1.0), minute("13:28", 1.0, 1.0)];
    assert_eq!(logs.published(&[]), come);
    logs.wait(60);
    assert_eq!(logs.published(&[])[2..], [minute("13:30", 1.0, 1.0)]);
    assert_eq!(logs.world.next(), None);
}

#[test]
fn a_deleted_filter_publishes_what_it_found() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.filter("", json!({})).unwrap();
    logs.put("a", &["x"]).unwrap();
    let name = json!({"logGroupName": GROUP, "filterName": "f"});
    logs.ok("DeleteMetricFilter", name.clone());
    logs.put("a", &["y"]).unwrap();
    assert_eq!(logs.published(&[]), [minute("13:28", 1.0, 1.0)]);
    let again = logs.ask("DeleteMetricFilter", name);
    assert_eq!(again, Err(LogsError::NoMetricFilter));
}

#[test]
fn filters_are_described_in_the_order_of_their_names() {
    let mut logs = Logs::with_streams(&[]);
    logs.ok("CreateLogGroup", json!({"logGroupName": "other"}));
    for (group, name, metric) in [
        (GROUP, "b", "m"),
        ("other", "a-b", "m"),
        ("other", "a", "n"),
        (GROUP, "a", "m"),
    ] {
        let put = with(
            request("ERROR", json!({"metricName": metric})),
            json!({"logGroupName": group, "filterName": name}),
        );
        logs.ok("PutMetricFilter", put);
    }
    let found = |logs: &mut Logs, request: Value| {
        let answer = logs.ok("DescribeMetricFilters", request);
        let names = texts(&answer, "metricFilters", "filterName");
        let groups = texts(&answer, "metricFilters", "logGroupName");
        let pairs = names.iter().zip(groups);
        pairs
            .map(|(name, group)| format!("{name} of {group}"))
            .collect::<Vec<_>>()
    };
    let a = format!("a of {GROUP}");
    let b = format!("b of {GROUP}");
    let all = [a.as_str(), "a of other", "a-b of other", b.as_str()];
    for (request, expected) in [
        (json!({}), all.to_vec()),
        (json!({"logGroupName": GROUP}), vec![&a, &b]),
        (
            json!({"logGroupName": GROUP, "filterNamePrefix": "b"}),
            vec![&b],
        ),
        // A prefix counts with a group alone.
        (json!({"filterNamePrefix": "b"}), all.to_vec()),
        (
            json!({"metricName": "n", "metricNamespace": "Custom"}),
            vec!["a of other"],
        ),
    ] {
        assert_eq!(found(&mut logs, request.clone()), expected, "{request}");
    }
    let mut paged = Vec::new();
    let mut request = json!({"limit": 1});
    loop {
        paged.extend(found(&mut logs, request.clone()));
        let token = logs.ok("DescribeMetricFilters", request.clone())["nextToken"].clone();
        if token.is_null() {
            break;
        }
        request["nextToken"] = token;
    }
    assert_eq!(paged, all);
    assert!(
        logs.ask("DescribeMetricFilters", json!({"metricName": "n"}))
            .is_err()
    );
    let absent = json!({"logGroupName": "absent"});
    assert_eq!(
        logs.ask("DescribeMetricFilters", absent),
        Err(LogsError::NoGroup)
    );
}

#[test]
fn a_filter_is_described_as_it_was_put() {
    let mut logs = Logs::with_streams(&[]);
    let transformation = json!({"defaultValue": 0.0, "unit": "None"});
    logs.filter("{ $.a = 1 }", transformation).unwrap();
    let described = logs.ok("DescribeMetricFilters", json!({"logGroupName": GROUP}));
    assert_eq!(
        described["metricFilters"],
        json!([{
            "filterName": "f",
            "filterPattern": "{ $.a = 1 }",
            "metricTransformations": [{
                "metricName": "m", "metricNamespace": "Custom", "metricValue": "1", "defaultValue": 0.0, "unit": "None",
            }],
            "creationTime": logs.now.as_millisecond(),
            "logGroupName": GROUP,
            "applyOnTransformedLogs": false,
        }])
    );
    let groups = logs.ok("DescribeLogGroups", json!({}));
    assert_eq!(groups["logGroups"][0]["metricFilterCount"], 1);
}

#[test]
fn what_is_no_transformation_is_refused() {
    let mut logs = Logs::with_streams(&[]);
    let fields = json!({"Code": "$.code"});
    for (pattern, transformation, text) in [
        (
            "ERROR",
            json!({"dimensions": fields}),
            "The specified filter pattern does not support dimensions",
        ),
        (
            "{ $.code = * }",
            json!({"dimensions": fields, "defaultValue": 0}),
            "Invalid metric transformation: dimensions and default value are mutually exclusive properties",
        ),
        (
            "{ $.code = * }",
            json!({"dimensions": {"A": "$.code", "B": "$.code", "C": "$.code", "D": "$.code"}}),
            "Invalid metric transformation: there can be at most 3 dimensions",
        ),
        (
            "{ $.code = * }",
            json!({"dimensions": {"Stage": "prod"}}),
            "Invalid metric transformation: the value prod of the dimension Stage is no field of the filter pattern",
        ),
        (
            "ERROR",
            json!({"metricValue": "$.latency"}),
            "Invalid metric transformation: the filter pattern has no field $.latency for the metric value",
        ),
        (
            "ERROR",
            json!({"metricValue": "one"}),
            "Invalid metric transformation: the metric value one is neither a number nor a field",
        ),
        (
            "ERROR",
            json!({"metricNamespace": "AWS/Lambda"}),
            "Invalid metric transformation: the namespace AWS/Lambda is reserved for AWS",
        ),
        ("a:b", json!({}), "Invalid character(s) in term ':'"),
        (
            "ERROR",
            json!({"metricName": "a$"}),
            "1 validation error detected: Value 'a$' at 'metricTransformations.1.member.metricName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*$]*",
        ),
    ] {
        let refused = logs.filter(pattern, transformation.clone()).unwrap_err();
        assert_eq!(refused.to_string(), text, "{transformation}");
    }
    let unit = logs.filter("", json!({"unit": "Parsecs"})).unwrap_err();
    assert!(
        unit.to_string().contains("enum value set: [Seconds, "),
        "{unit}"
    );
    for (members, what) in [
        (json!({"metricTransformations": []}), "no transformation"),
        (json!({"filterName": "a:b"}), "a colon"),
        (json!({"filterName": ""}), "no name"),
        (json!({"applyOnTransformedLogs": true}), "transformed"),
        (json!({"logGroupName": "absent"}), "no group"),
    ] {
        let put = with(request("", json!({})), members);
        assert!(logs.ask("PutMetricFilter", put).is_err(), "{what}");
    }
}

#[test]
fn a_group_has_a_hundred_filters_and_five_with_regular_expressions() {
    let mut logs = Logs::with_streams(&[]);
    let mut put = |name: usize, pattern: &str| {
        let put = with(
            request(pattern, json!({})),
            json!({"filterName": name.to_string()}),
        );
        logs.ask("PutMetricFilter", put)
    };
    for name in 0..5 {
        put(name, "%a%").unwrap();
    }
    assert_eq!(put(5, "%a%"), Err(LogsError::LimitExceeded));
    put(4, "%b%").unwrap();
    for name in 5..100 {
        put(name, "a").unwrap();
    }
    assert_eq!(put(100, "a"), Err(LogsError::LimitExceeded));
    put(99, "b").unwrap();
}

#[test]
fn a_pattern_is_tried_on_messages() {
    let mut logs = Logs::with_streams(&[]);
    let test = |pattern: &str, messages: &[&str]| json!({"filterPattern": pattern, "logEventMessages": messages});
    let tried = logs.ok(
        "TestMetricFilter",
        test("[ip, ..., bytes > 10]", &["a b 5", "a b 50", "a 60"]),
    );
    assert_eq!(
        tried["matches"],
        json!([
            {"eventNumber": 2, "eventMessage": "a b 50", "extractedValues": {"$ip": "a", "$2": "b", "$bytes": "50"}},
            {"eventNumber": 3, "eventMessage": "a 60", "extractedValues": {"$ip": "a", "$bytes": "60"}},
        ])
    );
    for refused in [test("", &[]), test("", &["x"; 51]), test("{", &["x"])] {
        assert!(logs.ask("TestMetricFilter", refused).is_err());
    }
}
