//! What a value is compared with: a text with an asterisk at its ends, a number, or a regular expression.

use std::cmp::Ordering;

use super::cursor::Cursor;
use super::fault::Fault;
use super::regex::Regex;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Longer ones first: one begins with another.
const OPERATORS: [(&str, Operator); 6] = [
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("=", Operator::Equal),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

impl Operator {
    fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        cursor.skip_space();
        let known = OPERATORS.iter().find(|(token, _)| cursor.eat(token));
        known.map(|(_, operator)| *operator)
    }

    /// Whether it asks for an order, which texts do not have.
    fn is_of_numbers(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }

    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

#[derive(Debug, Clone)]
enum Operand {
    Text(Wildcard),
    /// As it is written, for what is no number.
    Number(f64, Wildcard),
    Regex(Regex),
}

/// An operator and what stands behind it.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    operator: Operator,
    operand: Operand,
}

impl Condition {
    /// # Errors
    /// No operator, nothing behind it, or an order of texts.
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        let operator = Operator::read(cursor).ok_or(Fault::Syntax)?;
        cursor.skip_space();
        let operand = Operand::parse(cursor)?;
        if operator.is_of_numbers() && !matches!(operand, Operand::Number(..)) {
            return Err(Fault::Syntax);
        }
        Ok(Self { operator, operand })
    }

    /// Of a text that is one.
    pub(super) fn holds_of_text(&self, text: &str) -> bool {
        let is_equal = match &self.operand {
            Operand::Regex(regex) => regex.matches(text),
            Operand::Text(wildcard) | Operand::Number(_, wildcard) => wildcard.matches(text),
        };
        match self.operator {
            Operator::Equal => is_equal,
            Operator::NotEqual => !is_equal,
            _ => false,
        }
    }

    /// Of a number, and how it is written.
    pub(super) fn holds_of_number(&self, number: f64, text: &str) -> bool {
        match &self.operand {
            Operand::Number(wanted, _) => number
                .partial_cmp(wanted)
                .is_some_and(|ordering| self.operator.holds(ordering)),
            _ => self.holds_of_text(text),
        }
    }

    /// Of a word, which is a number where it looks like one.
    pub(super) fn holds_of_word(&self, word: &str) -> bool {
        match number(word) {
            Some(number) => self.holds_of_number(number, word),
            None => self.holds_of_text(word),
        }
    }
}

impl Operand {
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        if cursor.eat("%") {
            return Regex::parse(cursor).map(Self::Regex);
        }
        if cursor.eat("\"") {
            let text = cursor.take_quoted('"')?;
            return Ok(Self::Text(Wildcard::new(&text)));
        }
        let text = cursor.take_while(is_bare);
        if text.is_empty() {
            return Err(Fault::Syntax);
        }
        let wildcard = Wildcard::new(text);
        Ok(match number(text) {
            Some(number) => Self::Number(number, wildcard),
            None => Self::Text(wildcard),
        })
    }
}

/// What a text without quotation marks is made of.
fn is_bare(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '+' | '*')
}

/// An integer or decimal with an optional sign and exponent; no other number has a name here.
pub(super) fn number(text: &str) -> Option<f64> {
    let is_part =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let number: f64 = (has_digit && text.bytes().all(is_part))
        .then(|| text.parse().ok())
        .flatten()?;
    number.is_finite().then_some(number)
}

/// A text that may go on at either end where an asterisk stands; an asterisk within it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wildcard {
    text: Box<str>,
    goes_on_before: bool,
    goes_on_after: bool,
}

impl Wildcard {
    fn new(text: &str) -> Self {
        let before = text.strip_prefix('*');
        let rest = before.unwrap_or(text);
        let after = rest.strip_suffix('*');
        Self {
            text: after.unwrap_or(rest).into(),
            goes_on_before: before.is_some(),
            goes_on_after: after.is_some() || text == "*",
        }
    }

    fn matches(&self, text: &str) -> bool {
        match (self.goes_on_before, self.goes_on_after) {
            (false, false) => text == &*self.text,
            (false, true) => text.starts_with(&*self.text),
            (true, false) => text.ends_with(&*self.text),
            (true, true) => text.contains(&*self.text),
        }
    }
}
