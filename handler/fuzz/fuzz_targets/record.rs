//! One line against `serde_json`: what both read, both judge and sum alike.
#![no_main]

use std::sync::Arc;

use handler::core::aggregate::{Aggregate, Rules};
use handler::core::object::{AgeWindow, Limits, ObjectReader};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fn sum(aggregate: &Aggregate, metric: &str) -> Option<u128> {
    let totals = aggregate.totals();
    let total = totals.iter().find(|total| total.metric == metric)?;
    Some(total.samples.sum())
}

/// A count as `serde_json` reads it: none, an integer below 2^53, or something else.
fn count(value: &Value) -> Result<Option<u128>, ()> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => match (number.as_u64(), number.as_f64()) {
            (Some(count), _) => Ok(Some(count.into())),
            (_, Some(float)) if float >= 0.0 && float.fract() == 0.0 && float < 9e15 => {
                Ok(Some(float as u128))
            }
            _ => Err(()),
        },
        _ => Err(()),
    }
}

fuzz_target!(|data: &[u8]| {
    let Ok(value @ Value::Object(_)) = serde_json::from_slice::<Value>(data) else {
        return;
    };
    let rules = Arc::new(Rules::default());
    let mut reader = ObjectReader::new(&rules, &Limits::default(), AgeWindow::default());
    reader.push(data);
    let tally = reader.finish().expect("text does not fail");
    assert_eq!(tally.records.counted + tally.records.malformed, 1);

    let text = |key: &str| value[key].as_str().is_some_and(|text| !text.is_empty());
    let input = count(&value["input"]["inputTokenCount"]);
    let output = count(&value["output"]["outputTokenCount"]);
    if tally.records.counted == 1 {
        assert!(text("timestamp") && text("region") && text("modelId"));
        assert_eq!(Ok(sum(&tally.aggregate, "InputTokens")), input);
        assert_eq!(Ok(sum(&tally.aggregate, "OutputTokens")), output);
    }
});
