//! The rules of composite alarms: `ALARM(a) AND NOT (OK("b c") OR FALSE)`.
//!
//! Source: API `PutCompositeAlarm`, `AlarmRule`. That NOT binds closer than AND and AND closer than OR, that `\"` stands for a quote in
//! a quoted name, and the texts of what does not parse are unverified.

#[cfg(test)]
mod tests;

use super::super::state::StateValue;

/// "The `AlarmRule` can specify as many as 100 "children" alarms. The `AlarmRule` expression can have as many as 500 elements. Elements
/// are child alarms, TRUE or FALSE statements, and parentheses."
const MAX_CHILDREN: usize = 100;
const MAX_ELEMENTS: usize = 500;

/// A rule, and what it was read from.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::metrics::alarm) struct Rule {
    text: String,
    expression: Expression,
    /// The names of the alarms in it, each once.
    children: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
enum Expression {
    Constant(bool),
    /// The child of that index is in this state.
    Is(StateValue, usize),
    Not(Box<Expression>),
    And(Vec<Expression>),
    Or(Vec<Expression>),
}

/// Why a text is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::metrics::alarm) enum RuleError {
    #[error("AlarmRule: {expected} expected at character {at}")]
    Unexpected { expected: &'static str, at: usize },
    #[error("AlarmRule: AT_LEAST is not implemented by this emulator.")]
    AtLeast,
    #[error("AlarmRule must not have more than {MAX_ELEMENTS} elements")]
    TooManyElements,
    #[error("AlarmRule must not have more than {MAX_CHILDREN} children alarms")]
    TooManyChildren,
}

impl Rule {
    /// Reads a rule; `resolve` makes the name of an alarm of what names it, which may be an ARN.
    pub(super) fn parse(text: &str, resolve: impl Fn(&str) -> String) -> Result<Self, RuleError> {
        let mut parser = Parser {
            text,
            at: 0,
            elements: 0,
            children: Vec::new(),
            resolve: &resolve,
        };
        let expression = parser.any_of()?;
        parser.skip_space();
        if parser.at < text.len() {
            return Err(parser.unexpected("the end, AND or OR"));
        }
        if parser.elements > MAX_ELEMENTS {
            return Err(RuleError::TooManyElements);
        }
        if parser.children.len() > MAX_CHILDREN {
            return Err(RuleError::TooManyChildren);
        }
        Ok(Self {
            text: text.to_owned(),
            expression,
            children: parser.children,
        })
    }

    /// As it was said.
    pub(in crate::metrics::alarm) fn text(&self) -> &str {
        &self.text
    }

    pub(in crate::metrics::alarm) fn children(&self) -> &[String] {
        &self.children
    }

    pub(in crate::metrics::alarm) fn names(&self, name: &str) -> bool {
        self.children.iter().any(|child| child == name)
    }

    /// Whether it holds, by the states of its children; one that has no state is in none.
    pub(super) fn holds(&self, state: impl Fn(&str) -> Option<StateValue>) -> bool {
        let states: Vec<Option<StateValue>> =
            self.children.iter().map(|child| state(child)).collect();
        self.expression.holds(&states)
    }
}

impl Expression {
    fn holds(&self, states: &[Option<StateValue>]) -> bool {
        match self {
            Self::Constant(value) => *value,
            Self::Is(value, child) => states[*child] == Some(*value),
            Self::Not(inner) => !inner.holds(states),
            Self::And(parts) => parts.iter().all(|part| part.holds(states)),
            Self::Or(parts) => parts.iter().any(|part| part.holds(states)),
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    /// Bytes read.
    at: usize,
    elements: usize,
    children: Vec<String>,
    resolve: &'a dyn Fn(&str) -> String,
}

impl Parser<'_> {
    fn any_of(&mut self) -> Result<Expression, RuleError> {
        let mut parts = vec![self.all_of()?];
        while self.takes_word("OR") {
            parts.push(self.all_of()?);
        }
        Ok(one_or(parts, Expression::Or))
    }

    fn all_of(&mut self) -> Result<Expression, RuleError> {
        let mut parts = vec![self.negated()?];
        while self.takes_word("AND") {
            parts.push(self.negated()?);
        }
        Ok(one_or(parts, Expression::And))
    }

    fn negated(&mut self) -> Result<Expression, RuleError> {
        let mut is_negated = false;
        while self.takes_word("NOT") {
            is_negated = !is_negated;
        }
        let inner = self.single()?;
        Ok(if is_negated {
            Expression::Not(Box::new(inner))
        } else {
            inner
        })
    }

    fn single(&mut self) -> Result<Expression, RuleError> {
        self.elements += 1;
        // Looked at here already: what is nested beyond it would need as much of the stack.
        if self.elements > MAX_ELEMENTS {
            return Err(RuleError::TooManyElements);
        }
        if self.takes("(") {
            let inner = self.any_of()?;
            self.expect(")", "a closing parenthesis")?;
            return Ok(inner);
        }
        if self.takes_word("TRUE") || self.takes_word("true") {
            return Ok(Expression::Constant(true));
        }
        if self.takes_word("FALSE") || self.takes_word("false") {
            return Ok(Expression::Constant(false));
        }
        if self.takes_word("AT_LEAST") {
            return Err(RuleError::AtLeast);
        }
        for value in [
            StateValue::Alarm,
            StateValue::Ok,
            StateValue::InsufficientData,
        ] {
            if self.takes_word(value.as_str()) {
                return self.child(value);
            }
        }
        Err(self.unexpected("an alarm's state, TRUE, FALSE, NOT or a parenthesis"))
    }

    /// What follows `ALARM`.
    fn child(&mut self, value: StateValue) -> Result<Expression, RuleError> {
        self.expect("(", "an opening parenthesis")?;
        self.skip_space();
        let name = if self.takes("\"") {
            self.quoted()?
        } else {
            self.unquoted()?
        };
        self.expect(")", "a closing parenthesis")?;
        let name = (self.resolve)(&name);
        let known = self.children.iter().position(|child| *child == name);
        let index = known.unwrap_or_else(|| {
            self.children.push(name);
            self.children.len() - 1
        });
        Ok(Expression::Is(value, index))
    }

    fn quoted(&mut self) -> Result<String, RuleError> {
        let mut name = String::new();
        let mut letters = self.text[self.at..].char_indices();
        while let Some((index, letter)) = letters.next() {
            match letter {
                '"' if name.is_empty() => break,
                '"' => {
                    self.at += index + 1;
                    return Ok(name);
                }
                '\\' => match letters.next() {
                    Some((_, escaped)) => name.push(escaped),
                    None => break,
                },
                other => name.push(other),
            }
        }
        Err(self.unexpected("an alarm's name and a closing quote"))
    }

    fn unquoted(&mut self) -> Result<String, RuleError> {
        let rest = &self.text[self.at..];
        let ends = |letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | '"');
        let name = &rest[..rest.find(ends).unwrap_or(rest.len())];
        if name.is_empty() {
            return Err(self.unexpected("an alarm's name"));
        }
        self.at += name.len();
        Ok(name.to_owned())
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn takes(&mut self, token: &str) -> bool {
        self.skip_space();
        let is_next = self.text[self.at..].starts_with(token);
        if is_next {
            self.at += token.len();
        }
        is_next
    }

    /// A word that no letter continues.
    fn takes_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let Some(rest) = self.text[self.at..].strip_prefix(word) else {
            return false;
        };
        let continues = |letter: char| letter.is_alphanumeric() || letter == '_';
        if rest.starts_with(continues) {
            return false;
        }
        self.at += word.len();
        true
    }

    fn expect(&mut self, token: &str, expected: &'static str) -> Result<(), RuleError> {
        if self.takes(token) {
            Ok(())
        } else {
            Err(self.unexpected(expected))
        }
    }

    fn unexpected(&self, expected: &'static str) -> RuleError {
        RuleError::Unexpected {
            expected,
            at: self.text[..self.at].chars().count() + 1,
        }
    }
}

fn one_or(
    mut parts: Vec<Expression>,
    several: impl Fn(Vec<Expression>) -> Expression,
) -> Expression {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            several(parts)
        }
        None => several(parts),
    }
}
