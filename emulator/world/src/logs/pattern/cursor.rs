//! How a pattern is read: a place in its text, and what of it is counted.

use super::fault::Fault;

/// Regular expressions in one pattern. Source: guide, Supported regular expressions syntax, "Quotas".
const MAX_REGEXES: usize = 2;
/// Selectors with a wildcard in one pattern. Source: guide, matching terms in JSON log events.
const MAX_WILDCARDS: usize = 3;

/// A place in a pattern.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a str,
    regexes: usize,
    wildcards: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            regexes: 0,
            wildcards: 0,
        }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Passes `token` where it stands here.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Passes `token`, and the space before it.
    pub(super) fn eat_spaced(&mut self, token: &str) -> bool {
        self.skip_space();
        self.eat(token)
    }

    /// Passes `token`, and the space before it.
    ///
    /// # Errors
    /// It does not stand here.
    pub(super) fn expect(&mut self, token: &str) -> Result<(), Fault> {
        if self.eat_spaced(token) {
            Ok(())
        } else {
            Err(Fault::Syntax)
        }
    }

    /// Passes the word `word`, in capitals, and the space before it.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_start();
        let Some(after) = rest.strip_prefix(word) else {
            return false;
        };
        let goes_on = after.chars().next().is_some_and(char::is_alphanumeric);
        if !goes_on {
            self.rest = after;
        }
        !goes_on
    }

    /// What stands here of such characters.
    pub(super) fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|letter| !is_part(letter));
        let (taken, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// What stands here before `end`, which is passed too.
    ///
    /// # Errors
    /// There is no such end.
    pub(super) fn take_until(&mut self, end: char) -> Result<&'a str, Fault> {
        let (taken, rest) = self.rest.split_once(end).ok_or(Fault::Syntax)?;
        self.rest = rest;
        Ok(taken)
    }

    /// A text up to its closing mark, after the opening one: `\"` and `\\` are the characters themselves.
    ///
    /// # Errors
    /// There is no closing mark.
    pub(super) fn take_quoted(&mut self, mark: char) -> Result<String, Fault> {
        let mut text = String::new();
        let mut letters = self.rest.char_indices().peekable();
        while let Some((index, letter)) = letters.next() {
            if letter == mark {
                self.rest = &self.rest[index + mark.len_utf8()..];
                return Ok(text);
            }
            let escaped = (letter == '\\')
                .then(|| letters.next_if(|(_, next)| *next == mark || *next == '\\'))
                .flatten();
            text.push(escaped.map_or(letter, |(_, escaped)| escaped));
        }
        Err(Fault::Syntax)
    }

    pub(super) fn count_regex(&mut self) -> Result<(), Fault> {
        self.regexes += 1;
        if self.regexes > MAX_REGEXES {
            return Err(Fault::TooManyRegexes);
        }
        Ok(())
    }

    pub(super) fn count_wildcard(&mut self) -> Result<(), Fault> {
        self.wildcards += 1;
        if self.wildcards > MAX_WILDCARDS {
            return Err(Fault::TooManyWildcards);
        }
        Ok(())
    }

    pub(super) fn regexes(&self) -> usize {
        self.regexes
    }
}
