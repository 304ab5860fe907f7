//! A record as `serde_json` reads it, and what the core has to make of it.

use std::sync::Arc;

use serde_json::Value;

use crate::core::aggregate::{Aggregate, Rules};
use crate::core::object::{AgeWindow, Limits, ObjectReader, ObjectTally};

/// A text read by the core at once, without bounds on age.
pub fn read(text: &[u8]) -> ObjectTally {
    let rules = Arc::new(Rules::default());
    let mut reader = ObjectReader::new(&rules, &Limits::default(), AgeWindow::default());
    reader.push(text);
    reader.finish().expect("plain text does not fail")
}

/// Checks a tally of one record against the same record in `serde_json`'s hands.
///
/// # Panics
///
/// They differ.
pub fn check(tally: &ObjectTally, record: &Value) {
    assert_eq!(tally.records.counted + tally.records.malformed, 1);
    if tally.records.counted == 0 {
        return;
    }
    for needed in ["timestamp", "region", "modelId"] {
        let text = record[needed].as_str();
        assert!(text.is_some_and(|text| !text.is_empty()), "{needed}");
    }
    let counts = [
        ("InputTokens", &record["input"]["inputTokenCount"]),
        ("OutputTokens", &record["output"]["outputTokenCount"]),
        (
            "CacheReadInputTokens",
            &record["input"]["cacheReadInputTokenCount"],
        ),
        (
            "CacheWriteInputTokens",
            &record["input"]["cacheWriteInputTokenCount"],
        ),
    ];
    for (metric, value) in counts {
        let summed = sum(&tally.aggregate, metric);
        match Count::of(value) {
            Count::Absent => assert_eq!(summed, None, "{metric}"),
            Count::Exactly(count) => assert_eq!(summed, Some(count.into()), "{metric}"),
            Count::Rounded => assert!(summed.is_some(), "{metric}"),
            Count::None => panic!("{metric} {value} is no count, so the record is malformed"),
        }
    }
}

fn sum(aggregate: &Aggregate, metric: &str) -> Option<u128> {
    let totals = aggregate.totals();
    let total = totals.iter().find(|total| total.metric == metric)?;
    Some(total.samples.sum())
}

/// A token count as `serde_json` reads it.
enum Count {
    Absent,
    Exactly(u64),
    /// An integer beyond what a double holds exactly.
    Rounded,
    /// Not an integer from 0 on.
    None,
}

impl Count {
    fn of(value: &Value) -> Self {
        const EXACT_DOUBLES: f64 = 9_007_199_254_740_992.0;
        match (value, value.as_u64(), value.as_f64()) {
            (Value::Null, _, _) => Self::Absent,
            (_, Some(count), _) => Self::Exactly(count),
            (_, None, Some(float)) if float < 0.0 || float.fract() != 0.0 => Self::None,
            (_, None, Some(float)) if float < EXACT_DOUBLES => Self::Exactly(float as u64),
            (_, None, Some(_)) => Self::Rounded,
            (_, None, None) => Self::None,
        }
    }
}
