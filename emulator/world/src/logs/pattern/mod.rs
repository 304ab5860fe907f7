//! Filter patterns, the language in which `FilterLogEvents`, metric filters and subscription filters say which events they want.
//!
//! A pattern is parsed once ([`Pattern::parse`]) and matched often ([`Pattern::matches`]). It has one of three forms: `terms` of a message
//! of any kind, conditions on the fields of `json` between braces, or on the words of a message between brackets (`delimited`). The last
//! two are an `expression` of a `condition` each, and have values to hand out ([`Pattern::extracted`]). `regex` is what stands between `%`.
//!
//! Pure over texts: this knows no log group. Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>
//! and the pages below it; what these leave open is told in docs/aws-behaviour.md.

mod candidate;
mod condition;
mod cursor;
mod delimited;
mod expression;
mod fault;
mod json;
mod regex;
mod selector;
mod terms;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

pub use candidate::Candidate;
use cursor::Cursor;
use delimited::Delimited;
pub use fault::Fault;
use json::Json;
use terms::Terms;

/// In characters. Source: botocore's Logs model, `FilterPattern`.
pub const MAX_LENGTH: usize = 1_024;

/// What an event has to be.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As it was given.
    text: Box<str>,
    form: Form,
    regexes: usize,
}

/// Patterns of one text are one.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

#[derive(Debug, Clone)]
enum Form {
    Terms(Terms),
    Json(Json),
    Delimited(Delimited),
}

impl Pattern {
    /// # Errors
    /// What is no pattern.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.chars().count() > MAX_LENGTH {
            return Err(Fault::TooLong);
        }
        let mut cursor = Cursor::new(text.trim());
        let form = match cursor.peek() {
            Some('{') => Form::Json(Json::parse(&mut cursor)?),
            Some('[') => Form::Delimited(Delimited::parse(&mut cursor)?),
            _ => Form::Terms(Terms::parse(&mut cursor)?),
        };
        if !cursor.is_at_end() {
            return Err(Fault::Syntax);
        }
        Ok(Self {
            text: text.into(),
            form,
            regexes: cursor.regexes(),
        })
    }

    /// As it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it wants this event.
    pub fn matches(&self, candidate: &Candidate<'_>) -> bool {
        match &self.form {
            Form::Terms(terms) => terms.matches(candidate.message()),
            Form::Json(json) => candidate.json().is_some_and(|event| json.matches(event)),
            Form::Delimited(delimited) => delimited.matches(candidate.words()),
        }
    }

    /// The values of an event that it wants, by what they are called in the pattern: `$.latency`, `$bytes`, or `$7` for a word that it does
    /// not name. None of terms.
    pub fn extracted(&self, candidate: &Candidate<'_>) -> BTreeMap<String, String> {
        match &self.form {
            Form::Terms(_) => BTreeMap::new(),
            Form::Json(json) => candidate
                .json()
                .map_or_else(BTreeMap::new, |event| json.extracted(event)),
            Form::Delimited(delimited) => delimited.extracted(candidate.words()),
        }
    }

    /// Whether it has values to hand out.
    pub fn has_fields(&self) -> bool {
        !matches!(self.form, Form::Terms(_))
    }

    /// Whether any part of it is a regular expression.
    pub fn has_regex(&self) -> bool {
        self.regexes > 0
    }
}
