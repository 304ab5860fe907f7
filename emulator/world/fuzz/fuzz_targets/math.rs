//! Any text as an expression, its last line as a search and a label: it is refused in words, or comes to series in order of time whose
//! values are numbers, within the bounds.
#![no_main]

use jiff::Timestamp;
use jiff::tz::Offset;
use libfuzzer_sys::fuzz_target;
use world_fuzz::math::{
    Budget, Candidate, Expression, Fault, Label, MAX_SERIES, Moments, Properties, Scope, Search,
    Series, Steps, Value,
};

const PERIOD: i64 = 60;
const STEPS: usize = 5;

/// Three metrics, one of them with nothing, and what two expressions came to.
struct Stage {
    values: Vec<(&'static str, Value)>,
}

const METRICS: usize = 3;

impl Stage {
    fn new() -> Self {
        let series = |values: &[Option<f64>]| Series {
            points: (0..)
                .zip(values)
                .filter_map(|(step, value)| Some((step * PERIOD, (*value)?)))
                .collect(),
            period: PERIOD,
            label: "metric".to_owned(),
            metric: Some(Properties::default().into()),
        };
        let gaps = series(&[Some(1.5), None, Some(-3.0), None, Some(0.0)]);
        let full = series(&[Some(1.0), Some(2.0), Some(3.0), Some(1e300), Some(5.0)]);
        Self {
            values: vec![
                ("m1", Value::Series(gaps.clone())),
                ("m2", Value::Series(full.clone())),
                ("m3", Value::Series(series(&[]))),
                ("e1", Value::List(vec![gaps, full.clone()])),
                ("e2", Value::Series(full)),
            ],
        }
    }
}

impl Scope for Stage {
    fn value(&self, id: &str) -> Option<&Value> {
        let mut values = self.values.iter();
        values
            .find(|(known, _)| *known == id)
            .map(|(_, value)| value)
    }

    fn metrics(&self) -> Vec<(&str, &Series)> {
        let metrics = self.values[..METRICS].iter();
        let series = metrics.filter_map(|(id, value)| match value {
            Value::Series(series) => Some((*id, series)),
            _ => None,
        });
        series.collect()
    }

    fn search(&self, search: &Search, _: &str, _: Option<i64>) -> Result<Vec<Series>, Fault> {
        let all = self.metrics().into_iter();
        let found = all.filter(|(id, _)| matches(search, id));
        Ok(found.map(|(_, series)| series.clone()).collect())
    }

    fn steps(&self, period: i64) -> Steps {
        Steps {
            start: 0,
            period,
            count: STEPS,
        }
    }

    fn period(&self) -> i64 {
        PERIOD
    }
}

fn matches(search: &Search, name: &str) -> bool {
    search.matches(&Candidate {
        account: "111122223333",
        namespace: "AWS/Lambda",
        name,
        dimensions: &[("FunctionName", "ProjectA-api2")],
    })
}

fuzz_target!(|text: &str| {
    let (expression, rest) = text.rsplit_once('\n').unwrap_or((text, text));
    evaluate(expression);
    match Search::parse(rest) {
        Ok(search) => {
            matches(&search, "m1");
        }
        Err(fault) => assert!(!fault.to_string().is_empty()),
    }
    let stage = Stage::new();
    let moments = Moments {
        now: Timestamp::UNIX_EPOCH,
        offset: Offset::UTC,
    };
    for (_, series) in stage.metrics() {
        let filled = Label(rest).filled(series, moments);
        assert!(rest.contains("${") || filled == rest);
    }
});

fn evaluate(text: &str) {
    let parsed = Expression::parse(text);
    let evaluated = parsed.and_then(|expression| {
        let value = expression.evaluate(&Stage::new(), &Budget::new());
        assert_eq!(
            value,
            expression.evaluate(&Stage::new(), &Budget::new()),
            "it comes to the same again"
        );
        value
    });
    match evaluated {
        Ok(value) => {
            let list = value.into_series();
            assert!(list.len() <= MAX_SERIES);
            for series in list {
                assert!(series.points.is_sorted_by(|left, right| left.0 < right.0));
                assert!(series.points.iter().all(|(_, value)| value.is_finite()));
            }
        }
        Err(fault) => assert!(!fault.to_string().is_empty()),
    }
}
