//! Operators on scalars, series and lists.
//!
//! Where only one of two series has a value, the other's is 0; what has no finite result (a division by zero) is dropped.

use std::cmp::Ordering;

use super::fault::Fault;
use super::operator::Operator;
use super::series::{Series, Value};

impl Operator {
    /// Of two numbers. NaN is no value, and has none as its result.
    fn of(self, left: f64, right: f64) -> f64 {
        let truth = |is_true| if is_true { 1.0 } else { 0.0 };
        let order = left.partial_cmp(&right);
        match self {
            _ if order.is_none() => f64::NAN,
            Self::Or => truth(left != 0.0 || right != 0.0),
            Self::And => truth(left != 0.0 && right != 0.0),
            Self::Equal => truth(order == Some(Ordering::Equal)),
            Self::NotEqual => truth(order != Some(Ordering::Equal)),
            Self::AtMost => truth(order != Some(Ordering::Greater)),
            Self::AtLeast => truth(order != Some(Ordering::Less)),
            Self::Less => truth(order == Some(Ordering::Less)),
            Self::Greater => truth(order == Some(Ordering::Greater)),
            Self::Plus => left + right,
            Self::Minus => left - right,
            Self::Times => left * right,
            Self::Divide if right == 0.0 => f64::NAN,
            Self::Divide => left / right,
            Self::Power => left.powf(right),
        }
    }

    /// Of two values. Lists have arithmetic only, and not with each other.
    pub(super) fn apply(self, left: Value, right: Value) -> Result<Value, Fault> {
        let refused = Fault::Operands {
            operator: self,
            left: left.kind(),
            right: right.kind(),
        };
        Ok(match (left, right) {
            (Value::Scalar(left), Value::Scalar(right)) => Value::Scalar(self.of(left, right)),
            (Value::Series(left), Value::Scalar(right)) => {
                Value::Series(left.map(|value| self.of(value, right)))
            }
            (Value::Scalar(left), Value::Series(right)) => {
                Value::Series(right.map(|value| self.of(left, value)))
            }
            (Value::Series(left), Value::Series(right)) => {
                Value::Series(self.join(&left, &right, &left))
            }
            (Value::List(list), Value::Scalar(right)) if self.is_arithmetic() => {
                each(&list, |left| left.map(|value| self.of(value, right)))
            }
            (Value::Scalar(left), Value::List(list)) if self.is_arithmetic() => {
                each(&list, |right| right.map(|value| self.of(left, value)))
            }
            (Value::List(list), Value::Series(right)) if self.is_arithmetic() => {
                each(&list, |left| self.join(left, &right, left))
            }
            (Value::Series(left), Value::List(list)) if self.is_arithmetic() => {
                each(&list, |right| self.join(&left, right, right))
            }
            _ => return Err(refused),
        })
    }

    /// At every moment at which one of them has a value. It is called as `named` is.
    fn join(self, left: &Series, right: &Series, named: &Series) -> Series {
        let points = union(&left.points, &right.points)
            .map(|(at, left, right)| (at, self.of(left.unwrap_or(0.0), right.unwrap_or(0.0))))
            .filter(|(_, value)| value.is_finite())
            .collect();
        Series {
            period: left.period.max(right.period),
            ..named.with(points)
        }
    }
}

fn each(list: &[Series], of: impl Fn(&Series) -> Series) -> Value {
    Value::List(list.iter().map(of).collect())
}

/// Every moment of either, in order, with both values.
fn union<'a>(
    mut left: &'a [(i64, f64)],
    mut right: &'a [(i64, f64)],
) -> impl Iterator<Item = (i64, Option<f64>, Option<f64>)> + 'a {
    std::iter::from_fn(move || {
        let next = |points: &[(i64, f64)]| points.first().map_or(i64::MAX, |(at, _)| *at);
        if left.is_empty() && right.is_empty() {
            return None;
        }
        let at = next(left).min(next(right));
        let take = |points: &mut &'a [(i64, f64)]| match points.split_first() {
            Some(((moment, value), rest)) if *moment == at => {
                *points = rest;
                Some(*value)
            }
            _ => None,
        };
        Some((at, take(&mut left), take(&mut right)))
    })
}
