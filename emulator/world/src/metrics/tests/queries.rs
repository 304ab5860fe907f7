//! Expressions in `GetMetricData`.

use super::*;

/// Errors of two functions and invocations of one, in the minutes 13:01 and 13:02.
fn functions() -> World {
    let at = |name: &str, function: &str, minute: &str, value: f64| {
        json!({
            "MetricName": name, "Value": value, "Timestamp": format!("2026-04-19T13:{minute}:00Z"),
            "Dimensions": [{"Name": "FunctionName", "Value": function}],
        })
    };
    world_of(json!([
        at("Errors", "a", "01", 1.0),
        at("Errors", "a", "02", 2.0),
        at("Errors", "b", "02", 5.0),
        at("Invocations", "a", "01", 4.0),
        at("Invocations", "a", "02", 4.0),
    ]))
}

fn metric(id: &str, name: &str, function: &str) -> Value {
    json!({
        "Id": id, "ReturnData": false,
        "MetricStat": {
            "Metric": {"Namespace": "Custom", "MetricName": name, "Dimensions": [{"Name": "FunctionName", "Value": function}]},
            "Period": 60, "Stat": "Sum",
        },
    })
}

fn expression(id: &str, text: &str) -> Value {
    json!({"Id": id, "Expression": text})
}

/// What a request of these queries over 13:01 and 13:02 comes to, oldest first: id, label and values.
fn results(queries: Value) -> Vec<(String, String, Vec<f64>)> {
    let output = ask(queries, json!({})).unwrap_or_else(|error| panic!("{error}"));
    let results = output.metric_data_results.into_iter();
    results
        .map(|result| (result.id, result.label, result.values))
        .collect()
}

fn ask(queries: Value, extra: Value) -> Result<GetMetricDataOutput, MetricsError> {
    let mut request = json!({
        "MetricDataQueries": queries, "ScanBy": "TimestampAscending",
        "StartTime": "2026-04-19T13:01:00Z", "EndTime": "2026-04-19T13:03:00Z",
    });
    merge(&mut request, extra);
    call::<GetMetricData>(&mut functions(), request)
}

fn refusal(queries: Value) -> String {
    let error = ask(queries, json!({})).unwrap_err();
    assert!(matches!(error, MetricsError::Validation(_)), "{error:?}");
    error.to_string()
}

/// A result, to compare with.
fn result(id: &str, label: &str, values: &[f64]) -> (String, String, Vec<f64>) {
    (id.to_owned(), label.to_owned(), values.to_vec())
}

#[test]
fn expressions_use_each_other_in_any_order() {
    let found = results(json!([
        expression("percent", "rate * 100"),
        expression("rate", "errors / calls"),
        metric("errors", "Errors", "a"),
        metric("calls", "Invocations", "a"),
    ]));
    assert_eq!(
        found,
        [
            result("percent", "percent", &[25.0, 50.0]),
            result("rate", "rate", &[0.25, 0.5])
        ]
    );
}

#[test]
fn a_circle_and_an_unknown_id_are_refused() {
    let circle = json!([
        expression("a", "b + 1"),
        expression("b", "c + 1"),
        expression("c", "a + m"),
        expression("d", "m + x + y"),
        metric("m", "Errors", "a"),
    ]);
    assert_eq!(
        refusal(circle),
        "Error in expression 'd': Unknown id 'x'\nError in expression 'd': Unknown id 'y'\n\
         Error in expression 'a': Circular reference\nError in expression 'b': Circular reference\n\
         Error in expression 'c': Circular reference"
    );
    assert_eq!(
        refusal(json!([expression("a", "a + 1")])),
        "Error in expression 'a': Circular reference"
    );
}

#[test]
fn a_fault_names_its_expression() {
    let m = || metric("m", "Errors", "a");
    for (text, expected) in [
        ("m +", "Error in expression 'e1': Invalid syntax"),
        (
            "ANOMALY_DETECTOR(m)",
            "Error in expression 'e1': Function 'ANOMALY_DETECTOR' not found",
        ),
        (
            "ANOMALY_DETECTION_BAND(m)",
            "Error in expression 'e1': The function ANOMALY_DETECTION_BAND is not built in this emulator",
        ),
        (
            "AVG(m)",
            "Error in expression 'e1': The result must be a time series or an array of time series",
        ),
        (
            "SEARCH('{Custom}', 'Sum', 61)",
            "Error in expression 'e1': The value 61 for the period in SEARCH is not valid: it must be 1, 5, 10, 20, 30, or a multiple of 60",
        ),
        (
            "",
            "The parameter MetricDataQueries.member.2.Expression is required.",
        ),
    ] {
        assert_eq!(
            refusal(json!([m(), expression("e1", text)])),
            expected,
            "{text}"
        );
    }
    let long = "m".repeat(2_049);
    assert_eq!(
        refusal(json!([expression("e1", &long)])),
        "The parameter MetricDataQueries.member.1.Expression must be shorter than 2049 characters."
    );
}

#[test]
fn members_that_do_not_fit_are_refused() {
    let with = |extra: Value| {
        let mut query = metric("m", "Errors", "a");
        merge(&mut query, extra);
        json!([query])
    };
    for (queries, expected) in [
        (
            with(json!({"Expression": "m"})),
            "The parameters MetricDataQueries.member.1.MetricStat and MetricDataQueries.member.1.Expression are mutually exclusive",
        ),
        (
            with(json!({"AccountId": "444455556666"})),
            "The value 444455556666 for parameter MetricDataQueries.member.1.AccountId is not supported",
        ),
        (
            with(json!({"Period": 61})),
            "The value 61 for parameter MetricDataQueries.member.1.Period is not valid",
        ),
        (
            with(json!({"Period": 120})),
            "The parameters MetricDataQueries.member.1.Period and MetricDataQueries.member.1.MetricStat.Period must be the same",
        ),
    ] {
        let refusal = refusal(queries);
        assert!(refusal.starts_with(expected), "{refusal}");
    }
    let own = Origin::default().home().account.to_string();
    let same = with(json!({"AccountId": own, "Period": 60, "ReturnData": true}));
    assert_eq!(results(same), [result("m", "Errors", &[1.0, 2.0])]);
    for zone in ["0130", "+130", "+01:30", "+0160", "+9900", "é"] {
        let options = json!({"LabelOptions": {"Timezone": zone}});
        let error = ask(json!([metric("m", "Errors", "a")]), options).unwrap_err();
        assert!(
            error.to_string().contains("LabelOptions.Timezone"),
            "{error}"
        );
    }
}

#[test]
fn a_search_returns_a_result_for_each_series_called_by_what_tells_it_apart() {
    let search = |text: &str| json!([expression("e1", text)]);
    assert_eq!(
        results(search(
            "SEARCH('{Custom,FunctionName} MetricName=\"Errors\"', 'Sum', 60)"
        )),
        [result("e1", "a", &[1.0, 2.0]), result("e1", "b", &[5.0])]
    );
    assert_eq!(
        results(search(
            "SORT(SEARCH('{Custom,FunctionName}', 'Sum', 60), MAX, DESC, 2)"
        )),
        [
            result("e1", "Errors b", &[5.0]),
            result("e1", "Invocations a", &[4.0, 4.0])
        ]
    );
    assert_eq!(
        results(search("SUM(SEARCH('Errors', 'Sum', 60))")),
        [result("e1", "e1", &[1.0, 7.0])]
    );
    assert_eq!(
        results(search("SEARCH('MetricName=Errors b', 'Sum', 60)")),
        [result("e1", "Errors", &[5.0])]
    );
    assert_eq!(results(search("SEARCH('nothing', 'Sum', 60)")), []);
    let mut query = expression("e1", "SEARCH('Invocations', 'tm90')");
    merge(&mut query, json!({"Period": 60}));
    assert_eq!(
        results(json!([query])),
        [result("e1", "Invocations", &[4.0, 4.0])]
    );
}

#[test]
fn a_search_that_finds_too_much_is_cut_and_says_so() {
    let data: Vec<Value> = (0..501)
        .map(|n| json!({"MetricName": format!("m{n}"), "Value": 1.0, "Timestamp": "2026-04-19T13:01:00Z"}))
        .collect();
    let request = json!({
        "MetricDataQueries": [expression("e1", "SEARCH('{Custom}', 'Sum', 60)")],
        "StartTime": "2026-04-19T13:00:00Z", "EndTime": "2026-04-19T13:03:00Z",
    });
    let found = call::<GetMetricData>(&mut world_of(json!(data)), request).unwrap();
    assert_eq!(found.metric_data_results.len(), 500);
    assert_eq!(found.messages[0].code, "MaxMetricsExceeded");
}

#[test]
fn labels_are_given_made_or_dynamic() {
    let labelled = |mut query: Value, label: &str| {
        merge(&mut query, json!({"Label": label, "ReturnData": true}));
        query
    };
    let a = || metric("a", "Errors", "a");
    let b = || metric("b", "Errors", "b");
    let found = results(json!([
        labelled(a(), "[max: ${MAX}] ${LABEL} of ${PROP('Dim.FunctionName')}"),
        labelled(b(), "plain"),
        labelled(expression("e1", "FILL(METRICS(), 0)"), "Filled with 0:"),
        labelled(expression("e2", "[a]"), ""),
        labelled(expression("e3", "[a]"), "${LABEL} ${SUM}"),
        labelled(expression("e4", "a * 2"), "${LABEL} ${LAST}"),
        expression("e5", "[a]"),
    ]));
    let labels: Vec<&str> = found.iter().map(|(_, label, _)| label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "[max: 2] Errors of a",
            "plain",
            "Filled with 0: Errors",
            "Filled with 0: Errors",
            "Errors",
            "Errors 3",
            "e4 4",
            "Errors"
        ]
    );
    let zoned = ask(
        json!([labelled(a(), "${LAST_TIME}")]),
        json!({"LabelOptions": {"Timezone": "-0230"}}),
    );
    assert_eq!(
        zoned.unwrap().metric_data_results[0].label,
        "2026-04-19 10:32"
    );
}

#[test]
fn series_are_filled_over_the_whole_span() {
    let mut query = expression("e1", "TIME_SERIES(7)");
    merge(&mut query, json!({"Period": 60}));
    assert_eq!(results(json!([query])), [result("e1", "e1", &[7.0, 7.0])]);
    let filled = json!([metric("m", "Errors", "b"), expression("e1", "FILL(m, 0)")]);
    assert_eq!(results(filled), [result("e1", "e1", &[0.0, 5.0])]);
    let nothing = json!([
        metric("m", "None", "b"),
        expression("e1", "FILL(m, 0) + TIME_SERIES(1)")
    ]);
    assert_eq!(results(nothing), [result("e1", "e1", &[1.0, 1.0])]);
    let endless = json!({"StartTime": "1970-01-01T00:00:00Z", "EndTime": "9999-01-01T00:00:00Z"});
    let error = ask(json!([expression("e1", "TIME_SERIES(7)")]), endless).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Error in expression 'e1': The expressions of the request come to more than 4000000 data points"
    );
}

#[test]
fn pages_of_expressions_laid_end_to_end_are_the_whole() {
    let queries = json!([
        metric("a", "Errors", "a"),
        metric("b", "Errors", "b"),
        expression("e1", "FILL(METRICS(), 0)"),
    ]);
    let mut values = Vec::new();
    let mut token = Value::Null;
    for _ in 0..4 {
        let page = ask(
            queries.clone(),
            json!({"MaxDatapoints": 1, "NextToken": token}),
        )
        .unwrap();
        values.extend(
            page.metric_data_results
                .into_iter()
                .flat_map(|result| result.values),
        );
        token = page.next_token.map_or(Value::Null, |token| json!(token));
    }
    assert_eq!(values, [1.0, 2.0, 0.0, 5.0]);
    assert_eq!(token, Value::Null);
}
