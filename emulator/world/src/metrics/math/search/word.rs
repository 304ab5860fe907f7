//! The words of a search.

use super::super::fault::Fault;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    /// Between double quotes, without what escapes.
    Quoted(String),
    Bare(String),
    Open,
    Close,
    Equals,
    OpenSchema,
    CloseSchema,
    Comma,
}

/// Characters that stand for themselves wherever they are.
const MARKS: [(char, Word); 6] = [
    ('(', Word::Open),
    (')', Word::Close),
    ('=', Word::Equals),
    ('{', Word::OpenSchema),
    ('}', Word::CloseSchema),
    (',', Word::Comma),
];

pub(super) fn words(text: &str) -> Result<Vec<Word>, Fault> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let mark = MARKS.iter().find(|(mark, _)| *mark == first);
        let length = if let Some((_, word)) = mark {
            found.push(word.clone());
            first.len_utf8()
        } else if first == '"' {
            let (word, length) = quoted(rest)?;
            found.push(Word::Quoted(word));
            length
        } else {
            let length = rest.find(ends_bare_word).unwrap_or(rest.len());
            found.push(Word::Bare(rest[..length].to_owned()));
            length
        };
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

fn ends_bare_word(character: char) -> bool {
    character.is_whitespace()
        || character == '"'
        || MARKS.iter().any(|(mark, _)| *mark == character)
}

/// A backslash makes the next character stand for itself.
fn quoted(text: &str) -> Result<(String, usize), Fault> {
    let mut word = String::new();
    let mut characters = text.char_indices().skip(1);
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => return Ok((word, index + 1)),
            '\\' => word.extend(characters.next().map(|(_, escaped)| escaped)),
            _ => word.push(character),
        }
    }
    Err(Fault::Search("a double quote is not closed"))
}
