//! `IF`: one value or another, moment by moment.
//!
//! Source: user guide, Using IF expressions. Where the condition holds and the first value is missing, it is 0; where the
//! condition does not hold and the second is missing, or was not given, there is none.

use super::series::{Series, Value};

/// `None` where an argument is a list.
pub(super) fn branch(condition: Value, yes: Value, no: Option<Value>) -> Option<Value> {
    let is_list = |value: &Value| matches!(value, Value::List(_));
    if is_list(&yes) || no.as_ref().is_some_and(is_list) {
        return None;
    }
    match condition {
        Value::List(_) => None,
        Value::Scalar(condition) => Some(whole(condition, yes, no)),
        Value::Series(condition) => Some(Value::Series(by_moment(&condition, &yes, no.as_ref()))),
    }
}

/// One of them as a whole.
fn whole(condition: f64, yes: Value, no: Option<Value>) -> Value {
    let empty = |like: &Value| match like {
        Value::Series(series) => Value::Series(series.with(Vec::new())),
        Value::Scalar(_) | Value::List(_) => Value::Scalar(f64::NAN),
    };
    if condition.is_nan() {
        empty(&yes)
    } else if condition == 0.0 {
        no.unwrap_or_else(|| empty(&yes))
    } else {
        yes
    }
}

fn by_moment(condition: &Series, yes: &Value, no: Option<&Value>) -> Series {
    let at = |value: &Value, moment| match value {
        Value::Scalar(number) => Some(*number),
        Value::Series(series) => series.at(moment),
        Value::List(_) => None,
    };
    let points = condition.points.iter().filter_map(|(moment, holds)| {
        let value = if *holds == 0.0 {
            at(no?, *moment)?
        } else {
            at(yes, *moment).unwrap_or(0.0)
        };
        value.is_finite().then_some((*moment, value))
    });
    let points = points.collect();
    match yes {
        Value::Series(named) => Series {
            period: condition.period,
            ..named.with(points)
        },
        Value::Scalar(_) | Value::List(_) => condition.with(points),
    }
}
