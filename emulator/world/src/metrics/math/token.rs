//! The words of an expression.

use super::fault::Fault;
use super::operator::Operator;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    /// Between quotes, as it stands there.
    Text(&'a str),
    /// Begins with a small letter: the id of a query.
    Id(&'a str),
    /// Begins with a capital: a function, or a word such as `DESC`.
    Word(&'a str),
    Operator(Operator),
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
}

/// Two characters before one, since the first of two may be one.
const OPERATORS: [(&str, Operator); 13] = [
    ("&&", Operator::And),
    ("||", Operator::Or),
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::AtMost),
    (">=", Operator::AtLeast),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("+", Operator::Plus),
    ("-", Operator::Minus),
    ("*", Operator::Times),
    ("/", Operator::Divide),
    ("^", Operator::Power),
];

const MARKS: [(&str, Token<'static>); 5] = [
    ("(", Token::Open),
    (")", Token::Close),
    ("[", Token::OpenList),
    ("]", Token::CloseList),
    (",", Token::Comma),
];

pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, Fault> {
    let mut found = Vec::new();
    let mut rest = text.trim_ascii_start();
    while let Some(first) = rest.bytes().next() {
        let (token, length) = match first {
            b'0'..=b'9' | b'.' => number(rest)?,
            b'\'' | b'"' => quoted(rest, first)?,
            b'a'..=b'z' | b'A'..=b'Z' => name(rest, first),
            _ => mark(rest)?,
        };
        found.push(token);
        rest = rest[length..].trim_ascii_start();
    }
    Ok(found)
}

fn mark(text: &str) -> Result<(Token<'_>, usize), Fault> {
    let mark = MARKS.iter().find(|(mark, _)| text.starts_with(mark));
    if let Some((mark, token)) = mark {
        return Ok((*token, mark.len()));
    }
    let operator = OPERATORS.iter().find(|(mark, _)| text.starts_with(mark));
    let (mark, operator) = operator.ok_or(Fault::Syntax)?;
    Ok((Token::Operator(*operator), mark.len()))
}

fn name(text: &str, first: u8) -> (Token<'_>, usize) {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let length = span(text, is_part);
    let name = &text[..length];
    let token = match name {
        "AND" => Token::Operator(Operator::And),
        "OR" => Token::Operator(Operator::Or),
        _ if first.is_ascii_lowercase() => Token::Id(name),
        _ => Token::Word(name),
    };
    (token, length)
}

/// `5`, `0.25`, `.5`, `1e3`; a letter behind it makes it none.
fn number(text: &str) -> Result<(Token<'_>, usize), Fault> {
    let digits = |from: usize| span(&text[from..], |byte| byte.is_ascii_digit());
    let mut length = digits(0);
    if text[length..].starts_with('.') {
        length += 1;
        length += digits(length);
    }
    if text[length..].starts_with(['e', 'E']) {
        let sign = usize::from(text[length + 1..].starts_with(['+', '-']));
        length += 1 + sign;
        length += digits(length);
    }
    let ends = !text[length..]
        .starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_' || next == '.');
    let number: f64 = text[..length].parse().map_err(|_| Fault::Syntax)?;
    if ends && number.is_finite() {
        Ok((Token::Number(number), length))
    } else {
        Err(Fault::Syntax)
    }
}

/// A backslash keeps the next character from ending it; what it means is the business of who reads the text.
fn quoted(text: &str, quote: u8) -> Result<(Token<'_>, usize), Fault> {
    let mut is_escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            _ if byte == quote => return Ok((Token::Text(&text[1..index]), index + 1)),
            _ => {}
        }
    }
    Err(Fault::Syntax)
}

fn span(text: &str, is_part: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| is_part(*byte)).count()
}
