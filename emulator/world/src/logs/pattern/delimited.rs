//! Conditions on the words of a message: `[ip, ..., status = 4*, bytes > 1000]`.
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-space-delimited-log-events.html>

use std::cell::Cell;
use std::collections::BTreeMap;

use super::condition::Condition;
use super::cursor::Cursor;
use super::expression::Expression;
use super::fault::Fault;

/// The words of a message, in order.
#[derive(Debug, Clone)]
pub(super) struct Delimited {
    /// From the beginning; all of them, where there is no ellipsis.
    first: Vec<Field>,
    /// From the end, after an ellipsis.
    last: Option<Vec<Field>>,
}

/// One word.
#[derive(Debug, Clone, Default)]
struct Field {
    /// Empty where it has none.
    name: Box<str>,
    conditions: Option<Expression<Named>>,
}

/// A condition on the word of this name.
#[derive(Debug, Clone)]
struct Named {
    name: Box<str>,
    condition: Condition,
}

impl Delimited {
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        cursor.expect("[")?;
        let mut delimited = Self {
            first: Vec::new(),
            last: None,
        };
        loop {
            if cursor.eat_spaced("...") {
                if delimited.last.is_some() {
                    return Err(Fault::Syntax);
                }
                delimited.last = Some(Vec::new());
            } else {
                let field = Field::parse(cursor)?;
                delimited
                    .last
                    .as_mut()
                    .unwrap_or(&mut delimited.first)
                    .push(field);
            }
            if cursor.eat_spaced("]") {
                return Ok(delimited);
            }
            cursor.expect(",")?;
        }
    }

    pub(super) fn matches(&self, words: &[&str]) -> bool {
        let Some(placed) = self.placed(words) else {
            return false;
        };
        placed.iter().all(|(field, word)| {
            let Some(conditions) = &field.conditions else {
                return true;
            };
            conditions.holds(&|named: &Named| {
                let of_other = || placed.iter().find(|(other, _)| other.name == named.name);
                let word = if named.name == field.name {
                    Some(word)
                } else {
                    of_other().map(|(_, word)| word)
                };
                word.is_some_and(|word| named.condition.holds_of_word(word))
            })
        })
    }

    pub(super) fn extracted(&self, words: &[&str]) -> BTreeMap<String, String> {
        let Some(placed) = self.placed(words) else {
            return BTreeMap::new();
        };
        let first = self.first.len();
        let from_end = placed.len() - first;
        let name = |index: usize| {
            let of_first = (index < first).then_some(index);
            let of_last = || {
                (index + from_end)
                    .checked_sub(words.len())
                    .map(|last| first + last)
            };
            let (field, _) = placed.get(of_first.or_else(of_last)?)?;
            (!field.name.is_empty()).then_some(&*field.name)
        };
        let extracted = words.iter().enumerate().map(|(index, word)| {
            let number = (index + 1).to_string();
            (
                format!("${}", name(index).unwrap_or(&number)),
                (*word).to_owned(),
            )
        });
        extracted.collect()
    }

    /// Each field with its word; `None` for a message of other words than it has fields.
    fn placed<'w>(&self, words: &[&'w str]) -> Option<Vec<(&Field, &'w str)>> {
        let last = self.last.as_deref().unwrap_or_default();
        let fields = self.first.len() + last.len();
        let fits = match self.last {
            Some(_) => words.len() >= fields,
            None => words.len() == fields,
        };
        if !fits {
            return None;
        }
        let of_first = self.first.iter().zip(words);
        let of_last = last.iter().zip(&words[words.len() - last.len()..]);
        Some(
            of_first
                .chain(of_last)
                .map(|(field, word)| (field, *word))
                .collect(),
        )
    }
}

impl Field {
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        cursor.skip_space();
        if matches!(cursor.peek(), Some(',' | ']')) {
            return Ok(Self::default());
        }
        if cursor.peek() == Some('(') {
            return Self::of_conditions(Expression::parse(cursor, &Named::parse)?);
        }
        // A name alone is a word of any kind; what follows it is the first of its conditions.
        let name = read_name(cursor)?;
        cursor.skip_space();
        if matches!(cursor.peek(), Some(',' | ']')) {
            return Ok(Self {
                name: name.into(),
                conditions: None,
            });
        }
        if cursor.peek() == Some('(') {
            return Err(Fault::Syntax);
        }
        let first = Cell::new(Some(name));
        let conditions =
            Expression::parse(cursor, &|cursor: &mut Cursor<'_>| match first.take() {
                Some(name) => Named::after(name, cursor),
                None => Named::parse(cursor),
            })?;
        Ok(Self {
            name: name.into(),
            conditions: Some(conditions),
        })
    }

    /// Its name is the first that stands in them.
    fn of_conditions(conditions: Expression<Named>) -> Result<Self, Fault> {
        let mut name = None;
        conditions.each(&mut |named| {
            name.get_or_insert_with(|| named.name.clone());
        });
        Ok(Self {
            name: name.ok_or(Fault::Syntax)?,
            conditions: Some(conditions),
        })
    }
}

impl Named {
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        let name = read_name(cursor)?;
        Self::after(name, cursor)
    }

    fn after(name: &str, cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        Ok(Self {
            name: name.into(),
            condition: Condition::parse(cursor)?,
        })
    }
}

fn read_name<'a>(cursor: &mut Cursor<'a>) -> Result<&'a str, Fault> {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    match cursor.take_while(is_part) {
        "" => Err(Fault::Syntax),
        name => Ok(name),
    }
}
