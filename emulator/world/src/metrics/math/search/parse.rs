//! From words to a [`Search`].
//!
//! `NOT` binds tighter than `AND`, which may be left out, and that tighter than `OR`.

use super::super::bounds::MAX_DEPTH;
use super::super::fault::Fault;
use super::condition::{Condition, Schema, Search, Wanted};
use super::name::Term;
use super::word::{Word, words};

/// How long a search may be. Source: the guide, "the maximum search expression query size is 1024 characters".
const MAX_LENGTH: usize = 1_024;

/// They are no terms; nor are they operators in small letters.
const OPERATORS: [&str; 3] = ["AND", "OR", "NOT"];

const EMPTY: Fault = Fault::Search("it has neither a schema nor a term");
const UNEXPECTED: Fault = Fault::Search("a term is missing or a parenthesis is not closed");

impl Search {
    pub fn parse(text: &str) -> Result<Self, Fault> {
        if text.chars().count() > MAX_LENGTH {
            return Err(Fault::Search("it is longer than 1024 characters"));
        }
        parse(text)
    }
}

fn parse(text: &str) -> Result<Search, Fault> {
    let words = words(text)?;
    let mut parser = Parser {
        words: &words,
        depth: 0,
    };
    let schema = parser.schema()?;
    // The guide's examples put a comma behind the schema or leave it out.
    if schema.is_some() {
        parser.takes(&Word::Comma);
    }
    if parser.words.is_empty() {
        return if schema.is_some() {
            Ok(Search {
                schema,
                condition: None,
            })
        } else {
            Err(EMPTY)
        };
    }
    let condition = parser.any(None)?;
    if !parser.words.is_empty() {
        return Err(UNEXPECTED);
    }
    Ok(Search {
        schema,
        condition: Some(condition),
    })
}

struct Parser<'a> {
    words: &'a [Word],
    depth: usize,
}

impl<'a> Parser<'a> {
    fn schema(&mut self) -> Result<Option<Schema>, Fault> {
        const BROKEN: Fault = Fault::Search("its schema is not {Namespace, DimensionName, ...}");
        if !self.takes(&Word::OpenSchema) {
            return Ok(None);
        }
        let mut names = Vec::new();
        loop {
            match self.next() {
                Some(Word::Quoted(name) | Word::Bare(name)) => names.push(name.clone()),
                _ => return Err(BROKEN),
            }
            match self.next() {
                Some(Word::Comma) => {}
                Some(Word::CloseSchema) => break,
                _ => return Err(BROKEN),
            }
        }
        let namespace = names.remove(0);
        names.sort_unstable();
        Ok(Some(Schema {
            namespace,
            dimensions: names,
        }))
    }

    fn any(&mut self, property: Option<&str>) -> Result<Condition, Fault> {
        let mut parts = vec![self.all(property)?];
        while self.takes_bare("OR") {
            parts.push(self.all(property)?);
        }
        Ok(joined(parts, Condition::Any))
    }

    fn all(&mut self, property: Option<&str>) -> Result<Condition, Fault> {
        let mut parts = vec![self.term(property)?];
        loop {
            let ends = match self.words.first() {
                None | Some(Word::Close) => true,
                Some(Word::Bare(word)) => word == "OR",
                Some(_) => false,
            };
            if ends {
                return Ok(joined(parts, Condition::All));
            }
            self.takes_bare("AND");
            parts.push(self.term(property)?);
        }
    }

    fn term(&mut self, property: Option<&str>) -> Result<Condition, Fault> {
        if self.takes_bare("NOT") {
            let inner = self.deeper(|parser| parser.term(property))?;
            return Ok(Condition::Not(Box::new(inner)));
        }
        if self.takes(&Word::Open) {
            let inner = self.deeper(|parser| parser.any(property))?;
            return if self.takes(&Word::Close) {
                Ok(inner)
            } else {
                Err(UNEXPECTED)
            };
        }
        let word = self.next().ok_or(UNEXPECTED)?;
        let (Word::Quoted(text) | Word::Bare(text)) = word else {
            return Err(UNEXPECTED);
        };
        if matches!(word, Word::Bare(operator) if OPERATORS.contains(&operator.as_str())) {
            return Err(UNEXPECTED);
        }
        if self.takes(&Word::Equals) {
            if property.is_some() {
                return Err(Fault::Search("a property is compared with a property"));
            }
            return self.deeper(|parser| parser.term(Some(text)));
        }
        let wanted = match word {
            Word::Quoted(_) => Wanted::Exact(text.clone()),
            _ => Wanted::Partial(
                Term::new(text).ok_or(Fault::Search("a term has neither letters nor digits"))?,
            ),
        };
        Ok(Condition::Names {
            property: property.map(str::to_owned),
            wanted,
        })
    }

    fn next(&mut self) -> Option<&'a Word> {
        let (word, rest) = self.words.split_first()?;
        self.words = rest;
        Some(word)
    }

    fn takes(&mut self, wanted: &Word) -> bool {
        let is_next = self.words.first() == Some(wanted);
        if is_next {
            self.words = &self.words[1..];
        }
        is_next
    }

    /// Operators are written in capitals.
    fn takes_bare(&mut self, operator: &str) -> bool {
        let is_next = matches!(self.words.first(), Some(Word::Bare(word)) if word == operator);
        if is_next {
            self.words = &self.words[1..];
        }
        is_next
    }

    fn deeper(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<Condition, Fault>,
    ) -> Result<Condition, Fault> {
        if self.depth == MAX_DEPTH {
            return Err(Fault::Depth);
        }
        self.depth += 1;
        let condition = inner(self);
        self.depth -= 1;
        condition
    }
}

fn joined(mut parts: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            join(parts)
        }
    }
}
