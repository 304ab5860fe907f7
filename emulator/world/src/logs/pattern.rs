//! Filter patterns: words and quoted phrases, which must all occur in a message.
//!
//! The rest of the language (excluded and optional terms, regular expressions, fields of JSON and of spaced-out text) is
//! not built, and refused by name.
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>

use super::LogsError;

/// What must all occur.
pub(super) fn terms(pattern: &str) -> Result<Vec<String>, LogsError> {
    let mut rest = pattern.trim();
    match rest.chars().next() {
        Some('{') => return Err(not_built("patterns on the fields of JSON", rest)),
        Some('[') => return Err(not_built("patterns on fields between spaces", rest)),
        _ => {}
    }
    let mut terms = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (term, after) = match first {
            '-' => return Err(not_built("excluded terms", rest)),
            '?' => return Err(not_built("optional terms", rest)),
            '%' => return Err(not_built("regular expressions", rest)),
            '"' => phrase(&rest[1..])?,
            _ => word(rest)?,
        };
        terms.push(term);
        rest = after.trim_start();
    }
    Ok(terms)
}

/// A term without quotation marks, and what follows it. Operators are letters within it (unrecorded).
fn word(text: &str) -> Result<(String, &str), LogsError> {
    let ends = |character: char| character.is_whitespace() || character == '"';
    let (word, after) = text.split_at(text.find(ends).unwrap_or(text.len()));
    let is_letter =
        |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '?');
    if let Some(refused) = word.chars().find(|character| !is_letter(*character)) {
        return Err(LogsError::InvalidParameter(format!(
            "Invalid character(s) in term '{refused}'"
        )));
    }
    Ok((word.to_owned(), after))
}

/// A phrase up to its closing mark, and what follows that. `\"` and `\\` are the characters themselves.
fn phrase(text: &str) -> Result<(String, &str), LogsError> {
    let mut phrase = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return Ok((phrase, &text[index + 1..])),
            '\\' => {
                let escaped = characters.next_if(|(_, next)| matches!(next, '"' | '\\'));
                phrase.push(escaped.map_or(character, |(_, escaped)| escaped));
            }
            _ => phrase.push(character),
        }
    }
    Err(LogsError::InvalidParameter(
        "Invalid filter pattern".to_owned(),
    ))
}

fn not_built(what: &str, pattern: &str) -> LogsError {
    LogsError::InvalidParameter(format!(
        "Invalid filter pattern: {what} are not built in this emulator, only terms and quoted phrases: {pattern}"
    ))
}
