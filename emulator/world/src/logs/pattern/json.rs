//! Conditions on the fields of a message that is a JSON object: `{ $.status >= 400 && $.user IS NULL }`.
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html>

use std::collections::BTreeMap;

use serde_json::Value;

use super::condition::Condition;
use super::cursor::Cursor;
use super::expression::Expression;
use super::fault::Fault;
use super::selector::Selector;

/// What has to hold of an object.
#[derive(Debug, Clone)]
pub(super) struct Json(Expression<Property>);

/// What has to hold of one of its values.
#[derive(Debug, Clone)]
struct Property {
    selector: Selector,
    wanted: Wanted,
}

#[derive(Debug, Clone)]
enum Wanted {
    Compared(Condition),
    /// `IS NULL`
    Null,
    /// `IS TRUE`, `IS FALSE`
    Truth(bool),
    /// `NOT EXISTS`
    Absent,
}

impl Json {
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        cursor.expect("{")?;
        let expression = Expression::parse(cursor, &Property::parse)?;
        cursor.expect("}")?;
        Ok(Self(expression))
    }

    pub(super) fn matches(&self, event: &Value) -> bool {
        self.0.holds(&|property| property.holds(event))
    }

    /// The texts and numbers that the selectors name.
    pub(super) fn extracted(&self, event: &Value) -> BTreeMap<String, String> {
        let mut extracted = BTreeMap::new();
        self.0.each(&mut |property| {
            let values = property.selector.values(event);
            if let Some(text) = values.into_iter().find_map(text) {
                extracted.insert(property.selector.text().to_owned(), text);
            }
        });
        extracted
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

impl Property {
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        Ok(Self {
            selector: Selector::parse(cursor)?,
            wanted: Wanted::parse(cursor)?,
        })
    }

    fn holds(&self, event: &Value) -> bool {
        let values = self.selector.values(event);
        match self.wanted {
            Wanted::Absent => values.is_empty(),
            _ => values.into_iter().any(|value| self.wanted.holds(value)),
        }
    }
}

impl Wanted {
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        if cursor.eat_word("NOT") {
            let is_whole = cursor.eat_word("EXISTS");
            return is_whole.then_some(Self::Absent).ok_or(Fault::Syntax);
        }
        if !cursor.eat_word("IS") {
            return Condition::parse(cursor).map(Self::Compared);
        }
        for (word, wanted) in [
            ("NULL", Self::Null),
            ("TRUE", Self::Truth(true)),
            ("FALSE", Self::Truth(false)),
        ] {
            if cursor.eat_word(word) {
                return Ok(wanted);
            }
        }
        Err(Fault::Syntax)
    }

    /// A list, an object, a truth and `null` are compared with nothing: neither `=` nor `!=` holds of them.
    fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Null, value) => value.is_null(),
            (Self::Truth(wanted), value) => value.as_bool() == Some(*wanted),
            (Self::Compared(condition), Value::String(text)) => condition.holds_of_text(text),
            (Self::Compared(condition), Value::Number(number)) => number
                .as_f64()
                .is_some_and(|value| condition.holds_of_number(value, &number.to_string())),
            _ => false,
        }
    }
}
