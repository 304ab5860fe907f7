//! Reading a policy, and what SNS says of one that is none.

use serde_json::{Map, Value};

use super::condition::{Alternative, Bound, Condition};
use super::scope::Scope;
use crate::policy::{Network, Stars};

/// Source: <https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html>: of a nested policy the keys on top
/// count.
const MAX_KEYS: usize = 5;
/// Source: the same page, "total combination of values".
const MAX_COMBINATIONS: usize = 150;
/// In bytes. Source: the same page, "256 KB".
const MAX_POLICY_BYTES: usize = 256 << 10;
/// In a pattern. Source: the same page, "no more than three wildcards" (unverified).
const MAX_WILDCARDS: usize = 3;
/// Over all alternatives, with what `anything-but` lists: our own bound on what a message is compared with.
const MAX_CONDITIONS: usize = 2_000;
/// Alternatives stand under this name, where there are at least two.
const OR: &str = "$or";

type Object = Map<String, Value>;
type Read<T> = Result<T, String>;

pub(super) fn alternatives(text: &str, scope: Scope) -> Read<Vec<Alternative>> {
    if text.len() > MAX_POLICY_BYTES {
        return fault("Filter policy is too long");
    }
    let object: Object = serde_json::from_str(text)
        .map_err(|error| format!("FilterPolicy: failed to parse JSON. {error}"))?;
    if object.len() > MAX_KEYS {
        return fault("Filter policy can not have more than 5 keys");
    }
    if combinations(&object, 1, 1)? > MAX_COMBINATIONS {
        return fault("Filter policy is too complex");
    }
    let is_nested = |value: &Value| value.is_object();
    if scope == Scope::MessageAttributes && has(&object, &is_nested) {
        return Err(
            "Filter policy scope MessageAttributes does not support nested filter policy"
                .to_owned(),
        );
    }
    if listed(&object) > MAX_CONDITIONS {
        return fault("Filter policy is too complex");
    }
    expand(&object, "", vec![Vec::new()])
}

/// Conditions over all alternatives, those in lists of `anything-but` too.
fn listed(object: &Object) -> usize {
    let (alternatives, conditions) = widths(object);
    alternatives.saturating_mul(conditions)
}

/// How many alternatives an object is, and conditions in the widest of them.
fn widths(object: &Object) -> (usize, usize) {
    object
        .iter()
        .fold((1, 0), |(ways, conditions), (name, value)| {
            if let Some(objects) = alternatives_of(name, value) {
                let inner = objects.iter().map(|object| widths(object));
                let (more, widest) = inner.fold((0_usize, 0), |(sum, widest), (ways, width)| {
                    (sum.saturating_add(ways), width.max(widest))
                });
                return (ways.saturating_mul(more), conditions + widest);
            }
            match value {
                Value::Object(inner) => {
                    let (more, width) = widths(inner);
                    (ways.saturating_mul(more), conditions + width)
                }
                Value::Array(values) => {
                    (ways, conditions + values.iter().map(width).sum::<usize>())
                }
                _ => (ways, conditions),
            }
        })
}

/// What a value of a key is compared with.
fn width(value: &Value) -> usize {
    let listed = |operand: &Value| operand.as_array().map_or(1, Vec::len);
    let Some(expression) = value.as_object() else {
        return 1;
    };
    expression
        .values()
        .map(|operand| match operand {
            Value::Object(inner) => inner.values().map(listed).sum(),
            operand => listed(operand),
        })
        .sum()
}

fn fault<T>(what: impl AsRef<str>) -> Read<T> {
    Err(format!("FilterPolicy: {}", what.as_ref()))
}

/// The objects of an `$or`; `None` for an ordinary key.
fn alternatives_of<'a>(name: &str, value: &'a Value) -> Option<Vec<&'a Object>> {
    let elements = value.as_array().filter(|_| name == OR)?;
    let objects: Option<Vec<_>> = elements.iter().map(Value::as_object).collect();
    objects.filter(|objects| objects.len() > 1)
}

/// Whether anything on this level is so, in an `$or` too.
fn has(object: &Object, is_so: &impl Fn(&Value) -> bool) -> bool {
    object
        .iter()
        .any(|(name, value)| match alternatives_of(name, value) {
            Some(objects) => objects.iter().any(|object| has(object, is_so)),
            None => is_so(value),
        })
}

/// How many ways a message can pass in: the numbers of values multiplied, each by the level on which it stands, alternatives added up.
/// It stops counting where there are too many.
fn combinations(object: &Object, level: usize, so_far: usize) -> Read<usize> {
    let mut product = so_far;
    for (name, value) in object {
        if let Some(objects) = alternatives_of(name, value) {
            let mut sum = 0_usize;
            for object in objects {
                sum = sum.saturating_add(combinations(object, level, product)?);
            }
            product = sum;
            continue;
        }
        product = match value {
            Value::Object(inner) => combinations(inner, level + 1, product)?,
            Value::Array(values) if values.is_empty() => {
                return fault("Empty arrays are not allowed");
            }
            Value::Array(values) => product.saturating_mul(values.len()).saturating_mul(level),
            _ => return fault(format!("\"{name}\" must be an object or an array")),
        };
    }
    Ok(product)
}

/// Every alternative so far, with what this object says as well.
fn expand(object: &Object, above: &str, so_far: Vec<Alternative>) -> Read<Vec<Alternative>> {
    let mut alternatives = so_far;
    for (name, value) in object {
        if let Some(objects) = alternatives_of(name, value) {
            let mut more = Vec::new();
            for object in objects {
                more.extend(expand(object, above, alternatives.clone())?);
            }
            alternatives = more;
            continue;
        }
        let path = match above {
            "" => name.clone(),
            above => format!("{above}.{name}"),
        };
        alternatives = match value {
            Value::Object(inner) => expand(inner, &path, alternatives)?,
            Value::Array(values) => {
                let read: Read<Vec<_>> = values.iter().map(condition).collect();
                let read = read?;
                for alternative in &mut alternatives {
                    alternative.push((path.clone(), read.clone()));
                }
                alternatives
            }
            _ => return fault(format!("\"{name}\" must be an object or an array")),
        };
    }
    Ok(alternatives)
}

fn condition(value: &Value) -> Read<Condition> {
    let Value::Object(expression) = value else {
        return exact(value);
    };
    let mut members = expression.iter();
    let (Some((operator, operand)), None) = (members.next(), members.next()) else {
        return fault("Only one key allowed in match expression");
    };
    match operator.as_str() {
        "anything-but" => anything_but(operand).map(Condition::AnythingBut),
        "exists" => match operand {
            Value::Bool(wanted) => Ok(Condition::Exists(*wanted)),
            _ => fault("exists match pattern must be either true or false."),
        },
        "numeric" => range(operand),
        _ => of_text(operator, operand),
    }
}

fn exact(value: &Value) -> Read<Condition> {
    match value {
        Value::String(_) | Value::Bool(_) | Value::Null => Ok(Condition::Exact(value.clone())),
        Value::Number(_) => Ok(Condition::Number(value.as_f64().unwrap_or(f64::NAN))),
        Value::Array(_) | Value::Object(_) => {
            fault("Match value must be String, number, true, false, or null")
        }
    }
}

/// One value, several, or what an operator for texts says of one or several.
/// Source: <https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html#string-anything-but-matching>
fn anything_but(operand: &Value) -> Read<Vec<Condition>> {
    let Value::Object(expression) = operand else {
        return each(operand, exact);
    };
    let mut members = expression.iter();
    let (Some((operator, operand)), None) = (members.next(), members.next()) else {
        return fault("Only one key allowed in match expression");
    };
    match operator.as_str() {
        "prefix" | "suffix" | "equals-ignore-case" | "wildcard" => {
            each(operand, |operand| of_text(operator, operand))
        }
        _ => fault(format!("Unsupported anything-but pattern: {operator}")),
    }
}

fn each(operand: &Value, read: impl Fn(&Value) -> Read<Condition>) -> Read<Vec<Condition>> {
    match operand {
        Value::Array(values) if values.is_empty() => fault("Empty arrays are not allowed"),
        Value::Array(values) => values.iter().map(read).collect(),
        value => Ok(vec![read(value)?]),
    }
}

fn of_text(operator: &str, operand: &Value) -> Read<Condition> {
    let text = match (operator, operand) {
        (_, Value::String(text)) => text,
        ("prefix" | "suffix" | "equals-ignore-case" | "wildcard", _) => {
            return fault(format!("{operator} match pattern must be a string"));
        }
        // AWS says so of addresses, as recorded.
        ("cidr", _) => return fault("prefix match pattern must be a string"),
        _ => return fault(format!("Unrecognized match type {operator}")),
    };
    match operator {
        "prefix" => Ok(Condition::Prefix(text.clone())),
        "suffix" => Ok(Condition::Suffix(text.clone())),
        "equals-ignore-case" => Ok(Condition::EqualsIgnoreCase(text.to_lowercase())),
        "wildcard" if text.matches('*').count() > MAX_WILDCARDS => {
            fault("A wildcard match pattern can not have more than 3 wildcards")
        }
        "wildcard" if text.contains("**") => {
            fault("Consecutive wildcard characters are not allowed")
        }
        "wildcard" => Ok(Condition::Wildcard(Stars::new(text))),
        "cidr" => network(text).map(Condition::Cidr),
        _ => fault(format!("Unrecognized match type {operator}")),
    }
}

fn network(text: &str) -> Read<Network> {
    let mut parts = text.split('/');
    let (Some(address), Some(mask), None) = (parts.next(), parts.next(), parts.next()) else {
        return fault("Malformed CIDR, one '/' required");
    };
    if mask.parse::<i64>().is_err() {
        return fault("Malformed CIDR, mask bits must be an integer");
    }
    Network::read(text).ok_or_else(|| format!("FilterPolicy: Nonstandard IP address: {address}"))
}

/// `[">", 0, "<=", 100]` and shorter.
fn range(operand: &Value) -> Read<Condition> {
    let Value::Array(terms) = operand else {
        return fault("Value of numeric must be an array.");
    };
    let operator = match terms.first() {
        Some(Value::String(operator)) => operator.as_str(),
        Some(other) => return fault(format!("Invalid member in numeric match: {other}")),
        None => return fault("Invalid member in numeric match: ]"),
    };
    if !["<", "<=", "=", ">", ">="].contains(&operator) {
        return fault(format!("Unrecognized numeric range operator: {operator}"));
    }
    let first = bound(operator, terms.get(1))?;
    let rest = terms.get(2..).unwrap_or_default();
    match operator {
        "=" if rest.is_empty() => Ok(Condition::Number(first.value)),
        "<" | "<=" if rest.is_empty() => Ok(Condition::Range {
            least: None,
            most: Some(first),
        }),
        ">" | ">=" => Ok(Condition::Range {
            least: Some(first),
            most: top(first, rest)?,
        }),
        _ => fault("Too many elements in numeric expression"),
    }
}

fn top(least: Bound, terms: &[Value]) -> Read<Option<Bound>> {
    let operator = match terms.first() {
        None => return Ok(None),
        Some(Value::String(operator)) if ["<", "<="].contains(&operator.as_str()) => operator,
        Some(Value::String(other)) => return fault(format!("Bad numeric range operator: {other}")),
        Some(other) => return fault(format!("Bad value in numeric range: {other}")),
    };
    let most = bound(operator, terms.get(1))?;
    if most.value <= least.value {
        return fault("Bottom must be less than top");
    }
    if terms.len() > 2 {
        return fault("Too many terms in numeric range expression");
    }
    Ok(Some(most))
}

fn bound(operator: &str, value: Option<&Value>) -> Read<Bound> {
    let Some(value) = value.and_then(Value::as_f64) else {
        let operator = if operator == "=" { "equals" } else { operator };
        return fault(format!("Value of {operator} must be numeric"));
    };
    Ok(Bound {
        value,
        is_inclusive: operator.ends_with('='),
    })
}
