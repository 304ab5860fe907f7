//! AWS's two tables, cell by cell, and random ranges against an evaluator that writes every missing datapoint out.

use proptest::prelude::*;

use super::*;

const ALARM: Verdict = Verdict::Alarm;
const OK: Verdict = Verdict::Ok;
const NO_DATA: Verdict = Verdict::InsufficientData;
const RETAIN: Verdict = Verdict::Unchanged;

const TREATMENTS: [MissingData; 4] = [
    MissingData::Missing,
    MissingData::Ignore,
    MissingData::Breaching,
    MissingData::NotBreaching,
];

/// As the page writes them, the newest on the right; the newest first here.
fn range(text: &str) -> Vec<Option<bool>> {
    let points = text.split(' ').map(|point| match point {
        "X" => Some(true),
        "0" => Some(false),
        "-" => None,
        other => panic!("{other} is no point"),
    });
    points.rev().collect()
}

/// Rows of a table: the datapoints, how many must be filled, and the states by the columns MISSING, IGNORE, BREACHING, NOT BREACHING.
fn check(datapoints_to_alarm: usize, rows: &[(&str, usize, [Verdict; 4])]) {
    for (points, filled, states) in rows {
        for (missing_data, state) in TREATMENTS.into_iter().zip(states) {
            let rule = Rule {
                evaluation_periods: 3,
                datapoints_to_alarm,
                missing_data,
            };
            assert_eq!(rule.range(), 5, "the page's evaluation range");
            let evaluation = rule.evaluate(&range(points));
            let expected = Evaluation {
                verdict: *state,
                filled: *filled,
            };
            assert_eq!(evaluation, expected, "{points} {missing_data:?}");
        }
    }
}

#[test]
fn three_out_of_three_is_as_in_awss_table() {
    check(
        3,
        &[
            ("0 - X - X", 0, [OK, OK, OK, OK]),
            ("0 - - - -", 2, [OK, OK, OK, OK]),
            ("- - - - -", 3, [NO_DATA, RETAIN, ALARM, OK]),
            ("0 X X - X", 0, [ALARM, ALARM, ALARM, ALARM]),
            ("- - X - -", 2, [ALARM, RETAIN, ALARM, OK]),
        ],
    );
}

#[test]
fn two_out_of_three_is_as_in_awss_table() {
    check(
        2,
        &[
            ("0 - X - X", 0, [ALARM, ALARM, ALARM, ALARM]),
            ("0 0 X 0 X", 0, [ALARM, ALARM, ALARM, ALARM]),
            ("0 - X - -", 1, [OK, OK, ALARM, OK]),
            ("- - - - 0", 2, [OK, OK, ALARM, OK]),
            ("- - - X -", 2, [ALARM, RETAIN, ALARM, OK]),
        ],
    );
}

/// The examples in the text of "Avoiding premature transitions to alarm state".
#[test]
fn one_young_breaching_datapoint_is_no_alarm_yet() {
    let rule = Rule {
        evaluation_periods: 3,
        datapoints_to_alarm: 3,
        missing_data: MissingData::Missing,
    };
    for (points, verdict) in [
        ("- - - - X", OK),
        ("- - - X -", OK),
        ("- - X - -", ALARM),
        ("- - - X 0", OK),
        ("- - X - 0", OK),
    ] {
        assert_eq!(rule.evaluate(&range(points)).verdict, verdict, "{points}");
    }
}

/// The page's sentences one after the other, with every datapoint written out.
fn naive(rule: Rule, range: &[Option<bool>]) -> Verdict {
    let n = rule.evaluation_periods;
    let m = rule.datapoints_to_alarm;
    let mut points: Vec<bool> = range.iter().filter_map(|point| *point).collect();
    // "evaluates the alarm based on the most recent data points collected".
    points.truncate(n);
    let real = points.clone();
    // "fills in the missing data points with the result you specified".
    let fill = match rule.missing_data {
        MissingData::Breaching => Some(true),
        MissingData::NotBreaching => Some(false),
        MissingData::Missing | MissingData::Ignore => None,
    };
    while let (true, Some(fill)) = (points.len() < n, fill) {
        points.push(fill);
    }
    if points.iter().filter(|breaches| **breaches).count() >= m {
        return ALARM;
    }
    if points.len() == n || real.contains(&false) {
        return OK;
    }
    if rule.missing_data == MissingData::Ignore {
        return RETAIN;
    }
    if real.is_empty() {
        return NO_DATA;
    }
    let older = range.iter().skip(m - 1);
    if older.flatten().next().is_some() {
        ALARM
    } else {
        OK
    }
}

fn rules() -> impl Strategy<Value = Rule> {
    (1..8_usize)
        .prop_flat_map(|n| (Just(n), 1..=n, 0..4_usize))
        .prop_map(
            |(evaluation_periods, datapoints_to_alarm, treatment)| Rule {
                evaluation_periods,
                datapoints_to_alarm,
                missing_data: TREATMENTS[treatment],
            },
        )
}

proptest! {
    #[test]
    fn any_range_is_evaluated_as_the_page_says(
        (rule, points) in rules().prop_flat_map(|rule| {
            let points = prop::collection::vec(prop::option::of(any::<bool>()), rule.range());
            (Just(rule), points)
        })
    ) {
        let evaluation = rule.evaluate(&points);
        prop_assert_eq!(evaluation.verdict, naive(rule, &points));
        let real = points.iter().flatten().count();
        prop_assert_eq!(evaluation.filled, rule.evaluation_periods.saturating_sub(real));
    }

    /// Data that is all there is never treated.
    #[test]
    fn without_a_gap_the_treatment_does_not_matter(
        (rule, points) in rules().prop_flat_map(|rule| {
            let points = prop::collection::vec(any::<bool>().prop_map(Some), rule.range());
            (Just(rule), points)
        })
    ) {
        let verdicts = TREATMENTS.map(|missing_data| {
            Rule { missing_data, ..rule }.evaluate(&points).verdict
        });
        prop_assert!(verdicts.iter().all(|verdict| *verdict == verdicts[0]));
        prop_assert!(matches!(verdicts[0], ALARM | OK));
    }
}
