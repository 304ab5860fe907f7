//! The functions, by the tables and examples of the guide.

use super::*;

const NONE: Option<f64> = None;

fn some<const N: usize>(values: [f64; N]) -> Minutes {
    values.map(Some).to_vec()
}

/// The guide's two metrics for comparison.
fn compared() -> Stage {
    stage(&[
        ("metric1", &[Some(30.0), Some(20.0), Some(0.0), Some(0.0)]),
        ("metric2", &[Some(20.0), None, Some(20.0), None]),
    ])
}

#[test]
fn comparisons_are_those_of_the_guides_table() {
    for (text, expected) in [
        ("(metric1 < metric2)", [0.0, 0.0, 1.0, 0.0]),
        ("(metric1 >= 30)", [1.0, 0.0, 0.0, 0.0]),
        ("(metric1 > 15 AND metric2 > 15)", [1.0, 0.0, 0.0, 0.0]),
        ("metric1 != 30 || metric2 == 20", [1.0, 1.0, 1.0, 1.0]),
        ("20 <= metric1", [1.0, 1.0, 0.0, 0.0]),
    ] {
        assert_eq!(compared().minutes(text), some(expected), "{text}");
    }
}

#[test]
fn a_missing_value_is_zero_and_a_division_by_zero_gives_none() {
    let stage = compared();
    assert_eq!(
        stage.minutes("metric1 + metric2"),
        some([50.0, 20.0, 20.0, 0.0])
    );
    assert_eq!(
        stage.minutes("metric1 / metric2"),
        [Some(1.5), NONE, Some(0.0), NONE]
    );
    assert_eq!(
        stage.minutes("metric2 * 2"),
        [Some(40.0), NONE, Some(40.0), NONE]
    );
    assert_eq!(stage.minutes("metric2 / 0"), [NONE; 4]);
    assert_eq!(stage.minutes("metric2 * (1 / 0)"), [NONE; 4]);
    assert_eq!(stage.minutes("(-metric2) ^ 0.5"), [NONE; 4]);
    assert_eq!(
        stage.lists("[metric1, metric2] / metric2"),
        [
            vec![Some(1.5), NONE, Some(0.0), NONE],
            vec![Some(1.0), NONE, Some(1.0), NONE]
        ]
    );
    assert_eq!(
        stage.lists("100 - METRICS()"),
        [
            some([70.0, 80.0, 100.0, 100.0]),
            vec![Some(80.0), NONE, Some(80.0), NONE]
        ]
    );
}

#[test]
fn if_is_that_of_the_guides_tables() {
    let stage = stage(&[
        (
            "metric1",
            &[Some(1.0), Some(1.0), Some(0.0), Some(0.0), None],
        ),
        (
            "metric2",
            &[Some(30.0), None, Some(0.0), Some(0.0), Some(30.0)],
        ),
        (
            "metric3",
            &[Some(0.0), Some(0.0), Some(20.0), None, Some(20.0)],
        ),
    ]);
    for (text, expected) in [
        (
            "IF(metric1, metric2, metric3)",
            [Some(30.0), Some(0.0), Some(20.0), NONE, NONE],
        ),
        (
            "IF(metric1, 5, metric3)",
            [Some(5.0), Some(5.0), Some(20.0), NONE, NONE],
        ),
        (
            "IF(metric1, metric2, 5)",
            [Some(30.0), Some(0.0), Some(5.0), Some(5.0), NONE],
        ),
        (
            "IF(metric1, 10, 2)",
            [Some(10.0), Some(10.0), Some(2.0), Some(2.0), NONE],
        ),
        (
            "IF(metric1, metric2)",
            [Some(30.0), Some(0.0), NONE, NONE, NONE],
        ),
        (
            "IF(metric1 == 0, 7)",
            [NONE, NONE, Some(7.0), Some(7.0), NONE],
        ),
        (
            "IF(1 > 2, metric2, metric3)",
            [Some(0.0), Some(0.0), Some(20.0), NONE, Some(20.0)],
        ),
        (
            "IF(-1, metric2, metric3)",
            [Some(30.0), NONE, Some(0.0), Some(0.0), Some(30.0)],
        ),
        ("IF(0, metric2)", [NONE; 5]),
        ("IF(1 / 0, metric2, metric3)", [NONE; 5]),
        (
            "IF(metric1, 1 / 0, 1)",
            [NONE, NONE, Some(1.0), Some(1.0), NONE],
        ),
    ] {
        assert_eq!(stage.minutes(text), expected, "{text}");
    }
}

#[test]
fn gaps_are_filled_by_a_number_a_series_the_value_before_or_a_line() {
    let stage = stage(&[
        ("m1", &[None, Some(10.0), None, None, Some(40.0), None]),
        ("m2", &[Some(1.0), Some(2.0), Some(3.0), None, None, None]),
        ("none", &[]),
    ]);
    for (text, expected) in [
        (
            "FILL(m1, 0)",
            [
                Some(0.0),
                Some(10.0),
                Some(0.0),
                Some(0.0),
                Some(40.0),
                Some(0.0),
            ],
        ),
        (
            "FILL(m1, MIN(m1))",
            [
                Some(10.0),
                Some(10.0),
                Some(10.0),
                Some(10.0),
                Some(40.0),
                Some(10.0),
            ],
        ),
        (
            "FILL(m1, m2)",
            [Some(1.0), Some(10.0), Some(3.0), NONE, Some(40.0), NONE],
        ),
        (
            "FILL(m1, REPEAT)",
            [
                NONE,
                Some(10.0),
                Some(10.0),
                Some(10.0),
                Some(40.0),
                Some(40.0),
            ],
        ),
        (
            "FILL(m1, LINEAR)",
            [NONE, Some(10.0), Some(20.0), Some(30.0), Some(40.0), NONE],
        ),
        ("FILL(none, 3)", [Some(3.0); 6]),
        ("FILL(none, REPEAT)", [NONE; 6]),
        (
            "FILL(m1, 1 / 0)",
            [NONE, Some(10.0), NONE, NONE, Some(40.0), NONE],
        ),
        ("TIME_SERIES(MAX(m1))", [Some(40.0); 6]),
        ("TIME_SERIES(MAX(none))", [NONE; 6]),
    ] {
        assert_eq!(stage.minutes(text), expected, "{text}");
    }
    assert_eq!(stage.lists("FILL(METRICS(), 0)").len(), 3);
}

#[test]
fn a_series_is_made_a_scalar_and_a_list_a_series() {
    let stage = stage(&[
        ("m1", &[Some(2.0), Some(4.0), None, Some(6.0)]),
        ("m2", &[Some(4.0), None, None, Some(-6.0)]),
    ]);
    for (text, expected) in [
        (
            "m1 * 0 + SUM(m1)",
            [Some(12.0), Some(12.0), NONE, Some(12.0)],
        ),
        ("m1 * 0 + AVG(m1)", [Some(3.0), Some(3.0), NONE, Some(3.0)]),
        ("m1 - MIN(m1)", [Some(0.0), Some(2.0), NONE, Some(4.0)]),
        ("m1 - MAX(m2)", [Some(-2.0), Some(0.0), NONE, Some(2.0)]),
        (
            "m1 * 0 + DATAPOINT_COUNT(m1)",
            [Some(3.0), Some(3.0), NONE, Some(3.0)],
        ),
        ("SUM([m1, m2])", [Some(6.0), Some(4.0), NONE, Some(0.0)]),
        ("AVG([m1, m2])", [Some(3.0), Some(2.0), NONE, Some(0.0)]),
        ("MIN(METRICS())", [Some(2.0), Some(4.0), NONE, Some(-6.0)]),
        ("MAX(METRICS())", [Some(4.0), Some(4.0), NONE, Some(6.0)]),
        ("STDDEV(METRICS())", [Some(1.0), Some(2.0), NONE, Some(6.0)]),
        (
            "DATAPOINT_COUNT(METRICS())",
            [Some(2.0), Some(1.0), NONE, Some(2.0)],
        ),
        (
            "m1 / METRIC_COUNT(METRICS())",
            [Some(1.0), Some(2.0), NONE, Some(3.0)],
        ),
        (
            "m1 * 0 + STDDEV(m1) ^ 2",
            [Some(5.0), Some(5.0), NONE, Some(5.0)],
        ),
        ("SUM([])", [NONE; 4]),
    ] {
        let found = stage.minutes(text);
        let pairs = found.iter().zip(&expected);
        let is_close = |found: &Option<f64>, expected: &Option<f64>| match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
            (found, expected) => found == expected,
        };
        assert!(
            pairs
                .clone()
                .all(|(found, expected)| is_close(found, expected)),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn values_are_transformed_one_by_one() {
    let stage = stage(&[("m1", &[Some(1.0), None, Some(-2.5), Some(120.5)])]);
    for (text, expected) in [
        ("ABS(m1)", [Some(1.0), NONE, Some(2.5), Some(120.5)]),
        ("CEIL(m1)", [Some(1.0), NONE, Some(-2.0), Some(121.0)]),
        ("FLOOR(m1)", [Some(1.0), NONE, Some(-3.0), Some(120.0)]),
        ("LOG(m1 * 0 + 1)", [Some(0.0), NONE, Some(0.0), Some(0.0)]),
        (
            "LOG10(m1)",
            [Some(0.0), NONE, NONE, Some(120.5_f64.log10())],
        ),
        ("DIFF(m1)", [NONE, NONE, Some(-3.5), Some(123.0)]),
        ("DIFF_TIME(m1)", [NONE, NONE, Some(120.0), Some(60.0)]),
        ("RATE(m1)", [NONE, NONE, Some(-3.5 / 120.0), Some(2.05)]),
        (
            "RUNNING_SUM(m1)",
            [Some(1.0), NONE, Some(-1.5), Some(119.0)],
        ),
        (
            "m1 * 0 + PERIOD(m1)",
            [Some(60.0), NONE, Some(60.0), Some(60.0)],
        ),
    ] {
        assert_eq!(stage.minutes(text), expected, "{text}");
    }
}

#[test]
fn moments_are_told_in_utc_for_every_period() {
    let stage = stage(&[("m1", &[None, Some(1.0)])]);
    for (text, expected) in [
        ("MINUTE(m1)", [0.0, 1.0]),
        ("HOUR(m1)", [13.0, 13.0]),
        ("DAY(m1)", [7.0, 7.0]),
        ("DATE(m1)", [19.0, 19.0]),
        ("MONTH(m1)", [4.0, 4.0]),
        ("YEAR(m1)", [2026.0, 2026.0]),
        ("EPOCH(m1)", [1_776_603_600.0, 1_776_603_660.0]),
    ] {
        assert_eq!(stage.minutes(text), some(expected), "{text}");
    }
}

#[test]
fn lists_are_sorted_sliced_and_filtered() {
    let stage = stage(&[
        ("low", &[Some(1.0), Some(2.0)]),
        ("high", &[Some(5.0), Some(1.0)]),
        ("empty", &[None, None]),
    ]);
    let low = || some([1.0, 2.0]);
    let high = || some([5.0, 1.0]);
    let empty = || vec![NONE, NONE];
    for (text, expected) in [
        ("METRICS()", vec![low(), high(), empty()]),
        ("METRICS(\"ow\")", vec![low()]),
        ("[METRICS('low'), METRICS('high')]", vec![low(), high()]),
        ("SORT(METRICS(), MAX, DESC)", vec![high(), low(), empty()]),
        ("SORT(METRICS(), MAX, ASC)", vec![low(), high(), empty()]),
        ("SORT(METRICS(), MIN, ASC, 1)", vec![low()]),
        ("SORT(METRICS(), SUM, ASC)", vec![empty(), low(), high()]),
        ("SLICE(METRICS(), 1)", vec![high(), empty()]),
        ("SLICE(METRICS(), 0, 2)", vec![low(), high()]),
        ("SLICE(METRICS(), 5)", vec![]),
        ("SLICE(METRICS(), 2, 1)", vec![]),
        ("REMOVE_EMPTY(METRICS())", vec![low(), high()]),
        ("FIRST(SORT(METRICS(), AVG, DESC))", vec![high()]),
        ("LAST(METRICS())", vec![empty()]),
        ("FIRST([])", vec![empty()]),
        ("SEARCH('high', 'Sum', 60)", vec![high()]),
        ("SUM(SEARCH('high OR low', 'Sum'))", vec![some([6.0, 3.0])]),
    ] {
        assert_eq!(stage.lists(text), expected, "{text}");
    }
}

#[test]
fn what_an_expression_came_to_is_no_metric() {
    let mut stage = stage(&[("m1", &[Some(1.0)])]);
    stage.expressions = vec![("e1".to_owned(), stage.evaluate("m1 + 1").unwrap())];
    assert_eq!(stage.minutes("e1 * 2"), some([4.0]));
    assert_eq!(stage.lists("METRICS()"), [some([1.0])]);
    assert!(stage.evaluate("m1 / PERIOD(e1)").is_err());
}
