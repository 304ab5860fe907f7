//! Terms of messages of any kind: which occur, which do not, and of which one occurs.

use super::cursor::Cursor;
use super::fault::Fault;
use super::regex::Regex;

/// What occurs in a message, and what does not.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms {
    required: Vec<Term>,
    /// After a `-`.
    excluded: Vec<Term>,
    /// After a `?`: one is enough. They say nothing where there are others ("the question mark is ignored").
    optional: Vec<Term>,
}

#[derive(Debug, Clone)]
enum Term {
    /// Wherever it stands, in a word too.
    Text(Box<str>),
    Regex(Regex),
}

impl Terms {
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        let mut terms = Self::default();
        loop {
            cursor.skip_space();
            if cursor.is_at_end() {
                return Ok(terms);
            }
            let list = if cursor.eat("-") {
                &mut terms.excluded
            } else if cursor.eat("?") {
                &mut terms.optional
            } else {
                &mut terms.required
            };
            cursor.skip_space();
            list.push(Term::parse(cursor)?);
        }
    }

    pub(super) fn matches(&self, message: &str) -> bool {
        let occurs = |term: &Term| term.occurs_in(message);
        if self.required.is_empty() && self.excluded.is_empty() {
            return self.optional.is_empty() || self.optional.iter().any(occurs);
        }
        self.required.iter().all(occurs) && !self.excluded.iter().any(occurs)
    }
}

impl Term {
    fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        if cursor.eat("%") {
            return Regex::parse(cursor).map(Self::Regex);
        }
        if cursor.eat("\"") {
            let text = cursor.take_quoted('"')?;
            return Ok(Self::Text(text.into()));
        }
        let word = cursor.take_while(|letter| !letter.is_whitespace() && letter != '"');
        let is_letter =
            |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '?');
        match word.chars().find(|letter| !is_letter(*letter)) {
            Some(refused) => Err(Fault::Character(refused)),
            None if word.is_empty() => Err(Fault::Syntax),
            None => Ok(Self::Text(word.into())),
        }
    }

    fn occurs_in(&self, message: &str) -> bool {
        match self {
            Self::Text(text) => message.contains(&**text),
            Self::Regex(regex) => regex.matches(message),
        }
    }
}
