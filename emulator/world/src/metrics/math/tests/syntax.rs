//! What is an expression, and what is refused how.

use super::*;

fn two() -> Stage {
    stage(&[("m1", &[Some(1.0), Some(2.0)]), ("m2", &[Some(10.0), None])])
}

#[test]
fn operators_bind_as_in_every_language() {
    for (text, expected) in [
        ("m1 + 2 * 3", [7.0, 8.0]),
        ("(m1 + 2) * 3", [9.0, 12.0]),
        ("m1 - 1 - 1", [-1.0, 0.0]),
        ("m1 * 8 / 4 / 2", [1.0, 2.0]),
        ("m1 * 0 - 2 ^ 2", [-4.0, -4.0]),
        ("m1 * 0 + 2 ^ 3 ^ 2", [512.0, 512.0]),
        ("m1 * 0 + -2^2", [-4.0, -4.0]),
        ("m1 * 2^-1", [0.5, 1.0]),
        ("m1 + 1 > 2", [0.0, 1.0]),
        ("m1 == 1 OR m1 == 5 AND m1 == 6", [1.0, 0.0]),
        ("m1 == 1 || m1 == 5 && m1 == 6", [1.0, 0.0]),
        ("m1*.5e1", [5.0, 10.0]),
        ("\tm1\n+--1 ", [2.0, 3.0]),
    ] {
        assert_eq!(two().minutes(text), expected.map(Some), "{text}");
    }
}

#[test]
fn what_is_no_expression_is_refused() {
    for text in [
        "",
        " ",
        "m1 +",
        "+ m1",
        "(m1",
        "m1)",
        "m1 m2",
        "[m1, ]",
        "m1 = 2",
        "m1 & m2",
        "!m1",
        "m1 % 2",
        "5m1",
        "m1.m2",
        "1.2.3 + m1",
        "1e + m1",
        "'m1",
        "SUM(m1",
        "sum(m1)",
        "Avg",
        "'text'",
        "m1 + 'text'",
        "DESC",
        "é",
        "_m",
        "1e999 + m1",
        "m1 > > 2",
    ] {
        assert_eq!(two().refusal(text), "Invalid syntax", "{text}");
    }
    assert_eq!(
        two().refusal("ANOMALY_DETECTOR(m1)"),
        "Function 'ANOMALY_DETECTOR' not found"
    );
    assert_eq!(two().refusal("m1 + m3"), "Unknown id 'm3'");
}

#[test]
fn what_aws_has_and_this_emulator_does_not_is_refused_by_name() {
    for (text, name) in [
        ("ANOMALY_DETECTION_BAND(m1, 2)", "ANOMALY_DETECTION_BAND"),
        ("INSIGHT_RULE_METRIC('rule', 'Sum')", "INSIGHT_RULE_METRIC"),
        ("m1 / SERVICE_QUOTA(m1)", "SERVICE_QUOTA"),
        (
            "DB_PERF_INSIGHTS('RDS', 'db-1', 'os.cpu')",
            "DB_PERF_INSIGHTS",
        ),
        ("LAMBDA('f')", "LAMBDA"),
        ("SELECT AVG(x) FROM y", "SELECT"),
        (" select AVG(x) FROM y", "SELECT"),
    ] {
        let refusal = two().refusal(text);
        assert!(
            refusal.contains(name) && refusal.contains("not built"),
            "{refusal}"
        );
    }
}

#[test]
fn what_does_not_fit_a_function_or_an_operator_is_refused() {
    for (text, expected) in [
        (
            "[m1, m2] + [m1, m2]",
            "Unsupported operand type(s) for +: '[TS[], TS[]]'",
        ),
        ("[m1] > 5", "Unsupported operand type(s) for >: '[TS[], S]'"),
        (
            "m1 AND [m1]",
            "Unsupported operand type(s) for AND: '[TS, TS[]]'",
        ),
        (
            "AVG(m1)",
            "The result must be a time series or an array of time series",
        ),
        (
            "5",
            "The result must be a time series or an array of time series",
        ),
        ("[m1, 5]", "A list is made of time series, not of scalars"),
        (
            "ABS(5) + m1",
            "Invalid arguments for the function ABS: expected (TS | TS[])",
        ),
        (
            "RATE(m1, m2)",
            "Invalid arguments for the function RATE: expected (TS | TS[])",
        ),
        (
            "HOUR([m1])",
            "Invalid arguments for the function HOUR: expected (TS)",
        ),
        (
            "FIRST(m1)",
            "Invalid arguments for the function FIRST: expected (TS[])",
        ),
        (
            "TIME_SERIES(m1)",
            "Invalid arguments for the function TIME_SERIES: expected (S)",
        ),
        (
            "m1 / PERIOD(m1 + 1)",
            "Invalid arguments for the function PERIOD: expected (the id of a metric)",
        ),
        (
            "METRICS(m1)",
            "Invalid arguments for the function METRICS: expected () or (string)",
        ),
        (
            "SEARCH('a', 'Median')",
            "Unsupported statistic 'Median' in SEARCH",
        ),
    ] {
        assert_eq!(two().refusal(text), expected, "{text}");
    }
    for text in [
        "FILL(m1)",
        "FILL(m1, [m1])",
        "FILL(m1, DESC)",
        "IF(m1)",
        "IF([m1], 1)",
        "IF(m1, [m1])",
        "IF(m1, 1, 2, 3)",
        "SORT([m1], AVG)",
        "SORT([m1], STDDEV, ASC)",
        "SORT([m1], AVG, UP)",
        "SORT([m1], AVG, ASC, 1, 2)",
        "SLICE([m1], -1)",
        "SLICE([m1], 0.5)",
        "SLICE([m1])",
        "SEARCH('a')",
        "SEARCH('a', 'Sum', m1)",
    ] {
        assert!(two().evaluate(text).is_err(), "{text}");
    }
}

#[test]
fn depth_and_size_are_bounded() {
    let nested = |depth: usize| format!("{}m1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(two().evaluate(&nested(MAX_DEPTH)).is_ok());
    for text in [
        nested(MAX_DEPTH + 1),
        nested(100_000),
        "[".repeat(100_000),
        format!("{}m1", "-".repeat(100_000)),
        "2^".repeat(100_000),
        "ABS(".repeat(100_000),
    ] {
        assert_eq!(Expression::parse(&text), Err(Fault::Depth));
    }
    let long = vec!["m1"; 10_000].join("+");
    assert_eq!(two().minutes(&long), [Some(10_000.0), Some(20_000.0)]);
    let list = |length| format!("[{}]", vec!["m1"; length].join(","));
    assert_eq!(two().lists(&list(MAX_SERIES)).len(), MAX_SERIES);
    assert_eq!(
        two().evaluate(&list(MAX_SERIES + 1)),
        Err(Fault::TooManySeries)
    );
    let mut endless = two();
    endless.minutes = usize::MAX;
    for text in ["TIME_SERIES(1)", "FILL(m1, 0)", "EPOCH(m1)"] {
        assert_eq!(endless.evaluate(text), Err(Fault::TooManyPoints), "{text}");
    }
    let mut long = two();
    long.minutes = Budget::MAX_POINTS / 3;
    assert!(long.evaluate("TIME_SERIES(1)").is_ok());
    assert_eq!(
        long.evaluate("TIME_SERIES(1) + TIME_SERIES(1)"),
        Err(Fault::TooManyPoints)
    );
}

#[test]
fn an_expression_says_which_queries_and_functions_it_needs() {
    let expression = Expression::parse("IF(m1 > AVG(e2), [m1, -m3][0], 1)");
    assert_eq!(expression, Err(Fault::Syntax));
    let expression = Expression::parse("IF(m1 > AVG(e2), SUM([m1, -m3]), PERIOD(m4))").unwrap();
    assert_eq!(expression.ids(), ["m1", "e2", "m1", "m3", "m4"]);
    assert_eq!(expression.calls(Function::Avg), 1);
    assert_eq!(expression.calls(Function::Search), 0);
}
