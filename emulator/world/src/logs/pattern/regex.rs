//! Regular expressions between `%`: AWS's part of the language, which has no groups.
//!
//! What is allowed is exactly a part of what the crate below understands, with the same meaning, so it is checked and handed on. That crate
//! matches in time that is bounded by the product of both lengths: no expression runs away.
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html>

use super::cursor::Cursor;
use super::fault::Fault;

/// Bytes of a compiled expression. Ours: what `{m,n}` multiplies out to, so that an event of 1 MB is looked through in bounded time.
const MAX_SIZE: usize = 32 << 10;

/// What letters of a class follow a backslash.
const CLASSES: &str = "dDsSwW";
/// Signs that stand for themselves.
const SYMBOLS: &str = ":_#=@/;,-";
/// Signs that mean something, and stand for themselves after a backslash.
const OPERATORS: &str = "^$?[]{}|\\*+.";

/// What is searched for in a text.
#[derive(Debug, Clone)]
pub(super) struct Regex(regex_lite::Regex);

impl Regex {
    /// After the opening `%`.
    ///
    /// # Errors
    /// No end, a character that AWS does not take, what is no expression, or one too many.
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, Fault> {
        cursor.count_regex()?;
        let text = cursor.take_until('%')?;
        check(text)?;
        let mut builder = regex_lite::RegexBuilder::new(text);
        let built = builder.size_limit(MAX_SIZE).build();
        built.map(Self).map_err(|_| Fault::Regex(text.to_owned()))
    }

    /// Whether it occurs.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

fn check(text: &str) -> Result<(), Fault> {
    let refused = || Fault::Regex(text.to_owned());
    if text.is_empty() {
        return Err(refused());
    }
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => check_escape(&mut letters).ok_or_else(refused)?,
            _ if letter.is_ascii_alphanumeric() => {}
            _ if SYMBOLS.contains(letter) || OPERATORS.contains(letter) => {}
            other => return Err(Fault::Character(other)),
        }
    }
    Ok(())
}

/// What follows a backslash: a class, two digits of a character's number after `x`, or a sign.
fn check_escape(letters: &mut std::str::Chars<'_>) -> Option<()> {
    let letter = letters.next()?;
    if letter == 'x' {
        let is_number = letters.next()?.is_ascii_hexdigit() && letters.next()?.is_ascii_hexdigit();
        return is_number.then_some(());
    }
    let is_sign = letter.is_ascii_punctuation();
    (is_sign || CLASSES.contains(letter)).then_some(())
}
